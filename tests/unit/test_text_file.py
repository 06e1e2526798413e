"""Delimited text in every form that a system exports, and in every form that it should not have."""

from __future__ import annotations

import codecs
import os
from pathlib import Path

import pytest

from foi_return.engine.workspace import Workspace
from foi_return.errors import SourceError
from foi_return.sources.extract import list_columns, list_sheets
from foi_return.sources.text_rows import MAX_CELL
from tests.support.reading import ReadFile, read_file, write_bytes

NEEDED = ["Id", "Code"]
PLAIN = "Id,Name,Code\n1,Ŵyn,CSE\n2,Zoë,CCE\n"
TWO_ROWS = {2: ("1", "CSE"), 3: ("2", "CCE")}


def read(workspace: Workspace, folder: Path, content: bytes | str, encoding: str = "utf-8") -> ReadFile:
    return read_file(workspace, write_bytes(folder, content, encoding), NEEDED)


def fault_of(workspace: Workspace, path: Path) -> str:
    with pytest.raises(SourceError) as caught:
        read_file(workspace, path, NEEDED)
    return str(caught.value)


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("utf-32-be", codecs.BOM_UTF32_BE),
    ],
)
def test_unicode_is_read_with_and_without_its_mark(
    workspace: Workspace, tmp_path: Path, encoding: str, mark: bytes
) -> None:
    path = write_bytes(tmp_path, mark + PLAIN.encode(encoding))
    assert read_file(workspace, path, ["Id", "Name"]).rows == {2: ("1", "Ŵyn"), 3: ("2", "Zoë")}


def test_cp1252_is_read_where_the_bytes_are_no_utf8(workspace: Workspace, tmp_path: Path) -> None:
    path = write_bytes(tmp_path, "Id,Näme,Code\n1,Zoë \N{EN DASH} “quoted” €,CSE\n", "cp1252")
    assert read_file(workspace, path, ["Näme"]).rows == {2: ("Zoë \N{EN DASH} “quoted” €",)}


def test_mark_decides_even_where_a_byte_is_wrong(workspace: Workspace, tmp_path: Path) -> None:
    path = write_bytes(tmp_path, codecs.BOM_UTF8 + "Id,Name,Code\n1,Zoë,CSE\n2,".encode() + b"\xff,CCE\n")
    assert read_file(workspace, path, ["Id", "Name"]).rows == {2: ("1", "Zoë"), 3: ("2", "\ufffd")}


def test_file_that_was_cut_within_a_character_keeps_its_encoding(workspace: Workspace, tmp_path: Path) -> None:
    whole = "Code,Name\nCSE,Zoë\nCCE,Zoë".encode()
    assert read_file(workspace, write_bytes(tmp_path, whole[:-1]), ["Name"]).rows == {2: ("Zoë",), 3: ("Zo\ufffd",)}
    ended = "Code,Name\nCSE,Zoë".encode("cp1252")
    assert read_file(workspace, write_bytes(tmp_path, ended), ["Name"]).rows == {2: ("Zoë",)}


def test_bytes_that_mean_nothing_cost_a_character_and_no_row(workspace: Workspace, tmp_path: Path) -> None:
    path = write_bytes(tmp_path, b"Id,Name,Code\n1,\x81\xff,CSE\n2,x,CCE\n")
    assert read_file(workspace, path, NEEDED).rows == TWO_ROWS


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_delimiter_and_line_end_are_found(workspace: Workspace, tmp_path: Path, delimiter: str, line_end: str) -> None:
    content = PLAIN.replace(",", delimiter).replace("\n", line_end)
    assert read(workspace, tmp_path, content).rows == TWO_ROWS


def test_delimiter_is_found_without_knowing_a_column(tmp_path: Path) -> None:
    path = write_bytes(tmp_path, "Id;Note;Code\n1;a, b, c, d;CSE\n2;e, f;CCE\n")
    assert list_columns(path) == (["Id", "Note", "Code"], 1)


def test_titles_and_blank_rows_above_the_header_count_as_rows(workspace: Workspace, tmp_path: Path) -> None:
    read_titles = read(workspace, tmp_path, "Hazards on case files\nMade on 21 May, by hand\n\n" + PLAIN)
    assert (read_titles.header_row, read_titles.rows) == (4, {5: ("1", "CSE"), 6: ("2", "CCE")})


def test_separator_line_of_spreadsheet_programs_is_a_title(workspace: Workspace, tmp_path: Path) -> None:
    assert read(workspace, tmp_path, "sep=;\n" + PLAIN.replace(",", ";")).rows == {3: ("1", "CSE"), 4: ("2", "CCE")}


def test_blank_lines_between_rows_count_as_rows(workspace: Workspace, tmp_path: Path) -> None:
    content = "Id,Name,Code\n\n1,a,CSE\n,,\n   \n2,b,CCE\n\n\n"
    assert read(workspace, tmp_path, content).rows == {3: ("1", "CSE"), 6: ("2", "CCE")}


def test_quoted_cells_hold_delimiters_quotes_and_line_breaks(workspace: Workspace, tmp_path: Path) -> None:
    content = 'Id,Name,Code\n"1","Doe, ""Jo""\r\nsecond line\n\nfourth","C,SE"\n2,b,"CC\nE"\n3,c,CSE\n'
    found = read_file(workspace, write_bytes(tmp_path, content), ["Id", "Name", "Code"])
    assert found.rows == {
        2: ("1", 'Doe, "Jo"\r\nsecond line\n\nfourth', "C,SE"),
        3: ("2", "b", "CC\nE"),
        4: ("3", "c", "CSE"),
    }
    assert not found.unreadable


def test_blanks_around_quotes_do_not_matter(workspace: Workspace, tmp_path: Path) -> None:
    content = 'Id,Name,Code\n 1 , "Doe, Jo" ,"CSE"   \n"2"  ,  "b"  ,   "CCE"\n'
    found = read(workspace, tmp_path, content)
    assert {number: tuple(map(str.strip, cells)) for number, cells in found.rows.items()} == TWO_ROWS


def test_padding_behind_a_quote_changes_nothing_within_quotes(workspace: Workspace, tmp_path: Path) -> None:
    path = write_bytes(tmp_path, 'Id,Name,Code\n1,"a ""b"" ,c" ,CSE\n2,"d"" ,e"" ",CCE  \n')
    assert read_file(workspace, path, ["Id", "Name"]).rows == {2: ("1", 'a "b" ,c'), 3: ("2", 'd" ,e" ')}


def test_rows_with_too_few_or_too_many_cells_are_listed_and_not_read(workspace: Workspace, tmp_path: Path) -> None:
    content = "Id,Name,Code\n1,a,CSE\n2,b\n3,c,CSE,more\n4,d,CSE,\n5,e,CCE\n"
    found = read(workspace, tmp_path, content)
    assert found.rows == {2: ("1", "CSE"), 5: ("4", "CSE"), 6: ("5", "CCE")}
    assert found.unreadable == (3, 4)


@pytest.mark.parametrize("broken", ['2,"b,CSE', '2,"b"x,CSE', '"2,b,CSE', '2,b,"CSE'])
def test_quote_that_does_not_close_costs_its_own_row_only(workspace: Workspace, tmp_path: Path, broken: str) -> None:
    rows = [f"{number},x,CSE" for number in range(3, 300)]
    found = read(workspace, tmp_path, "\n".join(["Id,Name,Code", "1,a,CSE", broken, *rows]) + "\n")
    assert found.unreadable == (3,)
    assert list(found.rows) == [2, *range(4, 301)]
    assert found.rows[300] == ("299", "CSE")


def test_quote_that_closes_rows_further_down_swallows_none_of_them(workspace: Workspace, tmp_path: Path) -> None:
    content = 'Id,Name,Code\n1,a,CSE\n2,"b,CSE\n3,c,CSE\n4,d,CCE\n5,e inches",CSE\n6,f,CSE\n'
    found = read(workspace, tmp_path, content)
    assert found.unreadable == (3,)
    assert list(found.rows) == [2, 4, 5, 6, 7]


def test_every_quote_may_be_broken(workspace: Workspace, tmp_path: Path) -> None:
    content = "Id,Name,Code\n" + "".join(f'{number},"x,CSE\n' for number in range(500))
    found = read(workspace, tmp_path, content)
    assert found.rows == {}
    assert found.unreadable == tuple(range(2, 502))


def test_broken_quote_in_a_title_hides_no_row(workspace: Workspace, tmp_path: Path) -> None:
    assert read(workspace, tmp_path, '"Hazards of May\n' + PLAIN).rows == {3: ("1", "CSE"), 4: ("2", "CCE")}


def test_line_break_in_a_title_is_no_row(workspace: Workspace, tmp_path: Path) -> None:
    assert read(workspace, tmp_path, '"Hazards\nof May"\n' + PLAIN).rows == {3: ("1", "CSE"), 4: ("2", "CCE")}


def test_long_cell_is_read_and_a_longer_one_is_a_broken_row(workspace: Workspace, tmp_path: Path) -> None:
    long, longer = "x" * (MAX_CELL - 1), "x" * (MAX_CELL + 1)
    found = read(workspace, tmp_path, f"Id,Name,Code\n1,{long},CSE\n2,{longer},CSE\n3,x,CCE\n")
    assert found.rows == {2: ("1", "CSE"), 4: ("3", "CCE")}
    assert found.unreadable == (3,)


def test_header_alone_is_a_file_without_rows(workspace: Workspace, tmp_path: Path) -> None:
    for content in ("Id,Name,Code", "Id,Name,Code\n", "Id,Name,Code\r\n\r\n"):
        assert read(workspace, tmp_path, content) == ReadFile({}, 1, (), True)


def test_one_column_is_a_file_too(workspace: Workspace, tmp_path: Path) -> None:
    path = write_bytes(tmp_path, 'Id\n1\n\n"2\n3"\n4\n\n')
    assert read_file(workspace, path, ["Id"]).rows == {2: ("1",), 4: ("2\n3",), 5: ("4",)}


def test_names_of_columns_are_found_in_any_case_and_spacing(workspace: Workspace, tmp_path: Path) -> None:
    path = write_bytes(tmp_path, "\ufeff\ufeffPERSON\N{NO-BREAK SPACE}  id ,CODE\n1,CSE\n")
    assert read_file(workspace, path, ["Person ID", "Code"]).rows == {2: ("1", "CSE")}


def test_columns_that_are_not_needed_may_share_a_name_or_have_none(workspace: Workspace, tmp_path: Path) -> None:
    assert read(workspace, tmp_path, "Id,,Note,,Note,Code\n1,,a,,b,CSE\n").rows == {2: ("1", "CSE")}


def test_needed_column_that_stands_there_twice_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    message = fault_of(workspace, write_bytes(tmp_path, "Id,Code,code\n1,CSE,CCE\n"))
    assert "2 columns are called 'Code'" in message


def test_every_missing_column_is_reported_with_the_nearest_name(workspace: Workspace, tmp_path: Path) -> None:
    path = write_bytes(tmp_path, "Id,Birth date,Gendr,Colour\n1,2010-01-01,F,red\n")
    with pytest.raises(SourceError) as caught:
        read_file(workspace, path, ["Id", "Date of birth", "Gender", "Colour"])
    first, second = caught.value.faults
    assert "no column called 'Date of birth'" in first.found
    assert "'Birth date', 'Gendr'" in first.expected
    assert second.next_step == "Did you mean 'Gendr'?"


@pytest.mark.parametrize("content", [b"", b"\n", b"\xef\xbb\xbf", b" \n,,\n\r\n", b"\xff\xfe"])
def test_empty_file_is_said_to_be_empty(workspace: Workspace, tmp_path: Path, content: bytes) -> None:
    assert "it is empty" in fault_of(workspace, write_bytes(tmp_path, content))


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"<html><table><tr><td>Id</td><td>Code</td></tr></table></html>", "a web page or an XML file"),
        (b"\xef\xbb\xbf  <?xml version='1.0'?><Message/>", "a web page or an XML file"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"{\\rtf1 Id,Code}", "a word processor's document"),
        (b"\x1f\x8b\x08\x00abc", "a compressed file"),
        (b"PAR1\x15\x04\x15", "a Parquet file"),
        (bytes(range(256)) * 20, "neither text nor a spreadsheet"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01", "neither text nor a spreadsheet"),
    ],
)
def test_other_kinds_of_file_are_named(workspace: Workspace, tmp_path: Path, content: bytes, found: str) -> None:
    assert found in fault_of(workspace, write_bytes(tmp_path, content))


def test_stray_zero_byte_is_named_by_its_line(workspace: Workspace, tmp_path: Path) -> None:
    content = PLAIN.encode() + b"3,y,CSE\n" * 100 + b"4,\0,CSE\n"
    assert "line 104 holds a zero byte" in fault_of(workspace, write_bytes(tmp_path, content))


def test_zero_character_in_wide_text_costs_its_own_row_only(workspace: Workspace, tmp_path: Path) -> None:
    content = codecs.BOM_UTF16_LE + "Id,Name,Code\n1,a,CSE\n2,\0,CSE\n3,c,CCE\n".encode("utf-16-le")
    found = read(workspace, tmp_path, content)
    assert (list(found.rows), found.unreadable) == ([2, 4], (3,))


def test_name_of_the_file_does_not_decide_its_form(workspace: Workspace, tmp_path: Path) -> None:
    for name in ("extract.xlsx", "extract.txt", "extract", "extract.csv.gz", "extract.ods"):
        assert read_file(workspace, write_bytes(tmp_path, PLAIN, name=name), NEEDED).rows == TWO_ROWS
        assert list_sheets(tmp_path / name) == []


def test_folder_missing_file_and_unreadable_file_say_what_they_are(workspace: Workspace, tmp_path: Path) -> None:
    assert "this is a folder" in fault_of(workspace, tmp_path)
    assert "there is no such file" in fault_of(workspace, tmp_path / "nothing.csv")
    locked = write_bytes(tmp_path, PLAIN)
    locked.chmod(0)
    if not os.access(locked, os.R_OK):  # The superuser may read anything.
        assert "cannot be opened" in fault_of(workspace, locked)


@pytest.mark.parametrize("name", ["people[1].csv", "people*.csv", "people?.csv"])
def test_signs_of_a_pattern_in_a_path_are_taken_as_they_stand(workspace: Workspace, tmp_path: Path, name: str) -> None:
    for other in ("people1.csv", "peoplex.csv", "people.csv"):
        write_bytes(tmp_path, "Id,Name,Code\n8,x,wrong file\n9,x,wrong file\n", name=other)
    assert read_file(workspace, write_bytes(tmp_path, PLAIN, name=name), NEEDED).rows == TWO_ROWS


def test_folder_with_an_equals_sign_adds_no_column(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "Code=wrong"
    folder.mkdir()
    assert read_file(workspace, write_bytes(folder, PLAIN), NEEDED).rows == TWO_ROWS


def test_large_plain_file_is_read_by_the_database_itself(workspace: Workspace, tmp_path: Path) -> None:
    rows = "".join(f'{number},"name, {number}",CSE\n' for number in range(2, 60_000))
    for end in ("", "\n\n"):
        found = read(workspace, tmp_path, "Hazards\nId,Name,Code\n" + rows + end)
        assert found.by_database
        assert (len(found.rows), found.rows[3], found.rows[60_000]) == (59_998, ("2", "CSE"), ("59999", "CSE"))


def test_large_file_in_another_encoding_keeps_its_row_numbers(workspace: Workspace, tmp_path: Path) -> None:
    rows = "".join(f"{number},é,CSE\n" for number in range(2, 60_000))
    found = read(workspace, tmp_path, "Id,Name,Code\n" + rows, "cp1252")
    assert not found.by_database
    assert all(cells == (str(number), "CSE") for number, cells in found.rows.items())
    assert len(found.rows) == 59_998
