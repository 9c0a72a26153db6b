"""Lines that are one message each, as they stand: read and folded unredacted, told redacted.

Folding before redaction keeps what redaction changes (`user=root` beside `user=<PASSWORD:...>`) from parting templates.
Nothing of the lines is kept but templates, and these are shown with what redaction leaves of their first line.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from crosscut.errors import UnreadableInputError
from crosscut.folding import LineTemplate
from crosscut.folding.masking import first_line, mask_texts
from crosscut.folding.words import canonical
from crosscut.formats.keyblocks import closes_key, is_key_material, opens_key
from crosscut.limits import ReadLimits
from crosscut.model import Ledger, ReadProblem
from crosscut.parts import SourceObject
from crosscut.reading import LineReader
from crosscut.redaction import Redactor
from crosscut.withholding import Part, redacted_parts

_BLOCK = 2_000  # lines redacted at a time
_MAX_TEXTS = 50_000
_WITHHELD = "(not shown: it could not be redacted)"
_OF_A_KEY = "(not shown: part of a private key)"


class PlainLines:
    """Iterate once for the lines of all objects; then what is known of them is final.

    Without a redactor no text can be told, only counts.
    """

    def __init__(
        self, objects: Iterable[SourceObject], *, limits: ReadLimits, redactor: Redactor | None
    ) -> None:
        self._objects = objects
        self._limits = limits
        self._redactor = redactor
        self._hidden = array("Q")  # numbers of the lines that redaction changes, from 1, over all files
        self._texts = array("L")  # by these, which text it leaves
        self._numbers = {_WITHHELD: 0}
        self._key_open = False
        self.files: list[tuple[str, int]] = []  # with their lines
        self.ledger = Ledger()
        self.problems: list[ReadProblem] = []

    def __iter__(self) -> Iterator[str]:
        read = 0
        for item in self._objects:
            reader = LineReader(item.stream, name=item.name, limits=self._limits, framed=False)
            problem = ""
            try:
                lines = iter(reader)
                while block := list(islice(lines, _BLOCK)):
                    self._redact(block, read)
                    read += len(block)
                    yield from block
                problem = reader.problem
            except UnreadableInputError as error:
                problem = str(error).removeprefix(f"{item.name}: ")
            told = read - sum(count for _, count in self.files)
            if problem:
                self.problems.append(ReadProblem(file=item.name, reason=problem, lines=told))
            self.files.append((item.name, told))
            self.ledger += _ledger(reader, told, problem)
        if self._redactor:
            self.ledger = self.ledger.model_copy(
                update={"redactions": dict(sorted(self._redactor.counts.items()))}
            )

    def _redact(self, block: Sequence[str], read: int) -> None:
        if self._redactor is None:
            return
        for part in redacted_parts(block, self._redactor.texts, self._redactor):
            self._note(part, read)
            read += len(part.raw)

    def _note(self, part: Part[str, str], read: int) -> None:
        lines, redacted = part.raw, part.redacted
        secret = [self._is_in_key(line) for line in lines]
        if part.reason:
            self._hidden.extend(range(read + 1, read + len(lines) + 1))
            self._texts.extend([0] * len(lines))
            return
        changed = [i for i, line in enumerate(lines) if secret[i] or line != redacted[i]]
        left = [_OF_A_KEY if secret[i] else first_line(redacted[i]) for i in changed]
        for i, text in zip(changed, mask_texts(left) if left else (), strict=True):
            self._hidden.append(read + i + 1)
            self._texts.append(self._number(text))

    def _is_in_key(self, line: str) -> bool:
        """Whether a line is part of a private key that has begun in one before it: by itself it tells nothing."""
        if opens_key(line):
            self._key_open = True
            return False
        self._key_open = self._key_open and not closes_key(line) and is_key_material(line)
        return self._key_open

    def _number(self, text: str) -> int:
        number = self._numbers.get(text)
        if number is None:
            if len(self._numbers) >= _MAX_TEXTS:
                return 0
            number = self._numbers[text] = len(self._numbers)
        return number

    def redacted(self, templates: Iterable[LineTemplate]) -> list[LineTemplate]:
        """Return the templates as they may be shown: where their first line held a secret, what is left of it."""
        texts = list(self._numbers)
        shown = []
        for each in templates:
            at = bisect_left(self._hidden, each.first_line)
            if self._redactor is None:
                text = ""
            elif at < len(self._hidden) and self._hidden[at] == each.first_line:
                text = canonical(texts[self._texts[at]]).text
            else:
                text = each.text
            shown.append(LineTemplate(each.id, text, each.count, each.first_line))
        return shown

    def place(self, number: int) -> tuple[str, int]:
        """Return the file, and the line in it, of a line by its number over all files."""
        for name, count in self.files:
            if number <= count:
                return name, number
            number -= count
        raise IndexError(number)


def _ledger(reader: LineReader, lines: int, problem: str) -> Ledger:
    return Ledger(
        objects=1,
        objects_unreadable=int(bool(problem)),
        bytes_read=reader.bytes_read,
        bytes_replaced=reader.bytes_replaced,
        lines_read=lines,
        lines_cut=reader.lines_cut,
        records=lines,
        lines_folded=lines,
    )
