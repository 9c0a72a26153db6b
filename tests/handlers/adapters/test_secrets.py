"""Secrets: cached for five minutes, and never in an error."""

from __future__ import annotations

import pytest

from crosscut.aws import clients
from crosscut.aws.secrets import FRESH_SECONDS, Secrets
from crosscut.errors import ConfigurationError, RetryableError

NAME = "crosscut/test/anthropic"


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def put(value: str) -> None:
    clients.secretsmanager().put_secret_value(SecretId=NAME, SecretString=value)


def test_a_rotated_secret_is_seen_after_five_minutes(aws: object) -> None:
    clock = Clock()
    secrets = Secrets(clients.secretsmanager(), clock=clock)
    put('{"api_key": "synthetic-old"}')
    assert secrets.fields(NAME) == {"api_key": "synthetic-old"}

    put('{"api_key": "synthetic-new"}')
    clock.now += FRESH_SECONDS - 1
    assert secrets.fields(NAME) == {"api_key": "synthetic-old"}
    clock.now += 1
    assert secrets.fields(NAME) == {"api_key": "synthetic-new"}


def test_a_stale_secret_is_used_on_while_it_cannot_be_read(aws: object) -> None:
    clock = Clock()
    put("synthetic-value")
    client = clients.secretsmanager()

    class Unreachable:
        reachable = True

        def get_secret_value(self, SecretId: str) -> object:  # noqa: N803 - AWS's name
            if not self.reachable:
                raise RetryableError("no whole answer from AWS")
            return client.get_secret_value(SecretId=SecretId)

    flaky = Unreachable()
    secrets = Secrets(flaky, clock=clock)  # type: ignore[arg-type]
    assert secrets.text(NAME) == "synthetic-value"

    flaky.reachable = False
    clock.now += FRESH_SECONDS
    assert secrets.text(NAME) == "synthetic-value"
    with pytest.raises(RetryableError):
        secrets.text("crosscut/test/never-read")


@pytest.mark.parametrize("value", ["synthetic-not-json", '["synthetic-not-json"]', '{"api_key": 7}'])
def test_a_secret_of_another_shape_is_not_quoted(aws: object, value: str) -> None:
    put(value)

    with pytest.raises(ConfigurationError, match="expected a JSON object of texts") as caught:
        Secrets(clients.secretsmanager()).fields(NAME)
    assert "synthetic" not in str(caught.value)


def test_a_missing_or_empty_secret_says_how_to_mend_it(aws: object) -> None:
    secrets = Secrets(clients.secretsmanager())
    put(" ")

    with pytest.raises(ConfigurationError, match=f"secret {NAME} is empty; put its value"):
        secrets.text(NAME)
    with pytest.raises(ConfigurationError, match=r"reading the secret no/such: .*ResourceNotFoundException"):
        secrets.text("no/such")
