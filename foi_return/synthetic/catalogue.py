"""The synthetic council as tables: how often each thing is recorded, and in which words.

Everything that makes the invented extract look like a council's is here, so that a rate or a dirty spelling is
changed without touching the code that draws from it. The published rates are from DfE, Children in need, table C3,
2024, England: assessment episodes that found each factor, of all episodes with a factor recorded. Rates without a
published figure are assumptions, and say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import TypeVar

T = TypeVar("T")


def spread(*shares: tuple[T, int]) -> tuple[T, ...]:
    """A table of shares laid out so that an even draw from it respects them.

    Args:
        shares: Each value with the whole number of places that it takes.

    Returns:
        Each value repeated as often as its share says, in the order given.
    """
    return tuple(value for value, share in shares for _ in range(share))


# --- When -------------------------------------------------------------------------------------

FIRST_YEAR = 2019
"""The financial year that starts on 1 April 2019, the first of those that the extract is about."""

YEARS = tuple(f"{year}/{(year + 1) % 100:02d}" for year in range(FIRST_YEAR, FIRST_YEAR + 7))
"""The financial years of the extract, in order: 2019/20 to 2025/26."""

EARLIER_YEARS = range(2015, FIRST_YEAR)
"""Financial years from which a file opened before the first year may still hold records."""

CCE_RECORDED_FROM = date(2021, 4, 1)
"""The day on which the council began to record CCE. No CCE hazard starts before it."""

EXTRACTED_ON = date(2026, 5, 21)

# --- Who --------------------------------------------------------------------------------------

ARRIVALS = spread((0, 200), (1, 89), (2, 94), (3, 105), (4, 115), (5, 110), (6, 113))
"""In which of the years a child is first known. The first year also holds those already known; the later shares
are such that the number of children assessed grows by about 2% a year."""

YEARS_KNOWN = spread((1, 40), (2, 25), (3, 20), (4, 15))
"""For how many years, the first included, a child stays known."""

KNOWN_EARLIER_SHARE = 0.6
"""Of the children known in the first year, those with records from one of EARLIER_YEARS as well."""

ASSESSED_SHARE = 0.7
"""Of the years in which a child is known, those in which the child is assessed."""

UNBORN = -1
AGES = range(UNBORN, 18)
"""Ages in whole years at the start of a financial year; -1 is born in the course of it."""

STILL_OPEN_SHARE = 0.7
"""Of the children known in the last year, those whose case is open when the extract is made."""

FIRST_AGES = spread(
    (UNBORN, 3), (0, 6), *((age, 5) for age in range(1, 10)), *((age, 6) for age in range(10, 17)), (17, 4)
)
"""Age at the start of the first known year. Assumed, near the shares of all children in need."""

GIRLS_SHARE = 0.48
"""Of all children known, those who are girls. Assumed, near the share of all children in need."""

RISKS = spread((0.2, 4), (4.2, 1))
"""How many times likelier than others a child is to be exploited or to go missing, in every year and every way.
The mean is 1, so the rates below hold; the spread is why the same children come back in several years and in
several categories."""

LEAP_DAY_SHARE = 0.015
"""Children moved to a birthday on 29 February: more than by nature, so that small extracts have some."""

UNBORN_DAYS = 180
"""How long before the birth the first record may be."""

# --- How often --------------------------------------------------------------------------------

EPISODES = 506_370
"""Assessment episodes with a factor recorded. Source: DfE, Children in need, table C3, 2024, England."""


@dataclass(frozen=True, slots=True)
class Factor:
    """Something that an assessment finds, and in whom.

    Attributes:
        name: The hazard as the council writes it; "Missing" is not a hazard but a file of its own.
        share: Of the children assessed in a year, those in whom it is found.
        girls: Of those in whom it is found, the girls.
        likelihood: How likely it is at each of AGES, in proportion to the others.
    """

    name: str
    share: float
    girls: float
    likelihood: tuple[float, ...]


EVERY_AGE = (1.0,) * len(AGES)
SCHOOL_AGE = (0.0,) * 9 + (1.0,) * 10
# An exploited girl's hazards are copied to the file of her unborn child, hence the first figure.
TEENAGE = (0.3, *(0.0,) * 5, *(0.02,) * 5, 0.08, 0.15, 0.35, 0.7, 0.95, 1.0, 1.0, 0.7)
BORN_TEENAGE = (0.0, *TEENAGE[1:])

CCE = "CCE"
COUNTY_LINES = "CCE - county lines"
COUNTY_LINES_SHARE = 0.2
"""Of the children with CCE in a year, those whose records say county lines. Assumed."""

EXPLOITATION_FACTORS = (
    Factor(CCE, 15_750 / EPISODES, 0.25, TEENAGE),
    Factor("CSE", 13_860 / EPISODES, 0.82, TEENAGE),
    Factor("Gang association", 10_180 / EPISODES, 0.15, TEENAGE),
    Factor("Organised crime group", 0.004, 0.2, TEENAGE),  # assumed: nothing published
    Factor("Modern slavery / trafficking", 2_590 / EPISODES, 0.35, TEENAGE),
)
MISSING_FACTOR = Factor("Missing", 17_860 / EPISODES, 0.45, BORN_TEENAGE)
OTHER_FACTORS = (
    Factor("Domestic abuse", 160_600 / EPISODES, GIRLS_SHARE, EVERY_AGE),
    Factor("Neglect", 83_380 / EPISODES, GIRLS_SHARE, EVERY_AGE),
    Factor("Parental substance misuse", 72_410 / EPISODES, GIRLS_SHARE, EVERY_AGE),
    Factor("Mental health", 165_480 / EPISODES, GIRLS_SHARE, EVERY_AGE),
    Factor("Self-harm", 26_170 / EPISODES, 0.7, SCHOOL_AGE),
)
"""Recorded in each year in which a child is known, whether assessed or not."""

EXPLOITATION_RECORDS = spread((1, 50), (2, 25), (3, 15), (4, 10))
OTHER_RECORDS = spread((1, 30), (2, 30), (3, 25), (4, 15))
MISSING_EPISODES = spread((1, 50), (2, 20), (3, 15), (5, 10), (8, 5))
"""How many records or episodes a factor leaves in a year in which it is found."""

# --- In which words ---------------------------------------------------------------------------

PEOPLE_HEADER = ("Person ID", "Date of birth", "Gender", "Ward", "Case status")
HAZARDS_TITLES = (
    "Anytown Council: hazards recorded on case files",
    f"Extracted on {EXTRACTED_ON:%d/%m/%Y}",
)
HAZARDS_HEADER = (
    "Record No",
    "Person ID",
    "Hazard",
    "Risk level",
    "Identified as",
    "Setting",
    "Start date",
    "End date",
    "Notes",
)
MISSING_HEADER = ("Person ID", "Missing from", "Returned", "Exploitation concern", "Found at")

_UNCLEAR_GENDERS = (
    ("U", 4),
    ("Unknown", 4),
    ("Not stated", 4),
    ("", 6),
    ("Unborn/Unknown", 3),
    ("Indeterminate", 1),
)
BOYS_GENDERS = spread(
    ("Male", 935), ("M", 20), ("male", 10), (" Male", 8), ("Male\N{NO-BREAK SPACE}", 5), *_UNCLEAR_GENDERS
)
GIRLS_GENDERS = spread(
    ("Female", 935),
    ("F", 20),
    ("female", 10),
    ("Female ", 8),
    ("\N{NO-BREAK SPACE}Female", 5),
    *_UNCLEAR_GENDERS,
)

WARDS = (
    "Abbot's Green",
    "Bramble Hill",
    "Castle and Wharf",
    "Dunmarsh",
    "Eastfold",
    "Farthing Cross",
    "Gorsey Bank",
    "Hollow Lane",
    "Ironbrook",
    "Netherby St Agnes",
)

# Spellings differ in case and outer spaces only: what a trimmed, case-blind match brings together.
HAZARD_SPELLINGS = {
    CCE: spread((CCE, 96), ("cce", 2), ("CCE ", 2)),
    COUNTY_LINES: spread((COUNTY_LINES, 97), ("CCE - County Lines", 3)),
    "CSE": spread(("CSE", 95), ("cse", 3), ("CSE ", 2)),
    "Gang association": spread(("Gang association", 97), ("Gang Association", 3)),
    "Domestic abuse": spread(("Domestic abuse", 96), ("Domestic Abuse", 3), ("domestic abuse", 1)),
    "Mental health": spread(("Mental health", 97), ("Mental Health", 3)),
}
"""How each hazard is spelt, where it has more than one spelling."""

RISK_LEVELS = spread(("Low", 30), ("Medium", 35), ("High", 20), ("", 15))
IDENTIFIED_AS = spread(("At risk", 60), ("Victim", 25), ("", 15))
SETTINGS = spread(
    ("", 45),
    ("Online", 18),
    ("Public place", 14),
    ("Private address", 9),
    ("Hotel or temporary accommodation", 3),
    ("School or PRU", 5),
    ("Placement", 2),
    ("Not known", 4),
)
NOTES = spread(
    ("", 20),
    ("Discussed at the daily meeting, no further action", 2),
    ("Plan agreed; review in six weeks", 2),
    ("Referred to early help, declined", 2),
    ("School's report received, see documents", 2),
    ('Said "it was only a lift home"', 1),
    ('Worker recorded "not safe at present", duty informed', 1),
    ("Carer's concerns shared with the police", 1),
    ("Two phones, new trainers, unexplained cash", 1),
    ("Moved over from the old system", 1),
    ("=see linked record", 1),
    ("@duty please call back", 1),
    ("+1 visit this week", 1),
    ("-", 1),
    ("Didn't attend; letter sent", 1),
)
OPEN_ENDED_SHARE = 0.4
OPEN_ENDED_EARLIER_SHARE = 0.7
"""Records without an end date, over and above those that end after the extract was made: of those that start in the
years of the extract, and of those from earlier, which were more often never closed."""

CONCERNS = spread(("None", 72), ("CSE", 7), ("CCE", 8), ("Not known", 8), ("", 5))
CONCERNS_BEFORE_CCE = spread(("None", 80), ("CSE", 7), ("Not known", 8), ("", 5))
NOT_RETURNED_SHARE = 0.06
FOUND_AT = (
    "",
    "Returned by themselves",
    "Friend\N{RIGHT SINGLE QUOTATION MARK}s address",
    "Caf\N{LATIN SMALL LETTER E WITH ACUTE} by the bus station",
    "Ironbrook railway station",
    "Eastfold park, by the lake",
    "Another council's area",
)

# --- What is wrong ----------------------------------------------------------------------------

NO_PERSON_ROW_SHARE = 0.012
"""Children who are in the other files and not among the people."""


class PersonDefect(Enum):
    """What is wrong with a person's row in people.csv."""

    NONE = auto()
    NO_BIRTH_DATE = auto()
    IMPOSSIBLE_BIRTH_DATE = auto()
    REPEATED = auto()
    REPEATED_WITH_ANOTHER_BIRTH_DATE = auto()


class RecordDefect(Enum):
    """What is wrong with a record of a hazard."""

    NONE = auto()
    NO_PERSON = auto()
    NO_START = auto()
    IMPOSSIBLE_START = auto()
    END_BEFORE_START = auto()


PERSON_DEFECTS = spread(
    (PersonDefect.NONE, 970),
    (PersonDefect.NO_BIRTH_DATE, 20),
    (PersonDefect.IMPOSSIBLE_BIRTH_DATE, 3),
    (PersonDefect.REPEATED, 5),
    (PersonDefect.REPEATED_WITH_ANOTHER_BIRTH_DATE, 2),
)
RECORD_DEFECTS = spread(
    (RecordDefect.NONE, 1982),
    (RecordDefect.NO_PERSON, 2),
    (RecordDefect.NO_START, 8),
    (RecordDefect.IMPOSSIBLE_START, 2),
    (RecordDefect.END_BEFORE_START, 6),
)
