"""The manifest of a batch: defaults, what a request says otherwise, and every fault at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from foi_return.config.manifest import load_manifest
from foi_return.errors import RequestError


def manifest(folder: Path, text: str) -> Path:
    path = folder / "batch.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(RequestError) as caught:
        load_manifest(manifest(folder, text))
    return [str(fault).replace(str(folder), "") for fault in caught.value.faults]


def test_request_takes_what_it_leaves_out_from_the_defaults(tmp_path: Path) -> None:
    text = """
format = 1
[defaults]
request.received = 2026-07-06
request.years = ["2023/24"]
extract.sources = { people = "p.csv", records = "r.csv" }
counting.placed_by = "open in year"
small_numbers.policy = "five-or-fewer"
output.folder = "out"
[[requests]]
request.reference = "A"
request.years = ["2024/25"]
extract.sources = { people = "other.csv" }
counting.age_taken = "31 March"
[[requests]]
request.reference = "B"
"""
    found = load_manifest(manifest(tmp_path, text))
    first, second = (entry.answers for entry in found.entries)
    assert first.overrides.years == ["2024/25"]
    assert second.overrides.years == ["2023/24"]
    assert first.received == second.received == date(2026, 7, 6)
    assert first.sources == {"people": tmp_path / "other.csv", "records": tmp_path / "r.csv"}
    assert first.counting == {"placed_by": "open in year", "age_taken": "31 March"}
    assert second.policy == "five-or-fewer"
    assert found.output == tmp_path / "out"


def test_named_extract_stands_in_place_of_the_usual_one(tmp_path: Path) -> None:
    text = """
format = 1
[defaults]
from = "new"
[extracts.new]
field_map = "new.toml"
sources = { people = "new.csv" }
[extracts.old]
field_map = "old.toml"
extracted_on = 2025-05-01
sources = { children = "old.csv" }
[[requests]]
request.reference = "A"
[[requests]]
from = "old"
request.reference = "B"
"""
    new, old = (entry.answers for entry in load_manifest(manifest(tmp_path, text)).entries)
    assert (new.field_map, new.sources) == (str(tmp_path / "new.toml"), {"people": tmp_path / "new.csv"})
    assert (old.field_map, old.sources) == (str(tmp_path / "old.toml"), {"children": tmp_path / "old.csv"})
    assert (new.extracted_on, old.extracted_on) == (None, date(2025, 5, 1))


def test_every_fault_of_every_request_is_told_with_its_place(tmp_path: Path) -> None:
    text = """
format = 1
[defaults.request]
reference = "ALL"
[extracts.lcs]
field_map = "lcs"
[[requests]]
request.reference = "A"
request.yaers = ["2023/24"]
[[requests]]
request.reference = "a"
from = "lsc"
small_numbers.threshold = "five"
[[requests]]
request.reference = ""
"""
    found = faults(tmp_path, text)
    assert [fault.split(": ")[1:3] for fault in found] == [
        ["requests[1]", "request.yaers"],
        ["requests[2]", "small_numbers.threshold"],
        ["requests[2]", "from"],
        ["defaults.request.reference", "all requests would have the same reference. Expected"],
        ["requests[2]", "request.reference"],
        ["requests[3]", "request.reference"],
    ]
    assert "Did you mean 'lcs'?" in found[2]
    assert "is the reference of requests[1] too" in found[4]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("format = 1", "requests: this key is missing"),
        ("format = 1\nrequests = []", "requests: "),
        ("format = 2\n[[requests]]\nrequest.reference = 'A'", "format = 1"),
        ("format = 1\nrequsts = 1\n[[requests]]\nrequest.reference = 'A'", "this key is not known"),
        ("format = 1\n[[requests]]\nrequest = 1", "requests[1]: request"),
        ("format = 1\n[[requests]]\nrequest.reference = 'A'\nfrom = 1", "something that is no text"),
    ],
)
def test_faulty_manifest_is_refused(text: str, message: str, tmp_path: Path) -> None:
    assert message in " ".join(faults(tmp_path, text))
