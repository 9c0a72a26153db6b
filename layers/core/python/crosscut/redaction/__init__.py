"""Redaction: what must not leave is replaced by typed, keyed pseudonyms."""

from crosscut.redaction.engine import Redactor
from crosscut.redaction.explaining import Span
from crosscut.redaction.policy import CustomRule, Policy

__all__ = ["CustomRule", "Policy", "Redactor", "Span"]
