"""What is installed by pip has the knowledge base in it, and reads it there."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from crosscut.knowledge import entries
from infra import uv

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    try:
        found = uv.find()
    except uv.VendorLayerError as error:
        pytest.skip(str(error))
    built = subprocess.run(
        [found, "build", "--wheel", "--quiet", "--out-dir", folder, ROOT],
        capture_output=True,
        text=True,
        check=False,
    )
    if built.returncode and "Failed to fetch" in built.stderr:
        pytest.skip("PyPI, which has the build backend, is not reachable")
    assert built.returncode == 0, built.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_has_every_entry_and_reads_them_from_where_it_is_unpacked(
    wheel: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)

    program = "import crosscut.knowledge as k; print(len(k.entries()), k.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    count, place = done.stdout.split(maxsplit=1)
    assert int(count) == len(entries())
    assert place.startswith(str(tmp_path))
