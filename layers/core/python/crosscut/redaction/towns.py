"""Towns and states of postal addresses: each is a word like others, and goes only beside a street or a code of the post."""

from __future__ import annotations

from crosscut.redaction.accounts import is_somebody
from crosscut.redaction.rule import Rule

_TOWN = rb"(?:city|town|locality|suburb|city_?name|municipality|stadt|ort|wohnort|ville|commune|ciudad|poblacion|citt[a\x80-\xff]{1,2}|comune|cidade|plaats|woonplaats|stad|postort|miasto|miejscowosc)"
_STATE = rb"(?:state|province|county|region|bundesland|departement|provincia|estado|provincie|wojewodztwo|state_?(?:code|name|province))"
_BESIDE = rb"(?:street|addr(?:ess)?[_\-]?(?:line)?[_\-]?[12]|address_?line|line[_\-]?1|zip|post(?:al)?[_\-]?code|plz|house_?(?:number|no)|stra(?:ss|\xc3\x9f)e|hausnummer|rue|calle|via|indirizzo|adresse|direccion|endereco|ulica|gatuadress|straat)"
_QUOTE = rb"(?:\\{0,8}[\"'])?"
_IS = _QUOTE + rb"[ ]?(?:=>|[:=])[ \t]{0,4}"
_EDGE = rb"(?<![a-z])(?:(?:shipping|billing|home|mailing|postal|delivery|customer|address)[_.\-]?)?"
# One object of JSON, of Java, one tag or one line: no braces between the two.
_BETWEEN = rb"[^{}\r\n\x1e]{0,240}?"
_VALUE = rb"(?:\\{0,8}\"([^\"\\\r\n\x1e{}]{2,60})(?=\\{0,8}\")|\\{0,8}'([^'\\\r\n\x1e{}]{2,60})(?=\\{0,8}')|([a-z\x80-\xff][a-z.'\x80-\xff\-]{1,40}+(?:[ ](?![\w.\-]{1,40}+[:=])[a-z\x80-\xff][a-z.'\x80-\xff\-]{0,40}+){0,4})(?![\w\x80-\xff.@/:=(\[]))"
_STREET = _BESIDE + rb"(?:" + _IS + rb"|>)"


def _rule(name: str, key: bytes, *, before: bool, must_match: str, must_not_match: str) -> Rule:
    """Return the rule of what stands behind the street, or before it: a rule finds one value at a place."""
    field = _EDGE + key + rb"(?:" + _IS + _VALUE + rb"|>([^<>{}\r\n\x1e]{2,60})(?=</))"
    if before:
        pattern = field + rb"(?=" + _BETWEEN + rb"(?<![a-z])(?:\w{1,16}_)?" + _STREET + rb")"
    else:
        pattern = rb"(?<![a-z])" + _STREET + _BETWEEN + field
    return Rule(
        kind="ADDRESS", name=name, pattern=pattern, gate=_EDGE + key + rb"(?:" + _IS + rb"|>)", accept=is_somebody, lowered=True,
        must_match=(must_match,), must_not_match=(must_not_match,),
    )  # fmt: skip


RULES = (
    _rule("town-behind-a-street", _TOWN, before=False, must_match='{"street":"1 Example Road","city":"Exampleton"}', must_not_match='{"page":"1","city":"Exampleton"}'),
    _rule("state-behind-a-street", _STATE, before=False, must_match='{"street":"1 Example Road","state":"Exampleshire"}', must_not_match='{"job":"1","state":"running"}'),
    _rule("town-or-state-before-a-street", rb"(?:" + _TOWN + rb"|" + _STATE + rb")", before=True, must_match='{"city":"Exampleton","zip":"12345"}', must_not_match='{"city":"Exampleton"},{"zip":"12345"}'),
)  # fmt: skip
