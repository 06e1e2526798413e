"""Makes a folder and a zip from which the program is installed on a computer without a network.

It needs a network itself: wheels are fetched with pip, each checked against the hashes in requirements.lock.

    python bundle/make_bundle.py --out dist/bundle [--platform linux] [--python 3.11]
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

from packaging.markers import Marker

ROOT = Path(__file__).parents[1]
PYTHONS = ("3.11", "3.12", "3.13")
PLATFORMS = {
    "linux": [f"manylinux{kind}_x86_64" for kind in ("2014", "_2_17", "_2_24", "_2_26", "_2_27", "_2_28")],
    "windows": ["win_amd64"],
}
"""What pip calls each system; of Linux, those with a C library of 2018 or newer."""

_SYSTEMS = {
    "linux": {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux", "platform_machine": "x86_64"},
    "windows": {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows", "platform_machine": "AMD64"},
}


def locked_for(lock: str, platform: str, python: str) -> str:
    """The lines of a lock that hold on a system, without their conditions, which pip would judge by this computer."""
    environment = {
        **_SYSTEMS[platform],
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    kept = []
    for entry in re.split(r"\n(?=\S)", lock.strip()):
        head, _, hashes = entry.partition("\\\n")
        name, _, condition = head.partition(";")
        if not condition.strip() or Marker(condition.strip()).evaluate(environment):
            kept.append(f"{name.strip()} \\\n{hashes}")
    return "\n".join(kept) + "\n"


def fetch(platform: str, python: str, wheels: Path, scratch: Path) -> None:
    """Fetches every wheel that the program needs on a system."""
    wanted = scratch / f"{platform}-{python}.txt"
    wanted.write_text(locked_for((ROOT / "requirements.lock").read_text(), platform, python))
    tags = [word for tag in PLATFORMS[platform] for word in ("--platform", tag)]
    options = "-q --disable-pip-version-check --no-deps --require-hashes --only-binary=:all: --implementation cp"
    words = [*options.split(), "--python-version", python, *tags, "-r", str(wanted), "-d", str(wheels)]
    _run([sys.executable, "-m", "pip", "download", *words])


def make(out: Path, platforms: list[str], pythons: list[str]) -> Path:
    """Makes the bundle; gives the zip's path."""
    shutil.rmtree(out, ignore_errors=True)
    wheels, scratch = out / "wheels", out / "scratch"
    for folder in (wheels, scratch):
        folder.mkdir(parents=True)
    _run([sys.executable, "-m", "build", "-q", "--wheel", "--outdir", str(wheels), str(ROOT)])
    for platform in platforms:
        for python in pythons:
            print(f"{platform}, Python {python}")
            fetch(platform, python, wheels, scratch)
    shutil.rmtree(scratch)
    shutil.copy(ROOT / "requirements.lock", out)
    for name in (["install.sh"] if "linux" in platforms else []) + (["install.cmd"] if "windows" in platforms else []):
        shutil.copy(ROOT / "bundle" / name, out)
    files = sorted(path for path in out.rglob("*") if path.is_file())
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(out).as_posix()}\n" for path in files]
    (out / "SHA256SUMS").write_text("".join(sums))
    return Path(shutil.make_archive(str(out), "zip", out.parent, out.name))


def _run(words: list[str]) -> None:
    subprocess.run(words, check=True)


def main() -> int:
    """Runs it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "dist" / "foi-return-bundle")
    parser.add_argument("--platform", choices=sorted(PLATFORMS), action="append")
    parser.add_argument("--python", choices=PYTHONS, action="append")
    given = parser.parse_args()
    path = make(given.out.absolute(), given.platform or sorted(PLATFORMS), given.python or list(PYTHONS))
    count = len(list((given.out / "wheels").iterdir()))
    print(f"{path}: {count} wheels, {path.stat().st_size / 1e6:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
