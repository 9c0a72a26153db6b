"""One synth for each deployment that the tests look at, without bundling and without CDK's own validation."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:  # `infra` is no part of the installed package
    sys.path.insert(0, str(ROOT))

# Read when jsii starts Node, which importing aws_cdk does. The rules have a test of their own.
os.environ.setdefault("CDK_VALIDATION", "false")
os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20")

from tests.infra.deployed import Deployed  # noqa: E402 - found by the path set above

if TYPE_CHECKING:
    import aws_cdk as cdk

MakeApp = Callable[..., "cdk.App"]
Synthesize = Callable[..., Deployed]
CONNECTED = {"kms": "create", "vpc": "create", "vpcEgress": "nat"}
BEDROCK_MODEL = "eu.anthropic.claude-sonnet-5-5-v1:0"
ENCLOSED = {"vpc": "create", "provider": "bedrock", "model": BEDROCK_MODEL, "slackApiUrl": "none"}


@pytest.fixture(scope="session")
def make_app(tmp_path_factory: pytest.TempPathFactory) -> MakeApp:
    """Returns a function that makes an app with cdk.json's context and the given keys over it."""

    def make(**context: object) -> cdk.App:
        import aws_cdk as cdk

        defaults = json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"]
        return cdk.App(
            outdir=str(tmp_path_factory.mktemp("cdk.out")),
            context={**defaults, "aws:cdk:bundling-stacks": [], **context},
        )

    return make


@pytest.fixture(scope="session")
def synthesize(make_app: MakeApp) -> Synthesize:
    """Returns a function that synthesizes with the given context."""

    def synth(**context: object) -> Deployed:
        from infra.deployment import Deployment
        from infra.stack import CrosscutStack

        app = make_app(**context)
        stack = CrosscutStack(app, deployment=Deployment.of(app.node))
        assembly = app.synth()
        return Deployed(Path(assembly.directory) / stack.template_file)

    return synth


@pytest.fixture(scope="session")
def dev(synthesize: Synthesize) -> Deployed:
    """What cdk.json deploys as it stands."""
    from native import probes
    from native.build import build, build_matching

    build("linux-arm64.so")  # which synth does where it bundles
    build_matching("linux-arm64.matching.so")
    probes.build()
    return synthesize()


@pytest.fixture(scope="session")
def prod(synthesize: Synthesize) -> Deployed:
    """The same for another stage."""
    return synthesize(stage="prod")


@pytest.fixture(scope="session")
def keyed(synthesize: Synthesize) -> Deployed:
    """What is deployed with a key of the customer's own."""
    return synthesize(kms="create")


@pytest.fixture(scope="session")
def enclosed(synthesize: Synthesize) -> Deployed:
    """What is deployed into a VPC from which no way leads out."""
    return synthesize(**ENCLOSED)


@pytest.fixture(scope="session")
def connected(synthesize: Synthesize) -> Deployed:
    """What is deployed into a VPC with a NAT gateway, with a key of the customer's own."""
    return synthesize(**CONNECTED)


@pytest.fixture(scope="session")
def local(synthesize: Synthesize) -> Deployed:
    """What is deployed to the local AWS."""
    return synthesize(
        stage="local", architecture="x86_64", python="3.11", slackApiUrl="http://127.0.0.1:9/api"
    )
