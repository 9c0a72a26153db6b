"""What the Lambdas do to the outside is written down by the hooks, all of it."""

from __future__ import annotations

import subprocess

import pytest

from tests.e2e.worker_hooks import WorkerHooks


@pytest.mark.usefixtures("demo")
def test_each_lambda_has_the_effects_that_it_is_there_for(
    hooks: WorkerHooks, demo: subprocess.CompletedProcess[str]
) -> None:
    done = {(each.function.rpartition("-")[2], each.action) for each in hooks.effects()}

    assert demo.returncode == 0
    assert {
        ("sanitize", "s3:GetObject"),
        ("sanitize", "s3:PutObject"),
        ("sanitize", "dynamodb:PutItem"),
        ("sanitize", "sqs:SendMessage"),
        ("analyze", "s3:GetObject"),
        ("analyze", "dynamodb:TransactWriteItems"),
        ("analyze", "events:PutEvents"),
        ("notify", "secretsmanager:GetSecretValue"),
        ("notify", "slack"),
        ("notify", "sns:Publish"),
    } <= done
