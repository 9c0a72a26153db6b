"""Whether what the context says of a VPC is whole, and the way to the internet fits to whom the stage asks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infra.deployment import Context

NONE = "none"


def check_network(context: Context) -> None:
    """Raise ValueError, in one line, for what cannot be deployed or could not work."""
    ids = {
        "vpcSubnets": (context.vpc_subnets, "subnet"),
        "vpcRouteTables": (context.vpc_route_tables, "rtb"),
        "vpcPrefixLists": (context.vpc_prefix_lists, "pl"),
    }
    for key, (value, kind) in ids.items():
        _check_ids(key, value, kind)
    if context.vpc == NONE:
        given = [key for key, (value, _) in ids.items() if value != NONE]
        given += ["vpcEgress"] if context.vpc_egress != NONE else []
        if given:
            raise ValueError(f"{given[0]} is of a VPC, and there is none: -c vpc=create, or -c vpc=vpc-ID")
        return
    if context.vpc == "create":
        if given := [key for key in ("vpcSubnets", "vpcRouteTables") if ids[key][0] != NONE]:
            raise ValueError(f"{given[0]} is of a VPC that is there; vpc=create makes its own")
    elif not re.fullmatch(r"vpc-[0-9a-f]+", context.vpc):
        raise ValueError(f"vpc={context.vpc!r}: 'none', 'create', or the id of a VPC such as vpc-0a1b2c3d")
    elif context.vpc_subnets == NONE:
        raise ValueError(f"vpc={context.vpc} needs -c vpcSubnets=ID,ID: private subnets in two zones")
    elif context.vpc_egress == NONE and context.vpc_prefix_lists == NONE:
        raise ValueError(
            f"vpc={context.vpc} with vpcEgress=none needs -c vpcPrefixLists=ID,ID, of S3 and DynamoDB: without them "
            "the security group could not say where the Lambdas may go ('aws ec2 describe-managed-prefix-lists')"
        )
    _check_way_out(context)


def _check_way_out(context: Context) -> None:
    if context.vpc_egress != NONE:
        return
    asked, ways = [], []
    if context.provider == "anthropic":
        asked.append(f"Claude at {context.anthropic_url}")
        ways.append("-c provider=bedrock (or offline)")
    if context.slack_api_url != NONE:
        asked.append(f"Slack at {context.slack_api_url}")
        ways.append("-c slackApiUrl=none")
    if asked:
        raise ValueError(
            f"no way leads out of the VPC to {' and '.join(asked)}: -c vpcEgress=nat, or {' and '.join(ways)}"
        )


def _check_ids(key: str, value: str, kind: str) -> None:
    if value != NONE and not re.fullmatch(rf"{kind}-[0-9a-f]+(\s*,\s*{kind}-[0-9a-f]+)*", value):
        raise ValueError(f"{key}={value!r}: ids such as {kind}-0a1b2c3d, by commas")
