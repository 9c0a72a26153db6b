"""The table of what became of it, between two marks of docs/fault-matrix.md, and what such a table holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.e2e.chaos.matrix import Place, faults_of, matrix
from tests.e2e.chaos.results import Result
from tests.e2e.harness import ROOT

PAGE = ROOT / "docs" / "fault-matrix.md"
BEGIN, END = "<!-- made by make chaos -->\n", "<!-- end of what make chaos made -->"
_NONE = "·"  # a fault that the effect does not get
NOT_RUN = "?"
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "killed before": ("kill before",),
    "killed after": ("kill after",),
    "refused": ("throttled", "error 500", "unreachable"),
    "answer lost": ("answer lost",),
    "hangs": ("hang",),
}
_ROW = re.compile(
    r"^\| (?P<function>(?:backfill: )?\w+) \| `(?P<effect>[^`]+)` \|(?P<cells>.*)\|$", re.MULTILINE
)
_TRIAL = re.compile(
    r"^\| (?P<name>[^|`]+) \| (?P<command>`[^|]+`|nothing|\?) \| (?P<outcome>[^|]+) \|$", re.MULTILINE
)


class Row(NamedTuple):
    """A row of the table, as it stands in the page."""

    place: Place
    cells: tuple[str, ...]  # in the columns' order


def render(met: Sequence[Place], results: Mapping[str, Result], trials: Sequence[str], *, how: str) -> str:
    """Return the tables of effects and of trials, and how they came about."""
    remarks: list[str] = []
    head = ["| Lambda | effect | " + " | ".join(_COLUMNS) + " |", "|---|---|" + "---|" * len(_COLUMNS)]
    effects = []
    for place in met:
        given = faults_of(place, met)
        cells = [_cell(place, column, given, results, remarks) for column in _COLUMNS.values()]
        effects.append(f"| {place.function} | `{place.effect}` | {' | '.join(cells)} |")
    other = ["| what goes wrong | what set it right | outcome |", "|---|---|---|"]
    for name in trials:
        result = results.get(name)
        command = NOT_RUN if result is None else f"`{result.command}`" if result.command else "nothing"
        other.append(f"| {name} | {command} | {_said(result, remarks)} |")
    notes = [f"{number}. {remark[:1].upper()}{remark[1:]}." for number, remark in enumerate(remarks, 1)]
    wanted = [*(key_of(*case) for case in matrix(met)), *trials]
    run = sum(name in results and results[name].good for name in wanted)
    count = f"{len(met)} effects, {len(wanted)} faults; {run} of them run, {how}."
    return "\n".join([count, "", *head, *effects, "", *other, "", *notes])


def _cell(
    place: Place,
    faults: tuple[str, ...],
    given: Sequence[str],
    results: Mapping[str, Result],
    remarks: list[str],
) -> str:
    fault = next((fault for fault in faults if fault in given), None)
    return _NONE if fault is None else _said(results.get(key_of(place, fault)), remarks)


def _said(result: Result | None, remarks: list[str]) -> str:
    """Return "ok" or the number of a remark."""
    if result is None or not result.good:
        return NOT_RUN
    if result.outcome == "ok":
        return "ok"
    if result.outcome not in remarks:
        remarks.append(result.outcome)
    return f"({remarks.index(result.outcome) + 1})"


def key_of(place: Place, fault: str) -> str:
    """Return by what a case's result is kept."""
    return " | ".join((*place, fault))


def write(text: str, page: Path = PAGE) -> None:
    """Put the tables into the page."""
    whole = page.read_text(encoding="utf-8")
    before, _, rest = whole.partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def rows(page: Path = PAGE) -> list[Row]:
    """Return the rows of the table of effects."""
    found = _ROW.finditer(page.read_text(encoding="utf-8"))
    return [
        Row(Place(m["function"], m["effect"]), tuple(cell.strip() for cell in m["cells"].split("|")))
        for m in found
    ]


def trials(page: Path = PAGE) -> list[str]:
    """Return the other troubles that the page tells of."""
    made = page.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    return [m["name"] for m in _TRIAL.finditer(made)]


def expected(met: Sequence[Place], place: Place) -> tuple[bool, ...]:
    """Return in which columns a place has a fault."""
    given = faults_of(place, met)
    return tuple(any(fault in given for fault in column) for column in _COLUMNS.values())


def has_fault(cells: Iterable[str]) -> tuple[bool, ...]:
    """The same, as a row says it."""
    return tuple(cell != _NONE for cell in cells)
