"""A workbook as a council publishes it, and the tools with which it is made faulty; everything in it is invented."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

Parts = dict[str, bytes]
Row = Sequence[str | int | float]

TITLE = "Children identified as exploited, by age group, 2021/22 to 2023/24"
UNIT = "Unit: children. Source: case records."
LEGEND = "Shorthand: [c] hidden to protect children (fewer than 5, or it would reveal such a number); [x] not recorded."
TABLE: tuple[Row, ...] = (
    ("Age group", "2021/22", "2022/23", "2023/24"),
    ("Under 10", "[x]", "[c]", 7),
    ("10 to 12", "[x]", "[c]", 9),
    ("13 to 15", "[x]", 12, 14),
    ("16 to 17", "[x]", 15, 11),
    ("Total", "[x]", 33, 41),
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet2.xml"


@cache
def clean_workbook() -> bytes:
    """A cover, a table and its notes; nothing is wrong with it."""
    return made_with(lambda *_: None)


def made_with(change: Callable[[Any, Any], object], rows: Sequence[Row] = TABLE, *, legend: str = LEGEND) -> bytes:
    """The clean workbook with something done to it by the library that writes it.

    Args:
        change: Given the workbook and the sheet with the table; the table begins in A4.
        rows: The rows of the table, the headings first.
        legend: What the sheet says of its marks.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": TITLE, "author": "Anytown Council", "company": "Anytown Council"})
        cover = book.add_worksheet("Cover")
        for row, text in enumerate((TITLE, "Anytown Council", "Contact: the information team")):
            cover.write_string(row, 0, text)
        table = book.add_worksheet("Table_1")
        for row, text in enumerate((TITLE, UNIT, legend)):
            table.write_string(row, 0, text)
        write_table(table, rows)
        change(book, table)
    return buffer.getvalue()


def write_table(sheet: Any, rows: Sequence[Row], top: int = 3) -> None:
    sheet.add_table(
        top,
        0,
        top + len(rows) - 1,
        len(rows[0]) - 1,
        {"columns": [{"header": str(text)} for text in rows[0]], "autofilter": False},
    )
    for row, cells in enumerate(rows[1:], start=top + 1):
        for column, cell in enumerate(cells):
            if cell != "":
                sheet.write(row, column, cell)


def edited(change: Callable[[Parts], object], content: bytes | None = None) -> bytes:
    """The clean workbook, or another file, with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(clean_workbook() if content is None else content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def with_part(name: str, part: bytes, owner: str = "xl/workbook.xml", kind: str = "") -> bytes:
    """The clean workbook with one more part, which its owner refers to; none refers to it where the owner is empty."""

    def add(parts: Parts) -> None:
        parts[name] = part
        if owner:
            relate(parts, owner, kind or name.rpartition("/")[2].rstrip("0123456789.xmlbin"), f"/{name}")

    return edited(add)


def relate(parts: Parts, owner: str, kind: str, target: str, *, outside: bool = False) -> None:
    """Adds a relation to a part."""
    folder, _, name = owner.rpartition("/")
    listing = f"{folder}/_rels/{name}.rels".lstrip("/")
    empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    mode = ' TargetMode="External"' if outside else ""
    line = f'<Relationship Id="rId{len(parts) + 900}" Type="{_RELATIONS}/{kind}" Target="{target}"{mode}/>'
    parts[listing] = parts.get(listing, empty).replace(b"</Relationships>", line.encode() + b"</Relationships>")


def replaced(part: str, old: str, new: str, content: bytes | None = None) -> bytes:
    """The clean workbook with a text of one part replaced; it must be there."""

    def change(parts: Parts) -> None:
        assert old.encode() in parts[part], f"{part} does not hold {old}"
        parts[part] = parts[part].replace(old.encode(), new.encode(), 1)

    return edited(change, content)


def markup(tag: str, inside: str = "") -> bytes:
    return f'<{tag} xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">{inside}</{tag}>'.encode()


def in_sheet(xml: str, before: str = "<pageMargins") -> bytes:
    """The clean workbook with something put into its second sheet."""
    return replaced(SHEET, before, xml + before)


def add_chart(reference: str, change: Callable[[Any, Any], object] = lambda *_: None) -> Callable[[Any, Any], object]:
    def add(book: Any, table: Any) -> None:
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": reference, "name": "Children"})
        sheet = book.add_worksheet("Chart")
        sheet.write(0, 0, "Children aged 13 to 15, by year")
        sheet.insert_chart("A3", chart)
        change(book, table)

    return add


def with_chart() -> bytes:
    """The clean workbook with a chart of its own cells on a visible sheet."""
    return made_with(add_chart("=Table_1!$C$7:$D$7"))


def with_chart_of_gaps() -> bytes:
    """The clean workbook with a sheet that feeds a chart, where a blank cell stands for a hidden number."""

    def change(book: Any, _table: Any) -> None:
        sheet = book.add_worksheet("Chart_data")
        sheet.write(0, 0, "Numbers drawn in the chart. Blank cells are hidden or not recorded, and leave a gap.")
        write_table(
            sheet, (("Year", "Under 10", "13 to 15"), ("2021/22", "", ""), ("2022/23", "", 12), ("2023/24", 7, 14)), 1
        )
        chart = book.add_chart({"type": "line"})
        for column in "BC":
            chart.add_series({"values": f"=Chart_data!${column}$3:${column}$5", "categories": "=Chart_data!$A$3:$A$5"})
        book.add_worksheet("Chart").insert_chart("A3", chart)

    return made_with(change)


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    """A picture of one grey point, with further chunks."""
    import zlib

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0\x80"))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunk(*extra) for extra in chunks) + body + chunk(b"IEND", b"")


def jpeg_with_place() -> bytes:
    """The beginning of a photograph that says where it was taken."""
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\0"
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + b"\xff\xda\0\x02\xff\xd9"


def add_picture(content: bytes, **options: Any) -> Callable[[Any, Any], object]:
    def add(book: Any, _table: Any) -> None:
        sheet = book.add_worksheet("Logo")
        sheet.write(0, 0, "The council's logo")
        sheet.insert_image("A3", "logo.png", {"image_data": io.BytesIO(content), **options})

    return add


def made_by_hand() -> bytes:
    """The same figures as somebody types them in: no table is marked up, and the meaning of marks stands beneath."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Figures"
    for line in ((TITLE,), (), *TABLE, (), ("[c]", "hidden to protect children"), ("[x]", "not recorded then")):
        sheet.append(list(line))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_picture() -> bytes:
    """The clean workbook with a logo that says nothing of its making."""
    return made_with(add_picture(png()))


def with_row(index: int, row: Row) -> tuple[Row, ...]:
    """The clean table with another row in a row's place."""
    return (*TABLE[:index], row, *TABLE[index + 1 :])
