"""A proposed field map: what is sure takes effect, what is not stays open, what is rare or free text is never named."""

from __future__ import annotations

import csv
import json
import random
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from foi_return.config.request import load_request
from foi_return.errors import OutputError
from foi_return.maps.new import NewMap, propose_new_map
from foi_return.maps.open_items import open_sentences
from foi_return.maps.proposal_text import Heading
from foi_return.maps.toml_lines import quote
from foi_return.wizard.facts import SKETCH_SIZE, ColumnFacts
from foi_return.wizard.known_others import known_other
from foi_return.wizard.links import share_found
from foi_return.wizard.packed import find_packing
from tests.support.labels import OPEN, load_labels, of_split
from tests.support.suggest_score import score_values

Rows = Iterable[Sequence[object]]
HEADING = Heading("Some system", "Some Council", "FOIA")


@pytest.fixture
def propose(tmp_path: Path) -> Callable[..., tuple[NewMap, str]]:
    """Writes each named table as a file, proposes a map for them, and gives it with its text."""

    def propose_from(**tables: tuple[Sequence[str], Rows]) -> tuple[NewMap, str]:
        sources = {}
        for name, (header, rows) in tables.items():
            sources[name] = tmp_path / f"{name}.csv"
            with sources[name].open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file)
                writer.writerow(header)
                writer.writerows(rows)
        path = tmp_path / "map.toml"
        made = propose_new_map(sources, "core", HEADING, path, force=True, progress=lambda _: None)
        return made, path.read_text(encoding="utf-8")

    return propose_from


CHILDREN = [f"{number:06}" for number in range(100_000, 100_090)]
PEOPLE = (
    ("Person ID", "Date of birth", "Gender"),
    [(child, f"{3 + place % 20:02}/05/20{8 + place % 8:02}", "MF"[place % 2]) for place, child in enumerate(CHILDREN)],
)
DAYS = [f"{1 + place % 28:02}/0{1 + place % 9}/20{19 + place % 7}" for place in range(90)]


def records(column: str, values: Sequence[str], *others: tuple[str, Sequence[str]]) -> tuple[Sequence[str], Rows]:
    """Rows of the children with a start date and the values in turn; other columns beside them."""
    header = ("Person ID", "Start date", column, *(name for name, _ in others))
    rows = [
        (child, DAYS[place], values[place % len(values)], *(cells[place % len(cells)] for _, cells in others))
        for place, child in enumerate(CHILDREN)
    ]
    return header, rows


def effective(text: str) -> dict[str, Any]:
    return tomllib.loads(text)


def test_json_list_is_unpacked_after_a_join_that_gives_the_child_and_the_date(
    propose: Callable[..., tuple[NewMap, str]],
) -> None:
    forms = [str(number) for number in range(5_000, 5_090)]
    answers = [json.dumps(sorted({"1A", ["11A", "24A", "13A"][place % 3]})) for place in range(90)]
    _, text = propose(
        people=(("pers_person_id", "pers_dob", "pers_sex"), PEOPLE[1]),
        assessments=(
            ("cina_assessment_id", "cina_person_id", "cina_assessment_start_date", "cina_assessment_auth_date"),
            list(zip(forms, CHILDREN, DAYS, DAYS, strict=True)),
        ),
        factors=(
            ("cinf_table_id", "cinf_assessment_id", "cinf_assessment_factors_json"),
            [(place, form, answers[place]) for place, form in enumerate(forms)],
        ),
    )
    found = effective(text)
    assert found["tables"] == {
        "factors_table": {
            "from": "factors",
            "joins": [{"source": "assessments", "where": {"cinf_assessment_id": "cina_assessment_id"}}],
            "unpack": {"column": "cinf_assessment_factors_json", "as": "json list"},
        }
    }
    assert found["records"]["factors"] == {
        "source": "factors_table",
        "child": "assessments.cina_person_id",
        "start": "assessments.cina_assessment_auth_date",
        "date_formats": ["dd/mm/yyyy"],
        "not_counted": {"value": ["1A"]},
    }
    assert found["categories"]["cse"]["rules"] == [{"records": "factors", "column": "value", "values": ["11A"]}]
    assert str(found["categories"]["cce"]["recorded"]["from"]) == "2021-04-01"


def test_code_beside_its_answer_counts_only_with_a_yes(propose: Callable[..., tuple[NewMap, str]]) -> None:
    table = records("ANSWER_NO", ["11A", "24A", "1A"], ("ANSWER", ["Yes", "No", "Yes", "Yes"]))
    _, text = propose(people=PEOPLE, answers=table)
    condition = {"all": [{"column": "ANSWER", "values": ["Yes"]}]}
    assert effective(text)["records"]["answers"]["only_if"] == condition


def test_delimited_cells_are_unpacked(propose: Callable[..., tuple[NewMap, str]]) -> None:
    cells = ["CSE; Gangs", "CSE", "CCE; Gangs", "CCE; CSE; Neglect", "Gangs; Neglect"]
    _, text = propose(people=PEOPLE, flags=records("Concerns", cells))
    found = effective(text)
    assert found["tables"]["flags_table"]["unpack"] == {"column": "Concerns", "as": "delimited", "delimiter": ";"}
    assert found["categories"]["gang"]["rules"] == [{"records": "flags", "column": "value", "values": ["Gangs"]}]
    assert found["records"]["flags"]["not_counted"] == {"value": ["Neglect"]}


def test_wide_flags_in_one_file_of_people_and_records(propose: Callable[..., tuple[NewMap, str]]) -> None:
    header, rows = records("CSE flag", ["Yes", "No"], ("CSE training attended", ["Yes", "No", "No"]))
    wide = [(*row, "01/02/2010", "F") for row in rows]
    made, text = propose(everything=((*header, "DoB", "Sex"), wide))
    found = effective(text)
    assert made.proposal.kind("everything") == "both"
    assert found["child"]["source"] == found["records"]["everything"]["source"] == "everything"
    assert found["categories"]["cse"]["rules"] == [{"records": "everything", "column": "CSE flag", "values": ["Yes"]}]
    assert "training" not in text


def test_value_that_cannot_be_split_and_value_that_nobody_knows_stay_open(
    propose: Callable[..., tuple[NewMap, str]],
) -> None:
    made, text = propose(people=PEOPLE, hazards=records("Hazard", ["CSE", "CSE/CCE", "Operation Zebra", "Neglect"]))
    found = effective(text)
    claimed = [value for table in found["categories"].values() for rule in table["rules"] for value in rule["values"]]
    assert claimed == ["CSE"]
    assert found["records"]["hazards"]["not_counted"] == {"Hazard": ["Neglect"]}
    assert '# OPEN: { records = "hazards", column = "Hazard", values = ["CSE/CCE"] }, # perhaps cce' in text
    assert '# OPEN: "Operation Zebra", # nothing is known of it' in text
    told = "\n".join(open_sentences(made.open))
    assert "'CSE/CCE' (23 rows): perhaps cce" in told
    assert "'Operation Zebra' (22 rows): nothing known" in told


def test_no_rare_value_and_no_free_text_is_named_anywhere(propose: Callable[..., tuple[NewMap, str]]) -> None:
    hazards = ["CSE"] * 40 + ["Gangs"] * 46 + ["CCE of an only child"] * 4
    notes = [f"Mother said that number {place} was seen with cse suspects" for place in range(90)]
    made, text = propose(people=PEOPLE, hazards=records("Hazard", hazards, ("Comments", notes)))
    told = "\n".join(open_sentences(made.open)) + repr([records.columns for records in made.proposal.records])
    for words in (text, told):
        assert "only child" not in words
        assert "Mother said" not in words
    assert "hazards, 'Hazard': 1 rarer values, which the wizard shows" in told
    assert "[categories.cce]" in text
    assert "cce" not in effective(text)["categories"]


def test_value_common_in_one_file_is_named_in_the_others_whether_they_have_it_or_not(
    propose: Callable[..., tuple[NewMap, str]],
) -> None:
    rules = []
    for rare in (["CCE"] * 3, ["CSE"] * 3):
        concerns = rare + ["CSE"] * 87
        _, text = propose(
            people=PEOPLE, hazards=records("Hazard", ["CSE", "CCE"]), missing=records("Concern", concerns)
        )
        rules.append(effective(text)["categories"]["cce"]["rules"])
    expected = [
        {"records": "hazards", "column": "Hazard", "values": ["CCE"]},
        {"records": "missing", "column": "Concern", "values": ["CCE"]},
    ]
    assert rules == [expected, expected]


def test_file_of_which_only_rare_values_say_something_is_told_of(propose: Callable[..., tuple[NewMap, str]]) -> None:
    hazards = ["Neglect"] * 86 + ["Child sexual exploitation"] * 4
    made, text = propose(people=PEOPLE, hazards=records("Hazard", hazards))
    assert made.proposal.kind("hazards") == "neither"
    assert 'sexual exploitation"' not in text
    told = "\n".join(open_sentences(made.open))
    assert "hazards, what its rows record: perhaps 'Hazard': values rarer than the threshold may say it" in told


def test_join_of_columns_without_a_word_in_common_stays_open(propose: Callable[..., tuple[NewMap, str]]) -> None:
    forms = [str(number) for number in range(5_000, 5_090)]
    made, text = propose(
        people=PEOPLE,
        steps=(("Step", "Person ID", "Start date"), list(zip(forms, CHILDREN, DAYS, strict=True))),
        answers=(("Link", "Factor"), [(form, ["11A", "13A"][place % 2]) for place, form in enumerate(forms)]),
    )
    assert '# OPEN: joins = [{ source = "steps", where = { Link = "Step" } }]' in text
    assert any(item.about == "join to steps" for item in made.open)


def test_ids_that_are_not_among_the_people_are_told_of(propose: Callable[..., tuple[NewMap, str]]) -> None:
    header, rows = records("Hazard", ["CSE", "CCE"])
    made, _ = propose(people=PEOPLE, hazards=(header, [(f"X{row[0]}", *row[1:]) for row in rows]))
    assert any("only about 0% of its ids are found among the people" in item.suggestion for item in made.open)


def test_category_that_occurs_only_after_the_first_year_asked_for_is_asked_about(
    propose: Callable[..., tuple[NewMap, str]],
) -> None:
    hazards = ["CSE" if day.endswith(("2019", "2020")) else "CCE" for day in DAYS]
    made, text = propose(people=PEOPLE, hazards=records("Hazard", hazards))
    late = [item.source for item in made.open if item.about == "recorded"]
    assert late == ["cce"]
    assert "2021" not in text


def test_file_that_is_there_is_replaced_only_by_force(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="such a file already"):
        propose_new_map({}, "core", HEADING, path, force=False, progress=lambda _: None)
    assert path.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("texts", "kind", "values"),
    [
        ({'["1A","11A"]': 3, '["11A"]': 2, "[]": 1}, "json list", {"11A": 5, "1A": 3}),
        ({'{"11A":"Yes","2B":"No"}': 4, '{"2B":"Yes"}': 1}, "json object", {"11A": 4, "2B": 1}),
        ({"a|b": 1, "b|c": 1, "a|c": 2}, "delimited", {"a": 3, "c": 3, "b": 2}),
    ],
)
def test_packed_cells_are_recognised(texts: Mapping[str, int], kind: str, values: Mapping[str, int]) -> None:
    found = find_packing(texts)
    assert found is not None
    assert (found.kind, dict(found.values)) == (kind, values)


@pytest.mark.parametrize(
    "texts",
    [
        ["CCE, CSE or gang affiliation", "Neglect", "CSE"],
        ["Met mother, all well", "Visited school, spoke to head", "No answer, will call again"],
        ["CSE", "CCE"],
        ["[draft]", "[final]"],
        [],
    ],
)
def test_cells_that_hold_one_value_are_left_alone(texts: Sequence[str]) -> None:
    assert find_packing(dict.fromkeys(texts, 5)) is None


def sketched(hashes: Iterable[int]) -> ColumnFacts:
    return ColumnFacts("id", 1, 1, 1, sketch=tuple(sorted(hashes)[:SKETCH_SIZE]))


def test_share_of_ids_found_is_near_the_truth_for_large_columns() -> None:
    draw = random.Random(5)
    ids = [draw.getrandbits(64) for _ in range(20_000)]
    share = share_found(sketched(ids[:8_000]), sketched(ids[2_000:]))
    assert share is not None
    assert abs(share - 0.75) < 0.1
    assert share_found(sketched(ids[2_000:4_000]), sketched(ids)) == 1
    assert share_found(sketched(ids[:100]), sketched(ids[100:300])) == 0
    assert share_found(sketched(ids[:5]), sketched(ids)) is None


@pytest.mark.parametrize(
    ("value", "column", "known"),
    [
        ("12A", "Factor", True),
        ("12A", "Tutor group", False),
        ("11A", "Factor", False),
        ("N1 - Neglect", "Need", True),
        ("Not recorded", "Need", True),
        ("Operation Zebra", "Need", False),
        ("Other", "Need", False),
    ],
)
def test_only_what_is_known_is_taken_for_something_else(value: str, column: str, known: bool) -> None:
    assert bool(known_other(value, column)) is known


@pytest.mark.parametrize("name", ['a "b"', "tab\tin it", "plain_name", "with space", "x.y", "é"])
def test_names_and_values_survive_as_toml(name: str) -> None:
    assert tomllib.loads(f"{quote({'t': {name: [name]}})}"[2:-2]) == {"t": {name: [name]}}


def test_no_wrong_meaning_is_sure_and_few_are_missed_among_the_open_labels() -> None:
    labels = load_labels()
    score = score_values(labels, load_request("core"), OPEN)
    assert len(of_split(labels.values, OPEN)) > 200
    assert score.wrong.get("high", []) == []
    recall = score.recall("high", "medium", "low")
    assert recall is not None
    assert recall > 0.9
