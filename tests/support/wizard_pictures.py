"""Makes the pictures of the wizard in docs/pictures/wizard: `python -m tests.support.wizard_pictures`.

The wizard answers the demo's questions in a terminal of 80 by 24 characters; some of its screens become SVG. A test
makes them again and compares, so a picture always shows today's program.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from itertools import groupby
from pathlib import Path

import pyte

from foi_return.synthetic import write_extract
from tests.support.screens import DOWN, ENTER, UP, Terminal, goes_through

PICTURES = Path(__file__).parents[2] / "docs" / "pictures" / "wizard"
SHOWN_AS = "/home/jo/requests"
"""What the pictures call the folder; as long as the real one, so that lines break alike."""

ACROSS, DOWNWARDS, MARGIN = 8.4, 18, 10
COLOURS = {"default": "#e4e6eb", "brown": "#e0c060", "green": "#8fc98f", "red": "#f09090", "cyan": "#7fc8d8"}


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one line that look alike.

    Attributes:
        column: Where it begins.
        text: The characters.
        colour: Its colour in the picture.
        bold: Whether it is bold.
    """

    column: int
    text: str
    colour: str
    bold: bool


Picture = tuple[tuple[Run, ...], ...]
"""The lines of a screen, each in runs."""


@dataclass(slots=True)
class Tour:
    """One way through the demo's questions, with pictures taken on it.

    Attributes:
        terminal: Where the wizard runs.
        folder: The folder that it runs in.
        pictures: Each picture by its name.
        answers: How many answers the whole path took, up to the written one.
    """

    terminal: Terminal
    folder: Path
    pictures: dict[str, Picture]
    answers: int = 0

    def takes(self, name: str) -> None:
        """Takes a picture of what is on the screen."""
        self.pictures[name] = picture_of(self.terminal.screen, str(self.folder))

    def comes_to(self, question: str, name: str) -> None:
        """Answers up to a question, and takes a picture of it."""
        self.answers += goes_through(self.terminal, question)
        self.takes(name)

    def chooses(self, question: str, choice: str) -> None:
        """Points at a choice that begins so, and presses Enter."""
        self.terminal.is_asked(question)
        for _ in range(30):
            if any(row.startswith(f" > {choice}") for row in self.terminal.rows):
                self.terminal.gives(ENTER)
                return
            self.terminal.presses(DOWN)
            self.terminal.is_asked(question)
        raise AssertionError(f"no choice '{choice}':\n" + "\n".join(self.terminal.rows))


def start_tour(columns: int = 80, lines: int = 24) -> Tour:
    """A tour of the demo's extract, in a new folder whose name is as long as the one that is shown.

    Args:
        columns: How many characters a line of the terminal has.
        lines: How many lines it has.

    Returns:
        The tour; `end_tour` tidies up after it.
    """
    folder = Path(tempfile.mkdtemp(prefix="foi-", dir="/tmp"))
    (folder / "extract").mkdir()
    write_extract(folder / "extract", seed=1, children=400)
    made = datetime(2026, 5, 21, 12, tzinfo=UTC).timestamp()
    for file in (folder / "extract").iterdir():
        os.utime(file, (made, made))  # or the suggested day of the extract would be today
    return Tour(Terminal(folder, columns=columns, lines=lines), folder, {})


def end_tour(tour: Tour) -> None:
    """Stops the program and removes the folder."""
    tour.terminal.goes_away()
    shutil.rmtree(tour.folder, ignore_errors=True)


def take_tour(tour: Tour) -> int:
    """Goes from the files to the written answer, and looks at everything on the way; the exit code."""
    terminal = tour.terminal
    tour.comes_to("On which day was the extract", "files")
    tour.comes_to("Are these the right columns of people.csv", "columns")
    terminal.presses("=")
    terminal.is_asked("Where do you want to go on")
    tour.takes("tasks")
    terminal.presses(ENTER)
    tour.comes_to("Is this what the values of 'Gender'", "labels")
    terminal.presses("?")
    terminal.sees("Why this is asked")
    terminal.is_asked("Is this what the values of 'Gender'")
    tour.takes("help")
    tour.comes_to("Is this what the values of 'Hazard'", "values")
    terminal.presses("#")
    terminal.sees("Children each year")
    terminal.is_asked("Is this what the values of 'Hazard'")
    tour.takes("figures")
    tour.comes_to("Shall these questions", "flags")
    tour.comes_to("Shall children be counted", "counting")
    tour.comes_to("Is everything right", "review")
    _look_around(tour)
    terminal.answers("Is everything right", ENTER)
    tour.answers += 1
    code = terminal.leaves()
    tour.takes("finish")
    return code


def _look_around(tour: Tour) -> None:
    """The tables, another rule, a changed answer, and settings of the council's own."""
    terminal, review = tour.terminal, "Is everything right"
    tour.chooses(review, "Look at the tables")
    terminal.answers("Which table?", ENTER)
    terminal.is_asked("And now?")
    tour.takes("table")
    terminal.presses(UP, UP, ENTER)
    tour.chooses(review, "See what another rule")
    terminal.is_asked()
    terminal.presses(DOWN, ENTER)
    terminal.is_asked("Smallest number")
    terminal.presses("\x15", "10", ENTER)
    terminal.sees("What the other answer would hide")
    terminal.is_asked()
    tour.takes("what-if")
    terminal.presses("<")
    tour.chooses(review, "Change answers")
    tour.chooses("Which section?", "Counting rules")
    terminal.answers("Which answer?", DOWN * 3, ENTER)
    terminal.is_asked()
    terminal.presses(DOWN, ENTER)
    terminal.is_asked(review)
    tour.takes("change")


def picture_of(screen: pyte.Screen, folder: str) -> Picture:
    """What is on a screen, without the blank lines at its end."""
    text = "".join(screen.display)
    if len(folder) == len(SHOWN_AS):  # A path may be broken by the window, so it is replaced before lines are.
        text = text.replace(folder, SHOWN_AS)
    rows = [text[start : start + screen.columns] for start in range(0, len(text), screen.columns)]
    lines = [tuple(_runs(screen, place, row)) for place, row in enumerate(rows)]
    while lines and not lines[-1]:
        lines.pop()
    return tuple(lines)


def _runs(screen: pyte.Screen, line: int, text: str) -> Iterator[Run]:
    cells = screen.buffer[line]
    columns = range(len(text.rstrip()))
    for (colour, bold), places in groupby(columns, key=lambda place: (cells[place].fg, cells[place].bold)):
        run = list(places)
        shown = text[run[0] : run[-1] + 1]
        if shown.strip():
            yield Run(run[0], shown, COLOURS.get(colour, f"#{colour}" if len(colour) == 6 else "#e4e6eb"), bold)


def svg(picture: Picture, title: str) -> str:
    """A picture as SVG, with its whole text for those who do not see it."""
    width, height = 80 * ACROSS + 2 * MARGIN, len(picture) * DOWNWARDS + 2 * MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" '
        f'font-family="Consolas, Menlo, DejaVu Sans Mono, monospace" font-size="14" xml:space="preserve">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{width:g}" height="{height:g}" rx="6" fill="#1d2027"/>',
    ]
    for number, line in enumerate(picture):
        for run in line:
            lead = len(run.text) - len(run.text.lstrip())
            text = run.text.strip()
            place = MARGIN + (run.column + lead) * ACROSS
            weight = ' font-weight="bold"' if run.bold else ""
            parts.append(
                f'<text x="{place:g}" y="{MARGIN + 13 + number * DOWNWARDS}" textLength="{len(text) * ACROSS:g}" '
                f'lengthAdjust="spacingAndGlyphs" fill="{run.colour}"{weight}>{escape(text, quote=False)}</text>'
            )
    return "\n".join([*parts, "</svg>"]) + "\n"


TITLES = {
    "files": "The files were read: what was found in them, and a question about the day of the extract",
    "columns": "What the columns of a file seem to be, with what speaks for it, and a question whether that is right",
    "tasks": "The list of tasks, each done, to do, or not to be started yet",
    "labels": "Every value of a column with the label that it would have in the answer",
    "help": "Why a question is asked, what it rests on, and an example",
    "values": "Every value of a coded column, with its rows and what it would count for",
    "figures": "How many children each year an answer gives, as protected figures",
    "flags": "The yes or no questions about the system's fields, answered from what came before",
    "counting": "The counting rules that are suggested",
    "review": "The review: what cannot be answered in full, and the choices before anything is written",
    "table": "A table as it would be published, with hidden numbers and why they are hidden",
    "what-if": "How many numbers another threshold would hide, beside the present one",
    "change": "What a changed answer did to the figures",
    "finish": "Where the written answer is, and how to make it again",
}
"""What each picture shows, in a sentence."""


def all_svg(pictures: dict[str, Picture]) -> dict[str, str]:
    """Each picture's file name and text."""
    return {f"{name}.svg": svg(picture, TITLES[name]) for name, picture in pictures.items()}


def main() -> None:
    """Takes the tour and writes the pictures."""
    tour = start_tour()
    try:
        take_tour(tour)
    finally:
        end_tour(tour)
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.svg"):
        old.unlink()
    for name, text in all_svg(tour.pictures).items():
        (PICTURES / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
