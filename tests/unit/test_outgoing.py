"""The last look at what leaves: what it finds, what it passes over, and that it tells no value."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from crosscut import outgoing
from crosscut.config import Source
from crosscut.model import Category, Evidence, Hypothesis, Insight, Moment, Severity, Step
from crosscut.outgoing import leaks, withhold

SHOP = Source(name="shop")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("key AKIAIOSFODNN7ABCDEFG was refused", "AWS Access Key"),
        ("token ghp_0123456789abcdefghijABCDEFGHIJ012345", "GitHub Token"),
        ("glpat-abcdefghij0123456789", "GitLab Token"),
        ("sk_live_" + "abcdefghijklmnopqrstuvwx", "Stripe Access Key"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c3ludGhldGlj", "JSON Web Token"),
        ("-----BEGIN RSA PRIVATE KEY-----\\nMIIEowIBAAKCAQEA1c7", "Private Key"),
        ("postgres://app:synthetic-pw@database:5432/shop", "Basic Auth Credentials"),
        ("password=hunter2x99 was refused", "Secret Keyword"),
        ('{"password": "hunter2x99"}', "Secret Keyword"),
        (json.dumps({"m": json.dumps({"password": "hunter2x99"})}), "Secret Keyword"),
        ("mail to jane@example.com", "Mail Address"),
        ("GET /login?mail=jane%40example.com", "Mail Address"),
        ("from 203.0.113.7 port 22", "Public IP (ipv4)"),
        ("card 4111 1111 1111 1111", "Payment Card"),
    ],
)
def test_a_secret_is_found_and_named_by_its_kind(text: str, name: str) -> None:
    assert leaks(text, source=SHOP) == (name,)


@pytest.mark.parametrize(
    "text",
    [
        "user <EMAIL:k3f9aq2z> from <IP_PRIVATE:abcdefgh> password=<PASSWORD:abcdefgh>",
        '{"password": "<PASSWORD:abcdefgh>", "token": "<TOKEN:abcdefgh>"}',
        "postgres://<USER:abcdefgh>:<PASSWORD:abcdefgh>@db.invalid/shop",
        "-----BEGIN RSA PRIVATE KEY-----\\n<PRIVATE_KEY:abcdefgh>\\n-----END RSA PRIVATE KEY-----",
        "connecting to jdbc:postgresql://checkout:<PASSWORD>@db.invalid:<NUM>/carts",
        "-----BEGIN RSA PRIVATE KEY-----",
        "Failed password for <*> from <IP:abcdefgh> port <*> ssh2",
        "template 7f3a9c01d2e4b001 commit 3f2a9c1d4e5b6a7f8c9d0e1f2a3b4c5d6e7f8a9b",
        "sha256:3f2a9c1d4e5b6a7f8c9d0e1f2a3b4c5d6e7f8a9b3f2a9c1d4e5b6a7f8c9d0e1f",
        "request 550e8400-e29b-41d4-a716-446655440000 took 17 ms",
        "Mozilla/5.0 Chrome/120.0.0.0 Safari/537.36 version 1.2.3.4 on 10.0.3.7",
        "session-1.service: user@1000.service logo@2x.png",
        "1763712000123456789 1763712000123 4111111111111112",
        "secret key not found in namespace shop; password: expired; token expired",
        "password must have at least 12 characters; secret=orders",
    ],
)
def test_what_is_redacted_or_no_secret_is_passed_over(text: str) -> None:
    assert leaks(text, source=SHOP) == ()


def test_what_the_policy_lets_through_is_passed_over() -> None:
    text = "mail to jane@example.com and ops@shop.example from 203.0.113.7"

    assert leaks(text, source=Source(name="shop", redaction={"kinds": {"EMAIL": False, "IP": False}})) == ()
    allowed = Source(
        name="shop", redaction={"allow": ["203.0.113.7"], "allow_patterns": [r".*@shop\.example"]}
    )
    assert leaks(text, source=allowed) == ("Mail Address",)
    assert leaks(text.replace("jane@example.com", ""), source=allowed) == ()


def test_a_detector_that_fails_counts_as_one_that_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str) -> list[str]:
        raise ValueError(f"cannot make sense of {text}")

    monkeypatch.setattr(outgoing, "_detectors", lambda: (outgoing._Detector("Broken", "TOKEN", broken),))

    assert leaks("hunter2", source=SHOP) == ("Broken (the check failed: ValueError)",)


def test_an_insight_goes_on_without_the_texts_that_hold_a_secret() -> None:
    insight = _insight("login with AKIAIOSFODNN7ABCDEFG failed")

    safe, found = withhold(insight, source=SHOP)

    assert found == ("AWS Access Key",)
    assert safe.evidence[0].text == "[withheld: it looks like AWS Access Key]"
    assert safe.model_copy(update={"evidence": insight.evidence}) == insight


def test_a_clean_insight_stays_as_it_is() -> None:
    insight = _insight("login of <USER:abcdefgh> failed")

    assert withhold(insight, source=SHOP) == (insight, ())


def _insight(quoted: str) -> Insight:
    moment = datetime(2026, 11, 17, 10, 2, tzinfo=UTC)
    return Insight(
        id="7f3a9c01d2e4b001",
        source="shop",
        severity=Severity.CRITICAL,
        category=Category.SECURITY,
        title="Logins fail",
        summary="177 logins failed.",
        root_cause="A key was revoked.",
        evidence=(Evidence(file="app.log", line=7, text=quoted),),
        first_seen=moment,
        last_seen=moment,
        count=177,
        confidence=0.8,
        analyst="offline",
        remediation=(Step(action="Make a new key."),),
        created_at=moment,
    )


def test_every_text_of_an_insight_is_looked_at() -> None:
    key = "key AKIAIOSFODNN7ABCDEFG"
    insight = _insight("nothing").model_copy(
        update={
            "hypotheses": (Hypothesis(cause=key, speaks_for=(key,), speaks_against=(key,), check=key),),
            "timeline": (Moment(time=None, service=key, what=key, because=key),),
            "remediation": (Step(action=key, risk_reason=key, verify=key, undo=key),),
            "confidence_reason": key,
            "missing": (key,),
        }
    )

    safe, found = withhold(insight, source=SHOP)

    assert found == ("AWS Access Key",)
    assert "AKIA" not in safe.model_dump_json()
    assert safe.model_dump_json().count("withheld: it looks like AWS Access Key") == 13
