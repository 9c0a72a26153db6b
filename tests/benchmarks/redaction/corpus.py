"""Labelled log lines, the same for the same seed: what must be redacted, in every context, and what must stay.

python -m tests.benchmarks.redaction.corpus --values 2000 --seed 1    prints it, labels in «»
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.benchmarks.redaction.credentials import credential, named_credential
from tests.benchmarks.redaction.frames import frame
from tests.benchmarks.redaction.lookalikes import lookalike
from tests.benchmarks.redaction.marks import NEUTRAL, Label, unmark
from tests.benchmarks.redaction.people import People
from tests.benchmarks.redaction.private_keys import private_key
from tests.benchmarks.redaction.secret_values import jwt, password, session
from tests.benchmarks.redaction.shapes import SHAPES
from tests.benchmarks.redaction.value import Value
from tests.benchmarks.redaction.writing import PROSE, WAYS, Way, write

VALUES = 20_000
SEED = 20261123
# How many lines of look-alikes only there are for each line with a value.
LOOKALIKES_PER_LINE = 0.5
_NOT_OF_PEOPLE = {"environment", "terraform", "properties", "console colours", "toml", "header"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the corpus. No label: all of it must stay."""

    text: str
    labels: tuple[Label, ...]
    context: str

    def secrets(self) -> list[Label]:
        return [label for label in self.labels if label.kind != NEUTRAL]


def lines(values: int = VALUES, seed: int = SEED) -> list[Line]:
    """Return at least `values` labelled values in their lines; lines that belong together stand together."""
    made: list[Line] = []
    count = 0
    rng = random.Random(seed)
    planted = _planted(rng)
    while count < values:
        context, text = next(planted)
        for part in text.split("\n"):
            line = Line(*unmark(part), context)
            count += len(line.secrets())
            made.append(line)
        if rng.random() < LOOKALIKES_PER_LINE:
            made.append(_lookalikes(rng))
    return made


def _lookalikes(rng: random.Random) -> Line:
    kind, text = lookalike(rng)
    if rng.random() < 0.3 and not text.endswith("="):
        text = f"{text} {lookalike(rng)[1].strip()}"
        kind = "mixed"
    return Line(frame(rng, text), (), f"look-alike {kind}")


def _planted(rng: random.Random) -> Iterator[tuple[str, str]]:
    """Yield contexts and texts with marks, without end."""
    people = People(rng)
    of_people: tuple[Callable[[], Value], ...] = (
        people.email, people.email, people.phone, people.phone, people.card, people.iban, people.national_id,
        people.national_id, people.ipv4, people.ipv6, people.mac, people.coordinate, people.coordinates, people.name,
        people.name, people.postal_address, people.user,
    )  # fmt: skip
    shapes, weights = list(SHAPES), list(SHAPES.values())
    while True:
        turn = rng.random()
        if turn < 0.012:
            yield private_key(rng)
        elif turn < 0.30:
            context, text = rng.choices(shapes, weights)[0](rng, people)
            yield context, frame(rng, text)
        elif turn < 0.62:
            value = rng.choice(of_people)()
            yield _written(rng, value, without=_NOT_OF_PEOPLE)
        elif turn < 0.76:
            yield _written(rng, credential(rng))
        elif turn < 0.84:
            yield _written(rng, named_credential(rng))
        elif turn < 0.88:
            yield _written(rng, session(rng))
        elif turn < 0.90:
            yield _written(rng, jwt(rng))
        else:
            yield _written(rng, password(rng, bare=rng.random() < 0.6))


def _written(
    rng: random.Random, value: Value, without: frozenset[str] | set[str] = frozenset()
) -> tuple[str, str]:
    while True:
        way = _way(rng, obvious=value.obvious)
        if way.context in without or (text := write(rng, way, value)) is None:
            continue
        if not way.last and rng.random() < 0.15:
            text = f"{text} {lookalike(rng)[1].strip()}"
        return way.context, frame(rng, text)


def _way(rng: random.Random, *, obvious: bool) -> Way:
    """Return a way of writing: each context as often as another, whatever the number of its ways."""
    prose = obvious and rng.random() < 0.4
    ways = PROSE if prose else WAYS
    contexts = sorted({way.context for way in ways})
    context = rng.choice(contexts)
    return rng.choice([way for way in ways if way.context == context])


def shown(line: Line) -> str:
    """Return the line with its labels in «»."""
    text = line.text
    for label in reversed(line.labels):
        text = f"{text[: label.start]}«{label.kind}:{text[label.start : label.end]}»{text[label.end :]}"
    return text


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--values", type=int, default=VALUES)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    for made_line in lines(options.values, options.seed):
        print(f"{made_line.context:22} {shown(made_line)}")
