"""Two synthetic lists of which it is known who is who: a partner's, and social care's people with what is on file.

Twins, siblings at one address, children who moved, changed surnames, short forms, typing errors, swapped days and
months, missing cells and children listed twice are in them. The same seed gives the same lists on every machine.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import TypeVar

from foi_return.synthetic.name_pool import BOYS, GIRLS, SHORT_FORMS, STREETS, SURNAMES

T = TypeVar("T")

PARTNER_HEADER = ("Ref", "Forename", "Surname", "Alias", "DOB", "Gender", "Postcode", "Address", "Authority")
PEOPLE_HEADER = ("Person ID", "First name", "Last name", "Date of birth", "Sex", "Postcode", "Address", "Restricted")
NAMES_HEADER = ("Person ID", "Other first name", "Other last name")
RECORDS_HEADER = ("Person ID", "Type")

FIRST_DAY, LAST_DAY = date(2013, 9, 1), date(2014, 9, 30)
"""The days that the partner's list covers."""

OWN_AUTHORITY, OTHER_AUTHORITY = "Anytown", "Othershire"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_AREAS = ("AN", "AY", "TN", "WX")


@dataclass(frozen=True, slots=True)
class Rates:
    """How often each defect stands in a row of the partner's list that is about somebody whom social care knows.

    Attributes:
        found: The share of the list that social care knows.
        first_typed: A typing error in the first name.
        short_form: A short form, of those who have one.
        last_typed: A typing error in the surname.
        last_changed: Another surname; social care has it among other names for half of them.
        day_month: Day and month swapped, of those for whom both are at most 12.
        digit: A wrong digit in the birth date.
        no_birth_date: No birth date.
        no_sex: No sex.
        moved: Another address.
        no_address: No address.
        swapped: First name and surname in each other's column.
        twice: Listed a second time, under another surname.
    """

    found: float = 0.72
    first_typed: float = 0.05
    short_form: float = 0.25
    last_typed: float = 0.05
    last_changed: float = 0.06
    day_month: float = 0.05
    digit: float = 0.03
    no_birth_date: float = 0.02
    no_sex: float = 0.05
    moved: float = 0.15
    no_address: float = 0.06
    swapped: float = 0.004
    twice: float = 0.03


@dataclass(frozen=True, slots=True)
class _Person:
    id: str
    first: str
    last: str
    born: date
    sex: str
    postcode: str
    address: str


@dataclass(slots=True)
class PartnerLists:
    """Both lists as rows of text in the order of their headers, with the truth.

    Attributes:
        partner: Rows of the partner's list.
        people: Rows of social care's people.
        names: Rows of their other names.
        records: Rows of what is on file about them.
        truth: The partner's reference of each row to the id of the same person; None for those not known.
    """

    partner: list[tuple[str, ...]] = field(default_factory=list)
    people: list[tuple[str, ...]] = field(default_factory=list)
    names: list[tuple[str, ...]] = field(default_factory=list)
    records: list[tuple[str, ...]] = field(default_factory=list)
    truth: dict[str, str | None] = field(default_factory=dict)

    def write(self, folder: Path) -> dict[str, Path]:
        """Writes the four lists as CSV in UTF-8; the truth is not written.

        Returns:
            The file of each source.
        """
        tables: Mapping[str, tuple[Sequence[str], Sequence[Sequence[str]]]] = {
            "partner": (PARTNER_HEADER, self.partner),
            "people": (PEOPLE_HEADER, self.people),
            "names": (NAMES_HEADER, self.names),
            "records": (RECORDS_HEADER, self.records),
        }
        files = {}
        for name, (header, rows) in tables.items():
            files[name] = folder / f"{name}.csv"
            with files[name].open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([header, *rows])
        return files


def generate_lists(*, seed: int, listed: int, people: int, rates: Rates | None = None) -> PartnerLists:
    """Draws both lists.

    Args:
        seed: Chooses the lists.
        listed: Rows of the partner's list, children listed a second time not among them.
        people: How many people social care knows.
        rates: How often each defect stands in the partner's list.
    """
    return _Draw(Random(seed).random, rates or Rates()).lists(listed, people)


class _Draw:
    """Draws people and rows, one after another."""

    def __init__(self, draw: Callable[[], float], rates: Rates):
        self._draw = draw
        self._rates = rates
        self._number = 0

    def lists(self, listed: int, people: int) -> PartnerLists:
        made = PartnerLists()
        known: list[_Person] = []
        while len(known) < people:
            known += self._family()
        known = known[:people]
        for person in known:
            made.people.append(_person_row(person, "Y" if self._happens(0.01) else "N"))
            made.records += [(person.id, kind) for kind in self._kinds()]
        order = sorted(range(people), key=lambda _: self._draw())
        strangers: list[_Person] = []
        for number in range(listed):
            if number < people and self._happens(self._rates.found):
                self._list_known(made, known[order[number]])
            else:
                # A stranger may be the twin or the brother of somebody on file.
                if not strangers:
                    strangers = self._family()
                if people and self._happens(0.1):
                    strangers.append(self._sibling(known[order[number % people]]))
                person = strangers.pop()
                self._add(made, person, None, OTHER_AUTHORITY if self._happens(0.15) else OWN_AUTHORITY)
        return made

    def _list_known(self, made: PartnerLists, person: _Person) -> None:
        changed = self._happens(self._rates.last_changed)
        row = replace(person, last=self._surname()) if changed else person
        if changed and self._happens(0.5):
            made.names.append((person.id, "", row.last))
        self._add(made, self._spoiled(row), person.id, OTHER_AUTHORITY if self._happens(0.03) else OWN_AUTHORITY)
        if self._happens(self._rates.twice):
            self._add(made, replace(person, last=self._surname()), person.id, OWN_AUTHORITY)

    def _add(self, made: PartnerLists, person: _Person, truth: str | None, authority: str) -> None:
        reference = f"P{len(made.partner) + 1:05d}"
        born, sex, alias = f"{person.born:%d/%m/%Y}", person.sex, ""
        if self._happens(self._rates.no_birth_date):
            born = ""
        if self._happens(self._rates.no_sex):
            sex = ""
        row = (reference, person.first, person.last, alias, born, sex, person.postcode, person.address, authority)
        made.partner.append(row)
        made.truth[reference] = truth

    def _spoiled(self, person: _Person) -> _Person:
        rates, row = self._rates, person
        if row.first in SHORT_FORMS and self._happens(rates.short_form):
            row = replace(row, first=SHORT_FORMS[row.first])
        elif self._happens(rates.first_typed):
            row = replace(row, first=self._typed(row.first))
        if self._happens(rates.last_typed):
            row = replace(row, last=self._typed(row.last))
        if row.born.day <= 12 and self._happens(rates.day_month):
            row = replace(row, born=date(row.born.year, row.born.day, row.born.month))
        elif self._happens(rates.digit):
            row = replace(row, born=self._wrong_digit(row.born))
        if self._happens(rates.moved):
            row = replace(row, postcode=self._postcode(), address=self._address())
        elif self._happens(rates.no_address):
            row = replace(row, postcode="", address="")
        if self._happens(rates.swapped):
            row = replace(row, first=row.last, last=row.first)
        return row

    def _family(self) -> list[_Person]:
        surname, postcode, address = self._surname(), self._postcode(), self._address()
        if self._happens(0.06):
            surname = f"{surname}-{self._surname()}"
        children = []
        for _ in range(self._choose((1, 1, 1, 2, 2, 2, 3, 4))):
            born = date(1995, 1, 1).toordinal() + int(self._draw() * 6_900)
            children.append(self._child(surname, date.fromordinal(born), postcode, address))
            if self._happens(0.02):
                children.append(self._sibling(replace(children[-1]), twin=True))
        return children

    def _child(self, surname: str, born: date, postcode: str, address: str) -> _Person:
        self._number += 1
        is_girl = self._happens(0.5)
        first = self._skewed(GIRLS if is_girl else BOYS)
        return _Person(f"{100_000 + self._number}", first, surname, born, "F" if is_girl else "M", postcode, address)

    def _sibling(self, person: _Person, twin: bool = False) -> _Person:
        born = person.born
        if not (twin or self._happens(0.3)):
            born = date.fromordinal(born.toordinal() + 400 + int(self._draw() * 1_500))
        sibling = self._child(person.last, born, person.postcode, person.address)
        while sibling.first == person.first:
            sibling = replace(sibling, first=self._skewed(GIRLS if sibling.sex == "F" else BOYS))
        return sibling

    def _kinds(self) -> list[str]:
        chances = {
            "CSE referral": 0.15, "CSE strategy discussion": 0.08, "CSE concern": 0.2, "Sexual abuse concern": 0.2,
            "Unclear risk": 0.02, "Neglect": 0.5,
        }  # fmt: skip
        return [kind for kind, chance in chances.items() if self._happens(chance)]

    def _typed(self, name: str) -> str:
        """The name with one letter wrong, left out, put in, or swapped with the next."""
        place = 1 + int(self._draw() * (len(name) - 1))
        letter = self._choose(_LETTERS)
        kind = int(self._draw() * 4)
        if kind == 0:
            return name[:place] + letter + name[place + 1 :]
        if kind == 1:
            return name[:place] + name[place + 1 :]
        if kind == 2:
            return name[:place] + letter + name[place:]
        return name[: place - 1] + name[place : place + 1] + name[place - 1 : place] + name[place + 1 :]

    def _wrong_digit(self, born: date) -> date:
        while True:
            digits = list(f"{born:%d%m%Y}")
            digits[self._choose((0, 1, 2, 3, 6, 7))] = self._choose("0123456789")
            day, month, year = int("".join(digits[:2])), int("".join(digits[2:4])), int("".join(digits[4:]))
            try:
                wrong = date(year, month, day)
            except ValueError:
                continue
            if wrong != born:
                return wrong

    def _surname(self) -> str:
        return self._skewed(SURNAMES)

    def _postcode(self) -> str:
        district, sector = 1 + int(self._draw() * 20), int(self._draw() * 9) + 1
        tail = "".join(self._choose("ABDEFGHJLNPQRSTUWXYZ") for _ in range(2))
        return f"{self._choose(_AREAS)}{district} {sector}{tail}"

    def _address(self) -> str:
        return f"{1 + int(self._draw() * 120)} {self._choose(STREETS)}"

    def _skewed(self, names: Sequence[str]) -> str:
        """A name; those at the beginning are drawn more often."""
        share = self._draw()
        return names[int(share * share * len(names))]

    def _choose(self, values: Sequence[T]) -> T:
        return values[int(self._draw() * len(values))]

    def _happens(self, chance: float) -> bool:
        return self._draw() < chance


def _person_row(person: _Person, restricted: str) -> tuple[str, ...]:
    born = f"{person.born:%d/%m/%Y}"
    return (person.id, person.first, person.last, born, person.sex, person.postcode, person.address, restricted)
