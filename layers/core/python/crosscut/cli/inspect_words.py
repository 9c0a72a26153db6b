"""What is known of a log in words: its format, its size, and what a reader of the figures must know."""

from __future__ import annotations

from collections.abc import Iterator

from crosscut.cli.quantities import counted, size
from crosscut.inspection import Inspection

GENERIC = "generic"  # the format of what is in none


def format_facts(each: Inspection, *, brief: bool = False) -> tuple[str, ...]:
    """Return the format and how sure it is, further ones, and compression and encoding where they are not plain."""
    if not each.lines_read:
        return ()
    facts = [each.format]
    if each.format == GENERIC:
        facts += [] if brief else ["times and levels found where they stand"]
    elif not brief or each.confidence < 1:
        facts.append(f"takes {each.confidence:.0%} of the first lines")
    if each.other_formats:
        facts.append(f"also {', '.join(each.other_formats)}")
    if each.compression:
        facts.append(each.compression)
    if each.encoding != "utf-8":
        facts.append(each.encoding.upper())
    return tuple(facts)


def size_facts(each: Inspection) -> tuple[str, ...]:
    """Return records, lines and bytes, or that the log is empty."""
    stored = size(each.bytes_read)
    if each.bytes_inflated is not None:
        stored += f", inflated {size(each.bytes_inflated)}"
    if not each.lines_read:
        return (f"empty ({stored})",)
    facts = [counted(each.records, "record"), counted(each.lines_read, "line"), stored]
    if each.multi_line_records:
        facts.append(f"{counted(each.multi_line_records, 'record')} of several lines")
    return tuple(facts)


def notes(each: Inspection) -> Iterator[str]:
    """Yield what was not read as it stood, a sentence each."""
    if each.problem:
        yield f"not read to its end: {each.problem}"
    if each.lines_cut:
        yield f"{counted(each.lines_cut, 'line')} longer than the limit, of which the rest was cut"
    if each.bytes_replaced:
        yield f"{counted(each.bytes_replaced, 'byte')} that are no text in {each.encoding.upper()}, shown as \ufffd"
    if each.sample_withheld:
        yield f"the sample record is not shown, as it could not be redacted: {each.sample_withheld}"
    if each.lines_in_records != each.lines_read:
        missing = abs(each.lines_read - each.lines_in_records)
        yield f"{counted(missing, 'line')} unaccounted for: please report this"
