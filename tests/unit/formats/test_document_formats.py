"""Laws that hold for every format of JSON documents: it raises nothing, and takes no other format's documents."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest

from crosscut.formats.cloudwatch import CloudWatchEvent
from crosscut.formats.docker_json import DockerJson
from crosscut.formats.document_formats import DOCUMENT_FORMATS, parse_known
from crosscut.formats.documents import JsonDocument, read_document
from crosscut.formats.envelopes import unpack
from crosscut.formats.journald import Journald
from tests.unit.formats.parsing import RECEIVED
from tests.unit.formats.samples import FOLDER
from tests.unit.formats.values import values_of

FORMATS: tuple[JsonDocument, ...] = (*DOCUMENT_FORMATS, DockerJson(), CloudWatchEvent(), Journald())
FILES = {
    "cloudtrail.json": "cloudtrail", "waf.jsonl": "waf", "api_gateway.jsonl": "api_gateway", "otlp.json": "otlp",
    "kubernetes_events.json": "kubernetes_events", "kubernetes_audit.jsonl": "kubernetes_audit",
    "lambda_platform.jsonl": "lambda_json", "docker_json.jsonl": "docker", "fluent_bit.jsonl": "docker",
    "cloudwatch_subscription.json": "cloudwatch", "journald.jsonl": "journald",
}  # fmt: skip
HOSTILE: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**400,
    1e308,
    "",
    "\ud800",
    "9" * 5_000,
    "²",
    [],
    [None],
    {},
    {"a": 1},
)


def documents(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for document in values_of(name):
        inside = unpack(document)
        found += [document] if inside is None else inside
    return found


@pytest.mark.parametrize(
    "name", sorted(path.name for path in FOLDER.glob("*.json*") if "postgresql" not in path.name)
)
def test_a_document_is_of_one_format(name: str) -> None:
    for document in documents(name):
        takers = [format_.name for format_ in FORMATS if format_.parse_document(document, RECEIVED)]
        assert takers == ([FILES[name]] if name in FILES else [])


@pytest.mark.parametrize("name", sorted(FILES))
def test_the_first_look_misses_none(name: str) -> None:
    known = {format_.name for format_ in DOCUMENT_FORMATS}
    for document in documents(name):
        assert (parse_known(document, RECEIVED) is not None) == (FILES[name] in known)


@pytest.mark.parametrize("name", sorted(FILES))
def test_broken_documents_raise_nothing(name: str) -> None:
    chance = random.Random(3)
    for document in documents(name):
        for _ in range(150):
            broken = copy.deepcopy(document)
            for _ in range(chance.randint(1, 3)):
                _break(broken, chance)
            unpack(broken)
            for format_ in FORMATS:
                parsed = format_.parse_document(broken, RECEIVED)
                assert parsed is None or all(
                    isinstance(value, str | int | float | bool) for value in parsed.attributes.values()
                )


def _break(node: dict[str, Any], chance: random.Random) -> None:
    if not node:
        return
    key = chance.choice(sorted(node))
    if isinstance(node[key], dict) and chance.random() < 0.6:
        _break(node[key], chance)
    else:
        node[key] = chance.choice(HOSTILE)


def test_halves_of_characters_and_depth_are_no_harm() -> None:
    document = read_document('{"a": "\\ud83d", "b": ["\\uDE00", {"\\udc00": 1}]}')

    assert document == {"a": "\ufffd", "b": ["\ufffd", {"\ufffd": 1}]}
    assert read_document("[" * 100_000) is None
    assert read_document('{"a":' * 100_000) is None
    deep = '{"timeUnixNano":"1","body":' + '{"arrayValue":{"values":[' * 190 + "1" + "]}}" * 190 + "}"
    for format_ in FORMATS:
        format_.parse(deep, RECEIVED)
    assert json.loads(deep)
