"""Each rule by itself: what it says it finds it finds, what it says it leaves it leaves, with either engine."""

from __future__ import annotations

import re
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import get_args

import pytest

from crosscut.redaction import encoded
from crosscut.redaction.blocks import BlockRedactor
from crosscut.redaction.engine import RULES
from crosscut.redaction.matching import Engine
from crosscut.redaction.policy import KINDS
from crosscut.redaction.providers import PROVIDERS, provider_of
from crosscut.redaction.pseudonyms import Pseudonyms
from crosscut.redaction.rule import Rule
from tests.unit.redaction.redacting import KEY, assert_gone

EXAMPLES = [(rule, text, True) for rule in RULES for text in rule.must_match]
EXAMPLES += [(rule, text, False) for rule in RULES for text in rule.must_not_match]


@pytest.mark.parametrize("engine", get_args(Engine))
@pytest.mark.parametrize(
    ("rule", "text", "found"), EXAMPLES, ids=lambda x: x.name if isinstance(x, Rule) else None
)
def test_a_rule_does_what_its_examples_say(rule: Rule, text: str, found: bool, engine: Engine) -> None:
    rules = RULES if rule in encoded.RULES else [rule]  # what is encoded is looked into by all

    redacted, findings = BlockRedactor(Pseudonyms(KEY), rules, engine=engine).texts([text])

    assert bool(findings) is found
    assert (redacted != [text]) is found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_has_examples_a_known_kind_and_a_pattern_for_both_engines(rule: Rule) -> None:
    assert rule.must_match and rule.must_not_match
    assert rule.kind in KINDS
    re.compile(rule.pattern)


def test_the_names_of_rules_are_different() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("line", ["calling with {}, ok", "key={}", '"x": "{}"', "x\\n{}", "?q=%22{}%22"])
@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda p: f"{p.name}-{p.prefix}")
def test_a_providers_token_goes_wherever_it_stands(provider: object, line: str) -> None:
    token = provider.token  # type: ignore[attr-defined]

    assert token not in BlockRedactor(Pseudonyms(KEY), RULES).texts([line.format(token)])[0][0]


def test_at_least_sixty_providers_are_known_and_told_by_their_prefix() -> None:
    assert len({provider.name for provider in PROVIDERS}) >= 60
    assert provider_of("ghp_" + "aB3" * 12) == "github"
    assert_gone("ghp_" + "aB3" * 12, "with ghp_" + "aB3" * 12, kind="TOKEN")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_match_has_its_value_in_one_group(rule: Rule) -> None:
    parsed = _parser.parse(rule.pattern)
    helpers = {number for name, number in parsed.state.groupdict.items() if name.startswith("_")}

    assert len(together(parsed, helpers)) <= 1


def together(pattern: object, helpers: set[int], *, again: bool = False) -> set[int]:
    """Return the most groups that one match may have, of a pattern that Python has parsed and that may come `again`."""
    most: set[int] = set()
    for kind, what in pattern:  # type: ignore[attr-defined]
        inner, more = [], again
        if kind is _constants.BRANCH:
            inner = what[1]
        elif kind in (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT):
            inner, more = [what[2]], again or what[1] > 1
        elif kind is _constants.ASSERT:
            inner = [what[1]]
        elif kind is _constants.ATOMIC_GROUP:
            inner = [what]
        elif kind is _constants.SUBPATTERN:
            inner = [what[3]]
            most |= {what[0]} - helpers - {None}
        found = [together(part, helpers, again=more) for part in inner]
        most |= set().union(*found) if more else max(found, key=len, default=set())
    return most
