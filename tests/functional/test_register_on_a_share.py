"""The register on a file system that comes over a network protocol, SFTP: several writers, with links and without."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from foi_return.register import Status, open_register
from foi_return.register.restore import find_damage

SERVERS = ("/usr/lib/openssh/sftp-server", "/usr/libexec/openssh/sftp-server", "/usr/lib/ssh/sftp-server")
WRITER = """
import json, sys
from pathlib import Path
from foi_return.register import open_register
shelf, folder = Path(sys.argv[1]), Path(sys.argv[2])
for number in range(5):
    path = folder / f"{sys.argv[3]}-{number}.json"
    path.write_text(json.dumps({"reference": path.stem, "council": "C", "cells": []}), encoding="utf-8")
    entered = open_register(shelf).enter(path, None)
    open_register(shelf).mark_never_sent(str(entered.number))
"""


class Share:
    """A folder on a server, and several clients' mounts of it, each a connection of its own.

    Attributes:
        kept: The folder as the server has it.
    """

    def __init__(self, folder: Path):
        self.kept = folder / "kept"
        self.kept.mkdir()
        self._folder = folder
        self._mounts: list[Path] = []

    def mounted(self, *options: str) -> Path:
        """One more mount; skips the test where nothing can be mounted."""
        place = self._folder / f"mount-{len(self._mounts)}"
        place.mkdir()
        server = next((path for path in SERVERS if Path(path).exists()), None)
        if server is None or shutil.which("sshfs") is None:
            pytest.skip("sshfs and an SFTP server are not installed")
        connect = self._folder / "connect"
        connect.write_text(f"#!/bin/sh\nexec {server}\n", encoding="ascii")
        connect.chmod(0o700)
        words = ["sshfs", "-o", ",".join([f"ssh_command={connect}", *options]), f"server:{self.kept}", str(place)]
        try:
            done = subprocess.run(words, capture_output=True, text=True, timeout=30, check=False)
        except subprocess.TimeoutExpired:
            pytest.skip("a mount does not come")
        if done.returncode or not os.path.ismount(place):
            pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
        self._mounts.append(place)
        return place

    def close(self) -> None:
        for place in self._mounts:
            subprocess.run(["fusermount", "-u", str(place)], capture_output=True, timeout=30, check=False)


@pytest.fixture
def share(tmp_path: Path) -> Iterator[Share]:
    (tmp_path / "share").mkdir()
    share = Share(tmp_path / "share")
    yield share
    share.close()


@pytest.mark.parametrize(
    "kinds", [((), ()), (("disable_hardlink",), ("disable_hardlink",)), ((), ("disable_hardlink",))]
)
def test_writers_at_once_on_a_share_lose_nothing_and_see_no_half_written_entry(
    share: Share, tmp_path: Path, kinds: tuple[tuple[str, ...], ...]
) -> None:
    mounts = [share.mounted(*options) for options in (*kinds, *kinds)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(mount / "register"), str(tmp_path), f"w{number}"],
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number, mount in enumerate(mounts)
    ]
    said = [writer.communicate(timeout=120)[1] for writer in running]
    assert [writer.returncode for writer in running] == [0] * len(mounts), "\n".join(said)
    for shelf in (share.kept / "register", mounts[0] / "register"):
        register = open_register(shelf)
        references = {f"w{number}-{k}" for number in range(len(mounts)) for k in range(5)}
        assert {answer.reference for answer in register.answers} == references
        assert len(register.answers) == len(references)
        assert {answer.status for answer in register.answers} == {Status.NEVER_SENT}
        assert not find_damage(shelf)
    assert not list(share.kept.rglob(".new-*"))
