"""Runs every rule over blocks of many texts at once, again over what changed until nothing does, and fails closed."""

from __future__ import annotations

import re
import time
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, count
from typing import NamedTuple

from crosscut.errors import RedactionError
from crosscut.redaction import encoded, otherwise, parties, persons, private_keys
from crosscut.redaction.decisions import Decisions
from crosscut.redaction.matching import Engine, available, compile_matcher, has
from crosscut.redaction.pieces import Readings
from crosscut.redaction.placeholders import SHOWN_BYTES
from crosscut.redaction.policy import Policy
from crosscut.redaction.private_keys import OpenKey
from crosscut.redaction.pseudonyms import TOKEN_BYTES, Pseudonyms
from crosscut.redaction.rule import SEPARATOR, Rule, Spans, records_at, records_of, whole_characters
from crosscut.redaction.scanning import Scanner
from crosscut.redaction.settling import read_anew, unsettled
from crosscut.redaction.sweep import Decision, Finding, Sweep

_SEPARATOR = SEPARATOR.encode()
_FAR = (persons.PERSON, parties.BESIDE)
_BLOCK_CHARACTERS = 256 * 1024
# A rule may find something new in what another has left; two passes are usual. Of secrets that are written one behind the
# other, with nothing between, each shows once the one before it is replaced: so a few short texts have more passes.
MAX_PASSES = 8
MORE_BYTES = 256 * 1024  # of all that further passes look at
MAX_SECONDS = 60.0  # for a block; tenths are usual
STEPS = 2  # of a pass


class Findings:
    """What was replaced in texts. Never leaves redaction, for it has the values."""

    def __init__(self) -> None:
        self.counts: Counter[int] = Counter()  # how often, by the number of the rule
        self.values: dict[int, list[Decision]] = {}  # by index of the text, where that was asked for

    def __bool__(self) -> bool:
        return bool(self.counts)


class Step(NamedTuple):
    """What some of the rules made of a block."""

    data: bytes
    found: list[Finding]  # in the block as it was before, in order
    unsettled: list[int]  # places in it where another pass may find more


class BlockRedactor:
    """Redacts texts by rules, of which the first has precedence where two find the same.

    A pass has two steps: what shows by its own shape is replaced before the other rules look, so that these find it
    replaced, and don't meet it under a name as well.
    """

    def __init__(
        self,
        pseudonyms: Pseudonyms,
        rules: Sequence[Rule],
        *,
        policy: Policy | None = None,
        engine: Engine | None = None,
    ) -> None:
        self._policy = policy or Policy()
        self._rules = tuple(rules)
        engine = engine or available()
        early = [order for order, rule in enumerate(self._rules) if rule.early]
        late = [order for order, rule in enumerate(self._rules) if not rule.early]
        self._steps = tuple(Scanner(self._rules, orders, engine) for orders in (early, late))
        self._tokens = compile_matcher(TOKEN_BYTES.pattern, engine)
        # These find a value a long way behind a word: with a pseudonym there they may find another one, before or behind it.
        self._far = frozenset(
            order for order, rule in enumerate(self._rules) if rule.literals or rule in _FAR
        )
        self._named = frozenset(order for order, rule in enumerate(self._rules) if rule.group == "keyed")
        self.rule_names = tuple((rule.kind, rule.name) for rule in self._rules)
        self._decisions = Decisions(self._rules, pseudonyms, self._policy)

    def texts(
        self, texts: Sequence[str], key: OpenKey | None = None, *, values: bool = False
    ) -> tuple[list[str], Findings]:
        """Return the redacted texts, as many and in order, and what was found. Raises `RedactionError`.

        With `key`, a private key that one text leaves open goes on in the next. With `values`, the findings say what
        was replaced in each text.
        """
        redacted: list[str] = []
        findings = Findings()
        for block in _blocks(texts):
            try:
                redacted += self._until_nothing_is_found(block, key, findings, len(redacted), values=values)
            except RedactionError:
                raise
            except Exception as error:  # noqa: BLE001 - fail closed
                # Whatever went wrong, the block must not pass; the text of the error may hold raw log text.
                raise RedactionError(
                    f"redaction failed ({type(error).__name__}); the block is quarantined"
                ) from None
        return redacted, findings

    def _until_nothing_is_found(
        self, block: Sequence[str], key: OpenKey | None, findings: Findings, first: int, *, values: bool
    ) -> list[str]:
        """Return the redacted texts. The last pass over each text has found nothing new in it."""
        data, is_as_it_was = joined(block)
        texts = list(block) if is_as_it_was else split(data)
        # Which texts each record of the block stands for: one each in the first pass, then all that are the same.
        twins: Sequence[Sequence[int]] = ()
        alike = False
        more = MORE_BYTES
        for turn in count():
            if turn:
                data, _ = joined([texts[some[0]] for some in twins])
            if turn >= MAX_PASSES and (more := more - len(data)) < 0:
                raise RedactionError(
                    f"redaction found more after {turn} passes; the block is quarantined",
                    texts=sorted(first + index for some in twins for index in some),
                )
            before, again = data, set[int]()
            for number in range(STEPS):
                step = self.step(data, number, None if turn else key)
                if not step.found:
                    continue
                twins = twins or [(index,) for index in range(len(texts))]
                if values or alike:
                    places = [found[0] for found in step.found]
                    for record, found in zip(records_at(data, places), step.found, strict=True):
                        findings.counts[found[2]] += len(twins[record])
                        for index in twins[record] if values else ():
                            findings.values.setdefault(first + index, []).append(found[3])
                else:
                    findings.counts.update(order for _, _, order, _ in step.found)
                again.update(records_at(data, sorted(step.unsettled)))
                data = step.data
            if data is before:
                return texts
            redacted = split(data)
            if len(redacted) != len(twins):
                raise RedactionError("redaction changed the number of texts; the block is quarantined")
            if turn:
                for some, text in zip(twins, redacted, strict=True):
                    for index in some:
                        texts[index] = text
            else:
                texts = redacted
            todo: dict[str, list[int]] = {}
            for record in sorted(again):
                todo.setdefault(redacted[record], []).extend(twins[record])
            twins, alike = list(todo.values()), alike or len(todo) < len(again)
            if not twins:
                return texts
        raise AssertionError("passes have no end")

    def step(self, data: bytes, number: int, key: OpenKey | None = None) -> Step:
        """Run the rules of one step over a block."""
        sweep = self._sweep(data, self._steps[number : number + 1], key, nested=False)
        if not sweep.taken:
            return Step(data, [], [])
        found = sweep.in_order()
        far = [start for start, _, order, _ in found if order in self._far] if self._far else []
        places = sweep.unsettled() + unsettled(data, found, self._named) + far
        if number == STEPS - 1:  # what the first step replaces the second one has read otherwise
            places += read_anew(sweep.starts, sweep.regions)
        return Step(sweep.replaced(found), found, places)

    def name_of(self, finding: Finding) -> tuple[str, str]:
        """Return the kind and the name of the rule that found it."""
        return self.rule_names[finding[2]]

    def _sweep(
        self,
        data: bytes,
        scanners: Sequence[Scanner],
        key: OpenKey | None,
        *,
        nested: bool,
        again: bool = False,
    ) -> Sweep:
        """Return what these rules find in the block, and in other readings of it; of a nested one `again` only."""
        sweep = Sweep(data, self._tokens)
        begin = time.monotonic()
        for scanner in scanners:
            look = scanner.look(data)
            reads = (again or not nested) and scanner is self._steps[-1]
            if reads and (other := otherwise.readings(data, look)):
                self._take_other(sweep, other, again=not nested)
            for order, spans in scanner.all(data, look, self._decisions):
                rule = self._rules[order]
                if rule is encoded.BASE64:
                    spans = [] if nested else self._encoded(data, spans)  # noqa: PLW2901
                elif rule is private_keys.PRIVATE_KEY:
                    spans = private_keys.bodies(data, spans, key)  # noqa: PLW2901
                if spans:
                    self._take(sweep, order, spans)
                if time.monotonic() - begin > MAX_SECONDS:
                    raise RedactionError("redaction took too long; the block is quarantined")
        return sweep

    def _take_other(self, sweep: Sweep, other: Readings, *, again: bool) -> None:
        """Take what is found in another reading of the block, where it comes from."""
        sweep.regions = other.regions()
        if not other.block:
            return
        found: list[Finding] = []
        for start, end, order, decision in self._sweep(
            other.block, self._steps, None, nested=True, again=again
        ).taken:
            found += [(begin, stop, order, decision) for begin, stop in other.origins(start, end)]
        if not sweep.is_ascii:  # what a format bounds by its length may end within a character
            found = [(*whole_characters(sweep.data, *hit[:2]), *hit[2:]) for hit in found]
        found.sort()
        if sweep.tokens and found:
            found = [hit for hit in found if sweep.beside_tokens(hit[0], hit[1]) == hit[:2]]
        fresh: list[Finding] = []
        done = 0
        for hit in found:
            if hit[0] >= done:
                fresh.append(_on_its_lines(hit, sweep.data))
                done = hit[1]
        if fresh:
            sweep.add(fresh)

    def _take(self, sweep: Sweep, order: int, spans: Spans) -> None:
        """Add what this rule finds beside what is taken."""
        data = sweep.data
        values = [data[start:end] for start, end in spans]
        if (
            all(values)
            and (sweep.is_ascii or all(map(bytes.isascii, values)))
            and not self._policy.keep_keys
            and b"\x1e" not in b"".join(values)
            and (decisions := self._decisions.of_all(order, values)) is not None
            and not self._decisions.one_stays(values, data, spans)
            and sweep.add_free(spans, order, decisions)
        ):
            return
        self._take_one_by_one(sweep, order, spans)

    def _take_one_by_one(self, sweep: Sweep, order: int, spans: Spans) -> None:
        """Add those of the spans that are values and overlap nothing, or what of them does not."""
        data, starts, ends = sweep.data, sweep.starts, sweep.ends
        fresh: list[Finding] = []
        decide, stays, keeps = self._decisions.of, self._decisions.stays, bool(self._policy.keep_keys)
        done = -1
        for start, end in spans:
            if not sweep.is_ascii and start < end:
                start, end = whole_characters(data, start, end)  # noqa: PLW2901
            if sweep.tokens:
                start, end = sweep.beside_tokens(start, end)  # noqa: PLW2901
            if start >= end or start < done:
                continue
            value = data[start:end]
            if b"\x1e" in value and _SEPARATOR in value:
                self._take_one_by_one(sweep, order, list(self._by_record(data, order)))
                return
            if starts:
                before = bisect_left(starts, end) - 1
                if before >= 0 and ends[before] > start:
                    sweep.met.append(start)
                    continue
            if keeps and self._policy.keeps(data[max(0, start - 100) : start]):
                continue
            decision = decide(order, value)
            if decision and not stays(value, data, start):
                fresh.append((start, end, order, decision))
                done = end
            else:  # also for what shows it, which a pseudonym may take the place of
                sweep.declined.append((start - SHOWN_BYTES if decision else start, end))
        if fresh:
            sweep.add(fresh)

    def _by_record(self, data: bytes, order: int) -> Iterator[tuple[int, int]]:
        """Yield what a rule of somebody else's finds in each record, where it would go on into the next."""
        scanner = next(one for one in self._steps if order in one.orders)
        for start, end in records_of(data):
            part = data[start:end]
            for s, e in scanner.one(order, part):
                yield start + s, start + e

    def _encoded(self, data: bytes, spans: Spans) -> Spans:
        """Return those of the spans of base64 in whose text any rule finds something."""
        texts = [encoded.decoded(data[start:end]) for start, end in spans]
        if not any(texts):
            return []
        block = _SEPARATOR.join(text.replace(b"\x1e", b" ") for text in texts)
        starts = [0, *accumulate(len(text) + len(_SEPARATOR) for text in texts)]
        hits = self._sweep(block, self._steps, None, nested=True).taken
        found = {bisect_right(starts, start) - 1 for start, _, _, _ in hits}
        return [spans[index] for index in sorted(found)]


def _on_its_lines(hit: Finding, data: bytes) -> Finding:
    """Return it with as many line ends as its value has where it stands: another reading has blanks for them."""
    start, end, order, decision = hit
    lines = data.count(b"\n", start, end)
    return hit if lines == decision.token.count("\n") else (start, end, order, decision.on_lines(lines))


def _blocks(texts: Sequence[str]) -> Iterator[list[str]]:
    block: list[str] = []
    size = 0
    for text in texts:
        block.append(text)
        size += len(text)
        if size >= _BLOCK_CHARACTERS:
            yield block
            block, size = [], 0
    if block:
        yield block


# Printable Latin-1 but for the quote and the backslash. Gson escapes = and &, Go < and >, Python all but ASCII.
ESCAPED = re.compile(r"\\+u00(2[013-9a-fA-F]|[346a-fA-F][0-9a-fA-F]|5[0-9abdefABDEF]|7[0-9a-eA-E])")


def joined(texts: Sequence[str]) -> tuple[bytes, bool]:
    """Return the texts as a block, and whether they are in it as they were.

    What JSON writes as \\u003d and needs no escape stands in it as it is, and separators in the texts are blanks.
    """
    block = SEPARATOR.join(texts)
    data = block.encode("utf-8", "surrogatepass")
    is_as_it_was = data.count(b"\x1e") < len(texts)
    if not is_as_it_was:
        block = SEPARATOR.join([text.replace("\x1e", " ") for text in texts])
        data = block.encode("utf-8", "surrogatepass")
    if has(b"\\u00", data):
        is_as_it_was = False
        data = ESCAPED.sub(lambda match: chr(int(match[1], 16)), block).encode("utf-8", "surrogatepass")
    return data, is_as_it_was


def split(data: bytes) -> list[str]:
    """Return the texts of a block."""
    return data.decode("utf-8", "surrogatepass").split(SEPARATOR)
