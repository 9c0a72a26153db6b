"""The page about a log reads well on wide and narrow terminals, in colour and without, whatever the log holds."""

from __future__ import annotations

import gzip
import io

import pytest
from rich.console import Console

from crosscut.cli.inspect_page import render_page
from crosscut.inspection import Inspection, inspect
from crosscut.parts import Reading, SourceObject
from crosscut.redaction import Redactor
from tests.unit.writing import NOW, Log, access, entry, python


def _inspection(data: str | bytes, *, file: str = "app.log") -> Inspection:
    item = SourceObject(file, io.BytesIO(data.encode() if isinstance(data, str) else data), NOW)
    return inspect(Reading(item), Redactor(key=b"synthetic-key"), file=file)


def _page(*seen: Inspection, width: int = 80, terminal: bool = False) -> str:
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=terminal,
        color_system="truecolor" if terminal else None,
        markup=False,
        emoji=False,
        highlight=False,
    )
    render_page(seen, console, seconds=0.24)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def _shop() -> str:
    log = Log().every(30, lambda s, i: python(s, "INFO", "shop", f"stored {i}"), stop=600)
    log.add(301, python(301, "ERROR", "shop.pay", "payment failed"), "Traceback (most recent call last):")
    return log.add(301, '  File "/app/pay.py", line 7, in pay', "CardError: declined").text()


def _shop_inspected() -> Inspection:
    return _inspection(_shop()).model_copy(update={"confidence": 0.955})


def test_the_page_of_one_log() -> None:
    assert (
        _page(_shop_inspected(), width=60)
        == """\
app.log

Format      python · takes 96% of the first lines
Size        21 records · 24 lines · 1.0 kB ·
            1 record of several lines
Time        2026-03-02 09:00:00 to 09:09:30 UTC (9 min 30 s)
Severity    ERROR   1  █▉
            INFO   20  █████████████████████████████████████
Timeline                        ██
                                ██
            ████████████████████████████████████████
            ████████████████████████████████████████
  of errors                     ██
            09:00:00                        09:09:30
            a column is 30 s, at most 2 records and 1 error
Sample      app.log:12, 4 lines
            time        2026-03-02T09:05:01.000000000Z
            severity    17 (ERROR)
            body        payment failed
                        Traceback (most recent call last):
                          File "/app/pay.py", line 7, in pay
                        CardError: declined
            attributes  otel.scope.name = shop.pay
                        exception.type = CardError
                        exception.message = declined

Read in 0.2 s.
"""
    )


def test_several_logs_are_a_block_each() -> None:
    web = Log().every(1, lambda s, i: access(s, "198.51.100.7", "GET /", 503 if i == 9 else 200), stop=10)

    page = _page(
        _shop_inspected(), _inspection(web.text(), file="web.log"), _inspection("", file="empty.log")
    )

    assert page.startswith(
        "app.log\n            python · takes 96% of the first lines · 21 records · 24 lines ·\n"
    )
    assert "            2026-03-02 09:00:00 to 09:00:09 UTC (9 s)\n            ERROR 1 · INFO 9\n" in page
    assert "empty.log\n            empty (0 bytes)\n" in page
    assert "Total: 3 logs, 31 records in 34 lines, " in page
    assert " ".join(page.split()).endswith("2 records at ERROR or above.")


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_no_row_is_wider_than_the_terminal(width: int) -> None:
    lines = Log().every(2, lambda s, _: entry(s, "WARN", "shop", "word " * 90, path="/x" * 99)).text()
    seen = _inspection(lines)

    for page in (_page(seen, width=width), _page(seen, seen, width=width)):
        assert max(map(len, page.splitlines())) <= width
        assert all(line == line.rstrip() for line in page.splitlines())


def test_errors_have_a_colour_on_a_terminal_and_a_row_everywhere() -> None:
    seen = _inspection(_shop())

    assert "\x1b[31m█" in _page(seen, terminal=True)
    assert "\x1b" not in _page(seen)
    assert "of errors" in _page(seen)


def test_what_was_not_read_as_it_stood_is_said() -> None:
    packed = gzip.compress(_shop().encode() + b"2026-03-02 09:09:59,000 INFO shop: \xff\xfe\x80\n")

    words = " ".join(_page(_inspection(packed + b"no gzip")).split())

    assert "· gzip" in words
    assert "inflated 1.1 kB" in words
    assert "not read to its end: after the end of the gzip come bytes that are no gzip" in words
    assert "3 bytes that are no text in UTF-8" in words


def test_a_log_without_times_has_no_timeline() -> None:
    page = _page(_inspection("starting up\nlistening\n"))

    assert "Time        no record has a time\n" in page
    assert "Severity    no level  2" in page
    assert "Timeline" not in page


def test_records_without_a_time_among_others_are_counted() -> None:
    page = _page(_inspection(entry(0, "INFO", "shop", "fine") + '\n{"message": "no time"}\n'))

    assert "at 2026-03-02 09:00:00 UTC; 1 record without a time" in page


def test_several_days_have_their_dates_below_the_picture() -> None:
    log = Log().every(3_600, lambda s, i: python(s, "INFO", "shop", f"stored {i}"), stop=72 * 3_600)

    page = _page(_inspection(log.text()))

    assert "            2026-03-02 09:00:00" in page
    assert "2026-03-05 08:00:00\n" in page
    assert "a column is 2 h, at most 2 records\n" in page


def test_of_a_record_with_many_fields_the_page_shows_some() -> None:
    fields = {f"field_{n}": n for n in range(50)}

    page = _page(_inspection(entry(0, "ERROR", "shop", "\n".join(f"row {n}" for n in range(40)), **fields)))

    assert "... 30 more fields; --json has all" in page
    assert "... 32 more lines" in page
    assert "row 39" in page
