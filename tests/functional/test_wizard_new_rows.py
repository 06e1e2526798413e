"""A map that is used as it stands, with an extract that has new values in a breakdown's column, or new names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from foi_return.inner_cells import InnerCell
from foi_return.reading import count_extract, load_extract, load_inputs
from foi_return.synthetic.group_based import write_group_based
from foi_return.synthetic.recorded_crime import write_recorded_crime
from foi_return.terms.request import NOT_KNOWN
from foi_return.wizard.compose import compose_answers, compose_map
from foi_return.wizard.course import course
from foi_return.wizard.draft import Answer, Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.filed import complete
from foi_return.wizard.finish import save_map
from foi_return.wizard.more_help import find_help
from foi_return.wizard.steps import Step
from foi_return.wizard.study import Study

CRIMES = ("crimes", "victims", "suspects")


def interview(request: str, shipped: str, files: str, folder: Path, said: Mapping[str, Answer]) -> tuple[Draft, Facts]:
    """The answers from a shipped map with every suggestion taken, and what they rest on."""
    answers: dict[str, Answer] = {
        "request/start": f"shipped:{shipped}",
        "request/use": "keep",
        "request/reference": "FOI-1",
        "request/council": "Anytown",
        "request/received": "2026-07-06",
        "files/all": tuple(files.split("; ")),
        "files/extracted_on": "2023-12-31",
        **said,
    }
    study = Study(request, folder / "output", None, lambda _text: None)
    draft = complete(Draft(answers), study, take_suggestions=True)
    facts, refused = study.look(draft)
    assert not refused
    return draft, facts


def group_based(folder: Path, said: Mapping[str, Answer] | None = None) -> tuple[Draft, Facts]:
    files = "; ".join(str(folder / f"{name}.csv") for name in CRIMES)
    return interview("group-based", "group-based-offending", files, folder, said or {})


def questions(draft: Draft, facts: Facts, stem: str) -> list[Step]:
    return [step for step in course(draft, facts) if step.key.startswith(stem)]


def figures(draft: Draft, facts: Facts, folder: Path) -> tuple[InnerCell, ...]:
    """What is counted by the map that the answers make, before anything is hidden."""
    save_map(draft, facts, folder / "map.toml")
    answers = compose_answers(draft, facts, folder / "map.toml")
    inputs = load_inputs(answers)
    with load_extract(inputs, answers.sources, lambda _text: None) as extract:
        return count_extract(inputs, extract, None)


def rewrite(path: Path, changes: Mapping[str, str]) -> None:
    text = path.read_text(encoding="utf-8-sig")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8-sig")


def test_new_values_of_a_breakdown_are_asked_about_and_counted_in_their_rows(tmp_path: Path) -> None:
    write_group_based(tmp_path, 5, crimes=200, single=100)
    before = group_based(tmp_path)
    assert not questions(*before, "new_split/"), "the map lists every value of the extract"
    counted = figures(*before, tmp_path)
    rewrite(tmp_path / "victims.csv", {"W1 - British": "W2 - Irish", "O9 - Any other ethnic group": "Heritage 7"})
    draft, facts = group_based(tmp_path, {_is("victim_ethnicity", "victims", "Heritage 7"): "Other"})
    steps = questions(draft, facts, "new_split/")
    proposal = steps[0]
    assert "White (likely: only one row begins with its letter, W)" in proposal.help
    assert "asked next" in proposal.help
    assert "W9 - Any other White background" not in proposal.help, "what the map lists is not asked about"
    assert all(find_help(step.key) for step in steps)
    made = compose_map(draft, facts).records["victims"].classes["victim_ethnicity"].values
    assert "W2 - Irish" in made["White"]
    assert "W1 - British" in made["White"], "what the map listed stays"
    assert "Heritage 7" in made["Other"]
    assert figures(draft, facts, tmp_path) == counted


def _is(dimension: str, records: str, value: str) -> str:
    return f"new_split/{dimension}/{records}/Self-Defined Ethnicity/is/{value}"


def test_new_values_of_rows_as_recorded_become_rows_or_stay_not_known(tmp_path: Path) -> None:
    write_recorded_crime(tmp_path, 5, crimes=600)
    path = tmp_path / "connect.csv"
    rewrite(path, {"Sexual grooming": "Grooming by phone", "Exposure": "Exposure in a lane"})
    told = interview("recorded-crime", "police-connect", str(path), tmp_path, {"files/extracted_on": "2020-11-30"})
    how = questions(*told, "new_split/offence/connect/HO Sub Sub Group/how/")[0]
    assert "Grooming by phone" in how.help
    said: dict[str, Answer] = {
        "files/extracted_on": "2020-11-30",
        how.key: "each",
        "new_split/offence/connect/HO Sub Sub Group/rows": ("Grooming by phone",),
    }
    draft, facts = interview("recorded-crime", "police-connect", str(path), tmp_path, said)
    made = compose_map(draft, facts).records["connect"].classes["offence"].values
    assert made["Grooming by phone"] == ("Grooming by phone",)
    assert "Exposure in a lane" in made[NOT_KNOWN]
    assert made["Harassment"] == ("Harassment",)


def test_columns_of_breakdowns_ids_and_counts_under_other_names_are_asked_for_and_read(tmp_path: Path) -> None:
    write_group_based(tmp_path, 5, crimes=120, single=60)
    counted = figures(*group_based(tmp_path), tmp_path)
    rewrite(tmp_path / "crimes.csv", {"Criterion": "Crit", "Crime No": "Crime Number"})
    rewrite(tmp_path / "suspects.csv", {"Suspect Ref": "Suspect Key", "Date of Birth": "Born"})
    said: dict[str, Answer] = {
        "lacks/crimes/Criterion": "Crit",
        "lacks/crimes/Crime No": "Crime Number",
        "lacks/suspects/Suspect Ref": "Suspect Key",
        "lacks/suspects/Date of Birth": "Born",
    }
    draft, facts = group_based(tmp_path, said)
    made = compose_map(draft, facts)
    assert made.records["crimes"].id_columns == ("Crime Number",)
    assert made.records["crimes"].classes["criterion"].column == "Crit"
    assert made.records["suspects"].classes["suspect_age"].first == "Born"
    assert made.tables["crimes_with_suspects"].counts[0].distinct == "Suspect Key"
    assert figures(draft, facts, tmp_path) == counted
