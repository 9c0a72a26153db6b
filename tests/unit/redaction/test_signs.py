"""Quotes that are written otherwise, and colours beside a sign, hide no value; what stands around a value stays as it was."""

from __future__ import annotations

import pytest

from crosscut.redaction import Redactor
from crosscut.redaction.matching import Engine, available

ENGINES: list[Engine] = [available(), "pcre2", "re"]
_QUOTES = [("“", "”"), ("„", "“"), ("”", "”"), ("‘", "’"), ("«", "»"), ("»", "«"), ("‹", "›")]
_QUOTES += [(r"\u0022", r"\u0022"), (r"\\u0022", r"\\u0022"), (r"\x22", r"\x22"), (r"\\x22", r"\\x22")]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("opening", "closing"), _QUOTES)
@pytest.mark.parametrize(
    ("before", "value", "behind"),
    [
        ("could not verify password ", "hunter2x", " of job 7"),
        ("password: ", "hunter2x y", ", retries: 3"),
        ("first_name=", "Anna Maria", " saved"),
        ("user ", "anna42", " not found"),
    ],
)
def test_any_quotes_hold_a_value(
    before: str, value: str, behind: str, opening: str, closing: str, engine: Engine
) -> None:
    text = Redactor(b"synthetic-key", engine=engine).text(before + opening + value + closing + behind)

    assert text.startswith(before + opening + "<") and text.endswith(">" + closing + behind)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("sign", ["：", "＝"])
def test_a_sign_of_full_width_is_a_sign(sign: str, engine: Engine) -> None:
    text = Redactor(b"synthetic-key", engine=engine).text(f"登录失败 密码{sign}hunter2x 错误{sign}无")

    assert text.startswith(f"登录失败 密码{sign}<PASSWORD:") and text.endswith(f"> 错误{sign}无")


@pytest.mark.parametrize("quote", [r"\u0022", r"\\u0022", r"\x22", r"\\x22"])
def test_json_in_escaped_quotes_is_read_as_json(quote: str) -> None:
    text = '{"password":"hunter2","last_name":"Example","n":1}'.replace('"', quote)

    redacted = Redactor(b"synthetic-key").text(text)

    assert "hunter2" not in redacted and "Example" not in redacted
    assert redacted.count(quote) == text.count(quote) and redacted.endswith(f"{quote}n{quote}:1}}")


# As zerolog, structlog, pino-pretty, tracing, jq, the inspector of Node and a sentence write them.
_COLOURED = [
    "{g}INF{r} login {c}{name}={r}{value}{r} {c}n={r}1",
    "{g}info{r} login {c}{name}{r}={g}{value}{r} {c}n{r}={g}1{r}",
    '    {c}{name}{r}: "{value}"',
    '{g} INFO{r} {d}app{r}{d}:{r} login {d}{name}{r}{d}={r}"{value}" {d}n{r}{d}={r}1',
    '{c}"{name}"{r}{d}:{r} {g}"{value}"{r}',
    "{{ {name}: {g}'{value}'{r}, n: {d}1{r} }}",
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("form", _COLOURED)
@pytest.mark.parametrize("escape", ["\x1b", r"\u001b", r"\\u001B", r"\x1b", r"\033", r"\e"])
@pytest.mark.parametrize(
    ("name", "value"), [("password", "hunter2"), ("last_name", "Example"), ("ssn", "219-09-9999")]
)
def test_colours_hide_no_value(form: str, escape: str, name: str, value: str, engine: Engine) -> None:
    g, c, d, r = (f"{escape}[{code}m" for code in ("32", "36", "0;2", "0"))
    text = form.format(g=g, c=c, d=d, r=r, name=name, value=value)

    redacted = Redactor(b"synthetic-key", engine=engine).text(text)

    before, _, behind = text.partition(value)
    assert redacted.startswith(before + "<") and redacted.endswith(">" + behind)


def test_a_user_in_a_coloured_sentence_goes() -> None:
    redacted = Redactor(b"synthetic-key").text("failed login for user \x1b[33manna42\x1b[0m from web")

    assert redacted.startswith("failed login for user \x1b[33m<USER:") and redacted.endswith(
        ">\x1b[0m from web"
    )


@pytest.mark.parametrize(
    "text",
    [
        "the user’s password isn’t “required”",
        "l’option n’est pas « connue »",
        "\x1b[32mINFO\x1b[0m listening on \x1b[36mport\x1b[0m=5432",
        r'agent \x22curl/8.5.0\x22 "GET /" 200',
        r"{\u0022password\u0022:null,\u0022retries\u0022:3}",
        "«»“”‘’",
    ],
)
def test_what_holds_no_value_stays(text: str) -> None:
    assert Redactor(b"synthetic-key").text(text) == text
