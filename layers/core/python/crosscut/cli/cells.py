"""Text from logs and models, made inert for tables that other programs read: CSV and Markdown."""

from __future__ import annotations

import re

from crosscut.plain import plain

# What a spreadsheet takes for a formula (OWASP, "CSV Injection"); some also look behind leading space.
_FORMULA = re.compile(r"\s*[=+\-@\t\r|%]")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>$^:@&/])")


def csv_cell(text: str) -> str:
    """Return the text on one line, with an apostrophe before what a spreadsheet would calculate."""
    text = plain(text)
    return f"'{text}" if _FORMULA.match(text) else text


def markdown_cell(text: str) -> str:
    """Return the text on one line, with all that Markdown or HTML would obey escaped."""
    text = plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    entities = re.split(r"(&(?:amp|lt|gt);)", text)
    return "".join(part if i % 2 else _MARKDOWN.sub(r"\\\1", part) for i, part in enumerate(entities))
