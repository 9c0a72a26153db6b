"""The one error of `crosscut local`: a line for the person at the terminal."""

from __future__ import annotations

from crosscut.errors import CrosscutError


class LocalError(CrosscutError):
    """Something on this machine is not as it must be. The message says what, where and how to mend it."""
