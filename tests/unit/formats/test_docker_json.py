"""Containers' lines as JSON, as Docker and shippers write them."""

from __future__ import annotations

from crosscut.formats.docker_json import DockerJson
from crosscut.formats.parsed import Parsed
from tests.unit.formats.parsing import RECEIVED, nanos
from tests.unit.formats.samples import lines_of


def parsed(name: str) -> list[Parsed]:
    found = [DockerJson().parse(line, RECEIVED) for line in lines_of(name)]
    return [record for record in found if record is not None]


def test_the_program_s_line_is_parsed_as_what_it_is() -> None:
    assert [(record.body, record.severity_number) for record in parsed("docker_json.jsonl")] == [
        ("listening on 8080", 9),  # pino
        ("Failed to sync: connection refused", 17),  # klog
        ("GET /cart 502", 17),  # nginx
        ("cannot connect: connection refused", 13),  # plain, to stderr
    ]


def test_the_runtime_s_time_stands_in_where_the_program_gives_none() -> None:
    pino, _, _, plain = parsed("docker_json.jsonl")

    assert pino.time_unix_nano == nanos("2026-11-17T10:00:00.1")
    assert plain.time_unix_nano == nanos("2026-11-17T10:00:03.100234") + 567
    assert plain.attributes["log.iostream"] == "stderr"


def test_fluent_bit_says_which_pod_it_was_and_sends_a_trace_as_one() -> None:
    failed = parsed("fluent_bit.jsonl")[0]

    assert failed.severity_number == 17
    assert failed.attributes["exception.type"] == "ConnectionRefusedError"
    assert failed.resource == {
        "k8s.pod.name": "web-7d4b9c6f5-x2x9k",
        "k8s.pod.uid": "11111111-0000-4000-8000-000000000001",
        "k8s.namespace.name": "shop",
        "k8s.container.name": "web",
        "k8s.node.name": "node-1",
        "service.name": "web",
    }


def test_firelens_says_which_task_it_was() -> None:
    placed = parsed("fluent_bit.jsonl")[1]

    assert placed.body == "order 17 placed"
    assert placed.time_unix_nano == nanos("2026-11-17T10:00:05")
    assert placed.resource["service.name"] == "checkout"
    assert placed.resource["aws.ecs.cluster"] == "shop"


def test_a_program_s_own_log_field_is_not_a_runtime_s() -> None:
    assert DockerJson().parse('{"log": "x", "level": "info"}', RECEIVED) is None
    assert DockerJson().parse('{"log": {"level": "info"}, "stream": "stdout"}', RECEIVED) is None
