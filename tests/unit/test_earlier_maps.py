"""Earlier answers that were made with another field map: counted again by it, or refused by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from foi_return.config.answers import Answers
from foi_return.config.earlier import UnlikeAnswer, load_earlier
from foi_return.config.earlier_maps import AtHand, maps_at_hand
from foi_return.config.field_map import bind_field_map
from foi_return.config.request import RequestOverrides, load_request
from foi_return.config.toml_write import toml_text
from foi_return.disclosure.checker import check
from foi_return.errors import DisclosureError, FieldMapError
from foi_return.run import answer_request
from foi_return.terms.request import NOT_KNOWN
from tests.support.small_council import Person, Record, SmallCouncil

YEAR = "2021/22"
SEXES = ("Female", "Male", NOT_KNOWN)
CHILDREN = [Person(f"{number:03d}", "2008-05-01", "FM"[number % 2]) for number in range(40)]
# Twenty children by a value that both maps know, and two by one that only the new map knows.
RECORDS = [Record(f"{number:03d}", "CSE" if number < 20 else "Groomed", "2021-05-01") for number in range(22)]


def tables_with(*codes: str, change: Callable[[dict[str, Any]], object] | None = None) -> dict[str, Any]:
    tables = SmallCouncil(CHILDREN, RECORDS).field_map_tables()
    tables["categories"]["cse"]["rules"][0]["values"] = list(codes)
    tables["records"]["records"]["not_counted"]["Code"] = ["Neglect", *({"Groomed"} - set(codes))]
    if change is not None:
        change(tables)
    return tables


def write_map(path: Path, tables: dict[str, Any]) -> Path:
    path.write_text(toml_text(tables, "A map."), encoding="utf-8")
    return path


def answer(folder: Path, field_map: Path, reference: str, **more: Any) -> dict[str, Any]:
    """Answers with a map, and reads the release record."""
    files = SmallCouncil(CHILDREN, RECORDS).write(folder)
    answers = Answers(
        request="core",
        reference=reference,
        field_map=str(field_map),
        sources=files,
        output=folder / "out",
        overrides=RequestOverrides(years=(YEAR,)),
        **more,
    )
    answer_request(answers, lambda _: None)
    record: dict[str, Any] = json.loads((folder / "out" / reference / "release.json").read_text(encoding="utf-8"))
    return record


def total(record: dict[str, Any], category: str = "cse") -> object:
    cells = [cell for cell in record["cells"] if cell["table"] == "q1" and cell["category"] == category]
    return cells[0].get("value", cells[0].get("shorthand"))


def test_answer_by_a_map_with_fewer_values_is_counted_again_and_the_difference_protected(tmp_path: Path) -> None:
    old, new = write_map(tmp_path / "old.toml", tables_with("CSE")), tmp_path / "new.toml"
    write_map(new, tables_with("CSE", "Groomed"))
    before = answer(tmp_path, old, "FIRST")
    assert total(before) == 20
    alone = answer(tmp_path, new, "ALONE")
    assert total(alone) == 22
    earlier = (tmp_path / "out" / "FIRST" / "release.json",)
    after = answer(tmp_path, new, "SECOND", earlier=earlier)
    assert total(after) == "c", "22 beside 20 would tell of two children"
    internal = tmp_path / "out" / "SECOND-internal"
    certificate = json.loads((internal / "certificate.json").read_text(encoding="utf-8"))
    assert check(certificate, after).valid


def test_map_that_lies_elsewhere_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "maps").mkdir()
    old = write_map(tmp_path / "maps" / "old.toml", tables_with("CSE"))
    new = write_map(tmp_path / "new.toml", tables_with("CSE", "Groomed"))
    answer(tmp_path, old, "FIRST")
    earlier = (tmp_path / "out" / "FIRST" / "release.json",)
    with pytest.raises(DisclosureError, match="--earlier-map FILE"):
        answer(tmp_path, new, "SECOND", earlier=earlier)
    assert total(answer(tmp_path, new, "SECOND", earlier=earlier, earlier_maps=(old,))) == "c"
    with pytest.raises(FieldMapError, match="no such file"):
        answer(tmp_path, new, "SECOND", earlier=earlier, earlier_maps=(tmp_path / "lost.toml",))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t["records"]["records"].update(start="End"), "the two maps differ in the records"),
        (lambda t: t["child"].update(id="Born"), "who a child is"),
        (lambda t: t["child"]["sex_values"].update(Female=["F"]), "sex or gender"),
        (lambda t: t["sources"]["records"].update(sheet="Other"), "the sources"),
    ],
)
def test_answer_by_a_map_that_reads_otherwise_is_refused_by_name(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], words: str
) -> None:
    new = write_map(tmp_path / "new.toml", tables_with("CSE", "Groomed"))
    record = answer(tmp_path, new, "FIRST")
    definition = load_request("core")
    other = bind_field_map(tables_with("CSE", change=change), definition, "other")
    record["field_map"] |= {"fingerprint": other.fingerprint, "recording": other.recording}
    path = tmp_path / "release.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    present = bind_field_map(tables_with("CSE", "Groomed"), definition, "new")
    with pytest.raises(UnlikeAnswer) as refused:
        load_earlier(path, definition, present, SEXES, AtHand(lambda: {other.recording: other}))
    assert words in str(refused.value).replace("\n   ", " ")
    assert "--unprotected-against" in " ".join(str(refused.value).split())


def test_maps_beside_the_present_one_are_found_and_other_files_are_left_alone(tmp_path: Path) -> None:
    new = write_map(tmp_path / "new.toml", tables_with("CSE", "Groomed"))
    write_map(tmp_path / "old.toml", tables_with("CSE"))
    (tmp_path / "broken.toml").write_text("not TOML at all", encoding="utf-8")
    (tmp_path / "other.toml").write_text('format = 1\nname = "x"\n', encoding="utf-8")
    definition = load_request("core")
    found = maps_at_hand((), str(new), definition)()
    expected = [
        bind_field_map(tables, definition, "m") for tables in (tables_with("CSE"), tables_with("CSE", "Groomed"))
    ]
    assert set(found) == {name for each in expected for name in (each.recording, each.fingerprint)}
    assert not maps_at_hand((), None, definition)()
