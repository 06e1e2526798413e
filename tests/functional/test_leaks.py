"""No child's id, birth date or free text stands in any file of an answer, in any message, or is left on the disk."""

from __future__ import annotations

import csv
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

CHILD, BORN, NOTE, WARD = "CANARYID", "17/02/2009", "CANARYNOTE", "CANARYWARD"


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    """An extract full of markers that can stand nowhere else."""
    folder = tmp_path / "extract"
    folder.mkdir()
    people = [[f"{CHILD}{number}", BORN, "Female", f"{WARD}{number}", "Open"] for number in range(9)]
    _write(folder / "people.csv", ["Person ID", "Date of birth", "Gender", "Ward", "Case status"], people)
    header = ["Record No", "Person ID", "Hazard", "Risk level", "Identified as", "Setting", "Start date", "End date"]
    rows = [
        [str(number), f"{CHILD}{number}", "CSE", "Low", "Victim", "Online", "17/05/2022", "", f"{NOTE}{number}"]
        for number in range(9)
    ]
    rows[3][6] = f"{NOTE}date"
    rows[4][2] = f"{NOTE}value"
    rows[5][1] = ""
    _write(folder / "hazards.csv", [*header, "Notes"], rows)
    missing = ["Person ID", "Missing from", "Returned", "Exploitation concern", "Found at"]
    _write(folder / "missing.csv", missing, [[f"{CHILD}1", "01/05/2022", "", "CSE", f"{NOTE}place"]])
    return folder


def _write(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])


def build(folder: Path, extract: Path) -> subprocess.CompletedProcess[str]:
    words = ["build", "--map", "anytown", "--reference", "R1", "--output", "out"]
    for name in ("people", "hazards", "missing"):
        words += ["--source", f"{name}={extract / f'{name}.csv'}"]
    return subprocess.run(
        [sys.executable, "-m", "foi_return", *words], cwd=folder, capture_output=True, text=True, check=False
    )


def every_byte(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder, and every part of those that are archives."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield str(path), path.read_bytes()
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    for name in archive.namelist():
                        yield f"{path}!{name}", archive.read(name)


def markers(text: bytes) -> list[str]:
    return [marker for marker in (CHILD, BORN, "2009-02-17", "20090217", NOTE, WARD) if marker.encode() in text]


def test_no_marker_in_any_output_or_message(tmp_path: Path, extract: Path) -> None:
    done = build(tmp_path, extract)
    assert done.returncode == 0, done.stderr
    outputs = dict(every_byte(tmp_path / "out"))
    assert len(outputs) > 10
    parts = {"R1.docx!word/document.xml", "R1.xlsx!xl/sharedStrings.xml", "csv/all-tables.csv", "csv/csv-metadata.json"}
    assert not [part for part in parts if not any(place.endswith(part) for place in outputs)]
    for place, content in [*outputs.items(), ("screen", (done.stdout + done.stderr).encode())]:
        assert not markers(content), place
    assert "rarer" in done.stdout


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "people.csv").write_text(f"Wrong,Header\n{CHILD}1,{BORN}\n"),
        lambda folder: (folder / "hazards.csv").write_text(f'Record No,Person ID\n1,"{CHILD}1\n{NOTE}\n'),
        lambda folder: (folder / "missing.csv").write_bytes(b"\x00\xff\x00" + CHILD.encode()),
        lambda folder: (folder / "missing.csv").unlink(),
        lambda folder: (folder / "hazards.csv").write_bytes(b"PK\x03\x04" + NOTE.encode()),
    ],
    ids=["no such column", "quote that never closes", "not text", "no such file", "damaged workbook"],
)
def test_no_marker_in_the_message_of_a_failure(tmp_path: Path, extract: Path, damage: object) -> None:
    damage(extract)  # type: ignore[operator]
    done = build(tmp_path, extract)
    assert done.returncode == 5
    assert "Traceback" not in done.stderr
    assert not markers((done.stdout + done.stderr).encode())
    assert not list((tmp_path / "out").rglob("*")) if (tmp_path / "out").exists() else True
