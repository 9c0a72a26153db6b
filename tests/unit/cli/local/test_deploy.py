"""What a deployment is made from, and what the tools that make it may see."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosscut.cli.local.deploy import context_for, fingerprint
from crosscut.cli.local.environment import aws, bare, tools
from crosscut.cli.local.toolchain import toolchain
from crosscut.errors import CrosscutError

HOST = {
    "PATH": "/usr/bin",
    "HOME": "/home/somebody",
    "AWS_PROFILE": "production",
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "ANTHROPIC_API_KEY": "synthetic",
    "SSL_CERT_FILE": "/etc/ca.pem",
    "UV_CACHE_DIR": "/var/cache/uv",
    "EDITOR": "vi",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout in small."""
    for name in (
        "app.py",
        "infra/stack.py",
        "layers/core/python/crosscut/model.py",
        "layers/core/python/crosscut/cli/x.py",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("1\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "name", ["app.py", "infra/stack.py", "infra/new.py", "layers/core/python/crosscut/model.py"]
)
def test_a_change_of_what_is_deployed_changes_the_fingerprint(root: Path, name: str) -> None:
    before = fingerprint(root, {})

    (root / name).write_text("2\n", encoding="utf-8")

    assert fingerprint(root, {}) != before


@pytest.mark.parametrize(
    "name", ["layers/core/python/crosscut/cli/x.py", "infra/__pycache__/stack.pyc", "README.md"]
)
def test_a_change_of_what_is_not_deployed_does_not(root: Path, name: str) -> None:
    before = fingerprint(root, {})

    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_text("2\n", encoding="utf-8")

    assert fingerprint(root, {}) == before


def test_another_context_is_another_deployment(root: Path) -> None:
    offline = context_for(slack_url="http://127.0.0.1:1", claude_url=None, provider="offline")
    claude = context_for(
        slack_url="http://127.0.0.1:1", claude_url="http://127.0.0.1:2", provider="anthropic"
    )

    assert fingerprint(root, offline) != fingerprint(root, claude)
    assert claude["anthropicUrl"] == "http://127.0.0.1:2"
    assert "anthropicUrl" not in offline


def test_the_emulator_sees_nothing_of_the_host_but_the_way_to_the_internet(tmp_path: Path) -> None:
    environment = bare(tmp_path, HOST)

    assert environment["SSL_CERT_FILE"] == "/etc/ca.pem"
    assert environment["HOME"].startswith(str(tmp_path))
    assert not {"AWS_PROFILE", "AWS_ACCESS_KEY_ID", "ANTHROPIC_API_KEY", "EDITOR"} & environment.keys()


def test_the_tools_see_the_caches_but_no_account(tmp_path: Path) -> None:
    environment = {**tools(tmp_path, environ=HOST), **aws("http://127.0.0.1:1")}

    assert environment["UV_CACHE_DIR"] == "/var/cache/uv"
    assert environment["AWS_ACCESS_KEY_ID"] == "local"
    assert not {"AWS_PROFILE", "ANTHROPIC_API_KEY"} & environment.keys()


@pytest.mark.parametrize("version", ["", "v18.20.0"])
def test_a_missing_or_old_node_is_one_line_with_a_way_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    if version:
        for name in ("node", "npm"):
            tool = tmp_path / name
            tool.write_text(f"#!/bin/sh\necho {version}\n", encoding="utf-8")
            tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(CrosscutError, match=r"Node\.js 20 or later.*https://nodejs\.org") as raised:
        toolchain(tmp_path, environment={}, log=tmp_path / "log")
    assert "\n" not in str(raised.value)
