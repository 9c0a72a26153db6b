"""The messages that the Slack stand-in was sent, drawn as a person would see them in Slack."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from crosscut.plain import plain, plain_lines

_SPAN = re.compile(r"\*(?P<bold>[^*\n]+)\*|`(?P<code>[^`\n]+)`|<(?P<link>[^<>\n]+)>")


class Message(NamedTuple):
    """One message, or one change of an earlier one."""

    received: datetime
    channel: str
    is_update: bool
    content: Mapping[str, object]  # as it was sent
    ts: str = ""  # Slack's id of it
    thread: str = ""  # ts of the message in whose thread it is

    @property
    def text(self) -> str:
        """Everything in it, as it was sent."""
        return json.dumps(self.content, ensure_ascii=False)


def read_messages(file: Path, *, since: datetime | None = None) -> list[Message]:
    """Return the messages received at or after `since`, in order of arrival; none when there is no file."""
    if not file.exists():
        return []
    messages = []
    for line in file.read_text(encoding="utf-8").splitlines():
        try:
            kept = json.loads(line)
            received = datetime.fromisoformat(kept["received"]).astimezone(UTC)
            channel, update, content = str(kept["channel"]), bool(kept["update"]), dict(kept["message"])
            ts, thread = str(kept.get("ts", "")), str(kept.get("thread", ""))
            message = Message(received, channel, update, content, ts, thread)
        except (ValueError, KeyError, TypeError):
            continue  # half a line: the stand-in is writing it right now
        if since is None or received >= since:
            messages.append(message)
    return messages


def render_message(message: Message, console: Console) -> None:
    """Draw one message in a frame."""
    change = " (changed)" if message.is_update else " (in a thread)" if message.thread else ""
    title = Text(
        plain(f" Slack {message.channel} at {message.received.astimezone():%H:%M:%S}{change} "), style="bold"
    )
    parts = list(_parts(message.content))
    console.print(Panel(Group(*parts), title=title, title_align="left", border_style="dim", padding=(0, 1)))


def _parts(content: Mapping[str, object]) -> Iterator[RenderableType]:
    blocks = _dicts(content.get("blocks"))
    if not blocks:
        yield _marked(str(content.get("text", "")))
    for block in blocks:
        kind = block.get("type")
        if kind == "header":
            yield Text(plain(_text(block.get("text"))), style="bold")
        elif kind == "divider":
            yield Rule(style="dim")
        elif kind == "context":
            yield Text("  ").join(
                _marked(_text(element), style="dim") for element in _dicts(block.get("elements"))
            )
        elif kind == "actions":
            buttons = [f"[{plain(_text(each.get('text')))}]" for each in _dicts(block.get("elements"))]
            yield Text("  ".join(buttons), style="bold cyan")
        elif kind == "section":
            texts = [block.get("text"), *_dicts(block.get("fields"))]
            yield Text("\n").join(_marked(_text(text)) for text in texts if text)


def _dicts(value: object) -> list[dict[str, object]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _text(element: object) -> str:
    return str(element.get("text", "")) if isinstance(element, dict) else ""


def _marked(text: str, style: str = "") -> Text:
    """Return Slack's mrkdwn as text with styles; what is inside ``` stands as it is."""
    drawn = Text(style=style)
    for number, part in enumerate(text.split("```")):
        if number % 2:
            drawn.append(_shown(part.strip("\n")), style="cyan")
        else:
            _append_spans(drawn, part)
    return drawn


def _append_spans(drawn: Text, text: str) -> None:
    end = 0
    for span in _SPAN.finditer(text):
        drawn.append(_shown(text[end : span.start()]))
        end = span.end()
        if span["bold"]:
            drawn.append(_shown(span["bold"]), style="bold")
        elif span["code"]:
            drawn.append(_shown(span["code"]), style="cyan")
        else:
            drawn.append(_shown(span[0]), style="red")  # a link or a mention: Crosscut never sends one
    drawn.append(_shown(text[end:]))


def _shown(text: str) -> str:
    return "\n".join(plain_lines(html.unescape(text)))


def render_messages(messages: Iterable[Message], console: Console) -> None:
    """Draw messages one after another."""
    for message in messages:
        render_message(message, console)
