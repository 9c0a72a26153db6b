"""Folding: millions of records to tens of templates, with exact counts."""

from crosscut.folding.fold import Fold

__all__ = ["Fold"]
