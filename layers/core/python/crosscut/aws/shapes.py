"""What is wrong with a document that is not of its shape, said without a word of what stands in it."""

from __future__ import annotations

import re

from pydantic import ValidationError

from crosscut.errors import CrosscutError, NewerStateError, PermanentError
from crosscut.versioned import newest_read

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,40}", re.ASCII)
_UNKNOWN = "extra_forbidden"


def problem_of(error: ValidationError) -> str:
    """Return where the first problem is and of which kind, for example `detail.bucket: missing`.

    A field that the shape does not have was named by who wrote the document, and so is part of its text; it is not
    named here.
    """
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = [part for part in first["loc"] if isinstance(part, int) or _NAME.fullmatch(part)]
    if first["type"] == _UNKNOWN:
        place = [part for part in first["loc"][:-1] if part in place]
    return f"{'.'.join(map(str, place)) or 'body'}: {first['type']}"


def refused(what: str, error: ValidationError, *, otherwise: str) -> CrosscutError:
    """Return what to raise for a document that can't be read; `what` names it.

    `NewerStateError` where a newer release has written it. If not, a `PermanentError` that says `otherwise` and where
    the first problem is.
    """
    if newest := newest_read(error):
        return NewerStateError(what, newest=newest)
    return PermanentError(f"{what} {otherwise} ({problem_of(error)})")
