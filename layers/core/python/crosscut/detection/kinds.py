"""Kinds of failure: what is broken, what that brings about, and who only tells of it.

Of findings of one time the nearest to the root is the cause, whoever is the loudest: `explaining` and `grouping` ask.
"""

from __future__ import annotations

from enum import IntEnum

from crosscut.model import Category, Detection


class Kind(IntEnum):
    """How a failure stands to others; the lower explains the higher."""

    ROOT = 0  # says itself what is broken: memory, disk, a certificate, a setting, a link
    FAULT = 1  # a process, a cluster or a store is broken; something of the kind above may be behind it
    STRAIN = 2  # more comes than can be done
    FLAW = 3  # wrong data, rights or names: often a root, and often only careless everyday
    RESTART = 4  # a supervisor or a job says that something does not work
    REPORT = 5  # somebody tells that another does not answer
    UNKNOWN = 6  # an error of which nothing is known
    COUNT = 7  # requests that fail or are slow, as an access log counts them


EFFECTS = frozenset({Kind.RESTART, Kind.REPORT, Kind.UNKNOWN, Kind.COUNT})  # which a nearer one may explain

_TABLE = {
    Kind.ROOT: """
        out-of-memory heap-exhausted disk-full file-handles store-full node-pressure wraparound unschedulable quota
        clock-jump kernel-or-hardware cpu certificate dns network-link slow-storage corruption migration configuration
        incomplete-deploy image-pull mount config-rejected
    """,
    Kind.FAULT: """
        crash thread-deadlock hang worker-stuck quorum replication node-lost safe-mode directory-offline read-only
        garbage-collection
    """,
    Kind.FLAW: """
        access-denied authentication unique-violation constraint sql-error decode missing-thing poison-message backup
        policy-denial program-error deadlock statement-cancelled certificate-expiry startup unreadable-object
    """,
    Kind.STRAIN: """
        pool-exhausted overload throttled backlog replica-lag slow-queries n-plus-one traffic-spike
    """,
    Kind.RESTART: """
        crash-loop liveness health-check unit-failed job-failed overdue function-timeout no-backend not-ready
    """,
    Kind.REPORT: "connection-refused upstream timeout cascade client-left",
    Kind.UNKNOWN: "error-template error-burst new-error-template",
    Kind.COUNT: "http-5xx http-5xx-rate slow-route",
}
_KINDS = {name: kind for kind, names in _TABLE.items() for name in names.split()}


def kind_of(name: str) -> Kind:
    """Return the kind of a symptom or rule. One that is not in the table speaks for itself and follows from nothing."""
    return _KINDS.get(name, Kind.FAULT)


def kind_of_detection(detection: Detection) -> Kind:
    """Return the kind of what a detection says is the cause. An attack is nobody's consequence."""
    if detection.category is Category.SECURITY:
        return Kind.ROOT
    return kind_of(detection.topics[0] if detection.topics else detection.rule)


def named() -> frozenset[str]:
    """Return the symptoms and rules that the table names."""
    return frozenset(_KINDS)
