"""The page as a file: nothing of a log or a model becomes more than text, and it is the same every time."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

from crosscut.config import Source
from crosscut.incident import Change, Incident, Phase
from crosscut.model import Moment, Role, Severity
from crosscut.reporting import Content, render_list, render_report, withhold_from
from tests.fakes.pages import HOSTILE, NINE, content, hostile_content, insight, many_insights, template

TAGS = (
    "html head meta title link style body a header p div button main section h1 h2 h3 span ol ul li dl dt dd details "
    "summary table thead tbody tr th td caption code article figure figcaption bdi b br footer script noscript"
)


class Page(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: set[str] = set()
        self.policy = ""
        self.inline: dict[str, list[str]] = {"script": [], "style": [], "data": []}
        self._open = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.add(tag)
        self.attributes |= found.keys()
        self.links |= {str(found[name]) for name in ("href", "src") if name in found}
        if found.get("http-equiv") == "Content-Security-Policy":
            self.policy = str(found["content"])
        if tag in ("script", "style"):
            self._open = "data" if found.get("type") == "application/json" else tag
            self.inline[self._open].append("")

    def handle_data(self, data: str) -> None:
        if self._open:
            self.inline[self._open][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._open = ""


def test_hostile_text_makes_neither_an_element_nor_an_attribute_nor_a_link() -> None:
    html = render_report(hostile_content())
    page = Page(html)

    assert page.tags <= set(TAGS.split())
    assert not {name for name in page.attributes if name.startswith("on") or name in ("style", "src")}
    assert {link for link in page.links if not link.startswith("#")} == {"data:,"}
    assert len(page.inline["data"]) == 1
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x1b\x00\ud800]", html)


def test_a_line_of_50_kb_is_cut_and_says_so() -> None:
    html = render_report(hostile_content())

    assert "x" * 6_001 not in html
    assert "(48,000 characters more)" in html


def test_the_policy_lets_in_nothing_but_the_page_s_own_script_and_styles() -> None:
    page = Page(render_report(hostile_content()))

    rules = dict(rule.strip().split(" ", 1) for rule in page.policy.split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    for kind in ("script", "style"):
        hashes = {
            f"'sha256-{base64.b64encode(hashlib.sha256(each.encode()).digest()).decode()}'"
            for each in page.inline[kind]
        }
        assert set(rules[f"{kind}-src"].split()) == hashes
    assert rules["img-src"] == "data:"


def test_the_data_is_json_that_can_end_no_script() -> None:
    [data] = Page(render_report(hostile_content())).inline["data"]

    assert not set("<>&") & set(data)
    assert data.isascii()
    assert json.loads(data)["templates"][0][1] == HOSTILE[0]


def test_the_same_content_is_the_same_page() -> None:
    assert render_report(hostile_content()) == render_report(hostile_content())
    assert render_list(many_insights(50), deployment="x") == render_list(
        many_insights(50)[::-1], deployment="x"
    )


def test_what_a_page_says_is_in_it_without_scripts() -> None:
    text = " ".join(
        re.sub("<[^>]*>", " ", render_report(content([template(0, "slow: <*> ms")], insight()))).split()
    )

    for said in (
        "the pool is exhausted",
        "check first",
        "cause",
        "not found there",
        "Folded to templates",
        "$0.0125",
    ):
        assert said in text
    assert "2026-03-01 09:00 60" not in text  # the minute's own figures, not the template's
    assert "2026-03-01 09:00 1 1" in text


def test_a_page_with_nothing_to_say_says_so() -> None:
    assert "All quiet: nothing in 60 lines needs a person." in render_report(content([template(0, "up")]))
    assert "There was not a single line to read." in render_report(content([]))


def test_what_seems_to_hold_a_secret_is_left_out_of_a_page_that_leaves() -> None:
    secret = "AKIAIOSFODNN7EXAMPLE"
    digest = content([template(0, f"key {secret}"), template(1, "all is well")]).digest
    assert digest is not None

    shown, found = withhold_from(digest, source=Source(name="shop"))

    assert found
    assert secret not in shown.model_dump_json()
    assert [each.text for each in shown.templates] == ["[withheld: it seems to hold a secret]", "all is well"]
    assert [each.count for each in shown.templates] == [each.count for each in digest.templates]


def test_a_page_of_an_incident_tells_how_it_went() -> None:
    text = HOSTILE[0]
    incident = Incident(
        id="inc-0001",
        phase=Phase.RESOLVED,
        title=text,
        severity=Severity.CRITICAL,
        sources=("shop", text),
        services=(text,),
        first_cause="1",
        members=(),
        timeline=(Moment(time=NINE, service=text, what="the first sign", role=Role.CAUSE, because=text),),
        changes=(Change(at=NINE, phase=Phase.OPENED, what="two insights joined", by=text),),
        count=12,
        began=NINE,
        last_seen=NINE,
        opened_at=NINE,
        heard_at=NINE,
    )

    html = render_report(Content(source="shop", insights=(insight(),), incident=incident))

    assert "the first sign" in html
    assert "opened: two insights joined, by &lt;/script&gt;" in html
    assert text not in html
