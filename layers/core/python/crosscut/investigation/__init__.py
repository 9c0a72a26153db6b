"""Investigation: a bounded loop in which a model may look into redacted data with read-only tools."""

from crosscut.investigation.limits import Ending, Limits
from crosscut.investigation.loop import Investigation
from crosscut.investigation.opening import QUESTION, opening
from crosscut.investigation.report import About, Report
from crosscut.investigation.toolbox import Toolbox
from crosscut.investigation.tools.deployments import list_deployments
from crosscut.investigation.tools.insights import list_insights, show_insight
from crosscut.investigation.tools.lines_around import lines_around
from crosscut.investigation.tools.metrics import metric_tools
from crosscut.investigation.tools.note import note
from crosscut.investigation.tools.search_logs import search_logs
from crosscut.investigation.tools.templates import list_templates, show_template

__all__ = [
    "QUESTION",
    "About",
    "Ending",
    "Investigation",
    "Limits",
    "Report",
    "Toolbox",
    "lines_around",
    "list_deployments",
    "list_insights",
    "list_templates",
    "metric_tools",
    "note",
    "opening",
    "search_logs",
    "show_insight",
    "show_template",
]
