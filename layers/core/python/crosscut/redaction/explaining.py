"""Says what is replaced in a text, where and by which rule."""

from __future__ import annotations

from itertools import count
from typing import NamedTuple

from crosscut.errors import RedactionError
from crosscut.redaction.blocks import ESCAPED, MAX_PASSES, MORE_BYTES, STEPS, BlockRedactor


class Span(NamedTuple):
    """A part of a text that is replaced."""

    start: int  # characters
    end: int
    kind: str
    rule: str


class _Edits:
    """What one pass replaced: enough to find again where a place of its result came from."""

    def __init__(self) -> None:
        self._edits: list[tuple[int, int, int]] = []  # start and end before, length after

    def add(self, start: int, end: int, length: int) -> None:
        self._edits.append((start, end, length))

    def before(self, place: int, *, is_end: bool) -> int:
        """Return the place before the pass; inside of what was replaced, its start or its end."""
        moved = 0  # how much longer the result is, up to here
        for start, end, length in self._edits:
            after = start + moved
            if place < after or (place == after and not is_end):
                break
            if place < after + length or (place == after + length and is_end):
                if place == after and is_end:
                    break
                return end if is_end else start
            moved += length - (end - start)
        return place - moved


def explain(blocks: BlockRedactor, text: str) -> list[Span]:
    """Return what is replaced in `text`, in order; what one rule takes whole that others took in part is one span.

    Raises `RedactionError`.
    """
    unescaped = _Edits()
    for match in ESCAPED.finditer(text):
        unescaped.add(match.start(), match.end(), 1)
    current = ESCAPED.sub(lambda match: chr(int(match[1], 16)), text.replace("\x1e", " "))
    passes = [unescaped]
    spans: list[Span] = []
    more = MORE_BYTES
    try:
        for turn in count():
            before = current
            if turn >= MAX_PASSES and (more := more - len(current)) < 0:
                break
            for number in range(STEPS):
                raw = current.encode("utf-8", "surrogatepass")
                step = blocks.step(raw, number)
                edits = _Edits()
                for one in step.found:
                    start, end = (len(raw[:at].decode("utf-8", "surrogatepass")) for at in one[:2])
                    edits.add(start, end, len(one[3].token))
                    for earlier in reversed(passes):
                        start = earlier.before(start, is_end=False)
                        end = earlier.before(end, is_end=True)
                    spans = [s for s in spans if s.end <= start or s.start >= end]
                    spans.append(Span(start, end, *blocks.name_of(one)))
                passes.append(edits)
                current = step.data.decode("utf-8", "surrogatepass")
            if current == before:
                break
    except RedactionError:
        raise
    except Exception as error:  # noqa: BLE001 - the text of the error may hold raw log text
        raise RedactionError(f"redaction failed ({type(error).__name__})") from None
    return sorted(spans)
