"""No number of an extract reaches the reader but where the certificate covers it.

That is in a cell of a table, or in a note on the quality of the records, whose numbers are certified cells too.
Two councils with different children, the same map and the same choices: whatever their files say outside the cells of
figures must be the same words. A count in a note, on the cover or in a title would differ.
"""

from __future__ import annotations

import json
import re
from datetime import date
from importlib.resources import files
from pathlib import Path

import openpyxl
import pytest

from foi_return.demo import make_demo
from foi_return.periods import date_in_words
from foi_return.run import Outcome
from tests.support.letters import letter_text

YEAR = re.compile(r"\d{4}/\d{2}")
QUALITY = "Quality of the records: "
DIFFER = ("[", "0 means", "No shorthand", QUALITY)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    made = []
    for seed, children in ((11, 900), (12, 2_500)):
        folder = tmp_path_factory.mktemp(f"seed{seed}")
        made.append(make_demo(folder, lambda _: None, seed=seed, size=children)[1])
    return made


def words_of(workbook: Path) -> dict[str, list[str]]:
    """Every text outside the figures, by sheet: all but the cells right of a row label under a year."""
    words: dict[str, list[str]] = {}
    for sheet in openpyxl.load_workbook(workbook):
        figures: set[str] = set()
        labels: set[str] = set()
        for table in sheet.tables.values():
            header, *rows = list(sheet[table.ref])
            if YEAR.fullmatch(str(header[1].value)):
                figures |= {cell.coordinate for row in rows for cell in row[1:]}
                labels |= {row[0].coordinate for row in rows}
        words[sheet.title] = [
            str(cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None and cell.coordinate not in figures | labels
        ]
    return words


def test_workbooks_of_two_councils_say_the_same_outside_their_figures(outcomes: list[Outcome]) -> None:
    first, second = (words_of(outcome.workbook) for outcome in outcomes)
    assert first.keys() == second.keys()
    for sheet, words in first.items():
        marks = [word for word in words if not word.startswith(DIFFER)]
        others = [word for word in second[sheet] if not word.startswith(DIFFER)]
        assert marks == others


def test_release_records_of_two_councils_differ_in_their_cells_only(outcomes: list[Outcome]) -> None:
    first, second = (json.loads((outcome.pack / "release.json").read_text()) for outcome in outcomes)
    assert first.pop("cells") != second.pop("cells")
    for record in (first, second):
        del record["data_quality"]
        record["notes"] = [note for note in record["notes"] if not note["text"].startswith(QUALITY)]
    assert first == second


def test_notes_on_quality_give_certified_figures_and_no_other_number(outcomes: list[Outcome]) -> None:
    numbers = 0
    for outcome in outcomes:
        certificate = json.loads((outcome.internal / "certificate.json").read_text())
        certified = {tuple(cell["key"]): cell["published"] for cell in certificate["cells"]}
        release = json.loads((outcome.pack / "release.json").read_text())
        told = [note["text"] for note in release["notes"] if note["text"].startswith(QUALITY)]
        assert len(told) == len(release["data_quality"])
        numbers += len(told)
        for text, figure in zip(told, release["data_quality"], strict=True):
            narrowed = sorted(f"{dimension}={label}" for dimension, label in figure["breakdown"].items())
            key = (figure["period"], figure["category"], *narrowed)
            assert certified[key] == figure.get("value", "hidden")
            assert re.findall(r"\d[\d,]*", text) == ([f"{figure['value']:,}"] if "value" in figure else [])
    assert numbers


def test_letters_of_two_councils_say_the_same(outcomes: list[Outcome]) -> None:
    first, second = (
        [
            line
            for line in letter_text(outcome.workbook.with_suffix(".docx").read_bytes()).splitlines()
            if QUALITY not in line
        ]
        for outcome in outcomes
    )
    assert first == second


def test_every_number_of_the_letter_comes_from_outside_the_figures(outcomes: list[Outcome]) -> None:
    words = (files("foi_return") / "letters" / "words.toml").read_text(encoding="utf-8")
    for outcome in outcomes:
        release = json.loads((outcome.pack / "release.json").read_text())
        del release["cells"]
        days = [release["extracted_on"], *(flag["since"] for flag in release["flags"] if flag["since"])]
        told = " ".join([words, json.dumps(release), *(date_in_words(date.fromisoformat(day)) for day in days)])
        letter = letter_text(outcome.workbook.with_suffix(".docx").read_bytes())
        assert set(re.findall(r"\d+", letter)) - set(re.findall(r"\d+", told)) == set()


def test_every_figure_of_the_workbook_is_a_certified_cell(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        certificate = json.loads((outcome.internal / "certificate.json").read_text())
        certified = {
            tuple(cell["key"]): cell["published"] for cell in certificate["cells"] if cell["role"] == "published"
        }
        release = json.loads((outcome.pack / "release.json").read_text())
        everything = [*release["cells"], *release["data_quality"]]
        figures = [cell for cell in everything if cell.get("shorthand") not in ("x", "z")]
        assert figures
        for cell in figures:
            narrowed = sorted(f"{dimension}={label}" for dimension, label in cell["breakdown"].items())
            published = certified[(cell["period"], cell["category"], *narrowed)]
            assert published == cell.get("value", "hidden")
