"""Any bytes may be given to the check of files: what cannot be read is said, and nothing hangs or falls over."""

from __future__ import annotations

import io
import json
import random
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest

from foi_return.cli import main
from foi_return.verify import CHECKS, Severity, VerifyOptions, verify_file, verify_files
from foi_return.verify import package as packages
from tests.support import faulty_workbooks as corpus
from tests.support import published_workbook as published
from tests.support.workbooks import Cell, write_encrypted, write_ods, write_xls, write_xlsb

QUICK = VerifyOptions(attack=False)
BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]><a>&c;</a>'
ROOT = Path(__file__).parents[2]


def write(folder: Path, content: bytes, name: str = "answer.xlsx") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def fault(path: Path) -> str:
    (report,) = verify_files([path], QUICK)
    assert report.findings == ()
    (only,) = report.faults
    return str(only)


def letter(folder: Path, change: Any = lambda _: None, name: str = "letter.docx") -> Path:
    document = docx.Document()
    document.core_properties.author = "Anytown Council"
    document.core_properties.comments = ""
    document.add_paragraph("Thank you for your request.")
    buffer = io.BytesIO()
    document.save(buffer)

    def edit(parts: published.Parts) -> None:
        del parts["docProps/thumbnail.jpeg"]
        change(parts)

    return write(folder, published.edited(edit, buffer.getvalue()), name)


def body(old: str, new: str) -> Any:
    def change(parts: published.Parts) -> None:
        part = parts["word/document.xml"].decode()
        assert old in part
        parts["word/document.xml"] = part.replace(old, new, 1).encode()

    return change


def part(name: str, content: bytes) -> Any:
    return lambda parts: parts.update({name: content})


def _on_a_template(parts: published.Parts) -> None:
    published.relate(parts, "word/settings.xml", "attachedTemplate", r"file:///\\server\letters.dotx", outside=True)


_RUN = "<w:r><w:t>Thank you"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.mark.parametrize(
    ("check", "change"),
    [
        ("tracked-change", body("<w:r>", '<w:del w:id="1" w:author="Jo Example"><w:r/></w:del><w:r>')),
        ("hidden-text", body(_RUN, "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Thank you")),
        ("hidden-text", body(_RUN, '<w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>Thank you')),
        ("hidden-text", body(_RUN, '<w:r><w:rPr><w:sz w:val="2"/></w:rPr><w:t>Thank you')),
        ("comment", part("word/comments.xml", f'<w:comments {_W}><w:comment w:id="0"/></w:comments>'.encode())),
        ("mail-merge", part("word/settings.xml", f"<w:settings {_W}><w:mailMerge/></w:settings>".encode())),
        ("document-variable", part("word/settings.xml", f"<w:settings {_W}><w:docVar/></w:settings>".encode())),
        ("template-path", _on_a_template),
        ("embedded-file", part("word/embeddings/Workbook.xlsx", b"PK")),
        ("custom-xml", part("customXml/item2.xml", b"<case>Jo Example</case>")),
        ("thumbnail", part("docProps/thumbnail.jpeg", b"\xff\xd8\xff\xd9")),
        ("picture", part("word/media/image1.jpeg", published.jpeg_with_place())),
    ],
)  # fmt: skip
def test_fault_of_a_letter_is_found(check: str, change: Any, tmp_path: Path) -> None:
    report = verify_file(letter(tmp_path, change))
    assert check in {finding.check for finding in report.findings}
    assert "Jo Example" not in " ".join(map(str, report.findings))


def test_nothing_is_found_in_a_clean_letter(tmp_path: Path) -> None:
    assert verify_file(letter(tmp_path)).findings == ()


def test_open_document_hides_nothing_unnoticed(tmp_path: Path) -> None:
    table: list[list[Cell]] = [["Age group", "2022/23"], ["Under 10", 12.0], ["10 to 17", 20.0], ["Total", 32.0]]
    clean = verify_file(write_ods(tmp_path / "clean.ods", {"Table_1": table}))
    assert clean.findings == ()
    report = verify_file(
        write_ods(tmp_path / "hides.ods", {"Table_1": table, "Working": [["x", "y"]]}, hidden=["Working"])
    )
    assert [(finding.check, finding.where) for finding in report.findings] == [("hidden-sheet", "Working")]
    small: list[list[Cell]] = [*table[:1], ["Under 10", 3.0], *table[2:]]
    (finding,) = verify_file(write_ods(tmp_path / "small.ods", {"Table_1": small}), QUICK).findings
    assert (finding.check, finding.where) == ("small-number", "Table_1, B2")


@pytest.mark.parametrize(
    ("old", "new", "check"),
    [
        ("<table:table-row>", '<table:table-row table:visibility="collapse">', "hidden-rows"),
        ("<table:table-row>", '<table:table-row table:visibility="filter">', "filtered-rows"),
        ("<table:table-row>", '<table:table-column table:visibility="collapse"/><table:table-row>', "hidden-columns"),
        ("<table:table-row>", "<table:scenario/><table:table-row>", "scenario"),
        ("<text:p>", "<office:annotation/><text:p>", "comment"),
    ],
)
def test_fault_of_an_open_document_is_found(old: str, new: str, check: str, tmp_path: Path) -> None:
    made = write_ods(tmp_path / "a.ods", {"Table_1": [["Age group", "2022/23"], ["Under 10", 12.0], ["Total", 12.0]]})
    path = write(tmp_path, published.replaced("content.xml", old, new, made.read_bytes()), "b.ods")
    assert check in {finding.check for finding in verify_file(path, QUICK).findings}


def test_what_cannot_be_read_is_said_with_what_to_do(tmp_path: Path) -> None:
    assert "The file is empty" in fault(write(tmp_path, b"")).replace("the file", "The file")
    assert "there is no such file" in fault(tmp_path / "nowhere.xlsx")
    assert "has a password" in fault(write_encrypted(tmp_path / "locked.xlsx"))
    assert "Office 97 to 2003" in fault(write_xls(tmp_path / "old.xls", {"A": [["a", "b"]]}))
    assert "binary workbook" in fault(write_xlsb(tmp_path / "binary.xlsb", {"A": [["a", 1]]}))
    assert "damaged" in fault(write(tmp_path, published.clean_workbook()[:3000]))
    assert "no kind of file" in fault(write(tmp_path, b"%PDF-1.7 ...", "a.pdf"))
    assert "no kind of file" in fault(write(tmp_path, b'{"a": [1, 2]}', "release.json"))
    assert "no table is found" in fault(write(tmp_path, b"Dear Sir or Madam", "a.txt"))


def test_document_types_are_refused_before_an_entity_is_looked_at(tmp_path: Path) -> None:
    for name in (
        "xl/workbook.xml",
        "xl/worksheets/sheet2.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "docProps/core.xml",
    ):
        for bomb in (BOMB, BOMB.decode().replace("?>", ' encoding="utf-16"?>', 1).encode("utf-16")):
            made = published.edited(part(name, bomb))
            assert "damaged" in fault(write(tmp_path, made))


def test_archive_that_grows_beyond_bounds_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "LARGEST_PART", 1 << 20)
    packed = io.BytesIO(published.clean_workbook())
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", bytes(5 << 20))
    assert "grows beyond all bounds" in fault(write(tmp_path, packed.getvalue()))


def test_one_file_that_cannot_be_read_does_not_stop_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad, good = write(tmp_path, b"PK\x03\x04 no", "bad.xlsx"), write(tmp_path, published.clean_workbook(), "good.xlsx")
    hidden = write(tmp_path, corpus.FAULTS["hidden sheet"][1](), "hidden.xlsx")
    assert main(["verify", str(good)]) == 0
    assert capsys.readouterr().out == f"{good}: nothing was found.\n"
    assert main(["verify", str(bad), str(good)]) == 5
    told = capsys.readouterr().out
    assert f"{bad}: not checked." in told
    assert f"{good}: nothing was found." in told
    assert main(["verify", "--json", str(bad), str(hidden)]) == 9
    record = json.loads(capsys.readouterr().out)
    assert [file["checked"] for file in record["files"]] == [False, True]
    assert record["files"][1]["findings"][0] == {
        "check": "hidden-sheet",
        "severity": "leak",
        "where": "Working",
        "what": "the sheet is hidden",
        "next_step": CHECKS["hidden-sheet"].next_step,
    }


def test_files_of_a_folder_are_checked_and_others_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "pack" / "csv").mkdir(parents=True)
    assert "no file in this folder can be checked" in fault(tmp_path / "pack")
    first = write(tmp_path / "pack" / "csv", b"Age group,2022/23\nUnder 10,12\nTotal,12\n", "q1.csv")
    second = write(tmp_path / "pack", published.clean_workbook(), "answer.XLSX")
    write(tmp_path / "pack", b"{}", "release.json")
    reports = verify_files([tmp_path / "pack"], QUICK)
    assert {report.name for report in reports} == {str(first), str(second)}
    assert not any(report.faults or report.findings for report in reports)


def test_options_that_make_no_sense_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--threshold", "1", "x.xlsx"]) == 3
    assert "--threshold" in capsys.readouterr().err


def test_nothing_falls_over_whatever_bytes_a_file_has(tmp_path: Path) -> None:
    chance = random.Random(7)
    whole = {"a.xlsx": published.with_chart(), "a.docx": letter(tmp_path).read_bytes()}
    for number in range(40):
        name, content = list(whole.items())[number % 2]
        broken = bytearray(content)
        for _ in range(1 + number % 9):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        verify_files([write(tmp_path, bytes(broken), name)], QUICK)
        verify_files([write(tmp_path, content[: chance.randrange(len(content))], name)], QUICK)
        verify_files([write(tmp_path, chance.randbytes(chance.randrange(1, 400)), "a.csv")], QUICK)


def test_nothing_falls_over_whatever_stands_in_a_part(tmp_path: Path) -> None:
    chance = random.Random(11)
    names = [
        name
        for name in zipfile.ZipFile(io.BytesIO(published.with_chart())).namelist()
        if name.endswith(("xml", "rels"))
    ]
    for number in range(50):
        name = names[number % len(names)]

        def spoil(parts: published.Parts, name: str = name) -> None:
            text = bytearray(parts[name])
            for _ in range(4):
                place = chance.randrange(60, len(text))
                if chr(text[place]).isalnum():
                    text[place] = chance.choice(b"0129-AZ.")
            parts[name] = bytes(text)

        verify_files([write(tmp_path, published.edited(spoil, published.with_chart()))], QUICK)


def test_every_check_is_documented() -> None:
    page = (ROOT / "docs" / "verify.md").read_text(encoding="utf-8")
    for key, check in CHECKS.items():
        assert f"| `{key}` | {check.about} |" in page, key
    for severity in Severity:
        assert severity.value in page
