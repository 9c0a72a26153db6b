"""Lines of HTTP requests: authorization headers, cookies, access logs, base64 that gateways hand on."""

from __future__ import annotations

import json
import random
from urllib.parse import quote

from tests.benchmarks.redaction.credentials import named_credential
from tests.benchmarks.redaction.marks import mark, neutral
from tests.benchmarks.redaction.people import People
from tests.benchmarks.redaction.secret_values import basic_text, bearer_text, jwt, password_text, session_text
from tests.benchmarks.redaction.value import ALNUM, BASE64, HEX, LOWER, b64, fill, some


def authorization(rng: random.Random, people: People) -> tuple[str, str]:
    scheme = rng.choice(("Bearer", "Bearer", "Basic", "Basic", "Token", "ApiKey"))
    if scheme == "Basic":
        secret = mark("authorization/basic", basic_text(rng))
    elif scheme == "Bearer" and rng.random() < 0.5:
        secret = mark("jwt/bearer", jwt(rng).text)
    else:
        secret = mark(f"authorization/{scheme.lower()}", bearer_text(rng))
    header = f"{scheme} {secret}"
    encoded = f"{scheme}%20{secret}"
    return "authorization header", rng.choice(
        (
            f"Authorization: {header}",
            f"authorization: {header}",
            f"> Authorization: {header}",
            f"Proxy-Authorization: {header}",
            f"curl -s -H 'Authorization: {header}' https://api.example.com/v1/items",
            f'curl -H "Authorization: {header}" -X POST https://api.example.com/v1/items',
            f"headers={{'Authorization': '{header}', 'Accept': '*/*'}}",
            f'{{"headers":{{"authorization":"{header}","host":"api.example.com"}}}}',
            f'{{"multiValueHeaders":{{"Authorization":["{header}"]}}}}',
            f'{{"m":"{{\\"headers\\":{{\\"Authorization\\":\\"{header}\\"}}}}"}}',
            f"map[Accept:[*/*] Authorization:[{header}]]",
            f"GET /v1/items?authorization={encoded}&page=2 HTTP/1.1",
            f'HTTP_AUTHORIZATION="{header}"',
            f'  authorization: "{header}"',
            f"[('Authorization', '{header}'), ('Accept', '*/*')]",
            f"authorization => [{header}]",
            f'<header name="Authorization">{header}</header>',
            f"Request header Authorization with value {header} was rejected",
            f"GET /v1 HTTP/1.1\\r\\nHost: api.example.com\\r\\nAuthorization: {header}\\r\\nAccept: */*\\r\\n\\r\\n",
            f'http-outgoing-0 >> "Authorization: {header}[\\r][\\n]"',
        )
    )


def secret_header(rng: random.Random, people: People) -> tuple[str, str]:
    """Headers of services that carry a key, and `Authorization` with fields of its own."""
    name = rng.choice(
        (
            "X-Auth-Token", "X-Vault-Token", "PRIVATE-TOKEN", "api-key", "Ocp-Apim-Subscription-Key", "X-CSRF-Token",
            "x-goog-api-key", "DD-API-KEY", "X-API-KEY", "x-functions-key", "X-Shopify-Access-Token",
            "X-Amz-Security-Token", "X-Access-Token", "X-Session-Token", "Api-Token",
        )
    )  # fmt: skip
    secret = mark("entropy/header", fill(rng, rng.choice(("<a32>", "<h40>", "<u43>", "<uuid>", "<b87>="))))
    signature = mark("entropy/signature", some(rng, HEX, 64))
    key = mark("cloud/aws-access-key", fill(rng, "AKIA<B16>"))
    return "header", rng.choice(
        (
            f"{name}: {secret}",
            f"> {name}: {secret}",
            f"curl -s -H '{name}: {secret}' https://api.example.com/v1/items",
            f'{{"headers":{{"{name.lower()}":"{secret}","accept":"*/*"}}}}',
            f"headers={{'{name}': '{secret}', 'Accept': '*/*'}}",
            f"map[Accept:[*/*] {name}:[{secret}]]",
            f"GET /v1 HTTP/1.1\\r\\nHost: api.example.com\\r\\n{name}: {secret}\\r\\n\\r\\n",
            f"Authorization: AWS4-HMAC-SHA256 Credential={key}/20261117/eu-west-1/s3/aws4_request, "
            f"SignedHeaders=host;x-amz-date, Signature={signature}",
            f'Authorization: Digest username="{neutral("app")}", realm="api", nonce="{neutral(some(rng, HEX, 32))}", '
            f'uri="/v1", response="{mark("entropy/digest", some(rng, HEX, 32))}"',
        )
    )


def cookie(rng: random.Random, people: People) -> tuple[str, str]:
    name = rng.choice(
        ("session", "sessionid", "JSESSIONID", "PHPSESSID", "connect.sid", "_app_session", "sid", "ASP.NET_SessionId",
         "laravel_session", "auth_token", "remember_me", "csrftoken", "__Host-session", "XSRF-TOKEN", "AWSALB")
    )  # fmt: skip
    secret = mark("cookie/session", session_text(rng))
    other = neutral(f"_ga=GA1.2.{rng.randint(10**8, 10**9)}.{rng.randint(1_700_000_000, 1_800_000_000)}")
    flags = neutral(
        rng.choice(("Path=/; HttpOnly", "Path=/; Secure; SameSite=Lax", "Max-Age=3600; Path=/; HttpOnly"))
    )
    pair = f"{neutral(name)}={secret}"
    return "cookie", rng.choice(
        (
            f"Set-Cookie: {pair}; {flags}",
            f"set-cookie: {pair}; {flags}",
            f"< Set-Cookie: {pair}; {flags}",
            f"Cookie: {pair}",
            f'http-outgoing-0 >> "Cookie: {pair}[\\r][\\n]"',
            f"GET /me HTTP/1.1\\r\\nHost: app.example.com\\r\\nCookie: {pair}\\r\\nAccept: */*\\r\\n\\r\\n",
            f"GET /shop/cart;jsessionid={secret}?page=2 HTTP/1.1",
            f"Cookie: {other}; {pair}",
            f"cookie: {pair}; {neutral('theme=dark')}",
            f'{{"headers":{{"cookie":"{pair}; {neutral("lang=en")}","host":"app.example.com"}}}}',
            f'{{"headers":{{"set-cookie":["{pair}; {flags}"]}}}}',
            f"curl -s -b '{pair}' https://app.example.com/me",
            f"curl --cookie '{pair}' https://app.example.com/me",
            f"curl -H 'Cookie: {pair}' https://app.example.com/me",
            f"headers={{'Cookie': '{pair}', 'Accept': '*/*'}}",
            f'http_cookie="{pair}" status=200',
            f'{{"cookies":{{"{name}":"{secret}"}}}}',
            f"request.cookies={{'{name}': '{secret}'}}",
        )
    )


def access_log(rng: random.Random, people: People) -> tuple[str, str]:
    ip = people.ipv6() if rng.random() < 0.2 else people.ipv4()
    when = fill(rng, "<n10-28>/Nov/2026:<n10-23>:<n10-59>:<n10-59> +0000")
    secret, email = jwt(rng), people.email()
    query = rng.choice(
        (
            "page=2",
            f"token={mark(secret.kind, secret.text)}",
            f"email={mark(email.kind, quote(email.text, safe=''))}&page=2",
            f"api_key={mark('entropy/generic-api-key', some(rng, ALNUM, 32))}",
            f"X-Amz-Credential={mark('cloud/aws-access-key', fill(rng, 'AKIA<B16>'))}%2F20261117%2Feu-west-1%2Fs3"
            f"%2Faws4_request&X-Amz-Signature={mark('entropy/aws-signature', some(rng, HEX, 64))}",
            f"sv=2023-11-03&sp=r&sig={mark('entropy/azure-sas', quote(some(rng, BASE64, 43) + '=', safe=''))}",
        )
    )
    user = neutral(rng.choice(("-", "-", "alice")))
    agent = f"Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0.{rng.randint(6000, 6999)}.{rng.randint(100, 254)}"
    status, size = rng.choice((200, 401, 500)), rng.randint(100, 99999)
    return "access log", (
        f'{mark(ip.kind, ip.text)} - {user} [{when}] "GET /v1/items?{query} HTTP/1.1" {status} {size}'
        f' "https://app.example.com/" "{agent}"'
    )


def encoded(rng: random.Random, people: People) -> tuple[str, str]:
    """Base64 of what must go, as headers and queries of gateways carry it."""
    email = people.email().text
    secret = password_text(rng, bare=False)
    kind, content = rng.choice(
        (
            ("email", email),
            ("email", json.dumps({"sub": some(rng, LOWER, 8), "email": email})),
            ("password", json.dumps({"username": "app", "password": secret})),
            ("password", f"user=app&password={quote(secret, safe='')}"),
            ("entropy", json.dumps({"api_key": named_credential(rng).text})),
        )
    )
    text = mark(f"{kind}/base64", b64(content))
    escaped = mark(f"{kind}/base64", quote(b64(content), safe=""))
    return "base64", rng.choice(
        (
            f"X-User-Info: {text}",
            f"x-ms-client-principal: {text}",
            f"x-apigateway-context: {text}",
            f"GET /callback?state={escaped}&code=2 HTTP/1.1",
            f"GET /t?data={escaped} HTTP/1.1",
            f'{{"headers":{{"x-user-info":"{text}"}}}}',
        )
    )
