"""What a deployment was told: the settings of its analyze Lambda, for who looks at it from outside."""

from __future__ import annotations

from typing import Any, cast

from crosscut.aws import clients
from crosscut.aws.clients import Endpoint
from crosscut.aws.failures import translated
from crosscut.config import AnalyzeSettings


def analyze_settings(function: str, endpoint: Endpoint | None = None) -> AnalyzeSettings:
    """Return the settings that the function of that name runs with: provider, models, limits, tables.

    Raises `ConfigurationError` when there is no such function, or it is of another version.
    """
    lambda_ = cast(Any, clients.client("lambda", endpoint))  # its type stubs are not among the project's
    with translated(f"reading how {function} is set up"):
        found = lambda_.get_function_configuration(FunctionName=function)
    return AnalyzeSettings.from_environment(found.get("Environment", {}).get("Variables", {}))
