"""LibreOffice, where it is on the computer: found, and run without a window or a trace outside one folder."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from foi_return.errors import Fault, OutputError

PROGRAM_VARIABLE = "FOI_RETURN_SOFFICE"
"""The environment variable that names the program, where it is in an unusual place."""

SECONDS = 180
"""How long one conversion may take."""

_USUAL = (
    "/usr/bin/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)


def find_office() -> Path:
    """LibreOffice's program.

    Raises:
        OutputError: It is not on this computer, or not where the environment variable says.
    """
    named = os.environ.get(PROGRAM_VARIABLE)
    if named:
        if Path(named).is_file():
            return Path(named)
        raise OutputError(Fault(PROGRAM_VARIABLE, f"there is no program at '{named}'", "the path of soffice"))
    for place in _places():
        if place.is_file():
            return place
    raise OutputError(
        Fault(
            "--also",
            "LibreOffice, which makes these files, is not on this computer",
            f"LibreOffice in its usual place, or its path in {PROGRAM_VARIABLE}",
            "Have it installed, or leave out --also: the workbook, the letter and the CSV files need nothing else.",
        )
    )


def _places() -> Iterator[Path]:
    names = ("soffice.com", "soffice") if sys.platform == "win32" else ("soffice", "libreoffice")
    yield from (Path(found) for name in names if (found := shutil.which(name)))
    yield from map(Path, _USUAL)
    yield from sorted(Path("/opt").glob("libreoffice*/program/soffice"), reverse=True)
    for variable in ("ProgramFiles", "ProgramFiles(x86)", "ProgramW6432"):
        if folder := os.environ.get(variable):
            yield Path(folder) / "LibreOffice" / "program" / "soffice.com"


def convert(office: Path, source: Path, target: str, scratch: Path, seconds: float = SECONDS) -> Path:
    """Converts a document.

    Args:
        office: LibreOffice's program.
        source: The document.
        target: The form to convert to, as LibreOffice names it: `ods`, or `pdf` with the name of a filter and options.
        scratch: A private folder for its profile, its temporary files and the result.
        seconds: How long it may take.

    Returns:
        The new file.

    Raises:
        OutputError: It did not succeed, or took too long.
    """
    profile, made, temporary = scratch / "profile", scratch / f"from{source.suffix}", scratch / "temporary"
    for folder in (profile, made, temporary):
        folder.mkdir(parents=True, exist_ok=True)
    words = [
        str(office),
        f"-env:UserInstallation={profile.absolute().as_uri()}",
        "--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard",
        "--convert-to", target, "--outdir", str(made.absolute()), str(source.absolute()),
    ]  # fmt: skip
    own = {"HOME": scratch, "TMPDIR": temporary, "TMP": temporary, "TEMP": temporary}
    environment = {**os.environ, **{name: str(path.absolute()) for name, path in own.items()}}
    # What it prints is not passed on: it names paths, and nothing that an officer can act on.
    with subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    ) as running:
        try:
            running.wait(seconds)
        except BaseException as stopped:
            _end(running)
            if isinstance(stopped, subprocess.TimeoutExpired):
                raise OutputError(_failed(source, f"LibreOffice took longer than {seconds:g} seconds")) from None
            raise
    result = made / f"{source.stem}.{target.partition(':')[0]}"
    if running.returncode != 0 or not result.is_file():
        raise OutputError(_failed(source, "LibreOffice could not convert it"))
    return result


def _end(running: subprocess.Popen[bytes]) -> None:
    """Ends the program and what it has started: the one that is called only starts the one that works."""
    if sys.platform == "win32":
        running.kill()
    else:
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()


def _failed(source: Path, found: str) -> Fault:
    return Fault(
        source.name,
        found,
        "",
        "Close LibreOffice where it is open and try again, or leave out --also. Nothing was changed.",
    )
