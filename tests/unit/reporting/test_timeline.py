"""Records over time in stretches that read well."""

from __future__ import annotations

import pytest

from crosscut.reporting.timeline import COLUMNS, SPARKS, Window, stretches
from tests.fakes.pages import MINUTE, content, template


@pytest.mark.parametrize(
    ("minutes", "width"), [(1, 1), (60, 1), (100, 2), (1_440, 30), (10_080, 120), (10**6, 20_160)]
)
def test_a_stretch_is_as_long_as_it_has_to_be(minutes: int, width: int) -> None:
    window = Window(MINUTE, MINUTE + minutes - 1)

    assert window.width(COLUMNS) == width


def test_every_record_of_a_minute_is_in_one_stretch() -> None:
    templates = [template(n, "up") for n in range(7)]
    digest = content(templates).digest
    assert digest is not None
    window = Window.of(digest)
    assert window is not None

    counted = stretches(digest, window)

    total = sum(sum(each.minutes.values()) for each in templates)
    errors = sum(sum(each.minutes.values()) for each in templates if each.is_error)
    assert (sum(counted.records), sum(counted.errors)) == (total, errors)
    for each in templates:
        spark = window.spark(each)
        assert sum(spark) == sum(each.minutes.values())
        assert len(spark) <= SPARKS


def test_records_without_a_time_have_no_window() -> None:
    digest = content([template(0, "up").model_copy(update={"minutes": {}})]).digest
    assert digest is not None

    assert Window.of(digest) is None
