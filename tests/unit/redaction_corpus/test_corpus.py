"""The labelled corpus: reproducible, its labels in place, its checksums right, and of every kind and context."""

from __future__ import annotations

import random
from collections import Counter

from tests.benchmarks.redaction import corpus
from tests.benchmarks.redaction.credentials import NAMED, OBVIOUS, credential
from tests.benchmarks.redaction.marks import mark, neutral, unmark
from tests.benchmarks.redaction.national_ids import national_id


def luhn(digits: str) -> bool:
    return (
        sum(int(c) if n % 2 == 0 else sum(divmod(int(c) * 2, 10)) for n, c in enumerate(reversed(digits)))
        % 10
        == 0
    )


def test_the_same_seed_gives_the_same_lines_and_another_gives_others() -> None:
    first, second, other = corpus.lines(300), corpus.lines(300), corpus.lines(300, seed=2)

    assert first == second
    assert first != other


def test_labels_say_where_a_value_stands() -> None:
    text, labels = unmark(
        f"from {mark('ipv4/address', '192.0.2.1')} to {neutral('x')}, {mark('email/a', 'b@c.example')}"
    )

    assert text == "from 192.0.2.1 to x, b@c.example"
    assert [(text[label.start : label.end], label.family) for label in labels] == [
        ("192.0.2.1", "ipv4"),
        ("x", "neutral"),
        ("b@c.example", "email"),
    ]


def test_no_mark_is_left_in_a_line_and_no_label_is_empty() -> None:
    for line in corpus.lines(3_000):
        assert not set(line.text) & set("\ue000\ue001\ue002")
        assert all(line.text[label.start : label.end].strip() for label in line.secrets())


def test_every_kind_is_planted_in_many_contexts() -> None:
    kinds: Counter[str] = Counter()
    contexts = set()
    for line in corpus.lines(6_000):
        contexts.add(line.context)
        kinds.update(label.family for label in line.secrets())

    assert len(kinds) == 23
    assert min(kinds.values()) > 40, kinds.most_common()[-3:]
    assert len(contexts) > 45


def test_more_than_sixty_forms_of_credentials_are_made() -> None:
    rng = random.Random(1)

    made = {credential(rng).kind for _ in range(3_000)}

    assert len(OBVIOUS) > 100
    assert len(made) == len(OBVIOUS)
    assert len(NAMED) > 25


def test_lookalikes_have_no_label() -> None:
    lines = [line for line in corpus.lines(1_000) if line.context.startswith("look-alike")]

    assert len(lines) > 200
    assert not any(line.labels for line in lines)


def test_national_ids_pass_their_checks() -> None:
    rng = random.Random(1)
    made = [national_id(rng) for _ in range(600)]

    assert len({value.kind for value in made}) == 18
    for value in made:
        digits = "".join(c for c in value.text if c.isdigit())
        if value.kind in ("national-id/ca-sin", "national-id/se-personnummer"):
            assert luhn(digits)
        if value.kind == "national-id/es-dni":
            assert value.text[-1] == "TRWAGMYFPDXBNJZSQVHLCKE"[int(digits) % 23]
        if value.kind == "national-id/br-cpf":
            weighted = sum(int(d) * w for d, w in zip(digits[:10], range(11, 1, -1), strict=True))
            assert weighted * 10 % 11 % 10 == int(digits[10])
