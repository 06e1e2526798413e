"""What the wizard suggests: sure only of what can hardly mean anything else; hints for the rest, never ticked."""

from __future__ import annotations

import pytest

from foi_return.config.request import load_request
from foi_return.terms.request import Request
from foi_return.wizard.column_names import column_words
from foi_return.wizard.facts import ColumnFacts, FileFacts
from foi_return.wizard.meanings import (
    Confidence,
    is_yes_no,
    suggest_flag,
    suggest_grades,
    suggest_meanings,
    suggest_sexes,
)
from foi_return.wizard.suggest import suggest_all, suggest_column, suggest_people
from foi_return.wizard.words import words_of


@pytest.fixture(scope="module")
def core() -> Request:
    return load_request("core")


def sure_meanings(value: str, request: Request, column: str = "Hazard") -> set[str]:
    return {item.target for item in suggest_meanings([value], column, request)[value] if item.is_sure}


def hinted_meanings(value: str, request: Request, column: str = "Hazard") -> set[str]:
    return {item.target for item in suggest_meanings([value], column, request)[value] if not item.is_sure}


@pytest.mark.parametrize(
    ("value", "meaning"),
    [
        ("CSE", {"cse"}),
        ("cse ", {"cse"}),
        ("Child Sexual Exploitation", {"cse"}),
        ("N6e1 - Child Sexual Exploitation", {"cse"}),
        ("1h Child Sexual Exploitation", {"cse"}),
        ("11A: Child sexual exploitation", {"cse"}),
        ("Child at risk of sexual exploitation", {"cse"}),
        ("CSE risk - High", {"cse"}),
        ("Child criminal exploitation (CCE)", {"cce"}),
        ("CCE - county lines", {"cce", "county_lines"}),
        ("County Lines flag", {"county_lines"}),
        ("Gang association", {"gang"}),
        ("13A Gangs", {"gang"}),
        ("Organised crime group", {"ocg"}),
        ("OCG involvement", {"ocg"}),
        ("At risk of C.S.E.", {"cse"}),
        ("CHILD CRIM EXPLOITATION", {"cce"}),
        ("Urban street gang", {"gang"}),
    ],
)
def test_value_that_can_hardly_mean_anything_else_is_sure(value: str, meaning: set[str], core: Request) -> None:
    assert sure_meanings(value, core) == meaning


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("CSE/CCE", {"cse", "cce"}),
        ("CSE and CCE", {"cse", "cce"}),
        ("CSE; Gangs", {"cse", "gang"}),
        ("Gangs / OCG", {"gang", "ocg"}),
        ("CCE/county lines", {"cce", "county_lines"}),
        ("No CSE", {"cse"}),
        ("not CSE", {"cse"}),
        ("CSE - ruled out", {"cse"}),
        ("CSE no longer a concern", {"cse"}),
        ("Historic CSE", {"cse"}),
        ("CSE?", {"cse"}),
        ("CSE perpetrator", {"cse"}),
        ("CSE awareness session", {"cse"}),
        ("Gang show rehearsal", {"gang"}),
        ("N1SG : Child Exploitation", {"cse", "cce"}),
        ("Child Sexual Explotation", {"cse"}),
        ("Conuty Lines", {"county_lines"}),
        ("CSE/A", {"cse"}),
        ("CSE: N", {"cse"}),
        ("Mother victim of CSE", {"cse"}),
        ("Gangs and Youth violence", {"gang"}),
        ("Sexual Exploitation of an adult", {"cse"}),
    ],
)
def test_value_that_may_mean_something_else_is_only_a_hint(value: str, hint: set[str], core: Request) -> None:
    assert sure_meanings(value, core) == set()
    assert hinted_meanings(value, core) == hint


@pytest.mark.parametrize(
    "value", ["RAD", "Domestic abuse", "Neglect", "None", "Not known", "Counselling", "Year 11A", "Offline", "Progress"]
)
def test_unrelated_value_suggests_nothing(value: str, core: Request) -> None:
    assert suggest_meanings([value], "Hazard", core)[value] == ()


def test_county_lines_alone_hints_that_it_may_be_cce_too(core: Request) -> None:
    assert sure_meanings("County lines", core) == {"county_lines"}
    assert hinted_meanings("County lines", core) == {"cce"}


def test_reason_says_why_a_value_is_not_ticked(core: Request) -> None:
    (hint,) = suggest_meanings(["CSE - ruled out"], "Hazard", core)["CSE - ruled out"]
    assert hint.reason == "named 'cse', but it says 'ruled out'"


def test_census_code_alone_is_sure_only_in_a_column_of_factors(core: Request) -> None:
    assert sure_meanings("11A", core, "CIN factor") == {"cse"}
    assert hinted_meanings("11A", core, "Tutor group") == {"cse"}
    assert sure_meanings("24A", core, "Assessment factors") == {"cce"}


def test_settings_are_sure_in_a_column_of_settings(core: Request) -> None:
    settings = ["Online", "Public place", "Hotel or temporary accommodation", "School or PRU", "Placement", "Not known"]
    meanings = suggest_meanings(settings, "Setting", core)
    named = {value: [item.target for item in items if item.is_sure] for value, items in meanings.items()}
    assert named == {
        "Online": ["online"],
        "Public place": ["public_place"],
        "Hotel or temporary accommodation": ["temporary_accommodation"],
        "School or PRU": ["school"],
        "Placement": ["placement"],
        "Not known": [],
    }


def test_setting_among_hazards_is_only_a_hint(core: Request) -> None:
    meanings = suggest_meanings(["CSE", "Placement", "School refusal", "Online CSE"], "Hazard", core)
    assert not any(item.is_sure for item in meanings["Placement"])
    assert not any(item.is_sure for item in meanings["School refusal"])
    assert {item.target for item in meanings["Online CSE"] if item.is_sure} == {"cse", "online"}


def test_yes_means_what_the_column_is_named_after(core: Request) -> None:
    meanings = suggest_meanings(["Yes", "No", "Not known"], "CSE flag", core)
    assert [item.target for item in meanings["Yes"] if item.is_sure] == ["cse"]
    assert meanings["No"] == meanings["Not known"] == ()


def test_yes_no_column_about_something_else_is_only_a_hint(core: Request) -> None:
    meanings = suggest_meanings(["Y", "N"], "School attendance", core)
    assert [(item.target, item.is_sure) for item in meanings["Y"]] == [("school", False)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["Yes", "No"], True),
        (["1", "0"], True),
        (["TRUE", "FALSE", "Unknown"], True),
        (["No"], False),
        (["Yes", "Maybe"], False),
        ([], False),
    ],
)
def test_yes_no_columns_are_recognised(values: list[str], expected: bool) -> None:
    assert is_yes_no(values) is expected


def test_sexes_in_words_and_letters() -> None:
    found = suggest_sexes(["M", "F", "female", "a) Male", "b) Female", "c) Not stated/recorded", "U", "Unborn/Unknown"])
    assert {value: item.target for value, item in found.items()} == {
        "M": "Male",
        "F": "Female",
        "female": "Female",
        "a) Male": "Male",
        "b) Female": "Female",
        "c) Not stated/recorded": "Not known",
        "U": "Not known",
        "Unborn/Unknown": "Not known",
    }
    assert all(item.is_sure for item in found.values())


def test_census_codes_for_sex_are_sure_only_where_the_whole_column_is_codes() -> None:
    codes = suggest_sexes(["1", "2", "0", "9"])
    assert {value: item.target for value, item in codes.items()} == {
        "1": "Male",
        "2": "Female",
        "0": "Not known",
        "9": "Indeterminate",
    }
    assert all(item.is_sure for item in codes.values())
    mixed = suggest_sexes(["1", "2", "50", "02"])
    assert not any(item.is_sure for item in mixed.values())
    assert "50" not in mixed


def test_grades_are_told_apart() -> None:
    found = suggest_grades(["At risk", "Victim", "Not applicable"])
    assert {value: item.target for value, item in found.items()} == {"At risk": "at risk", "Victim": "victim"}


def test_flag_that_feeds_no_category_is_answered_from_names() -> None:
    names = ["Hazard: Modern slavery / trafficking", "Hazard: No trafficking concern", "Hazard: Neglect"]
    assert suggest_flag("trafficking_flag", names) == ("Hazard: Modern slavery / trafficking",)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("PersonBirthDate", ("person", "birth", "date")),
        ("pers_dob", ("pers", "dob")),
        ("N6e1 - CSE", ("n6e1", "cse")),
        ("24A", ("24a",)),
    ],
)
def test_names_are_taken_apart_into_words(name: str, words: tuple[str, ...]) -> None:
    assert words_of(name) == words


def dates(name: str, rows: int = 100, filled: int | None = None, read: int | None = None) -> ColumnFacts:
    filled = rows if filled is None else filled
    cells = filled if read is None else read
    return ColumnFacts(name, rows, filled, filled, None, "dates", {"dd/mm/yyyy": cells}, (2019, 2025))


def codes(name: str, values: dict[str, int], rows: int = 100) -> ColumnFacts:
    return ColumnFacts(name, rows, sum(values.values()), len(values), values)


def ids(name: str, rows: int = 100, filled: int | None = None) -> ColumnFacts:
    return ColumnFacts(name, rows, rows if filled is None else filled, rows, None, "ids")


def table(*columns: ColumnFacts) -> FileFacts:
    return FileFacts("extract.csv", "", 1, 100, columns)


@pytest.mark.parametrize(
    "names",
    [
        ("Person ID", "Date of birth", "Gender", "Start date", "End date"),
        ("pers_person_id", "pers_dob", "pers_sex", "cina_assessment_auth_date", "Date closed"),
        ("LAchildID", "PersonBirthDate", "Sex", "AssessmentAuthorisationDate", "Closure date"),
        ("Mosaic ID", "DOB", "GENDER_MAIN_CODE", "Missing from", "Returned"),
    ],
)
def test_columns_of_different_systems_are_recognised(names: tuple[str, ...]) -> None:
    person, born, sex, start, end = names
    file = table(
        ids("Record No"),
        ids(person),
        dates(born),
        codes(sex, {"M": 50, "F": 45, "U": 5}),
        dates(start),
        dates(end, filled=40),
    )
    roles = ("id", "birth_date", "sex", "start", "end")
    found = {role: suggest_column(role, file) for role in roles}
    assert {role: item.target for role, item in found.items() if item} == dict(zip(roles, names, strict=True))
    assert all(item.is_sure for item in found.values() if item)


def test_reason_names_the_likeness_and_the_share_of_dates() -> None:
    suggestion = suggest_column("birth_date", table(dates("Date of Birth", read=98)))
    assert suggestion is not None
    assert suggestion.reason == "named like 'date of birth'; 98% of its values are dates dd/mm/yyyy"


def test_share_of_dates_is_never_rounded_up_to_all() -> None:
    suggestion = suggest_column("birth_date", table(dates("DOB", rows=10_000, read=9_999)))
    assert suggestion is not None
    assert "99% of its values" in suggestion.reason


def test_birth_date_is_never_taken_for_a_start_date() -> None:
    assert suggest_column("start", table(dates("Birth date"))) is None


def test_date_column_with_a_strange_name_is_not_suggested() -> None:
    assert suggest_column("start", table(dates("Zzz"))) is None


def test_column_with_the_right_name_and_wrong_values_is_only_a_hint() -> None:
    suggestion = suggest_column("birth_date", table(ids("Date of birth")))
    assert suggestion is not None
    assert not suggestion.is_sure


def test_two_equally_named_columns_leave_a_doubt() -> None:
    suggestion = suggest_column("start", table(dates("Start date"), dates("start_date")))
    assert suggestion is not None
    assert not suggestion.is_sure


def test_sex_is_recognised_by_its_values_whatever_its_name() -> None:
    suggestion = suggest_column("sex", table(codes("Col 7", {"Male": 60, "Female": 40})))
    assert suggestion is not None
    assert (suggestion.target, suggestion.is_sure) == ("Col 7", False)


def test_file_with_birth_dates_is_the_one_that_lists_the_children(core: Request) -> None:
    from dataclasses import replace

    hazards = table(ids("Person ID"), codes("Hazard", {"CSE": 100}), dates("Start date"))
    people = table(ids("Person ID"), dates("Date of birth"))
    files = [replace(file, suggestions=suggest_all(file, core)) for file in (hazards, people)]
    found = suggest_people(files)
    assert found is not None
    assert found[0] == 1
    assert found[1].is_sure


def test_coded_columns_are_found_by_their_values_or_their_name(core: Request) -> None:
    file = table(
        codes("Ward", {"Abbot's Green": 50, "Castle": 50}),
        codes("Hazard", {"CSE": 20, "Neglect": 80}),
        codes("CCE flag", {"Yes": 5, "No": 95}),
        codes("Allergy flag", {"Yes": 5, "No": 95}),
        codes("Club", {"Gang show rehearsal": 3, "Chess": 97}),
    )
    coded = suggest_all(file, core).coded
    assert {name: item.is_sure for name, item in coded.items()} == {"Hazard": True, "CCE flag": True, "Club": False}


def test_slip_of_the_keys_and_unknown_word_are_likely_and_a_denial_is_not(core: Request) -> None:
    levels = {
        value: [item.confidence for item in suggest_meanings([value], "Hazard", core)[value]]
        for value in ("Gang afiliation", "CSE nominal", "CSE removed", "CSE leaflet sent")
    }
    assert levels == {
        "Gang afiliation": [Confidence.LOW],
        "CSE nominal": [Confidence.MEDIUM],
        "CSE removed": [Confidence.LOW],
        "CSE leaflet sent": [Confidence.LOW],
    }


def test_one_word_says_the_kind_only_in_a_column_of_kinds(core: Request) -> None:
    values = ["Sexual", "Criminal", "Sexual abuse"]
    kinds = suggest_meanings(values, "Type of exploitation", core)
    assert [[item.target for item in kinds[value] if item.is_sure] for value in values] == [["cse"], ["cce"], []]
    assert not any(suggest_meanings(values, "Type of abuse", core).values())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("DATEOFBIRTH", ("date", "of", "birth")),
        ("SUBJECTID", ("subject", "id")),
        ("BIRTH_DTTM", ("birth", "date")),
        ("LAchildID", ("la", "child", "id")),
        ("Together", ("together",)),
    ],
)
def test_names_that_are_run_together_are_taken_apart(name: str, words: tuple[str, ...]) -> None:
    assert column_words(name) == words


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Date removed from MACE", "end"),
        ("Concern identified on", "start"),
        ("EFFECTIVE_TO", "end"),
        ("LAST_UPDATED_ON", None),
        ("Next review", None),
        ("Referred to CAMHS", None),
    ],
)
def test_event_in_the_name_of_a_date_says_what_it_is_the_date_of(name: str, role: str | None) -> None:
    file = table(dates(name))
    found = {purpose for purpose in ("start", "end") if (item := suggest_column(purpose, file)) and item.is_sure}
    assert found == ({role} if role else set())


def test_older_systems_id_serves_only_where_there_is_no_other() -> None:
    both = suggest_column("id", table(ids("LEGACY_ID"), ids("DIM_PERSON_ID", filled=90)))
    alone = suggest_column("id", table(ids("LEGACY_ID")))
    assert both is not None
    assert alone is not None
    assert (both.target, both.confidence) == ("DIM_PERSON_ID", Confidence.HIGH)
    assert (alone.target, alone.confidence) == ("LEGACY_ID", Confidence.LOW)


def test_yes_and_no_as_digits_are_not_sexes() -> None:
    assert suggest_column("sex", table(codes("Gang flag", {"1": 10, "0": 90}))) is None
