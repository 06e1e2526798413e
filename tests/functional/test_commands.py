"""The commands as a user runs them: a process of their own, files on a disk, exit codes and messages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import docx
import openpyxl
import pytest

from foi_return.attack import attack_files
from foi_return.config.answers import load_answers
from tests.support.letters import letter_text, letterhead

REFERENCE = "DEMO-2026-0001"


def run(*words: str, folder: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONWARNINGS": "error"}
    done = subprocess.run(
        [sys.executable, "-m", "foi_return", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the demo has been run for a small council."""
    folder = tmp_path_factory.mktemp("council")
    run("demo", "--children", "600", folder=folder)
    return folder


def build_words(demo: Path, output: str = "built") -> list[str]:
    extract = demo / "output" / "demo-extract"
    return [
        "build", "--map", "anytown", "--reference", REFERENCE, "--extracted-on", "2026-05-21", "--output", output,
        "--source", f"people={extract / 'people.csv'}",
        "--source", f"hazards={extract / 'exploitation.xlsx'}",
        "--source", f"missing={extract / 'missing.csv'}",
    ]  # fmt: skip


def pack(folder: Path, output: str) -> Path:
    return folder / output / REFERENCE


def test_demo_and_build_write_the_same_bytes(demo: Path, tmp_path: Path) -> None:
    run(*build_words(demo), folder=tmp_path)
    names = sorted(path.name for path in pack(demo, "output").iterdir())
    assert names == [f"{REFERENCE}.docx", f"{REFERENCE}.xlsx", "csv", "release.json"]
    files = {path.relative_to(pack(demo, "output")) for path in pack(demo, "output").rglob("*") if path.is_file()}
    assert len(files) == 17
    for file in files:
        assert (pack(demo, "output") / file).read_bytes() == (pack(tmp_path, "built") / file).read_bytes()


def test_letter_is_written_on_the_letterhead_in_the_officers_words(demo: Path, tmp_path: Path) -> None:
    letterhead(tmp_path / "head.docx", "{{answer}}", "Town Hall")
    (tmp_path / "words.toml").write_text("format = 1\n[sentences]\nsalutation = 'Dear Ms Doe,'\n", encoding="utf-8")
    words = [
        "--received",
        "2026-07-06",
        "--clarification-asked",
        "2026-07-07",
        "--clarification-received",
        "2026-07-20",
    ]
    words += ["--letter-template", "head.docx", "--letter-words", "words.toml"]
    run(*build_words(demo), *words, folder=tmp_path)
    content = (pack(tmp_path, "built") / f"{REFERENCE}.docx").read_bytes()
    lines = letter_text(content).splitlines()
    assert {"Request received: 6 July 2026", "Answer due by: 18 August 2026", "Dear Ms Doe,"} <= set(lines)
    assert {"Clarification asked for: 7 July 2026", "Clarification received: 20 July 2026"} <= set(lines)
    assert lines[-1] == "Town Hall"
    answers = load_answers(tmp_path / "built" / f"{REFERENCE}-internal" / "answers.toml")
    assert answers.letter_template == tmp_path / "head.docx"
    assert answers.letter_words == tmp_path / "words.toml"


def test_answer_by_quarters_speaks_of_quarters_and_is_read_again(demo: Path, tmp_path: Path) -> None:
    run(*build_words(demo), "--years", "2023 Q1 to 2023 Q4", "--charts", folder=tmp_path)
    built = pack(tmp_path, "built")
    release = json.loads((built / "release.json").read_text(encoding="utf-8"))
    assert [period["period"] for period in release["periods"]] == [
        "January to March 2023", "April to June 2023", "July to September 2023", "October to December 2023",
    ]  # fmt: skip
    told = [note["text"] for note in release["notes"]] + release["counting_rules"]["sentences"]
    assert not [text for text in told if "year" in text.replace("completed years", "")]
    workbook = openpyxl.load_workbook(built / f"{REFERENCE}.xlsx")
    cover = [str(row[0].value) for row in workbook["Cover"]]
    assert "Quarters: January to December 2023 (1 January 2023 to 31 December 2023)" in cover
    assert str(workbook["Q1"]["A1"].value).endswith(", January to December 2023")
    assert attack_files([built / f"{REFERENCE}.xlsx"]).exit_code == 0


def test_refused_question_has_no_figure_in_any_file_and_charts_are_drawn_where_asked_for(
    demo: Path, tmp_path: Path
) -> None:
    refusal = ["--refuse", "5=40(2)", "--refuse", "2=31(1)(a)", "--because", "2=It names operations."]
    run(*build_words(demo), *refusal, folder=tmp_path, code=3)
    weighed = ["--public-interest", "2=It is outweighed."]
    run(*build_words(demo), *refusal, *weighed, "--charts", folder=tmp_path)
    built = pack(tmp_path, "built")
    release = json.loads((built / "release.json").read_text(encoding="utf-8"))
    assert {cell["question"] for cell in release["cells"]} == {"1", "3", "4", "6"}
    assert release["flags"] == []
    assert not [path.name for path in (built / "csv").iterdir() if path.name.startswith(("q5", "fields"))]
    names = openpyxl.load_workbook(built / f"{REFERENCE}.xlsx").sheetnames
    assert not [name for name in names if "Q5" in name or name == "Question_2"]
    assert "Chart_Q1" in names
    text = letter_text((built / f"{REFERENCE}.docx").read_bytes())
    assert text.split("### Question 5\n")[1].split("\n")[1].startswith("Our answer: Refused. We hold")
    kept = load_answers(tmp_path / "built" / f"{REFERENCE}-internal" / "answers.toml")
    assert kept.charts is True
    assert [item.question for item in kept.refusals or ()] == ["5", "2"]


def test_letterhead_that_hides_text_is_refused_and_the_earlier_answer_stays(demo: Path, tmp_path: Path) -> None:
    head = letterhead(tmp_path / "head.docx", "{{answer}}")
    document = docx.Document(str(head))
    document.add_paragraph().add_run("Ask Jo about case 7").font.hidden = True
    document.save(str(head))
    earlier = pack(demo, "output") / f"{REFERENCE}.docx"
    before = earlier.read_bytes()
    words = build_words(demo, str(demo / "output"))
    done = run(*words, "--letter-template", "head.docx", folder=tmp_path, code=7)
    assert "1 piece of text that cannot be seen (hidden-text)" in done.stderr
    assert "In the letterhead: " in done.stderr
    assert "Ask Jo" not in done.stderr
    assert earlier.read_bytes() == before


def test_faulty_letterhead_is_told_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "head.docx").write_text("no document")
    words = ["build", "--map", "anytown", "--reference", "R", "--source", "people=missing.csv"]
    done = run(*words, "--letter-template", "head.docx", folder=tmp_path, code=7)
    assert "the letter template is no such document" in done.stderr


def test_account_of_what_is_hidden_stands_in_the_internal_folder_alone(demo: Path) -> None:
    folder = demo / "output"
    text = (folder / f"{REFERENCE}-internal" / "what-is-hidden.txt").read_text(encoding="utf-8-sig")
    release = json.loads((pack(demo, "output") / "release.json").read_text())
    hidden = {(cell["category"], cell["period"], *cell["breakdown"].values()) for cell in release["cells"]
              if cell.get("shorthand") == "c"}  # fmt: skip
    cells = [line for line in text.splitlines() if line.startswith("  ") and line[2] != " " and "20" in line]
    assert len(cells) >= len(hidden)
    assert not list(pack(demo, "output").rglob("what-is-hidden*"))


def test_answers_file_makes_the_same_answer_again(demo: Path, tmp_path: Path) -> None:
    answers = demo / "output" / f"{REFERENCE}-internal" / "answers.toml"
    run("build", "--answers", str(answers), "--output", "again", folder=tmp_path)
    assert (pack(tmp_path, "again") / "release.json").read_bytes() == (
        pack(demo, "output") / "release.json"
    ).read_bytes()


def test_reference_engine_writes_the_same_answer(demo: Path, tmp_path: Path) -> None:
    run(*build_words(demo), "--engine", "pandas", folder=tmp_path)
    assert (pack(tmp_path, "built") / "release.json").read_bytes() == (
        pack(demo, "output") / "release.json"
    ).read_bytes()


def test_json_summary_names_the_workbook_and_no_true_count(demo: Path, tmp_path: Path) -> None:
    summary = json.loads(run(*build_words(demo), "--json", folder=tmp_path).stdout)
    assert (tmp_path / summary["workbook"]).exists()
    assert summary["hidden"] > 0
    assert summary["protected_against_subtraction"] is True
    assert summary["values_on_trust"] == 0


def test_years_bands_and_categories_can_be_overridden(demo: Path, tmp_path: Path) -> None:
    words = ["--years", "2023/24 to 2024/25", "--age-band", "under 12", "--age-band", "12 to 17", "--category", "cse"]
    run(*build_words(demo), *words, folder=tmp_path)
    release = json.loads((pack(tmp_path, "built") / "release.json").read_text())
    cells = release["cells"]
    assert {cell["period"] for cell in cells} == {"2023/24", "2024/25"}
    groups = {cell["breakdown"].get("age_group") for cell in cells} - {None, "Not known"}
    assert groups == {"Under 12", "12 to 17"}
    assert {cell["category"] for cell in cells if cell["table"] == "q1"} == {"cse"}


def test_no_small_number_is_published(demo: Path) -> None:
    release = json.loads((pack(demo, "output") / "release.json").read_text())
    values = [cell["value"] for cell in release["cells"] if "value" in cell]
    assert values
    assert not [value for value in values if 0 < value < 5]


def test_workbook_and_release_agree_cell_by_cell(demo: Path) -> None:
    release = json.loads((pack(demo, "output") / "release.json").read_text())
    book = openpyxl.load_workbook(pack(demo, "output") / f"{REFERENCE}.xlsx")
    published = [cell.get("value", f"[{cell.get('shorthand')}]") for cell in release["cells"]]
    found: list[object] = []
    for sheet in book:
        for table in sheet.tables.values():
            header, *rows = list(sheet[table.ref])
            if header[1].value == "2019/20":
                found += [cell.value for row in rows for cell in row[1:]]
    assert found == published


def test_trace_lists_as_many_children_as_the_cell_counts(demo: Path, tmp_path: Path) -> None:
    words = ["trace", *build_words(demo)[1:-8], *build_words(demo)[-6:]]
    words = [word for word in words if word not in ("--output", "built")]
    done = run(
        *words, "--table", "q1", "--year", "2023/24", "--row", "Child sexual exploitation (CSE)", folder=tmp_path
    )
    title, _, *rows = done.stdout.splitlines()
    children = {row.split(":")[0] for row in rows if row.startswith("  child")}
    assert int(title.rsplit(": ", 1)[1]) == len(children) > 0


def test_failed_run_leaves_the_earlier_answer_as_it_was(demo: Path, tmp_path: Path) -> None:
    run(*build_words(demo), folder=tmp_path)
    before = {path: path.read_bytes() for path in (tmp_path / "built").rglob("*") if path.is_file()}
    broken = tmp_path / "broken.csv"
    broken.write_text("Nothing,Here\n1,2\n")
    words = [*build_words(demo), "--source", f"people={broken}"]
    words = [word for word in words if "people.csv" not in word]
    words = _without_dangling_options(words)
    done = run(*words, folder=tmp_path, code=5)
    assert "there is no column called 'Person ID'" in done.stderr
    assert {path: path.read_bytes() for path in (tmp_path / "built").rglob("*") if path.is_file()} == before


def _without_dangling_options(words: Sequence[str]) -> list[str]:
    return [
        word
        for position, word in enumerate(words)
        if not (word == "--source" and (position + 1 == len(words) or words[position + 1].startswith("--")))
    ]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["build"], 3, "the council's reference"),
        (["build", "--map", "anytwon", "--reference", "R"], 4, "Did you mean 'anytown'?"),
        (["build", "--map", "anytown", "--reference", "R"], 5, "Add --source people=FILE"),
        (["build", "--map", "anytown", "--reference", "R", "--years", "2021/23"], 3, "is not a financial year"),
        (["build", "--map", "anytown", "--reference", "R", "--age-band", "young"], 3, "is not an age band"),
        (["build", "--map", "anytown", "--reference", "R", "--threshold", "1", "--reason", "x"], 6, "2 or more"),
        (["build", "--map", "anytown", "--reference", "R", "--threshold", "9"], 6, "no reason is given"),
        (["build", "--map", "anytown", "--reference", "..", "--source", "people=x"], 7, "reference"),
        (["build", "--map", "anytown", "--reference", "R", "--source", "people"], 3, "NAME=PATH"),
        (["build", "--answers", "absent.toml"], 3, "there is no such file"),
        (["demo", "--children", "0"], 3, "--children"),
        (["build", "--map", "anytown", "--reference", "R", "--placed-by", "sometimes"], 4, "starts in year"),
    ],
)
def test_each_kind_of_error_has_its_exit_code_and_says_what_to_do(
    words: list[str], code: int, message: str, tmp_path: Path
) -> None:
    done = run(*words, folder=tmp_path, code=code)
    assert message in " ".join(done.stderr.split())
    assert done.stdout == ""


def test_version_and_help_import_nothing_heavy(tmp_path: Path) -> None:
    heavy = "pandas,duckdb,sqlalchemy,pydantic,questionary,xlsxwriter,openpyxl,tomlkit,holidays,dateutil"
    script = (
        "import sys; from foi_return.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        f"print(sorted(set({heavy.split(',')!r}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_folder_without_rights_to_write_gives_a_sentence(demo: Path, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    done = run(*build_words(demo, str(locked / "out")), folder=tmp_path, code=7)
    assert "cannot be written" in done.stderr
