"""The tool that searches the redacted records."""

from __future__ import annotations

from collections import Counter

from pydantic import Field, JsonValue

from crosscut.investigation.ports import Line, Query, Records
from crosscut.investigation.toolbox import Arguments, Found, Item, Tool
from crosscut.investigation.tools.times import nanos
from crosscut.times import NANOS, to_datetime

_PARTS = 20  # of the time that the matches take
_MOST = 50


class SearchLogs(Arguments):
    """All that are given have to fit. Searching for nothing gives all records."""

    words: list[str] = Field(
        default=[],
        max_length=8,
        description="Texts that all stand in the record; upper and lower case are the same.",
    )
    without: list[str] = Field(default=[], max_length=8, description="Texts that don't stand in it.")
    template_id: str = Field(default="", description="Only records of this template.")
    service: str = ""
    file: str = ""
    at_least: int = Field(
        default=0,
        ge=0,
        le=24,
        description="OpenTelemetry's severity number: 9 info, 13 warning, 17 error, 21 fatal.",
    )
    since: str = Field(default="", description="ISO 8601, UTC.")
    until: str = ""
    newest_first: bool = False
    limit: int = Field(default=20, ge=1, le=_MOST)


def search_logs(records: Records) -> Tool:
    """Return the tool over these records."""

    def run(wanted: SearchLogs) -> Found:
        query = Query(
            words=tuple(word.casefold() for word in wanted.words if word),
            without=tuple(word.casefold() for word in wanted.without if word),
            template_ids=_ids(wanted.template_id, records),
            services=frozenset({wanted.service} - {""}),
            file=wanted.file,
            severity_number=wanted.at_least,
            since=nanos(wanted.since, "since"),
            until=nanos(wanted.until, "until"),
        )
        kept: list[Line] = []
        times: list[int] = []
        count = 0
        for line in records.search(query):
            count += 1
            if line.time_unix_nano is not None:
                times.append(line.time_unix_nano)
            kept.append(line)
            if wanted.newest_first and len(kept) > 2 * wanted.limit:
                del kept[: -wanted.limit]
            elif not wanted.newest_first and len(kept) > wanted.limit:
                kept.pop()
        shown = kept[-wanted.limit :][::-1] if wanted.newest_first else kept
        beyond = count - len(shown)
        left_out = [f"{beyond} of {count} matches, by the limit"] if beyond else []
        left_out += [records.left_out] if records.left_out else []
        about: dict[str, JsonValue] = {"matches": count, **_over_time(times)}
        return Found([item_of(line) for line in shown], about, "; ".join(left_out))

    return Tool(
        "search_logs",
        "Search the redacted log records by text, template, service, severity and time. Says how many match, how they "
        "are spread over time, and shows the first (or newest) of them with their ids.",
        SearchLogs,
        run,
    )


def item_of(line: Line) -> Item:
    """Return a line as tools show it."""
    about: dict[str, JsonValue] = {"template": line.template_id}
    if line.service:
        about["service"] = line.service
    if line.severity_text:
        about["level"] = line.severity_text
    return Item(line.text, f"{line.file}:{line.line}", to_datetime(line.time_unix_nano), line.service, about)


def _ids(template_id: str, records: Records) -> frozenset[str]:
    """The template's id; also where it is known by one that it had before it became more general."""
    if not template_id:
        return frozenset()
    known = (t.id for t in records.digest.templates if template_id in t.aliases)
    return frozenset({template_id, *known})


def _over_time(times: list[int]) -> dict[str, JsonValue]:
    if not times:
        return {}
    first, last = min(times), max(times)
    step = max(NANOS, (last - first) // _PARTS + 1)
    counts = Counter((time - first) // step for time in times)
    begin, end = to_datetime(first), to_datetime(last)
    assert begin is not None and end is not None  # noqa: S101 - they are numbers
    return {
        "first": begin.isoformat(),
        "last": end.isoformat(),
        "spread": {
            "seconds_a_part": round(step / NANOS, 1),
            "records": [counts[part] for part in range((last - first) // step + 1)],
        },
    }
