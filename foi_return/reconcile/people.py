"""The rows of both lists as people to be compared. These are personal data: nothing here is ever printed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from foi_return.reconcile.names import first_of, fold, house_of, name_groups, parts_of, postcode_of


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """A row of a list: who the person is, evened out for comparison, and as it stands for a clerk's eyes.

    Attributes:
        row: The row of the file; the first row is 1.
        id: The list's own id; empty where there is none.
        first_name: The first of the first names, folded.
        other_first: Further first names, folded; the rest of the first names among them.
        last_name: The surname, folded, without white space.
        last_names: Every surname and every part of a double one.
        birth_date: As yyyy-mm-dd; empty where there is none that can be read.
        sex: `F`, `M`, or empty.
        postcode: Whole, without its space; empty where there is none.
        house: The number of the house; empty where there is none.
        shown: What stands in the file, for the clerical list: first names, surname, birth date, sex, postcode, address.
        tested: What the columns hold that rules look at, evened out.
    """

    row: int
    id: str
    first_name: str
    other_first: frozenset[str]
    last_name: str
    last_names: frozenset[str]
    birth_date: str
    sex: str
    postcode: str
    house: str
    shown: tuple[str, ...] = field(repr=False)
    tested: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)

    @property
    def first_names(self) -> frozenset[str]:
        """Every first name, with the families of short forms that they belong to."""
        names = self.other_first | ({self.first_name} if self.first_name else set())
        return names.union(*map(name_groups, names))

    @property
    def is_nameless(self) -> bool:
        """Whether nobody could be found by it: it has no surname, or neither a first name nor a birth date."""
        return not self.last_name or not (self.first_name or self.birth_date)

    @property
    def same_as(self) -> tuple[str, ...]:
        """What two rows of a list have in common that are one person beyond doubt; empty for a row without it."""
        if not (self.first_name and self.last_name and self.birth_date):
            return ()
        return self.first_name, self.last_name, self.birth_date, self.sex

    def fingerprint(self) -> str:
        """Eight letters that change with what the row says."""
        return hashlib.sha256("\x1f".join((self.id, *self.shown)).encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class PersonTexts:
    """The cells of a row that say who a person is, as they stand in the file.

    Attributes:
        first_name: First names.
        last_name: The surname.
        birth_key: The birth date as yyyymmdd; None where it cannot be read.
        birth_text: The birth date as it stands.
        sex: `F`, `M`, or empty.
        sex_text: The sex as it stands.
        postcode: The postcode.
        address: The first line of the address.
        other_first: Further first names.
        other_last: Further surnames.
    """

    first_name: str
    last_name: str
    birth_key: int | None
    birth_text: str
    sex: str
    sex_text: str
    postcode: str
    address: str
    other_first: tuple[str, ...] = ()
    other_last: tuple[str, ...] = ()


def listed_person(row: int, own_id: str, texts: PersonTexts, tested: Mapping[str, frozenset[str]]) -> ListedPerson:
    """Evens out a row."""
    first_names = fold(texts.first_name)
    rest = first_names.split()[1:]
    others = [first_of(fold(name)) for name in texts.other_first]
    surname = parts_of(fold(texts.last_name))
    other_surnames = [part for name in texts.other_last for part in parts_of(fold(name))]
    key = texts.birth_key
    shown = (
        texts.first_name, texts.last_name, texts.birth_text, texts.sex_text, texts.postcode, texts.address,
        "; ".join((*texts.other_first, *texts.other_last)),
    )  # fmt: skip
    return ListedPerson(
        row,
        own_id,
        first_of(first_names),
        frozenset(name for name in (*rest, *others) if name),
        surname[0] if surname else "",
        frozenset((*surname, *other_surnames)),
        f"{key // 10_000:04d}-{key // 100 % 100:02d}-{key % 100:02d}" if key else "",
        texts.sex,
        postcode_of(texts.postcode),
        house_of(texts.address),
        shown,
        tested,
    )
