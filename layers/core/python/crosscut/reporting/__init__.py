"""Reporting: what was found as one HTML file that needs nothing else."""

from crosscut.reporting.content import Around, Content, around_exemplars
from crosscut.reporting.render import render_list, render_report
from crosscut.reporting.withholding import withhold_from

__all__ = ["Around", "Content", "around_exemplars", "render_list", "render_report", "withhold_from"]
