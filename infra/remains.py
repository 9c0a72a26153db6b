"""What stays when the stack goes, read from the template itself, and how to delete it by hand."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeGuard, cast

from aws_cdk import CfnDeletionPolicy, CfnResource
from constructs import IConstruct

from crosscut.errors import CrosscutError

KINDS = {
    "AWS::S3::Bucket": ("bucket", "BucketName", 'aws s3 rb --force "s3://{}"'),
    "AWS::DynamoDB::Table": ("table", "TableName", "aws dynamodb delete-table --table-name {}"),
    "AWS::SecretsManager::Secret": ("secret", "Name", "aws secretsmanager delete-secret --secret-id {}"),
    "AWS::KMS::Key": ("key", "", 'aws kms schedule-key-deletion --key-id "$KEY"'),
}
KEPT = frozenset({"Retain", "RetainExceptOnCreate"})
VARIABLES = {
    "$ACCOUNT": "aws sts get-caller-identity --query Account --output text",
    "$REGION": "aws configure get region",
    "$KEY": "aws resourcegroupstaggingapi get-resources --resource-type-filters kms:key --tag-filters "
    "Key=crosscut-stage,Values={stage} --query 'ResourceTagMappingList[].ResourceARN' --output text",
}


def kept(resources: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the type and the name of each resource of a template that outlives its stack."""
    for body in resources.values():
        if body.get("DeletionPolicy") in KEPT:
            _, property_, _ = KINDS[body["Type"]]
            yield body["Type"], _text(body.get("Properties", {}).get(property_, ""))


def stays(construct: IConstruct) -> TypeGuard[CfnResource]:
    """Whether it is a resource that outlives its stack."""
    if not CfnResource.is_cfn_resource(construct):
        return False
    policy = cast(CfnResource, construct).cfn_options.deletion_policy
    return policy in (CfnDeletionPolicy.RETAIN, CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE)


def summary(types: Iterable[str], *, stage: str) -> str:
    """Return what stays, by the types of the resources, in one line: the stack's output."""
    counted = Counter(KINDS[type_][0] for type_ in types)
    if not counted:
        return f"Nothing of stage {stage} stays after 'cdk destroy'."
    words = [f"{number} {kind}{'s' * (number > 1)}" for kind, number in counted.items()]
    return (
        f"After 'cdk destroy' stay, with what they hold: {', '.join(words)}. See: make remains STAGE={stage}"
    )


def commands(resources: Mapping[str, Any], *, stage: str) -> list[str]:
    """Return the shell's lines that delete what stays, for good."""
    # The key last: what it opens is gone by then.
    ordered = sorted(kept(resources), key=lambda each: each[0] == "AWS::KMS::Key")
    deleting = [KINDS[type_][2].format(name) for type_, name in ordered]
    used = [name for name in VARIABLES if any(name in line for line in deleting)]
    return [f"{name[1:]}=$({VARIABLES[name].format(stage=stage)})" for name in used] + deleting


def main(arguments: list[str]) -> int:
    """Print what stays of the stage that is named, with the context of cdk.json; `key=value` changes it."""
    import aws_cdk as cdk

    from infra.deployment import ROOT, Deployment
    from infra.stack import CrosscutStack

    context = json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"]
    given = dict(each.split("=", 1) for each in arguments)
    with TemporaryDirectory() as folder:
        app = cdk.App(outdir=folder, context={**context, **given, "aws:cdk:bundling-stacks": []})
        try:
            deployment = Deployment.of(app.node)
            stack = CrosscutStack(app, deployment=deployment)
        except CrosscutError as error:
            sys.stderr.write(f"crosscut: {error}\n")
            return 1
        template = json.loads((Path(app.synth().directory) / stack.template_file).read_text(encoding="utf-8"))
    stage, resources = deployment.stage.name, template["Resources"]
    sys.stdout.write(f"{summary((type_ for type_, _ in kept(resources)), stage=stage)}\n")
    if lines := commands(resources, stage=stage):
        sys.stdout.write("\nTo delete it for good, once the stack is gone:\n\n")
        sys.stdout.writelines(f"  {line}\n" for line in lines)
    return 0


def _text(value: Any) -> str:
    """Return a name with the shell's variables for what only the account knows."""
    match value:
        case {"Ref": "AWS::AccountId"}:
            return "$ACCOUNT"
        case {"Ref": "AWS::Region"}:
            return "$REGION"
        case {"Fn::Join": [str(separator), list(parts)]}:
            return separator.join(_text(part) for part in parts)
    return str(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
