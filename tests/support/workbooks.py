"""Makes workbooks of every form, and broken ones, for the tests of reading."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

Cell = str | float | bool | date | datetime | time | timedelta | None
"""What a cell may hold; None is an empty cell. A text that begins with `#` is an error such as `#N/A`."""

Sheets = Mapping[str, Sequence[Sequence[Cell]]]

_ERROR_CODES = {
    "#NULL!": 0x00,
    "#DIV/0!": 0x07,
    "#VALUE!": 0x0F,
    "#REF!": 0x17,
    "#NAME?": 0x1D,
    "#NUM!": 0x24,
    "#N/A": 0x2A,
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def write_xlsx(path: Path, sheets: Sheets, hidden: Sequence[str] = (), **options: Any) -> Path:
    """A workbook as Excel would save it; dates are date cells."""
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, **options}) as book:
        forms = {kind: book.add_format({"num_format": form}) for kind, form in _NUMBER_FORMATS.items()}
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            else:
                sheet.activate()
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, str) and cell in _ERROR_CODES:
                        sheet.write_formula(row, column, "=1/0", None, cell)
                    elif isinstance(cell, str):
                        sheet.write_string(row, column, cell)
                    elif isinstance(cell, date | time | timedelta):
                        sheet.write_datetime(row, column, cell, forms[type(cell)])
                    elif cell is not None:
                        sheet.write(row, column, cell)
    return path


_NUMBER_FORMATS: dict[type, str] = {
    date: "dd/mm/yyyy",
    datetime: "dd/mm/yyyy hh:mm",
    time: "hh:mm",
    timedelta: "[h]:mm",
}


def write_xls(path: Path, sheets: Sheets, hidden: Sequence[str] = ()) -> Path:
    """A workbook in the form of Excel 97 to 2003."""
    import xlwt

    book = xlwt.Workbook()
    forms = {kind: xlwt.easyxf(num_format_str=form) for kind, form in _NUMBER_FORMATS.items()}
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        sheet.visibility = 1 if name in hidden else 0
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, str) and cell in _ERROR_CODES:
                    sheet.row(row).set_cell_error(column, _ERROR_CODES[cell])
                elif isinstance(cell, date | time):
                    sheet.write(row, column, cell, forms[type(cell)])
                elif cell is not None:
                    sheet.write(row, column, cell)
    book.save(str(path))
    return path


def write_ods(path: Path, sheets: Sheets, hidden: Sequence[str] = ()) -> Path:
    """A workbook as LibreOffice would save it."""
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.style import Style, TableProperties
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    unseen = Style(name="unseen", family="table")
    unseen.addElement(TableProperties(display="false"))
    book.automaticstyles.addElement(unseen)
    for name, rows in sheets.items():
        table = Table(name=name, **({"stylename": unseen} if name in hidden else {}))
        for cells in rows:
            row = TableRow()
            for cell in cells:
                element = TableCell(**_ods_value(cell))
                if cell is not None:
                    element.addElement(P(text=str(cell)))
                row.addElement(element)
            table.addElement(row)
        book.spreadsheet.addElement(table)
    book.save(str(path))
    return path


def _ods_value(cell: Cell) -> dict[str, str]:
    if cell is None:
        return {}
    if isinstance(cell, str):
        return {"valuetype": "string"}
    if isinstance(cell, bool):
        return {"valuetype": "boolean", "booleanvalue": str(cell).lower()}
    if isinstance(cell, date):
        return {"valuetype": "date", "datevalue": cell.isoformat()}
    if isinstance(cell, time | timedelta):
        return {"valuetype": "time", "timevalue": "PT1H"}
    return {"valuetype": "float", "value": repr(cell)}


def write_xlsb(path: Path, sheets: Sheets, hidden: Sequence[str] = ()) -> Path:
    """A binary workbook, record by record; no library writes them. Source: [MS-XLSB]."""
    names = {name: f"sheet{number}" for number, name in enumerate(sheets, start=1)}
    bundle = b"".join(
        _record(156, struct.pack("<II", name in hidden, number) + _wide(f"rId{number}") + _wide(name))
        for number, name in enumerate(sheets, start=1)
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}/worksheet" Target="worksheets/{part}.bin"/>'
        for number, part in enumerate(names.values(), start=1)
    )
    links += f'<Relationship Id="rId99" Type="{kind}/styles" Target="styles.bin"/>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "_rels/.rels", _relations(f'<Relationship Id="r" Type="{kind}/officeDocument" Target="xl/workbook.bin"/>')
        )
        archive.writestr("xl/_rels/workbook.bin.rels", _relations(links))
        archive.writestr("xl/workbook.bin", _record(131) + _record(143) + bundle + _record(144) + _record(132))
        archive.writestr("xl/styles.bin", _xlsb_styles())
        for name, rows in sheets.items():
            archive.writestr(f"xl/worksheets/{names[name]}.bin", _xlsb_sheet(rows))
    return path


def _relations(links: str) -> str:
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'
    )


def _record(kind: int, content: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = len(content), b""
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 0x7F else 0)])
        length >>= 7
        if not length:
            return head + size + content


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _xlsb_styles() -> bytes:
    """Two cell formats: general, and the built-in date format 14."""
    formats = b"".join(_record(47, struct.pack("<HHHHHBBHBB", 0, form, 0, 0, 0, 0, 0, 0, 0, 0)) for form in (0, 14))
    return _record(278) + _record(617, struct.pack("<I", 2)) + formats + _record(618) + _record(279)


def _xlsb_sheet(rows: Sequence[Sequence[Cell]]) -> bytes:
    wide = max(map(len, rows), default=1)
    content = _record(129) + _record(148, struct.pack("<IIII", 0, max(len(rows) - 1, 0), 0, wide - 1)) + _record(145)
    for number, cells in enumerate(rows):
        content += _record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0))
        content += b"".join(_xlsb_cell(column, cell) for column, cell in enumerate(cells) if cell is not None)
    return content + _record(146) + _record(130)


def _xlsb_cell(column: int, cell: Cell) -> bytes:
    style = 1 if isinstance(cell, date) else 0
    place = struct.pack("<II", column, style)
    if isinstance(cell, str) and cell in _ERROR_CODES:
        return _record(3, place + bytes([_ERROR_CODES[cell]]))
    if isinstance(cell, str):
        return _record(6, place + _wide(cell))
    if isinstance(cell, bool):
        return _record(4, place + bytes([cell]))
    if isinstance(cell, date):
        cell = float((date(cell.year, cell.month, cell.day) - date(1899, 12, 30)).days)
    assert isinstance(cell, int | float)
    return _record(5, place + struct.pack("<d", float(cell)))


def write_encrypted(path: Path) -> Path:
    """What Excel writes for a workbook with a password: a compound file with an encrypted package in it."""
    sizes = {"EncryptionInfo": 4096, "EncryptedPackage": 4096}
    sectors = [size // 512 for size in sizes.values()]
    table: list[int] = [_FAT, _END]
    starts = []
    for count in sectors:
        starts.append(len(table))
        table += [*range(len(table) + 1, len(table) + count), _END]
    table += [_FREE] * (128 - len(table))
    directory = _entry("Root Entry", 5, 1, _END, 0)
    directory += _entry("EncryptionInfo", 2, _FREE, starts[0], 4096, right=2)
    directory += _entry("EncryptedPackage", 2, _FREE, starts[1], 4096) + _entry("", 0, _FREE, 0, 0)
    header = (
        _OLE
        + bytes(16)
        + struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0, 0)
    )
    header += struct.pack("<108I", *([_FREE] * 108))
    path.write_bytes(header + struct.pack("<128I", *table) + directory + bytes(512 * sum(sectors)))
    return path


def _entry(name: str, kind: int, child: int, start: int, size: int, right: int = _FREE) -> bytes:
    text = (name + "\0").encode("utf-16-le") if name else b""
    head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, _FREE, right, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def rewrite_part(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """Changes one part of a workbook that is a zip archive."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, change(content) if name == part else content)
    return path


def protect_xls(path: Path) -> Path:
    """Turns the first record behind the start of an .xls workbook into the one that says: a password is needed."""
    content = path.read_bytes()
    interface = b"\xe1\x00\x02\x00\xb0\x04"
    assert content.count(interface) == 1
    path.write_bytes(content.replace(interface, b"\x2f\x00\x02\x00\xb0\x04"))
    return path


def lock_with_password(path: Path, password: str) -> Path:
    """Puts in a file's place a workbook that only the password opens, with the file's bytes in it."""
    import io

    from msoffcrypto.format.ooxml import OOXMLFile

    if path.read_bytes()[:2] != b"PK":
        write_xlsx(path, {"Data": [[path.read_text(encoding="utf-8")[:30_000]]]})
    locked = io.BytesIO()
    with path.open("rb") as file:
        OOXMLFile(file).encrypt(password, locked)
    path.write_bytes(locked.getvalue())
    return path
