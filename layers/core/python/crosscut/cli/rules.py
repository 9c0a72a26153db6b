"""`crosscut rules`: every rule of detection, out of the registry that detection itself uses."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING

import click

from crosscut.cli.group import EXIT_BAD_INPUT, put, say

if TYPE_CHECKING:
    from crosscut.detection import registry


@click.command(short_help="List the rules of detection.")
@click.argument("rule", metavar="[RULE]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print them as one JSON document, with their examples.")
@click.pass_context
def rules(context: click.Context, rule: str | None, as_json: bool) -> None:
    """List the rules of detection: what each is about, how bad it can be, and its threshold.

    RULE shows one of them, with its examples and references. Thresholds and modes of a source are set under `rules:`
    in the sources file.
    """
    from crosscut.detection import registry

    chosen = list(registry.rules().values())
    if rule is not None:
        chosen = [each for each in chosen if each.id == rule]
        if not chosen:
            say(f"no rule {rule!r}; `crosscut rules` lists them")
            context.exit(EXIT_BAD_INPUT)
    if as_json:
        put(json.dumps({"schema_version": 1, "rules": [_document(each) for each in chosen]}, indent=2))
    elif rule is not None:
        put("\n".join(_in_full(chosen[0])))
    else:
        for family, those in groupby(chosen, key=lambda each: each.family):
            put(family)
            for each in those:
                put(f"  {each.id:22} {each.severity.value:9} {each.about}")


def _document(rule: registry.Rule) -> dict[str, object]:
    from crosscut.detection import registry

    shown = registry.examples().get(rule.id)
    return {
        "id": rule.id,
        "family": rule.family,
        "category": rule.category.value,
        "severity": rule.severity.value,
        "about": rule.about,
        "threshold": rule.threshold,
        "threshold_counts": rule.unit,
        "techniques": list(rule.techniques),
        "references": list(rule.links),
        "must_match": list(shown.yes) if shown else [],
        "must_not_match": list(shown.no) if shown else [],
    }


def _in_full(rule: registry.Rule) -> list[str]:
    from crosscut.detection import registry

    lines = [
        f"{rule.id}: {rule.about}",
        f"  {rule.family}, {rule.category.value}, at most {rule.severity.value}",
    ]
    if rule.threshold is not None:
        lines.append(f"  threshold   {rule.threshold:,g} {rule.unit}")
    shown = registry.examples().get(rule.id)
    if shown:
        often = f" ({shown.times} times)" if shown.times > 1 else ""
        lines += [f"  matches     {line}{often}" for line in shown.yes]
        lines += [f"  does not    {line}" for line in shown.no]
    lines += [f"  see         {link}" for link in rule.links]
    return lines
