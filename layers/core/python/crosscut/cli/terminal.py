"""The two consoles: what was found goes to standard output, what is said about the work to standard error."""

from __future__ import annotations

from typing import NoReturn

from rich.console import Console


class SafeConsole(Console):
    """A console that takes no text as markup, and leaves a broken pipe to the caller."""

    def on_broken_pipe(self) -> NoReturn:
        self.quiet = True
        raise BrokenPipeError


def output() -> Console:
    """Return a console on standard output: 80 columns and no colour in a pipe; NO_COLOR is obeyed."""
    return SafeConsole(markup=False, emoji=False, highlight=False)


def progress_output() -> Console:
    """Return a console on standard error."""
    return SafeConsole(markup=False, emoji=False, highlight=False, stderr=True)
