"""The account in memory that the rows share, with the handlers set up as the stack does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto import mock_aws

from crosscut.aws import clients
from tests.handlers.conftest import REGION, environment_of, make_account
from tests.hostile.world import World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Everything that the stack makes, and handlers that know where it is."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        clients.client.cache_clear()
        for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_SESSION_TOKEN"):
            patch.delenv(name, raising=False)
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "testing")
        patch.setenv("AWS_DEFAULT_REGION", REGION)
        account = make_account()
        for name, value in environment_of(account).items():
            patch.setenv(name, value)
        sources = tmp_path_factory.mktemp("hostile") / "sources.yaml"
        sources.write_text("sources: [{name: shop-api}, {name: billing}]", encoding="utf-8")
        patch.setenv("CROSSCUT_SOURCES", str(sources))
        yield World(account)
    clients.client.cache_clear()
