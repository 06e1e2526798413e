"""Earlier answers by another request definition: its further categories are counted again, or it is refused by name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from foi_return.attack import attack_files
from foi_return.batch import BatchOptions, run_batch
from foi_return.config.answers import Answers
from foi_return.config.manifest import load_manifest
from foi_return.config.request import RequestOverrides
from foi_return.config.toml_write import toml_text
from foi_return.disclosure.checker import check
from foi_return.errors import DisclosureError
from foi_return.run import answer_request
from tests.support.small_council import Person, Record, SmallCouncil

YEAR = "2021/22"
CHILDREN = [Person(f"{number:03d}", "2008-05-01", "FM"[number % 2]) for number in range(60)]
# Twenty children for CSE, of whom three for trafficking too; two for trafficking alone.
RECORDS = [
    *(Record(f"{number:03d}", "CSE", "2021-05-01") for number in range(20)),
    *(Record(f"{number:03d}", "Trafficked", "2021-06-01") for number in (0, 1, 2, 20, 21)),
]
REQUEST = """
format = 1
name = "trafficking"
title = "Trafficking and sexual exploitation"
unit = "children"
years = ["2021/22"]

[[questions]]
number = "1"
text = "How many children were recorded for either?"

[categories.cse]
label = "CSE"

[categories.trafficking]
label = "Trafficking"

[categories.either]
label = "CSE or trafficking"
any_of = ["cse", "trafficking"]

[[tables]]
key = "q1"
question = "1"
title = "CSE or trafficking"
categories = ["either"]
"""


def council_tables(*codes: str) -> dict[str, Any]:
    tables = SmallCouncil(CHILDREN, RECORDS).field_map_tables()
    tables["records"]["records"]["not_counted"]["Code"] = ["Neglect", *codes]
    return tables


def _unread(tables: dict[str, Any]) -> list[str]:
    """The codes of the council that none of the map's categories means."""
    every = {
        value
        for table in council_tables()["categories"].values()
        for rule in table["rules"]
        for value in rule["values"]
    }
    kept = {value for table in tables["categories"].values() for rule in table["rules"] for value in rule["values"]}
    return sorted(every - kept)


def write_maps(folder: Path) -> None:
    """The council's map for the core request, and that for the other one."""
    (folder / "core.toml").write_text(toml_text(council_tables("Trafficked"), "A map."), encoding="utf-8")
    other = council_tables()
    cse = other["categories"]["cse"]
    trafficking = {"rules": [{"records": "records", "column": "Code", "values": ["Trafficked"]}]}
    other |= {"name": "other", "request": "trafficking", "categories": {"cse": cse, "trafficking": trafficking}}
    for unasked in ("contexts", "flags"):
        del other[unasked]
    other["records"]["records"]["not_counted"] = {"Code": ["Neglect", *_unread(other)]}
    (folder / "other.toml").write_text(toml_text(other, "A map."), encoding="utf-8")
    (folder / "asked").mkdir()
    (folder / "asked" / "request.toml").write_text(REQUEST, encoding="utf-8")


def answer(
    folder: Path,
    reference: str,
    request: str,
    field_map: str,
    *,
    records: Sequence[Record] = RECORDS,
    categories: tuple[str, ...] | None = None,
    **more: Any,
) -> dict[str, Any]:
    answers = Answers(
        request=request,
        reference=reference,
        field_map=str(folder / field_map),
        sources=SmallCouncil(CHILDREN, records).write(folder),
        output=folder / "out",
        overrides=RequestOverrides(years=(YEAR,), categories=categories),
        **more,
    )
    answer_request(answers, lambda _: None)
    record: dict[str, Any] = json.loads((folder / "out" / reference / "release.json").read_text(encoding="utf-8"))
    return record


def total(record: dict[str, Any], category: str) -> object:
    cells = [cell for cell in record["cells"] if cell["category"] == category and not cell["breakdown"]]
    return cells[0].get("value", cells[0].get("shorthand"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_maps(tmp_path)
    return tmp_path


def asked_before(folder: Path) -> tuple[Path, ...]:
    record = answer(folder, "BEFORE", str(folder / "asked" / "request.toml"), "other.toml")
    assert total(record, "either") == 22
    return (folder / "out" / "BEFORE" / "release.json",)


@pytest.mark.parametrize("engine", ["duckdb", "pandas"])
def test_difference_to_an_answer_with_a_category_of_its_own_is_protected(folder: Path, engine: str) -> None:
    earlier = asked_before(folder)
    assert total(answer(folder, "ALONE", "core", "core.toml"), "cse") == 20
    named = (folder / "asked" / "request.toml",)
    after = answer(folder, "AFTER", "core", "core.toml", earlier=earlier, earlier_requests=named, engine=engine)
    assert total(after, "cse") == "c", "20 beside 22 would tell of two children who were trafficked and nothing else"
    internal = folder / "out" / "AFTER-internal"
    certificate = json.loads((internal / "certificate.json").read_text(encoding="utf-8"))
    assert check(certificate, after).valid
    account = (internal / "what-is-hidden.txt").read_text(encoding="utf-8-sig")
    assert "BEFORE" in account
    printed = {cell["category"] for cell in after["cells"]}
    assert not printed & {"trafficking", "either"}, "what only the earlier answer asked for is not printed"
    assert attack_files([folder / "out" / "AFTER" / "release.json"], earlier).exit_code == 0


def test_definition_beside_the_present_map_is_found(folder: Path) -> None:
    earlier = asked_before(folder)
    (folder / "asked" / "request.toml").rename(folder / "request.toml")
    assert total(answer(folder, "AFTER", "core", "core.toml", earlier=earlier), "cse") == "c"


def test_definition_with_no_category_of_its_own_is_read_by_its_own_words(folder: Path) -> None:
    """Its 'both' is what the core request calls either: 20 for CSE or CCE."""
    path = folder / "asked" / "request.toml"
    text = REQUEST.replace("trafficking]", "cce]").replace('"trafficking"]', '"cce"]').replace("either", "both")
    path.write_text(text, encoding="utf-8")
    tables = council_tables("Trafficked")
    tables |= {"request": "trafficking", "categories": {key: tables["categories"][key] for key in ("cse", "cce")}}
    tables["records"]["records"]["not_counted"] = {"Code": ["Neglect", "Trafficked", *_unread(tables)]}
    for unasked in ("contexts", "flags"):
        del tables[unasked]
    for mapping in tables["categories"].values():
        mapping.pop("may_overlap", None)
    (folder / "other.toml").write_text(toml_text(tables, "A map."), encoding="utf-8")
    records = [*RECORDS, Record("030", "CCE", "2021-06-01"), Record("031", "CCE", "2021-06-01")]
    before = answer(folder, "BEFORE", str(path), "other.toml", records=records)
    assert total(before, "both") == 22
    named: dict[str, Any] = {"earlier": (folder / "out" / "BEFORE" / "release.json",), "earlier_requests": (path,)}
    after = answer(folder, "AFTER", "core", "core.toml", records=records, **named)
    assert total(after, "cse") == "c", "20 beside 22 for CSE or CCE would tell of two children for CCE alone"
    account = (folder / "out" / "AFTER-internal" / "what-is-hidden.txt").read_text(encoding="utf-8-sig")
    assert "Other figures of earlier answers that the present extract does not bear out\n  None." in account


def test_category_that_is_asked_for_no_more_is_protected_together(folder: Path) -> None:
    records = [*RECORDS, *(Record(f"{number:03d}", "CCE", "2021-06-01") for number in range(8))]
    records += [Record("030", "CCE", "2021-06-01"), Record("031", "CCE", "2021-06-01")]
    whole = answer(folder, "WHOLE", "core", "core.toml", records=records)
    assert (total(whole, "cce"), total(whole, "both")) == (10, "c")
    cells = [
        cell | ({"value": 8} if cell["category"] == "both" and not cell["breakdown"] else {}) for cell in whole["cells"]
    ]
    for cell in cells:
        if "value" in cell:
            cell.pop("shorthand", None)
    alone = [cell for cell in cells if cell["category"] == "both" and not cell["breakdown"]]
    path = folder / "both.json"
    path.write_text(json.dumps({**whole, "reference": "BOTH", "cells": alone}), encoding="utf-8")
    after = answer(folder, "AFTER", "core", "core.toml", earlier=(path,), records=records, categories=("cce",))
    assert total(after, "cce") == "c", "10 beside the 8 of both would tell of two children for CCE alone"


def test_both_engines_count_the_same_and_nothing_changes_where_nothing_is_added(folder: Path) -> None:
    earlier = asked_before(folder)
    more: dict[str, Any] = {"earlier": earlier, "earlier_requests": (folder / "asked" / "request.toml",)}
    records = [answer(folder, "SAME", "core", "core.toml", engine=engine, **more) for engine in ("duckdb", "pandas")]
    assert records[0]["cells"] == records[1]["cells"]


def test_answer_to_the_other_request_is_protected_against_the_core_one(folder: Path) -> None:
    answer(folder, "CORE", "core", "core.toml")
    earlier = (folder / "out" / "CORE" / "release.json",)
    after = answer(folder, "AFTER", str(folder / "asked" / "request.toml"), "other.toml", earlier=earlier)
    assert total(after, "either") == "c", "22 beside 20 tells the same"
    assert attack_files([folder / "out" / "AFTER" / "release.json"], earlier).exit_code == 0


def test_batch_reads_what_the_map_of_an_earlier_answer_reads_beside_its_own(folder: Path) -> None:
    answer(folder, "CORE", "core", "core.toml")
    files = SmallCouncil(CHILDREN, RECORDS).write(folder)
    manifest = {
        "format": 1,
        "requests": [
            {
                "request": {"name": "asked/request.toml", "reference": "AFTER"},
                "extract": {"field_map": "other.toml", "sources": {name: str(path) for name, path in files.items()}},
                "earlier": {"releases": ["out/CORE/release.json"]},
                "output": {"folder": "batch"},
            }
        ],
    }
    (folder / "batch.toml").write_text(toml_text(manifest, "A batch."), encoding="utf-8")
    batch = run_batch(load_manifest(folder / "batch.toml"), BatchOptions(), lambda _: None)
    assert [(result.state.value, result.why) for result in batch.results] == [("written", ())]
    after = json.loads((folder / "batch" / "AFTER" / "release.json").read_text(encoding="utf-8"))
    assert total(after, "either") == "c"


def test_definition_or_map_that_is_not_at_hand_is_refused_by_name(folder: Path) -> None:
    earlier = asked_before(folder)
    with pytest.raises(DisclosureError, match="'either' is no category of this request") as refused:
        answer(folder, "AFTER", "core", "core.toml", earlier=earlier)
    assert "--earlier-request FILE" in " ".join(str(refused.value).split())
    (folder / "other.toml").rename(folder / "kept-elsewhere.txt")
    with pytest.raises(DisclosureError, match="another field map"):
        answer(
            folder, "AFTER", "core", "core.toml", earlier=earlier, earlier_requests=(folder / "asked" / "request.toml",)
        )
    left = answer(folder, "AFTER", "core", "core.toml", earlier=earlier, unprotected=("BEFORE",))
    assert total(left, "cse") == 20
    assert any("BEFORE" in note["text"] for note in left["notes"])


def test_key_that_is_recorded_in_one_request_and_derived_in_the_other_is_refused(folder: Path) -> None:
    record = json.loads(asked_before(folder)[0].read_text(encoding="utf-8"))
    for cell in record["cells"]:
        cell["category"] = "cse"
    text = REQUEST.replace("[categories.cse]", "[categories.cse_alone]").replace(
        '["cse", "traff', '["cse_alone", "traff'
    )
    text = text.replace("[categories.either]", "[categories.cse]").replace('["either"]', '["cse", "trafficking"]')
    (folder / "asked" / "request.toml").write_text(text, encoding="utf-8")
    record["cells"].append({**record["cells"][0], "category": "trafficking"})
    path = folder / "clash.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(DisclosureError, match="'cse' follows from others in one request only"):
        answer(
            folder, "AFTER", "core", "core.toml", earlier=(path,), earlier_requests=(folder / "asked" / "request.toml",)
        )
