"""Alerting: who is told, and how it is said on each channel."""

from crosscut.alerting.notice import NoticeKey, Notices
from crosscut.alerting.plain_text import render_subject, render_text
from crosscut.alerting.port import Channel, Letter
from crosscut.alerting.routing import should_tell
from crosscut.alerting.slack_message import render_message
from crosscut.alerting.teller import Situation, Teller

__all__ = [
    "Channel",
    "Letter",
    "NoticeKey",
    "Notices",
    "Situation",
    "Teller",
    "render_message",
    "render_subject",
    "render_text",
    "should_tell",
]
