"""Runs every rule over blocks of many texts at once, again over what changed until nothing does, and fails closed."""

from __future__ import annotations

import re
import time
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from crosscut.errors import RedactionError
from crosscut.redaction import encoded, otherwise, private_keys
from crosscut.redaction.matching import Engine, available, compile_matcher
from crosscut.redaction.policy import Policy
from crosscut.redaction.private_keys import OpenKey
from crosscut.redaction.pseudonyms import TOKEN, Pseudonyms
from crosscut.redaction.rule import SEPARATOR, Rule, records_of, whole_characters
from crosscut.redaction.scanning import Scanner

_SEPARATOR = SEPARATOR.encode()
_BLOCK_CHARACTERS = 256 * 1024
MAX_PASSES = 8  # a rule may find something new in what another has left; two passes are usual
MAX_SECONDS = 60.0  # for a block; tenths are usual
CACHE_ENTRIES = 50_000
CACHE_CHARACTERS = 8_000_000  # so that memory is bounded whatever the length of what is kept


class Decision(NamedTuple):
    """What becomes of a value. Never leaves redaction."""

    value: str
    token: str
    written: bytes  # the token
    in_line: str  # without the line ends that it keeps


class Finding(NamedTuple):
    """What was found in a block. Never leaves redaction, for it has the value."""

    start: int  # in bytes of UTF-8
    end: int
    rule: int
    decision: Decision


_finding = Finding._make


class Pass(NamedTuple):
    """What one pass over texts made of them."""

    texts: list[str]
    findings: dict[int, list[Finding]]  # by index of the text
    unsettled: set[int]  # the texts in which another pass may find more


class BlockRedactor:
    """Redacts texts by rules, of which the first has precedence where two find the same."""

    def __init__(
        self,
        pseudonyms: Pseudonyms,
        rules: Sequence[Rule],
        *,
        policy: Policy | None = None,
        engine: Engine | None = None,
    ) -> None:
        self._pseudonyms = pseudonyms
        self._policy = policy or Policy()
        self._rules = tuple(rules)
        engine = engine or available()
        self._scanner = Scanner(self._rules, engine)
        self._tokens = compile_matcher(TOKEN.pattern.encode(), engine)
        # Rules of commands find a value a long way behind a word: with a pseudonym there they may find the one before it.
        self._far = frozenset(order for order, rule in enumerate(self._rules) if rule.literals)
        self.rule_names = tuple((rule.kind, rule.name) for rule in self._rules)
        self._decided: list[dict[bytes, Decision | None]] = [{} for _ in self._rules]
        self._decided_entries = self._decided_characters = 0

    def texts(
        self, texts: Sequence[str], key: OpenKey | None = None
    ) -> tuple[list[str], dict[int, list[Finding]]]:
        """Return the redacted texts, as many and in order, and what was found by index. Raises `RedactionError`.

        With `key`, a private key that one text leaves open goes on in the next.
        """
        redacted: list[str] = []
        findings: dict[int, list[Finding]] = {}
        for block in _blocks(texts):
            first = len(redacted)
            try:
                done = plain(block)
                for index, found in self._until_nothing_is_found(done, key).items():
                    findings[first + index] = found
            except RedactionError:
                raise
            except Exception as error:  # noqa: BLE001 - fail closed
                # Whatever went wrong, the block must not pass; the text of the error may hold raw log text.
                raise RedactionError(
                    f"redaction failed ({type(error).__name__}); the block is quarantined"
                ) from None
            redacted += done
        return redacted, findings

    def _until_nothing_is_found(self, texts: list[str], key: OpenKey | None) -> dict[int, list[Finding]]:
        """Redact `texts` in place. The last pass over each text has found nothing new in it."""
        findings: dict[int, list[Finding]] = {}
        todo = list(range(len(texts)))
        for turn in range(MAX_PASSES):
            done = self.once([texts[i] for i in todo] if turn else texts, None if turn else key)
            for local, found in done.findings.items():
                texts[todo[local]] = done.texts[local]
                if turn:
                    findings.setdefault(todo[local], []).extend(found)
            if not turn:
                findings = done.findings
            todo = [todo[local] for local in sorted(done.unsettled)]
            if not todo:
                return findings
        raise RedactionError(f"redaction found more after {MAX_PASSES} passes; the block is quarantined")

    def once(self, texts: list[str], key: OpenKey | None = None) -> Pass:
        """Run each rule over the texts once."""
        data = SEPARATOR.join(texts).encode("utf-8", "surrogatepass")
        hits, unsettled = self._hits(data, key)
        if not hits:
            return Pass(texts, {}, set())
        pieces: list[bytes] = []
        done = 0
        for start, end, _, decision in hits:
            pieces.append(data[done:start])
            pieces.append(decision.written)
            done = end
        pieces.append(data[done:])
        redacted = b"".join(pieces).decode("utf-8", "surrogatepass").split(SEPARATOR)
        if len(redacted) != len(texts):
            raise RedactionError("redaction changed the number of texts; the block is quarantined")
        starts = [start for start, _ in records_of(data)]
        starts.append(len(data) + 1)
        findings: dict[int, list[Finding]] = {}
        index, end = -1, 0
        for hit in hits:
            if hit[0] >= end:
                index = bisect_right(starts, hit[0]) - 1
                end = starts[index + 1]
                findings[index] = [hit]
            else:
                findings[index].append(hit)
        return Pass(
            redacted, findings, {bisect_right(starts, place) - 1 for place in unsettled} & findings.keys()
        )

    def name_of(self, finding: Finding) -> tuple[str, str]:
        """Return the kind and the name of the rule that found it."""
        rule = self._rules[finding.rule]
        return rule.kind, rule.name

    def _hits(
        self, data: bytes, key: OpenKey | None, *, nested: bool = False
    ) -> tuple[list[Finding], list[int]]:
        """Return what is to be replaced, in order, and places where another pass may find more."""
        sweep = _Sweep(data, list(self._tokens.spans(data)) if b"<" in data else [])
        begin = time.monotonic()
        if not nested and (other := otherwise.readings(data)):
            self._take_other(sweep, other)
        for order, spans in self._scanner.all(data, self._is_value):
            rule = self._rules[order]
            if rule is encoded.BASE64:
                spans = iter(() if nested else self._encoded(data, list(spans)))  # noqa: PLW2901
            elif rule is private_keys.PRIVATE_KEY:
                spans = iter(private_keys.bodies(data, spans, key))  # noqa: PLW2901
            self._take(sweep, order, spans)
            if time.monotonic() - begin > MAX_SECONDS:
                raise RedactionError("redaction took too long; the block is quarantined")
        return sweep.taken, sweep.unsettled() + [hit.start for hit in sweep.taken if hit.rule in self._far]

    def _take_other(self, sweep: _Sweep, other: otherwise.Readings) -> None:
        """Take what is found in another reading of the block, where it comes from."""
        hits, _ = self._hits(other.block, None, nested=True)
        found = sorted(Finding(*other.origin(hit.start, hit.end), hit.rule, hit.decision) for hit in hits)
        fresh: list[Finding] = []
        done = 0
        for hit in found:
            if hit.start < hit.end and hit.start >= done and _beside(sweep.tokens, *hit[:2]) == hit[:2]:
                fresh.append(hit)
                done = hit.end
        if fresh:
            sweep.add(fresh)

    def _take(self, sweep: _Sweep, order: int, spans: Iterator[tuple[int, int]]) -> None:
        """Add what this rule finds beside what is taken."""
        data, starts, ends = sweep.data, sweep.starts, sweep.ends
        decided = self._decided[order]
        is_plain = sweep.is_ascii and not sweep.tokens and not self._policy.keep_keys
        fresh: list[Finding] = []
        done = -1
        for start, end in spans:
            if not is_plain:
                if not sweep.is_ascii and start < end:
                    start, end = whole_characters(data, start, end)  # noqa: PLW2901
                if sweep.tokens:
                    start, end = _beside(sweep.tokens, start, end)  # noqa: PLW2901
            if start >= end or start < done:
                continue
            value = data[start:end]
            if b"\x1e" in value and _SEPARATOR in value:
                self._take(sweep, order, self._by_record(data, order))
                return
            if starts:
                before = bisect_left(starts, end) - 1
                if before >= 0 and ends[before] > start:
                    sweep.met.append(start)
                    continue
            if (
                not is_plain
                and self._policy.keep_keys
                and self._policy.keeps(data[max(0, start - 100) : start])
            ):
                continue
            decision = decided[value] if value in decided else self._decide(order, value)
            if decision:
                fresh.append(_finding((start, end, order, decision)))
                done = end
            else:
                sweep.declined.append((start, end))
        if fresh:
            sweep.add(fresh)

    def _by_record(self, data: bytes, order: int) -> Iterator[tuple[int, int]]:
        """Yield what a rule of somebody else's finds in each record, where it would go on into the next."""
        for start, end in records_of(data):
            part = data[start:end]
            for s, e in self._scanner.one(order, part):
                yield start + s, start + e

    def _encoded(self, data: bytes, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return those of the spans of base64 in whose text any rule finds something."""
        texts = [encoded.decoded(data[start:end]) for start, end in spans]
        if not any(texts):
            return []
        block = _SEPARATOR.join(text.replace(b"\x1e", b" ") for text in texts)
        starts = [0, *accumulate(len(text) + len(_SEPARATOR) for text in texts)]
        hits, _ = self._hits(block, None, nested=True)
        found = {bisect_right(starts, hit.start) - 1 for hit in hits}
        return [spans[index] for index in sorted(found)]

    def _is_value(self, order: int, value: bytes) -> bool:
        return self._decide(order, value) is not None

    def _decide(self, order: int, value: bytes) -> Decision | None:
        """Return what replaces `value`, or None when it is no such value after all."""
        decided = self._decided[order]
        if value in decided:
            return decided[value]
        if self._decided_entries > CACHE_ENTRIES or self._decided_characters > CACHE_CHARACTERS:
            for known in self._decided:
                known.clear()
            self._decided_entries = self._decided_characters = 0
        try:
            text = value.decode("utf-8", "surrogatepass")
        except (
            UnicodeDecodeError
        ):  # of another reading of the block: what %84 stands for need be no character
            text = value.decode("utf-8", "replace")
        token = self._token(self._rules[order], text)
        decision = decided[value] = (
            Decision(text, token, token.encode(), token.rstrip("\n")) if token else None
        )
        self._decided_entries += 1
        self._decided_characters += 2 * len(value)
        return decision

    def _token(self, rule: Rule, value: str) -> str:
        if _is_done(value) or not rule.accept(value) or self._policy.allows(value):
            return ""
        kind = rule.kind
        if self._policy.tells_classes and (found := rule.classify(value)):
            if not self._policy.is_on(f"{kind}_{found}"):
                return ""
            kind = f"{kind}_{found}" if self._policy.describe else kind
        # A value of several lines keeps its line ends, so that lines still count.
        return self._pseudonyms.token(kind, rule.normalise(value)) + "\n" * value.count("\n")


class _Sweep:
    """One pass over a block: what is taken so far, and what may make another pass find more."""

    def __init__(self, data: bytes, tokens: list[tuple[int, int]]) -> None:
        self.data = data
        self.is_ascii = data.isascii()
        self.tokens = tokens  # where pseudonyms stand already
        self.taken: list[Finding] = []  # in order, without overlaps
        self.starts: list[int] = []  # of what is taken
        self.ends: list[int] = []
        self.met: list[int] = []  # where a rule found something that another has taken a part of
        self.declined: list[tuple[int, int]] = []  # what looked like a value and was none

    def add(self, fresh: list[Finding]) -> None:
        """Take these, which are in order and overlap nothing."""
        self.taken = sorted(self.taken + fresh) if self.taken else fresh
        self.starts = [one[0] for one in self.taken]
        self.ends = [one[1] for one in self.taken]

    def unsettled(self) -> list[int]:
        """Return a place in each record that another pass has to look at.

        Elsewhere a pseudonym changes nothing for any rule: it stands between delimiters, which no look-around sees
        beyond, and no rule's match had a part in what it replaced.
        """
        places, ends = self.met, self.ends
        if self.taken:
            for start, end in self.declined:
                before = bisect_left(self.starts, end) - 1
                if before >= 0 and ends[before] > start:
                    places.append(start)
        data, last = self.data, len(self.data)
        for start, end in zip(self.starts, ends, strict=True):
            if (
                start and (data[start - 1] not in _DELIMITERS or (start > 1 and data[start - 2] in _DIGITS))
            ) or (
                end < last and (data[end] not in _DELIMITERS or (end + 1 < last and data[end + 1] in _DIGITS))
            ):
                places.append(start)  # a rule may see the value, or what replaces it, from its own match
            elif start > 1 and data[start - 1] == _BLANK and _may_go_on(data, start):
                places.append(start)
        return places


# What delimits for every rule: none begins or ends with it, but for numbers in groups.
_DELIMITERS = frozenset(b" \t\n\"'()[]{},;=&|<>")
_DIGITS = frozenset(b"0123456789")
_BLANK = 32
# How names end whose values may have blanks: such a value ends before a pseudonym, but not before what it replaces.
_OF_WORDS = (
    b"name", b"holder", b"to", b"addr", b"address", b"1", b"2", b"3", b"street", b"line", b"code", b"zip", b"plz",
    b"ssn", b"nino", b"bsn", b"cpf", b"dni", b"nie", b"nir", b"nif", b"pesel", b"cnp", b"sin", b"tin", b"insee",
    b"aadhaar", b"aadhar", b"svnr", b"ahv", b"cf", b"card", b"number", b"nummer", b"no", b"nr", b"id", b"fiscale",
    b"passport", b"license", b"licence", b"security", b"insurance", b"phone", b"mobile", b"msisdn", b"tel", b"fax", b"cell",
)  # fmt: skip


def _may_go_on(data: bytes, start: int) -> bool:
    """Whether a value that begins before this place may end here once a pseudonym stands here."""
    first = max(0, start - 200)
    sign = max(data.rfind(b":", first, start), data.rfind(b"=", first, start))
    return sign > 0 and data[max(0, sign - 24) : sign].rstrip(b" \t\"'\\])%").lower().endswith(_OF_WORDS)


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


def _beside(tokens: list[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """Return the span without the half of a pseudonym at its end; an empty one where it begins inside of one."""
    place = bisect_right(tokens, (start, len(tokens) and tokens[-1][1])) - 1
    if place >= 0 and tokens[place][0] < start < tokens[place][1]:
        return end, end  # what a pseudonym says was taken for a name
    place = bisect_left(tokens, (end,)) - 1
    if place >= 0 and tokens[place][0] < end < tokens[place][1]:
        end = tokens[place][0]
    return start, end


# Printable Latin-1 but for the quote and the backslash. Gson escapes = and &, Go < and >, Python all but ASCII.
ESCAPED = re.compile(r"\\+u00(2[013-9a-fA-F]|[346a-fA-F][0-9a-fA-F]|5[0-9abdefABDEF]|7[0-9a-eA-E])")


def plain(texts: Sequence[str]) -> list[str]:
    """Return the texts without separators, and with what JSON writes as \\u003d and needs no escape as it is."""
    joined = SEPARATOR.join(texts)
    if joined.count("\x1e") >= len(texts):
        texts = [text.replace("\x1e", " ") for text in texts]
        joined = SEPARATOR.join(texts)
    if "\\u00" not in joined:
        return list(texts)
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), joined).split(SEPARATOR)


def _is_done(value: str) -> bool:
    """Whether nothing of `value` is left but pseudonyms and what is not secret about them."""
    return "<" in value and TOKEN.search(value) is not None and not _HARMLESS.sub("", value)


_HARMLESS = re.compile(
    rf"{TOKEN.pattern}|-----(?:BEGIN|END) [A-Z0-9 ]{{1,40}}-----|Bearer|Basic|Token|Digest|\\+[nr]|[\s\\\"',;\[\]]",
    re.IGNORECASE,
)
