"""The offline bundle: the lock is read for the computer that it is for, and what it installs needs no network."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def recipe() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_bundle", ROOT / "bundle" / "make_bundle.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LOCK = """\
both==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:ab
old==2.0 ; python_full_version < '3.12' \\
    --hash=sha256:bb
new==3.0 ; python_full_version >= '3.12' \\
    --hash=sha256:cc
tz==4.0 ; sys_platform == 'emscripten' or sys_platform == 'win32' \\
    --hash=sha256:dd
"""


@pytest.mark.parametrize(
    ("platform", "python", "names"),
    [
        ("linux", "3.11", ["both", "old"]),
        ("linux", "3.12", ["both", "new"]),
        ("windows", "3.11", ["both", "old", "tz"]),
        ("windows", "3.13", ["both", "new", "tz"]),
    ],
)
def test_the_lock_is_read_for_the_computer_that_the_bundle_is_for(
    platform: str, python: str, names: list[str], recipe: ModuleType
) -> None:
    lines = recipe.locked_for(LOCK, platform, python)
    assert [line.split("==")[0] for line in lines.splitlines() if "==" in line] == names
    assert ";" not in lines
    assert "--hash=sha256:aa \\\n    --hash=sha256:ab\n" in lines


def test_every_package_of_the_real_lock_is_for_some_computer(recipe: ModuleType) -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = {line.split()[0] for line in lock.splitlines() if line[:1].strip()}
    chosen = {
        line.split()[0]
        for platform in recipe.PLATFORMS
        for python in recipe.PYTHONS
        for line in recipe.locked_for(lock, platform, python).splitlines()
        if line[:1].strip()
    }
    assert chosen == entries


def test_scripts_are_written_for_their_system() -> None:
    assert b"\r" not in (ROOT / "bundle" / "install.sh").read_bytes()
    lines = (ROOT / "bundle" / "install.cmd").read_bytes().split(b"\n")
    assert all(line.endswith(b"\r") for line in lines[:-1]), "cmd may miss labels in a file without carriage returns"
    assert lines[-1] == b""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the script is for Linux")
def test_the_linux_bundle_installs_and_answers_without_a_network(tmp_path: Path, recipe: ModuleType) -> None:
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    if python not in recipe.PYTHONS:
        pytest.skip(f"the bundle is not for Python {python}")
    recipe.make(tmp_path / "bundle", ["linux"], [python])
    alone = ["unshare", "-rn"] if shutil.which("unshare") else []
    nowhere = "http://127.0.0.1:9"
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHON": sys.executable,
        "https_proxy": nowhere, "http_proxy": nowhere,
    }  # fmt: skip

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*alone, *words], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    target = tmp_path / "program"
    done = run("sh", "bundle/install.sh", str(target))
    assert done.returncode == 0, done.stderr
    done = run(str(target / "bin" / "foi-return"), "demo", "--children", "300")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "output" / "DEMO-2026-0001" / "DEMO-2026-0001.xlsx").is_file()
    assert run("sh", "bundle/install.sh", str(target)).returncode == 1, "what is there already is not overwritten"
    wheel = next((tmp_path / "bundle" / "wheels").glob("tomlkit-*"))
    wheel.write_bytes(wheel.read_bytes()[:-1])
    assert hashlib.sha256(wheel.read_bytes()).hexdigest() not in (tmp_path / "bundle" / "SHA256SUMS").read_text()
    done = run("sh", "bundle/install.sh", str(tmp_path / "other"))
    assert done.returncode == 1
    assert "damaged" in done.stderr
