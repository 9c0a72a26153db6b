"""What redaction promises of any input, tried on many.

It raises nothing, keeps the number of texts, finds nothing in what it has redacted, and takes linear time.

`python -m tests.benchmarks.redaction.laws 100000` prints how often each law was broken, with the input, and how much
longer a flood of twice the length takes. A second number is another seed.
"""

from __future__ import annotations

import gc
import math
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from crosscut.errors import RedactionError
from crosscut.redaction import Redactor
from crosscut.redaction.engine import RULES
from tests.benchmarks.redaction.corpus import lines as corpus_lines
from tests.benchmarks.redaction_speed import FLOODS
from tests.unit.redaction.writing import PIECES

TESTS = Path(__file__).parents[2]
SEED = 20261129
KEY = b"synthetic-benchmark-key"
CORPUS_VALUES = 4_000
TURN = 500  # texts that are redacted together
FLOOD_CHARACTERS = (
    120_000  # four times as many: beyond 500,000 PCRE2 no longer looks ahead for what must come
)
LEAST = 0.025  # seconds that lines take before there are four times as many
MOST = 2.2  # times as long for twice the input, over two doublings


def sample_lines() -> list[str]:
    """Return lines of logs in many formats."""
    paths = [*sorted(TESTS.glob("data/formats/*.*")), *sorted(TESTS.glob("logs/*/*.log"))]
    return [line for path in paths for line in path.read_text(encoding="utf-8").split("\n")[:200] if line]


def rule_examples() -> list[str]:
    """Return the examples of all rules, those with a value twice."""
    return [one for rule in RULES for one in (*rule.must_match, *rule.must_match, *rule.must_not_match)]


def glued(lines: list[str], pick: random.Random) -> str:
    """Return cuts of lines, and pieces, with nothing between."""
    text = ""
    for _ in range(pick.randint(1, 4)):
        line = pick.choice(lines)
        at = pick.randint(0, len(line))
        text += line[at : at + pick.randint(1, 200)] if pick.random() < 0.7 else line[at:]
        if pick.random() < 0.3:
            text += pick.choice(PIECES)
    return text


def within(examples: list[str], pick: random.Random) -> str:
    """Return an example of a rule in which another one stands, or a part of it."""
    outer, inner = pick.choice(examples), pick.choice(examples)
    at, cut = pick.randint(0, len(outer)), pick.randint(0, len(inner))
    inner = pick.choice((inner, inner[cut:], inner[:cut]))
    return outer[:at] + inner + pick.choice(("", pick.choice(PIECES))) + outer[at + pick.randint(0, 8) :]


def fuzzed(count: int, lines: list[str], pick: random.Random) -> Iterator[str]:
    """Yield texts: pieces in any order, and lines of logs that are cut, doubled, or have pieces put into them.

    And cuts of the corpus with nothing between, and examples of rules within each other.
    """
    corpus = [line.text for line in corpus_lines(CORPUS_VALUES, pick.randrange(1 << 30))]
    examples = rule_examples()
    for _ in range(count):
        kind = pick.random()
        if kind < 0.3:
            yield "".join(pick.choices(PIECES, k=pick.randint(1, 12)))
            continue
        if kind < 0.6:
            yield (glued(corpus, pick) if kind < 0.45 else within(examples, pick))[:3_000]
            continue
        text = pick.choice(lines)
        for _ in range(pick.randint(1, 4)):
            at = pick.randint(0, len(text))
            what = pick.random()
            if what < 0.5:
                text = text[:at] + pick.choice(PIECES) + text[at:]
            elif what < 0.7:
                text = text[:at]
            elif what < 0.8:
                text = text[at:] + text[:at]
            elif what < 0.9:
                text = (
                    text[:at] + chr(pick.choice((0, 9, 10, 30, 92, 233, 0x130, 0xD800, 0x1F600))) + text[at:]
                )
            else:
                text += text[at : at + 60] * 2
        yield text[:3_000]


def broken(texts: list[str], redactor: Redactor, pick: random.Random) -> Iterator[tuple[str, str]]:
    """Yield each law that does not hold for these texts, with the text."""
    try:
        redacted = redactor.texts(texts)
        again = redactor.texts(redacted)
        at = pick.randint(0, len(texts))
        apart = redactor.texts(texts[:at]) + redactor.texts(texts[at:])
    except RedactionError as error:
        yield f"raised: {error}", ""
        return
    if len(redacted) != len(texts):
        yield "the number of texts changed", ""
        return
    for text, first, second, alone in zip(texts, redacted, again, apart, strict=True):
        if first != second:
            yield "redacted twice it is something else", text
        if first != alone:
            yield "beside other texts it is something else", text
        if first.count("\n") != text.count("\n"):
            yield "the number of lines changed", text


def seconds(texts: list[str]) -> float:
    """Return the CPU time of the fastest of five runs.

    As timeit does, without Python's collector: it looks through all objects each time that there are a quarter more,
    so that its share grows by a step between two lengths and not between the next two.
    """
    best = float("inf")
    gc.collect()
    gc.disable()
    try:
        for _ in range(5):
            redactor = Redactor(KEY)
            begin = time.process_time()
            redactor.texts(texts)
            best = min(best, time.process_time() - begin)
    finally:
        gc.enable()
    return best


def growth(flood: str) -> tuple[float, float]:
    """Return how much longer each of two doublings takes, of one line and of lines of a hundred characters.

    Of lines there are so many that what is prepared once, in some milliseconds, is not taken for growth.
    """
    line = flood * (FLOOD_CHARACTERS // len(flood))
    whole = seconds([line * 4]) / seconds([line])
    short = [line[at : at + 100] for at in range(0, len(line), 100)] * 3
    while (once := seconds(short)) < LEAST:
        short *= 2
    return math.sqrt(whole), math.sqrt(seconds(short * 4) / once)


def main(count: int, seed: int = SEED) -> int:
    """Print what was found. Return 1 where a law is broken."""
    pick, redactor, lines = random.Random(seed), Redactor(KEY), sample_lines()
    found: list[tuple[str, str]] = []
    texts = fuzzed(count, lines, pick)
    for _ in range(0, count, TURN):
        found += broken([text for _, text in zip(range(TURN), texts, strict=False)], redactor, pick)
    print(f"{count:,} fuzzed texts, seed {seed}: {len(found)} times a law was broken")
    for law, text in found[:20]:
        print(f"  {law}: {text!r}")
    ratios = {flood: growth(flood) for flood in FLOODS}
    flood, worst = max(ratios.items(), key=lambda item: max(item[1]))
    print(
        f"{len(FLOODS)} floods of {FLOOD_CHARACTERS:,} characters and of four times as many: "
        f"at most {max(worst):.2f} times as long for twice as many ({flood!r})"
    )
    return 1 if found or max(worst) > MOST else 0


if __name__ == "__main__":
    sys.exit(main(*(int(number) for number in sys.argv[1:3] or (10_000,))))
