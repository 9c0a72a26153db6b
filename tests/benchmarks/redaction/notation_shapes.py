"""Lines in which a notation hides a value: base64 under a name, encoded signs, other quotes, colours, complaints about a field."""

from __future__ import annotations

import random
from collections.abc import Callable
from urllib.parse import quote

from tests.benchmarks.redaction.dump_shapes import somebody
from tests.benchmarks.redaction.marks import mark
from tests.benchmarks.redaction.national_ids import national_id
from tests.benchmarks.redaction.people import People
from tests.benchmarks.redaction.value import ALNUM, BASE64, HEX, b64, some, uuid


def hidden(rng: random.Random, people: People) -> tuple[str, str]:
    """Values in base64 under their names."""
    first, last = people.full_name()
    number = national_id(rng)
    name, kind, text = rng.choice(
        (
            ("first_name", "name/base64", first),
            ("last_name", "name/base64", last),
            ("full_name", "name/base64", f"{first} {last}"),
            ("cardholder_name", "name/base64", f"{first} {last}"),
            ("phone", "phone/base64", f"+1{rng.randint(201, 989)}55501{rng.randint(10, 99)}"),
            ("street_address", "address/base64", f"{rng.randint(2, 240)} {people.western_name().text.split()[-1]} Road"),
            (rng.choice(number.keys), "national-id/base64", number.text),
        )
    )  # fmt: skip
    if len(text.encode()) < 4:
        text += "-Example"
    value, escaped = mark(kind, b64(text)), mark(kind, quote(b64(text), safe=""))
    header = "X-" + name.replace("_", "-").title()
    return "base64 under a name", rng.choice(
        (
            f"GET /unsubscribe?{name}={escaped}&list=weekly HTTP/1.1",
            f"POST /form {name}={escaped}",
            f"{header}: {value}",
            f'{{"headers":{{"{header.lower()}":"{value}","accept":"*/*"}}}}',
            f'{{"{name}":"{value}","n":1}}',
            f'{{"m":"{{\\"{name}\\":\\"{value}\\"}}"}}',
            f"map[{header}:[{value}]]",
            f"{name}={value} status=ok",
        )
    )


def signed(rng: random.Random, people: People) -> tuple[str, str]:
    """Tokens whose alphabet has signs, which a query encodes and PHP escapes; addresses of webhooks behind such slashes."""

    def of(alphabet: str, count: int) -> str:
        return some(rng, alphabet, count)

    key, token = rng.choice(
        (
            ("fly_api_token", "fm2_" + of(BASE64, rng.randint(60, 120)) + "a=="),
            ("adyen_api_key", f"AQE{of(BASE64, 80)}a==-{of(BASE64, 43)}=-{of(ALNUM, 16)}"),
            ("bedrock_key", "ABSK" + of(BASE64, 108) + "a="),
            ("op_service_account_token", "ops_eyJ" + of(BASE64, 120) + "a="),
            ("access_token", f"ghp_{of(ALNUM, 36)}/{of(ALNUM, 8)}"),
        )
    )
    secret = mark("saas/signed", quote(token, safe=""))
    hook = rng.choice(
        (
            f"hooks.slack.com/services/\1T{of(HEX.upper(), 9)}/B{of(HEX.upper(), 9)}/{of(ALNUM, 24)}\2",
            f"discord.com/api/webhooks/\1{rng.randint(10**17, 10**18)}/{of(ALNUM, 60)}\2",
            f"acme.webhook.office.com/webhookb2/\1{uuid(rng)}@{uuid(rng)}/IncomingWebhook/{of(HEX, 32)}/{uuid(rng)}\2",
        )
    ).replace("/", "\\/")  # fmt: skip
    before, _, rest = hook.partition("\1")
    address, _, behind = rest.partition("\2")
    url = f"https:\\/\\/{before}{mark('saas/webhook', address)}{behind}"
    return "encoded signs", rng.choice(
        (
            f"GET /v1/sync?{key}={secret}&page=2 HTTP/1.1",
            f"body: grant_type=client_credentials&{key}={secret}&scope=read",
            f'{{"url":"{url}","status":500}}',
            f'{{"channel":{{"hook":"{url}"}}}}',
        )
    )


def quoted(rng: random.Random, people: People) -> tuple[str, str]:
    """Quotes that are curly, or escaped by their numbers."""
    p = somebody(rng, people)
    opening, closing = rng.choice((("“", "”"), ("‘", "’"), ("«", "»"), ("„", "“")))
    escape = rng.choice((r"\u0022", r"\x22"))
    return "other quotes", rng.choice(
        (
            f"could not verify password {opening}{p.password}{closing} of job 7",
            f"first_name={opening}{p.first}{closing} saved",
            f"user {opening}{p.user}{closing} not found",
            f'{{"password":"{p.password}","last_name":"{p.last}","n":1}}'.replace('"', escape),
            f'"POST /login" 401 body={{"password":"{p.password}"}}'.replace('"', escape),
        )
    )


def coloured(rng: random.Random, people: People) -> tuple[str, str]:
    """Colours of a terminal between a name, its sign and its value."""
    p = somebody(rng, people)
    name, value = rng.choice((("password", p.password), ("last_name", p.last), ("full_name", p.full)))
    escape = rng.choice(("\x1b", "\x1b", r"\u001b", r"\x1b"))
    c, d, r = (f"{escape}[{code}m" for code in ("36", "0;2", "0"))
    text = f"'{value}'" if " " in value else value
    return "colours", rng.choice(
        (
            f"{c}INF{r} saved {c}{name}={r}{text} {c}n={r}1",
            f"{d}info{r} saved {c}{name}{r}={d}{text}{r} {c}n{r}={d}1{r}",
            f'    {c}{name}{r}: "{value}"',
            f'{d}app{r}{d}:{r} saved {d}{name}{r}{d}={r}"{value}" {d}n{r}{d}={r}1',
            f'{c}"{name}"{r}{d}:{r} {c}"{value}"{r}',
            f"{{ {name}: {c}'{value}'{r}, n: {d}1{r} }}",
            f"login failed for user {c}{p.user}{r} from web",
        )
    )


def complaint(rng: random.Random, people: People) -> tuple[str, str]:
    """What validations and databases say of a value of a field."""
    p, number = somebody(rng, people), national_id(rng)
    name, value = rng.choice(
        (
            ("last_name", p.last),
            ("phone", p.phone),
            (rng.choice(number.keys), mark("national-id/complaint", number.text)),
        )
    )
    return "complaint", rng.choice(
        (
            f"ValidationError: {{'{name}': ['Value “{value}” is not valid.']}}",
            f"{{'{name}': ['“{value}” value has an invalid format.']}}",
            f'{{"{name}":["\\"{value}\\" is not a valid choice."]}}',
            f"Duplicate entry '{value}' for key 'customers.{name}'",
            f"Incorrect string value: '{value}' for column `shop`.`users`.`{name}` at row 1",
            f'Cast to string failed for value "{value}" (type string) at path "{name}" for model "User"',
            f'"{name}" with value "{value}" fails to match the required pattern',
            f"ValidationError {{ value: '{value}', property: '{name}', children: [] }}",
            f'{{"type":"field","value":"{value}","msg":"Invalid value","path":"{name}","location":"body"}}',
            f'{{"rejectedValue":"{value}","field":"{name}","message":"no"}}',
            f"1 validation error for User\\n{name}\\n  Input should be shorter [type=string_too_long, input_value='{value}', input_type=str]",
            f"[Parameters=[@__{name}_0='{value}' (Size = 256)], CommandType='Text']",
            f"[parameters: {{'{name}_1': '{value}', 'limit_1': 5}}]",
        )
    )


def said(rng: random.Random, people: People) -> tuple[str, str]:
    """Values in sentences that programs write."""
    p, name = somebody(rng, people), people.western_name()
    port, setup = rng.choice((5432, 5433, 6432)), some(rng, ALNUM, 20)
    return "sentence", rng.choice(
        (
            f"Started by user {mark(name.kind, name.text)}",
            f"Approved by {mark(name.kind, name.text)}",
            f"loaded cart for user id {mark('user/number', str(rng.randint(10**5, 10**9)))}",
            f"no subscription for customer_id {mark('user/number', str(rng.randint(10**5, 10**9)))}",
            f"Changed password for user elastic PASSWORD elastic = {mark('password/setup', setup)}",
            f"Password for the elastic user is: {mark('password/setup', setup)}",
            f"db-1.internal.example:{port}:orders:orders_rw:{p.password} line rejected from .pgpass",
        )
    )


SHAPES: dict[Callable[[random.Random, People], tuple[str, str]], int] = {
    hidden: 4, signed: 3, quoted: 3, coloured: 3, complaint: 4, said: 3,
}  # fmt: skip
