"""Makes one automaton of many languages, which says in one pass where one of them may begin."""

from __future__ import annotations

import struct
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import product

from native import filters
from native.languages import ALL, Context, Language, Node

MOST_PROBES = 64  # a bit for each
MOST_STATES = 65_000  # each is named by two bytes
UNKNOWN = 65_535  # no state
MAGIC = b"crosscut-probes\x01"
_MOST_PARTS = 3  # of a place where several things have to be true: more are let be

# A place, and which of the contexts are true that are asked for from there on.
Part = tuple[Node, frozenset[Context]]
Thread = frozenset[Part]  # places that all have to be passed; an empty one is a probe that was found
Threads = frozenset[Thread]
State = frozenset[int]  # of the automaton: the numbers of the states of some probes


class TooLargeError(Exception):
    """The automaton has more states than make sense."""


class EmptyProbeError(Exception):
    """A pattern, or what an automaton can say of it, may match nothing."""


def table(probes: Sequence[tuple[bytes, bool]]) -> bytes:
    """Return the automaton of these patterns, each with whether it is in lower case, as `scan.c` reads it.

    Raises `TooLargeError` and `EmptyProbeError`.
    """
    if len(probes) > MOST_PROBES:
        raise TooLargeError(f"{len(probes)} probes; {MOST_PROBES} at most")
    language = Language()
    starts = [language.of(pattern, lowered=lowered) for pattern, lowered in probes]
    return _Builder(language, starts).table()


class _Builder:
    def __init__(self, language: Language, starts: Sequence[Node]) -> None:
        self._starts = starts
        self._contexts = language.contexts
        nodes = _nodes(starts)
        self._classes = _classes(nodes, self._contexts)
        self._sample = {number: byte for byte, number in reversed(list(enumerate(self._classes)))}
        self._asked = _asked(nodes)
        self._closures: dict[Part, Threads] = {}
        # States of one probe each: its number, what has to be passed from there, and what follows by class.
        self._numbers: dict[tuple[int, Threads], int] = {}
        self._states: list[tuple[int, Threads]] = []
        self._steps: dict[int, dict[int, int]] = {}

    def table(self) -> bytes:
        contexts, truths = self._context_states()
        begins = [self._begin(truth) for truth in truths]
        if any(self._probes(state, found=True) for state in begins):
            raise EmptyProbeError("a probe that may be nothing at all is everywhere")
        order: dict[State, int] = {frozenset(): 0}
        waiting: deque[State] = deque()
        for state in begins:
            if state not in order:
                order[state] = len(order)
                waiting.append(state)
        rows: list[dict[int, int]] = [{} for _ in order]
        while waiting:
            state = waiting.popleft()
            row = rows[order[state]]
            for number, after in self._after(state).items():
                if after not in order:
                    if len(order) > MOST_STATES:
                        raise TooLargeError("the automaton has too many states")
                    order[after] = len(order)
                    rows.append({})
                    waiting.append(after)
                row[number] = order[after]
        return self._packed(contexts, [order[state] for state in begins], list(order), rows)

    def _packed(
        self, contexts: list[list[int]], begins: list[int], states: list[State], rows: list[dict[int, int]]
    ) -> bytes:
        found = [self._probes(state, found=True) for state in states]
        alive = [self._probes(state, found=False) for state in states]
        # Those where something is found come last, so that one comparison tells them.
        ordered = sorted(range(len(states)), key=lambda n: (bool(found[n]), n))
        place = {n: at for at, n in enumerate(ordered)}
        classes = max(self._classes) + 1
        after = [[place[rows[n].get(c, 0)] for c in range(classes)] for n in ordered]
        begins = [place[n] for n in begins]
        found, alive = [found[n] for n in ordered], [alive[n] for n in ordered]
        first_found = next((n for n, one in enumerate(found) if one), len(found))
        head = struct.pack("<16s6I", MAGIC, classes, len(contexts), len(states), first_found,
                           len(self._starts), max((len(c) for c in self._contexts), default=0))  # fmt: skip
        look = filters.look(filters.Automaton(contexts, begins, after, found, alive), self._classes)
        return b"".join((
            head,
            *(struct.pack(f"<{len(third)}Q", *third) for third in look.third),
            struct.pack(f"<{len(found)}Q", *found),
            struct.pack(f"<{len(alive)}Q", *alive),
            bytes(self._classes),
            bytes(look.kind_of),
            bytes(look.group_of),
            *(struct.pack(f"<{classes}H", *row) for row in contexts),
            struct.pack(f"<{len(begins)}H", *begins),
            *(struct.pack(f"<{classes}H", *row) for row in _jumps(contexts, begins, after)),
            *(struct.pack(f"<{classes}H", *row) for row in after),
        ))  # fmt: skip

    def _context_states(self) -> tuple[list[list[int]], list[frozenset[Context]]]:
        """Return the automaton of what stands before a place, and which contexts are true in each of its states."""
        # A bit for each byte of each context: a step moves the bits on, and keeps those of which the byte is one.
        first = last = at = 0
        fits = dict.fromkeys(self._sample, 0)
        ends: dict[int, Context] = {}
        for context in self._contexts:
            first |= 1 << at
            for wanted in context:
                for c, byte in self._sample.items():
                    fits[c] |= (wanted >> byte & 1) << at
                at += 1
            ends[at - 1] = context
            last |= 1 << (at - 1)
        order = {0: 0}
        rows: list[list[int]] = []
        for state in order_as_it_grows(order):
            row = []
            for c in range(len(self._sample)):
                after = ((state & ~last) << 1 | first) & fits[c]
                row.append(order.setdefault(after, len(order)))
            rows.append(row)
        truths = [frozenset(one for end, one in ends.items() if state >> end & 1) for state in order]
        return rows, truths

    def _begin(self, truth: frozenset[Context]) -> State:
        return frozenset(
            number
            for probe, start in enumerate(self._starts)
            if (number := self._state(probe, self._closed(start, truth & self._asked[start])))
        )

    def _after(self, state: State) -> dict[int, State]:
        """Return the states behind this one, by class of the next byte, but for the dead one."""
        by_class: dict[int, list[int]] = {}
        for number in state:
            if number not in self._steps:
                self._steps[number] = self._step(*self._states[number - 1])
            for c, after in self._steps[number].items():
                by_class.setdefault(c, []).append(after)
        return {c: frozenset(numbers) for c, numbers in by_class.items()}

    def _step(self, probe: int, threads: Threads) -> dict[int, int]:
        by_class: dict[int, set[Thread]] = {}
        for thread in threads:
            wanted = ALL if thread else 0
            for node, _ in thread:
                wanted &= node.wanted
            if not wanted:
                continue
            after = self._following(thread)
            for c, byte in self._sample.items():
                if wanted >> byte & 1:
                    by_class.setdefault(c, set()).update(after)
        return {c: number for c, some in by_class.items() if (number := self._state(probe, some))}

    def _state(self, probe: int, threads: Iterable[Thread]) -> int:
        """Return the number of a state of a probe, from 1; 0 where nothing can follow."""
        key = probe, _pruned(frozenset(threads))
        if not key[1]:
            return 0
        if key not in self._numbers:
            self._states.append(key)
            self._numbers[key] = len(self._states)
        return self._numbers[key]

    def _probes(self, state: State, *, found: bool) -> int:
        return sum(
            1 << probe
            for probe, threads in (self._states[number - 1] for number in state)
            if not found or frozenset() in threads
        )

    def _following(self, thread: Thread) -> Threads:
        choices = [self._closed(node.after, true) for node, true in thread if node.after]
        return frozenset(_bounded(frozenset().union(*parts)) for parts in product(*choices))

    def _closed(self, node: Node, true: frozenset[Context]) -> Threads:
        if (node, true) not in self._closures:
            self._closures[node, true] = self._closure(node, true, frozenset())
        return self._closures[node, true]

    def _closure(self, node: Node, true: frozenset[Context], above: frozenset[Node]) -> Threads:
        """Return what has to be passed from this place on."""
        if node.kind == "byte":
            return frozenset({frozenset({(node, true & self._asked[node])})})
        if node.kind == "done":
            return frozenset({frozenset()})
        if node in above:
            return frozenset()
        above = above | {node}
        if node.kind == "any of":
            return frozenset(thread for other in node.others for thread in self._closure(other, true, above))
        if node.kind == "both":
            first, second = (self._closure(other, true, above) for other in node.others)
            return frozenset(_bounded(a | b) for a in first for b in second)
        if node.context is None or node.after is None:
            raise TypeError(f"no place in a pattern is {node.kind}")
        context, wanted = node.context
        return self._closure(node.after, true, above) if (context in true) == wanted else frozenset()


def _jumps(contexts: list[list[int]], begins: list[int], after: list[list[int]]) -> list[list[int]]:
    """Return the state behind the first byte by the class before it and its own, where no other byte before matters."""
    reached: list[set[int]] = [set() for _ in after[0]]
    for row in contexts:
        for c, context in enumerate(row):
            reached[c].add(begins[context])
    jumps = []
    for some in reached:
        columns = zip(*(after[begin] for begin in some), strict=True)
        jumps.append([column[0] if len(set(column)) == 1 else UNKNOWN for column in columns])
    return jumps


def order_as_it_grows(order: dict[int, int]) -> Iterable[int]:
    """Yield the keys, also those that are added meanwhile."""
    at = 0
    while at < len(order):
        yield from list(order)[at : (at := len(order))]


def _bounded(thread: Thread) -> Thread:
    if len(thread) <= _MOST_PARTS:
        return thread
    return frozenset(sorted(thread, key=lambda part: part[0].number)[:_MOST_PARTS])


def _pruned(threads: Threads) -> Threads:
    """Without those that ask for more than another, and none but the empty one where it is there."""
    if frozenset() in threads:
        return frozenset({frozenset()})
    alone = {part for thread in threads if len(thread) == 1 for part in thread}
    return frozenset(thread for thread in threads if len(thread) == 1 or not thread & alone)


def _nodes(starts: Sequence[Node]) -> list[Node]:
    """Return all places that can be reached."""
    seen: dict[Node, None] = {}
    waiting = list(starts)
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen[node] = None
            waiting += node.others
            if node.after:
                waiting.append(node.after)
    return list(seen)


def _asked(nodes: Sequence[Node]) -> dict[Node, frozenset[Context]]:
    """Return which contexts are asked for from each place on."""
    asked: dict[Node, frozenset[Context]] = {
        node: frozenset({node.context[0]} if node.context else ()) for node in nodes
    }
    changed = True
    while changed:
        changed = False
        for node in reversed(nodes):
            following = [*node.others, *([node.after] if node.after else [])]
            together = asked[node].union(*(asked[other] for other in following))
            if together != asked[node]:
                asked[node] = together
                changed = True
    return asked


def _classes(nodes: Sequence[Node], contexts: Sequence[Context]) -> list[int]:
    """Return the number of the class of each byte: bytes of one class are the same to every place."""
    sets = {one for context in contexts for one in context} | {
        node.wanted for node in nodes if node.kind == "byte"
    }
    ordered = sorted(sets)
    numbers: dict[tuple[bool, ...], int] = {}
    return [
        numbers.setdefault(tuple(bool(one >> byte & 1) for one in ordered), len(numbers))
        for byte in range(256)
    ]
