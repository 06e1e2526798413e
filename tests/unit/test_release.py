"""The release record: what people read in the workbook is what programs read here, and nothing more."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from foi_return.errors import OutputError
from foi_return.outputs.release import release_record, write_release
from foi_return.outputs.sheet_names import name_sheets
from foi_return.outputs.workbook import render_workbook
from foi_return.terms.protected import ProtectedReturn
from tests.support.protected import hostile_return, realistic_return

RETURNS = [pytest.param(realistic_return(), id="realistic"), pytest.param(hostile_return(), id="hostile")]


def written(answer: ProtectedReturn, folder: Path) -> dict[str, Any]:
    write_release(answer, folder / "release.json")
    record = json.loads((folder / "release.json").read_text(encoding="utf-8"))
    assert isinstance(record, dict)
    return record


def workbook_cells(answer: ProtectedReturn) -> list[tuple[str, str, str, int | str]]:
    """Table, period, row label and what stands there, for every cell of figures of the workbook."""
    workbook = load_workbook(io.BytesIO(render_workbook(answer)))
    found = []
    names = name_sheets([f"Question {answer.flag_question}", *(table.key.upper() for table in answer.tables)])
    for table, name in zip(answer.tables, names[1:], strict=True):
        (area,) = workbook[name].tables.values()
        header, *rows = ([cell.value for cell in row] for row in workbook[name][area.ref])
        for row in rows:
            for period, value in zip(header[1:], row[1:], strict=True):
                found.append((table.key, period, row[0], value))
    return found


@pytest.mark.parametrize("answer", RETURNS)
def test_record_agrees_with_the_workbook_cell_by_cell(answer: ProtectedReturn, tmp_path: Path) -> None:
    record = written(answer, tmp_path)
    told = []
    for cell in record["cells"]:
        label = cell["label"]
        rows = [row for table in answer.tables if table.key == cell["table"] for row in table.rows]
        row = next(row for row in rows if row.label == label)
        label += " [b]" if any(each.part_of_period for each in row.cells) else ""
        label += "".join(f" [note {number}]" for number in cell.get("notes", []))
        shown = cell["value"] if "value" in cell else f"[{cell['shorthand']}]"
        told.append((cell["table"], cell["period"], label, shown))
    assert told == workbook_cells(answer)


def test_cell_holds_its_place_and_either_a_value_or_a_shorthand(tmp_path: Path) -> None:
    record = written(realistic_return(), tmp_path)
    for cell in record["cells"]:
        assert ("value" in cell) != ("shorthand" in cell)
        assert {"table", "question", "period", "unit", "category", "breakdown"} <= set(cell)
        if "value" in cell:
            assert type(cell["value"]) is int
        else:
            assert cell["shorthand"] in ("c", "x", "z")
    by_place = {
        (cell["table"], cell["period"], cell["category"], *cell["breakdown"].items()): cell for cell in record["cells"]
    }
    assert len(by_place) == len(record["cells"])
    assert by_place["q1", "2022/23", "cce"] == {
        "table": "q1",
        "question": "1",
        "period": "2022/23",
        "unit": "children",
        "category": "cce",
        "breakdown": {},
        "label": "Child criminal exploitation (CCE)",
        "value": 1234,
        "notes": [1, 2],
    }
    assert by_place["q5-cce", "2025/26", "cce", ("sex", "Male")]["shorthand"] == "c"
    assert by_place["q4", "2025/26", "exploited", ("context", "online")]["value"] == 38
    assert by_place["q1", "2021/22", "both"]["marks"] == ["b"]
    assert "marks" not in by_place["q1", "2022/23", "both"]


def test_zero_is_a_value() -> None:
    zeros = [cell for cell in release_record(realistic_return())["cells"] if cell.get("value") == 0]
    assert zeros
    assert all("shorthand" not in cell for cell in zeros)


def test_record_tells_all_that_the_figures_rest_on(tmp_path: Path) -> None:
    record, answer = written(realistic_return(), tmp_path), realistic_return()
    assert record["format"] == 1
    assert record["reference"] == "FOI/2026/0123"
    assert record["request"] == "core"
    assert record["act"] == "Freedom of Information Act 2000"
    assert record["extracted_on"] == "2026-04-20"
    assert record["coverage"] == list(answer.coverage)
    assert record["field_map"] == {"name": "anytown-mosaic", "fingerprint": "9f2c1e7ab03d", "recording": ""}
    assert record["policy"]["threshold"] == 5
    assert record["policy"]["zeros_shown"] is True
    assert record["counting_rules"]["risk_levels"] == ["Medium", "High"]
    assert record["counting_rules"]["sentences"] == list(answer.counting.sentences())
    assert record["periods"][0] == {"period": "2019/20", "first_day": "2019-04-01", "last_day": "2020-03-31"}
    assert [note["text"] for note in record["notes"]] == [note.text for note in answer.notes]
    assert record["flags"][0] == {
        "question": "2",
        "part": "2(a)",
        "flag": "cse_flag",
        "label": "Child sexual exploitation (CSE)",
        "answer": "yes",
        "fields": ["Hazard: CSE", "CSE risk level"],
        "since": "2019-04-01",
        "note": "",
    }


@pytest.mark.parametrize("stands", [True, False])
def test_record_says_whether_protection_stands(stands: bool) -> None:
    record = release_record(replace(realistic_return(), protection_stands=stands))
    assert record["protected_against_subtraction"] is stands
    assert record["draft"] is not stands


def test_an_extract_without_a_date_has_none() -> None:
    assert release_record(replace(realistic_return(), extracted_on=None))["extracted_on"] is None


def test_the_same_answer_gives_the_same_bytes(tmp_path: Path) -> None:
    write_release(hostile_return(), tmp_path / "one.json")
    write_release(hostile_return(), tmp_path / "two.json")
    content = (tmp_path / "one.json").read_bytes()
    assert content == (tmp_path / "two.json").read_bytes()
    assert content.endswith(b"}\n")
    assert b"\r" not in content
    assert "t\u0177".encode() in content


def test_hostile_text_is_refused_and_nothing_written(tmp_path: Path) -> None:
    answer = replace(realistic_return(), council="A\u202eB", field_map="C\x00D", system="\ud800")
    with pytest.raises(OutputError) as caught:
        write_release(answer, tmp_path / "release.json")
    places = [fault.where for fault in caught.value.faults]
    assert places == ["release.json: council", "release.json: system", "release.json: field_map: name"]
    assert not list(tmp_path.iterdir())


def test_an_answer_that_the_workbook_refuses_is_refused_here_too(tmp_path: Path) -> None:
    answer = replace(realistic_return(), fingerprint="\u2066")
    with pytest.raises(OutputError, match=re.escape("U+2066")):
        render_workbook(answer)
    with pytest.raises(OutputError, match=re.escape("U+2066")):
        write_release(answer, tmp_path / "release.json")
