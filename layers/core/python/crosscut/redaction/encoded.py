"""Text in base64, which hides what stands in it: found by its shape, decoded, and looked into by all other rules."""

from __future__ import annotations

import base64
import string

from crosscut.redaction.rule import Rule

# Four letters of base64 that encode three characters of ASCII: the first bit of each of the three is 0. Of random
# letters one group in eight is such, of twenty letters one in 32,000.
_GROUP = rb"[A-Za-f][A-HQ-Xg-nw-z0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/_\-]"
BASE64 = Rule(
    kind="ENCODED",
    name="base64-of-a-secret",
    pattern=(
        rb"(?<![A-Za-z0-9+/_\-])(?:" + _GROUP + rb"){4,}+(?:[A-Za-f][A-HQ-Xg-nw-z0-3][A-Za-z0-9+/_\-]?(?:={1,2}|(?:%3[dD]){1,2})?)?"
        rb"(?![A-Za-z0-9+/_\-])"
    ),
    must_match=("state=cGFzc3dvcmQ9aHVudGVyMi1zeW50aGV0aWM=",),
    must_not_match=("state=bm90aGluZyBvZiBpbnRlcmVzdCBoZXJl",),
)  # fmt: skip
RULES = (BASE64,)

_TEXT = string.printable.encode()


def decoded(value: bytes) -> bytes:
    """Return the text that `value` encodes, or nothing when it is none."""
    bare = value.replace(b"%3D", b"").replace(b"%3d", b"").rstrip(b"=")
    try:
        text = base64.b64decode(
            bare + b"=" * (-len(bare) % 4), altchars=b"-_" if b"-" in bare or b"_" in bare else None
        )
    except ValueError:
        return b""
    return b"" if text.translate(None, _TEXT) else text
