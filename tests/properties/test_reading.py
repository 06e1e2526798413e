"""Whatever a file holds: both ways of reading agree, both engines read the same dates, and no row is lost unseen."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from foi_return.dates import BLANKS, DATE_FORMATS, EXCEL_SERIAL
from foi_return.engine import reference
from foi_return.engine.findings import FindingsContext, find_findings
from foi_return.engine.query import eligible
from foi_return.engine.workspace import Workspace
from foi_return.sources import text_file
from foi_return.sources.header import find_header, name_columns
from foi_return.terms.findings import FINDING_MEANINGS, FindingCode
from tests.support.doubts import context_of
from tests.support.reading import ReadFile, show, write_bytes
from tests.support.small_council import CODES, Person, Record, SmallCouncil, count_council
from tests.support.typing_dates import typed_birth_dates

NAMES = ["A", "B", "C"]

# ---- Text files ----

plain_cells = st.text(alphabet="ab1 '#\\é;|\N{NO-BREAK SPACE}\t", max_size=6)
odd_cells = st.text(alphabet='ab"" ,;\n', max_size=6)


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


@st.composite
def lines_of_cells(draw: st.DrawFn, width: int, odd: bool) -> str:
    """One row as some program might write it, at times wrongly."""
    if odd and draw(st.integers(0, 5)) == 0:
        return draw(st.one_of(st.sampled_from(["", "  ", "," * (width - 1), "," * width]), odd_cells))
    padding = st.sampled_from(["", "", " ", "   "])
    in_quotes = st.tuples(padding, (odd_cells if odd else plain_cells).map(quoted), padding).map("".join)
    cells = width + (draw(st.sampled_from([0, 0, 0, 1, -1])) if odd else 0)
    return ",".join(draw(st.one_of(plain_cells, in_quotes)) for _ in range(cells))


@st.composite
def text_files(draw: st.DrawFn, odd: bool) -> tuple[int, str]:
    """The number of columns and the text of a file, with titles above the header and blank lines below the rows."""
    width = draw(st.integers(1, 3))
    line_end = draw(st.sampled_from(["\n", "\r\n", "\n", "\r"] if odd else ["\n", "\r\n"]))
    titles = draw(st.lists(st.sampled_from(["Title", "", '"Two\nlines"', '"open'] if odd else ["Title"]), max_size=2))
    rows = draw(st.lists(lines_of_cells(width, odd), max_size=8))
    return width, line_end.join([*titles, ",".join(NAMES[:width]), *rows]) + draw(
        st.sampled_from(["", line_end, line_end * 3])
    )


def read_both_ways(workspace: Workspace, path: Path, width: int) -> tuple[ReadFile | None, ReadFile]:
    """The file as the database reads it (None where it leaves that to the other way), and row by row."""
    needed = NAMES[:width]
    shape = text_file._find_shape(path, needed)
    header = find_header(shape.cells, needed)
    positions = {name: place for place, name in enumerate(name_columns(shape.cells[header])) if name in needed}
    assume(list(positions) == needed)
    known = ("file", path, shape, header, len(shape.cells[header]), positions)
    direct = text_file._load_directly(workspace, *known)
    stepwise = text_file._load_row_by_row(workspace, *known)
    shown = None if direct is None else show(workspace, direct, needed)
    return shown, show(workspace, stepwise, needed)


def filled(found: ReadFile) -> dict[int, tuple[str, ...]]:
    """The rows that hold anything, with their cells as they are compared: without blanks at the ends."""
    rows = {number: tuple(cell.strip(BLANKS) for cell in cells) for number, cells in found.rows.items()}
    return {number: cells for number, cells in rows.items() if any(cells)}


@given(file=text_files(odd=True))
def test_database_and_row_by_row_agree_on_odd_files(workspace: Workspace, file: tuple[int, str]) -> None:
    with TemporaryDirectory() as folder:
        direct, stepwise = read_both_ways(workspace, write_bytes(Path(folder), file[1]), file[0])
    if direct is not None:
        assert filled(direct) == filled(stepwise)
        assert not stepwise.unreadable


@given(file=text_files(odd=False))
def test_database_and_row_by_row_agree_on_tidy_files(workspace: Workspace, file: tuple[int, str]) -> None:
    with TemporaryDirectory() as folder:
        path = write_bytes(Path(folder), file[1])
        direct, stepwise = read_both_ways(workspace, path, file[0])
        other = write_bytes(Path(folder), b"\xff\xfe" + file[1].encode("utf-16-le"))
        assert read_both_ways(workspace, other, file[0]) == (None, stepwise)
    if direct is not None:
        assert filled(direct) == filled(stepwise)


@given(file=text_files(odd=False))
def test_every_row_of_a_tidy_file_arrives_under_its_own_number(workspace: Workspace, file: tuple[int, str]) -> None:
    with TemporaryDirectory() as folder:
        _, found = read_both_ways(workspace, write_bytes(Path(folder), file[1]), file[0])
    expected = {
        number: tuple(cell.strip(BLANKS) for cell in csv_cells(line))
        for number, line in enumerate(io.StringIO(file[1]), start=1)
        if number > found.header_row
    }
    readable = {number: cells for number, cells in expected.items() if any(cells)}
    assert filled(found) | dict.fromkeys(found.unreadable) == readable | dict.fromkeys(found.unreadable)


def csv_cells(line: str) -> list[str]:
    """A plain reading of one line, which allows blanks around quotes."""
    cells, cell, inside = [], "", False
    for character in line.rstrip("\r\n"):
        inside ^= character == '"'
        if character == "," and not inside:
            cells.append(cell)
            cell = ""
        else:
            cell += character
    texts = [text.strip(" ") for text in [*cells, cell]]
    return [text[1:-1].replace('""', '"') if text[:1] == '"' == text[-1:] else text for text in texts]


printable_cells = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=5)


@given(rows=st.lists(st.tuples(printable_cells, printable_cells), max_size=6), end=st.sampled_from(["\n", "\r\n"]))
def test_whatever_a_csv_writer_writes_is_read_back(workspace: Workspace, rows: list[tuple[str, str]], end: str) -> None:
    content = io.StringIO(newline="")
    csv.writer(content, lineterminator=end).writerows([("A", "B"), *rows])
    with TemporaryDirectory() as folder:
        _, found = read_both_ways(workspace, write_bytes(Path(folder), content.getvalue()), 2)
    expected = {number: tuple(cell.strip(BLANKS) for cell in row) for number, row in enumerate(rows, start=2)}
    assert filled(found) == {number: cells for number, cells in expected.items() if any(cells)}
    assert not found.unreadable


# ---- Dates ----

digits = st.integers(0, 33).map(str) | st.integers(0, 13).map("{:02d}".format)
years = st.sampled_from(["21", "2021", "02021", "1899", "1901", "2100", "9999", "0021", "2020"])
months = st.sampled_from(["Jan", "feb", "SEPT", "Sep", "May", "June", "february", "Mär", "13"])
times = st.sampled_from(["", "", "", " 00:00", "T23:59:59", " 1:2", " 12:00:00.000", " 9:15 PM", "Z", " 12"])
signs = st.sampled_from(["/", "-", ".", " ", "", "  ", "\N{NO-BREAK SPACE}"])
date_texts = st.one_of(
    st.builds("{0}{1}{2}{1}{3}{4}".format, digits, signs, digits | months, years, times),
    st.builds("{3}{1}{2}{1}{0}{4}".format, digits, signs, digits, years, times),
    st.dates(date(1890, 1, 1), date(2110, 1, 1)).flatmap(
        lambda day: st.sampled_from([day.strftime(form.pattern) for form in DATE_FORMATS.values()])
    ),
    st.integers(0, 1_100_000).map(str),
    st.floats(0, 100_000).map(str),
    st.text(max_size=12).filter(lambda text: "\0" not in text),
    st.sampled_from(["epoch", "infinity", "", " ", "NULL", "now", "1e3", "\u0660\u0661/04/2021"]),
)


@settings(max_examples=15)
@given(
    texts=st.lists(st.tuples(date_texts, st.sampled_from(["", " ", "\ufeff"])).map("".join), min_size=40, max_size=60),
    formats=st.lists(st.sampled_from([*DATE_FORMATS, EXCEL_SERIAL]), min_size=1, max_size=4, unique=True),
    date_cells=st.booleans(),
)
def test_both_engines_read_the_same_dates(
    workspace: Workspace, texts: list[str], formats: list[str], date_cells: bool
) -> None:
    typed = typed_birth_dates(workspace, texts, formats, date_cells=date_cells)
    parsed = [reference._parse_date(reference._trim(text), formats, date_cells) for text in texts]
    assert [key for key, _ in typed] == [day and day.year * 10_000 + day.month * 100 + day.day for day in parsed]


# ---- No row that means a category is lost unseen ----

CHILDREN = ["1", "2", "3", "4"]
messy_dates = st.one_of(
    st.dates(date(2018, 1, 1), date(2022, 6, 1)).map(str),
    st.sampled_from(["", "31/02/2020", "2020-02-30", "2019-04-01", "2020-03-31", "soon", "NULL", "1900-01-01"]),
)
messy_records = st.builds(
    Record,
    st.sampled_from([*CHILDREN, "", " ", "#N/A", "9"]),
    st.sampled_from(["CSE", " cse ", "CCE", "County lines", "Neglect", "", "New code"]),
    messy_dates,
    st.one_of(st.just(""), messy_dates),
    st.sampled_from(["", "Online", "Elsewhere", "Moon"]),
    st.sampled_from(["", "Low", "High", "Odd"]),
    st.sampled_from(["", "Risk", "Victim", "Both"]),
)
messy_people = st.builds(
    Person,
    st.sampled_from([*CHILDREN, ""]),
    st.one_of(st.sampled_from(["2001-04-02", "2010-05-05", "2021-01-01"]), messy_dates),
    st.sampled_from(["F", "Female", "M", "U", "", "X"]),
)
messy_councils = st.builds(
    SmallCouncil,
    st.lists(messy_people, max_size=5),
    st.lists(messy_records, min_size=12, max_size=30),
    st.fixed_dictionaries(
        {
            "placed_by": st.sampled_from(["starts in year", "open in year", "open at year end"]),
            "who_counts": st.sampled_from(["under 18", "everybody"]),
            "risk_levels": st.sampled_from([[], ["High"]]),
            "identified_as": st.sampled_from(["at risk or victim", "victim"]),
        }
    ),
    st.just(("2019/20 to 2020/21",)),
)
FIRST, LAST = date(2019, 4, 1), date(2021, 3, 31)
LOSING = {code for code, meaning in FINDING_MEANINGS.items() if "not counted" in meaning.effect or meaning.loses_rows}


def counted_rows(context: FindingsContext) -> set[int]:
    import sqlalchemy as sa

    placed = context.query.placed
    query = sa.select(placed.c.row_no).where(eligible(placed, context.request, context.bound))
    return {row[0] for row in context.workspace.rows(query)}


def ruled_out(record: Record, council: SmallCouncil) -> bool:
    """Whether the counting rules themselves leave out a record that has nothing wrong with it."""
    if council.counting["risk_levels"] and record.risk in ("", "Low"):
        return True
    if council.counting["identified_as"] == "victim" and record.identified in ("", "Risk"):
        return True
    start = date.fromisoformat(record.start)
    end = max(start, date.fromisoformat(record.end)) if record.end not in ("", "NULL") else date.max
    rule = council.counting["placed_by"]
    if rule == "starts in year":
        return not FIRST <= start <= LAST
    ends = [date(2020, 3, 31), LAST]
    if rule == "open at year end":
        return not any(start <= day <= end for day in ends)
    return not any(start <= day and end >= day - timedelta(days=365 - (day.year == 2021)) for day in ends)


@settings(max_examples=10)
@given(council=messy_councils)
def test_every_row_that_means_a_category_is_counted_or_explained(workspace: Workspace, council: SmallCouncil) -> None:
    with TemporaryDirectory() as folder:
        counted = count_council(council, Path(folder), workspace)
    assert counted.sql == counted.pandas
    context = context_of(workspace, counted)
    found = find_findings(context)
    losing = [finding for finding in found if finding.source == "records" and finding.code in LOSING]
    explained = {row for finding in losing for row in finding.rows}
    rows = counted_rows(context)
    codes = {code.casefold() for values in CODES.values() for code in values}
    for number, record in enumerate(council.records, start=2):
        means = record.code.strip().casefold() in codes
        assert means or number not in rows
        if means and number not in rows and number not in explained:
            assert ruled_out(record, council), record
    for finding in found:
        assert finding.rows == tuple(sorted(set(finding.rows)))
        # Months without a record have no rows.
        assert finding.code is FindingCode.STARTS_LATE or finding.count == len(finding.rows)
        if finding.source == "records" and finding.code is not FindingCode.VALUE_NOT_REVIEWED:
            assert all(council.records[row - 2].code.strip().casefold() in codes for row in finding.rows)
