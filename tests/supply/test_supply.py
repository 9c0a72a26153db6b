"""What is built from: locked with hashes, permissively licensed, listed in an SBOM; the workflow pinned and linted."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from infra import uv
from infra.uv import Wheels
from tests.supply import licences
from tests.supply.sbom import main as write_sboms

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.y*ml"))


@pytest.mark.parametrize("wheels", ["vendor", "claude"])
def test_every_wheel_of_a_layer_is_locked_with_hashes(wheels: Wheels) -> None:
    locked = uv.locked(uv.find(), ROOT, wheels)

    requirements = re.findall(r"^(\S+)==(\S+)(.*(?:\n\s+.*)*)", locked, re.MULTILINE)
    assert len(requirements) >= 5
    for name, version, rest in requirements:
        assert "--hash=sha256:" in rest, f"{name} {version} has no hash"


def test_the_wheels_are_installed_with_their_hashes_required_and_never_built() -> None:
    recipe = (ROOT / "infra" / "wheels.py").read_text(encoding="utf-8")

    assert '"--only-binary", ":all:", "--no-deps", "--require-hashes"' in recipe


def test_everything_that_is_shipped_is_permissively_licensed(capsys: pytest.CaptureFixture[str]) -> None:
    assert licences.main() == 0, capsys.readouterr().out
    assert "Lambda: pydantic: MIT" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("expression", "fine"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("MIT OR GPL-3.0-only", True),
        ("", False),
        ("Proprietary", False),
    ],
)
def test_a_licence_that_is_not_on_the_list_is_refused(expression: str, fine: bool) -> None:
    assert licences.is_permissive(frozenset({expression})) is fine


def test_the_sboms_list_what_goes_to_lambda_and_what_the_tool_needs(tmp_path: Path) -> None:
    assert write_sboms([str(tmp_path)]) == 0

    boms = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()}
    assert sorted(boms) == ["crosscut-lambda.cdx.json", "crosscut.cdx.json"]
    for name, selection in (("crosscut-lambda.cdx.json", "Lambda"), ("crosscut.cdx.json", "the tool")):
        bom = boms[name]
        assert bom["bomFormat"] == "CycloneDX"
        listed = {component["name"] for component in bom["components"]}
        assert set(licences.packages(*licences.GROUPS[selection])) <= listed
        assert all(component.get("purl", "").startswith("pkg:pypi/") for component in bom["components"])


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_by_its_commit(workflow: Path) -> None:
    uses = re.findall(r"uses:\s*(\S+)\s*(.*)", workflow.read_text(encoding="utf-8"))

    assert uses
    for action, comment in uses:
        assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", action), action
        assert re.match(r"#\s*v\d", comment), f"{action}: its version stands in a comment"


def test_zizmor_has_nothing_to_say_of_the_workflows() -> None:
    run = _zizmor(ROOT / ".github" / "workflows")

    assert run.returncode == 0, run.stdout + run.stderr


def test_zizmor_would_find_something(tmp_path: Path) -> None:
    workflow = tmp_path / ".github" / "workflows" / "wrong.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text(
        "on: issues\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - run: echo ${{ github.event.issue.title }}\n"
    )

    run = _zizmor(workflow.parent)

    assert run.returncode != 0
    assert "template-injection" in run.stdout


def _zizmor(folder: Path) -> subprocess.CompletedProcess[str]:
    zizmor = Path(sys.executable).with_name("zizmor")
    return subprocess.run(
        [zizmor, "--offline", "--no-progress", folder], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ('import subprocess\nsubprocess.run("ls " + __name__, shell=True)\n', "S602"),
        ("import pickle\npickle.loads(b'')\n", "S301"),
        ("eval(__name__)\n", "S307"),
        ("x = 1  # noqa: S101\n", "RUF100"),  # an exception that nothing needs
    ],
)
def test_ruff_would_find_what_is_insecure(code: str, rule: str) -> None:
    ruff = Path(sys.executable).with_name("ruff")

    run = subprocess.run(
        [ruff, "check", "--no-cache", "--output-format", "concise", "--stdin-filename", "infra/wrong.py", "-"],
        input=code, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert f" {rule} " in run.stdout, run.stdout + run.stderr
