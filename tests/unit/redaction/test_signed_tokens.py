"""A token goes whole also where a query encodes its signs, where PHP escapes its slashes, and where more stands behind its form."""

from __future__ import annotations

import pytest

from crosscut.redaction import Redactor
from crosscut.redaction.providers import PROVIDERS

_AB = "aB3xY9kL2mQ7"


def _encoded(text: str) -> str:
    return text.replace("/", "%2F").replace("+", "%2B").replace("=", "%3D")


@pytest.mark.parametrize("name", ["fly", "adyen", "bedrock", "bedrock-short", "onepassword"])
@pytest.mark.parametrize("where", [3, 30, 70])
@pytest.mark.parametrize("sign", ["/", "+"])
def test_no_part_of_a_token_is_left(name: str, where: int, sign: str) -> None:
    provider = next(one for one in PROVIDERS if one.name == name)
    place = len(provider.prefix) + where
    token = (provider.token + _AB * 8)[:place] + sign + (provider.token + _AB * 8)[place:] + "=="
    forms = {_encoded(token), _encoded(token).replace("%", "%25"), token.replace("/", "\\/"), token}

    for form in forms:
        lines = [
            f"GET /v1?access_token={form}&page=2 HTTP/1.1",
            f'{{"api_key":"{form}"}}',
            f"leaked {form} in",
        ]
        for line, redacted in zip(lines, Redactor(b"synthetic-key").texts(lines), strict=True):
            before, behind = line.split(form)
            assert redacted.startswith(before + "<") and redacted.endswith(">" + behind), redacted


@pytest.mark.parametrize("behind", ["%2Fabc%2Bdef", "/abc+def", "%3D%3D", "~x!abc"])
def test_what_follows_a_token_is_a_part_of_the_value(behind: str) -> None:
    token = "ghp_" + _AB * 3 + behind

    redacted = Redactor(b"synthetic-key").text(f"access_token={token}&page=2")

    assert redacted.startswith("access_token=<TOKEN:") and redacted.endswith(">&page=2")
    assert behind not in redacted


def test_what_follows_a_token_under_another_name_stays() -> None:
    redacted = Redactor(b"synthetic-key").text(f"cloning from host/ghp_{_AB * 3}/repository")

    assert redacted.endswith(">/repository")


@pytest.mark.parametrize("slash", ["/", r"\/", r"\\\/", "%2F", "%252F"])
@pytest.mark.parametrize(
    "url",
    [
        f"https://hooks.slack.com/services/T00000000/B00000000/{_AB * 2}",
        f"https://discord.com/api/webhooks/123456789012345678/{_AB * 3}",
        f"https://acme.webhook.office.com/webhookb2/{_AB * 3}/IncomingWebhook/{_AB * 3}",
        f"https://hooks.zapier.com/hooks/catch/1234567/{_AB}",
        f"https://maker.ifttt.com/trigger/x/with/key/{_AB * 2}",
        f"https://open.feishu.cn/open-apis/bot/v2/hook/{_AB * 2}",
        f"https://hook.eu1.make.com/{_AB * 2}",
    ],
)
def test_the_credential_of_a_webhook_goes_however_its_slashes_are_written(url: str, slash: str) -> None:
    redacted = Redactor(b"synthetic-key").text(f'{{"url":"{url.replace("/", slash)}","n":1}}')

    assert _AB not in redacted and redacted.startswith('{"url":"https:') and redacted.endswith('","n":1}')
