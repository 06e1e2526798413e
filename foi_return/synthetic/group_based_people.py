"""Victims and suspects of the invented police crimes, as the rows of their files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from foi_return.synthetic import group_based_margins as report
from foi_return.synthetic import group_based_words as words
from foi_return.synthetic.dealing import Dealer
from foi_return.synthetic.drawing import NO_DATES, Draws, Row

_UNDATED = "undated"
"""The stratum of people on crimes without an offence date."""

_FIRST_YEAR = 1905
"""Nobody is born before; a birth date that is much older is what systems fill in where there is none."""

AGAIN = 0.12
"""The chance that somebody is looked for who is on another crime already."""
_TRIES = 12


@dataclass(slots=True)
class Crime:
    """A crime while it is made.

    Attributes:
        number: The crime number.
        recorded: The day on which it was recorded; None where the file holds no date.
        offence_day: The day of the offence; likewise.
        recency: Recent, non-recent or not recorded.
        criterion: The criterion; empty where nobody looked for it.
        offence: The type of offence.
        by_child: Whether a child committed it; None where that was not noted.
        victims: How many victims it has.
        suspects: How many suspects are named.
        stated: How many offenders the crime record states; 0 means that it states none.
    """

    number: str = ""
    recorded: date | None = None
    offence_day: date | None = None
    recency: str = report.RECENT
    criterion: str = ""
    offence: str = report.RAPE
    by_child: bool | None = None
    victims: int = 1
    suspects: int = 0
    stated: int = 0


@dataclass(slots=True)
class Person:
    """Somebody of whom the birth date is known, and the numbers of the crimes they are on."""

    number: int
    born: date
    crimes: set[str]


@dataclass(slots=True)
class People:
    """The people of one file while it is made. Some are on several crimes, with one reference and one birth date.

    Attributes:
        count: How many there are.
        known: Those with a birth date, by sex and ethnicity.
    """

    count: int = 0
    known: dict[tuple[str, str], list[Person]] = field(default_factory=dict)

    def somebody(self, draws: Draws, crime: Crime, sex: str, band: report.Band, ethnicity: str) -> tuple[int, str]:
        """Somebody of an age on a crime: their number, and what stands in their row for the birth date."""
        offence = crime.offence_day
        if band == report.NO_AGE or offence is None:
            self.count += 1
            return self.count, _no_birth_text(draws, offence)
        known = self.known.setdefault((sex, ethnicity), [])
        person = None
        if known and draws.happens(AGAIN):
            asked = (draws.choose(known) for _ in range(_TRIES))
            low, high = band
            fits = (
                each for each in asked if low <= _age(each.born, offence) <= high and crime.number not in each.crimes
            )
            person = next(fits, None)
        if person is None:
            self.count += 1
            person = Person(self.count, _born(draws, band, offence), set())
            known.append(person)
        person.crimes.add(crime.number)
        return person.number, draws.date_text(person.born)


def victim_rows(dealer: Dealer, people: People, crimes: Sequence[Crime]) -> list[tuple[int, Row]]:
    """The victims of the crimes: the person's number, and the row without the reference that it begins with."""
    named = [crime for crime in crimes for _ in range(crime.victims)]
    criteria, dated = _strata(named)
    familial = dated.count(report.FAMILIAL) - report.FAMILIAL_AGE_RECORDED
    without_sex = criteria.count(report.CSE) - sum(report.CSE_VICTIM_SEX.values())
    sexes = dealer.deal(
        criteria,
        report.VICTIM_SEX,
        {report.CSE: report.CSE_VICTIM_SEX | {report.NOT_RECORDED: without_sex}},
    )
    ages = dealer.deal(
        dated,
        report.VICTIM_AGES,
        {report.FAMILIAL: {report.UNDER_10: report.FAMILIAL_UNDER_10, report.NO_AGE: familial}},
        always={_UNDATED: report.NO_AGE},
    )
    groups = dealer.deal(criteria, report.VICTIM_ETHNICITY)
    return _person_rows(dealer.draws, people, named, zip(sexes, ages, groups, strict=True))


def suspect_rows(dealer: Dealer, people: People, crimes: Sequence[Crime]) -> list[tuple[int, Row]]:
    """The named suspects of the crimes, likewise."""
    named = [crime for crime in crimes for _ in range(crime.suspects)]
    criteria, dated = _strata(named)
    count = Counter(criteria)
    sexes = dealer.deal(
        criteria,
        report.SUSPECT_SEX,
        {
            criterion: known | {report.NOT_RECORDED: count[criterion] - sum(known.values())}
            for criterion, known in report.CRITERION_SUSPECT_SEX.items()
        },
    )
    without_age = dated.count(report.CSE) - report.CSE_SUSPECT_AGE_RECORDED
    ages = dealer.deal(
        dated,
        report.SUSPECT_AGES,
        {report.CSE: {report.AGE_18_TO_29: report.CSE_SUSPECTS_18_TO_29, report.NO_AGE: without_age}},
        always={_UNDATED: report.NO_AGE},
    )
    without = count[report.CSE] - report.CSE_SUSPECT_ETHNICITY_RECORDED
    groups = dealer.deal(
        criteria,
        report.SUSPECT_ETHNICITY,
        {report.CSE: {report.WHITE: report.CSE_SUSPECTS_WHITE, report.NOT_RECORDED: without}},
    )
    return _person_rows(dealer.draws, people, named, zip(sexes, ages, groups, strict=True))


def _strata(named: Iterable[Crime]) -> tuple[list[str], list[str]]:
    """Each person's criterion; and the same for those of crimes with an offence date, the others apart."""
    criteria = [(crime.criterion, crime.offence_day) for crime in named]
    return [it for it, _ in criteria], [it if day else _UNDATED for it, day in criteria]


def _person_rows(
    draws: Draws, people: People, named: Iterable[Crime], facts: Iterable[tuple[str, report.Band, str]]
) -> list[tuple[int, Row]]:
    rows: list[tuple[int, Row]] = []
    for crime, (sex, band, ethnicity) in zip(named, facts, strict=True):
        number, born = people.somebody(draws, crime, sex, band, ethnicity)
        row = (
            crime.number,
            draws.choose(words.SEX[sex]),
            born,
            draws.date_text(crime.offence_day) if crime.offence_day else "",
            draws.untidy_spaces(draws.choose(words.ETHNICITY[ethnicity])),
        )
        rows.append((number, row))
    return rows


def _no_birth_text(draws: Draws, offence: date | None) -> str:
    """What gives no age: no birth date, an impossible or a later one, or any on a crime without an offence date."""
    if offence is None and draws.happens(0.5):
        return draws.date_text(draws.day(date(1960, 1, 1), date(2015, 12, 31)))
    if offence is not None and draws.happens(0.05):
        return draws.date_text(offence + timedelta(days=1 + draws.number(300)))
    return draws.choose(("", "", "", "Unknown", *NO_DATES[:2]))


def _born(draws: Draws, band: report.Band, offence: date) -> date:
    """Somebody's birthday is on the offence day, or on the day after it, more often than by chance."""
    low, high = band
    while True:
        age = low + draws.number(high - low + 1)
        days = draws.choose((0, 364)) if draws.happens(0.03) else draws.number(365)
        born = date(offence.year - age, offence.month, min(offence.day, 28)) - timedelta(days=days)
        if _age(born, offence) == age and born.year >= _FIRST_YEAR:
            return born


def _age(born: date, offence: date) -> int:
    """The age in completed years."""
    return offence.year - born.year - ((offence.month, offence.day) < (born.month, born.day))


def orphan_rows(draws: Draws, letter: str) -> Iterator[Row]:
    """People whose crime is in no file."""
    for number in range(15):
        yield (f"{letter}9{number:06d}", f"CN/9{number:05d}/23", draws.choose(("Female", "Male")), "", "", "Unknown")
