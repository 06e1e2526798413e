"""What a person reads in the demo's workbook: names, notes and cells, as text; never bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from foi_return.demo import make_demo

GOLDEN = Path(__file__).parent / "demo_workbook.txt"


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    return make_demo(folder, seed=1, children=4_000, progress=lambda _: None)[1].workbook


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


def test_demo_workbook_reads_as_approved(workbook: Path, request: pytest.FixtureRequest) -> None:
    text = "\n".join(dump(workbook)) + "\n"
    if request.config.getoption("--approve"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8"), "read the difference; if it is right: pytest --approve"
