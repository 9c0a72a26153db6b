"""Foreign text made harmless for Slack's mrkdwn.

Text of logs and of models must never become a mention, a link, formatting or a way out of a code block.
https://docs.slack.dev/messaging/formatting-message-text: `&`, `<` and `>` are escaped, and so all is gone
that Slack makes of angle brackets (`<!channel>`, `<@U…>`, `<https://…|…>`). Of bare mentions and addresses
some clients and `link_names` make links, so an invisible character takes them apart.
"""

from __future__ import annotations

import re

from crosscut.alerting.wording import ELLIPSIS, one_line

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_APART = "\u200b"  # zero-width space
_LOOKALIKES = str.maketrans({"`": "\u02cb", "*": "\u2217", "_": "\u02cd", "~": "\u02dc"})
_OPENER = re.compile(r"(?<![^\W_])[*_~](?=\S)")  # where a word may begin, so not inside snake_case
_MENTION = re.compile(r"([@#])(?=\w)")
_ADDRESS = re.compile(r"(?i)(://|\bwww(?=\.)|\bmailto(?=:)|\btel(?=:))")


def harmless(text: str, limit: int) -> str:
    """Return the text on one line, shown as it is written, in at most `limit` characters of mrkdwn."""
    literal = _OPENER.sub(lambda match: match[0].translate(_LOOKALIKES), one_line(text))
    return _escaped(_taken_apart(literal), limit)


def harmless_code(text: str, limit: int) -> str:
    """Return the text on one line, to stand inside backticks or a fence, in at most `limit` characters."""
    return _escaped(_taken_apart(one_line(text)), limit)


def _taken_apart(text: str) -> str:
    text = _MENTION.sub(rf"\1{_APART}", text.replace("`", "`".translate(_LOOKALIKES)))
    return _ADDRESS.sub(lambda match: match[0][0] + _APART + match[0][1:], text)


def _escaped(text: str, limit: int) -> str:
    """Escape, and cut between characters, so that no entity is cut in two."""
    escaped = "".join(_ENTITIES.get(character, character) for character in text)
    if len(escaped) <= limit:
        return escaped
    kept: list[str] = []
    room = limit - len(ELLIPSIS)
    for character in text:
        piece = _ENTITIES.get(character, character)
        if len(piece) > room:
            break
        kept.append(piece)
        room -= len(piece)
    return "".join(kept) + ELLIPSIS
