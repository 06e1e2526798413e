"""Writes an approved pack as one `.zip` with checksums: the same bytes for the same pack, on any computer."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

from foi_return.errors import OutputError
from foi_return.outputs.approval import approved_pack
from foi_return.outputs.file_faults import file_fault

SUMS_NAME = "SHA256SUMS"
_MADE = (1980, 1, 1, 0, 0, 0)
"""The earliest day that a zip file can name; it stands for none."""


def zip_path(pack: Path) -> Path:
    """Where a pack's zip file lies: beside its folder."""
    return pack.with_name(f"{pack.name}.zip")


def write_zip(pack: Path) -> Path:
    """Writes `REFERENCE.zip` beside the pack: its folder, and in it SHA256SUMS, which `sha256sum -c` reads.

    The files are stored, not compressed, because versions of the compressor differ by a byte; most are packed already.

    Raises:
        ApprovalError: The pack is not approved, or has changed since.
        OutputError: The file cannot be written.
    """
    given = approved_pack(pack)
    sums = "".join(f"{digest}  {name}\n" for name, digest in sorted(given.files.items()))
    packed = BytesIO()
    path = zip_path(pack)
    aside = path.with_name(f".foi-return-{path.name}.new")
    try:
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
            for name in sorted(given.files):
                archive.writestr(_entry(f"{pack.name}/{name}"), (pack / name).read_bytes())
            archive.writestr(_entry(f"{pack.name}/{SUMS_NAME}"), sums)
        aside.write_bytes(packed.getvalue())
        aside.replace(path)
    except OSError as error:
        raise OutputError(file_fault(error, path)) from error
    finally:
        aside.unlink(missing_ok=True)
    return path


def withdraw_zip(pack: Path) -> None:
    """Removes the zip file of an earlier answer when the pack is replaced: it would look like the one to send.

    A file that this program did not write stays.
    """
    path = zip_path(pack)
    try:
        with zipfile.ZipFile(path) as archive:
            own = f"{pack.name}/{SUMS_NAME}" in archive.namelist()
        if own:
            path.unlink()
    except (OSError, zipfile.BadZipFile):
        return


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _MADE)
    entry.create_system = 3
    entry.external_attr = 0o100644 << 16
    return entry
