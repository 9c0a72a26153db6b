"""Content to HTML: one file with its styles, its script and its data, which asks nothing of any network."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from crosscut.moments import moment, span
from crosscut.plain import plain, plain_lines
from crosscut.quantities import counted, number, size
from crosscut.reporting import figures
from crosscut.reporting.content import Content
from crosscut.reporting.payload import as_json, cut, drift_sentences, report_data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Environment
    from markupsafe import Markup

    from crosscut.model import Insight

LINE = 2_000  # characters of a log line that are shown
PARAGRAPH = 6_000  # of a text


def render_report(content: Content) -> str:
    """Return the page about one system's logs, or about an incident."""
    scripts = (
        _asset("vendor/uplot/uPlot.iife.min.js"),
        *(_asset(f"page/{name}.js") for name in ("theme", "table", "templates", "timeline")),
    )
    styles = (_asset("vendor/uplot/uPlot.min.css"), _asset("page/page.css"))
    digest = content.digest
    return _page(
        "report.html.j2",
        scripts=scripts,
        styles=styles,
        content=content,
        ledger=digest.ledger if digest else None,
        figures=figures.of(content),
        over_time=figures.over_time(content),
        drifts=drift_sentences(digest) if digest else (),
        data=as_json(report_data(content)),
    )


def render_list(insights: Sequence[Insight], *, deployment: str) -> str:
    """Return the page that lists all insights of a deployment, most severe first, filterable."""
    from crosscut.reporting.listing import list_data

    scripts = tuple(_asset(f"page/{name}.js") for name in ("theme", "table", "insights"))
    return _page(
        "insights.html.j2",
        scripts=scripts,
        styles=(_asset("page/page.css"),),
        deployment=deployment,
        total=len(insights),
        by_severity=figures.by_severity(insights),
        data=as_json(list_data(insights)),
    )


def _page(template: str, *, scripts: Sequence[str], styles: Sequence[str], **values: object) -> str:
    policy = (
        f"default-src 'none'; script-src {_hashes(scripts)}; style-src {_hashes(styles)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        _environment().get_template(template).render(scripts=scripts, styles=styles, policy=policy, **values)
    )


def _hashes(parts: Sequence[str]) -> str:
    """What of the page's own may run and be obeyed (https://www.w3.org/TR/CSP3/#grammardef-hash-source)."""
    digests = (hashlib.sha256(part.encode()).digest() for part in parts)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def _command(text: str) -> Markup:
    """A command, or a sentence with commands between backticks."""
    from markupsafe import Markup

    shown = cut(plain(text), PARAGRAPH)
    parts = shown.split("`")
    if len(parts) == 1 or len(parts) % 2 == 0:
        return Markup("<code>{}</code>").format(shown)
    code = Markup("<code>{}</code>")
    return Markup("").join(code.format(part) if at % 2 else part for at, part in enumerate(parts))


@cache
def _asset(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8").strip()


@cache
def _environment() -> Environment:
    # Imported when the first page is made: a cold start that makes none does not pay for it.
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FunctionLoader(lambda name: _asset(f"page/{name}")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "words": lambda text: cut(plain(text), PARAGRAPH),
        "command": _command,
        "log": lambda text: "\n".join(cut(line, LINE) for line in plain_lines(text.rstrip("\n"))[:60]),
        "number": number,
        "counted": counted,
        "size": size,
        "moment": lambda time: moment(time) if time else "time unknown",
        "own": Markup,  # of our files and of what `as_json` made, nothing else
    }
    environment.globals |= {"span": span, "around": figures.around, "confidence": figures.confidence}
    return environment
