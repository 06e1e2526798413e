"""The workbook as ODS, and the workbook and the letter as PDF, made with LibreOffice from the files of the pack."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from foi_return.errors import Fault, OutputError, RequestError
from foi_return.outputs.office import convert, find_office

FORMS = ("ods", "pdf")
"""What can be asked for with `--also`."""

_TAGGED = ':{"UseTaggedPDF":{"type":"boolean","value":"true"},"ExportBookmarks":{"type":"boolean","value":"true"}}'
_MADE = (1980, 1, 1, 0, 0, 0)
_DROPPED = ("Thumbnails/", "Configurations2/")
_MACHINE = re.compile(
    rb"<meta:(creation-date|editing-duration|editing-cycles|generator|initial-creator|print-date|printed-by|user-defined)"
    rb"(?: [^>]*)?(?:/>|>.*?</meta:\1>)|<dc:date>.*?</dc:date>"
)
_PRINTER = re.compile(
    rb'<config:config-item config:name="Printer(?:Name|Setup|PaperFromSetup)"[^>]*?(?:/>|>.*?</config:config-item>)'
)
_PERSONAL_PDF = re.compile(rb"/(?:home|Users|tmp|root)/|[A-Z]:\\\\|file:///")


@dataclass(frozen=True, slots=True)
class Also:
    """Further forms of the pack's files.

    Attributes:
        forms: Which, of FORMS.
        office: LibreOffice's program; None where no form is asked for.
    """

    forms: tuple[str, ...]
    office: Path | None


def plan_also(forms: Sequence[str]) -> Also:
    """Makes sure that the forms can be made, before anything is counted.

    Raises:
        RequestError: A form is not known.
        OutputError: LibreOffice is not on this computer.
    """
    if unknown := [form for form in forms if form not in FORMS]:
        raise RequestError(Fault("--also", f"found '{unknown[0]}'", " or ".join(FORMS)))
    chosen = tuple(form for form in FORMS if form in forms)
    return Also(chosen, find_office() if chosen else None)


def write_also(also: Also, workbook: Path, scratch: Path) -> None:
    """Writes the forms beside the workbook: `NAME.ods`, `NAME-tables.pdf` and `NAME-letter.pdf`.

    Raises:
        OutputError: LibreOffice fails, or a file names a place on this computer.
    """
    if also.office is None:
        return
    letter = workbook.with_suffix(".docx")
    if "ods" in also.forms:
        made = convert(also.office, workbook, "ods", scratch)
        workbook.with_suffix(".ods").write_bytes(without_machine(made.read_bytes()))
    if "pdf" in also.forms:
        for source, kind, name in ((workbook, "calc", "tables"), (letter, "writer", "letter")):
            made = convert(also.office, source, f"pdf:{kind}_pdf_Export{_TAGGED}", scratch)
            content = made.read_bytes()
            if _PERSONAL_PDF.search(content):
                raise OutputError(
                    Fault(f"{name}.pdf", "it names a place on this computer", "", "Leave out --also pdf.")
                )
            workbook.with_name(f"{workbook.stem}-{name}.pdf").write_bytes(content)


def without_machine(content: bytes) -> bytes:
    """An ODS file without its dates, its thumbnail, and the names of the program and the printer that made it."""
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as archive, zipfile.ZipFile(packed, "w") as cleaned:
        for part in archive.infolist():
            if part.filename.startswith(_DROPPED):
                continue
            entry = zipfile.ZipInfo(part.filename, _MADE)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            # The type of the document must stand first and unpacked, so that it can be read off the file.
            entry.compress_type = zipfile.ZIP_STORED if part.filename == "mimetype" else zipfile.ZIP_DEFLATED
            cleaned.writestr(entry, _cleaned(part.filename, archive.read(part)))
    return packed.getvalue()


def _cleaned(name: str, content: bytes) -> bytes:
    if name == "meta.xml":
        return _MACHINE.sub(b"", content)
    if name == "settings.xml":
        return _PRINTER.sub(b"", content)
    if name == "META-INF/manifest.xml":
        dropped = b"|".join(re.escape(folder.encode()) for folder in _DROPPED)
        return re.sub(rb'\s*<manifest:file-entry manifest:full-path="(?:' + dropped + rb")[^>]*/>", b"", content)
    return content
