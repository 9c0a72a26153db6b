"""What Slack sends when somebody presses a button, to the Function URL of the deployment on this machine."""

from __future__ import annotations

import json
import ssl
import time
import urllib.error
import urllib.request
from urllib.parse import urlencode, urlsplit

from crosscut.alerting.slack_signature import sign
from crosscut.cli.local.slack_stand_in import SIGNING_SECRET
from tests.e2e.harness import Local


def press(
    local: Local,
    action: str,
    value: str,
    *,
    secret: str = SIGNING_SECRET,
    after: float = 0.0,
    padding: int = 0,
    content_type: str = "application/x-www-form-urlencoded",
    by: str = "alice",
) -> int:
    """Press a button and return the status; `after` is how many seconds from now it says that it was pressed."""
    now = time.time() + after
    payload = {
        "type": "block_actions",
        "user": {"id": "U0SYNTHETIC", "username": by},
        "actions": [{"action_id": action, "value": value, "action_ts": f"{now:.6f}"}],
    }
    body = urlencode({"payload": json.dumps(payload)}).encode() + b"&a=" + b"x" * padding
    headers = {
        "Content-Type": content_type,
        "X-About": by,  # so that what is recorded of the Lambda can be told apart
        "X-Slack-Request-Timestamp": str(int(now)),
        "X-Slack-Signature": sign(str(int(now)), body, signing_secret=secret),
    }
    return ask(local, body, headers)


def ask(local: Local, body: bytes | None, headers: dict[str, str]) -> int:
    """Send a request to the Function URL and return the status."""
    # The emulator has no name for each URL; it takes the id in the path.
    host = urlsplit(local.output("SlackUrl")).hostname or ""
    url = f"{local.aws.endpoint.url}/_aws/lambda-url/{host.partition('.')[0]}/"
    trust = ssl.create_default_context(cafile=local.aws.endpoint.certificate)
    try:
        request = urllib.request.Request(url, body, headers)  # noqa: S310 - of the deployment on this machine
        with urllib.request.urlopen(request, timeout=30, context=trust) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
