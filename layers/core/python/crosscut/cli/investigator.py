"""Which model investigates, by which provider, and whose budget its calls are counted in."""

from __future__ import annotations

from collections.abc import Mapping

from crosscut.analysis import ClaudeConversation, ClaudeEndpoint
from crosscut.analysis.budget import Allowance
from crosscut.cli.deployment import Where, deployment_of
from crosscut.config import AnalyzeSettings, Source, ToolSettings, anthropic_api_key
from crosscut.conversation import Model
from crosscut.errors import ConfigurationError
from crosscut.model_table import ModelEntry

_NO_KEY = (
    "an investigation needs Claude: set ANTHROPIC_API_KEY, or CROSSCUT_PROVIDER=bedrock and CROSSCUT_MODEL; without "
    "it `crosscut analyze PATH` has the rules look at files"
)
NO_BEDROCK_MODEL = (
    "CROSSCUT_PROVIDER=bedrock needs CROSSCUT_MODEL, the id of a Bedrock model or inference profile "
    "(eu.anthropic...)"
)


def on_files(settings: ToolSettings, models: Mapping[str, ModelEntry]) -> Model:
    """Return the model for files of this machine, as the environment says. Raises `ConfigurationError`."""
    return ClaudeConversation(_endpoint(settings), _model(settings), models)


def on_deployment(
    settings: ToolSettings, models: Mapping[str, ModelEntry], *, where: Where, source: Source, about: str
) -> Model:
    """Return the model for a deployment: its own provider and model, unless the environment names others.

    Each call is reserved in the deployment's budget of the day, and settled. `about` is what is looked into.
    Raises `ConfigurationError`.
    """
    from crosscut.aws import clients
    from crosscut.aws.deployed_settings import analyze_settings
    from crosscut.aws.spending import DynamoSpending

    deployment = deployment_of(where)
    deployed = analyze_settings(deployment.name("analyze"), deployment.endpoint)
    settings = _as_deployed(settings, deployed)
    endpoint, model = _endpoint(settings), _model(settings)
    table = (where.is_default and settings.budget_table) or deployed.budget_table
    allowance = Allowance(
        DynamoSpending(clients.dynamodb(deployment.endpoint), table), whole=deployed.budget, digest_id=about
    )
    return ClaudeConversation(endpoint, model, models, source=source, allowance=allowance)


def _as_deployed(settings: ToolSettings, deployed: AnalyzeSettings) -> ToolSettings:
    named = settings.model_fields_set
    changes: dict[str, object] = {}
    if "provider" not in named and deployed.provider != "offline":
        changes["provider"] = deployed.provider
    provider = changes.get("provider", settings.provider)
    if "model" not in named and provider == deployed.provider:
        changes["model"] = deployed.model
    # As if they had been set, so that a model that the deployment names counts as named.
    return ToolSettings.model_validate({**settings.model_dump(include=named), **changes})


def _endpoint(settings: ToolSettings) -> ClaudeEndpoint:
    if settings.provider == "bedrock":
        return ClaudeEndpoint("bedrock", api_key="", url="")
    key = anthropic_api_key()
    if not key:
        raise ConfigurationError(_NO_KEY)
    return ClaudeEndpoint("anthropic", api_key=key, url=settings.anthropic_url)


def _model(settings: ToolSettings) -> str:
    if settings.provider == "bedrock" and "model" not in settings.model_fields_set:
        raise ConfigurationError(NO_BEDROCK_MODEL)
    return settings.model
