"""An invented extract of children in care and their missing episodes, with the dirt that real ones have.

A child may have many episodes, or none. An episode that was exported twice has two rows that agree. Some have no date,
some a date that cannot be read; some children are in no row of the people's file. Nothing in here is about anybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from foi_return.synthetic.drawing import NO_DATES, Draws, Row, write_table

MISSING_SEED = 1
MISSING_CHILDREN = 900
"""Children in care in the demonstration's files; about half of them went missing."""

PEOPLE_HEADER = ("Person ID", "Date of birth", "Gender")
EPISODES_HEADER = ("Episode ID", "Person ID", "Missing from", "Days missing", "Return interview")

FIRST_DAY, LAST_DAY = date(2021, 1, 1), date(2025, 3, 31)
_SEXES = ("Female", "Female", "F", "female", "Male", "Male", "M", "male ", "Unknown", "")
_INTERVIEWS = (
    *("Accepted", "Offered - accepted", "accepted", "Declined", "Offered - declined", "Declined"),
    *("Not offered", "No", "", "Unknown"),
)


@dataclass(frozen=True, slots=True)
class MissingFromCareFiles:
    """The two files, both CSV in UTF-8 with a byte order mark and a title row.

    Attributes:
        people: Children in care.
        episodes: Their missing episodes.
    """

    people: Path
    episodes: Path


def write_missing_from_care(
    folder: Path, seed: int = MISSING_SEED, *, children: int = MISSING_CHILDREN
) -> MissingFromCareFiles:
    """Writes `people.csv` and `episodes.csv`. The same seed and number give the same files, to the byte.

    Args:
        folder: Made if it does not exist. Files of these names are overwritten.
        seed: Chooses the children.
        children: How many children are in care.

    Raises:
        ValueError: There are fewer than 20 children.
        OSError: A file cannot be written.
    """
    if children < 20:
        raise ValueError(f"children must be 20 or more, not {children:,}")
    folder.mkdir(parents=True, exist_ok=True)
    draws = Draws(seed)
    people = [(f"P{100_000 + number}", draws.day(date(2004, 1, 1), date(2018, 12, 31))) for number in range(children)]
    episodes = [row for child, _ in people for row in _episodes(draws, child)]
    numbered = [(f"E{number:07d}", *row) for number, row in enumerate(draws.shuffled(episodes), start=1)]
    known = [_person(draws, child, born) for child, born in people if not draws.happens(0.01)]
    files = MissingFromCareFiles(folder / "people.csv", folder / "episodes.csv")
    write_table(files.people, "utf-8-sig", ("Children in care",), PEOPLE_HEADER, draws.exported(known, 0.0))
    write_table(files.episodes, "utf-8-sig", ("Missing episodes",), EPISODES_HEADER, draws.exported(numbered, 0.03))
    return files


def _person(draws: Draws, child: str, born: date) -> Row:
    text = draws.date_text(born) if draws.happens(0.97) else draws.choose((*NO_DATES, ""))
    return child, text, draws.choose(_SEXES)


def _episodes(draws: Draws, child: str) -> Iterator[Row]:
    for _ in range(draws.choose((0, 0, 0, 0, 1, 1, 1, 2, 3, 9))):
        day = draws.day(FIRST_DAY, LAST_DAY + timedelta(days=20))
        text = draws.date_text(day) if draws.happens(0.985) else draws.choose((*NO_DATES, ""))
        length = draws.choose(("0", "0", "0", "0.5", "1", "1", "2", "2.5", "3", "5", "8", "21", "", "not known"))
        yield child, text, length, draws.untidy_spaces(draws.choose(_INTERVIEWS))
