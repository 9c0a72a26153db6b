"""Secrets Manager, asked again after five minutes so that a rotated secret needs no redeploy."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from crosscut.aws.failures import translated
from crosscut.errors import ConfigurationError, RetryableError

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

FRESH_SECONDS = 300


class Secrets:
    """Reads secrets by name. No error of it carries a secret's value."""

    def __init__(self, client: SecretsManagerClient, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._clock = clock
        self._cache: dict[str, tuple[float, str]] = {}

    def text(self, name: str) -> str:
        """Return the whole secret.

        A value that has grown stale is used on while Secrets Manager can't be reached. Raises
        `ConfigurationError` when there is no such secret, or it is empty or binary.
        """
        read_at, value = self._cache.get(name, (0.0, ""))
        if value and self._clock() - read_at < FRESH_SECONDS:
            return value
        try:
            value = self._read(name)
        except RetryableError:
            if not value:
                raise
        self._cache[name] = (self._clock(), value)
        return value

    def fields(self, name: str) -> dict[str, str]:
        """Return a secret that is a JSON object of texts. Raises `ConfigurationError` when it is not."""
        try:
            data = json.loads(self.text(name))
        except ValueError:
            data = None
        if not isinstance(data, dict) or not all(isinstance(value, str) for value in data.values()):
            raise ConfigurationError(
                f'secret {name}: expected a JSON object of texts such as {{"api_key": "..."}}'
            )
        return {str(field): value.strip() for field, value in data.items()}

    def _read(self, name: str) -> str:
        with translated(f"reading the secret {name}"):
            value = self._client.get_secret_value(SecretId=name).get("SecretString", "")
        if not value.strip():
            raise ConfigurationError(
                f"secret {name} is empty; put its value with `aws secretsmanager put-secret-value`"
            )
        return value
