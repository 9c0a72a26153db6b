"""Which single records are signs of an attack, or slow, and of what: of one, and of many at once."""

from __future__ import annotations

from collections.abc import Sequence

from crosscut.detection.asked import (
    ASKED,
    REFERER,
    agent_signal,
    gives_orders_to_a_model,
    is_login,
    request_signal,
)
from crosscut.detection.cloud import cloud_signal
from crosscut.detection.cluster import cluster_signal
from crosscut.detection.glance import Table
from crosscut.detection.hostile import names_commands
from crosscut.detection.marks import SLOW_SECONDS, slow_signal
from crosscut.detection.said import SAID, said_signal
from crosscut.model import RedactedRecord


def signal_of(record: RedactedRecord) -> str:
    """Return the signal of one record, or the empty string."""
    attributes = record.attributes
    if "k8s.audit.verb" in attributes:
        return cluster_signal(record)
    path = attributes.get("url.path")
    if isinstance(path, str):
        return request_signal(record, path) or slow_signal(record)
    if "rpc.service" in attributes and isinstance(method := attributes.get("rpc.method"), str):
        if signal := cloud_signal(record, method):
            return signal
    elif "db.client.operation.duration" in attributes and (signal := slow_signal(record)):
        return signal
    return said_signal(record, record.body.lower())


def signals_of(block: Sequence[RedactedRecord]) -> dict[int, str]:
    """Return the signals of those records that have one, by their place: the same as `signal_of` says of each."""
    said, asked = SAID.table, ASKED.table
    if said is None or asked is None:
        return {i: signal for i, record in enumerate(block) if (signal := signal_of(record))}
    speaking: list[int] = []
    requests: list[int] = []
    paths: list[str] = []
    others: list[int] = []  # that are looked at one by one
    for i, record in enumerate(block):
        attributes = record.attributes
        if not attributes:
            speaking.append(i)
        elif "k8s.audit.verb" in attributes or "db.client.operation.duration" in attributes:
            others.append(i)
        elif isinstance(path := attributes.get("url.path"), str):
            requests.append(i)
            paths.append(path)
        elif "rpc.service" in attributes or names_commands(attributes):
            others.append(i)
        else:
            speaking.append(i)
    signals = _said(block, speaking, said) if speaking else {}
    if requests:
        others += _telling(block, requests, paths, asked)
    for i in others:
        if signal := signal_of(block[i]):
            signals[i] = signal
    return signals


def _said(block: Sequence[RedactedRecord], places: Sequence[int], table: Table) -> dict[int, str]:
    sight = table.look([block[i].body for i in places])
    if sight is None:
        return {}
    signals: dict[int, str] = {}
    for i, may, first in zip(places, sight.found, sight.places, strict=True):
        if may:
            record = block[i]
            if signal := said_signal(record, record.body.lower(), may, first):
                signals[i] = signal
    return signals


def _telling(
    block: Sequence[RedactedRecord], places: Sequence[int], paths: Sequence[str], table: Table
) -> set[int]:
    """Return the places of those requests that may have a signal, column by column."""
    rows = [block[i].attributes for i in places]
    queries = [row.get("url.query") for row in rows]
    targets = paths
    if queries.count(None) < len(queries):
        targets = [p if q is None else f"{p}?{q}" for p, q in zip(paths, queries, strict=True)]
    telling: set[int] = set()
    if sight := table.look(targets):
        telling.update(i for i, may in zip(places, sight.found, strict=True) if may)
    for name, tells in (("user_agent.original", agent_signal), (REFERER, gives_orders_to_a_model)):
        values = [row.get(name) for row in rows]
        if some := {value for value in set(values) if value is not None and tells(value)}:
            telling.update(i for i, value in zip(places, values, strict=True) if value in some)
    tooks = [row.get("http.server.request.duration", 0.0) for row in rows]
    telling.update(
        i
        for i, took in zip(places, tooks, strict=True)
        if isinstance(took, (int, float)) and took >= SLOW_SECONDS
    )
    methods = [row.get("http.request.method") for row in rows]
    if "POST" in methods:
        posts = (at for at, method in enumerate(methods) if method == "POST")
        telling.update(places[at] for at in posts if is_login(paths[at]))
    return telling
