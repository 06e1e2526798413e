"""The answers file: written and read, it makes the same return again, from wherever it stands."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_return.config.answers import Answers, answers_tables, load_answers
from foi_return.config.request import RequestOverrides
from foi_return.config.toml_write import toml_text
from foi_return.errors import RequestError

FULL = Answers(
    request="core",
    reference='FOI/2026 "0123" \\ é',
    received=date(2026, 7, 6),
    overrides=RequestOverrides(["2019/20 to 2020/21"], ["under 12", "12+"], ["cse", "both"]),
    field_map="anytown",
    extracted_on=date(2026, 5, 21),
    sources={"people": Path("/data/people.csv"), "the hazards": Path("/data/hazards [1].xlsx")},
    counting={"placed_by": "open in year", "risk_levels": ["High"]},
    policy="five-or-fewer",
    policy_file=Path("/data/profiles.toml"),
    threshold=7,
    zeros="hidden",
    reason="Because.",
    output=Path("/data/output"),
)


def saved(answers: Answers, folder: Path, name: str = "answers.toml") -> Path:
    path = folder / name
    path.write_text(toml_text(answers_tables(answers), "a comment"), encoding="utf-8")
    return path


def test_answers_survive_being_written_and_read(tmp_path: Path) -> None:
    assert load_answers(saved(FULL, tmp_path)) == FULL


def test_what_was_not_answered_is_left_out(tmp_path: Path) -> None:
    answers = Answers(reference="1", field_map="anytown")
    assert answers_tables(answers) == {
        "format": 1,
        "request": {"reference": "1"},
        "extract": {"field_map": "anytown"},
    }
    assert load_answers(saved(answers, tmp_path)) == Answers(request="core", reference="1", field_map="anytown")


def test_empty_list_is_an_answer(tmp_path: Path) -> None:
    """No risk levels means all, where the map says some."""
    answers = Answers(request="core", counting={"risk_levels": []}, overrides=RequestOverrides(years=[]))
    again = load_answers(saved(answers, tmp_path))
    assert again.counting == {"risk_levels": []}
    assert again.overrides.years == []


def test_paths_are_relative_to_the_file_that_names_them(tmp_path: Path) -> None:
    (tmp_path / "maps").mkdir()
    (tmp_path / "maps" / "own").write_text("format = 1")
    path = tmp_path / "answers.toml"
    path.write_text(
        "format = 1\n[request]\nname = 'own.toml'\n[extract]\nfield_map = 'maps/own'\n"
        "sources = { people = 'people.csv', other = '/data/other.csv' }\n"
        "[small_numbers]\npolicy_file = '../policies.toml'\n[output]\nfolder = 'out'\n"
    )
    answers = load_answers(path)
    assert answers.request == str(tmp_path / "own.toml")
    assert answers.field_map == str(tmp_path / "maps/own")
    assert answers.sources == {"people": tmp_path / "people.csv", "other": Path("/data/other.csv")}
    assert answers.policy_file == tmp_path / "../policies.toml"
    assert answers.output == tmp_path / "out"


def test_relative_paths_are_written_so_that_they_hold_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, elsewhere = tmp_path / "work", tmp_path / "elsewhere"
    work.mkdir()
    elsewhere.mkdir()
    (work / "plain-map").write_text("format = 1")
    monkeypatch.chdir(work)
    for field_map in ("maps/own.toml", "plain-map"):
        answers = Answers(
            "own.toml",
            field_map=field_map,
            sources={"people": Path("people.csv")},
            policy_file=Path("p.toml"),
            output=Path("out"),
        )
        again = load_answers(saved(answers, elsewhere))
        assert again.field_map == str(work / field_map)
        assert again.request == str(work / "own.toml")
        assert again.sources == {"people": work / "people.csv"}
        assert (again.policy_file, again.output) == (work / "p.toml", work / "out")


def test_name_of_a_shipped_map_stays_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "anytown").mkdir()
    monkeypatch.chdir(tmp_path)
    assert load_answers(saved(Answers(field_map="anytown"), tmp_path)).field_map == "anytown"


def test_answers_laid_over_others_replace_what_they_give_and_merge_what_is_named() -> None:
    over = Answers(
        reference="2",
        overrides=RequestOverrides(age_bands=["16+"], categories=[]),
        sources={"people": Path("new.csv")},
        counting={"risk_levels": [], "overlap": "exclusive"},
        threshold=9,
    )
    both = FULL.overlaid(over)
    assert (both.reference, both.threshold, both.received) == ("2", 9, FULL.received)
    assert both.overrides == RequestOverrides(["2019/20 to 2020/21"], ["16+"], [])
    assert both.sources == {**FULL.sources, "people": Path("new.csv")}
    assert both.counting == {"placed_by": "open in year", "risk_levels": [], "overlap": "exclusive"}


def test_laying_nothing_over_changes_nothing() -> None:
    assert FULL.overlaid(Answers()) == FULL
    assert Answers().overlaid(FULL) == FULL


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("format = 1\n[requests]\n", "Did you mean 'request'?"),
        ("format = 1\n[request]\nreferense = 'x'\n", "Did you mean 'reference'?"),
        ("format = 1\n[request]\nreceived = '2026-07-06'\n", "Write it without quotes"),
        ("format = 1\n[request]\nyears = '2019/20'\n", "a valid list"),
        ("format = 1\n[extract]\nsources = ['people.csv']\n", "sources"),
        ("format = 1\n[small_numbers]\nthreshold = '5'\n", "a valid integer"),
        ("format = 1\n[small_numbers]\nzeros = 'x'\n", "'may be hidden' or 'hidden'"),
        ("format = 1\n[counting]\nplaced = 'x'\n", "Did you mean 'placed_by'?"),
        ('format = 1\n[request]\nreference = "a\\u0007"\n', "U+0007"),
        ("[request]\n", "the format version is missing"),
        ("format = 1\n[request\n", "(at line 2, column 9)"),
    ],
)
def test_faulty_answers_say_where(tmp_path: Path, text: str, expected: str) -> None:
    path = tmp_path / "answers.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RequestError) as caught:
        load_answers(path)
    assert expected in str(caught.value)


# ---- Writing TOML ----

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.recursive(
    st.one_of(texts, st.integers(-(2**40), 2**40), st.booleans(), st.dates()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(texts, values, max_size=4), texts)
def test_whatever_is_written_is_read_back(tables: dict[str, object], comment: str) -> None:
    assert tomllib.loads(toml_text(tables, comment)) == tables


def test_comment_stays_a_comment() -> None:
    text = toml_text({"a": 1}, "first\nb = 2\r\nc = 3\n\nlast\x00\x1b\u2028d = 4")
    assert tomllib.loads(text) == {"a": 1}
    assert all(line.startswith("#") or line in ("", "a = 1") for line in text.splitlines())
