"""The workbook and the letter are sound where reading libraries are lenient and Office is not."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from foi_return.config.exemptions import RefusalAnswer, whole_refusal
from foi_return.config.letter_words import load_letter_words
from foi_return.outputs.letter_alone import LetterAlone, compose_not_held, compose_refused
from foi_return.outputs.letter_file import read_letterhead, render_letter, render_parts
from foi_return.outputs.workbook import render_workbook
from foi_return.terms.field_map import Regime
from tests.support.letters import FACTS, letterhead
from tests.support.ooxml_check import find_structure_faults
from tests.support.protected import hostile_return, realistic_return

WORDS = load_letter_words()
ANSWER = realistic_return()
CHARTED = render_workbook(ANSWER, charts=True)
LETTER = render_letter(ANSWER, FACTS, WORDS)


@pytest.mark.parametrize("charts", [False, True], ids=["tables", "charts"])
def test_workbooks_are_sound(charts: bool) -> None:
    assert find_structure_faults(render_workbook(ANSWER, charts=charts)) == []
    assert find_structure_faults(render_workbook(hostile_return(), charts=charts)) == []


def test_letters_are_sound(tmp_path: Path) -> None:
    alone = LetterAlone("Smalltown", "", "R", "Title", Regime.FOISA, ANSWER.questions)
    refusal = whole_refusal(Regime.FOISA, RefusalAnswer("12(1)", reason="r"))
    letters = [
        LETTER,
        render_letter(hostile_return(), FACTS, WORDS),
        render_parts(alone, compose_not_held(alone, "Anyshire", "", FACTS, WORDS)),
        render_parts(alone, compose_refused(alone, refusal, [], FACTS, WORDS)),
    ]
    for bare in (False, True):
        head = read_letterhead(letterhead(tmp_path / f"{bare}.docx", "{{answer}}", bare=bare))
        letters.append(render_letter(ANSWER, FACTS, WORDS, head))
    for letter in letters:
        assert find_structure_faults(letter) == []


def test_letter_keeps_no_second_copy_of_its_styles() -> None:
    with zipfile.ZipFile(io.BytesIO(LETTER)) as package:
        assert "word/stylesWithEffects.xml" not in package.namelist()


def changed(package: bytes, part: str, change: Callable[[str], str | None]) -> bytes:
    """A package with one part changed, or left out."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            content: str | bytes | None = source.read(name)
            if name == part:
                before = source.read(name).decode()
                content = change(before)
                assert content != before, "the change changes nothing"
            if content is not None:
                target.writestr(name, content)
    return packed.getvalue()


def moved(pattern: str, after: str) -> Callable[[str], str]:
    """Takes an element out and puts it behind another."""

    def change(text: str) -> str:
        found = re.search(pattern, text, re.DOTALL)
        assert found
        return text.replace(found[0], "", 1).replace(after, after + found[0], 1)

    return change


def swapped(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


SHEET = "xl/worksheets/sheet5.xml"


@pytest.mark.parametrize(
    ("part", "change", "found"),
    [
        (SHEET, moved("<cols>.*?</cols>", "</sheetData>"), "stand in another order"),
        (SHEET, swapped("<sheetData>", "<sheetDate/><sheetData>"), "sheetDate is not known"),
        (SHEET, swapped('<row r="2"', '<row r="1"'), "row 1 follows row 1"),
        (SHEET, swapped('r="A1" s="', 'r="A1" s="99'), "A1 has style 99"),
        (SHEET, swapped("<v>", "<v>99999"), "A1 has text 99999"),
        ("xl/tables/table5.xml", swapped('name="2019/20"', 'name="2018/19"'), "its headings"),
        ("xl/tables/table5.xml", lambda _: None, "table5.xml, which is not there"),
        ("xl/styles.xml", swapped('xfId="1"', 'xfId="9"'), "xfId 9"),
        ("xl/styles.xml", swapped('<cellStyles count="', '<cellStyles count="1'), "cellStyles says"),
        ("xl/charts/chart1.xml", moved('<c:dispBlanksAs val="gap"/>', "<c:chart>"), "stand in another order"),
        ("xl/charts/chart1.xml", swapped("<c:f>Chart_figures!", "<c:f>Figures!"), "leads to no sheet"),
        ("xl/workbook.xml", swapped('name="Chart_figures"', 'name="Figures"'), "leads to no sheet"),
        ("[Content_Types].xml", swapped("/xl/tables/table1.xml", "/xl/tables/table99.xml"), "has no content type"),
        ("xl/worksheets/sheet1.xml", swapped("</worksheet>", ""), "a part is no XML"),
    ],
)  # fmt: skip
def test_check_finds_what_it_looks_for(part: str, change: Callable[[str], str | None], found: str) -> None:
    assert found in "; ".join(find_structure_faults(changed(CHARTED, part, change)))
