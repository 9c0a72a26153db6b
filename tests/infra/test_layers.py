"""What is in the layers: our core, the sources, and wheels that the Lambdas' platform can run."""

from __future__ import annotations

import platform
import socket
import subprocess
import sys
from pathlib import Path
from typing import Literal

import pytest

from crosscut.config import load_sources
from crosscut.redaction.probing import TABLES
from native.build import LICENCE
from tests.infra.conftest import ROOT
from tests.infra.deployed import Deployed

pytestmark = pytest.mark.infra

AARCH64 = 183  # e_machine in an ELF header (elf.h)
LAMBDA_LIMIT_MB = 250  # all layers and the code together, unzipped (AWS Lambda quotas)


def layer(deployed: Deployed, name: str) -> Path:
    return deployed.asset(deployed.one("AWS::Lambda::LayerVersion", f"crosscut-dev-{name}")["Content"])


def build(name: Literal["vendor", "claude"], python: str, architecture: str, cache: Path) -> Path:
    """Builds the wheels; skips when that fails and PyPI is out of reach."""
    from infra import uv, wheels

    try:
        return wheels.build(name, wheels.Target(python, architecture), cache=cache)
    except uv.VendorLayerError:
        try:
            socket.create_connection(("pypi.org", 443), timeout=10).close()
        except OSError as error:
            pytest.skip(f"PyPI is not reachable: {error}")
        raise


def test_the_core_layer_is_the_core_without_the_command_line(dev: Deployed) -> None:
    core = layer(dev, "core") / "python" / "crosscut"

    assert (core / "config.py").read_bytes() == (ROOT / "layers/core/python/crosscut/config.py").read_bytes()
    assert (core / "aws").is_dir()
    assert not (core / "cli").exists()
    assert not list(core.rglob("__pycache__"))
    assert sorted(path.name for path in core.rglob("*.so")) == ["linux-arm64.matching.so", "linux-arm64.so"]
    assert (core / "accelerator" / TABLES).is_file()
    assert (core / "accelerator" / LICENCE).is_file()


def test_the_lambdas_find_the_sources_that_synth_has_checked(
    dev: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(layer(dev, "deployment") / "python")

    assert load_sources(environ={}) == load_sources(ROOT / "sources.yaml")


def test_layers_say_what_they_run_on(dev: Deployed) -> None:
    for found in dev.all("AWS::Lambda::LayerVersion"):
        assert found["CompatibleRuntimes"] == ["python3.13"]
        assert found["CompatibleArchitectures"] == ["arm64"]


@pytest.mark.parametrize(
    ("name", "holds", "lacks"),
    [
        (
            "vendor",
            {"aws_lambda_powertools", "backports", "detect_secrets", "pcre2", "pydantic"},
            {"anthropic", "httpx2", "boto3", "src", "share", "include", "lib64", "setup.py"},
        ),
        ("claude", {"anthropic", "httpx2"}, {"pydantic", "typing_extensions.py", "boto3"}),
    ],
)
def test_wheels_are_built_for_lambda_and_not_built_twice(
    tmp_path: Path, name: Literal["vendor", "claude"], holds: set[str], lacks: set[str]
) -> None:
    built = build(name, "3.13", "arm64", tmp_path)

    packages = built / "python"
    found = {path.name for path in packages.iterdir()}
    assert holds <= found
    assert not lacks & found
    libraries = list(packages.rglob("*.so"))
    assert libraries
    for library in libraries:
        assert int.from_bytes(library.read_bytes()[18:20], "little") == AARCH64, library
        assert "cpython-313" in library.name or ".abi3." in library.name
    assert all(path.name.endswith(".cpython-313.pyc") for path in packages.rglob("*.pyc"))
    size = sum(path.stat().st_size for path in packages.rglob("*") if path.is_file()) / 1e6
    assert size < LAMBDA_LIMIT_MB / 4

    written = built.stat().st_mtime_ns
    assert build(name, "3.13", "arm64", tmp_path) == built
    assert built.stat().st_mtime_ns == written
    assert list(tmp_path.iterdir()) == [built]


def test_what_is_left_of_the_wheels_can_be_imported(tmp_path: Path) -> None:
    if sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"):
        pytest.skip("the wheels are for Linux")
    architecture = "arm64" if platform.machine() == "aarch64" else "x86_64"
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    vendor, claude = (build(name, python, architecture, tmp_path) for name in ("vendor", "claude"))

    def imports(modules: str, *layers: Path) -> subprocess.CompletedProcess[str]:
        code = f"import sys; sys.path[:0] = sys.argv[1:]; import {modules}"
        paths = [str(layer / "python") for layer in layers]
        # -S: without site-packages, so that nothing comes from this environment.
        command = [sys.executable, "-S", "-c", code, *paths]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    common = "aws_lambda_powertools, backports.zstd, detect_secrets.plugins.keyword, pcre2, pydantic"
    for run in (
        imports(common, vendor),
        imports(f"{common}, anthropic, httpx2, opentelemetry.context", vendor, claude),
    ):
        assert run.returncode == 0, run.stderr
    assert "No module named 'anthropic'" in imports("anthropic", vendor).stderr
    assert list(vendor.rglob(f"*.{sys.implementation.cache_tag}.pyc"))


def test_without_uv_the_message_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from infra import uv, wheels

    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(uv, "CHECKOUT", tmp_path)

    with pytest.raises(uv.VendorLayerError, match="uv is missing; get it with `pip install uv`"):
        wheels.build("vendor", wheels.Target("3.13", "arm64"), cache=tmp_path, root=tmp_path)


def test_a_lock_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    from infra import uv, wheels

    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\nversion = '1'\n", encoding="utf-8")

    with pytest.raises(uv.VendorLayerError, match=r"vendor layer: reading uv\.lock: ") as raised:
        wheels.build("vendor", wheels.Target("3.13", "arm64"), cache=tmp_path / "cache", root=tmp_path)

    assert "\n" not in str(raised.value)


def test_the_knowledge_base_is_in_the_core_layer(dev: Deployed) -> None:
    shelf = layer(dev, "core") / "python" / "crosscut" / "knowledge"

    assert len([*shelf.glob("*/*.md")]) == len(
        [*(ROOT / "layers/core/python/crosscut/knowledge").glob("*/*.md")]
    )
    assert (shelf / "dependencies" / "pool-exhausted.md").is_file()
