"""Messages of widely used programs, by the category that their symptom has; and healthy ones that tell of nothing."""

from __future__ import annotations

from pathlib import Path

from crosscut.detection.symptoms import is_stated, symptom_of

CATEGORIES = {
    "av": "availability",
    "dep": "dependency",
    "res": "resources",
    "sec": "security",
    "data": "data",
    "conf": "configuration",
}
LEAST_RIGHT = 0.9


def lines() -> list[tuple[set[str], str]]:
    written = (Path(__file__).parent / "messages.txt").read_text(encoding="utf-8").splitlines()
    parted = [line.partition(" | ") for line in written if line and not line.startswith("#")]
    return [({CATEGORIES[c] for c in said.split() if c != "ok"}, message) for said, _, message in parted]


def is_told(message: str) -> str:
    symptom = symptom_of(message)
    return symptom.category.value if symptom and is_stated(symptom, message) else ""


def test_most_messages_of_known_programs_have_their_category() -> None:
    wrong = [
        (is_told(message), message)
        for categories, message in lines()
        if categories and is_told(message) not in categories
    ]

    assert len(wrong) <= (1 - LEAST_RIGHT) * len(lines()), wrong


def test_healthy_messages_with_words_that_scare_tell_of_nothing() -> None:
    healthy = [message for categories, message in lines() if not categories]

    assert healthy
    assert [(is_told(message), message) for message in healthy if is_told(message)] == []
