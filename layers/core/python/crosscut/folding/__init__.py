"""Folding: millions of records to tens of templates, with exact counts."""

from crosscut.folding.fold import Assignment, Fold
from crosscut.folding.lines import LineFold, LineTemplate, fold_lines
from crosscut.folding.merging import align, merge
from crosscut.folding.parameters import numbers_of

__all__ = [
    "Assignment",
    "Fold",
    "LineFold",
    "LineTemplate",
    "align",
    "fold_lines",
    "merge",
    "numbers_of",
]
