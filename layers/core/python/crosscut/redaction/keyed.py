"""Where names stand that a rule looks for, found for all such rules at once: they differ in what they do with the value.

PCRE2 tries alternatives one by one. So names that may follow a letter (`dbPassword`, in lower case) are few here,
and all others are tried at the beginnings of words only. A rule that is to be found this way begins with one of them.
"""

from __future__ import annotations

from crosscut.redaction.values import EDGE, IS, SAID, SAID_OF

# A short name ends, or goes on with a word that names of secrets end in: passHash, pskValue.
ENDS = "(?:(?=key|code|value|id|base|hash|digest|string|confirm|again|repeat|plain|text|b64|hex)|(?![a-z]))"
_ANYWHERE = (
    "passw", "pwd", "pass[_\\-]?phrase", "pass phrase", "passcode", "passwort", "contrase", "mot de passe", "mot_de_passe", "requirepass", "mnemonic", "masterauth", "storepass", f"jwt{ENDS}", "connect[._]?sid", "remember", "awsalb", "magic", "authoriz", "secret", "credential", "crypt", "token", "session(?![a-z])", "session[_\\-]?(?:id|key|user)(?![a-z])", "phpsess", "php_sess", "csrf", "xsrf",
    "key", "cookie", "connection", "phone", "mobile", "msisdn", "user(?![a-z])", "user[._\\-]?(?:name|id|login)(?![a-z])", "user(?:display|full|real|first|last|given|family)name", "userprincipalname(?![a-z])", "customer", "latitude", "longitude", "lat(?![a-z])", "lon(?![a-z])",
    "lng(?![a-z])", "cred", "auth(?![a-z])", "auth[_\\-]?(?:key|id|value|data|hash|string|b64|base64|hex|user)(?![a-z])", "address", "priv", "access[_\\-]?key(?![a-z])", "holder", "birth", "sign", "mac(?![a-z])", "mac[_\\-]?addr", "hw[_\\-]?addr", "bssid(?![a-z])", "saml_?(?:response|assertion)", "chaddr(?![a-z])", "lladdr(?![a-z])",
)  # fmt: skip
_BEGINNING = (
    "pat(?![a-z])", "wep_?key", "bearer(?![a-z])", "recovery[_\\-]?phrase", "snmp[_\\-]?community", "access[_\\-]?code(?![a-z])", "security[_\\-]?code(?![a-z])", "unlock[_\\-]?code(?![a-z])", "verification[_\\-]?code(?![a-z])", "sms[_\\-]?code(?![a-z])", "mfa[_\\-]?code(?![a-z])", "otp[_\\-]?code(?![a-z])", "pin[_\\-]?code(?![a-z])", f"pass{ENDS}", f"psk{ENDS}", "sid", "cvv", "cvc", f"mfa{ENDS}", f"sas{ENDS}", "pw", f"pin{ENDS}", f"otp{ENDS}", f"totp{ENDS}", f"sig{ENDS}", "signature(?![a-z])", "sess", "jsession", "loginsession", "auth_?session", "app_?session", "flask_?session", "laravel_?session", "host-session",
    "aspsession", "salt", "seed", "nonce", "cert", "secure", "hmac", "licen", "code(?![a-z])", "webhook", "ticket(?![a-z])", "dsn", "app_?id(?![a-z])", "verifier(?![a-z])", "code_verifier",
    "tel(?![a-z])", "telephone", "fax(?![a-z])", "cell(?![a-z])",
    "ssn", "nino", "bsn", "cpf", "dni", "nie", "nir", "nif", "pesel", "cnp", "sin(?![a-z])", "tin(?![a-z])", "insee", "aadha", "svnr", "ahv", "cf(?![a-z])",
    "pan[_]?card", "ni_?number", "social", "tax", "steuer", "national", "codice", "personnummer", "passport", "driver",
    "usr", "login", "logname", "ruser", "owner", "actor", "principal(?![a-z])", "principal[_\\-]?name", "assignee(?![a-z])", "approver(?![a-z])", "created[_\\-]?by", "updated[_\\-]?by", "modified[_\\-]?by", "approved[_\\-]?by", "submitted[_\\-]?by", "requested[_\\-]?by", "reviewed[_\\-]?by", "deleted[_\\-]?by", "mrn(?![a-z])", "medical[_\\- ]?record", "medicare", "rfc(?![a-z])", "ppsn?(?![a-z])", "hkid(?![a-z])", "cnic(?![a-z])", "iqama(?![a-z])", "itin(?![a-z])", "number[_\\-]?plate", "pan(?![a-z])", "pan[_\\-]?n", "strasse", "straße", "code[_\\-]?postal", "codigo[_\\-]?postal", "postleitzahl", "samaccountname", "mapped[_\\-]?account(?![a-z])", "became[_\\-]?account(?![a-z])", "sam[_\\-]?account(?![a-z])", "alternateid", "author[_\\-]?name", "assigneedisplay", "initiatordisplay", "managerdisplay", "accountdisplay", "member", "employee", "patient", "account[_\\- ]?(?:name|holder|key)", "screen",
    "nick", "handle", "benutzer", "utilisateur", "usuario", "utente", "gebruiker", "client", "person", "student", "preferred", "remote", "x-user", "enduser", "sub(?![a-z])", "subscriber",
    "first", "last", "display", "real", "identity", "id[_\\-]?n", "nhs", "middle", "given", "family", "full", "sur", "maiden", "card", "contact", "recipient[._\\- ]?name",
    "sender", "billing", "shipping", "legal", "fore", "ship", "bill",
    "street", "postal", "mailing", "home[._\\- ]?addr", "delivery", "residential", "addr", "zip", "post", "plz",
    "date[_\\- ]?of", "dob", "long(?![a-z])",
    "residen", "civil", "alien[_\\- ]?reg", "green[_\\- ]?card", "emirates", "health[_\\- ]?(?:card|insurance)", "sozial", "renten", "versicherten", "kvnr(?![a-z])", "numero[_\\- ]?(?:de|s|f)", "numéro[_\\- ]?(?:de|s)", "kennitala", "isikukood", "emso(?![a-z])", "mykad", "bvn(?![a-z])", "utr(?![a-z])", "unique[_\\- ]?tax", "driving", "fiscal", "hetu(?![a-z])", "rut(?![a-z])", "curp(?![a-z])", "tckn", "personal", "citizen", "govern", "steuer", "id[_\\-]?card", "oib(?![a-z])", "egn(?![a-z])", "cedula", "rrn(?![a-z])", "fnr(?![a-z])", "f(?:o|oe|ø|Ø)dselsnummer", "cpr(?![a-z])", "cprn", "rijksregister", "nrn(?![a-z])", "nric(?![a-z])", "jmbg(?![a-z])", "amka(?![a-z])", "tfn(?![a-z])", "cuit(?![a-z])", "cuil(?![a-z])", "voter", "imei", "imsi(?![a-z])", "meid(?![a-z])", "iccid(?![a-z])", "ether(?![a-z])", "physical", "station(?![a-z])", "beneficiary", "payee", "log(?==)", "candidate", "applicant", "passenger", "guest", "teacher", "doctor", "physician", "nurse", "caller", "signatory", "insured", "nominee", "consignee", "addressee", "guarantor", "visitor", "spouse", "father", "mother", "parent", "debtor", "creditor", "guardian", "vorname", "nachname", "prenom", "cognome", "apellido", "voornaam", "achternaam", "sobrenome", "efternamn", "fornamn", "nazwisko", "imie(?![a-z])", "indirizzo", "adresse", "direccion", "endereco", "anschrift", "tc_?kimlik", "kimlik", "nr[_\\-]?pesel", "burgerservice", "person_nummer",
    "uid(?![a-z])", "localuid(?![a-z])", "strtnm", "adrline", "pstcd", "twn", "bldgnm",
    "fornavn", "etternavn", "efternavn", "f(?:ö|Ö)rnamn", "jm(?:é|É)no", "jmeno", "p(?:ř|Ř)", "prijmeni", "etunimi", "sukunimi", "vezet", "kereszt", "prenume", "prezime", "priezvisko", "soyad", "ad_?soyad", "primeir", "primer[_ ]?[na]", "ultimo", "último", "segundo", "nom", "pr(?:é|É)nom", "familien", "rufname", "geburtsname", "kontoinhaber", "kundenname",
    "ansprechpartner", "intestatario", "titula", "klantnaam", "roepnaam", "tussenvoegsel", "imi(?:ę|Ę)", "имя", "Имя", "фамилия", "Фамилия", "отчество", "Отчество", "姓名", "氏名", "名前", "성명", "naam(?![a-z])", "namn(?![a-z])", "navn(?![a-z])", "nimi(?![a-z])", "n(?:é|É)v(?![a-z])", "nume(?![a-z])", "isim(?![a-z])", "payer", "remitter", "ordering", "personnel", "nm(?![a-z])",
    "geburts", "geb[_.]?datum", "fecha", "data[_ ]?(?:de|di|na|ur)", "date[_ ]?(?:de[_ ]?)?nai", "geboortedatum", "f(?:ö|Ö|o)delsedatum", "f(?:ø|Ø|o)dselsdato", "syntym", "datum[_ ]?naroz", "do(?:ğ|g)um", "дата", "Дата", "生年月日", "出生日期", "born(?![a-z])",
    "telefon", "telefoon", "tél", "puhelin", "celular", "movil", "móvil", "handy(?![a-z])", "handynummer", "mobil(?![a-z])", "mobil(?:nummer|telefon)", "cellulare", "gsm(?![a-z])", "телефон", "Телефон", "stra(?:ss|ß)e", "calle(?![a-z])", "rue(?![a-z])", "ulica(?![a-z])", "straat(?![a-z])", "gatuadress", "direcci", "endere", "domicili", "adresa?(?![a-z])", "osoite(?![a-z])",
    "codigo[_ ]?postal", "código[_ ]?postal", "code[_ ]?postal", "kod[_ ]?pocz",
    "coord", "location(?![a-z])", "latlng", "latlon", "geo(?![a-z])", "gps", "position(?![a-z])", "whatsapp", "wa_id(?![a-z])", "landline", "name[_\\-]on", "line[_\\-]?[12](?![a-z])", "customer",
    # The beginnings of those of abroad.py: the fewer bytes, the smaller the table of all names. Of names of several words the last one is looked for.
    "hasł", "hasŁ", "haslo", "па", "Па", "ПА", "га", "Га", "ло", "Ло", "lozin", "geslo", "heslo", "jels", "şi", "Şi", "sifre", "paro", "salas", "losen", "lö", "lÖ", "adgan", "kodeo", "passo", "passe", "wacht", "kennw", "senha", "motdep", "mdp", "slapt", "sandi", "kh", "mat_kh", "clave",
    "パ", "暗", "密", "口", "비", "암", "패", "κ", "Κ", "ס", "ا", "ع", "ร", "प",
    "uż", "uŻ", "uzy", "по", "По", "ко", "Ко", "kulla", "anvä", "anvÄ", "anvan", "brug", "bruk", "kä", "kÄ", "kay", "felh", "už", "uŽ", "uziv", "použ", "pouz", "koris", "upora", "utiliz", "usuá", "usuÁ", "identifiant", "anmel", "kasut", "varto", "lieto", "pengg", "nhập", "dùng", "ten_d", "ime(?![a-z])",
    "ユ", "ログ", "用", "使", "登", "账", "帐", "賬", "帳", "사", "아", "이름", "χ", "Χ", "מ", "ک", "ช", "ผ", "उ",
)  # fmt: skip
# `dbPass`, `userPin`: a short name after these few words.
_WORDS = (
    b"db", b"user", b"root", b"admin", b"mysql", b"default", b"bind", b"smtp", b"sql", b"mail", b"ftp", b"ssh", b"proxy", b"http", b"basic", b"login", b"ldap", b"vpn",
    b"wifi", b"auth", b"redis", b"mongo", b"rabbit", b"new", b"old", b"oracle", b"pg", b"ipsec", b"erlang", b"github", b"gitlab", b"devops",
)  # fmt: skip


def by_length(words: tuple[bytes, ...]) -> list[bytes]:
    """Return the alternatives of the words of each length."""
    return [b"|".join(word for word in words if len(word) == n) for n in sorted({*map(len, words)})]


AFTER_WORD = b"|".join(rb"(?<=" + some + rb")" for some in by_length(_WORDS))
_AFTER_WORD = (
    rb"[psctjao](?=wd|ass|sk|id|ookie|vv|vc|fa|w|in|tp|otp|ig|ess|hpsess|uth|at(?![a-z]))(?:"
    + b"|".join(rb"(?<=(?:" + some + rb").)" for some in by_length(_WORDS))
    + rb")"
)

# The rest of the name. Blanks belong to names of several words only.
_REST = rb"(?:[\w.'\x80-\xff]{1,24}+|-(?!>)|[ ](?=(?:security|of|name|number|no|id|insurance|fiscale|licen[cs]e|birth|address|addr|phrase|line)\b)){0,8}+"


def _by_letter(names: tuple[str, ...]) -> bytes:
    """Return the alternatives by their first letter, of which each match takes only that."""
    letters: dict[str, list[str]] = {}
    for name in names:
        letters.setdefault(name[0], []).append(name[1:])
    return "|".join(f"{first}(?={'|'.join(rest)})" for first, rest in letters.items()).encode()


# What stands where one of the signs of IS does: cheaper than to try them all behind each word.
_LOOK = rb"(?=[ \t]{0,40}+(?:[^\w \t]|[\w:.\-]{0,64}?(?:value|=)))"
# In lower case; an object is no value.
GATE = (
    rb"(?:" + EDGE + rb"(?:" + _by_letter(_BEGINNING) + rb")"
    rb"|"
    + _by_letter(_ANYWHERE)
    + rb"|"
    + _AFTER_WORD
    + rb")(?="
    + _REST
    + _LOOK
    + rb"(?:"
    + IS
    + rb"|"
    + SAID
    + rb")(?!\{[\"{}]))"
)

# Words under which nothing stands, whatever they are: what follows is none of the signs of IS and SAID, and no word that
# a name goes on with. A search goes on behind them, and so tries the names in a fraction of the text only.
_NO_PAIR = rb"(?![\w.\-]{0,64}?value)"
_MEMBER = rb",[ ]?\"(?!" + SAID_OF + rb"\")[\w.\-]{1,64}+(?<!value)\":"  # of JSON, behind another one
NO_NAME = (
    rb"(?<![a-z0-9_.])[a-z0-9_.]++(?="  # from where they begin only, or a flood of dots takes a time that is its square
    rb"[ \t](?:(?=[a-z0-9])(?!(?:security|of|name|number|no|id|insurance|fiscale|licen[cs]e|birth|addr|phrase|line|de)\b|addr)"
    rb"(?![\w:.\-]{0,64}?(?:value|=))|[(\[{/<*#+]|-[ \[])"
    rb"|[/(\[{}&?@#!+*|<~^$]|`(?![ ]?(?:[=:%]|->))"
    rb"|\"(?:" + _MEMBER + rb"|[}]|\][,}\]]|[ ]\"?(?=[\w(/])" + _NO_PAIR + rb"|\n\x1e)"
    rb"|" + _MEMBER + rb"|[;)][ ](?=[a-z0-9])" + _NO_PAIR + rb"|\n\x1e|::)"
)  # fmt: skip
