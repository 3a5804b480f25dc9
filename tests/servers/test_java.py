"""Which Java runs the servers of the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.servers.java import has_module, own_java


def _java(folder: Path, version: str, modules: str = "") -> Path:
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "java").touch()
    (folder / "release").write_text(f'JAVA_VERSION="{version}"\n' + (f'MODULES="{modules}"\n' if modules else ""))
    return folder


def test_only_a_java_that_is_new_enough_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSWIRE_TEST_JAVA_HOME", str(_java(tmp_path / "jdk", "21.0.4")))
    assert own_java(21) == tmp_path / "jdk"
    assert own_java(22) is None


def test_a_folder_without_java_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSWIRE_TEST_JAVA_HOME", str(tmp_path))
    assert own_java(1) is None


def test_a_small_java_says_which_modules_it_has(tmp_path: Path) -> None:
    assert not has_module(_java(tmp_path / "small", "25", "java.base java.naming"), "jdk.incubator.vector")
    assert has_module(_java(tmp_path / "whole", "25", "java.base jdk.incubator.vector"), "jdk.incubator.vector")
    assert has_module(_java(tmp_path / "silent", "25"), "jdk.incubator.vector")
