"""The wizard's screens, as they stand in a terminal: nothing torn, the keys named, answers kept, pictures current."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from foi_return.errors import InteractionError
from foi_return.synthetic import write_extract

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are a matter of Unix", allow_module_level=True)

from tests.support import wizard_pictures
from tests.support.screens import CTRL_B, CTRL_C, ENTER, Terminal, goes_through, torn_words

MOST_ANSWERS = 27
"""25 where all suggestions are right; the tour answers late, which is one more, and dates one category by hand."""


@pytest.fixture(scope="module")
def tour() -> Iterator[wizard_pictures.Tour]:
    """One way from the files to the written answer, at 80 by 24."""
    tour = wizard_pictures.start_tour()
    try:
        assert wizard_pictures.take_tour(tour) == 0
        yield tour
    finally:
        wizard_pictures.end_tour(tour)


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    """Terminals that are closed at the end, whatever happened."""
    opened: list[Terminal] = []
    yield opened
    for terminal in opened:
        terminal.goes_away()


def assert_screens_are_whole(terminal: Terminal) -> None:
    """No window broke a word, and every list says how to choose and has a way back."""
    for question, rows in terminal.seen:
        assert not torn_words(rows, terminal.screen.columns), "\n".join(rows)
        if any(row.startswith(" > ") for row in rows):
            assert "arrow keys" in question, question
            assert "? for help" in question, question
        assert max(map(len, rows)) <= terminal.screen.columns


def test_way_from_the_files_to_the_answer_is_short_and_whole(tour: wizard_pictures.Tour) -> None:
    assert tour.answers <= MOST_ANSWERS
    assert list((tour.folder / "output" / "FOI-2026-0123").glob("*.xlsx"))
    assert_screens_are_whole(tour.terminal)


def test_pictures_of_the_wizard_are_current(tour: wizard_pictures.Tour) -> None:
    kept = {path.name: path.read_text(encoding="utf-8") for path in wizard_pictures.PICTURES.glob("*.svg")}
    assert kept == wizard_pictures.all_svg(tour.pictures), "run: just pictures"
    assert sum(map(len, kept.values())) < 150_000


def test_back_help_and_leaving_at_a_question(tmp_path: Path, terminals: list[Terminal]) -> None:
    terminal = Terminal(tmp_path)
    terminals.append(terminal)
    goes_through(terminal, "Contact for")
    terminal.presses(CTRL_B)
    terminal.is_asked("Name of the council: Anytown Council")
    terminal.presses("\x1bOP")
    terminal.sees("Why this is asked")
    terminal.answers("Name of the council", " of Anyshire", ENTER)
    terminal.answers("Contact for", "!", ENTER)
    assert terminal.leaves() == 0
    assert "Your answers are kept in" in terminal.text
    kept = (tmp_path / "foi-return-unfinished.toml").read_text(encoding="utf-8")
    assert '"request/council" = "Anytown Council of Anyshire"' in kept


@pytest.mark.slow
def test_ticking_all_ticks_what_can_be_answered(tmp_path: Path, terminals: list[Terminal]) -> None:
    (tmp_path / "extract").mkdir()
    write_extract(tmp_path / "extract", seed=1, children=60)
    terminal = Terminal(tmp_path)
    terminals.append(terminal)
    goes_through(terminal, "Which of these could not be recorded")
    terminal.presses("a")
    terminal.is_asked("Which of these could not be recorded")
    ticked = [row for row in terminal.rows if "[x]" in row]
    assert len(ticked) > 3
    assert not [row for row in ticked if "Back to the question" in row or "# Look" in row], "wishes are no answers"
    terminal.presses("i")
    terminal.is_asked("Which of these could not be recorded")
    assert not [row for row in terminal.rows if "[x]" in row]


def test_no_color_means_no_colour(tmp_path: Path, terminals: list[Terminal]) -> None:
    terminal = Terminal(tmp_path, NO_COLOR="1")
    terminals.append(terminal)
    terminal.is_asked("Start from a field map?")
    assert any(row.startswith(" > No, from nothing") for row in terminal.rows), "the pointer is a character"
    cells = [cell for line in terminal.screen.buffer.values() for cell in line.values()]
    assert {cell.fg for cell in cells} == {"default"}


def test_plain_lines_fit_a_narrow_window(tmp_path: Path, terminals: list[Terminal]) -> None:
    terminal = Terminal(tmp_path, "--plain", columns=60, lines=24)
    terminals.append(terminal)
    terminal.sees("Start from a field map? [a number; empty for 1]")
    assert not torn_words(terminal.rows, 60)
    terminal.presses(CTRL_C)
    assert terminal.leaves() == InteractionError.exit_code, terminal.text


@pytest.mark.slow
@pytest.mark.parametrize(("columns", "lines"), [(60, 20), (100, 40)])
def test_whole_way_in_another_window(columns: int, lines: int) -> None:
    tour = wizard_pictures.start_tour(columns, lines)
    try:
        assert wizard_pictures.take_tour(tour) == 0
        assert_screens_are_whole(tour.terminal)
    finally:
        wizard_pictures.end_tour(tour)


@pytest.mark.slow
def test_killed_wizard_asks_again_only_what_a_changed_file_changes(tmp_path: Path, terminals: list[Terminal]) -> None:
    (tmp_path / "extract").mkdir()
    files = write_extract(tmp_path / "extract", seed=1, children=400)
    terminal = Terminal(tmp_path)
    terminals.append(terminal)
    goes_through(terminal, "Is this what the values of 'Hazard'")
    terminal.is_killed()
    text = files.people.read_text(encoding="utf-8-sig")
    files.people.write_text(text.replace("Gender", "Sex recorded", 1), encoding="utf-8")
    again = Terminal(tmp_path, "--resume")
    terminals.append(again)
    asked = []
    while not (question := again.is_asked()).startswith("Is this what the values of 'Hazard'"):
        asked.append(question)
        again.presses(ENTER)
    assert asked[0].startswith("Where do you want to go on"), "the list of tasks comes first"
    assert asked[1:], "the file has changed"
    assert all("people.csv" in question or "Sex recorded" in question for question in asked[1:]), asked
