"""What is done in an AWS account, by the calls that CloudTrail wrote."""

from __future__ import annotations

import pytest

from crosscut.model import Severity
from tests.benchmarks.detection import healthy, security, unseen
from tests.benchmarks.detection.writing import accounts_work, cloudtrail
from tests.unit.writing import Log, detections_of


@pytest.mark.parametrize(
    ("write", "rule", "severity"),
    [
        (security.the_trail_is_switched_off, "cloud-logging-off", Severity.CRITICAL),
        (security.the_root_account_is_used, "cloud-root", Severity.HIGH),
        (security.a_user_gives_himself_administrator_rights, "cloud-rights", Severity.HIGH),
        (security.a_bucket_is_made_public, "cloud-public", Severity.HIGH),
        (unseen.a_security_group_is_opened_to_the_world, "cloud-opened", Severity.HIGH),
        (security.a_stolen_key_tries_everything, "cloud-enumeration", Severity.HIGH),
    ],
)
def test_a_principal_s_deeds_are_one_finding(write: object, rule: str, severity: Severity) -> None:
    assert callable(write)
    found = detections_of(write())

    assert [(d.rule, d.severity) for d in found] == [(rule, severity)]


def test_what_was_refused_changed_nothing() -> None:
    log = accounts_work(Log())
    log.add(900, cloudtrail(900, "cloudtrail", "StopLogging", who="anna", errorCode="AccessDenied"))

    assert all(d.rule != "cloud-logging-off" for d in detections_of(log))


def test_planned_work_with_narrow_rights_is_quiet() -> None:
    assert detections_of(healthy.an_account_is_run_by_terraform()) == []
