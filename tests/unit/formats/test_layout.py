"""Layouts: what the first lines tell of an object, and that a part of it can be parsed by what they told."""

from __future__ import annotations

import pytest

from crosscut.errors import ConfigurationError
from crosscut.formats import SAMPLE_LINES, Layout, LayoutSpec, format_names, layout_of, parse_records
from tests.unit.formats.parsing import RECEIVED
from tests.unit.formats.samples import lines_of

JSON = '{"level":"info","msg":"up"}'
ACCESS = '203.0.113.9 - - [17/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/8.5"'
STAMPED = "2026-11-17 10:00:00 INFO up"
SYSLOG = "Nov 17 10:00:00 web app[1]: x"
PROSE = "it all goes well"


def test_a_layout_survives_the_way_through_a_queue() -> None:
    for name in ("aws_cloudfront.log", "aws_vpc_flow_header.log", "klog.log", "python_doc.log"):
        layout = layout_of(lines_of(name), RECEIVED)

        again = Layout.from_spec(LayoutSpec.model_validate_json(layout.spec().model_dump_json()))

        assert again.spec() == layout.spec()
        assert type(again.format) is type(layout.format)


def test_a_part_knows_the_fields_that_the_header_of_the_object_names() -> None:
    lines = [
        "#Version: 1.0",
        "#Fields: timestamp x-edge-location sc-status cs-method cs-uri-stem c-ip sc-bytes time-taken",
        *["1794909600\tFRA6-C1\t502\tGET\t/cart\t203.0.113.9\t157\t0.2"] * 3,
    ]
    spec = layout_of(lines, RECEIVED).spec()

    (record,) = parse_records(lines[4:], RECEIVED, Layout.from_spec(spec), first_line=5)

    assert (record.line, record.body, record.severity_number) == (5, "GET /cart 502", 17)


def test_a_header_tells_the_format_where_no_line_alone_would() -> None:
    lines = ["srcaddr dstaddr dstport protocol packets bytes", *["10.0.0.1 10.0.0.2 443 6 3 180"] * 4]

    layout = layout_of(lines, RECEIVED)
    flow = list(parse_records(lines, RECEIVED))[1]

    assert (layout.format.name, layout.header) == ("vpc_flow", (lines[0],))
    assert (flow.attributes["destination.port"], flow.attributes["network.transport"]) == (443, "tcp")


def test_the_sources_file_may_name_the_format() -> None:
    layout = layout_of([PROSE, JSON], RECEIVED, "json")

    assert (layout.format.name, layout.confidence) == ("json", 0.5)
    assert layout_of([JSON], RECEIVED, "cloudtrail").format.name == "json"
    assert layout_of([JSON], RECEIVED, "generic").format.name == "generic"


def test_a_name_that_is_none_is_told_with_those_that_are() -> None:
    with pytest.raises(ConfigurationError, match=r"unknown log format 'jsno'; known are access, alb, .*json"):
        layout_of([JSON], RECEIVED, "jsno")
    with pytest.raises(ConfigurationError):
        Layout.from_spec(LayoutSpec(format="json", confidence=1, stamped=False, others=("none",)))


@pytest.mark.parametrize("name", format_names())
def test_every_name_is_one_of_a_format(name: str) -> None:
    assert layout_of([], RECEIVED, name).confidence == 0.0


@pytest.mark.parametrize(
    ("lines", "stamped"),
    [
        ([STAMPED] * 3, True),
        ([PROSE] * 3, False),
        ([PROSE, STAMPED], False),
        ([JSON] * 3, False),
        ([], False),
    ],
)
def test_an_object_of_stamped_lines_is_told(lines: list[str], stamped: bool) -> None:
    assert layout_of(lines, RECEIVED).stamped is stamped


@pytest.mark.parametrize(
    ("lines", "format_", "others"),
    [
        ([JSON] * 6 + [ACCESS] * 3, "json", ["access"]),
        ([ACCESS] * 6 + [SYSLOG] * 3, "access", ["syslog"]),
        ([ACCESS] * 4 + [SYSLOG] * 4 + [PROSE] * 3, "generic", ["access", "syslog"]),
        ([JSON] * 6 + [ACCESS], "json", []),  # one line is no format
        ([JSON] * 6 + [PROSE] * 3, "json", []),
        ([ACCESS] * 6 + [JSON] * 3, "access", []),  # JSON is told in every object
        ([SYSLOG] * 6 + ["  select a=1 b=2 c=3"] * 3, "syslog", []),  # below a line
        ([STAMPED] * 400 + [ACCESS] * 3, "generic", []),  # beyond the sample
    ],
)  # fmt: skip
def test_further_formats_are_those_of_lines_that_are_left(
    lines: list[str], format_: str, others: list[str]
) -> None:
    layout = layout_of(lines, RECEIVED)

    assert (layout.format.name, [other.name for other in layout.others]) == (format_, others)


def test_each_line_of_a_mixed_object_is_parsed_as_what_it_is() -> None:
    lines = ["Starting up", *[JSON] * 5, ACCESS, ACCESS, PROSE, ACCESS]

    records = list(parse_records(lines, RECEIVED))

    assert [r.body for r in records] == [
        "Starting up",
        *["up"] * 5,
        "GET / 200",
        "GET / 200",
        PROSE,
        "GET / 200",
    ]
    assert records[7].attributes["client.address"] == "203.0.113.9"


def test_json_in_an_object_of_other_lines_is_json() -> None:
    lines = [*[SYSLOG] * 4, '{"level":"error","msg":"boom"}', "{broken", SYSLOG]

    records = list(parse_records(lines, RECEIVED))

    assert [(r.body, r.severity_number) for r in records[4:6]] == [("boom", 17), ("{broken", 0)]


def test_the_lines_of_an_invocation_with_json_between_them() -> None:
    start = "START RequestId: 8f5b0c1e-0000-4000-8000-000000000001 Version: $LATEST"
    report = (
        "REPORT RequestId: 8f5b0c1e-0000-4000-8000-000000000001\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\t"
        "Memory Size: 128 MB\tMax Memory Used: 76 MB\tStatus: timeout"
    )
    for many in (1, 9):
        lines = [start, *['{"level":"warn","msg":"slow"}'] * many, report] * 3

        records = list(parse_records(lines, RECEIVED))

        assert [r.severity_number for r in records[: many + 2]] == [9, *[13] * many, 17]
        assert records[many + 1].attributes["aws.lambda.status"] == "timeout"


def test_a_layout_is_told_from_the_first_lines_alone() -> None:
    lines = [JSON] * SAMPLE_LINES

    assert layout_of(lines + [PROSE] * 10_000, RECEIVED) == layout_of(lines, RECEIVED)
