"""A synthesized template as the tests read it: by the names that people see, never by logical ids."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAME_PROPERTIES = (
    "BucketName",
    "QueueName",
    "TableName",
    "FunctionName",
    "TopicName",
    "LogGroupName",
    "AlarmName",
    "LayerName",
    "StateMachineName",
    "Name",
)
PSEUDO = {"AWS::AccountId": "ACCOUNT", "AWS::Region": "REGION", "AWS::Partition": "aws"}


@dataclass(frozen=True)
class Resource:
    """One resource; references in its properties are resolved to names, as in `arn:crosscut-dev-intake`."""

    type: str
    name: str
    properties: dict[str, Any]
    deletion_policy: str | None
    replacement_policy: str | None

    def __getitem__(self, name: str) -> Any:
        return self.properties[name]


class Deployed:
    """What one synth would deploy."""

    def __init__(self, template_file: Path) -> None:
        self.template_file = template_file
        self.template: dict[str, Any] = json.loads(template_file.read_text(encoding="utf-8"))
        resources = self.template["Resources"]
        self._names: dict[str, str] = {}
        self._names = {id_: self._name(id_, body) for id_, body in resources.items()}
        self.resources = [
            Resource(
                body["Type"],
                self._names[id_],
                self._resolved(body.get("Properties", {})),
                body.get("DeletionPolicy"),
                body.get("UpdateReplacePolicy"),
            )
            for id_, body in resources.items()
        ]

    def all(self, type_: str) -> list[Resource]:
        """Every resource of the type, for example `AWS::SQS::Queue`."""
        return [resource for resource in self.resources if resource.type == type_]

    def one(self, type_: str, name: str) -> Resource:
        """The resource of that type and name."""
        [found] = [resource for resource in self.all(type_) if resource.name == name]
        return found

    def allowed(self, function: str) -> set[tuple[str, str]]:
        """All (action, resource) pairs that the role of a function allows, and nothing else there is."""
        role = self.one("AWS::Lambda::Function", function)["Role"].removeprefix("arn:")
        body = next(r for r in self.all("AWS::IAM::Role") if r.name == role)
        assert "ManagedPolicyArns" not in body.properties
        assert "Policies" not in body.properties
        return {
            (action, target)
            for policy in self.all("AWS::IAM::Policy")
            if role in policy["Roles"]
            for statement in policy["PolicyDocument"]["Statement"]
            if statement["Effect"] == "Allow"
            for action in _listed(statement["Action"])
            for target in _listed(statement["Resource"])
        }

    def asset(self, code: dict[str, Any]) -> Path:
        """The directory from which a function's code or a layer's content is made."""
        return self.template_file.parent / f"asset.{code['S3Key'].removesuffix('.zip')}"

    def _name(self, id_: str, body: dict[str, Any]) -> str:
        properties = body.get("Properties", {})
        given = (
            properties[key] for key in NAME_PROPERTIES if key in properties and "Ref" not in properties[key]
        )
        return str(self._resolved(next(given, id_)))

    def _resolved(self, value: Any) -> Any:
        match value:
            case {"Ref": str(id_)}:
                return PSEUDO.get(id_) or self._names.get(id_, id_)
            case {"Fn::GetAtt": [str(id_), "Arn"]}:
                return f"arn:{self._names.get(id_, id_)}"
            case {"Fn::GetAtt": [str(id_), str(attribute)]}:
                return f"{self._names.get(id_, id_)}.{attribute}"
            case {"Fn::Join": [str(separator), list(parts)]}:
                return separator.join(str(self._resolved(part)) for part in parts)
            case dict():
                return {key: self._resolved(inner) for key, inner in value.items()}
            case list():
                return [self._resolved(inner) for inner in value]
        return value


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
