"""Attacks on accounts that no single address shows."""

from __future__ import annotations

import pytest

from crosscut.model import Category, Severity
from tests.benchmarks.detection import healthy, security
from tests.unit.writing import Log, alarming, detections_of, syslog


def test_one_account_guessed_from_many_addresses_is_one_finding() -> None:
    top, *others = detections_of(security.guesses_come_from_many_addresses())

    assert (top.rule, top.severity, top.category) == (
        "distributed-guessing",
        Severity.HIGH,
        Category.SECURITY,
    )
    assert "Password guessing for deploy" in top.title  # which is no person, so it is called by its name
    assert alarming(others) == []


def test_strangers_who_guess_names_that_are_not_there_are_noise() -> None:
    log = Log().every(
        8,
        lambda s, i: syslog(
            s, f"sshd[{i}]", f"Failed password for invalid user admin from 203.0.113.{i % 200} port 4022 ssh2"
        ),
    )

    assert alarming(detections_of(log)) == []


def test_many_failed_logins_at_a_site_are_stuffing_only_if_few_get_in() -> None:
    attacked = detections_of(security.stolen_credentials_are_tried_at_the_login())
    healthy_ones = detections_of(healthy.many_customers_mistype_their_passwords())

    assert attacked[0].rule == "credential-stuffing"
    assert healthy_ones == []


@pytest.mark.parametrize(
    ("write", "rule"),
    [
        (security.the_database_is_attacked_at_its_port, "database-guessing"),
        (security.accounts_of_the_api_are_guessed_by_id, "enumeration"),
    ],
)
def test_an_attack_is_not_told_again_as_a_wrong_setting(write: object, rule: str) -> None:
    assert callable(write)
    found = detections_of(write())

    assert [d.rule for d in found] == [rule]
