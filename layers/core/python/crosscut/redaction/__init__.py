"""Redaction: what must not leave is replaced by typed, keyed pseudonyms."""

from crosscut.redaction.engine import Redactor

__all__ = ["Redactor"]
