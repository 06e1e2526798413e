"""The yes/no questions: contradictions with the mapping, what is not known yet, names cleared or described."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from foi_return.config.answers import Answers
from foi_return.config.field_map import load_field_map
from foi_return.config.request import load_request
from foi_return.config.toml_write import toml_text
from foi_return.errors import OutputError
from foi_return.outputs.withheld_names import refuse_withheld_names
from foi_return.run import answer_request
from foi_return.synthetic import write_extract
from foi_return.terms.field_map import FieldMap, FlagAnswer, FlagStatement
from foi_return.terms.flag_doubts import DoubtKind, flag_doubts, withheld_words
from foi_return.terms.meaning import facts_of
from tests.support.maps import Tables, anytown, bound, only_fault

CORE = load_request("core")
SECRET = "Operation Kingfisher"
NAME = f"Hazard: {SECRET}"
DESCRIPTION = "a local flag for a named operation"


def told(field_map: FieldMap, kind: DoubtKind) -> list[str]:
    return [doubt.sentence for doubt in flag_doubts(field_map, CORE) if doubt.kind is kind]


def changed(change: Callable[[Tables], object]) -> FieldMap:
    tables = anytown()
    change(tables)
    return bound(tables)


def test_shipped_map_of_the_demo_has_no_doubt() -> None:
    assert flag_doubts(bound(anytown()), CORE) == ()


@pytest.mark.parametrize(
    ("key", "answer", "said"),
    [
        ("cse_flag", {"answer": "no"}, "the answer is 'no', yet figures are counted from the field 'Hazard'"),
        ("cse_flag", {"answer": "free text only"}, "the answer is 'free text only', yet figures are counted"),
        ("cse_flag", {"answer": "not known"}, "the answer is 'not known', yet figures are counted"),
        ("risk_flag", {"answer": "no"}, "yet figures are counted from the field 'Risk level'"),
        (
            "cse_flag",
            {"answer": "yes", "fields": ["Hazard: CSE"], "since": date(2022, 4, 1)},
            "since 1 April 2022, yet figures are given for the years before as well",
        ),
        (
            "cce_flag",
            {"answer": "yes", "fields": ["Hazard: CCE"], "since": date(2023, 4, 1)},
            "since 1 April 2023, yet figures are given from 1 April 2021 on",
        ),
    ],
)
def test_answer_that_the_mapping_contradicts_is_pointed_out(key: str, answer: Tables, said: str) -> None:
    (sentence,) = told(changed(lambda tables: tables["flags"].update({key: answer})), DoubtKind.CONTRADICTION)
    assert said in sentence


def test_yes_for_what_is_said_not_to_be_recorded_is_pointed_out() -> None:
    def change(tables: Tables) -> None:
        tables["categories"]["ocg"] = {"held": False, "reason": "Not recorded."}
        tables["records"]["hazards"]["not_counted"]["Hazard"].append("Organised crime group")

    (sentence,) = told(changed(change), DoubtKind.CONTRADICTION)
    assert sentence.startswith("2(f)") and "said to be 'not recorded'" in sentence


def test_answer_that_is_not_known_says_whom_to_ask_and_publishes_no_word_of_it() -> None:
    def change(tables: Tables) -> None:
        tables["flags"]["contextual_flag"] = {"answer": "not known", "ask": "Data team"}

    field_map = changed(change)
    assert told(field_map, DoubtKind.NOT_KNOWN) == ["2(h) Contextual safeguarding: not known yet; ask Data team."]
    published = field_map.flags["contextual_flag"].published()
    assert published == FlagStatement(FlagAnswer.NOT_KNOWN, note="Not established when this answer was made.")
    other = changed(lambda tables: tables["flags"].update(contextual_flag={"answer": "not known"}))
    assert other.fingerprint == field_map.fingerprint, "whom the council asks is no part of what the map means"


def test_names_that_nobody_cleared_are_pointed_out_and_old_maps_mean_what_they_meant() -> None:
    def change(tables: Tables) -> None:
        for flag in tables["flags"].values():
            flag.pop("cleared", None)

    old = changed(change)
    assert len(told(old, DoubtKind.NOT_CLEARED)) == 8
    assert old.fingerprint == "697516fa8f1b38e2", "as it was before names could be cleared"
    assert old.flags["cse_flag"].published().printed_names == ("Hazard: CSE",)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cleared": ["Hazard: CES"]}, "fields do not name 'Hazard: CES'"),
        ({"described_as": {"Hazard: CES": "a flag"}}, "fields do not name 'Hazard: CES'"),
        ({"described_as": {"Hazard: CSE": "a flag"}}, "is cleared for publication as well"),
        ({"cleared": [], "described_as": {"Hazard: CSE": " "}}, "has no description"),
        ({"cleared": [], "described_as": {"Hazard: CSE": "the hazard: cse flag"}}, "holds the name"),
        ({"ask": "Data team"}, "yet somebody is to be asked"),
    ],
)
def test_clearing_that_cannot_be_meant_is_refused(change: Tables, said: str) -> None:
    assert said in only_fault(lambda tables: tables["flags"]["cse_flag"].update(change))


def test_name_described_under_one_question_cannot_be_published_under_another() -> None:
    def change(tables: Tables) -> None:
        flag = tables["flags"]["county_lines_flag"]
        flag |= {"cleared": [], "described_as": {"Hazard: CCE - county lines": "a flag"}}

    assert "would be published here" in only_fault(change)


def test_reading_a_map_says_what_becomes_of_each_name() -> None:
    field_map = with_secret()
    sentences = [fact.sentence for fact in facts_of(field_map, CORE)]
    assert f"2(g) The name '{NAME}' is described instead, as '{DESCRIPTION}'." in sentences
    assert "2(a) The name 'Hazard: CSE' is cleared for publication." in sentences


def secret_tables() -> Tables:
    tables = anytown()
    tables["flags"]["missing_flag"]["fields"].append(NAME)
    tables["flags"]["missing_flag"]["described_as"] = {NAME: DESCRIPTION}
    return tables


def with_secret() -> FieldMap:
    return bound(secret_tables())


def test_words_of_the_request_are_never_withheld() -> None:
    assert withheld_words(with_secret(), CORE) == (NAME, SECRET)
    tables = anytown()
    tables["flags"]["missing_flag"] |= {"fields": ["Online"], "cleared": [], "described_as": {"Online": "a flag"}}
    assert withheld_words(bound(tables), CORE) == ()


def _build(tables: Tables, folder: Path) -> Path:
    files = write_extract(folder, seed=1, children=150)
    path = folder / "map.toml"
    path.write_text(toml_text(tables, "A map."), encoding="utf-8")
    load_field_map(path, CORE)
    sources = {"people": files.people, "hazards": files.exploitation, "missing": files.missing}
    answers = Answers(reference="F1", field_map=str(path), sources=sources, output=folder / "out")
    return answer_request(answers, lambda _: None).pack


def test_described_name_is_in_no_byte_of_the_answer(tmp_path: Path) -> None:
    pack = _build(secret_tables(), tmp_path)
    contents = {path.name: path.read_bytes() for path in pack.rglob("*") if path.is_file()}
    for path in pack.rglob("*"):
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                contents |= {f"{path.name}/{name}": packed.read(name) for name in packed.namelist()}
    assert len(contents) > 30
    assert [name for name, content in contents.items() if b"kingfisher" in content.lower()] == []
    described = {name for name, content in contents.items() if DESCRIPTION.encode() in content}
    assert {"release.json", "fields.csv", "F1.docx/word/document.xml"} <= described
    assert any(name.startswith("F1.xlsx/xl/") for name in described)


def test_answer_that_names_it_elsewhere_is_refused(tmp_path: Path) -> None:
    tables = secret_tables()
    tables["flags"]["contextual_flag"]["note"] = f"See {SECRET.upper()}."
    with pytest.raises(OutputError) as caught:
        _build(tables, tmp_path)
    assert any("release.json" in str(fault) for fault in caught.value.faults)
    assert not (tmp_path / "out" / "F1").exists()


def test_words_split_by_marks_or_escaped_are_found(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<t>Operation </t><t>King</t><t>fisher</t>", encoding="utf-8")
    (tmp_path / "b.json").write_text('{"note": "Flag \\u201cx\\u201d & co"}', encoding="utf-8")
    (tmp_path / "c.xml").write_text("<t>A &amp; B</t>", encoding="utf-8")
    for word in (SECRET, "Flag \N{LEFT DOUBLE QUOTATION MARK}x", "A & B"):
        with pytest.raises(OutputError):
            refuse_withheld_names(tmp_path, [word])
    refuse_withheld_names(tmp_path, ["fisher man", "Operation King"])


def test_description_stands_once_for_several_names() -> None:
    statement = FlagStatement(FlagAnswer.YES, ("A", "B", "C"), described_as={"A": "a flag", "B": "a flag"})
    assert statement.published().printed_names == ("C", "a flag (described; the name is withheld)")
    assert statement.uncleared == ("C",)
    assert replace(statement, cleared=("C",)).uncleared == ()
