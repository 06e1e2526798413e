"""The synthetic council: invented children, and what is on file about each of them.

Children are drawn one after another, so that any number of them fits in memory. Every draw comes from
`random.Random(seed).random()`, whose sequence Python guarantees, and is used with comparisons and plain
arithmetic only: the same seed and number of children give the same council on every machine.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from random import Random
from typing import TypeVar

from foi_return.synthetic import catalogue as known
from foi_return.synthetic.catalogue import Factor, PersonDefect, RecordDefect

T = TypeVar("T")
Row = tuple[str, ...]
Chances = tuple[tuple[float, ...], tuple[float, ...]]

MOST_CHILDREN = 9_000_000
"""A council larger than this would run out of person ids of seven digits."""

_IDS = 10_000_000
_ID_STEP = 6_180_339  # shares no factor with _IDS, so no id comes twice; near the golden ratio, so ids spread
_EXTRACTED = known.EXTRACTED_ON.toordinal()
_CCE_RECORDED = known.CCE_RECORDED_FROM.toordinal()
_YEAR_STARTS = {
    year: date(year, 4, 1).toordinal()
    for year in range(known.EARLIER_YEARS.start, known.FIRST_YEAR + len(known.YEARS) + 1)
}
_LEAP_DAYS = [date(year, 2, 29).toordinal() for year in range(1980, 2027, 4)]
_IMPOSSIBLE_BIRTH_DATES = ("31/02/2010", "30/02/2012", "00/00/0000")


@dataclass(slots=True)
class ChildFile:
    """All that the extract says about one child, as rows of text in the order of each file's columns.

    Attributes:
        people: Rows for people.csv: one; none where the child is missing from it; two where it is repeated.
        hazards: Rows of the long table, without the record number, which counts through all children.
        missing: Rows for missing.csv.
        years_assessed: The financial years in which the child was assessed, each by the year it starts in.
    """

    people: list[Row] = field(default_factory=list)
    hazards: list[Row] = field(default_factory=list)
    missing: list[Row] = field(default_factory=list)
    years_assessed: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Child:
    """What is true of a child, whatever the files say.

    Attributes:
        person_id: Seven digits.
        is_girl: The child's sex.
        born: Day of birth, as an ordinal; after the first records of a child who was unborn then.
        risk: How many times likelier than others to be exploited or to go missing.
        years: The financial years in which the child is known, in order, each by the year it starts in.
    """

    person_id: str
    is_girl: bool
    born: int
    risk: float
    years: tuple[int, ...]


def generate_children(*, seed: int, children: int) -> Iterator[ChildFile]:
    """Draws the council's children, one at a time.

    Args:
        seed: Chooses the council; the same seed gives the same council.
        children: How many are known to social care over the seven financial years together.

    Returns:
        Each child's rows, drawn as they are asked for. Of two councils with one seed, the larger begins with
        the children of the smaller.

    Raises:
        ValueError: `children` is less than 1 or more than MOST_CHILDREN.
    """
    if not 1 <= children <= MOST_CHILDREN:
        raise ValueError(f"children must be from 1 to {MOST_CHILDREN:,}, not {children:,}")
    council = _Council(Random(seed).random)
    return map(council.draw_child_file, range(children))


def _choose(draw: Callable[[], float], values: Sequence[T]) -> T:
    return values[int(draw() * len(values))]


def _chances(factor: Factor) -> Chances:
    """The chance that an assessment finds a factor in a boy and in a girl, at each of AGES.

    Chosen so that the factor's own share of all the children assessed in a year have it. How old these are
    follows from the ages at which children are first known and from how long they stay known.
    """
    assessed = dict.fromkeys(known.AGES, 0.0)
    for first_age in known.FIRST_AGES:
        for years in known.YEARS_KNOWN:
            for age in range(first_age, min(first_age + years, known.AGES.stop)):
                assessed[age] += 1
    found = sum(assessed[age] * factor.likelihood[age - known.UNBORN] for age in known.AGES)
    mean = factor.share * sum(assessed.values()) / found
    by_age = [mean * likelihood for likelihood in factor.likelihood]
    boys = (1 - factor.girls) / (1 - known.GIRLS_SHARE)
    girls = factor.girls / known.GIRLS_SHARE
    return tuple(chance * boys for chance in by_age), tuple(chance * girls for chance in by_age)


_EXPLOITATION = tuple((factor.name, _chances(factor)) for factor in known.EXPLOITATION_FACTORS)
_OTHER = tuple((factor.name, _chances(factor)) for factor in known.OTHER_FACTORS)
_MISSING = _chances(known.MISSING_FACTOR)


@cache
def _date_text(ordinal: int) -> str:
    day = date.fromordinal(ordinal)
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


class _Council:
    """The one place that draws: each method takes the next draws of the sequence."""

    def __init__(self, draw: Callable[[], float]) -> None:
        self._draw = draw
        self._first_id = int(draw() * _IDS)

    def draw_child_file(self, index: int) -> ChildFile:
        """The file of the council's child number `index`, counted from 0."""
        child = self._child(index)
        file = ChildFile()
        if self._draw() >= known.NO_PERSON_ROW_SHARE:
            file.people.extend(self._person_rows(child))
        for year in child.years:
            self._add_year(child, year, file)
        return file

    def _child(self, index: int) -> _Child:
        draw = self._draw
        years = self._years_known()
        first_year = next(year for year in years if year >= known.FIRST_YEAR)
        first_age = _choose(draw, known.FIRST_AGES)
        born = _YEAR_STARTS[first_year] - first_age * 1461 // 4 - int(draw() * 365)
        if draw() < known.LEAP_DAY_SHARE:
            born = _LEAP_DAYS[bisect_right(_LEAP_DAYS, born) - 1]
        return _Child(
            person_id=f"{(self._first_id + index * _ID_STEP) % _IDS:07d}",
            is_girl=draw() < known.GIRLS_SHARE,
            born=born,
            risk=_choose(draw, known.RISKS),
            years=years,
        )

    def _years_known(self) -> tuple[int, ...]:
        arrival = _choose(self._draw, known.ARRIVALS)
        last = min(arrival + _choose(self._draw, known.YEARS_KNOWN), len(known.YEARS))
        years = tuple(range(known.FIRST_YEAR + arrival, known.FIRST_YEAR + last))
        if arrival == 0 and self._draw() < known.KNOWN_EARLIER_SHARE:
            return (_choose(self._draw, known.EARLIER_YEARS), *years)
        return years

    # --- People -----------------------------------------------------------------------------

    def _person_rows(self, child: _Child) -> list[Row]:
        defect = _choose(self._draw, known.PERSON_DEFECTS)
        birth_date = _date_text(child.born)
        if defect is PersonDefect.NO_BIRTH_DATE:
            birth_date = ""
        elif defect is PersonDefect.IMPOSSIBLE_BIRTH_DATE:
            birth_date = _choose(self._draw, _IMPOSSIBLE_BIRTH_DATES)
        is_last_year = child.years[-1] == known.FIRST_YEAR + len(known.YEARS) - 1
        rest = (
            self._gender(child),
            _choose(self._draw, known.WARDS),
            "Open" if is_last_year and self._draw() < known.STILL_OPEN_SHARE else "Closed",
        )
        row = (child.person_id, birth_date, *rest)
        if defect is PersonDefect.REPEATED:
            return [row, row]
        if defect is PersonDefect.REPEATED_WITH_ANOTHER_BIRTH_DATE:
            other_birth_date = _date_text(child.born - 1 - int(self._draw() * 400))
            return [row, (child.person_id, other_birth_date, *rest)]
        return [row]

    def _gender(self, child: _Child) -> str:
        return _choose(self._draw, known.GIRLS_GENDERS if child.is_girl else known.BOYS_GENDERS)

    # --- Records ----------------------------------------------------------------------------

    def _add_year(self, child: _Child, year: int, file: ChildFile) -> None:
        """Adds the hazards and missing episodes of one financial year in which the child is known."""
        first_day = max(_YEAR_STARTS[year], child.born - known.UNBORN_DAYS)
        days = _YEAR_STARTS[year + 1] - first_day
        if days <= 0:
            return
        draw = self._draw
        age = max((_YEAR_STARTS[year] - child.born) * 4 // 1461, known.UNBORN)
        column = min(age, known.AGES[-1]) - known.UNBORN
        for hazard, chances in _OTHER:
            if draw() < chances[child.is_girl][column]:
                for _ in range(_choose(draw, known.OTHER_RECORDS)):
                    start = first_day + int(draw() * days)
                    file.hazards.append(self._hazard_row(child, hazard, start, ("", "", "")))
        if age not in known.AGES or draw() >= known.ASSESSED_SHARE:
            return
        file.years_assessed.append(year)
        for hazard, chances in _EXPLOITATION:
            if draw() < chances[child.is_girl][column] * child.risk:
                self._add_exploitation(child, hazard, first_day, days, file)
        if draw() < _MISSING[child.is_girl][column] * child.risk:
            for _ in range(_choose(draw, known.MISSING_EPISODES)):
                start = first_day + int(draw() * days)
                file.missing.append(self._missing_row(child, start))

    def _add_exploitation(self, child: _Child, hazard: str, first_day: int, days: int, file: ChildFile) -> None:
        draw = self._draw
        if hazard == known.CCE:
            if first_day < _CCE_RECORDED:
                return
            if draw() < known.COUNTY_LINES_SHARE:
                hazard = known.COUNTY_LINES
        for _ in range(_choose(draw, known.EXPLOITATION_RECORDS)):
            start = first_day + int(draw() * days)
            judgement = (
                _choose(draw, known.RISK_LEVELS),
                _choose(draw, known.IDENTIFIED_AS),
                _choose(draw, known.SETTINGS),
            )
            file.hazards.append(self._hazard_row(child, hazard, start, judgement))

    def _hazard_row(self, child: _Child, hazard: str, start: int, judgement: tuple[str, str, str]) -> Row:
        draw = self._draw
        spellings = known.HAZARD_SPELLINGS.get(hazard)
        end = start + 20 + int(draw() * draw() * 700)
        is_earlier = start < _YEAR_STARTS[known.FIRST_YEAR]
        open_share = known.OPEN_ENDED_EARLIER_SHARE if is_earlier else known.OPEN_ENDED_SHARE
        is_open = draw() < open_share or end > _EXTRACTED
        person_id, start_text, end_text = (
            child.person_id,
            _date_text(start),
            "" if is_open else _date_text(end),
        )
        defect = _choose(draw, known.RECORD_DEFECTS)
        if defect is RecordDefect.NO_PERSON:
            person_id = ""
        elif defect is RecordDefect.NO_START:
            start_text = ""
        elif defect is RecordDefect.IMPOSSIBLE_START:
            start_text = f"31/11/{start_text[-4:]}"
        elif defect is RecordDefect.END_BEFORE_START:
            end_text = _date_text(start - 1 - int(draw() * 60))
        return (
            person_id,
            _choose(draw, spellings) if spellings else hazard,
            *judgement,
            start_text,
            end_text,
            _choose(draw, known.NOTES),
        )

    def _missing_row(self, child: _Child, start: int) -> Row:
        draw = self._draw
        concerns = known.CONCERNS if start >= _CCE_RECORDED else known.CONCERNS_BEFORE_CCE
        returned = start + int(draw() * draw() * 12)
        return (
            child.person_id,
            _date_text(start),
            "" if draw() < known.NOT_RETURNED_SHARE else _date_text(returned),
            _choose(draw, concerns),
            _choose(draw, known.FOUND_AT),
        )
