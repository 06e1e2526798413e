"""ODS and PDF files of an answer: made where LibreOffice is, refused in time where it is not, free of the computer."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import sys
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from foi_return.cli import main
from foi_return.errors import OutputError
from foi_return.outputs import office
from foi_return.outputs.also import without_machine
from foi_return.outputs.office import convert, find_office
from foi_return.synthetic import write_extract

NEEDS_IT = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def words(folder: Path, also: str) -> list[str]:
    files = write_extract(folder / "extract", seed=1, children=300)
    sources = {"people": files.people, "hazards": files.exploitation, "missing": files.missing}
    return [
        "build", "--map", "anytown", "--reference", "R1", "--output", str(folder / "out"), "--also", also,
        *(word for name, path in sources.items() for word in ("--source", f"{name}={path}")),
    ]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "extract").mkdir()
    return tmp_path


def hidden_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(office.PROGRAM_VARIABLE, raising=False)
    monkeypatch.setattr(office, "_places", lambda: iter(()))


def test_without_libreoffice_a_sentence_says_so_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hidden_office(monkeypatch)
    asked = ["build", "--map", "anytown", "--reference", "R1", "--output", str(tmp_path / "out"), "--also", "pdf"]
    assert main([*asked, "--source", "people=nowhere.csv"]) == 7
    assert "LibreOffice, which makes these files, is not on this computer" in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "out").exists()


def test_a_form_that_is_not_known_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--map", "anytown", "--reference", "R1", "--also", "ods,doc"]) == 3
    assert "'doc'" in capsys.readouterr().err


def test_the_variable_comes_before_any_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "soffice"
    program.touch()
    monkeypatch.setenv(office.PROGRAM_VARIABLE, str(program))
    assert find_office() == program
    program.unlink()
    with pytest.raises(OutputError, match=office.PROGRAM_VARIABLE):
        find_office()


@pytest.mark.skipif(os.name != "posix", reason="the programs are shell scripts")
@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("sleep 60 & wait", "took longer than 0.5 seconds"),
        ("exit 3", "could not convert"),
        ("true", "could not convert"),
    ],
)
def test_a_program_that_hangs_or_fails_is_ended_with_a_sentence(script: str, found: str, tmp_path: Path) -> None:
    program, document = tmp_path / "soffice", tmp_path / "R1.xlsx"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o700)
    document.touch()
    began = time.monotonic()
    with pytest.raises(OutputError, match=found):
        convert(program, document, "ods", tmp_path / "scratch", seconds=0.5)
    assert time.monotonic() - began < 30


def test_what_names_the_computer_is_taken_out_of_an_ods_file(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "meta.xml", "<m><meta:generator>LO/Linux</meta:generator><dc:date>2026</dc:date><dc:title>T</dc:title></m>"
        )
        archive.writestr(
            "settings.xml",
            '<s><config:config-item config:name="PrinterName" config:type="string">HP</config:config-item></s>',
        )
        archive.writestr("Thumbnails/thumbnail.png", "picture")
        archive.writestr(
            "META-INF/manifest.xml", '<m><manifest:file-entry manifest:full-path="Thumbnails/thumbnail.png"/></m>'
        )
    path.write_bytes(without_machine(path.read_bytes()))
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["mimetype", "meta.xml", "settings.xml", "META-INF/manifest.xml"]
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        assert archive.read("meta.xml") == b"<m><dc:title>T</dc:title></m>"
        assert archive.read("settings.xml") == b"<s></s>"
        assert archive.read("META-INF/manifest.xml") == b"<m></m>"


@NEEDS_IT
@pytest.mark.office
@pytest.mark.slow
def test_ods_and_pdf_hold_the_answer_and_nothing_of_this_computer(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(folder / "home"))
    assert main(words(folder, "ods,pdf")) == 0
    pack = folder / "out" / "R1"
    assert {path.name for path in pack.iterdir() if path.suffix in (".ods", ".pdf")} == {
        "R1.ods", "R1-tables.pdf", "R1-letter.pdf",
    }  # fmt: skip
    assert not (folder / "home").exists(), "the profile is in the private folder of the run"
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["R1", "R1-internal"]
    import pandas as pd

    sheets = pd.read_excel(pack / "R1.ods", sheet_name=None, header=None, engine="calamine")
    assert list(sheets) == openpyxl.load_workbook(pack / "R1.xlsx").sheetnames
    traces = [getpass.getuser(), socket.gethostname(), str(folder), sys.platform]
    with zipfile.ZipFile(pack / "R1.ods") as archive:
        properties = archive.read("meta.xml") + archive.read("settings.xml")
        assert not [trace for trace in traces if trace.encode() in properties]
        everything = b"".join(archive.read(name) for name in archive.namelist())
        assert str(folder).encode() not in everything
    for name in ("tables", "letter"):
        content = (pack / f"R1-{name}.pdf").read_bytes()
        assert content.startswith(b"%PDF-")
        assert b"/StructTreeRoot" in content, "tagged for screen readers"
        assert str(folder).encode() not in content
