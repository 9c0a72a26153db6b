"""A redaction policy in a file: what it may say, and what is said of one that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosscut.config import Source, load_sources
from crosscut.errors import ConfigurationError
from crosscut.policies import check_policies, load_policy, policy_of

RULE = """
rules:
  - name: order-number
    kind: ORDER
    pattern: 'ORD-\\d{6}'
    must_match: ["ORD-123456"]
    must_not_match: ["ORD-12"]
"""


def test_a_policy_of_a_file_is_the_policy_of_a_source(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("kinds: {EMAIL: false}\n" + RULE, encoding="utf-8")

    policy = load_policy(file)

    assert not policy.is_on("EMAIL")
    assert [rule.name for rule in policy.rules] == ["order-number"]
    assert policy_of(Source(name="shop", redaction=policy.model_dump(mode="json"))) == policy


def test_a_source_without_a_policy_has_the_one_that_redacts_everything() -> None:
    assert policy_of(Source(name="shop")).is_on("EMAIL")


@pytest.mark.parametrize("text", ["", "redaction:\n", "redaction:\n  kinds: {}\n"])
def test_a_policy_file_may_be_empty_or_copied_with_its_key(tmp_path: Path, text: str) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text(text, encoding="utf-8")

    assert load_policy(file).is_on("EMAIL")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kinds:\n  MAIL: false\n", ":1: kinds: MAIL is no kind; there are PRIVATE_KEY"),
        ("kinds:\n  EMAIL: off-ish\n", ":2: kinds.EMAIL: "),
        ("describe: true\ncolour: red\n", ":2: colour: Extra inputs"),
        (
            RULE.replace("ORD-123456", "ORD-1"),
            ":3: rules.0: rule order-number does not match example 1 of must_match",
        ),
        (
            RULE.replace('"ORD-12"', '"ORD-999999"'),
            ":3: rules.0: rule order-number matches example 1 of must_not_match",
        ),
        (RULE.replace("\\d{6}", "(?=x)"), ":5: rules.0.pattern: "),
        ("redaction:\n  drop_keys: [7]\n", ":2: redaction.drop_keys.0: "),
        ("kinds: [", ":1: "),
        ("- a\n", ": file: "),
    ],
)
def test_a_wrong_policy_is_told_in_one_line_with_file_line_and_field(
    tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(ConfigurationError) as error:
        load_policy(file)

    assert str(error.value).startswith(f"{file}{said}")
    assert "\n" not in str(error.value)
    assert error.value.__cause__ is None


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        ConfigurationError, match=r"nope\.yaml: cannot read the policy file \(FileNotFoundError\)"
    ):
        load_policy(tmp_path / "nope.yaml")


def test_a_wrong_policy_in_the_sources_file_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "sources.yaml"
    file.write_text(
        "sources:\n  - name: web\n  - name: api\n    redaction:\n      kinds:\n        X: false\n"
    )

    with pytest.raises(ConfigurationError) as error:
        check_policies(load_sources(file), file=file)

    assert str(error.value).startswith(f"{file}:5: sources.1.redaction.kinds: X is no kind")


def test_an_example_is_never_told(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text(RULE.replace("ORD-123456", "hunter2-synthetic"), encoding="utf-8")

    with pytest.raises(ConfigurationError) as error:
        load_policy(file)

    assert "hunter2" not in str(error.value)


def test_the_projects_own_sources_have_right_policies() -> None:
    file = Path(__file__).resolve().parents[2] / "sources.yaml"

    check_policies(load_sources(file), file=file)


def test_the_policy_that_the_page_shows_is_right(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
    file = tmp_path / "policy.yaml"
    file.write_text(page.partition("```yaml\n")[2].partition("```")[0], encoding="utf-8")

    policy = load_policy(file)

    assert policy.drop_keys == ("session_payload",)
    assert policy.allows("ops@shop.example")
