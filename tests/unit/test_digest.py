"""What the analyst reads: within its budget, the same every time, and honest about what it leaves out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crosscut.detection import History, detect
from crosscut.digest import BYTES_A_TOKEN, render
from crosscut.model import Detection, Digest
from tests.unit.writing import Log, digest_of, entry, traffic

BUDGETS = (500, 700, 1_000, 2_000, 4_000, 6_000, 12_000, 20_000)


def large() -> Digest:
    """A digest of some thousand templates, a few of them errors, with text in several scripts."""
    log = traffic(Log(), "gateway", "orders")
    letters = "abcdefghijklmnopqrstuvwxyz"
    for i in range(1500):
        words = f"step {letters[i % 26]}{letters[i // 26 % 26]}{letters[i % 7]} of {letters[i % 23] * 4}"
        foreign = ("Ошибка в модуле", "失败しました", 'a\tb \x01 \\ "quoted"', "façade")[i % 4]
        log.add(
            i, entry(i, ("INFO", "WARN", "DEBUG")[i % 3], "orders", f"{words} {foreign} {'x' * (i % 60)}")
        )
    log.every(
        4,
        lambda s, i: entry(s, "ERROR", "orders", "connection refused: orders-db.shop.invalid:5432"),
        start=1800,
        stop=2400,
    )
    for i in range(40):
        log.add(
            60 * i, entry(60 * i, "ERROR", f"s{i}", f"{letters[i % 26] * 5} {letters[i % 19] * 3} is broken")
        )
    return digest_of(log)


LARGE = large()
FOUND = detect(LARGE, History())


def document(digest: Digest, detections: list[Detection], tokens: int = 6_000) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(render(digest, detections, tokens=tokens).text)
    return shown


def shown_ids(shown: dict[str, Any]) -> list[str]:
    """The ids of what is there in full and of what is only named, in that order."""
    return [t["id"] for t in shown["templates"]] + [
        name.partition(" ")[0] for name in shown["further_templates"]
    ]


@pytest.mark.parametrize("tokens", BUDGETS)
def test_it_stays_within_its_budget(tokens: int) -> None:
    rendered = render(LARGE, FOUND, tokens=tokens)

    assert len(rendered.text.encode()) <= tokens * BYTES_A_TOKEN
    assert rendered.tokens <= tokens


@pytest.mark.parametrize("tokens", BUDGETS[2:])
def test_it_uses_what_it_is_given(tokens: int) -> None:
    assert render(LARGE, FOUND, tokens=tokens).tokens > 0.8 * tokens


@pytest.mark.parametrize("tokens", BUDGETS)
def test_it_says_what_it_left_out(tokens: int) -> None:
    rendered = render(LARGE, FOUND, tokens=tokens)
    shown = json.loads(rendered.text)
    left_out = shown["left_out"]

    counts = {t.id: t.count for t in LARGE.templates}

    assert left_out["templates"] == len(LARGE.templates) - len(shown_ids(shown))
    assert left_out["detections"] == len(FOUND) - len(shown["detections"])
    assert left_out["records"] == shown["totals"]["records"] - sum(counts[i] for i in shown_ids(shown))
    assert rendered.records_represented == sum(counts[i] for i in shown_ids(shown))
    assert rendered.templates_shown == len(shown_ids(shown))


def test_nothing_is_left_out_of_a_small_log() -> None:
    digest = digest_of(Log().add(0, entry(0, "ERROR", "orders", "tax table is empty")))

    shown = document(digest, detect(digest, History()))

    assert shown["left_out"] == {
        "detections": 0,
        "templates": 0,
        "records": 0,
        "share_of_records_represented": 1.0,
    }


@pytest.mark.parametrize("tokens", BUDGETS)
def test_the_most_severe_finding_and_what_it_is_about_are_always_there(tokens: int) -> None:
    shown = document(LARGE, FOUND, tokens)

    assert shown["detections"][0]["id"] == FOUND[0].id
    assert shown["templates"][0]["id"] in FOUND[0].template_ids


def test_what_detections_name_comes_before_everything_else() -> None:
    named = {i for d in FOUND for i in d.template_ids}

    order = [i in named for i in shown_ids(document(LARGE, FOUND, 20_000))]

    assert order == sorted(order, reverse=True)
    assert sum(order) == len(named)


def test_then_errors_come_before_warnings_and_these_before_the_rest() -> None:
    by_id = {t.id: t for t in LARGE.templates if t.count == 1}

    order = [by_id[i].severity_number // 4 for i in shown_ids(document(LARGE, [], 20_000)) if i in by_id]

    assert order == sorted(order, reverse=True)


def test_a_rare_message_comes_before_a_frequent_one() -> None:
    log = traffic(Log(), "orders").add(900, entry(900, "INFO", "orders", "switched to the second region"))

    shown = document(digest_of(log), [])["templates"]

    assert shown[0]["text"] == "switched to the second region"


def test_what_a_finding_names_is_quoted_with_the_ids_of_its_lines() -> None:
    line_ids = [line["id"] for line in document(LARGE, FOUND)["templates"][0]["lines"]]

    assert line_ids[0] == f"{FOUND[0].evidence[0].file}:{FOUND[0].evidence[0].line}"


def test_the_same_digest_gives_the_same_text() -> None:
    again = Digest.model_validate_json(LARGE.model_dump_json())

    assert render(again, FOUND).text == render(LARGE, FOUND).text


def test_the_order_of_templates_in_the_digest_does_not_matter() -> None:
    turned = LARGE.model_copy(update={"templates": LARGE.templates[::-1]})

    assert render(turned, FOUND).text == render(LARGE, FOUND).text


def test_an_empty_log_is_a_document_too() -> None:
    shown = document(digest_of(""), [])

    assert (shown["templates"], shown["detections"], shown["totals"]["records"]) == ([], [], 0)


def test_half_a_surrogate_pair_can_be_sent() -> None:
    digest = digest_of(Log().add(0, entry(0, "ERROR", "orders", "tax table is empty")))
    (template,) = digest.templates
    broken = digest.model_copy(
        update={"templates": (template.model_copy(update={"text": "half \ud83d here"}),)}
    )

    assert "half ? here" in render(broken, []).text
    assert render(broken, []).text.encode()
