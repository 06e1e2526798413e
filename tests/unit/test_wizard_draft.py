"""From answers to files: scripted interviews on whole extracts, and what is kept of an unfinished one."""

from __future__ import annotations

import csv
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest

from foi_return.config.answers import Answers, load_answers
from foi_return.config.field_map import find_field_map, load_field_map
from foi_return.config.request import load_request
from foi_return.errors import InteractionError
from foi_return.reading import count_return, load_inputs
from foi_return.synthetic import ExtractFiles, write_extract
from foi_return.terms.field_map import FieldMap, FlagAnswer
from foi_return.terms.protected import ProtectedTable
from foi_return.wizard import run_wizard
from foi_return.wizard.draft import Answer, Draft
from foi_return.wizard.keep import FILE_NAME, Keeper
from foi_return.wizard.profile import profile_file
from foi_return.wizard.steps import Kind, Step, find_problem, understand
from foi_return.wizard.table_view import TableView, plain_table
from foi_return.wizard.wishes import Reply

EXTRACTED_ON = date(2026, 5, 21)


@dataclass
class ScriptedAsker:
    """Answers from a script: by key, or by what a key begins with; else with the default, as Enter would.

    Attributes:
        script: Answers; those to typed questions as they are typed.
        stop_at: The key at which Ctrl-C is pressed.
    """

    script: Mapping[str, Answer]
    stop_at: str = ""
    asked: list[Step] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def ask(self, step: Step) -> Reply:
        if step.key == self.stop_at:
            raise KeyboardInterrupt
        self.asked.append(step)
        keys = [key for key in self.script if step.key == key or step.key.startswith(f"{key}/")]
        answer = self.script[max(keys, key=len)] if keys else step.default
        if keys and isinstance(answer, str) and step.kind in (Kind.TEXT, Kind.PATH, Kind.DATE):
            return understand(step, answer)
        answer = "" if answer is None and step.optional else answer
        assert answer is not None, f"{step.key} has no default: {step.message}"
        assert not find_problem(step, answer), (step.key, answer)
        return answer

    def tell(self, text: str, *, whole: bool = False) -> None:
        self.told.append(text)
        assert whole or "foi-return build" not in text, "a command is copied, so it must not be broken"

    def show(self, table: TableView) -> None:
        self.told.append(plain_table(table, 79))

    def progress(self, text: str) -> None:
        self.told.append(text)

    @property
    def screen(self) -> str:
        shown = [text for step in self.asked for text in (step.help, step.message)]
        shown += [choice.title + choice.evidence for step in self.asked for choice in step.choices]
        return "\n".join([*self.told, *shown])


BEGIN: dict[str, Answer] = {
    "request/reference": "FOI-2026-0123",
    "request/council": "Anytown Council",
    "request/received": "06/07/2026",
    "request/system": "Anytown case management system",
    "files/extracted_on": "21/05/2026",
}
DEMO: dict[str, Answer] = {
    **BEGIN,
    "held/ocg": "no rows",
    "held/ocg/column": "exploitation/Hazard",
    "held/ocg/values": "Organised crime group",
    "since/which": ("cce", "county_lines"),
    "since/cce": "01/04/2021",
    "since/county_lines": "01/04/2021",
    "flags/how": "unknown",
    "flags/contextual_flag/answer": "free text only",
}


def file_answers(*paths: Path) -> dict[str, Answer]:
    """The answers that name the files: all at once, or one after the other where a map says which are expected."""
    answers: dict[str, Answer] = {f"files/{number}/path": f'"{path}"' for number, path in enumerate(paths, start=1)}
    return {"files/all": " ".join(f'"{path}"' for path in paths), **answers, f"files/{len(paths) + 1}/path": ""}


def count(answers: Answers) -> tuple[ProtectedTable, ...]:
    return count_return(load_inputs(answers), answers.sources, lambda _text: None).answer.tables


def figures(tables: tuple[ProtectedTable, ...]) -> dict[tuple[str, str], list[str]]:
    return {
        (table.key, row.label): [f"{cell.text}{' [b]' if cell.part_of_period else ''}" for cell in row.cells]
        for table in tables
        for row in table.rows
    }


@dataclass(frozen=True)
class Interview:
    folder: Path
    files: ExtractFiles
    asker: ScriptedAsker
    exit_code: int

    @property
    def answers(self) -> Answers:
        return load_answers(self.folder / "FOI-2026-0123-answers.toml")

    @property
    def anytown(self) -> Answers:
        files = self.files
        return Answers(
            request="core",
            reference="FOI-2026-0123",
            field_map="anytown",
            extracted_on=EXTRACTED_ON,
            sources={"people": files.people, "hazards": files.exploitation, "missing": files.missing},
        )


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home without unfinished answers of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Interview:
    folder = tmp_path_factory.mktemp("demo")
    files = write_extract(folder / "extract", seed=1, children=400)
    asker = ScriptedAsker({**DEMO, **file_answers(files.people, files.exploitation, files.missing)})
    code = run_wizard(request=None, output=folder / "output", save_to=None, asker=asker)
    return Interview(folder, files, asker, code)


# --- A long extract -----------------------------------------------------------------------


def test_demo_extract_becomes_a_workbook(demo: Interview) -> None:
    assert demo.exit_code == 0
    assert list((demo.folder / "output" / "FOI-2026-0123").glob("*.xlsx"))
    assert (demo.folder / "anytown-council-field-map.toml").is_file()


def test_saved_map_gives_the_figures_of_the_map_written_by_hand(demo: Interview) -> None:
    by_wizard, by_hand = figures(count(demo.answers)), figures(count(demo.anytown))
    # No child of this extract is recorded as indeterminate, so only the map written by hand has a row for it.
    assert set(by_hand) - set(by_wizard) == {(f"q5-{key}", "Indeterminate") for key in ("cce", "cse", "both")}
    assert by_wizard == {place: row for place, row in by_hand.items() if place in by_wizard}


def test_saved_files_hold_no_free_text_and_no_id(demo: Interview) -> None:
    with demo.files.people.open(encoding="utf-8-sig") as file:
        ids = [row["Person ID"] for row in csv.DictReader(file)]
    saved = [demo.folder / "anytown-council-field-map.toml", demo.folder / "FOI-2026-0123-answers.toml"]
    for text in (*(path.read_text(encoding="utf-8") for path in saved), demo.asker.screen):
        assert "Two phones" not in text
        assert "Ironbrook" not in text
        assert not any(person in text for person in ids)


def test_every_value_of_a_coded_column_was_on_the_screen_however_rare(demo: Interview) -> None:
    hazards = profile_file(demo.files.exploitation).column("Hazard")
    assert hazards is not None
    shown = next(step.help for step in demo.asker.asked if step.key.startswith("values/exploitation/Hazard/how"))
    for value, rows in (hazards.values or {}).items():
        assert value in shown
        assert f"{rows:,} row" in shown


def test_map_reviews_every_value_that_it_does_not_claim(demo: Interview) -> None:
    field_map = load_field_map(demo.folder / "anytown-council-field-map.toml", load_request("core"))
    assert set(field_map.records["exploitation"].not_counted["Hazard"]) == {
        "Mental health",
        "Domestic abuse",
        "Neglect",
        "Parental substance misuse",
        "Self-harm",
    }
    assert field_map.mappings["county_lines"].may_overlap == {"cce"}
    assert field_map.flags["contextual_flag"].answer is FlagAnswer.FREE_TEXT
    assert field_map.flags["cse_flag"].fields == ("Hazard: CSE", "Exploitation concern: CSE")


def test_equivalent_command_and_places_are_told(demo: Interview) -> None:
    told = "\n".join(demo.asker.told)
    assert "foi-return build --map" in told
    assert f"--source people={demo.files.people}" in told
    assert str(demo.folder / "output" / "FOI-2026-0123") in told
    assert "Doubtful rows" in told


def test_finished_interview_leaves_no_unfinished_answers(demo: Interview) -> None:
    assert not (demo.folder / FILE_NAME).exists()


def test_going_through_everything_one_by_one_gives_the_same_map(demo: Interview, tmp_path: Path) -> None:
    hazards = "values/exploitation/Hazard"
    script: dict[str, Answer] = {
        **DEMO,
        **file_answers(demo.files.people, demo.files.exploitation, demo.files.missing),
        "people/how": "each",
        "people/sexes/how": "each",
        "records/exploitation/how": "each",
        "records/missing/how": "each",
        f"{hazards}/how": "each",
        f"{hazards}/rest": "yes",
        "values/exploitation/Setting/how": "each",
        "values/missing/Exploitation concern/how": "each",
        "flags/how": "each",
        "records/how": "each",
        "counting/how": "each",
    }
    asker = ScriptedAsker(script)
    assert run_wizard(request=None, output=tmp_path / "output", save_to=tmp_path / "map.toml", asker=asker) == 0
    assert len(asker.asked) > 2 * len(demo.asker.asked) - 10
    request = load_request("core")
    accepted = load_field_map(demo.folder / "anytown-council-field-map.toml", request)
    assert load_field_map(tmp_path / "map.toml", request).fingerprint == accepted.fingerprint


def test_saved_map_is_the_start_of_the_next_answer(demo: Interview, tmp_path: Path) -> None:
    saved = demo.folder / "anytown-council-field-map.toml"
    script: dict[str, Answer] = {
        "request/start": "file",
        "request/map": str(saved),
        "request/reference": "FOI-2027-0001",
        "request/received": "06/07/2026",
        **file_answers(demo.files.people, demo.files.exploitation, demo.files.missing),
    }
    asker = ScriptedAsker(script)
    assert run_wizard(request=None, output=tmp_path / "output", save_to=tmp_path / "map.toml", asker=asker) == 0
    request = load_request("core")
    maps = [load_field_map(path, request) for path in (saved, tmp_path / "map.toml")]
    assert maps[0].fingerprint == maps[1].fingerprint


def test_what_the_extract_lacks_of_the_map_is_said(demo: Interview, tmp_path: Path) -> None:
    script: dict[str, Answer] = {
        **BEGIN,
        "request/start": "shipped:anytown",
        "files/1/path": str(demo.files.people),
        "files/2/path": str(demo.files.missing),
        "files/3/path": "",
        "files/4/path": "",
    }
    asker = ScriptedAsker(script, stop_at="records/hazards/end")
    run_wizard(request=None, output=tmp_path / "output", save_to=None, asker=asker)
    assert "The map that you started from reads a column 'Start date', which this file does not have." in asker.screen


def test_map_that_was_started_from_gives_all_its_answers(demo: Interview, tmp_path: Path) -> None:
    script: dict[str, Answer] = {
        **BEGIN,
        "request/start": "shipped:anytown",
        **file_answers(demo.files.people, demo.files.exploitation, demo.files.missing),
    }
    asker = ScriptedAsker(script)
    assert run_wizard(request=None, output=tmp_path / "output", save_to=tmp_path / "map.toml", asker=asker) == 0
    request = load_request("core")
    saved, shipped = (load_field_map(path, request) for path in (tmp_path / "map.toml", find_field_map("anytown")))
    assert list(saved.child.sex_values) == list(shipped.child.sex_values)
    assert named(saved.child.sex_values) == named(shipped.child.sex_values)
    assert rules(saved) == rules(shipped)
    assert saved.flags == shipped.flags
    assert saved.counting == shipped.counting
    answers = load_answers(tmp_path / "FOI-2026-0123-answers.toml")
    assert figures(count(answers)) == figures(count(demo.anytown))


def named(lists: Mapping[str, tuple[str, ...]]) -> dict[str, set[str]]:
    return {label: set(values) for label, values in lists.items()}


def rules(field_map: FieldMap) -> dict[str, set[tuple[str, str, str]]]:
    return {
        key: {(rule.records, rule.column, value) for rule in mapping.rules for value in rule.values}
        for key, mapping in field_map.mappings.items()
    }


# --- A wide extract -----------------------------------------------------------------------

FLAGS = {
    "CSE flag": "cse",
    "CCE flag": "cce",
    "County lines flag": "county_lines",
    "Gang flag": "gang",
    "OCG flag": "ocg",
}


def wide_rows() -> list[dict[str, str]]:
    """One row for each assessment: the child, the day, and a column for each flag."""
    draw = random.Random(7)
    rows = []
    for child in range(300):
        born = date(2003, 1, 1) + timedelta(days=draw.randrange(6_000))
        sex = draw.choice("12121290")
        for _ in range(draw.randrange(1, 4)):
            day = date(2019, 4, 1) + timedelta(days=draw.randrange(2_500))
            row = {"Child ref": f"C{child:05d}", "DOB": f"{born}", "Sex": sex, "Assessment date": f"{day}"}
            rows.append(row | {flag: draw.choice(["Y", "N", "N", ""]) for flag in FLAGS})
    return rows


def plain_count(rows: list[dict[str, str]]) -> dict[str, list[str]]:
    """Children under 18 in each financial year, counted the plain way; 1 to 4 hidden."""
    children: dict[tuple[str, int], set[str]] = defaultdict(set)
    for row in rows:
        born, day = date.fromisoformat(row["DOB"]), date.fromisoformat(row["Assessment date"])
        age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        year = day.year if day.month >= 4 else day.year - 1
        for flag, category in FLAGS.items():
            if row[flag] == "Y" and age < 18:
                children[category, year].add(row["Child ref"])
    years = range(2019, 2026)
    for year in years:
        children["both", year] = children["cce", year] & children["cse", year]
    counts = {key: [len(children[key, year]) for year in years] for key in ("both", *FLAGS.values())}
    return {key: ["[c]" if 0 < number < 5 else str(number) for number in row] for key, row in counts.items()}


def test_wide_file_with_yes_no_columns_is_counted_right(tmp_path: Path) -> None:
    rows = wide_rows()
    path = tmp_path / "Assessments (v2).csv"
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    asker = ScriptedAsker({**BEGIN, "held/all": "not recorded", **file_answers(path)})
    assert run_wizard(request="core", output=tmp_path / "output", save_to=tmp_path / "map.toml", asker=asker) == 0
    tables = {table.key: table for table in count(load_answers(tmp_path / "FOI-2026-0123-answers.toml"))}
    printed = [row for key in ("q1", "q3") for row in tables[key].rows]
    counted = plain_count(rows)
    assert {row.cells[0].category for row in printed} == set(counted)
    for row in printed:
        for cell, expected in zip(row.cells, counted[row.cells[0].category], strict=True):
            # A figure that is not small may be hidden as well; a small one is never shown.
            assert cell.text in (expected, "[c]")
            assert cell.text == "[c]" or expected != "[c]"
    assert any(cell.text not in ("0", "[c]", "[x]") for row in printed for cell in row.cells)
    assert {row.label for row in tables["q5-cse"].rows} == {"Female", "Male", "Indeterminate", "Not known", "Total"}
    assert {cell.text for row in tables["q4"].rows for cell in row.cells} == {"[x]"}


# --- Columns ------------------------------------------------------------------------------


def write_csv(path: Path, header: list[str], rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def test_values_are_listed_under_their_most_frequent_spelling(tmp_path: Path) -> None:
    rows = [["CSE"], ["CSE"], ["cse "], ["C\N{NO-BREAK SPACE}SE"], [" "], ["Gang\u200b"]]
    file = profile_file(write_csv(tmp_path / "x.csv", ["Hazard", "Note 2"], [[*row, "x"] for row in rows]))
    column = file.column("Hazard")
    assert column is not None
    assert column.values == {"CSE": 3, "C SE": 1, "Gang": 1}
    assert (column.rows, column.filled) == (6, 5)


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Notes", [f"The worker saw nothing new on visit number {number % 40}" for number in range(100)]),
        ("Surname", ["Smith", "Jones"] * 50),
        ("Postcode", ["AB1 2CD", "EF3 4GH"] * 50),
        ("Person ID", ["1", "2"] * 50),
        ("Anything", [f"value {number}" for number in range(400)]),
        ("Anything", [f"value {number}" for number in range(100)]),
        ("Seen on", ["01/02/2020", "28/02/2020"] * 50),
    ],
)
def test_values_of_prose_names_ids_and_dates_are_never_listed(tmp_path: Path, header: str, values: list[str]) -> None:
    column = profile_file(write_csv(tmp_path / "x.csv", [header, "Row"], [[text, "r"] for text in values])).columns[0]
    assert column.values is None
    assert column.unlisted


def test_date_formats_are_counted_by_the_reading_that_counts(tmp_path: Path) -> None:
    days = ["01/02/2020", "28/02/2020", "31/02/2020", "", "2020-03-01"]
    column = profile_file(write_csv(tmp_path / "x.csv", ["Start", "Row"], [[day, "r"] for day in days])).columns[0]
    assert column.dates == {"dd/mm/yyyy": 2, "mm/dd/yyyy": 1, "yyyy-mm-dd": 1}
    assert column.years == (2020, 2020)
    assert column.filled == 4


def test_columns_with_the_same_name_cannot_be_chosen(tmp_path: Path) -> None:
    file = profile_file(write_csv(tmp_path / "x.csv", ["A", "b", "a"], [["1", "2", "3"]]))
    assert [column.name for column in file.columns] == ["b"]
    assert file.repeated == ("A", "a")


def test_first_date_of_each_value_is_known(tmp_path: Path) -> None:
    rows = [["CSE", "01/05/2021"], ["CSE", "01/05/2020"], ["CCE", "31/12/2022"], ["CCE", "not a date"]]
    hazard = profile_file(write_csv(tmp_path / "x.csv", ["Hazard", "Start"], rows)).columns[0]
    assert hazard.first_seen == {"Start": {"cse": 20200501, "cce": 20221231}}


# --- What is kept -------------------------------------------------------------------------


def test_stopping_keeps_the_answers_and_says_how_to_go_on(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x.csv", ["Person ID", "DOB"], [["1", "01/02/2010"]])
    asker = ScriptedAsker({**BEGIN, **file_answers(path)}, stop_at="files/extracted_on")
    code = run_wizard(request=None, output=tmp_path / "output", save_to=None, asker=asker)
    assert code == InteractionError.exit_code
    assert str(tmp_path / FILE_NAME) in asker.told[-1]
    assert "run foi-return wizard --resume" in asker.told[-1]
    again = ScriptedAsker({"resume": "go on"}, stop_at="files/extracted_on")
    run_wizard(request=None, output=tmp_path / "output", save_to=None, asker=again)
    assert [step.key for step in again.asked] == ["resume", "tasks"]
    assert "FOI-2026-0123" in again.asked[0].help


def test_starting_anew_asks_everything_again(tmp_path: Path) -> None:
    Keeper([tmp_path]).save(Draft({"request/start": "none", "request/reference": "OLD"}))
    asker = ScriptedAsker({"resume": "anew"}, stop_at="request/reference")
    run_wizard(request=None, output=tmp_path / "output", save_to=None, asker=asker)
    assert [step.key for step in asker.asked] == ["resume", "request/start"]


def test_kept_answers_that_do_not_hold_any_more_are_asked_again(tmp_path: Path) -> None:
    answers: dict[str, Answer] = {"request/start": "shipped:gone", "request/reference": "FOI-1"}
    Keeper([tmp_path]).save(Draft(answers))
    asker = ScriptedAsker({"resume": "go on"}, stop_at="request/council")
    run_wizard(request=None, output=tmp_path / "output", save_to=None, asker=asker)
    assert "no shipped field map called 'gone'" in "\n".join(asker.told)
    assert [step.key for step in asker.asked] == ["resume", "tasks", "request/start"]


def test_file_that_cannot_be_read_is_asked_for_again(tmp_path: Path) -> None:
    class Hasty(ScriptedAsker):
        def ask(self, step: Step) -> Reply:
            if step.key == "files/all" and self.asked[-1].key == "files/all":
                assert step.default == (str(tmp_path / "nothing.csv"),), "what was typed can be mended"
                raise KeyboardInterrupt
            return super().ask(step)

    asker = Hasty({**BEGIN, "files/all": str(tmp_path / "nothing.csv")})
    run_wizard(request=None, output=tmp_path / "output", save_to=None, asker=asker)
    assert "there is no such file" in "\n".join(asker.told)


def test_draft_survives_its_file(tmp_path: Path) -> None:
    draft = Draft({"a/b": "x", 'values/x/Caf\N{LATIN SMALL LETTER E WITH ACUTE} "1"': ("CSE", "b\\c"), "empty": ""})
    keeper = Keeper([tmp_path])
    keeper.save(draft.settle("settled", "y"))
    loaded = Keeper([tmp_path]).load(tmp_path / FILE_NAME)
    assert loaded.answers == draft.answers, "what the evidence settled is worked out again"


def test_answers_are_kept_elsewhere_where_the_folder_is_read_only(tmp_path: Path) -> None:
    keeper = Keeper([tmp_path / "no such folder", tmp_path])
    keeper.save(Draft({"a": "x"}))
    assert keeper.kept == tmp_path / FILE_NAME


def test_draft_is_never_changed_in_place() -> None:
    draft = Draft({"a": "x"})
    changed = draft.said("b", ("y",)).without(["a"]).ask_again(["b"])
    assert draft.answers == {"a": "x"}
    assert changed.answers == {"b": ("y",)}
    assert changed.again == {"b"}
    assert changed.said("b", ("z",)).again == frozenset()


# --- What a map says besides ----------------------------------------------------------------


def test_what_a_map_says_of_reading_a_file_is_kept(demo: Interview, tmp_path: Path) -> None:
    written = find_field_map("anytown").read_text(encoding="utf-8")
    with_rows = re.sub(r"(?m)^\[sources\.hazards\]$", "[sources.hazards]\nheader_row = 3", written)
    assert with_rows != written
    path = tmp_path / "with-rows.toml"
    path.write_text(with_rows, encoding="utf-8")
    script: dict[str, Answer] = {
        **BEGIN,
        "request/start": "file",
        "request/map": str(path),
        "request/use": "ask",
        **file_answers(demo.files.people, demo.files.exploitation, demo.files.missing),
    }
    asker = ScriptedAsker(script)
    assert run_wizard(request=None, output=tmp_path / "output", save_to=tmp_path / "map.toml", asker=asker) == 0
    assert load_field_map(tmp_path / "map.toml", load_request("core")).sources["hazards"].header_row == 3
