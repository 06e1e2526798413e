"""The letter answers every question in words, says what the law asks for, and holds no figure."""

from __future__ import annotations

import io
import tomllib
import zipfile
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from docx import Document

from foi_return.config.letter_words import load_letter_words
from foi_return.errors import OutputError, RequestError
from foi_return.outputs.letter_file import read_letterhead, render_letter, write_letter
from foi_return.terms.field_map import Regime
from foi_return.terms.licence import OPEN_GOVERNMENT_LICENCE
from foi_return.terms.protected import Figure, ProtectedReturn
from foi_return.terms.shorthand import Shorthand
from tests.support.letters import FACTS, letter_lines, letter_text, letterhead
from tests.support.protected import HOSTILE_TEXTS, hostile_return, realistic_return
from tests.unit.test_open_data import banded, rounded, with_figures

WORDS = load_letter_words()


def text_of(answer: ProtectedReturn) -> str:
    return letter_text(render_letter(answer, FACTS, WORDS))


def answer_to(answer: ProtectedReturn, question: str) -> str:
    """Everything below a question's heading, up to the next."""
    return text_of(answer).split(f"### Question {question}\n")[1].split("\n#")[0]


def question_of(answer: ProtectedReturn, question: str, figure: Figure) -> ProtectedReturn:
    """The answer with one figure in every cell of the tables of one question."""
    changed = with_figures(answer, figure).tables
    tables = tuple(
        new if new.question == question else old for old, new in zip(answer.tables, changed, strict=True)
    )  # fmt: skip
    return replace(answer, tables=tables)


def test_letter_names_council_reference_dates_and_law() -> None:
    text = text_of(realistic_return())
    for line in (
        "Council: Anytown Metropolitan Borough Council",
        "Our reference: FOI/2026/0123",
        "Request received: 6 July 2026",
        "Answer due by: 5 August 2026",
        "Law: Freedom of Information Act 2000",
        "Questions about this answer: foi@smalltown.example",
    ):
        assert line in text.splitlines()


def test_every_question_is_restated_and_answered() -> None:
    answer = realistic_return()
    text = text_of(answer)
    assert len(answer.questions) == 7
    for question in answer.questions:
        assert f"### Question {question.number}\nYou asked: {question.text}\nOur answer: " in text


def test_answers_in_words_say_what_the_tables_hold() -> None:
    answer = realistic_return()
    assert "Provided. See sheet Q1 of the workbook. Some of these numbers are withheld" in answer_to(answer, "1")
    assert "Note 1: Could not be recorded in the system before 1 April 2021." in answer_to(answer, "1")
    third = answer_to(answer, "3")
    assert "closest equivalent to 'Gang association'" in third
    assert "We give our closest equivalent, which is not quite what you ask for, in: 'Gang or group affil" in third
    assert "closest equivalent" not in answer_to(answer, "5")
    assert "Not held in a structured form, and so not counted: 'Exploited by, or associated with, an organised" in third
    fourth = answer_to(answer, "4")
    assert "not counted: 'Hotel or temporary accommodation'." in fourth
    assert "Not applicable, as the notes say: 'School or pupil referral unit'." in fourth
    assert "See also note 4 above" in fourth
    assert "sheets Q5_CCE, Q5_CSE and Q5_BOTH" in answer_to(answer, "5")
    assert "Our answer: There are no figures for this question." in answer_to(answer, "7")


def test_question_without_any_figure_is_not_said_to_be_provided() -> None:
    unrecorded = answer_to(question_of(realistic_return(), "3", Shorthand.NOT_AVAILABLE), "3")
    assert "Our answer: Not held in a structured form, so that there is nothing that can be counted: 'Ch" in unrecorded
    assert "Provided" not in unrecorded
    impossible = answer_to(question_of(realistic_return(), "3", Shorthand.NOT_APPLICABLE), "3")
    assert "Our answer: Not applicable, as the notes say: 'Children recorded with gang" in impossible
    assert "Provided" not in impossible


def test_answers_about_fields_are_a_table_in_words() -> None:
    lines = answer_to(realistic_return(), "2").splitlines()
    assert "| Part | Field or flag asked about | Answer | Names in the system | Recorded since | Note" in lines
    assert "| 2(a) | Child sexual exploitation (CSE) | Yes | Hazard: CSE; CSE risk level | 1 April 2019 | None" in lines
    assert "| 2(f) | Organised crime group (OCG) involvement | No | None | Not applicable | None" in lines
    assert sum(line.startswith("| 2(") for line in lines) == 9


@pytest.mark.parametrize(
    ("regime", "has", "lacks"),
    [
        (Regime.FOIA, ["section 40(2)", "Section 16 of the Act", "Information Commissioner (ICO)"],
         ["38(1)(b)", "Scottish"]),
        (Regime.FOISA, ["section 38(1)(b)", "Section 15 of the Act", "Scottish Information Commissioner",
                        "Court of Session"], ["40(2)", "ICO"]),
    ],
)  # fmt: skip
def test_words_of_law_are_those_of_the_act(regime: Regime, has: list[str], lacks: list[str]) -> None:
    text = text_of(replace(realistic_return(), regime=regime))
    assert f"Law: {regime.act}" in text
    assert [words for words in has if words not in text] == []
    assert [words for words in lacks if words in text] == []
    assert "40 working days" in text
    assert OPEN_GOVERNMENT_LICENCE.url in text


def test_small_numbers_are_explained_only_where_some_are_withheld() -> None:
    open_answer = with_figures(realistic_return(), 1_234)
    assert "## Small numbers" not in text_of(open_answer)
    assert "40(2)" not in text_of(open_answer)
    for answer, words in (
        (with_figures(realistic_return(), Shorthand.CONFIDENTIAL), "Some of these numbers are withheld"),
        (banded(), "shown as the range in which they lie"),
        (rounded(), "The numbers are rounded"),
    ):
        text = text_of(answer)
        assert f"## Small numbers\n{answer.policy.sentence}\n{answer.policy.reason}\n" in text
        assert "40(2)" in text
        assert words in answer_to(answer, "1")


def test_no_figure_of_a_cell_changes_a_byte_of_the_letter() -> None:
    answer = realistic_return()
    figures = {cell.published for table in answer.tables for row in table.rows for cell in row.cells}
    other = replace(
        answer,
        tables=tuple(
            replace(
                table,
                rows=tuple(
                    replace(
                        row,
                        cells=tuple(
                            cell if isinstance(cell.published, Shorthand) else replace(cell, published=98_765)
                            for cell in row.cells
                        ),
                    )
                    for row in table.rows
                ),
            )
            for table in answer.tables
        ),
    )
    assert figures != {cell.published for table in other.tables for row in table.rows for cell in row.cells}
    assert render_letter(answer, FACTS, WORDS) == render_letter(other, FACTS, WORDS)


def test_draft_says_so_first() -> None:
    assert text_of(realistic_return()).splitlines()[1].startswith("DRAFT: not protected")
    assert "DRAFT" not in text_of(replace(realistic_return(), protection_stands=True))


def test_hostile_texts_arrive_as_they_are() -> None:
    answer = hostile_return()
    content = render_letter(answer, FACTS, WORDS)
    lines = list(letter_lines(content))
    for number, text in enumerate(HOSTILE_TEXTS, start=1):
        assert f"Note {number}: {text}" in lines
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = package.namelist()
        body = package.read("word/document.xml").decode()
    assert "w:hyperlink" not in body
    assert "w:instrText" not in body
    assert not [name for name in names if "thumbnail" in name or "comments" in name or "vba" in name]


def test_text_that_may_not_be_published_stops_the_letter(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"Letter, paragraph .*U\+202E"):
        write_letter(replace(realistic_return(), council="A\u202eB"), FACTS, WORDS, tmp_path / "a.docx")
    assert not list(tmp_path.iterdir())


def test_same_answer_gives_the_same_bytes_and_no_trace_of_the_run() -> None:
    first, second = (render_letter(realistic_return(), FACTS, WORDS) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = Document(io.BytesIO(first)).core_properties
    assert properties.author == properties.last_modified_by == "Anytown Metropolitan Borough Council"
    assert properties.title == "Answer to your request for information, FOI/2026/0123"
    assert properties.created is not None
    assert properties.created.year == 2000


@pytest.mark.parametrize("bare", [False, True])
def test_letterhead_is_kept_and_filled_at_its_mark(tmp_path: Path, bare: bool) -> None:
    path = letterhead(tmp_path / "head.docx", "Above", " {{answer}} ", "Below", bare=bare)
    content = render_letter(realistic_return(), FACTS, WORDS, read_letterhead(path))
    document = Document(io.BytesIO(content))
    lines = list(letter_lines(content))
    assert lines[:2] == ["Above", "# Answer to your request for information"]
    assert lines[-2:] == ["Anytown Metropolitan Borough Council", "Below"]
    assert not [line for line in lines if "{{" in line]
    assert document.sections[0].header.paragraphs[0].text == "Anytown Council, Town Hall"
    assert document.styles["Normal"].font.name == "Georgia"
    assert document.core_properties.author == "Anytown Metropolitan Borough Council"
    assert sum(line.startswith("| 2(") for line in lines) == 9


def test_letterhead_without_a_mark_is_continued(tmp_path: Path) -> None:
    path = letterhead(tmp_path / "head.docx", "Our ref: see below")
    lines = list(letter_lines(render_letter(realistic_return(), FACTS, WORDS, read_letterhead(path))))
    assert lines[:2] == ["Our ref: see below", "# Answer to your request for information"]


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"{\\rtf1}", None], ids=["empty", "damaged", "rtf", "workbook"]
)
def test_other_files_are_no_letterhead(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "head.docx"
    if content is None:
        import xlsxwriter

        xlsxwriter.Workbook(path).close()
    else:
        path.write_bytes(content)
    with pytest.raises(OutputError, match=r"head\.docx: the letter template is no such document"):
        read_letterhead(path)


def test_letterhead_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="there is no such file"):
        read_letterhead(tmp_path / "no.docx")
    with pytest.raises(OutputError, match="it cannot be read"):
        read_letterhead(tmp_path)


def test_officers_words_replace_those_that_are_offered(tmp_path: Path) -> None:
    path = tmp_path / "words.toml"
    path.write_text(
        """format = 1
[licence]
name = "Our licence"
url = "https://anytown.example/licence"
[sentences]
salutation = "Dear Sir or Madam,"
[answers]
7 = ["Not held by {council}.", "The Home Office may hold it."]
[sections.small_numbers.FOIA]
paragraphs = ["Withheld under section 38."]
""",
        encoding="utf-8",
    )
    text = letter_text(render_letter(realistic_return(), FACTS, load_letter_words(path)))
    assert "Dear Sir or Madam,\n" in text
    assert "Our answer: Not held by Anytown Metropolitan Borough Council.\nThe Home Office may hold it.\n" in text
    assert "Withheld under section 38.\n" in text
    assert "40(2)" not in text
    assert "under the Our licence: https://anytown.example/licence." in text
    assert "Section 16 of the Act" in text


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("[sentences]\nsalutaton = 'Hi'", "sentences.salutaton.*Did you mean 'salutation'"),
        ("[sections.smallnumbers]\nheading = 'S'", "sections.smallnumbers.*none of this name"),
        ("[sentences]\nsalutation = 'Hi {name}'", "nothing can be filled in for '{name}'"),
        ("[sections.reuse.both]\nparagraphs = ['See {tables}']", "sections.reuse.*'{tables}'"),
        ("[answers]\n7 = ['See {rows}']", "answers.7.*'{rows}'"),
        ("[licence]\nname = 'L'\nurl = 'anytown'", "licence.url"),
        ("[letter]\nx = 1", "letter.*not known"),
    ],
)
def test_faulty_words_are_told_with_their_place(tmp_path: Path, words: str, message: str) -> None:
    path = tmp_path / "words.toml"
    path.write_text(f"format = 1\n{words}\n", encoding="utf-8")
    with pytest.raises(RequestError, match=message):
        load_letter_words(path)


def test_words_that_come_with_the_program_have_their_sources_and_are_a_good_copy() -> None:
    path = Path(str(files("foi_return") / "letters" / "words.toml"))
    assert load_letter_words(path) == WORDS
    assert WORDS.licence == OPEN_GOVERNMENT_LICENCE
    sections = tomllib.loads(path.read_text(encoding="utf-8"))["sections"]
    laws = [words for section in sections.values() for words in section.values() if isinstance(words, dict)]
    assert len(laws) == 17
    assert all(words["source"] for words in laws)
