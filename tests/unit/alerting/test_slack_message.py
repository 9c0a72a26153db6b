"""The Slack message: what it says, and what it never becomes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosscut.alerting.changes import Change
from crosscut.alerting.notice import Held, Why
from crosscut.alerting.port import Letter, Summary
from crosscut.alerting.slack_message import render_message, render_reply, render_summary
from crosscut.alerting.slack_text import HEADER, SECTION, Message
from crosscut.cli.local.slack_rules import problem
from crosscut.config import Source
from crosscut.model import Decision, Evidence, Insight, Rate, Risk, Said, Severity, Status, Step

MakeInsight = Callable[..., Insight]
SINCE = datetime(2026, 3, 1, 9, 40, tzinfo=UTC)


def texts(message: Message) -> Iterator[str]:
    """Yield every text that Slack reads as mrkdwn."""
    yield message["text"]
    for block in message["blocks"]:
        if block["type"] == "actions":
            continue
        for text in (*block.get("elements", []), *([block["text"]] if "text" in block else [])):
            if text["type"] == "mrkdwn":
                yield text["text"]


def everything(message: Message) -> str:
    return "\n".join(texts(message))


def test_it_says_what_broke_since_when_why_and_what_to_do(make_insight: MakeInsight, source: Source) -> None:
    message = render_message(Letter(make_insight(), source))

    assert message["text"] == (
        "Critical in shop-api: Orders cannot reach the database "
        "(2026-03-01 09:12:44 to 09:31:02 UTC, 1,204 log records)"
    )
    header, where, what, cause, quoted, steps, footer = message["blocks"]
    assert header["text"]["text"] == "\U0001f534 Critical: Orders cannot reach the database"
    assert [e["text"] for e in where["elements"]] == [
        "*shop-api* (production) · orders, payments",
        "2026-03-01 09:12:44 to 09:31:02 UTC · 1,204 log records",
    ]
    assert what["text"]["text"].startswith("212 requests failed")
    assert cause["text"]["text"] == (
        "*Likely cause* (85 % sure, says claude-sonnet-5-5; 3 of 4 quotes found in the log)\n"
        "A migration holds a lock on the orders table, so the connection pool is exhausted."
    )
    assert quoted["text"]["text"] == (
        "*From the log*\n```\n"
        "app.log:1042\n  ERROR orders: FATAL: remaining connection slots are reserved\n"
        "app.log:1100\n  ERROR orders: timeout after 5000 ms waiting for a connection\n"
        "app.log:1101\n  ERROR orders: the fourth line\n"
        "```"
    )
    assert steps["text"]["text"] == (
        "*First steps*\n"
        "1. Find the session with the lock.\n    check first: select * from pg_locks\n"
        "2. End it.\n    check first: It blocks others for minutes.\n"
        "    risk medium: its work is rolled back; undo: Run it again.\n"
        "3. Watch the pool."
    )
    assert footer["elements"][0]["text"] == (
        "Insight `3f9ac2d17be04d55` · $0.0166 for 5,120 + 640 tokens · `crosscut insights show 3f9ac2d17be04d55`"
    )


def test_the_rules_own_finding_says_so_and_costs_nothing(make_insight: MakeInsight, source: Source) -> None:
    message = render_message(Letter(make_insight(analyst="offline", usage=None), source))

    assert "(85 % sure, says Crosscut's rules; 3 of 4 quotes found in the log)" in everything(message)
    assert "$" not in everything(message)


def test_a_quote_that_was_not_found_is_marked(make_insight: MakeInsight, source: Source) -> None:
    only = (Evidence(file="a.log", line=1, text="made up", verified=False),)

    assert "a.log:1 (not found in the log)" in everything(
        render_message(Letter(make_insight(evidence=only), source))
    )


def test_a_bare_finding_has_no_empty_parts(make_insight: MakeInsight, source: Source) -> None:
    bare = make_insight(
        root_cause="", evidence=(), remediation=(), services=(), first_seen=None, last_seen=None
    )

    message = render_message(Letter(bare, source))

    assert "at an unknown time" in message["text"]
    assert all(text.strip() for text in texts(message))
    assert "*From the log*" not in everything(message)


HOSTILE = [
    "<!channel> <!here> <@U012AB3CD> <#C012AB3CD|general>",
    "@channel @here @everyone @alice #general",
    "<https://evil.example/|click here> https://evil.example http://evil.example www.evil.example",
    "mailto:someone@evil.example tel:+123456",
    "``` end of code <!channel> ```",
    "*bold* _italic_ ~struck~ `code`",
    "line one\n> quoted\r\n```\n<!channel>",
    "\x1b[31mred\x1b[0m \u202egnp.exe\u202c \u2066hidden\u2069 zero\u200bwidth",
    "&lt;!channel&gt; &amp;",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "field",
    ["id", "title", "summary", "root_cause", "source", "analyst", "services", "remediation", "evidence"],
)
def test_foreign_text_becomes_nothing_but_text(
    make_insight: MakeInsight, source: Source, field: str, text: str
) -> None:
    value: object = text
    if field == "services":
        value = (text,)
    if field == "remediation":
        value = (step_of(text),)
    if field == "evidence":
        value = (Evidence(file=text, line=1, text=text),)
    calm = everything(render_message(Letter(make_insight(**{field: make_insight_value(value)}), source)))
    message = render_message(Letter(make_insight(**{field: value}), source))

    for part in texts(message):
        assert not re.search(r"[<>]", part)
        assert not re.search(r"&(?!amp;|lt;|gt;)", part)
        assert not re.search(r"[@#]\w", part)
        assert not re.search(r"://|www\.|mailto:|tel:", part)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", part)
        assert part.count("```") in (0, 2)
    # Formatting is only ours: as many code marks as with a plain word in that place, and nothing bold.
    assert everything(message).count("`") == calm.count("`")
    outside_code = re.sub(r"```.*?```|`[^`]*`", "", everything(message), flags=re.DOTALL)
    assert not re.search(r"[*_~](bold|italic|struck)", outside_code)


def make_insight_value(value: object) -> object:
    """Return the same shape with a calm word in it."""
    if isinstance(value, tuple):
        calm = {Evidence: Evidence(file="w", line=1, text="w"), Step: step_of("w"), str: "w"}
        return tuple(calm[type(v)] for v in value)
    return "w"


def step_of(text: str) -> Step:
    return Step(action=text, risk=Risk.HIGH, risk_reason=text, verify=text, undo=text)


def test_names_with_underscores_can_still_be_copied(make_insight: MakeInsight, source: Source) -> None:
    message = render_message(
        Letter(make_insight(root_cause="raise max_connections for DB_HOST, see a*b"), source)
    )

    assert "raise max_connections for DB_HOST, see a*b" in everything(message)


any_text = st.text(max_size=5_000) | st.text(alphabet="&<>`@\n*", max_size=5_000)


@settings(deadline=None, max_examples=50)
@given(
    title=any_text,
    cause=any_text,
    line=any_text,
    steps=st.lists(any_text, max_size=5),
    long=st.integers(1, 40),
)
def test_it_stays_within_slacks_limits(
    title: str, cause: str, line: str, steps: list[str], long: int
) -> None:
    insight = BASE.model_copy(
        update={
            "title": title * long,
            "summary": cause * long,
            "root_cause": cause * long,
            "evidence": (Evidence(file=title, line=1, text=line * long),) * 5,
            "remediation": tuple(map(step_of, steps)),
            "services": (title,) * 9,
        }
    )

    message = render_message(Letter(insight, Source(name="shop-api")))

    assert len(message["blocks"]) <= 50
    assert all(text for text in texts(message))
    for block in message["blocks"]:
        limit = HEADER if block["type"] == "header" else SECTION
        for text in (*block.get("elements", []), *([block["text"]] if "text" in block else [])):
            assert 0 < len(text["text"]) <= limit
            assert not re.search(r"&(?!amp;|lt;|gt;)", text["text"]) or text["type"] == "plain_text"
    assert sum(map(len, texts(message))) < 13_000
    json.dumps(message).encode()


def test_what_was_cut_points_to_the_whole(make_insight: MakeInsight, source: Source) -> None:
    message = render_message(Letter(make_insight(root_cause="because " * 1_000), source))

    assert "because…" in everything(message) or "because …" in everything(message)
    assert "Cut to fit; the whole: `crosscut insights show 3f9ac2d17be04d55`" in everything(message)


BASE = Insight.model_validate(
    {
        "id": "3f9ac2d17be04d55",
        "source": "shop-api",
        "severity": Severity.HIGH,
        "category": "other",
        "title": "t",
        "summary": "s",
        "root_cause": "",
        "evidence": (),
        "first_seen": None,
        "last_seen": None,
        "count": 1,
        "confidence": 1,
        "analyst": "offline",
        "remediation": (),
        "created_at": "2026-03-01T09:00:00Z",
    }
)


PAGE = "https://work.example.com/reports/shop-api/3f9ac2d17be04d55.html?X-Amz-Expires=43200&X-Amz-Signature=synthetic"


def test_it_links_to_the_page_and_the_runbook_where_there_are_any(
    make_insight: MakeInsight, source: Source
) -> None:
    with_runbook = source.model_copy(update={"runbook": "https://wiki.example.com/shop-api"})

    linked = everything(render_message(Letter(make_insight(), with_runbook, page=PAGE)))
    plain = everything(render_message(Letter(make_insight(), source)))
    odd = everything(render_message(Letter(make_insight(), source, page="javascript:alert(1)|<!channel>")))

    assert f"<{PAGE.replace('&', '&amp;')}|The page with pictures>" in linked
    assert "<https://wiki.example.com/shop-api|Runbook>" in linked
    assert plain == odd
    assert "<" not in plain


def test_it_shows_how_much_when_and_how_many_quotes_hold(make_insight: MakeInsight, source: Source) -> None:
    rate = Rate(start=29_000_000, width=1, counts=(1, 0, 3, 120, 60))
    dropped = "2 of 6 quotes were not in the lines they name and were dropped."

    text = everything(render_message(Letter(make_insight(rate=rate, notes=(dropped,)), source)))

    assert "\u2582\u2581\u2582\u2588\u2585 most: 120 in a minute" in text
    assert "4 of 6 quotes found in the log" in text


def test_lines_of_50_kb_pass_the_real_limits_in_every_form(make_insight: MakeInsight, source: Source) -> None:
    long = "<!channel> `&` *x* \u202e" * 2_500
    insight = make_insight(
        id="3f9ac2d17be0",
        title=long,
        summary=long,
        root_cause=long,
        evidence=(Evidence(file=long, line=1, text=long),) * 9,
        remediation=(step_of(long),) * 9,
        services=(long,) * 9,
        decisions=(Decision(said=Said.ACKNOWLEDGE, by=long, at=SINCE),),
        status=Status.ACKNOWLEDGED,
        rate=Rate(counts=(10**9,) * 60),
    )
    held = Held(why=Why.CAP, until=SINCE, severity=Severity.HIGH, title=long)
    summary = render_summary(Summary(Why.CAP, SINCE, [(long, long, held)] * 500))
    whole = render_message(Letter(insight, source, page=PAGE + "x" * 2_000), buttons=True)
    replies = [render_reply(Letter(insight, source, change, before=long)) for change in Change]

    for message in (whole, summary, *replies):
        assert problem(message, edits=True) is None
        for part in texts(cast(Message, message)):
            assert "<!channel>" not in part
            assert not re.search("[\u202a-\u202e\u2066-\u2069\u0000-\u0008]", part)
