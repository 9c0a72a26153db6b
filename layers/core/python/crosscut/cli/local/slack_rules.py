"""What Slack refuses in a message, as far as the stand-in for it knows.

Limits from https://docs.slack.dev/reference/block-kit/blocks and .../methods/chat.postMessage.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

MAX_BLOCKS = 50
MAX_MESSAGE_TEXT = 40_000
MAX_EDITED_TEXT = 4_000  # of chat.update
MAX_ID = 255
MAX_METADATA = 8_000  # characters of JSON; Slack says that there is a limit, and not which
_TEXT_LIMITS = {"header": 150, "section": 3_000}
_MAX_FIELDS, _MAX_FIELD_TEXT = 10, 2_000
_MAX_CONTEXT_ELEMENTS, _MAX_CONTEXT_TEXT = 10, 2_000
_MAX_ACTIONS = 25
_MAX_BUTTON_TEXT, _MAX_BUTTON_VALUE, _MAX_BUTTON_URL = 75, 2_000, 3_000
_STYLES = ("primary", "danger")
_KINDS = frozenset({"actions", "context", "divider", "header", "image", "rich_text", "section"})


def problem(message: Mapping[str, object], *, edits: bool = False) -> str | None:
    """Return Slack's error code and the reason, as `invalid_blocks: ...`, or None for a good message."""
    text, blocks = message.get("text", ""), message.get("blocks", [])
    if not isinstance(text, str) or not isinstance(blocks, list):
        return "invalid_payload: text is a string and blocks a list"
    if not text and not blocks:
        return "no_text: neither text nor blocks"
    most = MAX_EDITED_TEXT if edits else MAX_MESSAGE_TEXT
    if len(text) > most:
        return f"msg_too_long: text of {len(text)} characters, {most} allowed"
    if fault := _metadata_fault(message.get("metadata")):
        return fault
    if len(blocks) > MAX_BLOCKS:
        return f"invalid_blocks: {len(blocks)} blocks, {MAX_BLOCKS} allowed"
    for number, block in enumerate(blocks):
        for fault in _faults(block):
            return f"invalid_blocks: block {number}: {fault}"
    ids = [str(block["block_id"]) for block in blocks if block.get("block_id")]
    if len(ids) != len(set(ids)):
        return "invalid_blocks: two blocks have the same block_id"
    return None


def _metadata_fault(metadata: object) -> str | None:
    if metadata is None or metadata == {}:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str):
        return "invalid_metadata_format: metadata has an event_type and an event_payload"
    payload = metadata.get("event_payload")
    if not isinstance(payload, dict):
        return "invalid_metadata_schema: event_payload is an object"
    if len(json.dumps(payload)) > MAX_METADATA:
        return f"metadata_too_large: over {MAX_METADATA} characters"
    return None


def _faults(block: object) -> Iterable[str]:
    if not isinstance(block, dict) or block.get("type") not in _KINDS:
        yield "no block of a known type"
        return
    kind = block["type"]
    if len(str(block.get("block_id", ""))) > MAX_ID:
        yield f"block_id over {MAX_ID} characters"
    if kind == "section" and not block.get("text") and not block.get("fields"):
        yield "a section has text or fields"
    if kind in _TEXT_LIMITS and (kind == "header" or block.get("text")):
        yield from _text_faults(block.get("text"), _TEXT_LIMITS[kind], plain_only=kind == "header")
    yield from _list_faults(block, "fields", _MAX_FIELDS, _MAX_FIELD_TEXT)
    if kind == "context":
        yield from _list_faults(block, "elements", _MAX_CONTEXT_ELEMENTS, _MAX_CONTEXT_TEXT, at_least=1)
    if kind == "actions":
        yield from _button_faults(block.get("elements"))


def _button_faults(elements: object) -> Iterable[str]:
    if not isinstance(elements, list) or not 1 <= len(elements) <= _MAX_ACTIONS:
        yield f"1 to {_MAX_ACTIONS} elements"
        return
    seen: set[str] = set()
    for element in elements:
        if not isinstance(element, dict) or element.get("type") != "button":
            yield "an element that is no button; the stand-in knows no others"
            continue
        yield from _text_faults(element.get("text"), _MAX_BUTTON_TEXT, plain_only=True)
        action = str(element.get("action_id", ""))
        if len(action) > MAX_ID or (action and action in seen):
            yield f"an action_id is unique, and of at most {MAX_ID} characters"
        seen.add(action)
        if len(str(element.get("value", ""))) > _MAX_BUTTON_VALUE:
            yield f"a value over {_MAX_BUTTON_VALUE} characters"
        if len(str(element.get("url", ""))) > _MAX_BUTTON_URL:
            yield f"a url over {_MAX_BUTTON_URL} characters"
        if element.get("style", "primary") not in _STYLES:
            yield f"a style is {' or '.join(_STYLES)}"


def _list_faults(
    block: Mapping[str, object], name: str, most: int, text: int, *, at_least: int = 0
) -> Iterable[str]:
    members = block.get(name, [])
    if not isinstance(members, list) or not at_least <= len(members) <= most:
        yield f"{at_least} to {most} {name}"
        return
    for member in members:
        if isinstance(member, dict) and member.get("type") in ("plain_text", "mrkdwn"):
            yield from _text_faults(member, text)
        elif name == "fields":
            yield "a field is a text object"


def _text_faults(text: object, most: int, *, plain_only: bool = False) -> Iterable[str]:
    kinds = ("plain_text",) if plain_only else ("plain_text", "mrkdwn")
    if not isinstance(text, dict) or text.get("type") not in kinds or not isinstance(text.get("text"), str):
        yield f"text is an object of type {' or '.join(kinds)}"
    elif not 1 <= len(text["text"]) <= most:
        yield f"text of {len(text['text'])} characters, 1 to {most} allowed"
