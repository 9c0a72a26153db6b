"""Reads a rule's pattern as a language of bytes that holds at least all that the pattern matches.

What a finite automaton cannot say is left out, always so that more is let through and never less: references, word
boundaries, long counts, what a pattern looks at far behind it. A pattern stays what decides; this says where to try it.
"""

from __future__ import annotations

import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

Bytes = int  # a set of bytes, a bit for each
# Bytes that may come next, each with what may come behind them; None where anything may.
Beginnings: TypeAlias = "list[tuple[bytes, Beginnings]] | None"
ALL: Bytes = (1 << 256) - 1
LONGEST_COUNT = 20  # repeats that are counted; behind more of them anything is let through
LONGEST_CONTEXT = 3  # bytes before a match that are looked at
_LONGEST_REFUSAL = 4  # bytes of a look-ahead that must not match
_ZERO_WIDTH = (op.AT, op.ASSERT, op.ASSERT_NOT)
Context = tuple[Bytes, ...]  # what the bytes before a match are


class Node:
    """A place in a pattern. Equal by identity."""

    __slots__ = ("after", "context", "kind", "number", "others", "wanted")

    def __init__(self, kind: str, number: int) -> None:
        self.kind = kind  # byte, any of, both, context, done
        self.number = number
        self.wanted: Bytes = 0  # of a byte
        self.after: Node | None = None
        self.others: list[Node] = []
        self.context: tuple[Context, bool] | None = None  # and whether it must stand there, or must not


class Language:
    """Makes the places of patterns, with one numbering for all of them."""

    def __init__(self) -> None:
        self._count = 0
        self.contexts: list[Context] = []

    def of(self, pattern: bytes, *, lowered: bool) -> Node:
        """Return where the pattern begins. One that is `lowered` is tried on a text in lower case."""
        self._lowered = lowered
        self._flags = re_flags = parser.parse(pattern, 0)
        self._dot_all = bool(re_flags.state.flags & op.SRE_FLAG_DOTALL)
        self._ignored = bool(re_flags.state.flags & op.SRE_FLAG_IGNORECASE)
        return self._sequence(list(re_flags), [], self._done())

    def any_of(self, nodes: Sequence[Node]) -> Node:
        """Return where one of these begins."""
        node = self._node("any of")
        node.others = list(nodes)
        return node

    def _node(self, kind: str) -> Node:
        self._count += 1
        return Node(kind, self._count)

    def _done(self) -> Node:
        return self._node("done")

    def _sequence(self, items: list[Any], before: list[Bytes] | None, after: Node) -> Node:
        """Return where the items begin that `after` follows. `before` was matched before them, where that is known."""
        befores = [before]
        for item in items[:-1]:
            befores.append(self._known(item, befores[-1]))
        for item, known in zip(reversed(items), reversed(befores[: len(items)]), strict=True):
            after = self._item(item, known, after)
        return after

    def _item(self, item: tuple[Any, Any], before: list[Bytes] | None, after: Node) -> Node:
        what, value = item
        wanted = self._set(item)
        if wanted is not None:
            node = self._node("byte")
            node.wanted, node.after = wanted, after
            return node
        if what is op.SUBPATTERN:
            return self._inner(value, before, after)
        if what is op.ATOMIC_GROUP:
            return self._sequence(list(value), before, after)
        if what is op.BRANCH:
            return self.any_of([self._sequence(list(branch), before, after) for branch in value[1]])
        if what in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            return self._repeated(value, before, after)
        if what is op.ASSERT and value[0] > 0:
            return self._ahead(list(value[1]), before, after)
        if what is op.ASSERT_NOT and value[0] > 0:
            return self._not_ahead(list(value[1]), after)
        if what in (op.ASSERT, op.ASSERT_NOT):
            return self._behind(list(value[1]), before, after, wanted=what is op.ASSERT)
        if what is op.AT:
            return after
        return self._done()  # a reference: anything may follow

    def _inner(self, value: Any, before: list[Bytes] | None, after: Node) -> Node:
        _, added, removed, items = value
        kept = self._ignored
        self._ignored = (
            kept or bool(added & op.SRE_FLAG_IGNORECASE)
        ) and not removed & op.SRE_FLAG_IGNORECASE
        node = self._sequence(list(items), before, after)
        self._ignored = kept
        return node

    def _repeated(self, value: Any, before: list[Bytes] | None, after: Node) -> Node:
        least, most, items = value
        items = list(items)
        if least > LONGEST_COUNT:
            least, after = LONGEST_COUNT, self._done()
        elif most != least:
            if most == 1:
                after = self.any_of([self._sequence(items, before if not least else None, after), after])
                most = least
            else:
                loop = self._node("any of")
                loop.others = [self._sequence(items, None, loop), after]
                after = loop
        for turn in reversed(range(least)):
            known = before
            for _ in range(turn):
                for item in items:
                    known = self._known(item, known)
            after = self._sequence(items, known, after)
        return after

    def _ahead(self, items: list[Any], before: list[Bytes] | None, after: Node) -> Node:
        inner = self._sequence(items, before, self._done())
        node = self._node("both")
        node.others = [inner, after]
        return node

    def _not_ahead(self, items: list[Any], after: Node) -> Node:
        """Whatever is not what must not follow. What may be of several lengths is let through."""
        for sequence in self._sequences(items, _LONGEST_REFUSAL) or ():
            others: list[Node] = []
            for length in range(len(sequence)):
                rest = self._done()
                for n in range(length, -1, -1):
                    node = self._node("byte")
                    node.wanted = sequence[n] if n < length else ALL & ~sequence[n]
                    node.after, rest = rest, node
                others.append(rest)
            both = self._node("both")
            both.others = [self.any_of(others), after]
            after = both
        return after

    def _behind(self, items: list[Any], before: list[Bytes] | None, after: Node, *, wanted: bool) -> Node:
        sequences = self._sequences(items, None)
        if before is None or sequences is None:
            return after
        contexts: list[Context] = []
        for sequence in sequences:
            known = before[max(0, len(before) - len(sequence)) :]
            inside = sequence[len(sequence) - len(known) :] if known else ()
            context = sequence[: len(sequence) - len(known)]
            if any(not have & want for have, want in zip(known, inside, strict=True)):
                continue  # it is something else that was matched
            certain = all(not have & ~want for have, want in zip(known, inside, strict=True))
            if wanted:
                if not context:
                    return after
                contexts.append(context[-LONGEST_CONTEXT:])
            elif certain:
                if not context:
                    return self.any_of([])
                if len(context) <= LONGEST_CONTEXT:
                    contexts.append(context)
        if wanted:
            return self.any_of([self._context(context, after, wanted=True) for context in contexts])
        for context in contexts:
            after = self._context(context, after, wanted=False)
        return after

    def _context(self, context: Context, after: Node, *, wanted: bool) -> Node:
        if context not in self.contexts:
            self.contexts.append(context)
        node = self._node("context")
        node.context, node.after = (context, wanted), after
        return node

    def _sequences(self, items: list[Any], most: int | None) -> list[Context] | None:
        """Return the runs of sets of bytes that the items stand for, or None where they are no such runs."""
        runs: list[Context] = [()]
        for item in items:
            what, value = item
            wanted = self._set(item)
            if wanted is not None:
                more: list[Context] | None = [(wanted,)]
            elif what is op.SUBPATTERN and not value[1] and not value[2]:
                more = self._sequences(list(value[3]), most)
            elif what is op.BRANCH:
                found = [self._sequences(list(branch), most) for branch in value[1]]
                more = None if None in found else [run for some in found for run in some or ()]
            elif what in (op.MAX_REPEAT, op.POSSESSIVE_REPEAT) and value[0] == value[1] <= LONGEST_COUNT:
                once = self._sequences(list(value[2]), most)
                more = [once[0] * value[0]] if once is not None and len(once) == 1 else None
            else:
                more = None
            if more is None:
                return None
            runs = [run + one for run in runs for one in more]
            if len(runs) > 64 or (most is not None and any(len(run) > most for run in runs)):
                return None
        return runs

    def _known(self, item: tuple[Any, Any], before: list[Bytes] | None) -> list[Bytes] | None:
        """Return what was matched before and with the item, where that is known."""
        if before is None:
            return None
        what, value = item
        wanted = self._set(item)
        if wanted is not None:
            return [*before, wanted]
        if what in _ZERO_WIDTH:
            return before
        if what in (op.SUBPATTERN, op.ATOMIC_GROUP):
            known: list[Bytes] | None = before
            for inner in list(value[3] if what is op.SUBPATTERN else value):
                known = self._known(inner, known)
            return known
        if what in (op.MAX_REPEAT, op.POSSESSIVE_REPEAT) and value[0] == value[1] <= LONGEST_COUNT:
            known = before
            for _ in range(value[0]):
                for inner in list(value[2]):
                    known = self._known(inner, known)
            return known
        if what is op.BRANCH:
            found = []
            for branch in value[1]:
                known = before
                for inner in branch:
                    known = self._known(inner, known)
                found.append(known)
            if any(one is None or len(one) != len(found[0] or ()) for one in found):
                return None
            return [_union(sets) for sets in zip(*[one for one in found if one is not None], strict=True)]
        return None

    def _set(self, item: tuple[Any, Any]) -> Bytes | None:
        """Return the bytes that the item stands for, where it is one byte."""
        what, value = item
        if what is op.LITERAL:
            found = 1 << value
        elif what is op.NOT_LITERAL:
            found = ALL & ~self._either(1 << value)
            return self._upper(found)
        elif what is op.ANY:
            return ALL if self._dot_all else ALL & ~(1 << 10)
        elif what is op.IN:
            found = 0
            negate = False
            for kind, some in value:
                if kind is op.NEGATE:
                    negate = True
                elif kind is op.LITERAL:
                    found |= 1 << some
                elif kind is op.RANGE:
                    found |= _union(1 << c for c in range(some[0], some[1] + 1))
                else:
                    found |= _CATEGORIES[some]
            found = self._either(found)
            return self._upper(ALL & ~found if negate else found)
        else:
            return None
        return self._upper(self._either(found))

    def _either(self, found: Bytes) -> Bytes:
        """Return the same letters in both cases, where case is ignored."""
        if not self._ignored:
            return found
        for c in range(26):
            if found >> (65 + c) & 1 or found >> (97 + c) & 1:
                found |= 1 << (65 + c) | 1 << (97 + c)
        return found

    def _upper(self, found: Bytes) -> Bytes:
        """Return what is this in lower case, of a pattern that is tried on a text in lower case."""
        if not self._lowered:
            return found
        for c in range(26):
            found &= ~(1 << (65 + c))
            if found >> (97 + c) & 1:
                found |= 1 << (65 + c)
        return found


def beginnings(pattern: bytes, *, lowered: bool, length: int) -> Beginnings:
    """Return with which bytes what the pattern matches may begin, so many at most."""
    return _beginnings(frozenset((Language().of(pattern, lowered=lowered),)), length, {})


def _beginnings(
    nodes: frozenset[Node], length: int, known: dict[tuple[frozenset[Node], int], Beginnings]
) -> Beginnings:
    key = nodes, length
    if key not in known:
        next_ones, is_any = _bytes_at(list(nodes))
        if is_any or not length:
            known[key] = None
        else:
            behind: dict[frozenset[Node], list[int]] = {}
            for byte in range(256):
                after = frozenset(node.after for node in next_ones if node.after and node.wanted >> byte & 1)
                if after:
                    behind.setdefault(after, []).append(byte)
            known[key] = [
                (bytes(some), _beginnings(after, length - 1, known)) for after, some in behind.items()
            ]
    return known[key]


def _bytes_at(waiting: list[Node]) -> tuple[list[Node], bool]:
    """Return the bytes that may come next at these places, and whether anything may."""
    found: list[Node] = []
    seen = set[Node]()
    is_any = False
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        if node.kind == "byte":
            found.append(node)
        elif node.kind == "done":
            is_any = True
        elif node.kind == "any of":
            waiting += node.others
        elif node.kind == "both":
            waiting.append(node.others[1])  # what is looked ahead for tells less
        elif node.after:
            waiting.append(node.after)
    return found, is_any


def _union(sets: Iterator[Bytes] | Sequence[Bytes]) -> Bytes:
    found = 0
    for one in sets:
        found |= one
    return found


_DIGIT = _union([1 << c for c in b"0123456789"])
_SPACE = _union([1 << c for c in b" \t\n\r\f\v"])
_WORD = _DIGIT | _union([1 << c for c in b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"])
_CATEGORIES = {
    op.CATEGORY_DIGIT: _DIGIT,
    op.CATEGORY_NOT_DIGIT: ALL & ~_DIGIT,
    op.CATEGORY_SPACE: _SPACE,
    op.CATEGORY_NOT_SPACE: ALL & ~_SPACE,
    op.CATEGORY_WORD: _WORD,
    op.CATEGORY_NOT_WORD: ALL & ~_WORD,
}
