"""Alerting: who is told, and how it is said on each channel."""

from crosscut.alerting.plain_text import render_subject, render_text
from crosscut.alerting.port import Channel
from crosscut.alerting.routing import should_tell
from crosscut.alerting.slack_message import render_message

__all__ = ["Channel", "render_message", "render_subject", "render_text", "should_tell"]
