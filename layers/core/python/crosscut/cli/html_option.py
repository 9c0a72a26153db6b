"""The option --html of commands that can write a page; apart, for making the page imports more."""

from __future__ import annotations

from pathlib import Path

import click

html_option = click.option(
    "--html",
    "html_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Also write a page to FILE: one HTML file (docs/report.md).",
)
