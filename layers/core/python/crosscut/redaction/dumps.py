"""How languages and formats write a name and its value where no sign and no quotes stand between the two as elsewhere.

Terms of Erlang, what PHP serializes, pairs of Kotlin, XML whose brackets are entities, attributes of SAML, vCard, LDIF.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crosscut.redaction.found import found
from crosscut.redaction.persons import is_person

Field = tuple[bytes, int, int]  # the name that tells what it is, and where the value is

_NAME = rb"([A-Za-z_][\w.\-]{0,60})"
_QUOTED = rb"\\{0,8}\"([^\"\\\r\n\x1e]{1,512})"
_END = rb"(?![\s\S])"
# Binaries of Erlang, also in maps and records: {password,<<"x">>}, password => <<"x">>, #user{name = <<"x">>}.
_BINARY = rb"(?<![\w.\-])" + _NAME + rb"(?:\\{0,8}\"|'|>>){0,3}[ ]?(?:,|=>?|:)[ ]?\[?<<" + _QUOTED
# {password,"x"}, {"password", "x"}, {:password, "x"} of Elixir.
_TUPLE = (
    rb"\{[ ]?:?(?:<<)?(?:\\{0,8}\"|')?" + _NAME + rb"(?:\\{0,8}\"|')?(?:>>)?,[ ]?(?:<<)?" + _QUOTED
    + rb"(?=\\{0,8}\"(?:>>)?[ ]?\})"
)  # fmt: skip
# https://www.php.net/manual/en/function.serialize.php: s:8:"password";s:7:"x";, also of what is private.
_SERIALIZED = (
    rb"s:[0-9]{1,4}:\\{0,8}\"[^\";\r\n\x1e]{0,60}?" + _NAME + rb"\\{0,8}\";"
    rb"(?:s:[0-9]{1,6}:" + _QUOTED + rb"|[id]:(-?[0-9.]{1,24});)"
)  # fmt: skip
# What var_dump and print_r write of a member that is not public: ["password":protected]=> string(7) "x".
_NOT_PUBLIC = (
    rb"\[(?:\\{0,4}\")?" + _NAME + rb"(?:\\{0,4}\")?:(?:(?:\\{0,4}\")?[\w\\]{1,80}(?:\\{0,4}\")?:)?(?:protected|private)\][ ]?=>[ \r\n]{0,8}"
    rb"(?:string\([0-9]{1,6}\) " + _QUOTED
    + rb"|([^\s\"\[\]()\x1e][^\[\]()\r\n\x1e]{0,160}?)(?=[ ]{0,8}(?:[\[)\r\n]|\\n|" + _END + rb")))"
)  # fmt: skip
# Pairs of Kotlin and Scala in a list: [(user, bob42), (password, x)].
_PAIR = (
    rb"(?:(?<=\[)|(?<=[=: ]\()|(?<=\), )|(?<=\),)|(?<=\()(?=\([^()\r\n\x1e]{1,200}\),))\("
    + _NAME
    + rb",[ ]?([^\s(),\"'\x1e][^(),\"'\r\n\x1e]{0,160})\)(?=[,)\]])"
)

# `[name] => Anna Example` and `["name"]=> string(12) "Anna Example"` of PHP, s:4:"name";s:12:"Anna Example".
_NAME_OF_ARRAY = (
    rb"(?:\[(?:\\{0,4}\")?name(?:\\{0,4}\")?\][ ]?=>[ \r\n]{0,8}(?:string\([0-9]{1,6}\) " + _QUOTED
    + rb"|([A-Z\xc3\xc5][^\[\]()\r\n\x1e\"]{2,60}?)(?=[ ]{0,8}(?:[\[)\r\n]|\\n|" + _END + rb")))|s:4:\\{0,8}\"name\\{0,8}\";s:[0-9]{1,6}:" + _QUOTED + rb")"
)  # fmt: skip
_OF_PEOPLE = re.compile(rb"(?i:e-?mail|phone|address|street|birth|user|customer|password)")

# XML and JSON whose brackets and quotes are entities, once or twice.
_LT, _GT = rb"&(?:amp;)?lt;", rb"&(?:amp;)?gt;"
_MARK = rb"&(?:amp;){0,2}(?:quot|apos|#34|#39|#x27|#x22);"
_ELEMENT = (
    _LT + rb"(?:[\w\-]{1,24}:)?" + _NAME + rb"(?: [^<>\r\n\x1e]{1,160}?)?" + _GT
    + rb"([^&<>\r\n\x1e]{1,512}(?:&(?!amp;lt;|lt;)[#\w]{1,6};[^&<>\r\n\x1e]{0,512}){0,8})(?=" + _LT + rb"/)"
)  # fmt: skip
_MEMBER = (
    rb"(?<![\w.\-])" + _NAME + rb"(?:" + _MARK + rb"[ ]?:[ ]?|[ ]?=[ ]?)" + _MARK
    + rb"([^&<>\r\n\x1e]{1,512})(?=" + _MARK + rb")"
)  # fmt: skip

# SAML 2.0: <Attribute FriendlyName="sn"><AttributeValue>x</AttributeValue>, by friendly name, URI or object id.
_ATTRIBUTE = (
    rb"attribute ([^<>\x1e]{1,400})>\s{0,40}"
    rb"((?:<[\w:.\-]{0,12}attributevalue[^<>\x1e]{0,200}>[^<>\x1e]{1,300}</[\w:.\-]{0,12}attributevalue>\s{0,40}){1,8})"
)
_ATTRIBUTE_NAME = re.compile(
    rb"friendlyname=\\?[\"']([\w.\- ]{1,64})\\?[\"']|(?<![a-z])name=\\?[\"'](?:[^\"'\\]{0,200}[/:#])?([\w.\- ]{1,64})\\?[\"']"
)
_ATTRIBUTE_VALUE = re.compile(rb">([^<>\s][^<>]{0,300})</")
# RFC 4519 and inetOrgPerson (RFC 2798), by name and by object id; claims of WS-Federation.
_OF_DIRECTORIES = {
    b"sn": b"surname", b"2.5.4.4": b"surname", b"givenname": b"given_name", b"2.5.4.42": b"given_name", b"gn": b"given_name",
    b"displayname": b"display_name", b"2.16.840.1.113730.3.1.241": b"display_name", b"uid": b"username",
    b"0.9.2342.19200300.100.1.1": b"username", b"samaccountname": b"username", b"userprincipalname": b"username", b"nameidentifier": b"username",
    b"eppn": b"username", b"edupersonprincipalname": b"username", b"street": b"street", b"2.5.4.9": b"street", b"streetaddress": b"street",
    b"postaladdress": b"postal_address", b"homepostaladdress": b"postal_address", b"postalcode": b"postal_code", b"2.5.4.17": b"postal_code",
    b"telephonenumber": b"phone", b"2.5.4.20": b"phone", b"homephone": b"phone", b"mobilephone": b"phone", b"mobile": b"phone",
    b"userpassword": b"password", b"unicodepwd": b"password", b"dateofbirth": b"date_of_birth", b"name": b"full_name",
    b"cn": b"full_name", b"2.5.4.3": b"full_name", b"gecos": b"full_name", b"firstname": b"first_name", b"lastname": b"last_name",
    b"first_name": b"first_name", b"last_name": b"last_name", b"surname": b"surname",
}  # fmt: skip
# Attributes that things have too: there the value has to look like somebody's name.
_OF_THINGS_TOO = frozenset((b"cn", b"2.5.4.3", b"name", b"gecos"))

# RFC 2849: an entry, on lines or on one.
_ENTRY = rb"(?<![\w.\-])[dD][nN]::? [^\x1e]{1,4000}"
_ENTRY_FIELD = re.compile(
    rb"(?:(?<=[;,\n|])|(?<=[;,\n|] )|(?<=\\n))([A-Za-z]{2,24}): ([^\r\n\x1e;|\\\"<]{1,200})"
)

# MT103 of SWIFT: account, name and address of who pays and who is paid; NAD of EDIFACT.
_PARTY = (
    rb"(?<![0-9A-Fa-f])(?::50[AFK]|:59[AF]?):(?:/[^\\\r\n\x1e]{1,40}(?:\\{1,4}r)?(?:\\{1,4}n|\r?\n))?([^\\\r\n:/\x1e]{3,35})(?:(?:\\{1,4}r)?(?:\\{1,4}n|\r?\n)([^\\\r\n:/\x1e\-][^\\\r\n:/\x1e]{2,34}))?"
    rb"|(?<![A-Z])NAD\+[A-Z]{2,3}\+[^+'\r\n\x1e]{0,40}\+[^+'\r\n\x1e]{0,160}\+([^+'\r\n\x1e]{3,70})\+([^+'\r\n\x1e]{3,70})?"
)  # fmt: skip
# RFC 6350: properties of a card, on lines, also escaped ones, or on one.
_CARD = rb"BEGIN:VCARD[^\x1e]{1,4000}?(?:END:VCARD|(?=\x1e)|" + _END + rb")"
_CARD_FIELD = re.compile(
    rb"(?:(?<=[\n;| ])|(?<=\\n))(FN|N|NICKNAME|ADR|BDAY|TEL)(?:;[\w=;,.\-]{1,80})?:([^\r\n\x1e\\\"|]{1,300})"
)
_OF_CARDS = {
    b"FN": b"full_name", b"N": b"full_name", b"NICKNAME": b"nickname", b"ADR": b"postal_address", b"BDAY": b"dob", b"TEL": b"phone",
}  # fmt: skip

# For a look at a block before all else, in lower case: what stands in it where there is something of this. Loops without
# bounds make the accelerator's tables small.
TERMS = (
    rb"<<\\*+\"|\{[ ]?:?(?:<<)?\\*+[\"']?[a-z_][\w.\-]*+\\*+[\"']?(?:>>)?,[ ]?(?:<<)?\\*+\"|s:[0-9]++:\\*+\"|:(?:protected|private)\]"
    rb"|\[\\*+\"?name\\*+\"?\][ ]?=>|(?:[\[(]|\),[ ]?)\([a-z_][\w.\-]*+,[ ]?[^\s(),\"'\x1e]"
)
MARKUP = rb"&(?:amp;)*+(?:lt|quot|apos|#34|#39|#x27|#x22);|attributevalue|begin:vcard|dn::? |(?<![0-9]):50[afk]:|(?<![0-9]):59[af]?:|nad\+"


def terms(data: bytes) -> Iterator[Field]:
    """Yield the name that tells what it is of each value that a language writes so, and where the value is."""
    for pattern in (_BINARY, _TUPLE, _PAIR):
        yield from _pairs(pattern, data)
    for pattern in (_SERIALIZED, _NOT_PUBLIC):
        yield from _pairs(pattern, data, (2, 3))
    for start, end in found(_NAME_OF_ARRAY, data, ((1, 2, 3),)):
        around = data[max(0, start - 300) : end + 300].split(b"\x1e")
        if is_name(data[start:end]) and any(
            _OF_PEOPLE.search(part) and data[start:end] in part for part in around
        ):
            yield b"full_name", start, end


def markup(data: bytes, lowered: bytes) -> Iterator[Field]:
    """Yield the same of XML in entities, of SAML, of LDIF and of vCards."""
    for pattern in (_ELEMENT, _MEMBER):
        yield from _pairs(pattern, data)
    for first, last, begin, end in found(_ATTRIBUTE, lowered, ((1,), (2,))):
        if name := _ATTRIBUTE_NAME.search(lowered[first:last]):
            for value in _ATTRIBUTE_VALUE.finditer(lowered, begin, end):
                yield from _of_directory(name[1] or name[2], data, *value.span(1))
    for begin, end in found(_ENTRY, data, ((0,),)):
        for match in _ENTRY_FIELD.finditer(data, begin, end):
            yield from _of_directory(match[1].lower(), data, *match.span(2))
    for begin, end, street, street_end in found(_PARTY, data, ((1, 3), (2, 4))):
        yield b"full_name", begin, end
        if street >= 0:
            yield b"street", street, street_end
    for begin, end in found(_CARD, data, ((0,),)):
        for match in _CARD_FIELD.finditer(data, begin, end):
            yield _OF_CARDS[match[1]], *match.span(2)


def _of_directory(name: bytes, data: bytes, start: int, end: int) -> Iterator[Field]:
    if name in _OF_THINGS_TOO and not is_name(data[start:end]):
        return
    if name in _OF_DIRECTORIES:
        yield _OF_DIRECTORIES[name], start, end


def is_name(value: bytes) -> bool:
    """Whether it is written as somebody's whole name: words with a capital, none of which is one of things."""
    text = value.decode("utf-8", "replace").strip()
    words = text.split()
    return (
        2 <= len(words) <= 5
        and all(w[0].isupper() for w in (words[0], words[-1]))
        and not any(c.isdigit() for c in text)
        and is_person(text)
    )


def _pairs(pattern: bytes, data: bytes, values: tuple[int, ...] = (2,)) -> Iterator[Field]:
    """Yield the name, which is in the first group, and where the value is, which is in one of these."""
    for name, name_end, start, end in found(pattern, data, ((1,), values)):
        yield data[name:name_end], start, end
