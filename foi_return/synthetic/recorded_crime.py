"""Invented extracts of recorded crime with a child sexual exploitation flag, from three crime systems.

**CONNECT** is asked for crimes created from 5 December 2017 to 30 November 2020. Its keywords stand in one cell,
divided by semicolons, or a crime has a row for each keyword. **CMS(ii)**, the system before it, holds crimes to
4 December 2017; a few of them were migrated, and stand in CONNECT as well under the same number. **Niche** is another
force's system, with a column for each flag. A crime is a crime number, in however many rows it stands; its rows agree
with each other in everything but the keyword. Nothing in here is about anybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from foi_return.synthetic.drawing import NO_DATES, Draws, Row, write_table
from foi_return.synthetic.offences import COMMON, LEGACY_DISPOSALS, OTHER_DISPOSAL, OUTCOMES, RARE, REGULAR

RECORDED_CRIME_SEED = 1
RECORDED_CRIMES = 6_000
"""Crimes of the demonstration's CONNECT file; few of them carry the flag."""

FIRST_DAY, LAST_DAY = date(2017, 4, 1), date(2020, 11, 30)
CUT_OVER = date(2017, 12, 5)
"""The first day of CONNECT; CMS(ii) holds what was recorded before it."""

CONNECT_HEADER = ("Crime Number", "Incident Created Date", "HO Sub Sub Group", "HO Outcome Desc", "Keyword Desc")
CMS_HEADER = ("CRIME_REF", "DATE_RECORDED", "HO_CLASS", "DISPOSAL", "CSE_MARKER")
NICHE_HEADER = ("Occurrence no", "Reported date", "HO offence", "HO outcome", "CSE flag", "CSA flag")

CSE_KEYWORD, CSA_KEYWORD = "Child Sex Exploitation", "Child Sexual Abuse"
_OTHER_KEYWORDS = (
    "Domestic Abuse", "Missing Person", "Alcohol", "Drugs", "Online Crime", "Vulnerable Child", "Hate Crime",
    "Knife Enabled", "Gang Related", "County Lines", "Repeat Victim", "Mental Health", "Honour Based Abuse",
    "Modern Slavery", "Child Criminal Exploitation", "Exploitation Considered",
)  # fmt: skip

_OUTCOME_DRAWN = tuple(outcome for outcome, share in OUTCOMES for _ in range(share))


@dataclass(frozen=True, slots=True)
class RecordedCrimeFiles:
    """The files of the three systems.

    Attributes:
        connect: CSV, UTF-8 with a byte order mark, three title rows above the header.
        cms: CSV, Windows code page 1252, no title.
        niche: CSV, UTF-8 with a byte order mark, one title row.
    """

    connect: Path
    cms: Path
    niche: Path


@dataclass(frozen=True, slots=True)
class _Crime:
    number: str
    day: date | None
    offence: str
    outcome: str
    is_cse: bool
    is_csa: bool


def write_recorded_crime(
    folder: Path, seed: int = RECORDED_CRIME_SEED, *, crimes: int = RECORDED_CRIMES
) -> RecordedCrimeFiles:
    """Writes `connect.csv`, `cms.csv` and `niche.csv`.

    The same seed and number give the same files, to the byte.

    Args:
        folder: Made if it does not exist. Files of these names are overwritten.
        seed: Chooses the crimes.
        crimes: Crimes in CONNECT; CMS(ii) has a quarter of it and Niche a half.

    Raises:
        ValueError: There are fewer than 200 crimes, too few for each kind of dirt.
        OSError: A file cannot be written.
    """
    if crimes < 200:
        raise ValueError(f"crimes must be 200 or more, not {crimes:,}")
    folder.mkdir(parents=True, exist_ok=True)
    draws = Draws(seed)
    files = RecordedCrimeFiles(folder / "connect.csv", folder / "cms.csv", folder / "niche.csv")
    legacy = _legacy(draws, crimes // 4)
    connect = [row for crime in _connect(draws, crimes, legacy) for row in _connect_rows(draws, crime)]
    titles = ("CONNECT Crime", "Crimes by keyword, created 05-DEC-2017 to 30-NOV-2020", "Extracted 14-DEC-2020")
    write_table(files.connect, "utf-8-sig", titles, CONNECT_HEADER, draws.exported(connect, 0.03))
    write_table(files.cms, "cp1252", (), CMS_HEADER, draws.exported((_cms_row(draws, it) for it in legacy), 0.02))
    other = [_niche_row(draws, crime) for crime in _niche(draws, crimes // 2)]
    write_table(files.niche, "utf-8-sig", ("Occurrences",), NICHE_HEADER, draws.exported(other, 0.04))
    return files


def _connect(draws: Draws, crimes: int, legacy: list[_Crime]) -> Iterator[_Crime]:
    """Crimes of the window, with some from after it, some migrated from before it, and some without a date."""
    for number in range(crimes):
        yield _crime(draws, f"42/{100_000 + number}/{17 + number % 4}", _day(draws, CUT_OVER))
    yield from legacy[: crimes // 100]


def _legacy(draws: Draws, crimes: int) -> list[_Crime]:
    earliest, latest = date(2017, 1, 1), date(2017, 12, 4)
    return [_crime(draws, f"CR{200_000 + number}", draws.day(earliest, latest)) for number in range(crimes)]


def _niche(draws: Draws, crimes: int) -> Iterator[_Crime]:
    for number in range(crimes):
        yield _crime(draws, f"{5_000_000 + number:010d}", _day(draws, FIRST_DAY))


def _day(draws: Draws, first: date) -> date | None:
    """A day of the window mostly; the first and the last day are drawn more often than others, as edges of it."""
    chance = draws.number(400)
    if chance < 2:
        return None
    if chance < 6:
        return first if chance < 4 else LAST_DAY
    if chance < 18:
        return draws.day(date(2020, 12, 1), date(2020, 12, 13))
    # Recording grows: the later of two days.
    return (
        max(draws.day(first, LAST_DAY), draws.day(first, LAST_DAY))
        if draws.happens(0.4)
        else draws.day(first, LAST_DAY)
    )


def _crime(draws: Draws, number: str, day: date | None) -> _Crime:
    is_cse = draws.happens(0.24)
    is_csa = draws.happens(0.985) if is_cse else draws.happens(0.35)
    tier = draws.number(100)
    common, regular = (50, 83) if is_cse else (25, 55)
    offence = draws.choose(COMMON if tier < common else REGULAR if tier < regular else RARE)
    return _Crime(number, day, offence, draws.choose(_OUTCOME_DRAWN), is_cse, is_csa)


def _connect_rows(draws: Draws, crime: _Crime) -> Iterator[Row]:
    """One row with all keywords, or a row for each; all else is the same in each."""
    keywords = [draws.choose(_OTHER_KEYWORDS) for _ in range(draws.number(4))]
    keywords += [CSE_KEYWORD] if crime.is_cse else []
    keywords += [CSA_KEYWORD] if crime.is_csa else []
    words = [draws.untidy_spaces(draws.untidy_case(word), 0.12) for word in draws.shuffled(dict.fromkeys(keywords))]
    cells = words if draws.happens(0.25) and words else [draws.choose(("; ", ";", " ; ")).join(words)]
    facts = _facts(draws, crime, crime.outcome)
    for cell in cells:
        yield (crime.number, *facts, cell)


def _cms_row(draws: Draws, crime: _Crime) -> Row:
    marker = draws.choose(("Y", "Y", "Y", "y", "YES")) if crime.is_cse else draws.choose(("N", "N", "", "n", "NO"))
    return (crime.number, *_facts(draws, crime, LEGACY_DISPOSALS.get(crime.outcome, OTHER_DISPOSAL)), marker)


def _niche_row(draws: Draws, crime: _Crime) -> Row:
    flags = [
        draws.choose(("Y", "Y", "Y", "y", "Yes")) if flag else draws.choose(("N", "N", "N", "n", "No", ""))
        for flag in (crime.is_cse, crime.is_csa)
    ]
    return (crime.number, *_facts(draws, crime, crime.outcome), *flags)


def _facts(draws: Draws, crime: _Crime, outcome: str) -> tuple[str, str, str]:
    day = draws.date_text(crime.day) if crime.day else draws.choose((*NO_DATES, ""))
    blank = draws.happens(0.03)
    return day, draws.untidy_spaces(crime.offence), "" if blank else draws.untidy_spaces(outcome)
