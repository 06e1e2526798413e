"""What a person reads in the demo's pack: names, notes and cells, as text; never bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from foi_return.demo import make_demo
from tests.support.letters import letter_text

FOLDER = Path(__file__).parent


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    return make_demo(folder, lambda _: None)[1].workbook


def dump(path: Path) -> Iterator[str]:
    """Every sheet as lines of text: each filled cell with its address and its style where that is a heading."""
    book = openpyxl.load_workbook(path)
    for sheet in book:
        yield f"== {sheet.title}"
        for table in sheet.tables.values():
            yield f"-- table {table.displayName} {table.ref}"
        for row in sheet.iter_rows():
            filled = [cell for cell in row if cell.value is not None]
            style = f" ({filled[0].style})" if filled and str(filled[0].style).startswith("Heading") else ""
            if filled:
                yield f"{filled[0].coordinate}{style}: " + " | ".join(str(cell.value) for cell in filled)


def check(text: str, name: str, request: pytest.FixtureRequest) -> None:
    """Compares a text with the approved one."""
    if request.config.getoption("--approve"):
        (FOLDER / name).write_text(text, encoding="utf-8")
    approved = (FOLDER / name).read_text(encoding="utf-8")
    assert text == approved, "read the difference; if it is right: pytest --approve"


def test_demo_workbook_reads_as_approved(workbook: Path, request: pytest.FixtureRequest) -> None:
    check("\n".join(dump(workbook)) + "\n", "demo_workbook.txt", request)


def test_demo_open_data_reads_as_approved(workbook: Path, request: pytest.FixtureRequest) -> None:
    folder = workbook.parent / "csv"
    names = ("q5-cce.csv", "all-tables.csv", "shorthand.csv", "notes.csv", "fields.csv", "csv-metadata.json")
    parts = [f"== {name}\n{(folder / name).read_text(encoding='utf-8')}" for name in names]
    check("".join(parts), "demo_open_data.txt", request)


def test_demo_letter_reads_as_approved(workbook: Path, request: pytest.FixtureRequest) -> None:
    check(letter_text(workbook.with_suffix(".docx").read_bytes()), "demo_letter.txt", request)
