"""The template against cdk-nag's AwsSolutions pack and cfn-lint. What is let be has a reason."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.infra.conftest import CONNECTED, ENCLOSED, MakeApp
from tests.infra.deployed import Deployed

pytestmark = pytest.mark.infra

BY_PREFIX = "Objects have any name below the prefix; the bucket and the prefix are named."
# (rule, where) to why it is let be. Both are patterns of the whole text.
ACKNOWLEDGED = {
    ("AwsSolutions-S1", "(LogBucket|WorkBucket)/Resource"): (
        "An access log of the log bucket is one more log to keep; who has to know who read an object has "
        "CloudTrail's data events, which are chosen for an account and not by one of its stacks."
    ),
    ("AwsSolutions-SMG4", "Secrets/PseudonymKey/Resource"): (
        "A new key makes new pseudonyms, which splits one attacker into two; it is not changed by date."
    ),
    ("AwsSolutions-SMG4", "Secrets/(Anthropic|Slack)/Resource"): (
        "Anthropic and Slack issue these; no Lambda of ours could rotate them."
    ),
    (r"AwsSolutions-IAM5\[Resource::<LogBucket\w+\.Arn>/\*\]", "Sanitize/Role/DefaultPolicy/Resource"): (
        "Sources choose the keys of their logs; the bucket holds nothing but logs."
    ),
    (
        r"AwsSolutions-IAM5\[Resource::<WorkBucket\w+\.Arn>/(chunks|digests|merged|quarantine)/\*\]",
        "Sanitize/Role/DefaultPolicy/Resource",
    ): BY_PREFIX,
    (
        r"AwsSolutions-IAM5\[Resource::<WorkBucket\w+\.Arn>/(digests|evidence|merged|reports)/\*\]",
        "Analyze/Role/DefaultPolicy/Resource",
    ): BY_PREFIX,
    (
        r"AwsSolutions-IAM5\[Resource::<WorkBucket\w+\.Arn>/reports/\*\]",
        "Notify/Role/DefaultPolicy/Resource",
    ): BY_PREFIX,
    (r"AwsSolutions-IAM5\[Resource::\*\]", "Backfill/Role/DefaultPolicy/Resource"): (
        "The deliveries of logs and X-Ray's segments have no ARN; CDK grants what Step Functions asks for."
    ),
    (
        r"AwsSolutions-IAM5\[Resource::<WorkBucket\w+\.Arn>/backfills/\*\]",
        "Backfill/Role/DefaultPolicy/Resource",
    ): BY_PREFIX,
    ("AwsSolutions-L1", "(Sanitize|Analyze|Notify|Reconcile|Slack)/Function/Resource"): (
        "Python 3.13 is what the wheels are tested and compiled for; `-c python=3.14` takes the latest."
    ),
}
IN_A_VPC = {
    (
        r"AwsSolutions-IAM5\[Resource::\*\]",
        "(Sanitize|Analyze|Notify|Reconcile|Slack)/Role/DefaultPolicy/Resource",
    ): "Lambda checks for the calls on network interfaces on every resource; the function's own code is denied them.",
}
WITH_BEDROCK = {
    (r"AwsSolutions-IAM5\[Resource::arn:<AWS::Partition>:bedrock:\*::foundation-model/.+\]",
     "Analyze/Role/DefaultPolicy/Resource"): "An inference profile asks its model in whichever region it likes.",
}  # fmt: skip
CFN_LINT_LET_BE = {
    "W3005": "CDK writes DependsOn a role beside the GetAtt of its ARN; it is needless and harmless.",
}


@pytest.mark.parametrize(
    ("context", "more"),
    [
        ({}, {}),
        (CONNECTED, IN_A_VPC),
        (ENCLOSED, {**IN_A_VPC, **WITH_BEDROCK}),
    ],
    ids=["as-it-stands", "key-and-vpc", "vpc-without-a-way-out"],
)
def test_cdk_nag_finds_only_what_is_acknowledged(
    make_app: MakeApp, context: dict[str, str], more: dict[tuple[str, str], str]
) -> None:
    from cdk_nag import AwsSolutionsChecks

    from infra.deployment import Deployment
    from infra.stack import CrosscutStack

    acknowledged = {**ACKNOWLEDGED, **more}
    app = make_app(**context)
    stack = CrosscutStack(app, deployment=Deployment.of(app.node))

    report = AwsSolutionsChecks(app).validate_scope(app)

    found = [
        (violation.rule_name, str(resource.construct_path).removeprefix(f"{stack.node.path}/"))
        for violation in report.violations
        for resource in violation.violating_resources
    ]
    used = set()
    for rule, path in found:
        matching = [a for a in acknowledged if re.fullmatch(a[0], rule) and re.fullmatch(a[1], path)]
        assert matching, f"{rule} at {path}"
        used.update(matching)
    assert used == acknowledged.keys(), "an acknowledgement that nothing needs any more"


@pytest.mark.parametrize("variant", ["dev", "enclosed", "connected"])
def test_cfn_lint_finds_only_what_is_let_be(request: pytest.FixtureRequest, variant: str) -> None:
    deployed: Deployed = request.getfixturevalue(variant)
    found = _cfn_lint(deployed.template_file)

    others = [each for each in found if each["Rule"]["Id"] not in CFN_LINT_LET_BE]
    assert others == []
    assert {each["Rule"]["Id"] for each in found} == CFN_LINT_LET_BE.keys(), "one that nothing needs any more"


def test_cfn_lint_would_find_something(tmp_path: Path) -> None:
    template = tmp_path / "wrong.json"
    template.write_text(
        '{"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"FifoQue": true}}}}'
    )

    assert [each["Rule"]["Id"] for each in _cfn_lint(template)] == ["E3002"]


def _cfn_lint(template: Path) -> list[dict[str, Any]]:
    run = subprocess.run(
        [Path(sys.executable).with_name("cfn-lint"), "--regions", "eu-central-1", "--format", "json",
         "--template", template],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.stdout, run.stderr
    found: list[dict[str, Any]] = json.loads(run.stdout)
    return found
