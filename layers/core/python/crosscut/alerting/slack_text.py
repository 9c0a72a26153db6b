"""The parts of Block Kit that are used, and how a text gets into them.

Limits (https://docs.slack.dev/reference/block-kit/blocks): header 150 characters, text of a section 3,000, of a
context's element 2,000, 50 blocks.
"""

from __future__ import annotations

from typing import TypedDict

HEADER = 150
SECTION = 3_000


class Text(TypedDict, total=False):
    """A text object."""

    type: str
    text: str
    emoji: bool
    verbatim: bool


class Block(TypedDict, total=False):
    """A header, section, context or row of buttons."""

    type: str
    block_id: str
    text: Text
    elements: object


class Message(TypedDict):
    """What a webhook, chat.postMessage and chat.update take."""

    text: str
    blocks: list[Block]
    unfurl_links: bool
    unfurl_media: bool


def message(text: str, blocks: list[Block]) -> Message:
    """Return a message; `text` is what notifications and screen readers show."""
    return {"text": text, "blocks": blocks, "unfurl_links": False, "unfurl_media": False}


def header(text: str) -> Block:
    """Return a header; the text is shown as it is, so it needs no escaping."""
    return {"type": "header", "text": plain(text)}


def section(text: str) -> Block:
    """Return a section of mrkdwn."""
    return {"type": "section", "text": mrkdwn(text)}


def context(*texts: str) -> Block:
    """Return a line of small print."""
    return {"type": "context", "elements": [mrkdwn(text) for text in texts]}


def plain(text: str) -> Text:
    """Return a text that is shown as it is."""
    return {"type": "plain_text", "text": text, "emoji": False}


def mrkdwn(text: str) -> Text:
    """Return a text with our formatting. Verbatim: Slack makes no links by itself."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def link(url: str, words: str) -> str:
    """Return a link of ours. The address has no angle bracket and no bar, which would end it."""
    return f"<{url.replace('&', '&amp;')}|{words}>"
