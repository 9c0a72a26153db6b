"""The ways in which programs write a name and its value: key=value, JSON, YAML, command lines, SQL, and so on."""

from __future__ import annotations

import html
import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

from tests.benchmarks.redaction.marks import mark
from tests.benchmarks.redaction.value import Value

# What may stand in a value that is not quoted, by what would end it there.
_NO_SPACE = re.compile(r"[^\s\"'`,;&<>(){}\[\]\\|]+")
_NO_COMMA = re.compile(r"[^\"',;=<>(){}\[\]\\\n|]+")
_REST = re.compile(r"[^\n\"]+")
_NO_SINGLE = re.compile(r"[^'\\\n]+")
_NO_DOUBLE = re.compile(r"[^\"\\\n]+")


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


# What serializers that guard against HTML write: < > & = ' and, in some, @.
_GSON = {ord(c): f"\\u{ord(c):04x}" for c in "<>&='@"}


def _twice(text: str) -> str:
    return _json(_json(text))


def _only(allowed: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda text: text if allowed.fullmatch(text) else None


_ESCAPES: dict[str, Callable[[str], str | None]] = {
    "bare": _only(_NO_SPACE),
    "comma": _only(_NO_COMMA),
    "rest": _only(_REST),
    "single": _only(_NO_SINGLE),
    "double": _only(_NO_DOUBLE),
    "json": _json,
    "ascii": lambda text: json.dumps(text)[1:-1],
    "gson": lambda text: _json(text).translate(_GSON),
    "json2": _twice,
    "json3": lambda text: _json(_twice(text)),
    "url": lambda text: quote(text, safe=""),
    "form": quote_plus,
    "url2": lambda text: quote(quote(text, safe=""), safe=""),
    "xml": html.escape,
}


@dataclass(frozen=True, slots=True)
class Way:
    """A way of writing: `template` with {k} for the name and {v} for the value."""

    context: str
    template: str
    escape: str
    case: str = "any"  # how the name may be written: any, snake, camel, pascal, kebab, upper, title
    last: bool = False  # whether nothing may follow on the line


WAYS = (
    Way("key=value", "{k}={v}", "bare"),
    Way("key=value", "{k}={v} retries=3", "bare"),
    Way("key=value", '{k}="{v}"', "json"),
    Way("key=value", "{k}='{v}'", "single"),
    Way("key=value", "{k} = {v}", "bare", "snake"),
    Way("key=value", "{k}={v};timeout=30", "bare"),
    Way("key=value", "user_count=3, {k}={v}, retries=3", "bare"),
    Way("key=value", "[{k}={v}]", "bare"),
    Way("key=value", "({k}={v})", "bare"),
    Way("key=value", "{k} := {v}", "bare", "camel"),
    Way("key:value", "{k}: {v}", "rest", last=True),
    Way("key:value", "{k}:{v}", "bare"),
    Way("key:value", "{k}:\t{v}", "rest", "title", last=True),
    Way("key:value", "{k}: '{v}'", "single"),
    Way("key:value", '{k}: "{v}"', "json"),
    Way("environment", "{k}={v}", "rest", "upper", last=True),
    Way("environment", "export {k}={v}", "bare", "upper", last=True),
    Way("environment", "export {k}='{v}'", "single", "upper"),
    Way("environment", "docker run --rm -e {k}={v} -p 8080:80 app:1.4.2", "bare", "upper"),
    Way("environment", "ENV {k} {v}", "bare", "upper", last=True),
    Way("environment", '{{"name":"{k}","value":"{v}"}}', "json", "upper"),
    Way("environment", "environ({{'PATH': '/usr/bin', '{k}': '{v}', 'HOME': '/root'}})", "single", "upper"),
    Way("json", '{{"{k}":"{v}"}}', "json"),
    Way("json", '{{"id": 7, "{k}": "{v}", "ok": true}}', "json"),
    Way("json", '{{"id":7,"request":{{"params":{{"{k}":"{v}"}},"status":401}}}}', "json"),
    Way("json", '{{"items":[{{"{k}":["{v}"]}}]}}', "json"),
    Way("json", '{{ "{k}" : "{v}" }}', "ascii"),
    Way("json", '{{"id":7,"{k}":"{v}"}}', "gson"),
    Way("json", '    "{k}": "{v}",', "json", last=True),
    Way("nested json", '{{"level":"info","body":"{{\\"{k}\\":\\"{v}\\",\\"n\\":1}}"}}', "json2"),
    Way("nested json", '{{"level":"info","body":"{{\\"n\\": 1, \\"{k}\\": \\"{v}\\"}}"}}', "json2"),
    Way(
        "nested json", '{{"m":"{{\\"Message\\":\\"{{\\\\\\"{k}\\\\\\":\\\\\\"{v}\\\\\\"}}\\"}}"}}', "json3",
    ),
    Way("nested json", "payload={{\\\"{k}\\\":\\\"{v}\\\"}}", "json2"),
    Way("yaml", "  {k}: {v}", "bare", last=True),
    Way("yaml", "  - {k}: \"{v}\"", "json"),
    Way("yaml", "spring.datasource.{k}: {v}", "bare", "kebab", last=True),
    Way("toml", '{k} = "{v}"', "json", "snake"),
    Way("properties", "app.config.{k}={v}", "rest", "kebab", last=True),
    Way("url query", "GET https://api.example.com/v1/items?page=2&{k}={v}&sort=asc", "url"),
    Way("url query", "GET /login?{k}={v} HTTP/1.1", "url"),
    Way("url query", "redirecting to https://app.example.com/cb#{k}={v}&expires_in=3600", "url"),
    Way("url query", "next=https%3A%2F%2Fapp.example.com%2Fcb%3F{k}%3D{v}%26page%3D2", "url2"),
    Way("form body", "POST /signup body: locale=en&{k}={v}&submit=1", "form"),
    Way("form body", 'Parameters: {{"utf8"=>"\u2713", "user"=>{{"{k}"=>"{v}"}}, "commit"=>"Save"}}', "json", "snake"),
    Way("form body", "user%5B{k}%5D={v}&commit=Save", "form", "snake"),
    Way("form body", 'Content-Disposition: form-data; name="{k}"\\r\\n\\r\\n{v}\\r\\n--boundary', "bare"),
    Way("command line", "./migrate --{k} {v} --verbose", "bare", "kebab"),
    Way("command line", "./migrate --{k}={v} --verbose", "bare", "kebab"),
    Way("command line", "COMMAND=/opt/app/run --{k} '{v}' --dry-run", "single", "kebab"),
    Way("command line", "argv=['run', '--{k}', '{v}', '--dry-run']", "single", "kebab"),
    Way("command line", 'exec ["run","--{k}={v}","-v"]', "bare", "kebab"),
    Way("command line", "java -D{k}={v} -jar app-1.4.2.jar", "bare", "camel"),
    Way("command line", "helm upgrade web ./chart --set {k}={v} --wait", "bare", "camel"),
    Way("header", "X-{k}: {v}", "bare", "title", last=True),
    Way("header", "> x-{k}: {v}", "bare", "kebab", last=True),
    Way("header", "curl -s -H 'X-{k}: {v}' https://api.example.com/v1/items", "bare", "title"),
    Way("header", "headers={{'X-{k}': '{v}', 'Accept': '*/*'}}", "single", "title"),
    Way("header", '"requestHeaders":{{"x-{k}":["{v}"],"accept":["*/*"]}}', "json", "kebab"),
    Way("python", "config = {{'{k}': '{v}', 'port': 5432}}", "single", "snake"),
    Way("python", "Settings({k}='{v}', debug=False)", "single", "snake"),
    Way("python", "kwargs: {{'timeout': 30, '{k}': b'{v}'}}", "single", "snake"),
    Way("python", "[('{k}', '{v}'), ('n', 1)]", "single", "snake"),
    Way("java", "Account{{id=7, {k}={v}, enabled=true}}", "comma", "camel"),
    Way("java", "Account(id=7, {k}={v})", "comma", "camel"),
    Way("java", "Account[{k}={v}, id=7]", "comma", "camel"),
    Way("java", "Account{{{k}='{v}', id=7}}", "single", "camel"),
    Way("ruby", '{{:{k}=>"{v}", :id=>7}}', "json", "snake"),
    Way("ruby", '#<Account id: 7, {k}: "{v}">', "json", "snake"),
    Way("ruby", "{{{k}: '{v}'}}", "single", "snake"),
    Way("go", "&{{Port:5432 {k}:{v} Debug:false}}", "bare", "pascal"),
    Way("go", 'main.Config{{{k}:"{v}", Port:5432}}', "json", "pascal"),
    Way("go", "map[{k}:{v} port:5432]", "bare", "snake"),
    Way("go", "map[string]string{{\"{k}\":\"{v}\"}}", "json", "snake"),
    Way("rust", 'Config {{ {k}: "{v}", port: 5432 }}', "json", "snake"),
    Way("rust", 'Config {{ {k}: Some("{v}"), port: 5432 }}', "json", "snake"),
    Way("javascript", "{{ {k}: '{v}', port: 5432 }}", "single", "camel"),
    Way("php", "array ( '{k}' => '{v}', 'port' => 5432 )", "single", "snake"),
    Way("php", "    [{k}] => {v}", "rest", "snake", last=True),
    Way("xml", "<{k}>{v}</{k}>", "xml"),
    Way("xml", '<login id="7" {k}="{v}"/>', "xml", "camel"),
    Way("xml", '<property name="{k}" value="{v}"/>', "xml", "camel"),
    Way("xml", "<soap:Body><auth:{k}>{v}</auth:{k}></soap:Body>", "xml", "pascal"),
    Way("graphql", 'mutation {{ signIn({k}: "{v}", remember: true) {{ id }} }}', "json", "camel"),
    Way("graphql", '"variables":{{"input":{{"{k}":"{v}"}}}}', "json", "camel"),
    Way("sql", "UPDATE accounts SET {k} = '{v}' WHERE id = 42", "single", "snake"),
    Way("sql", "SELECT id FROM accounts WHERE {k}='{v}' LIMIT 1", "single", "snake"),
    Way("sql", "SELECT \"id\" FROM \"accounts\" WHERE \"accounts\".\"{k}\" = '{v}'", "single", "snake"),
    Way("sql", "DETAIL:  Key ({k})=({v}) already exists.", "bare", "snake"),
    Way("sql", "INSERT INTO accounts SET id = 42, {k} = '{v}'", "single", "snake"),
    Way("syslog data", '[auth@32473 {k}="{v}" attempt="2"]', "double", "camel"),
    Way("stack trace", "java.lang.IllegalStateException: cannot connect ({k}={v})", "bare", "camel"),
    Way("stack trace", "ValueError: invalid literal in {{'{k}': '{v}'}}", "single", "snake"),
    Way("stack trace", "panic: dial: {k}={v}: connection refused", "bare", "snake"),
    Way("terraform", '  + {k} = "{v}"', "json", "snake"),
    Way("terraform", '  ~ {k} = "{v}" -> (known after apply)', "json", "snake"),
    Way("console colours", "\x1b[36m{k}=\x1b[0m{v}", "bare", "snake"),
    Way("list of pairs", '[{{"key":"{k}","value":"{v}"}}]', "json"),
    Way("list of pairs", '{{"Name":"{k}","Value":"{v}"}}', "json"),
    Way("list of pairs", '["{k}","{v}"]', "json"),
    Way("protobuf", '{k}: "{v}" port: 5432', "json", "snake"),
    Way("prose", "invalid {k}: {v}", "bare", "snake", last=True),
    Way("prose", "could not verify {k} '{v}'", "single", "snake"),
)  # fmt: skip

# For values that their own form tells: in a sentence, as a bare argument, in a path.
PROSE = (
    Way("prose", "rejected {v}", "rest", last=True),
    Way("prose", "lookup of {v} took 12 ms", "bare"),
    Way("prose", "duplicate entry '{v}' for key 'accounts.ix_2'", "single"),
    Way("prose", "sent to <{v}>, 1 accepted", "bare"),
    Way("prose", "not found: {v}, giving up after 3 attempts", "bare"),
    Way("prose", "({v})", "bare"),
    Way("prose", "value {v}.", "bare"),
    Way("sql", "INSERT INTO t (id, v) VALUES (42, '{v}')", "single"),
    Way("sql", "bind => [\"{v}\", 42]", "json"),
    Way("stack trace", 'KeyError: "{v}"', "json"),
    Way("stack trace", "com.example.LookupException: no entry for {v}", "bare", last=True),
    Way("command line", "./lookup -v {v} --limit 10", "bare"),
    Way("csv", "42,{v},ok,2026-11-17", "bare"),
    Way("tab separated", "42\t{v}\tok", "double"),
    Way("json", '{{"args":["{v}",42]}}', "json"),
    Way("nested json", '{{"msg":"got {{\\"v\\":\\"{v}\\"}}"}}', "json2"),
    Way("url path", "GET /v1/accounts/{v}/orders HTTP/1.1", "url"),
    Way("url query", "GET /search?q={v}&page=2 HTTP/1.1", "url"),
    Way("url query", "referer=https%3A%2F%2Fapp.example.com%2F%3Fq%3D{v}%26p%3D2", "url2"),
)  # fmt: skip

_CASES: dict[str, Callable[[list[str]], str]] = {
    "snake": "_".join,
    "camel": lambda words: words[0] + "".join(w.title() for w in words[1:]),
    "pascal": lambda words: "".join(w.title() for w in words),
    "kebab": "-".join,
    "upper": lambda words: "_".join(words).upper(),
    "title": lambda words: "-".join(w.title() for w in words),
}


def spell(rng: random.Random, key: str, case: str) -> str:
    """Return the name `key`, given in snake case, in the case that a way of writing asks for."""
    if case == "any":
        case = rng.choice(("snake", "snake", "camel", "camel", "kebab", "upper", "pascal"))
    words = [word for word in re.split(r"[_. ]", key) if word]
    return _CASES[case](words)


def write(rng: random.Random, way: Way, value: Value) -> str | None:
    """Return the value in this way, marked; nothing where it cannot be written so."""
    text = _ESCAPES[way.escape](value.text)
    if text is None:
        return None
    return way.template.format(k=spell(rng, rng.choice(value.keys), way.case), v=mark(value.kind, text))
