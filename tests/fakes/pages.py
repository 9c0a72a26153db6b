"""Contents of pages: a hostile one, and large ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from crosscut.model import (
    Category,
    Digest,
    Evidence,
    Exemplar,
    Hypothesis,
    Insight,
    Ledger,
    Moment,
    ParameterStats,
    Role,
    Severity,
    Step,
    Template,
    Usage,
)
from crosscut.reporting import Content, around_exemplars

NINE = datetime(2026, 3, 1, 9, tzinfo=UTC)
MINUTE = int(NINE.timestamp()) // 60
HOSTILE = (
    "</script><script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "\"'><svg onload=document.title='owned'>",
    "</style><style>body{display:none}</style>",
    "{{ 7*7 }}{% raw %}${7*7}<!--",
    "javascript:document.title='owned'",
    "\u202eevil\u202c \u2066x\u2069 \x1b[31mred\x00 \ud800",
    "http://192.0.2.9/beacon.png",
    "</title><base href=http://192.0.2.9/><link rel=stylesheet href=//192.0.2.9/x.css>",
)


def insight(
    text: str = "the pool is exhausted", *, number: int = 1, severity: Severity = Severity.CRITICAL
) -> Insight:
    """Return an insight whose every text is or holds `text`."""
    return Insight(
        id=f"{number:012x}",
        source=f"shop-{number % 40}",
        severity=severity,
        category=Category.DEPENDENCY,
        title=text,
        summary=text,
        root_cause=text,
        hypotheses=(Hypothesis(cause=text, speaks_for=(text,), speaks_against=(text,), check=f"`{text}`"),),
        evidence=(
            Evidence(file=text, line=7, text=text),
            Evidence(file="app.log", line=9, text=text, verified=False),
        ),
        timeline=(Moment(time=NINE, service=text, what=text, role=Role.CAUSE, because=text),),
        first_seen=NINE + timedelta(minutes=number % 50_000),
        last_seen=NINE + timedelta(minutes=number % 50_000 + 9),
        count=12 + number,
        confidence=0.8,
        confidence_reason=text,
        missing=(text,),
        analyst=text,
        remediation=(Step(action=text, risk_reason=text, verify=text, undo=text),),
        services=(text,),
        rules=(text,),
        techniques=(text,),
        triage=text,
        notes=(text,),
        usage=Usage(model=text, input_tokens=1_000, output_tokens=100, cost_usd=0.0125),
        created_at=NINE,
    )


def template(number: int, text: str) -> Template:
    """Return a template of an hour, an error every fifth time."""
    line = Exemplar(file="app.log", line=number + 1, time=NINE, text=text, before=(text,), after=(text,))
    return Template(
        id=f"t{number:06d}",
        text=text,
        service=f"service-{number % 12}",
        severity_number=17 if number % 5 == 0 else 9,
        severity_text="ERROR" if number % 5 == 0 else "INFO",
        count=60 + number,
        first_seen=NINE,
        last_seen=NINE + timedelta(minutes=59),
        minutes={MINUTE + m: 1 + (number * m) % 7 for m in range(60)},
        exemplars=(line,),
        parameters=(
            ParameterStats(name="0", count=60, distinct=3, top=((text, 40), ("b", 20)), kind="number",
                           minimum=1, median=2, p95=3, maximum=4),
        ),
        attributes=(ParameterStats(name=text[:40], count=60, distinct=1, top=((text, 60),)),),
    )  # fmt: skip


def content(templates: Sequence[Template], *insights: Insight, source: str = "shop") -> Content:
    """Return the content of a page."""
    records = sum(each.count for each in templates)
    digest = Digest(
        source=source,
        objects=("app.log",),
        first_seen=NINE,
        last_seen=NINE + timedelta(minutes=59),
        severities={9: records},
        templates=tuple(templates),
        ledger=Ledger(objects=1, bytes_read=records * 100, lines_read=records, records=records, lines_folded=records,
                      redactions={"IP": 12, "EMAIL": 3}),
    )  # fmt: skip
    return Content(source=source, insights=insights, digest=digest, around=around_exemplars(digest))


def hostile_content() -> Content:
    """Return a content in which every text tries to be more than text, and some are 50 KB."""
    texts = (*HOSTILE, " ".join(HOSTILE), "x" * 50_000, "<b>" * 17_000)
    return content(
        [template(n, text) for n, text in enumerate(texts)],
        *(insight(text, number=n) for n, text in enumerate(texts)),
        source=HOSTILE[0],
    )


def large_content(templates: int = 3_000) -> Content:
    """Return the content of a page with many templates."""
    return content(
        [
            template(n, f"request {n} to orders took <*> ms: upstream pool-{n % 97} was slow")
            for n in range(templates)
        ],
        insight("the pool of orders is exhausted"),
    )


def many_insights(count: int = 100_000) -> list[Insight]:
    """Return insights of forty sources, no two alike."""
    severities = list(Severity)
    first = insight()
    return [
        first.model_copy(
            update={
                "id": f"{n:012x}",
                "source": f"shop-{n % 40}",
                "severity": severities[n % 5],
                "title": f"Connection refused or lost: db-{n % 9_000}.shop.invalid in orders",
                "count": 1 + n % 977,
                "last_seen": NINE + timedelta(minutes=n % 43_200),
            }
        )
        for n in range(count)
    ]
