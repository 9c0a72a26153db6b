"""What may be followed of a reading beside its digest: which template each line went to, how much there was."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from crosscut.folding import Assignment, Fold
from crosscut.model import RedactedRecord

QUARANTINED = "quarantined"  # stands for the id of lines that could not be redacted
_OTHER = "other"


class LineAssignment(NamedTuple):
    """Which template a line is part of."""

    file: str
    line: int  # from 1
    template_id: str  # or `other` beyond the bound on templates, or `quarantined`


class Trail:
    """Holds the fold that a reading uses. With `assign` it remembers of each record where it went, in 24 bytes.

    `keep` is given the redacted records of each file, in the order in which they were folded.
    """

    def __init__(
        self,
        *,
        assign: bool = False,
        keep: Callable[[str, Sequence[RedactedRecord]], None] = lambda file, records: None,
    ) -> None:
        self.fold = Fold(assign=assign)
        self.keep = keep
        self.content_bytes = 0  # of what was read, inflated
        self._withheld: dict[str, list[Assignment]] = defaultdict(list)
        self._ends: list[tuple[str, int]] = []

    def withhold(self, file: str, line: int, line_count: int) -> None:
        """Note lines that could not be redacted."""
        self._withheld[file].append(Assignment(file, line, line_count, QUARANTINED))

    def end(self, file: str, *, lines: int, content_bytes: int) -> None:
        """Note that no more is read of a file."""
        self._ends.append((file, lines))
        self.content_bytes += content_bytes

    def lines(self) -> Iterator[LineAssignment]:
        """Yield every line that was read once, in order, file by file. After the fold's digest, and with `assign`.

        All lines of a record have its template; of several records out of one line the first one counts.
        """
        assignments = self.fold.assignments()
        ahead: Assignment | None = next(assignments, None)
        for file, count in self._ends:

            def of_file(file: str = file) -> Iterator[Assignment]:
                nonlocal ahead
                while ahead is not None and ahead.file == file:
                    if ahead.line_count:
                        yield ahead
                    ahead = next(assignments, None)

            at = 1
            ends = (Assignment(file, count, 1, _OTHER),)  # should lines ever be missing, they are told too
            records = heapq.merge(of_file(), self._withheld[file], key=lambda record: record.line)
            for _, line, line_count, template_id in chain(records, ends):
                last = min(count, line + line_count - 1)
                while at <= last:
                    yield LineAssignment(file, at, template_id)
                    at += 1
