"""Where somebody is: geographic coordinates."""

from __future__ import annotations

from crosscut.redaction.rule import Rule
from crosscut.redaction.values import EDGE, IS, OPENED, SAID

_KIND = "COORDINATES"
COORDINATE = Rule(
    kind=_KIND,
    name="coordinate-under-its-name",
    group="keyed",
    pattern=(
        rb"(?:latitude|longitude|"
        + EDGE
        + rb"(?:lat|lon|lng|long)|(?<=geo)(?:lat|lon|lng))"
        + rb"(?:"
        + IS
        + rb"|"
        + SAID
        + rb")"
        + OPENED
        + rb"([+\-]?[0-9]{1,3}\.[0-9]{2,17})(?![\w.])"
    ),
    lowered=True,
    must_match=(
        "lat=48.858370",
        "<lon>2.294481</lon>",
        "['lat', '48.858370']",
        'lat: Some("48.85837")',
        '{"longitude": -0.294481}',
    ),
    must_not_match=("late=48.858370", "latency: 48.858370", "lat=5ms"),
)
PAIR = Rule(
    kind=_KIND,
    name="pair-of-coordinates",
    group="digits",
    # Four decimals are eleven metres. What is below one degree might as well be two losses or seconds.
    pattern=(
        rb"(?:(?<![\w\x80-\xff.,+])|(?<=%[0-9A-Fa-f]{2}))((?:[1-8]?[1-9]|[1-8]0)\.[0-9]{4,17}(?:, ?|%2[Cc](?:%20)?|;)-?"
        rb"(?:1[0-7][0-9]|[1-9]?[1-9]|[1-9]0)\.[0-9]{4,17})(?![\w\x80-\xff]|[.,][0-9]|, ?[0-9])"
    ),
    must_match=("at 48.858370, 2.294481",),
    must_not_match=("0.1234, 0.5678", "1.25, 3.75", "took 12.3456,1.2345,7.1234"),
)
GEO_URI = Rule(
    kind=_KIND,
    name="geo-uri",
    literals=(b"geo:",),
    pattern=rb"geo:(-?[0-9]{1,2}(?:\.[0-9]{1,17})?,-?[0-9]{1,3}(?:\.[0-9]{1,17})?)(?![\w.])",  # RFC 5870
    must_match=("geo:48.85,2.29",),
    must_not_match=("geo: 48",),
)

_NUMBER = rb"-?[0-9]{1,3}\.[0-9]{2,17}"
KEYED_PAIR = Rule(
    kind=_KIND,
    name="pair-of-coordinates-under-its-name",
    group="keyed",
    pattern=(
        rb"(?:coord(?:inate)?s?|location|lat[_\-]?l(?:ng|on|ong)|geo(?:[_\-]?(?:point|location|pos|position))?|gps|position)(?:"
        + IS + rb"|" + SAID + rb")" + OPENED + rb"[\[({]{0,2}(" + _NUMBER + rb"(?:, ?|%2c(?:%20)?|;| )" + _NUMBER + rb")(?![\w.])"
    ),
    lowered=True,
    must_match=("location=48.8584,2.2945", '{"type":"Point","coordinates":[2.2945, 48.8584]}', 'gps: "0.34459,-145.93325"'),
    must_not_match=("location=eu-west-1", "position=42", "coordinates: 1,2"),
)  # fmt: skip
WELL_KNOWN_TEXT = Rule(
    kind=_KIND,
    name="point-of-well-known-text",
    literals=(b"point", b"linestring", b"polygon"),
    # OGC 06-103r4: POINT(x y), also in lines and polygons.
    pattern=rb"(?:point|linestring|polygon) ?z? ?\({1,3}("
    + _NUMBER
    + rb"[ ]"
    + _NUMBER
    + rb"(?:,? "
    + _NUMBER
    + rb"){0,64})",
    gate=rb"(?:point|linestring|polygon) ?z? ?\(",
    lowered=True,
    must_match=("POINT(-49.26885 -86.81328)",),
    must_not_match=("point (1 2)",),
)
MAP_URL = Rule(
    kind=_KIND,
    name="place-in-the-address-of-a-map",
    literals=(b"/@", b"!3d"),
    pattern=rb"/@(" + _NUMBER + rb"," + _NUMBER + rb")(?![\w.])|!3d(" + _NUMBER + rb"!4d" + _NUMBER + rb")",
    gate=rb"/@-?[0-9]|!3d",
    must_match=("GET /maps/@-28.71311,-158.77695,15z",),
    must_not_match=("/@types/node",),
)

RULES = (COORDINATE, KEYED_PAIR, PAIR, GEO_URI, WELL_KNOWN_TEXT, MAP_URL)
