"""The roles' policies, as synthesized, against cloudsplaining: no escalation, no exposure, no wildcards."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.infra.deployed import Deployed

pytestmark = pytest.mark.infra


def _policies(template: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return each policy document that a role of the stack has, with what CloudFormation fills in made up."""
    found = {}
    for name, resource in template["Resources"].items():
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::IAM::Policy":
            found[name] = _plain(properties["PolicyDocument"])
        elif resource["Type"] == "AWS::IAM::Role":
            for policy in properties.get("Policies", []):
                found[f"{name}/{policy['PolicyName']}"] = _plain(policy["PolicyDocument"])
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"Fn::Join"}:
        separator, parts = value["Fn::Join"]
        return separator.join(str(_plain(part)) for part in parts)
    if len(value) == 1 and next(iter(value)).startswith(("Fn::", "Ref")):
        text = "-".join(re.findall(r"\w+", json.dumps(value)))
        return f"arn:aws:service:eu-central-1:000000000000:{text}"
    return {key: _plain(each) for key, each in value.items()}


# Lambda asks for them on every resource, and the function's own code is denied them (infra/network.py).
INTO_A_VPC = {"ec2:AssignPrivateIpAddresses", "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface",
              "ec2:UnassignPrivateIpAddresses"}  # fmt: skip


@pytest.mark.parametrize(("variant", "let_be"), [("dev", set()), ("connected", INTO_A_VPC)])
def test_cloudsplaining_finds_no_risk_in_the_roles(
    request: pytest.FixtureRequest, variant: str, let_be: set[str]
) -> None:
    from cloudsplaining.scan.policy_document import PolicyDocument

    deployed: Deployed = request.getfixturevalue(variant)
    policies = _policies(json.loads(deployed.template_file.read_text(encoding="utf-8")))

    assert len(policies) >= 3
    for name, document in policies.items():
        policy = PolicyDocument(document)
        risks = {
            "PrivilegeEscalation": policy.allows_privilege_escalation,
            "DataExfiltration": policy.allows_data_exfiltration_actions,
            "ResourceExposure": policy.permissions_management_without_constraints,
            "CredentialsExposure": policy.credentials_exposure,
            "ServiceWildcard": policy.service_wildcard,
            "InfrastructureModification": policy.write_actions_without_constraints,
        }
        found = set(risks["InfrastructureModification"])
        risks["InfrastructureModification"] = sorted(found - let_be)
        assert {risk: what for risk, what in risks.items() if what} == {}, name


def test_cloudsplaining_would_find_one() -> None:
    from cloudsplaining.scan.policy_document import PolicyDocument

    document = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": ["s3:*", "iam:PassRole"], "Resource": "*"}],
    }

    assert PolicyDocument(document).write_actions_without_constraints
    assert PolicyDocument(document).service_wildcard
