"""What a field map may say, and the sentence that each mistake in one is answered with."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from foi_return.config.field_map import find_field_map, load_field_map, shipped_field_maps, with_counting
from foi_return.config.request import load_request
from foi_return.config.toml_file import MAX_TEXT
from foi_return.config.toml_write import toml_text
from foi_return.errors import FieldMapError
from foi_return.terms.counting import CountingRules, PlacedBy
from foi_return.terms.field_map import FlagAnswer, Regime
from foi_return.terms.map_parts import SourceSpec
from tests.support.maps import ANYTOWN, Tables, anytown, bound, faults_after, only_fault

CORE = load_request("core")


def put(path: str, value: object) -> Callable[[Tables], object]:
    """A change: sets the key at a path such as `child.sex`; steps may be numbers of a list."""

    def change(tables: Tables) -> None:
        *steps, last = path.split("/")
        place: Any = tables
        for step in steps:
            place = place[int(step)] if isinstance(place, list) else place.setdefault(step, {})
        if isinstance(place, list):
            place[int(last)] = value
        else:
            place[last] = value

    return change


def drop(path: str) -> Callable[[Tables], object]:
    def change(tables: Tables) -> None:
        *steps, last = path.split("/")
        place: Any = tables
        for step in steps:
            place = place[step]
        del place[last]

    return change


def test_shipped_map_says_what_it_says() -> None:
    field_map = load_field_map(ANYTOWN, CORE)
    assert (field_map.regime, field_map.council) == (Regime.FOIA, "Anytown Council")
    assert field_map.mappings["cce"].recorded.start == date(2021, 4, 1)
    assert field_map.flags["contextual_flag"].answer is FlagAnswer.FREE_TEXT
    assert field_map.counting == CountingRules()
    assert field_map.coded_columns("hazards") == {
        "Hazard": ("cse", "cce", "county_lines", "gang", "ocg"),
        "Setting": tuple(context.key for context in CORE.contexts),
    }


# ---- Finding and reading the file ----


def test_map_is_found_by_path_or_by_the_name_of_a_shipped_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "anytown").mkdir()  # A folder of the same name, such as one of answers, is no map.
    assert find_field_map("anytown") == shipped_field_maps()["anytown"]
    (tmp_path / "own").write_text("format = 1")
    assert find_field_map("own") == Path("own")
    assert find_field_map("nothing.toml") == Path("nothing.toml")


@pytest.mark.parametrize("name", ["anytwn", "x" * 400, "a\0b"])
def test_name_of_no_map_is_answered_with_those_there_are(name: str) -> None:
    with pytest.raises(FieldMapError, match="no shipped field map called") as caught:
        find_field_map(name)
    assert "'anytown'" in caught.value.faults[0].expected


def fault_of_file(path: Path) -> str:
    with pytest.raises(FieldMapError) as caught:
        load_field_map(path, CORE)
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'format = 1\nname = "x"\ncouncil = \n', "(at line 3, column 11)"),
        (b'format = 1\n[child]\nid = "a"\n[child]\n', "(at line 4, column 7)"),
        (b"format = 1\nrecorded = 2021-02-30\n", "not valid TOML"),
        (b"format = 1\nname = 'Caf\xe9'\n", "this is not text in UTF-8"),
        ("format = 1".encode("utf-16"), "this is not text in UTF-8"),
        (b"x = " + b"[" * 5_000 + b"]" * 5_000, "too deep in each other"),
        (b"x = " + b"1" * 5_000, "not valid TOML"),
        (b"Person ID,Name\n7654321,Canary\n", "(at line 1, column 8)"),
        (b"", "format: the format version is missing"),
    ],
)
def test_file_that_is_no_toml_names_the_line(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "map.toml"
    path.write_bytes(content)
    message = fault_of_file(path)
    assert expected in message
    assert "Canary" not in message


def test_missing_map_and_folder_say_what_they_are(tmp_path: Path) -> None:
    assert "there is no such file" in fault_of_file(tmp_path / "map.toml")
    assert "this is a folder" in fault_of_file(tmp_path)


def test_byte_order_mark_and_windows_line_ends_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_bytes(b"\xef\xbb\xbf" + ANYTOWN.read_bytes().replace(b"\n", b"\r\n"))
    assert load_field_map(path, CORE) == load_field_map(ANYTOWN, CORE)


def test_newer_format_is_refused_by_its_number() -> None:
    fault = only_fault(put("format", 3))
    assert "format version is 3, which a newer foi-return wrote" in fault
    assert "at most format = 2" in fault


# ---- Keys, types and texts ----


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("contxts", "contexts"),
        ("council/nam", "name"),
        ("sources/people/titel", "title"),
        ("child/birthdate", "birth_date"),
        ("records/hazards/starts", "start"),
        ("records/hazards/covers/form", "from"),
        ("records/hazards/risk_level/colum", "column"),
        ("records/hazards/identified_as/victims", "victim"),
        ("categories/cse/recordd", "recorded"),
        ("categories/cse/rules/0/value", "values"),
        ("categories/cce/recorded/until", "to"),
        ("flags/cse_flag/field", "fields"),
        ("counting/placed", "placed_by"),
    ],
)
def test_unknown_key_is_answered_with_the_nearest(path: str, nearest: str) -> None:
    message = only_fault(put(path, {} if "/" not in path else "x"))
    assert "this key is not known" in message
    assert f"Did you mean '{nearest}'?" in message or f"'{nearest}'" in message
    assert path.replace("/0/", "[1]/").replace("/", ".") in message


def test_key_of_records_that_are_called_like_a_key_is_named_too() -> None:
    def change(tables: Tables) -> None:
        tables["records"]["start"] = {**tables["records"]["missing"], "ends": "x"}

    assert "Did you mean 'end'?" in str(faults_after(change)[0])


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("council/regime", "FOI", "'FOIA' or 'FOISA'"),
        ("categories/cse/held", "no", "a valid boolean"),
        ("child/id", 12, "a valid string"),
        ("child/sex_values/Male", "Male", "a valid list"),
        ("categories/cse/rules", {}, "a valid list"),
        ("categories/cce/recorded/from", "2021-04-01", "Write it without quotes"),
        ("categories/cce/recorded/from", datetime(2021, 4, 1, 10), "found a date with a time"),  # noqa: DTZ001
        ("flags/cse_flag/answer", "Yes", "'yes', 'free text only', 'no' or 'not known'"),
        ("flags/cse_flag/answer", True, "found 'True'"),
        ("counting/placed_by", "opened in year", "'starts in year', 'open in year' or 'open at year end'"),
        ("counting/age_taken", "31 july", "'first record'"),
        ("records/hazards/not_counted/Hazard", ["Neglect", 10], "not_counted.Hazard[2]"),
        ("records/hazards/date_formats", [], "at least 1 item"),
        ("sources/people/sheet", "", "at least 1 character"),
        ("council/name", "", "at least 1 character"),
        ("format", "1", "format"),
        ("format", True, "format"),
    ],
)
def test_wrong_type_says_what_was_found_and_expected(path: str, value: object, expected: str) -> None:
    text = "\n".join(str(fault) for fault in faults_after(put(path, value)))
    assert expected in text
    assert path.split("/")[-1] in text


@pytest.mark.parametrize(
    "path", ["council", "system/name", "child/date_formats", "records/hazards/start", "categories"]
)
def test_missing_key_is_named(path: str) -> None:
    assert f"map.toml: {path.replace('/', '.')}: this key is missing" in only_fault(drop(path))


def test_every_fault_is_reported_in_one_go() -> None:
    def change(tables: Tables) -> None:
        tables["council"]["regime"] = "x"
        tables["child"]["Id"] = "y"
        tables["name"] = "a\u202eb"
        del tables["system"]

    assert len(faults_after(change)) == 4

    def change_meaning(tables: Tables) -> None:
        tables["child"]["source"] = "persons"
        tables["records"]["hazards"]["date_formats"] = ["dd/mm/yy"]
        del tables["categories"]["ocg"]
        del tables["flags"]["ocg_flag"]
        tables["counting"]["risk_levels"] = ["Severe"]

    assert len(faults_after(change_meaning)) == 6


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("title", "a\nb", "U+000A"),
        ("categories/cse/label", "CSE\x1b[2J", "U+001B"),
        ("flags/cse_flag/fields", ["ok", "\u202ereversed"], "flags.cse_flag.fields[2]"),
        ("sources/bad\x07name", {}, "bad\\u0007name"),
        ("flags/cse_flag/note", "x" * (MAX_TEXT + 1), f"the text has {MAX_TEXT + 1:,} characters"),
    ],
)
def test_text_that_cannot_be_printed_is_refused(path: str, value: object, expected: str) -> None:
    text = "\n".join(str(fault) for fault in faults_after(put(path, value)))
    assert expected in text
    assert text.replace("\n", "").isprintable()


def test_words_that_other_formats_would_turn_into_values_stay_texts() -> None:
    tables = anytown()
    words = ["Yes", "no", "010", "1e5", "null", "2021-04-01", "~"]
    tables["records"]["hazards"]["not_counted"]["Hazard"] += words
    tables["child"]["sex_values"]["Not known"] += ["0", "09"]
    field_map = bound(tables)
    assert field_map.records["hazards"].not_counted["Hazard"][-7:] == (
        "Yes",
        "no",
        "010",
        "1e5",
        "null",
        "2021-04-01",
        "~",
    )
    assert field_map.child.sex_values["Not known"][-2:] == ("0", "09")


# ---- Meaning ----


def test_map_for_another_request_is_refused_without_further_ado() -> None:
    message = only_fault(put("request", "other"))
    assert "answers the request definition 'other', not 'core'" in message


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (put("child/source", "persons"), "child.source: there is no source called 'persons'"),
        (put("records/missing/source", "mising"), "Did you mean 'missing'?"),
        (put("categories/gang/rules/0/records", "hazard"), "rules[1].records: there are no records called 'hazard'"),
        (put("categories/ganging", {"held": False, "reason": "x"}), "the request has no such category"),
        (put("categories/both", {"held": False, "reason": "x"}), "it follows from other categories"),
        (put("contexts/school", {"held": True}), "it has no rules and is not declared not held"),
        (drop("categories/ocg"), "neither mapped nor declared not held"),
        (drop("contexts/online"), "contexts.online: 'Online' is neither mapped nor declared not held"),
        (put("categories/ocg/held", False), "yet has rules"),
        (put("categories/ocg", {"held": False}), "the reason is missing"),
        (put("categories/ocg", {"applicable": False, "reason": "  "}), "the reason is missing"),
        (put("categories/ocg/may_overlap", ["gangs"]), "Did you mean 'gang'?"),
        (put("categories/ocg/rules/0/values", ["OCG", " "]), "a value is blank"),
        (drop("flags/cse_flag"), "question 2(a)"),
        (put("flags/cse_flags", {"answer": "no"}), "Did you mean 'cse_flag'?"),
        (put("flags/cse_flag/fields", []), "the answer is yes but no field is named"),
        (put("flags/cse_flag/answer", "no"), "the answer is no, yet fields are named"),
        (put("flags/cce_flag/since", date(202, 4, 1)), "found the date 0202-04-01"),
        (put("child/date_formats", ["dd/mm/yyy"]), "Did you mean 'dd/mm/yyyy'?"),
        (put("child/date_formats", ["dd/mm/yyyy", "mm/dd/yyyy"]), "read one text as two different days"),
        (put("records/hazards/covers/to", date(2014, 1, 1)), "it ends on 2014-01-01 before it starts"),
        (put("records/hazards/covers/from", date(1821, 4, 1)), "found the date 1821-04-01"),
        (put("categories/cce/recorded/to", date(2020, 1, 1)), "it ends on 2020-01-01 before it starts"),
        (put("categories/cce/recorded/from", date(2201, 4, 1)), "found the date 2201-04-01"),
        (put("counting/risk_levels", ["Very high"]), "have no risk level 'Very high'"),
        (put("child/id", " "), "child.id: the column has no name"),
        (put("records/hazards/end", "START  date"), "is spelled 'Start date' elsewhere in the map"),
        (put("categories/gang/rules/0/column", "hazard"), "is spelled 'Hazard' elsewhere in the map"),
        (put("records/hazards/not_counted/Hazards", ["x"]), "Did you mean 'Hazard'?"),
        (put("records/hazards/not_counted/Hazard", ["Neglect", ""]), "a value is blank"),
        (put("sources/a=b", {}), "could not be given on the command line"),
        (put("sources/ people", {}), "could not be given on the command line"),
    ],
)
def test_map_that_contradicts_itself_says_where(change: Callable[[Tables], object], expected: str) -> None:
    text = "\n".join(str(fault) for fault in faults_after(change))
    assert expected in text


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (put("child/sex_values", {}), "the column for sex is named but none of its values"),
        (drop("child/sex"), "values are listed but no column holds them"),
        (put("child/sex_values/Total", ["T"]), "the last row of each table is called so"),
        (put("child/sex_values/total ", ["T"]), "the last row of each table is called so"),
        (put("child/sex_values/not  KNOWN", ["N"]), "in another spelling"),
        (put("child/sex_values/female", ["Fem"]), "'Female' is the same label in another spelling"),
        (put("child/sex_values/Other", []), "so nothing could mean it"),
        (put("child/sex_values/Other", [" "]), "a value is blank"),
        (put("child/sex_values/Other", ["f "]), "'f ' is listed under both Female and Other"),
        (put("child/sex_values/ ", ["x"]), "a label is blank"),
        (put("records/hazards/risk_level/values/Severe", []), "so nothing could mean it"),
        (put("records/hazards/risk_level/values/Severe", ["high"]), "listed under both High and Severe"),
        (put("records/hazards/risk_level/values/HIGH", ["Higher"]), "the same label in another spelling"),
        (put("records/hazards/identified_as", {"column": "Identified as"}), "it lists no values"),
        (put("records/hazards/identified_as/at_risk", ["Victim"]), "listed under both at risk and victim"),
    ],
)
def test_labels_and_lists_of_values_must_mean_one_thing(change: Callable[[Tables], object], expected: str) -> None:
    assert expected in "\n".join(str(fault) for fault in faults_after(change))


def test_map_without_sex_is_a_map() -> None:
    tables = anytown()
    del tables["child"]["sex"], tables["child"]["sex_values"]
    assert bound(tables).child.sex is None


def test_value_claimed_by_two_categories_is_refused_in_any_spelling() -> None:
    def change(tables: Tables) -> None:
        tables["categories"]["gang"]["rules"][0]["values"] += ["  cSe"]

    message = only_fault(change)
    assert "column 'Hazard': the value 'CSE' is claimed by both cse and gang" in message
    assert "may_overlap = ['cse'] under gang" in message


def test_value_claimed_by_two_that_may_overlap_is_fine_whichever_says_so() -> None:
    for key, other in (("cse", "gang"), ("gang", "cse")):
        tables = anytown()
        tables["categories"]["gang"]["rules"][0]["values"] += ["CSE"]
        tables["categories"][key]["may_overlap"] = [other]
        assert bound(tables).mappings["gang"].rules[0].values[-1] == "CSE"


def test_value_claimed_and_not_counted_is_refused() -> None:
    def change(tables: Tables) -> None:
        tables["records"]["hazards"]["not_counted"]["Hazard"] += ["gang  ASSOCIATION"]

    assert "'gang  ASSOCIATION' is claimed by gang as well" in only_fault(change)


def test_context_and_category_may_not_change_places() -> None:
    def change(tables: Tables) -> None:
        tables["contexts"]["gang"] = tables["categories"].pop("gang")
        tables["categories"]["online"] = tables["contexts"].pop("online")

    text = "\n".join(str(fault) for fault in faults_after(change))
    assert "contexts.gang: this is a category. Expected: a table [categories.gang]" in text
    assert "categories.online: this is a context" in text


def test_risk_levels_must_be_known_to_every_kind_of_record() -> None:
    message = only_fault(put("counting/risk_levels", ["High"]))
    assert "records 'missing' have no risk level 'High'" in message
    assert "[records.missing.risk_level]" in message


def test_counting_victims_needs_records_that_tell_them_apart() -> None:
    message = only_fault(put("counting/identified_as", "victim"))
    assert "records 'missing' do not tell children at risk from victims" in message


# ---- Counting rules from elsewhere ----


def test_counting_rules_can_be_replaced_one_by_one() -> None:
    field_map = with_counting(bound(anytown()), {"placed_by": "open in year", "risk_levels": []}, "answers")
    assert field_map.counting == CountingRules(placed_by=PlacedBy.OPEN_IN_YEAR)


@pytest.mark.parametrize(
    ("counting", "expected"),
    [
        ({"placed_by": "started in year"}, "answers: counting.placed_by"),
        ({"placed": "x"}, "Did you mean 'placed_by'?"),
        ({"risk_levels": "High"}, "a valid list"),
        ({"risk_levels": ["Hgh"]}, "Did you mean 'High'?"),
        ({"identified_as": "at risk"}, "do not tell children at risk"),
    ],
)
def test_counting_rule_that_is_not_known_is_refused(counting: dict[str, object], expected: str) -> None:
    with pytest.raises(FieldMapError) as caught:
        with_counting(bound(anytown()), counting, "answers")
    assert expected in str(caught.value)


# ---- The fingerprint ----


def reversed_tables(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: reversed_tables(item) for key, item in reversed(value.items())}
    return [reversed_tables(item) for item in reversed(value)] if isinstance(value, list) else value


def test_fingerprint_does_not_see_comments_order_or_defaults_written_out(tmp_path: Path) -> None:
    field_map = load_field_map(ANYTOWN, CORE)
    path = tmp_path / "map.toml"
    path.write_text(toml_text(reversed_tables(anytown()), "another remark"), encoding="utf-8")
    again = load_field_map(path, CORE)
    assert again.fingerprint == field_map.fingerprint
    tables = anytown()
    del tables["counting"]
    tables["counting"] = {"context_needs_category": True}
    assert bound(tables).fingerprint == field_map.fingerprint


@pytest.mark.parametrize(
    "change",
    [
        put("child/sex_asks", "sex"),
        put("categories/cse/rules/0/values", ["CSE", "Exploitation (S)"]),
        put("categories/cce/recorded/from", date(2021, 4, 2)),
        put("records/hazards/covers/to", date(2025, 1, 1)),
        put("counting/context_needs_category", False),
        put("counting/who_counts", "everybody"),
        put("flags/cse_flag/note", "x"),
        put("categories/ocg/label", "Organised crime"),
    ],
)
def test_fingerprint_sees_every_change_of_meaning(change: Callable[[Tables], object]) -> None:
    tables = copy.deepcopy(anytown())
    change(tables)
    assert bound(tables).fingerprint != bound(anytown()).fingerprint


def test_map_survives_being_written_and_read(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text(toml_text(anytown(), "a copy"), encoding="utf-8")
    assert load_field_map(path, CORE) == load_field_map(ANYTOWN, CORE)


def test_source_may_say_how_its_files_are_read() -> None:
    tables = anytown()
    tables["sources"] |= {
        "hazards": {
            "sheets": ["2020", "2021"],
            "header_row": 3,
            "header_rows": 2,
            "password_from": "environment:SECRET",
        },
        "missing": {"sheets": "*"},
        "cin": {"kind": "cin xml", "part": "factors"},
    }
    sources = bound(tables).sources
    assert sources["hazards"] == SourceSpec("hazards", "", None, ("2020", "2021"), 3, 2, password="SECRET")
    assert sources["missing"].sheets == ("*",)
    assert (sources["cin"].kind, sources["cin"].part) == ("cin xml", "factors")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ({"sheet": "a", "sheets": ["b"]}, "either sheet or sheets"),
        ({"part": "factors", "sheet": "a"}, "kind and part for a census file"),
        ({"part": "factor"}, "'children', 'assessments' or 'factors'"),
        ({"kind": "xml"}, "'cin xml'"),
        ({"header_rows": 3}, "1 or 2"),
        ({"header_row": 0}, "greater than or equal to 1"),
        ({"sheets": []}, "at least 1 item"),
        ({"password": "secret-word"}, "Did you mean 'password_from'"),
        ({"password_from": "secret-word"}, "'environment:NAME', the name of a variable"),
        ({"password_from": "environment:secret-word"}, "'environment:NAME', the name of a variable"),
    ],
)
def test_what_a_source_cannot_say_is_refused(source: Tables, message: str) -> None:
    def change(tables: Tables) -> None:
        tables["sources"]["hazards"] = source

    assert any(message in str(fault) for fault in faults_after(change))
    assert "secret-word" not in str(faults_after(change))
    assert all("sources.hazards" in fault.where for fault in faults_after(change))
