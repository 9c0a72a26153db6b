"""Floods: how fast redaction is on one thing without end, for each thing that may make it work.

What is repeated comes from the rules' own examples and literals, names beside signs, the pieces of the property tests,
and cuts of the corpus with a seed; each in one line, in lines of a hundred characters, counted so that no value is like
another, and with bytes that are no UTF-8. `make bench-floods` prints how many are below the bar, the ten slowest, and
those whose time grows faster than their length, and exits with 1 where there are any. CPU time, on one core. With a
number as argument it takes so many things to repeat.
"""

from __future__ import annotations

import gc
import math
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from crosscut.errors import RedactionError
from crosscut.redaction import Redactor
from crosscut.redaction.engine import RULES
from tests.benchmarks.redaction import corpus
from tests.benchmarks.redaction.laws import KEY, MOST
from tests.benchmarks.redaction_speed import FLOODS
from tests.unit.redaction.writing import PIECES

SEED = 20261130
BAR = 5.0  # MB/s
CHARACTERS = 40_000  # of a flood; and four times as many
MEGABYTE = 1_000_000
LINES = 150  # of the corpus
THINGS = 600  # that are repeated, of all there are: a minute or two of a quiet machine
RUNS = 6  # of what is slow at first, of which the fastest counts
NAMES = (
    "password", "passwd", "pwd", "secret", "token", "api_key", "authorization", "cookie", "set-cookie", "session",
    "sid", "jwt", "private_key", "client_secret", "email", "phone", "address", "name", "user", "username", "iban",
    "card", "ssn", "ip", "lat", "lon", "birthday", "passphrase",
)  # fmt: skip
SIGNS = (
    "=", ": ", "='", '="', '":"', '\\":\\"', "%3D", "=a ", ": a b ", "=a&", ">", "[", '"=>"', "':'", " ",
)  # fmt: skip

Form = Callable[[str, int], list[str]]  # of what is repeated, and how long a flood is


class Speed(NamedTuple):
    """How fast a flood is redacted."""

    rate: float  # MB/s; 0 of what was withheld
    growth: float  # how much longer it takes for twice the length
    form: str
    unit: str


def units(pick: random.Random) -> list[str]:
    """Return what is repeated: the same for the same seed, without line ends."""
    found = set(PIECES) | set(FLOODS)
    for rule in RULES:
        found.update(literal.decode("latin-1") for literal in rule.literals)
        found.update(f"{text} " for text in rule.must_match)
    for name in NAMES:
        found.update(name + sign for sign in SIGNS)
        found.add(name.upper() + pick.choice(SIGNS))
    lines = [line.text for line in corpus.lines(2_000, SEED)]
    for text in pick.sample(lines, LINES):
        found.add(f"{text} ")
        at = pick.randrange(max(1, len(text)))
        found.add(text[at : at + pick.choice((2, 4, 8, 16, 30))])
    return sorted(unit for unit in found if unit and "\n" not in unit)


def one_line(unit: str, size: int) -> list[str]:
    """Return it as one line."""
    return [unit * (size // len(unit) + 1)]


def in_lines(unit: str, size: int) -> list[str]:
    """Return it in lines of a hundred characters."""
    return cut(one_line(unit, size)[0])


def counted(unit: str, size: int) -> list[str]:
    """Return it in lines of a hundred characters, of which no two are alike."""
    return cut("".join(f"{unit}{10_000 + n} " for n in range(size // (len(unit) + 6) + 1)))


def no_text(unit: str, size: int) -> list[str]:
    """Return it in lines with bytes that are no UTF-8, as the reader gives them."""
    return in_lines((unit.encode("utf-8", "surrogatepass") + b"\xff\xc3").decode("utf-8", "replace"), size)


FORMS: dict[str, Form] = {
    "one line": one_line, "lines of 100": in_lines, "counted": counted, "no UTF-8": no_text,
}  # fmt: skip


def cut(text: str) -> list[str]:
    """Return the text in parts of a hundred characters."""
    return [text[at : at + 100] for at in range(0, len(text), 100)]


def seconds(texts: list[str], runs: int = 1) -> float:
    """Return the CPU time of the fastest run, each with a redactor that knows no value yet."""
    best = math.inf
    for _ in range(runs):
        redactor = Redactor(KEY)
        begin = time.process_time()
        redactor.texts(texts)
        best = min(best, time.process_time() - begin)
    return best


def measured(unit: str, form: str, runs: int = 1, size: int = CHARACTERS) -> Speed:
    """Return the speed of a flood."""
    few, many = FORMS[form](unit, size), FORMS[form](unit, 4 * size)
    try:
        short, long = seconds(few, runs), seconds(many, runs)
    except RedactionError:
        return Speed(0.0, 2.0, form, unit)
    rate = min(weight(few) / short, weight(many) / long) / 1e6
    return Speed(rate, math.sqrt(long / short * weight(few) / weight(many) * 4), form, unit)


def weight(texts: list[str]) -> int:
    """Return their bytes."""
    return sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)


def all_speeds(found: list[str]) -> Iterator[Speed]:
    """Yield the speed of each flood; what is slow or grows at first sight is measured again."""
    for number, unit in enumerate(found):
        if number % 50 == 0:
            gc.collect()
        for form in FORMS:
            speed = measured(unit, form)
            if speed.rate < 1.5 * BAR or speed.growth > MOST:
                speed = measured(unit, form, RUNS)
            yield speed


def megabytes() -> Iterator[Speed]:
    """Yield the speed of floods of a megabyte in one line; they are not made longer."""
    for unit in FLOODS:
        texts = one_line(unit, MEGABYTE)
        yield Speed(weight(texts) / seconds(texts, 2) / 1e6, 2.0, "a megabyte", unit)


def main(most: int) -> int:
    """Print what was found for so many things. Return 1 where a flood is below the bar, or grows."""
    pick = random.Random(SEED)
    found = units(pick)
    found = pick.sample(found, min(most, len(found)))
    gc.collect()
    gc.disable()  # as timeit does: see laws.py
    every = sorted([*all_speeds(found), *megabytes()])
    speeds, withheld = [s for s in every if s.rate], [s for s in every if not s.rate]
    slow, growing = [s for s in speeds if s.rate < BAR], [s for s in speeds if s.growth > MOST]
    print(
        f"{len(every):,} floods of {len(found):,} things, {CHARACTERS:,} characters and four times as many, "
        f"seed {SEED}: {len(slow):,} below {BAR:g} MB/s, the slowest {speeds[0].rate:.1f}; {len(growing)} take more "
        f"than {MOST} times as long for twice the length; {len(withheld)} are withheld, as secrets without end and "
        "with nothing between are"
    )
    for form in sorted({speed.form for speed in speeds}):
        rates = [speed.rate for speed in speeds if speed.form == form]
        below = sum(rate < BAR for rate in rates)
        print(f"  {form}: {below:,} of {len(rates):,} below, the median {statistics.median(rates):.0f} MB/s")
    print("\n| MB/s | growth | as | of |\n|---|---|---|---|")
    for speed in speeds[:10] + [s for s in growing if s not in speeds[:10]]:
        print(f"| {speed.rate:.1f} | {speed.growth:.2f} | {speed.form} | `{speed.unit[:80]!r}` |")
    return 1 if slow or growing else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else THINGS))
