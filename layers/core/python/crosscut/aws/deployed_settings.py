"""What a deployment was told: the settings of its analyze Lambda, for who looks at it from outside."""

from __future__ import annotations

from typing import Any, cast

from crosscut.aws import clients
from crosscut.aws.clients import Endpoint
from crosscut.aws.failures import translated
from crosscut.config import AnalyzeSettings, SanitizeSettings


def analyze_settings(function: str, endpoint: Endpoint | None = None) -> AnalyzeSettings:
    """Return the settings that the function of that name runs with: provider, models, limits, tables.

    Raises `ConfigurationError` when there is no such function, or it is of another version.
    """
    return AnalyzeSettings.from_environment(_environment(function, endpoint))


def sanitize_settings(function: str, endpoint: Endpoint | None = None) -> SanitizeSettings:
    """Return those of sanitize, likewise: buckets, and which others a backfill may read."""
    return SanitizeSettings.from_environment(_environment(function, endpoint))


def _environment(function: str, endpoint: Endpoint | None) -> dict[str, str]:
    lambda_ = cast(Any, clients.client("lambda", endpoint))  # its type stubs are not among the project's
    with translated(f"reading how {function} is set up"):
        found = lambda_.get_function_configuration(FunctionName=function)
    variables: dict[str, str] = found.get("Environment", {}).get("Variables", {})
    return variables
