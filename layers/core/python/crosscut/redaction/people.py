"""What points to a person because its name says so: names, user names and ids, addresses of the post, birthdays."""

from __future__ import annotations

import re

from crosscut.redaction.accounts import is_persons, is_somebody, login
from crosscut.redaction.placeholders import is_complaint
from crosscut.redaction.rule import Rule
from crosscut.redaction.values import EDGE, IS, OPENED, PSEUDONYM, SAID, SHORT_QUOTED


def same(value: str) -> str:
    """Return the value without what escapes or quotes it, so that it is one value everywhere."""
    return value.replace("\\", "").replace("+", " ").strip()


# Lists of names of fields have one after another: "first_name", "zip".
_FIELD = re.compile(
    r"[a-z]+(?:_[a-z0-9]+)+|e-?mail|phone|mobile|address|street|zip|plz|city|state|country|birthday|password|surname|rejected value|[a-z]+Name"
)


def is_named(value: str) -> bool:
    """Whether it can be somebody's name, rather than nobody's or the name of a field."""
    return is_somebody(value) and not _FIELD.fullmatch(value) and not is_complaint(value)


_POSTCODE = re.compile(
    r"(?:[A-Za-z]{1,2}[0-9][0-9A-Za-z]? ?[0-9][A-Za-z]{2}|[0-9]{4,5}(?:-[0-9]{3,4})?|[0-9]{4} ?[A-Z]{2})"
)


def _account(value: str) -> str:
    return same(login(value))


def is_place(value: str) -> bool:
    """Whether it can be a street, a code or a whole address, where the name leaves no doubt that it is one."""
    return is_named(value) and len(same(value)) >= 3 and not value.startswith("0x")


def _is_postal(value: str) -> bool:
    value = same(value)
    if _POSTCODE.fullmatch(value):
        return True
    has_number, words = any(c.isdigit() for c in value), value.replace("%20", " ").split()
    if has_number and not value.isascii():
        return True
    return has_number and len(words) >= 2 and any(w.strip(".,").isalpha() and len(w) > 2 for w in words)


# `"name": ...` and `could not verify name '...'`.
_IS = rb"(?:" + IS + rb"|" + SAID + rb")"
# A domain of Windows stays; where its backslash may be one of an escaped line end, both go. `user:1042` without a blank is the key of a cache. An unquoted value ends at a blank or delimiter; a quoted one at its quote.
_WORD_VALUE = rb"(?:[\w.\-]{1,32}+\\{1,8}+(?![nrt])(?=[\w\x80-\xff]))?+((?![\"'\\]|(?<=[a-z]:)[0-9]{1,5}(?![0-9a-z]))(?:[^\s\"'&;,<>{}()\[\]\\\x1e%=|:]{1,128}+|:(?=[^\s:/]))++(?:\\{1,8}+(?=[nrt][a-z]{2})\w{1,64}+(?:[.\-]\w{1,64}+)?+(?![=:\w\\]))?+)(?![(=]|:[:/]|: ?[\w.]{1,40}=|\\{1,8}<[a-z_]{2,20}:[a-z2-7]{8}>)"
_TEXT = rb"(?:" + SHORT_QUOTED + rb"|\[([^\s\"'\[\],;=\x1e]{1,128}+)(?=\])|" + _WORD_VALUE + rb")"
# A number too: the users of a database are numbered.
USER = Rule(
    kind="USER",
    name="user-under-its-name",
    group="keyed",
    pattern=(
        rb"(?:" + EDGE + rb"(?<!key=)(?<!key: )(?:user|usr(?:[._\-]?(?:name|id))?|username|user[ ._\-]?(?:name|id|login)|login(?<!imap-login)(?<!pop3-login)(?<!sieve-login)(?!:(?:auth|session|account|chauthtok|setcred)\)|: client )(?:[._\-]?(?:name|id))?|log(?==[^&\s\x1e]{1,64}&pwd=)|logname|ruser|owner|actor|principal|customer"
        rb"|member|employee|patient|(?<!;)account[_\- ]?(?:name|holder)|benutzer(?:name|kennung)?|utilisateur|usuario|utente|gebruiker(?:snaam)?|screen[_\-]?name|nick(?:name)?(?! \\{0,8}[\"'][^\"'\r\n\x1e]{0,80}cert)|handle"
        rb"|(?:customer|member|employee|patient|person|subscriber|student|driver)[._\-]?(?:id|no|number|name)"
        rb"|assignee|approver|(?:last[_\-]?)?(?:created|updated|modified|approved|submitted|requested|reviewed|deleted)[_\-]?by|preferred[_\-]username|principal[_\-]?name|samaccountname|userprincipalname|memberuid|(?:client|mapped|became|sam)[_\-]?account|alternateid|remote[_\-]?user|auth[_\-]?user|session[_\-]?user|x-user(?:-id)?|enduser\.id|usr\.id|sub)"
        rb"|(?<=[sd])(?<![a-z0-9_][sd])user|(?<=[a-z])(?:username|userid|user_id|user_name|customerid|customer_id|loginname))(?!(?<=<user)" + PSEUDONYM + rb")"
        + _IS + _TEXT
    ),
    accept=is_persons,
    normalise=_account,
    lowered=True,
    must_match=("user=bob42", "<login>bob42</login>", "unknown user 'bob42'", "Key (user_name)=(bob42) exists", '["user","bob42"]', '{"userName": "anna"}', "customer_id: 48213", "Account Name:\t\tanna", "Benutzer=anna", "User ID=anna;", r'{\"username\":\"anna\"}'),
    must_not_match=("user=root", "cache hit for key user:1042", "user: system:serviceaccount:shop:web", "user not found", "users: 12", 'Certificate with nickname "Server-Cert cert-pki-ca" is valid', "sub-total=5", "Account Name: SYSTEM"),
)  # fmt: skip
NAME = Rule(
    kind="NAME",
    name="name-under-its-name",
    group="keyed",
    pattern=(
        EDGE + rb"(?:(?:display|real|first|last|middle|given|family|full|sur|maiden|birth|customer|card[_\-]?holder|patient|employee|contact"
        rb"|recipient|sender|billing|shipping|account[_\-]?holder|legal|fore|candidate|applicant|passenger|guest|teacher|doctor|physician|nurse|caller"
        rb"|signatory|insured|nominee|consignee|addressee|guarantor|visitor|spouse|father|mother|parent|debtor|creditor|guardian|author)(?:[._\- ]?(?:display|full|first|last|given|family))?[._\- ]?name|(?:user|owner|actor|member|assignee|initiator|manager|account)(?:display|full|real|first|last|given|family)name|vorname|nachname|prenom|cognome|apellidos?|voornaam|achternaam|sobrenome|efternamn|fornamn|nazwisko|imie|surname|cardholder|(?:account[_\-]?)?holder(?:[_\-]?name)?|beneficiary(?:[_\-]?name)?|payee(?:[_\-]?name)?"
        rb"|(?:given|fore)[_\-]?names|ship[_\-]?to|bill[_\-]?to|name[_\-]on[_\-]card|customer[_\-]?full[_\-]?name)(?!(?<=<name)" + PSEUDONYM + rb")" + _IS
        + rb"(?:" + SHORT_QUOTED + rb"|((?![\"'\\])[a-z\x80-\xff][a-z\x80-\xff.'\-]{1,40}+"
        rb"(?:(?:[ +]|%20)(?![\w.\-]{1,40}+[:=])[a-z\x80-\xff][a-z\x80-\xff.'\-]{0,40}+){0,3})(?![\w=(\[/@\x80-\xff.'\-]|:(?! )|\\(?![rnt\"'\\])))"
    ),
    accept=is_named,
    normalise=same,
    lowered=True,
    must_match=('"first_name": "Anna"', "givenNames=Anna", "fullName=Anna Example", "customer name: Anna Example", "surname=Example&x=1"),
    must_not_match=("filename=a.log", "hostname: web-1", "name=web-1", "service name: shop", "['first_name', 'last_name']"),
)  # fmt: skip
PLACE_TEXT = (
    rb"(?:" + SHORT_QUOTED + rb"|((?![\"'\\])[0-9a-z\x80-\xff][0-9a-z\x80-\xff.'\-/#]{0,160}+"
    rb"(?:(?:,? |\+|%20)(?![\w.\-]{1,40}+[:=])[0-9a-z\x80-\xff#][0-9a-z\x80-\xff.'\-/#]{0,160}+)*+)(?![\w=(\[@]|:(?! )|\\(?![rnt\"'\\])))"
)
STREET = Rule(
    kind="ADDRESS",
    name="street-or-postcode-under-its-name",
    group="keyed",
    pattern=(
        rb"(?:(?:street|postal|mailing|home|billing|shipping|delivery|residential|customer)[._\- ]?(?:address|addr)"
        rb"(?:[._\-]?(?:line)?[_\-]?[123])?|" + EDGE + rb"(?:street(?:[_\-]?(?:name|line|line1|1))?|addr(?:ess)?[_\-]?(?:line)?[_\-]?[123]"
        rb"|indirizzo|stra(?:ss|\xc3\x9f)e|code[_\-]?postal|codigo[_\-]?postal|postleitzahl|adresse|direccion|endereco|anschrift|line[_\-]?[12]|zip(?:[_\-]?code)?|post(?:al)?[_\-]?code|plz|postcode|stra(?:ss|\xc3\x9f)e|calle|rue|ulica|straat|gatuadress|direcci\xc3\xb3n|endere\xc3\xa7o|domicili?o|adresa?|osoite|c(?:o|\xc3\xb3)digo[_ ]?postal|code[_ ]?postal|postnummer|postleitzahl|kod[_ ]?pocztowy))(?!(?<=<address)" + PSEUDONYM + rb")" + _IS + PLACE_TEXT
    ),
    accept=is_place,
    normalise=same,
    lowered=True,
    must_match=('"street_address": "17 Example Road"', "zip=90210", "<postcode>N2 5JG</postcode>", "address1='Example Lane'"),
    must_not_match=("street: none", "zip -r a", "address1=0x7ffe1234"),
)  # fmt: skip
ADDRESS = Rule(
    kind="ADDRESS",
    name="postal-address-under-its-name",
    group="keyed",
    pattern=EDGE + rb"address(?!(?<=<address)" + PSEUDONYM + rb")" + _IS + PLACE_TEXT,
    # A person's address has a number and a word; a machine's is found by other rules, and one in memory stays.
    accept=_is_postal,
    normalise=same,
    lowered=True,
    must_match=("address: 17 Example Road, Springfield",),
    must_not_match=("address: 0x7ffe1234", "address: web-1.example", "bind address=0.0.0.0:80", "address already in use"),
)  # fmt: skip
# The same in other languages.
_BORN = "|".join((
    "geburts(?:datum|tag)", "geb[_.]?datum", "fecha[_ ]?(?:de[_ ]?)?nacimiento", "data[_ ]?(?:di[_ ]?)?nascita", "data[_ ]?(?:de[_ ]?)?nascimento", "date[_ ]?(?:de[_ ]?)?naissance", "geboortedatum", "f(?:ö|Ö|o)delsedatum", "f(?:ø|Ø|o)dselsdato",
    "syntym(?:ä|Ä|a)aika", "data[_ ]?urodzenia", "datum[_ ]?narozen(?:í|i)", "do(?:ğ|g)um[_ ]?tarihi", "(?:д|Д)ата[_ ]?рождения", "生年月日", "出生日期",
)).encode()  # fmt: skip
BIRTHDAY = Rule(
    kind="BIRTHDAY",
    name="birthday-under-its-name",
    group="keyed",
    pattern=(
        rb"(?:date[_\- ]?of[_\- ]?birth|birth[_\- ]?da(?:te|y)|" + EDGE + rb"(?:dob|born|" + _BORN + rb"))(?!(?<=<birthday)" + PSEUDONYM + rb")" + _IS + OPENED
        + rb"([0-9]{1,4}[.\-/][0-9]{1,2}[.\-/][0-9]{1,4}|[0-9]{8})(?![\w\x80-\xff])"
    ),
    lowered=True,
    must_match=("dob=1984-12-31", '"birthDate":"31.12.1984"', "Geburtsdatum: 31.12.1984", '"fecha_nacimiento":"1984-12-31"'),
    must_not_match=("date=1984-12-31",),
)  # fmt: skip
ACCESS_LOG_USER = Rule(
    kind="USER",
    name="user-of-an-access-log",
    # RFC 931 identity, user, time: `203.0.113.9 - bob [17/Nov/2026:13:00:00 +0000]`.
    pattern=rb" - (?!- )([^\s\[\]\"\x1e]{1,128}+) \[[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:",
    accept=is_persons,
    must_match=('203.0.113.9 - bob [17/Nov/2026:13:00:00 +0000] "GET / HTTP/1.1" 200 5',),
    must_not_match=('203.0.113.9 - - [17/Nov/2026:13:00:00 +0000] "GET / HTTP/1.1" 200 5',),
)

DN = Rule(
    kind="USER",
    name="user-of-a-distinguished-name",
    literals=(b",dc=", b",ou=", b", dc=", b", ou="),
    # RFC 4514; an account is told by one of these.
    pattern=rb"(?<![\w\-])(?:uid|samaccountname|userprincipalname)=([^\s,=\"'\\+\x1e]{1,128}+)(?=, ?(?:ou|cn|dc|o)=)",
    accept=is_persons,
    normalise=_account,
    lowered=True,
    must_match=("BIND dn=uid=bob42,ou=people,dc=example",),
    must_not_match=("uid=1000 gid=1000", "ou=people,dc=example"),
)

LOGIN = Rule(
    kind="USER",
    name="user-of-a-login",
    # No literals, which say that a value may stand far behind a word, so that a record is looked at again: each has one.
    # Cisco's ASA, Samba, FreeRADIUS, OpenVPN, Windows' XML, ARNs of IAM's users: the user has a place of its own.
    pattern=(
        rb"(?<![a-z])user <([^<>\s:\x1e]{1,64}+)>|(?<![a-z])user \[[^\[\]\r\n\x1e]{0,64}\]\\{1,2}\[([^\[\]\r\n\x1e]{1,64})\]"
        rb"|login (?:incorrect|ok): \[([^/\]\s\x1e]{1,64}+)[/\]]"
        rb"|login (?:incorrect|ok) \([^()\r\n\x1e]{1,80}\): \[([^/\]\s\x1e]{1,64}+)[/\]]"
        rb"|openvpn(?:\[[0-9]{1,8}\])?: ([\w.@\-]{1,64})/(?=[0-9<])"
        rb"|name=[\"'](?:target|subject)?username[\"']>([^<>\r\n\x1e]{1,128}+)<"
        rb"|arn:aws[\w\-]{0,8}:iam::[0-9]{12}:user/(?:[\w+=,.@\-]{1,64}/){0,8}([\w+=,.@\-]{1,64}+)(?![/*])"
    ),
    gate=rb"user [<\[]|login (?:incorrect|ok)|openvpn|username[\"']>|:user/",
    accept=is_persons,
    normalise=_account,
    lowered=True,
    must_match=(
        "%ASA-6-722051: Group <g> User <bob42> IP", r"user [CORP]\[bob42] at", "Login incorrect (mschap): [bob42/<via Auth-Type = mschap>]",
        "openvpn[1]: bob42/203.0.113.9:51820 MULTI", "<Data Name='TargetUserName'>bob42</Data>", "User: arn:aws:iam::111122223333:user/bob42 is not",
    ),
    must_not_match=("user <root>", "Login incorrect", "<Data Name='TargetUserName'>-</Data>", "arn:aws:iam::111122223333:role/web"),
)  # fmt: skip

USER_KEY = re.compile(
    r"(?:.*[._\-])?(?:user[._\-]?(?:name|id)|userid|username|user|enduser\.id|usr\.id|(?:customer|member|employee|patient)[._\-]?(?:id|name)"
    r"|(?:remote|auth|session)[_\-]?user)",
    re.IGNORECASE,
)
NAME_KEY = re.compile(
    r"(?:.*[._\-])?(?:first|last|given|family|full|sur|user\.full|cardholder)[._\-]?name|surname",
    re.IGNORECASE,
)

RULES = (BIRTHDAY, NAME, STREET, ADDRESS, USER, ACCESS_LOG_USER, DN, LOGIN)
