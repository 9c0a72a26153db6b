"""Parsing: lines to log records."""

from crosscut.formats.detection import FORMATS, detect_format
from crosscut.formats.records import parse_records

__all__ = ["FORMATS", "detect_format", "parse_records"]
