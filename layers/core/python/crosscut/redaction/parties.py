"""Names of people under the words of other languages, of the parties of payments (ISO 20022), and of objects that print who they are."""

from __future__ import annotations

from crosscut.redaction.accounts import is_persons, is_somebody
from crosscut.redaction.people import PLACE_TEXT, is_place, same
from crosscut.redaction.persons import is_person
from crosscut.redaction.rule import Rule
from crosscut.redaction.values import EDGE, IS, PSEUDONYM, SHORT_QUOTED

_NOT_A_KIND = rb"(?!(?<=<name)" + PSEUDONYM + rb")"
_WORD = rb"[a-z\x80-\xff][a-z\x80-\xff.'\-]{0,40}+"
# In quotes, in a tag, or up to four words.
_TEXT = (
    rb"(?:" + SHORT_QUOTED + rb"|((?![\"'\\])" + _WORD + rb"(?:(?:[ +]|%20)(?![\w.\-]{1,40}+[:=])" + _WORD
    + rb"){0,3})(?![\w=(\[/@\x80-\xff.'\-]|:(?! )|\\(?![rnt\"'])))"
)  # fmt: skip
# First, last and whole names in the languages of Europe and beyond; letters with marks as they are and without.
SURE = (
    "fornavn", "etternavn", "efternavn", "f(?:ö|Ö)rnamn", "jm(?:é|É)no", "jmeno", "p(?:ř|Ř)(?:í|Í)jmen(?:í|Í)", "prijmeni", "etunimi", "sukunimi", "vezet(?:é|e)kn(?:é|e)v", "kereszt?n(?:é|e)v",
    "prenume", "prezime", "priezvisko", "soyad(?:i|ı)?(?![a-z])", "ad_?soyad(?![a-z])", "primeiro[_ ]?nome", "(?:ú|u)ltimo[_ ]?nome", "nombres?[_ ]?completo", "primer[_ ]?(?:nombre|apellido)", "segundo[_ ]?(?:nombre|apellido)", "nome[_ ]?completo", "nom[_ ]?complet", "nom[_ ]?de[_ ]?famille", "nom[_ ]?(?:de[_ ]?)?naissance", "nom[_ ]?client", "nombre[_ ]?(?:del[_ ]?)?cliente", "nome[_ ]?(?:do[_ ]?|del[_ ]?)?cliente",
    "pr(?:é|É)nom", "familienname", "rufname", "geburtsname", "kontoinhaber", "kundenname", "ansprechpartner", "intestatario", "nominativo", "titulaire", "titular(?![a-z])", "klantnaam", "roepnaam", "familienaam", "tussenvoegsel", "imi(?:ę|Ę)", "имя(?![а-я])", "Имя(?![а-я])", "фамилия", "Фамилия", "отчество", "Отчество", "姓名", "氏名", "名前", "이름", "성명",
)  # fmt: skip
# What things are called too: there the value has to look like somebody's name.
UNSURE = (
    "nome(?![a-z])", "nom(?![a-z])", "nombre(?![a-z])", "naam(?![a-z])", "namn(?![a-z])", "navn(?![a-z])", "nimi(?![a-z])", "n(?:é|É)v(?![a-z])", "nume(?![a-z])", "ime(?![a-z])", "isim(?![a-z])", "debtor", "creditor(?![a-z])", "payer", "remitter", "ordering[_ ]?customer", "personnel", "nm(?=>|[\"'])",
)  # fmt: skip
_NAMES = rb"(?:debtor|creditor|payer|remitter|ordering[_ ]?customer|personnel)(?:[_ ]?name)?"


def _any(names: tuple[str, ...]) -> bytes:
    return "|".join(names).encode()


def is_whole_name(value: str) -> bool:
    """Whether it is written as a whole name of somebody: two words with a capital, none of which is one of things."""
    words = value.replace("+", " ").replace("%20", " ").replace(",", " ").split()
    if not 2 <= len(words) <= 5 or any(c.isdigit() for c in value):
        return False
    return all(not w[0].isascii() or w[0].isupper() for w in (words[0], words[-1])) and is_person(
        " ".join(words)
    )


NAME = Rule(
    kind="NAME",
    name="name-in-another-language",
    group="keyed",
    pattern=EDGE + rb"(?:" + _any(SURE) + rb")" + _NOT_A_KIND + IS + _TEXT,
    accept=is_somebody,
    normalise=same,
    lowered=True,
    must_match=(
        '"förnamn": "Anna"',
        "fornavn=Anna",
        "<nome_completo>Anna Example</nome_completo>",
        "имя: Анна",
    ),
    must_not_match=("titular=", "nombres: 12"),
)
WHOLE_NAME = Rule(
    kind="NAME",
    name="whole-name-in-another-language",
    group="keyed",
    pattern=EDGE + rb"(?:" + _any(UNSURE) + rb"|" + _NAMES + rb")" + _NOT_A_KIND + IS + _TEXT,
    accept=is_whole_name,
    normalise=same,
    lowered=True,
    must_match=(
        'nome="Anna Example"',
        "debtor=Anna Example",
        "<Nm>Anna Example</Nm>",
        '"payer_name":"Anna Example"',
    ),
    must_not_match=(
        "nombre=pedidos",
        'nom="Service Client"',
        "<Nm>Example GmbH</Nm>",
        "debtor=DE02120300000000202051",
    ),
)
LOGIN_NAME = Rule(
    kind="NAME",
    name="whole-name-of-a-user",
    group="keyed",
    # `user.name=Anna Example;`: more than a login, which would lose its first word only.
    pattern=(
        EDGE + rb"(?:user(?:[._\-]?name)?|owner|actor|assignee|author)(?!(?<=<user)" + PSEUDONYM + rb")" + IS
        + rb"((?![\"'\\])[a-z\x80-\xff][a-z\x80-\xff.'\-]{1,30}+(?: [a-z\x80-\xff][a-z\x80-\xff.'\-]{0,30}+){1,3})(?=[;,\"'\]})<|\r\n\x1e]|\\n|[ ]{2}|[ ][\w.\-]{1,40}[:=]|(?![\s\S]))"
    ),
    accept=is_whole_name,
    normalise=same,
    lowered=True,
    must_match=("user.name=Anna Example;x=1", "owner: Anna Example"),
    must_not_match=("user: system manager;", "owner: Order Service"),
)  # fmt: skip
# What tells that a name is of a person, in the same languages.
_OF_PEOPLE = (
    rb"(?:e-?mail|mail|t(?:e|\xc3\xa9)l(?:e|\xc3\xa9)?(?:phone|fono?|fon)?|iban|nir|dni|nie|nif|cpf|bsn|pesel|codice_?fiscale|pr(?:e|\xc3\xa9)nom|apellidos?|cognome|sobrenome"
    rb"|nacimiento|nascimento|naissance|nascita|geboorte\w{0,8}|direcci(?:o|\xc3\xb3)n|indirizzo|endere(?:c|\xc3\xa7)o|adresse)(?!"
    + PSEUDONYM
    + rb")"
)
_ABROAD = rb"(?:nome|nom|nombre|naam|namn|navn|nimi|nume|ime|isim)"
_ONE = rb"([a-z\xc3\xc5][\w'\x80-\xff\-]{1,30})(?=\\{0,4}[\"'<,;)}&|]|[ \r\n\x1e]|(?![\s\S]))"
_QUOTE = rb"\\{0,4}[\"']?"
BESIDE = Rule(
    kind="NAME",
    name="name-in-another-language-beside-what-people-have",
    pattern=(
        rb"(?<![a-z])" + _OF_PEOPLE + _QUOTE + rb"[ ]?[:=][^\r\n\x1e]{0,120}?(?<![a-z])" + _ABROAD + _QUOTE + rb"[ ]?[:=][ ]?" + _QUOTE + _ONE
        + rb"|(?<![a-z])" + _ABROAD + _QUOTE + rb"[ ]?[:=][ ]?" + _QUOTE + _ONE + rb"(?=[^\r\n\x1e]{0,120}?(?<![a-z])" + _OF_PEOPLE + _QUOTE + rb"[ ]?[:=])"
    ),
    gate=rb"(?<![a-z])" + _ABROAD + _QUOTE + rb"[ ]?[:=]",
    accept=lambda value: (value[0].isupper() or not value[0].isascii()) and not value.isupper() and is_person(value),
    normalise=same,
    lowered=True,
    must_match=('{"nir":"x","nom":"Eriksson"}', "nombre=Anna apellidos=Example"),
    must_not_match=('{"nom":"Eriksson"}', "email=x nom=pedidos"),
)  # fmt: skip
# https://www.iso20022.org: PostalAddress of the parties.
PLACE = Rule(
    kind="ADDRESS",
    name="postal-address-of-a-payment",
    group="keyed",
    pattern=EDGE
    + rb"(?:strtnm|adrline|pstcd|twnnm|bldgnm|twnlctnnm)(?!(?<=<address)"
    + PSEUDONYM
    + rb")"
    + IS
    + PLACE_TEXT,
    accept=is_place,
    normalise=same,
    lowered=True,
    must_match=("<StrtNm>Via Example 67</StrtNm>", '"PstCd":"11984"', "<AdrLine>12 Example Road</AdrLine>"),
    must_not_match=("<Ctry>DE</Ctry>",),
)
OBJECT = Rule(
    kind="USER",
    name="user-of-an-object-that-is-printed",
    # `<User: anna42>` of Django, `<User 'anna42'>` of Flask's tutorials, `<User(anna42)>`.
    pattern=rb"<(?:user|customuser|authuser|account|member|customer|person|employee|patient|profile)(?:: ?|[ (])[\"'(]?([^\s<>\"'=():,\x1e]{2,64})[\"')]{0,2}>",
    gate=rb"<(?:user|customuser|authuser|account|member|customer|person|employee|patient|profile)[: (]",
    accept=lambda value: any(c.isalpha() for c in value) and is_persons(value),
    normalise=same,
    lowered=True,
    must_match=("auth: <User anna42> logged in", "<User: anna42>", "<User 'anna42'>", "<CustomUser(anna42)>"),
    must_not_match=("<User object at 0x7f3b1c>", "<user id=7>", "<User 42>", "<User admin>"),
)  # fmt: skip
UID = Rule(
    kind="USER",
    name="user-id-of-an-identity-provider",
    group="keyed",
    # Firebase's ids have 28 letters and digits, Auth0's and Clerk's a prefix. A uid of Linux is a number, one of Kubernetes a UUID.
    pattern=EDGE + rb"(?:local)?uid" + IS + rb"(?:\\{0,16}+[\"'])?((?:user_|usr_|u_|auth0\||google-oauth2\|)[a-z0-9]{8,40}|[a-z0-9]{28})(?![\w\x80-\xff\-])",
    accept=lambda value: "_" in value or "|" in value or (any(c.isupper() for c in value) and any(c.islower() for c in value) and any(c.isdigit() for c in value)),
    normalise=same,
    lowered=True,
    must_match=("AuthUser{uid: user_Qm3x0Zk9vTb7LpWc8Ns4", 'uid: "k3Xv9QmX7bTr2LpWc8Ns4HdYz1Bq"', "uid=auth0|5f7c8ec7c33c6c004bbafe82"),
    must_not_match=("uid=1000 gid=1000", "uid: 5c56a398-4ceb-4a65-8f3b-7ffe1234abcd", "uid: 0f1e2d3c4b5a69788796a5b4c3d2"),
)  # fmt: skip

FIRST_RULES = (LOGIN_NAME,)  # before those of a login
RULES = (NAME, WHOLE_NAME, PLACE, UID, BESIDE, OBJECT)
