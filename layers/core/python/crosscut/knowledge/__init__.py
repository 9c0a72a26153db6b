"""The knowledge base: what failures look like, why they happen, and what to do. An entry is a Markdown file."""

from crosscut.knowledge.entry import Cause, Entry, EntryError, Sign, SignKind
from crosscut.knowledge.shelf import entries, entries_for

__all__ = ["Cause", "Entry", "EntryError", "Sign", "SignKind", "entries", "entries_for"]
