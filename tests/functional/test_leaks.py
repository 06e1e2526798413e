"""Nothing personal is in any file of an answer, in any message or log, or left on the disk, however a run ends."""

from __future__ import annotations

import csv
import io
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from foi_return.cli import main
from foi_return.crash import BROKEN
from tests.support.canaries import (
    ID,
    NOTE,
    PASSWORD,
    VALUE,
    CanaryExtract,
    every_byte,
    leaks,
    markers,
    write_canaries,
)
from tests.support.database_council import write_database_map
from tests.support.databases import READER_VARIABLE, Table, fill_sqlite
from tests.support.workbooks import lock_with_password

CONTAINERS = {
    "R1.docx!word/document.xml",
    "R1.xlsx!xl/sharedStrings.xml",
    "csv/all-tables.csv",
    "csv/csv-metadata.json",
}
ANYTOWN = ("--map", "anytown", "--extracted-on", "2026-05-21")


@dataclass
class Office:
    """A computer on which commands are run, watched in every place to which something could leak.

    Attributes:
        folder: Where commands run; home and the system's folder for temporary files are in it.
        capture: What is written on the screen.
        log: What any library logs, at its most talkative.
    """

    folder: Path
    capture: pytest.CaptureFixture[str]
    log: pytest.LogCaptureFixture

    def run(self, *words: str, values: bool = False) -> tuple[int, str]:
        """Runs a command and makes sure that nothing personal was said; gives its exit code and what it said.

        Args:
            words: The command.
            values: Whether it may name values that no map names, as the screen of `check` and of an interview does.
        """
        try:
            code = main(words)
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = "".join(self.capture.readouterr())
        assert not markers(said, values=not values), words
        assert not markers(self.log.text, values=not values), words
        self.log.clear()
        return code, said

    def is_clean(self, *, but: str = "extract") -> None:
        """Makes sure that no marker is on the disk outside the extract."""
        found = {place: marks for place, marks in leaks(self.folder).items() if but not in place.split("!")[0]}
        assert not found


@pytest.fixture
def office(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> Iterator[Office]:
    for place in ("home", "tmp"):
        (tmp_path / place).mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    with caplog.at_level(logging.DEBUG):
        yield Office(tmp_path, capsys, caplog)


@pytest.fixture
def extract(tmp_path: Path) -> CanaryExtract:
    return write_canaries(tmp_path / "extract")


def build(extract: CanaryExtract, *more: str, reference: str = "R1") -> list[str]:
    return ["build", *ANYTOWN, "--reference", reference, "--output", "out", *extract.options(), *more]


def test_no_marker_in_any_output_or_message(office: Office, extract: CanaryExtract) -> None:
    code, said = office.run(*build(extract, "--received", "2026-07-06"))
    assert code == 0, said
    outputs = dict(every_byte(office.folder / "out"))
    assert not [part for part in CONTAINERS if not any(place.endswith(part) for place in outputs)]
    assert any("-internal/certificate.json" in place for place in outputs)
    assert "rarer" in said, "the extract holds values that may not be named"
    code, said = office.run("approve", "out/R1", "--name", "B", "--role", "Head", "--made-by", "A", "--yes", "--zip")
    assert code == 0, said
    assert Path("out/R1.zip").is_file()
    office.run("approve", "out/R1", "--check")
    office.run("clean", "--output", "out", "--older-than", "0")
    office.is_clean()


@pytest.mark.slow
@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_no_marker_in_what_libreoffice_makes(office: Office, extract: CanaryExtract) -> None:
    code, said = office.run(*build(extract, "--also", "ods,pdf"))
    assert code == 0, said
    places = [place for place, _ in every_byte(office.folder / "out")]
    assert any("R1.ods!content.xml" in place for place in places)
    assert any("R1-tables.pdf!stream" in place for place in places)
    office.is_clean()
    assert not list((office.folder / "home").iterdir())
    assert not list((office.folder / "tmp").iterdir())


@pytest.mark.slow
def test_no_marker_in_what_an_attack_says(office: Office, extract: CanaryExtract) -> None:
    office.run(*build(extract))
    for file in ("R1.xlsx", "csv/q1.csv"):
        code, said = office.run("attack", f"out/R1/{file}", "--json")
        assert code in (0, 9), said
    office.is_clean()


def test_the_search_finds_what_is_packed_and_in_other_letters(tmp_path: Path) -> None:
    inner = tmp_path / "inner.txt"
    inner.write_text(f"x{ID}001", encoding="utf-16-le")
    shutil.make_archive(str(tmp_path / "one"), "zip", tmp_path, "inner.txt")
    (tmp_path / "two").mkdir()
    shutil.move(tmp_path / "one.zip", tmp_path / "two" / "one.zip")
    shutil.make_archive(str(tmp_path / "two"), "zip", tmp_path / "two")
    assert any(place.startswith("two.zip!") and place.endswith("inner.txt") for place in leaks(tmp_path))


@pytest.mark.parametrize(
    "words",
    [
        ("check", "--json"),
        ("trace", "--table", "q1", "--year", "2022/23", "--row", "Child sexual exploitation (CSE)"),
        ("map", "new", "-o", "new.toml"),
        ("map", "new", "--json", "-o", "new.toml"),
    ],
    ids=" ".join,
)
def test_no_marker_from_commands_that_read_an_extract(
    words: tuple[str, ...], office: Office, extract: CanaryExtract
) -> None:
    of_map = () if words[0] == "map" else ANYTOWN
    code, said = office.run(*words, *of_map, *extract.options())
    assert code in (0, 1), said
    assert len(said) > 300
    office.is_clean()


def test_check_names_values_on_the_screen_and_nothing_else(office: Office, extract: CanaryExtract) -> None:
    _, said = office.run("check", *ANYTOWN, *extract.options(), values=True)
    assert f"{VALUE}hazard" in said
    office.is_clean()


IN_PLACE_OF: dict[str, Callable[[str], list[str]]] = {
    "answers": lambda file: ["build", "--answers", file],
    "map": lambda file: ["build", "--map", file, "--reference", "R1"],
    "map check": lambda file: ["map", "check", file],
    "request": lambda file: ["build", "--map", "anytown", "--reference", "R1", "--request", file],
    "earlier": lambda file: ["build", "--map", "anytown", "--reference", "R1", "--earlier", file],
    "policy file": lambda file: ["build", "--map", "anytown", "--reference", "R1", "--policy-file", file],
    "letter words": lambda file: ["build", "--map", "anytown", "--reference", "R1", "--letter-words", file],
    "letter template": lambda file: ["build", "--map", "anytown", "--reference", "R1", "--letter-template", file],
    "attack": lambda file: ["attack", file],
    "interview": lambda file: ["wizard", "--no-input", "--answers", file],
    "verify": lambda file: ["verify", file],
    "verify json": lambda file: ["verify", "--json", file],
    "register": lambda file: ["register", "add", "--register", "shelf", file],
    "register about": lambda file: ["register", "add", "--register", "shelf", "--about", file, file],
    "batch": lambda file: ["batch", file],
    "review": lambda file: ["review", "count", file],
    "review of a list": lambda file: ["review", "count", file, "--hand-made"],
    "reconcile": lambda file: ["reconcile", "check", file],
    "pack": lambda file: ["approve", file, "--name", "B", "--role", "Head", "--made-by", "A", "--yes"],
}
_NO_EXTRACT = {"attack", "verify", "verify json", "register", "register about", "batch", "review", "review of a list",
               "reconcile", "pack"}  # fmt: skip


@pytest.mark.parametrize("place", IN_PLACE_OF)
def test_no_marker_when_a_file_of_the_extract_is_given_in_place_of_another(place: str, office: Office) -> None:
    for extract in (write_canaries(Path("extract")), write_canaries(Path("extract"), workbooks=True)):
        for file in (extract.people, extract.hazards, extract.missing):
            code, said = office.run(
                *IN_PLACE_OF[place](str(file)), *(() if place in _NO_EXTRACT else extract.options())
            )
            assert code != 0 or place == "attack", said
    office.is_clean()


def garbled(file: Path, old: str, new: str) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


DAMAGES: dict[str, Callable[[CanaryExtract], object]] = {
    "no such column": lambda files: files.people.write_text(f"Wrong,Header\n{ID}1,17/02/2009\n"),
    "a child for a header": lambda files: garbled(files.people, "Person ID,", ""),
    "quote that never closes": lambda files: garbled(files.hazards, f"{NOTE}1\n", f'"{NOTE}1\n'),
    "not text": lambda files: files.missing.write_bytes(b"\x00\xff\x00" + ID.encode()),
    "no such file": lambda files: files.missing.unlink(),
    "damaged workbook": lambda files: files.hazards.write_bytes(b"PK\x03\x04" + NOTE.encode()),
    "rows of every length": lambda files: garbled(files.hazards, "CSE,", f"CSE,{NOTE},{NOTE},"),
    "header of values": lambda files: garbled(files.hazards, "Record No,", f"{ID}001,{ID}001,"),
    "dates in another form": lambda files: garbled(files.people, "/20", "/" + NOTE),
    "a value fewer know": lambda files: garbled(files.hazards, "002,Neglect", f"002,{VALUE}cse"),
    "no rows": lambda files: files.hazards.write_text(files.hazards.read_text().splitlines()[0] + "\n"),
    "nobody": lambda files: garbled(files.people, ID, f"{ID}other"),
    "xml": lambda files: files.people.write_text(f"<Message><{NOTE}>{ID}</wrong></Message>"),
    "old workbook": lambda files: files.people.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + ID.encode() * 99),
    "locked": lambda files: lock_with_password(files.hazards, PASSWORD),
}
FAILS = {
    "no such column", "a child for a header", "not text", "no such file", "damaged workbook", "xml", "old workbook",
    "locked",
}  # fmt: skip
OF_TEXT = {"quote that never closes", "rows of every length", "header of values", "a value fewer know", "no rows"}
"""Damages of a hazards file that is text."""


@pytest.mark.parametrize(
    "damage", [pytest.param(name, marks=[] if name in FAILS else pytest.mark.slow) for name in DAMAGES]
)
def test_no_marker_in_the_message_of_a_failure(
    damage: str, office: Office, extract: CanaryExtract, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOI_RETURN_PASSWORD", f"not {PASSWORD}")
    DAMAGES[damage](extract)
    code, said = office.run(*build(extract))
    assert code == (5 if damage in FAILS else code), said
    assert code in (0, 4, 5, 6), said
    if damage in FAILS:
        assert not list((office.folder / "out").rglob("*"))
    office.is_clean()


@pytest.mark.slow
@pytest.mark.parametrize("command", ["build pandas", "check", "map new", "wizard", "trace"])
@pytest.mark.parametrize(
    ("damage", "workbooks"),
    [(name, False) for name in DAMAGES] + [(name, True) for name in DAMAGES if name not in OF_TEXT],
)
def test_no_marker_whatever_fails_in_whatever_command(
    command: str, damage: str, workbooks: bool, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOI_RETURN_PASSWORD", f"not {PASSWORD}")
    extract = write_canaries(Path("extract"), workbooks=workbooks)
    DAMAGES[damage](extract)
    words = {
        "build pandas": build(extract, "--engine", "pandas", "--threshold", "10", "--reason", "R"),
        "check": ["check", "--json", *ANYTOWN, *extract.options()],
        "map new": ["map", "new", "--force", *extract.options()],
        "wizard": interview(extract),
        "trace": [
            "trace",
            *ANYTOWN,
            *extract.options(),
            "--table",
            "q1",
            "--year",
            "2022/23",
            "--row",
            NOTE.lower()[2:],
        ],
    }[command]
    code, said = office.run(*words)
    assert code != BROKEN, said


def interview(extract: CanaryExtract, *more: str) -> list[str]:
    given = {
        "files/all": str(extract.people.parent.absolute()),
        "request/reference": "R1",
        "request/council": "Anytown Council",
        "request/regime": "FOIA",
        "request/received": "06/07/2026",
        "request/as_asked": "yes",
        "request/system": "Mosaic",
    }
    return [
        "wizard",
        "--no-input",
        *(word for key, text in given.items() for word in ("--set", f"{key}={text}")),
        *more,
    ]


def test_a_wizard_that_asks_nobody_names_no_rare_value(office: Office, extract: CanaryExtract) -> None:
    code, said = office.run(*interview(extract))
    assert code == 8
    assert "a value that fewer than 5 rows hold" in " ".join(said.split())
    office.is_clean()


def test_suggestions_alone_publish_no_rare_value(office: Office, extract: CanaryExtract) -> None:
    code, said = office.run(*interview(extract, "--take-suggestions", "--output", "out"))
    assert code == 0, said
    assert list(Path("out/R1").glob("*.xlsx"))
    assert not leaks(Path("out"))


@pytest.mark.slow
def test_an_interview_in_plain_lines_leaves_only_what_was_answered(
    office: Office, extract: CanaryExtract, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = ["", "FOI-1", "Anytown Council", "", "", "06/07/2026", "", "Mosaic", str(extract.people.parent.absolute())]
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join([*about, "21/05/2026", *[""] * 40])))
    code, said = office.run("wizard", "--plain", values=True)
    assert code == 0, said[-2000:]
    assert not leaks(Path("output"))
    kept = {place.split("!")[0] for place, found in leaks(office.folder).items() if "extract" not in place and found}
    assert kept == {"anytown-council-field-map.toml", "FOI-1-interview.toml"}
    for name in kept:
        assert not markers(Path(name).read_bytes(), values=False)


def test_an_unforeseen_failure_says_where_but_not_what(
    office: Office, extract: CanaryExtract, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        try:
            int(f"{ID}001")
        except ValueError as cause:
            raise RuntimeError(f"{NOTE}: no such thing") from cause

    monkeypatch.setattr("foi_return.engine.bound.bind", fail)
    code, said = office.run(*build(extract))
    assert code == BROKEN
    assert "RuntimeError" in said
    assert "ValueError" in said
    assert "foi_return/run.py, line" in said
    assert str(Path.home()) not in said
    monkeypatch.setenv("FOI_RETURN_TRACEBACK", "1")
    with pytest.raises(RuntimeError, match=NOTE):
        main(build(extract))


MOMENTS = {
    "read": "foi_return.engine.bound.bind",
    "counted": "foi_return.engine.query.count_inner_cells",
    "workbook written": "foi_return.outputs.workbook.write_workbook",
    "internal written": "foi_return.outputs.findings_record.write_findings",
    "all written": "foi_return.outputs.beside_workbook.write_beside_workbook",
}
_KILLED = """
import importlib, os, signal, sys
from foi_return.cli import main
place, name = sys.argv[1].rsplit(".", 1)
module = importlib.import_module(place)
really = getattr(module, name)
def last(*words, **named):
    really(*words, **named)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(module, name, last)
main(sys.argv[2:])
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a matter of Unix")
@pytest.mark.parametrize(
    "moment", [pytest.param(name, marks=[] if name == "all written" else pytest.mark.slow) for name in MOMENTS]
)
def test_a_killed_run_leaves_no_marker_and_the_next_start_no_remains(
    moment: str, office: Office, extract: CanaryExtract
) -> None:
    done = subprocess.run([sys.executable, "-c", _KILLED, MOMENTS[moment], *build(extract)], check=False)
    assert done.returncode == -9
    office.is_clean()
    staged = list((office.folder / "out").glob(".foi-return-*")) if moment not in ("read", "counted") else []
    assert bool(staged) == (moment not in ("read", "counted"))
    assert not any(path.stat().st_mode & 0o077 for path in staged)
    code, said = office.run(*build(extract, reference="R2"))
    assert code == 0, said
    assert sorted(path.name for path in (office.folder / "out").iterdir()) == ["R2", "R2-internal"]
    assert not list((office.folder / "tmp").iterdir())
    office.is_clean()


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["none", "no such table", "no such column", "a query that fails on a value"])
@pytest.mark.parametrize("command", ["build", "check"])
def test_no_marker_from_a_database(
    command: str, fault: str, office: Office, extract: CanaryExtract, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = {}
    for name in ("people", "hazards", "missing"):
        with getattr(extract, name).open(encoding="utf-8", newline="") as file:
            header, *rows = [tuple(row) for row in csv.reader(file)]
        tables[name] = Table(tuple(header), rows, (), "%d/%m/%Y")
    url = fill_sqlite(office.folder / "extract" / "cases.db", tables)
    places: dict[str, Any] = {
        "no such table": {"people": {"table": "persons"}},
        "no such column": {"people": {"query": 'SELECT "Person ID" FROM people'}},
        "a query that fails on a value": {
            "people": {"query": "SELECT * FROM people WHERE json_extract(Ward, '$.a') IS NULL"}
        },
    }.get(fault, {})
    path = write_database_map(office.folder / "map.toml", **places)
    monkeypatch.setenv(READER_VARIABLE, url)
    output = ("--output", "out", "--reference", "R1") if command == "build" else ("--json",)
    code, said = office.run(command, "--map", path, *output)
    assert code in ((0, 1) if fault == "none" else (5,)), said
    office.is_clean()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_no_marker_where_nothing_can_be_written(office: Office, extract: CanaryExtract) -> None:
    Path("out").mkdir(mode=0o500)
    code, _ = office.run(*build(extract))
    assert code == 7
    office.is_clean()


def test_no_marker_where_a_file_is_in_the_way(office: Office, extract: CanaryExtract) -> None:
    Path("out").write_text("mine")
    code, _ = office.run(*build(extract))
    assert code == 7
    office.is_clean()
