"""Whether a request is from Slack: its signature over the raw body and the time at which it was made.

https://docs.slack.dev/authentication/verifying-requests-from-slack: the header `X-Slack-Signature` is `v0=` and the
HMAC-SHA256, in hexadecimal, of `v0:TIMESTAMP:BODY` with the app's signing secret.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime

WINDOW_SECONDS = 300  # both ways; an older request may be one that somebody has recorded
_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)


def is_from_slack(headers: Mapping[str, str], body: bytes, *, signing_secret: str, now: datetime) -> bool:
    """Check one request; `headers` by their names in lower case. Without a secret nothing is from Slack."""
    timestamp = headers.get("x-slack-request-timestamp", "")
    signature = headers.get("x-slack-signature", "")
    if not signing_secret or not _TIMESTAMP.fullmatch(timestamp) or not _SIGNATURE.fullmatch(signature):
        return False
    if abs(now.timestamp() - int(timestamp)) > WINDOW_SECONDS:
        return False
    return hmac.compare_digest(signature, sign(timestamp, body, signing_secret=signing_secret))


def sign(timestamp: str, body: bytes, *, signing_secret: str) -> str:
    """Return the signature that Slack would put on the body."""
    signed = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(signing_secret.encode(), signed, hashlib.sha256).hexdigest()
