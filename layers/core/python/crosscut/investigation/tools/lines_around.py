"""The tool that shows what stood beside a line."""

from __future__ import annotations

from pydantic import Field

from crosscut.investigation.ports import Records
from crosscut.investigation.toolbox import Arguments, Found, Tool, UnusableArgumentsError
from crosscut.investigation.tools.search_logs import item_of
from crosscut.quotes import quoted


class LinesAround(Arguments):
    """A line's id, as tools give it, and how many records before and after it."""

    line_id: str
    before: int = Field(default=10, ge=0, le=30)
    after: int = Field(default=10, ge=0, le=30)


def lines_around(records: Records) -> Tool:
    """Return the tool over these records."""

    def run(wanted: LinesAround) -> Found:
        place = quoted(wanted.line_id, "")
        lines = records.around(place.file, place.line, before=wanted.before, after=wanted.after)
        if not lines:
            raise UnusableArgumentsError("line_id: there is no such line; take one from what a tool returned")
        return Found([item_of(line) for line in lines], {}, records.left_out)

    return Tool(
        "lines_around",
        "Show the redacted records that stand before and after a line in its own log.",
        LinesAround,
        run,
    )
