"""Parsing: lines to log records."""

from crosscut.formats.boundaries import begins_record
from crosscut.formats.detection import FORMATS, SAMPLE_LINES, detect_format
from crosscut.formats.layout import Layout, LayoutSpec, format_names, layout_of
from crosscut.formats.records import parse_records

__all__ = [
    "FORMATS",
    "SAMPLE_LINES",
    "Layout",
    "LayoutSpec",
    "begins_record",
    "detect_format",
    "format_names",
    "layout_of",
    "parse_records",
]
