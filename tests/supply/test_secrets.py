"""No secret is in the repository: every tracked file, by detect-secrets, of what has a shape of its own."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from detect_secrets.core.scan import scan_file
from detect_secrets.settings import transient_settings

from tests.supply.synthetic import ABOUT_SECRETS, BEGINNINGS, HASHES, PLUGINS, VALUES

ROOT = Path(__file__).parents[2]
SETTINGS = {"plugins_used": [{"name": name} for name in PLUGINS]}


def found(path: Path, *, name: str) -> list[str]:
    """Return what looks like a secret in a file and is not allowed there; where it is, not what."""
    with transient_settings(SETTINGS):
        secrets = list(scan_file(str(path)))
    return [
        f"{name}:{secret.line_number}: {secret.type}"
        for secret in secrets
        if secret.secret_value not in VALUES
        and not (secret.secret_value in BEGINNINGS and name.startswith(ABOUT_SECRETS))
    ]


@pytest.mark.skipif(
    not shutil.which("git") or not (ROOT / ".git").exists(), reason="not a checkout: no list of files"
)
def test_no_tracked_file_holds_a_secret() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    names = [name for name in listed.stdout.splitlines() if not name.endswith(HASHES)]

    assert len(names) > 100
    assert [each for name in names if (ROOT / name).is_file() for each in found(ROOT / name, name=name)] == []


@pytest.mark.parametrize(
    "line",
    [
        "aws_access_key_id = " + "AKIA" + "QWERTYUIOPASDFGH",
        "url: https://app:" + "Tr0ub4dor-and-3" + "@db.example.test/orders",
        "token: " + "ghp_" + "Zz9" * 12,
        "-----BEGIN " + "PRIVATE KEY-----",
    ],
)
def test_a_secret_in_the_sources_would_be_found(tmp_path: Path, line: str) -> None:
    file = tmp_path / "settings.py"
    file.write_text(line + "\n")

    assert len(found(file, name="infra/settings.py")) == 1
