"""Checks files: opens each by what is in it, and runs every check that fits its kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from foi_return.attack.grid import Grid, decode, text_grid
from foi_return.errors import Fault, SourceError
from foi_return.text import normalise
from foi_return.verify.behind_cells import check_behind_cells
from foi_return.verify.charts import check_charts, drawn_places
from foi_return.verify.figures import check_figures
from foi_return.verify.finding import FileReport, Finding, Severity
from foi_return.verify.left_behind import check_left_behind
from foi_return.verify.letter import check_letter
from foi_return.verify.opendocument import CONTENT, check_opendocument, read_opendocument
from foi_return.verify.options import VerifyOptions
from foi_return.verify.out_of_sight import check_out_of_sight
from foi_return.verify.package import Package, damaged, locked, open_package
from foi_return.verify.pictures import check_pictures
from foi_return.verify.properties import check_properties, check_traces
from foi_return.verify.records import check_records
from foi_return.verify.sheet import MOST_CELLS, Cell, Sheet, split_range
from foi_return.verify.styles import Style
from foi_return.verify.tables import Table, find_tables, has_marks_apart
from foi_return.verify.workbook import Workbook, read_workbook, sheets_of_parts

LARGEST = 100 << 20
"""The most bytes that a file may have."""

_FORMS = "a workbook (.xlsx, .xlsm, .ods), a letter (.docx) or a table (.csv)"
CHECKED = (".xlsx", ".xlsm", ".ods", ".docx", ".csv")
"""The files of a folder that are checked; a file that is named is judged by what is in it."""

_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PLAIN = Style()
_ORDER = (Severity.LEAK, Severity.DOUBTFUL, Severity.NOTE)

Range = tuple[int, int, int, int]


def verify_files(paths: Sequence[Path], options: VerifyOptions | None = None) -> list[FileReport]:
    """Checks several files, and those of folders; one that cannot be read does not stop the rest."""
    reports = []
    for path in [file for named in paths for file in _files_in(named)]:
        try:
            reports.append(verify_file(path, options))
        except SourceError as problem:
            reports.append(FileReport(str(path), faults=problem.faults))
    return reports


def _files_in(path: Path) -> list[Path]:
    """The files of a folder that can be checked; the path itself where it is no folder, or holds none."""
    within = sorted(file for file in path.rglob("*") if file.suffix.casefold() in CHECKED) if path.is_dir() else []
    return within or [path]


def verify_file(path: Path, options: VerifyOptions | None = None) -> FileReport:
    """Checks one file.

    Raises:
        SourceError: It cannot be opened, is damaged, has a password, is far too large, or is of no kind that is known.
    """
    findings = sorted(set(_findings(path.name, _read(path), options or VerifyOptions())), key=_gravest_first)
    return FileReport(str(path), tuple(findings))


def _gravest_first(finding: Finding) -> tuple[int, str, str, str]:
    return _ORDER.index(finding.severity), finding.check, finding.where, finding.what


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise SourceError(Fault(str(path), "no file in this folder can be checked", _FORMS, "Name another"))
        size = path.stat().st_size
        content = path.read_bytes() if size <= LARGEST else b""
    except FileNotFoundError:
        raise SourceError(Fault(str(path), "there is no such file", next_step="Check the path")) from None
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or "its name makes no sense"
        raise SourceError(Fault(str(path), f"the file cannot be opened ({reason})", _FORMS)) from None
    if size > LARGEST:
        raise SourceError(Fault(path.name, f"the file has {size:,} bytes", f"a published file, up to {LARGEST:,}"))
    if not content.strip():
        raise SourceError(Fault(path.name, "the file is empty", _FORMS))
    return content


def _findings(name: str, content: bytes, options: VerifyOptions) -> Iterator[Finding]:
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise locked(name)
        raise SourceError(
            Fault(
                name,
                "this is a file in the form of Office 97 to 2003",
                _FORMS,
                "Save it in the new form, and check that",
            )
        )
    if content.startswith(_ZIP):
        yield from _of_package(open_package(name, content), options)
    elif content.startswith((b"%PDF", b"PK", b"{\\rtf", b"\x1f\x8b", b"Rar!", b"7z")):
        raise _unknown(name)
    else:
        yield from _of_text(name, content, options)


def _of_package(package: Package, options: VerifyOptions) -> Iterator[Finding]:
    if package.parts.get("mimetype", b"").startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        sheets = read_opendocument(package)
        yield from check_opendocument(package, sheets, options)
        yield from _of_tables(package.name, sheets, {}, {}, options)
        return
    main = package.main()
    if main not in package.parts:
        if CONTENT in package.parts or "[Content_Types].xml" not in package.parts:
            raise _unknown(package.name)
        raise damaged(package.name, "the part with which it begins is missing")
    if main.endswith(".bin"):
        raise SourceError(
            Fault(package.name, "this is a binary workbook (.xlsb)", _FORMS, "Save it as .xlsx, and check that")
        )
    kind = package.tree(main).tag
    if kind == "workbook":
        yield from _of_workbook(read_workbook(package), options)
    elif kind == "document":
        yield from check_letter(package, options)
    else:
        raise _unknown(package.name)


def _of_workbook(book: Workbook, options: VerifyOptions) -> Iterator[Finding]:
    owners = sheets_of_parts(book)
    for finding in _of_workbook_parts(book, options):
        named = dict.fromkeys(name for part in finding.where.split(", ") for name in owners.get(part, ()))
        yield replace(finding, where=f"{', '.join(named)} ({finding.where})") if named else finding


def _of_workbook_parts(book: Workbook, options: VerifyOptions) -> Iterator[Finding]:
    package = book.package
    yield from check_out_of_sight(book)
    yield from check_left_behind(package)
    yield from check_properties(package, options.organisation)
    yield from check_traces(package, book.main)
    yield from check_pictures(package)
    yield from check_charts(book)
    yield from check_behind_cells(book)
    marked = {sheet.name: marked_tables(book, sheet) for sheet in book.sheets}
    yield from _of_tables(package.name, book.sheets, marked, dict(drawn_places(book)), options)


def marked_tables(book: Workbook, sheet: Sheet) -> list[Range]:
    """The ranges of a sheet that the workbook marks up as tables."""
    parts = [relation.target for relation in book.package.relations(sheet.part) if relation.kind == "table"]
    ranges = [split_range(book.package.tree(part).get("ref", "")) for part in parts if part in book.package.parts]
    return [span for span in ranges if span is not None]


def _of_tables(
    name: str,
    sheets: Sequence[Sheet],
    marked: dict[str, list[Range]],
    drawn: dict[str, set[tuple[int, int]]],
    options: VerifyOptions,
) -> Iterator[Finding]:
    tables: list[Table] = []
    for sheet in sheets:
        tables += find_tables(sheet, marked.get(sheet.name, ()))
    about_persons, of_figures = check_records(tables, sheets)
    yield from about_persons
    yield from check_figures(of_figures, sheets, drawn, options)
    if options.attack and of_figures:
        from foi_return.verify.given_away import check_given_away, grid_of

        grids = [grid_of(sheet, marked.get(sheet.name, ())) for sheet in sheets]
        yield from check_given_away(name, grids, options)


def _of_text(name: str, content: bytes, options: VerifyOptions) -> Iterator[Finding]:
    text = decode(name, content)
    if normalise(text[:1]) in ("{", "[", "<"):
        raise _unknown(name)
    grid = text_grid(name, text)
    if max(map(len, grid.rows), default=0) < 2:
        raise SourceError(Fault(name, "no table is found in the text", _FORMS))
    sheet = sheet_of(grid)
    about_persons, of_figures = check_records(find_tables(sheet), [sheet])
    yield from about_persons
    # The meaning of marks stands beside a text file, in a file of its own.
    yield from (found for found in check_figures(of_figures, [sheet], {}, options) if found.check != "shorthand")
    if options.attack and of_figures and not any(map(has_marks_apart, of_figures)):
        from foi_return.verify.given_away import check_given_away

        yield from check_given_away(name, [grid], options)


def sheet_of(grid: Grid) -> Sheet:
    """A delimited text as a sheet."""
    sheet = Sheet(grid.name, "visible", "worksheet", "")
    for row, cells in enumerate(grid.rows):
        for column, text in enumerate(cells):
            if not text:
                continue
            if len(sheet.cells) >= MOST_CELLS:
                sheet.unread += 1
                continue
            plain = text.replace(",", "")
            number = float(plain) if plain.isascii() and plain.isdigit() and len(plain) < 16 else None
            sheet.cells[row, column] = Cell(row, column, text, number, _PLAIN)
    return sheet


def _unknown(name: str) -> SourceError:
    return SourceError(Fault(name, "this is no kind of file that can be checked", _FORMS))
