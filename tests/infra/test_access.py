"""What each Lambda may do: written down for people as it is in the template, and without wildcards.

That it is what they do is shown by the end-to-end tests, which compare it with their calls.
"""

from __future__ import annotations

import pytest

from tests.infra.access_table import table
from tests.infra.conftest import ROOT, Synthesize
from tests.infra.deployed import Deployed

pytestmark = pytest.mark.infra


def test_the_page_shows_what_each_lambda_may_do(dev: Deployed) -> None:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")

    made = "\n".join(table(dev))
    assert f"\n{made}\n\n" in page, (
        f"the table in docs/security.md is another; put this in its place:\n{made}"
    )


@pytest.mark.parametrize(
    "context",
    [{}, {"provider": "offline"}, {"provider": "bedrock", "model": "eu.anthropic.claude-sonnet-5-5-v1:0"}],
    ids=lambda context: str(context.get("provider", "anthropic")),
)
def test_no_role_has_a_wildcard_for_an_action_or_for_every_resource(
    synthesize: Synthesize, context: dict[str, str]
) -> None:
    deployed = synthesize(**context)

    allowed = [
        (function.name, action, resource)
        for function in deployed.all("AWS::Lambda::Function")
        for action, resource in deployed.allowed(function.name)
    ]
    assert len(allowed) > 40
    assert [each for each in allowed if "*" in each[1] or each[2] == "*"] == []
    # A part of a name is open where objects have any, and where a model lies in any region.
    assert {each[2].rpartition("/")[2] for each in allowed if "*" in each[2]} <= {"*"} | {
        "anthropic.claude-sonnet-5-5-v1:0"
    }
