"""The CDK app: one stack for the stage that the context names."""

from __future__ import annotations

import os
import sys

# docs/deploy.md says which Node to have; jsii need not say it in twelve lines at every synth.
os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20")

import aws_cdk as cdk

from crosscut.errors import CrosscutError
from infra.deployment import Deployment
from infra.stack import CrosscutStack


def main() -> int:
    """Synthesize. Returns 1, after one line on stderr, when the context or the sources file is wrong."""
    app = cdk.App()
    try:
        CrosscutStack(app, deployment=Deployment.of(app.node))
    except CrosscutError as error:
        sys.stderr.write(f"crosscut: {error}\n")
        return 1
    app.synth()
    return 0


if __name__ == "__main__":
    sys.exit(main())
