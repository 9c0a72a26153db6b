"""What rules read of a template."""

from __future__ import annotations

import pytest

from crosscut.detection.wording import filled, words_of
from crosscut.model import ParameterStats, Template
from tests.unit.writing import Log, digest_of, entry, python


def template_of(log: Log | str) -> Template:
    (template,) = digest_of(log).templates
    return template


def test_masks_are_filled_with_their_most_frequent_values() -> None:
    log = Log()
    for second, status in enumerate((502, 503, 503)):
        log.add(second, entry(second, "ERROR", "gateway", f"orders returned {status} after 12 ms"))

    assert filled(template_of(log)) == "orders returned 503 after 12 ms"


def test_a_generalised_word_is_filled_too() -> None:
    log = Log()
    for second, region in enumerate(("eu-west", "eu-west", "us-east", "ap-south")):
        log.add(second, entry(second, "ERROR", "gateway", f"no route to region {region} from here"))
    template = template_of(log)

    assert "<*>" in template.text or "<" not in template.text
    assert filled(template) == "no route to region eu-west from here"


def test_the_time_and_level_of_the_line_are_no_words_of_the_message() -> None:
    log = python(900.503, "ERROR", "shop", "basket has no lines")

    assert "503" not in words_of(template_of(log + "\n"))


def test_the_root_of_a_stack_trace_is_read() -> None:
    log = python(1, "ERROR", "shop", "could not load order") + (
        "\nTraceback (most recent call last):\n"
        '  File "/app/shop.py", line 3, in load\n'
        "    connect()\n"
        "psycopg2.OperationalError: FATAL:  sorry, too many clients already\n"
    )

    assert "too many clients already" in words_of(template_of(log))


@pytest.mark.parametrize("parameters", [(), ("a",), ("a", "b", "c")])
def test_text_with_more_or_fewer_values_than_masks_stays_as_it_is(parameters: tuple[str, ...]) -> None:
    template = Template(
        id="1",
        text="from <NUM> to <NUM>:<NUM> of x",
        service="",
        severity_number=17,
        severity_text="ERROR",
        count=1,
        first_seen=None,
        last_seen=None,
        parameters=tuple(
            ParameterStats(name=str(i), count=1, distinct=1, top=((value, 1),))
            for i, value in enumerate(parameters[:1])
        ),
    )

    assert filled(template) == "from <NUM> to <NUM>:<NUM> of x"


def test_a_word_with_several_masks_of_a_generalised_template_keeps_them() -> None:
    template = Template(
        id="1",
        text="from <NUM> to <NUM>:<NUM> in <*>",
        service="",
        severity_number=17,
        severity_text="ERROR",
        count=3,
        first_seen=None,
        last_seen=None,
        parameters=tuple(
            ParameterStats(name=str(i), count=3, distinct=1, top=((value, 3),))
            for i, value in enumerate(("7", "8", "shop"))
        ),
    )

    assert filled(template) == "from 7 to <NUM>:<NUM> in shop"
