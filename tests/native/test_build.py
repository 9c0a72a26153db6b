"""The accelerator is built for the machine that is to run it, once, and is left alone where it does not fit."""

from __future__ import annotations

import ctypes
import shutil
from importlib import metadata
from pathlib import Path

import pytest

from crosscut import accelerator
from native import build as building
from native.build import AcceleratorError, build, build_matching

AARCH64 = 183  # e_machine in an ELF header (elf.h)


def test_it_is_built_for_the_lambdas_and_not_built_twice(tmp_path: Path) -> None:
    built = build("linux-arm64.so", tmp_path)

    header = built.read_bytes()[:20]
    assert header.startswith(b"\x7fELF")
    assert int.from_bytes(header[18:20], "little") == AARCH64
    assert b"libc" not in built.read_bytes()  # one file for every Linux
    assert [path.name for path in tmp_path.iterdir()] == ["linux-arm64.so"]

    written = built.stat().st_mtime_ns
    assert build("linux-arm64.so", tmp_path).stat().st_mtime_ns == written


def test_other_sources_are_built_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = Path(shutil.copytree(building.SOURCES, tmp_path / "native"))
    monkeypatch.setattr(building, "SOURCES", sources)
    before = build(folder=tmp_path).read_bytes()

    with (sources / "abi.c").open("a", encoding="utf-8") as file:
        file.write("EXPORT int32_t crosscut_one_more(void)\n{\n    return 1234;\n}\n")

    assert build(folder=tmp_path).read_bytes() != before
    assert ctypes.CDLL(str(tmp_path / accelerator.file_name())).crosscut_one_more() == 1234


def test_pcre2_is_built_for_the_lambdas_and_not_built_twice(tmp_path: Path) -> None:
    built = build_matching("linux-arm64.matching.so", tmp_path)

    header = built.read_bytes()[:20]
    assert header.startswith(b"\x7fELF")
    assert int.from_bytes(header[18:20], "little") == AARCH64
    assert {path.name for path in tmp_path.iterdir()} == {"linux-arm64.matching.so", "PCRE2-LICENCE.md"}
    assert "BSD" in (tmp_path / "PCRE2-LICENCE.md").read_text(encoding="utf-8")

    written = built.stat().st_mtime_ns
    assert build_matching("linux-arm64.matching.so", tmp_path).stat().st_mtime_ns == written


def test_without_the_sources_of_pcre2_the_message_says_what_brings_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata, "files", lambda _: None)

    with pytest.raises(AcceleratorError, match=r"`make install` brings them \(pcre2\)"):
        build_matching(folder=tmp_path)


def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = Path(shutil.copytree(building.SOURCES, tmp_path / "native"))
    (sources / "wrong.c").write_text("int wrong(void)\n{\n}\n", encoding="utf-8")
    monkeypatch.setattr(building, "SOURCES", sources)

    with pytest.raises(AcceleratorError, match=r"^the accelerator cannot be built: [^\n]*wrong\.c[^\n]*$"):
        build(folder=tmp_path)
    assert not (tmp_path / accelerator.file_name()).exists()


def test_without_a_compiler_the_message_says_what_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_: str) -> str:
        raise metadata.PackageNotFoundError

    monkeypatch.setattr(metadata, "version", missing)

    with pytest.raises(AcceleratorError, match="`make install` brings it"):
        build(folder=tmp_path)


def test_there_is_none_for_a_machine_that_nobody_builds_for(tmp_path: Path) -> None:
    with pytest.raises(AcceleratorError, match="no accelerator for linux on riscv64"):
        build("linux-riscv64.so", tmp_path)


@pytest.mark.parametrize(
    ("machine", "name"),
    [("aarch64", "linux-arm64.so"), ("arm64", "linux-arm64.so"), ("AMD64", "linux-x86_64.so")],
)
def test_its_file_is_called_as_lambda_calls_the_machine(machine: str, name: str) -> None:
    assert accelerator.file_name("linux", machine) == name


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the library is looked for."""
    monkeypatch.setattr(accelerator, "FOLDER", tmp_path)
    monkeypatch.setattr(accelerator, "library", accelerator.library.__wrapped__)
    monkeypatch.setattr(accelerator, "matching", accelerator.matching.__wrapped__)
    return tmp_path


def test_it_is_loaded_where_it_is(folder: Path) -> None:
    build(folder=folder)

    assert accelerator.library() is not None


def test_the_one_with_pcre2_is_loaded_where_it_is_and_fits(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert accelerator.matching() is None  # there is none

    built = build_matching(folder=folder)
    assert accelerator.matching() is not None

    monkeypatch.setattr(accelerator, "MATCHING_ABI", accelerator.MATCHING_ABI + 1)
    assert accelerator.matching() is None

    built.write_bytes(built.read_bytes()[:-1])
    monkeypatch.undo()
    assert accelerator._loaded(str(built), ctypes.PyDLL, "crosscut_matching_abi", 1) is None


def test_it_is_not_loaded_where_it_does_not_fit(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert accelerator.library() is None  # there is none

    (folder / accelerator.file_name()).write_bytes(b"\x7fELF, but cut off")
    assert accelerator.library() is None

    whole = build(folder=folder).read_bytes()
    for size in (0, 20, 64, len(whole) // 2, len(whole) - 1):
        (folder / accelerator.file_name()).write_bytes(whole[:size])
        assert accelerator.library() is None

    (folder / accelerator.file_name()).unlink()
    build(folder=folder)
    monkeypatch.setattr(accelerator, "ABI", accelerator.ABI + 1)
    assert accelerator.library() is None
