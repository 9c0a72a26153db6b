"""The policy: kinds on and off, rules of one's own, what may stay; and what is wrong with it is said at load."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from crosscut.model import LogRecord
from crosscut.redaction import CustomRule, Policy, Redactor
from tests.unit.redaction.redacting import KEY


def redacted(text: str, **policy: object) -> str:
    return Redactor(KEY, policy=Policy.model_validate(policy)).text(text)


RULE = {
    "name": "order",
    "pattern": r"ORD-(\d{6})",
    "kind": "ORDER",
    "must_match": ["ORD-123456"],
    "must_not_match": ["ORD-1"],
}


def test_a_kind_that_is_off_stays() -> None:
    assert redacted("203.0.113.66 a@example.com", kinds={"IP": False}).startswith("203.0.113.66 <EMAIL:")


def test_private_addresses_can_stay_while_public_ones_go() -> None:
    text = redacted("from 10.1.2.3 to 8.8.8.8", kinds={"IP_PRIVATE": False})

    assert text.startswith("from 10.1.2.3 to <IP:")


def test_a_pseudonym_may_tell_the_class_of_a_value() -> None:
    text = redacted("10.1.2.3 8.8.8.8 a@gmail.com 4111111111111111", describe=True)

    assert [part.partition(":")[0] for part in text.split()] == [
        "<IP_PRIVATE",
        "<IP",
        "<EMAIL_FREE",
        "<CARD_VISA",
    ]


def test_a_rule_of_ones_own_takes_its_group() -> None:
    assert redacted("see ORD-123456, ORD-12", rules=[RULE]).startswith("see ORD-<ORDER:")


def test_a_rule_of_ones_own_does_not_cross_records() -> None:
    rule = RULE | {"pattern": r"BEGIN[^#]*END", "must_match": ["BEGIN x END"]}
    redactor = Redactor(KEY, policy=Policy.model_validate({"rules": [rule]}))

    assert redactor.texts(["a BEGIN", "END b"]) == ["a BEGIN", "END b"]


@pytest.mark.parametrize("policy", [{"allow": ["203.0.113.66"]}, {"allow_patterns": [r"203\.0\.113\.\d+"]}])
def test_what_is_allowed_stays(policy: dict[str, list[str]]) -> None:
    assert redacted("203.0.113.66 198.51.100.7", **policy).startswith("203.0.113.66 <IP:")


def test_keys_to_drop_and_keep() -> None:
    text = redacted(
        '{"note": "hello", "client": "203.0.113.66", "peer": "203.0.113.66"}',
        drop_keys=["note"],
        keep_keys=["client"],
    )

    assert text.startswith('{"note": "<DROPPED:')
    assert '"client": "203.0.113.66", "peer": "<IP:' in text


def test_attributes_follow_the_policy() -> None:
    policy = Policy(drop_keys=("note",), keep_keys=("client",))
    record = LogRecord(1, 1, "x", "x", None, 0, "", {"note": "hello", "client": "203.0.113.66"}, {})

    (done,) = Redactor(KEY, policy=policy).records([record])

    assert str(done.attributes["note"]).startswith("<DROPPED:")
    assert done.attributes["client"] == "203.0.113.66"


@pytest.mark.parametrize(
    "pattern",
    [
        "(?=x)y", "(?<!x)y", r"(a)\1", "(?P=x)", "a++", "(?>a)", "(*SKIP)", "(a+)+", "(?:a*b?)*", "(?:a+){3,}", "a{1,5000}",
        "x*", "(", "[a", "(a)(b)", r"\Gx", "[é]", "(?#x)y",
    ],
)  # fmt: skip
def test_a_pattern_that_is_not_safe_is_refused(pattern: str) -> None:
    with pytest.raises(ValidationError):
        CustomRule(name="x", pattern=pattern, kind="X", must_match=("x",))


@pytest.mark.parametrize(
    "pattern", [r"(?i)emp-\d+", r"(?:ab|cd)+x?", r"\bEMP[0-9]{4,6}\b", "é+x", r"[\w.]+@corp", "a.*?b"]
)
def test_a_pattern_that_is_safe_is_taken(pattern: str) -> None:
    with pytest.raises(ValidationError, match="does not match example 1 of must_match"):
        CustomRule(name="x", pattern=pattern, kind="X", must_match=("~",))


def test_an_example_that_fails_is_named_and_not_shown() -> None:
    with pytest.raises(ValueError, match="rule order matches example 1 of must_not_match") as raised:
        CustomRule.model_validate(RULE | {"must_not_match": ["ORD-654321"]})

    assert "matches example 1" in str(raised.value.errors()[0]["msg"])  # type: ignore[attr-defined]


def test_a_kind_that_is_not_known_is_named() -> None:
    with pytest.raises(ValidationError, match="IPV4 is no kind; there are PRIVATE_KEY"):
        Policy.model_validate({"kinds": {"IPV4": False}})
