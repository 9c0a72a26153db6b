"""The page of promises: each test that it names is there and is run, and each command on it is one that there is."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import botocore.session
import click
import pytest

from crosscut.cli.main import cli
from tests.unit.cli.test_docs_commands import parse_command

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ROW = re.compile(r"^\| (?!promise|what happened|alarm|---)(.+) \|$", re.MULTILINE)
COMMANDS = sorted(set(re.findall(r"`(crosscut [^`]+)`", PAGE)))
AWS = sorted(set(re.findall(r"`aws (lambda [^`]+)`", PAGE)))


@cache
def functions(file: str) -> dict[str, ast.FunctionDef]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(("file", "name"), sorted(set(NAMED.findall(PAGE))))
def test_a_test_that_the_page_names_is_there_and_is_run(file: str, name: str) -> None:
    found = functions(file).get(name)

    assert found is not None, f"{file} has no {name}"
    marks = [ast.unparse(decorator) for decorator in found.decorator_list]
    assert not [mark for mark in marks if re.search(r"\b(skip|xfail)\b", mark)]
    assert not re.search(r"pytest\.(skip|xfail)\(", ast.unparse(found))
    module = ast.unparse(ast.parse((ROOT / file).read_text(encoding="utf-8")))
    assert not re.search(r"^pytestmark = .*\bmark\.(skip|xfail)\b", module, re.MULTILINE)


def test_each_promise_and_each_fault_has_a_test() -> None:
    promises, rest = PAGE.split("## After a fault")
    faults = rest.partition("## When an alarm rings")[0]

    for row in (*ROW.findall(promises)[:-1], *ROW.findall(faults)):  # the last promise is the table of faults
        assert NAMED.search(row.rpartition(" | ")[2]), row


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_page_is_one_that_there_is(command: str) -> None:
    parse_command(cli, command)


def test_a_command_that_there_is_not_would_be_noticed() -> None:
    with pytest.raises(click.UsageError):
        parse_command(cli, "crosscut dlq revive")


@pytest.mark.parametrize("command", AWS)
def test_a_command_to_aws_is_one_that_it_takes(command: str) -> None:
    service, operation, *options = command.split()
    model = botocore.session.get_session().get_service_model(service)
    called = model.operation_model(re.sub(r"(^|-)(\w)", lambda m: m[2].upper(), operation))
    given = {option.removeprefix("--no-").removeprefix("--").lower() for option in options if "--" in option}
    assert given <= {member.lower() for member in (called.input_shape.members if called.input_shape else ())}
