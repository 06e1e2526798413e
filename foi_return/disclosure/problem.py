"""The suppression problem: what is counted, what is published, what the reader knows, and what safe means.

Everything later in this package sees only this: inner cells, sums of them, linear statements about them, and a rule of
protection. It knows nothing of years, sexes or categories.

Source: M. Fischetti and J. J. Salazar-González, Solving the cell suppression problem on tabular data with linear
constraints, Management Science 47 (2001).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from foi_return.errors import DisclosureError, Fault
from foi_return.terms.rounding import Rounding

Key = tuple[str, ...]
"""The place of a cell: unique, sortable, and free of counts."""


class Role(StrEnum):
    """Whether a cell stands in a table or only follows by subtraction."""

    PUBLISHED = "published"
    LATENT = "latent"


class Zeros(StrEnum):
    """What the reader may conclude from a hidden cell, and whether a zero is small."""

    SHOWN = "shown"
    """Every zero is shown, so a hidden cell is at least 1."""
    MAY_HIDE = "may be hidden"
    """A zero is not small, but may be hidden to protect another cell, so a hidden cell is at least 0."""
    HIDDEN = "hidden"
    """A zero is small; a hidden cell is at least 0."""


class Level(StrEnum):
    """Which values of a small cell the reader must not be able to rule out.

    L is the least value that the cell could have if every cell that can be hidden were hidden.
    """

    FULL = "every value from L to the threshold"
    LESS = "every value from L to one less than the threshold"
    EXACT = "not exactly known"
    ROUNDED = "every value that rounds to the same number"


@dataclass(frozen=True, slots=True)
class Protection:
    """The rule of protection.

    Attributes:
        threshold: Counts from 1 to one less than this are small; at least 2.
        zeros: What becomes of zeros.
        level: What a small cell's protection must achieve.
        rounding: How shown counts are rounded; None where they are exact.
        banded: Whether a small count is shown as the band in which it lies; a hidden cell is then no small one.
    """

    threshold: int
    zeros: Zeros = Zeros.SHOWN
    level: Level = Level.FULL
    rounding: Rounding | None = None
    banded: bool = False

    @property
    def least_hidden(self) -> int:
        """The least value that the reader must allow a hidden published cell."""
        return 1 if self.zeros is Zeros.SHOWN else 0

    def least_of(self, value: int) -> int:
        """The same for a cell of this value; where bands tell which are small, the others are known not to be."""
        return self.threshold if self.banded and value >= self.threshold else self.least_hidden

    @property
    def top(self) -> int:
        """The greatest value that must remain possible."""
        return self.threshold if self.level is Level.FULL else self.threshold - 1

    def wanted(self, value: int, least: int) -> range:
        """The values that must stay possible for a small cell, where something else does not rule them out.

        Args:
            value: Its true value.
            least: What the reader knows at least of it.
        """
        if self.level is not Level.ROUNDED or self.rounding is None:
            return range(least, self.top + 1)
        alike = self.rounding.alike(value)
        return range(max(least, alike.start), alike.stop)


@dataclass(frozen=True, slots=True)
class InnerCount:
    """An inner cell by name, with its true count."""

    name: Key
    count: int


@dataclass(frozen=True, slots=True)
class SumCell:
    """A cell that sums inner cells: published, or latent and never published.

    Attributes:
        key: Its place.
        sums: Positions of the inner cells that it sums.
        value: Its true value.
        weight: What hiding it costs the reader; depends on its place only; at least 1.
        hideable: False where it must be shown. A small one that must be shown is a given: the reader knows it whatever
            else is done, and the rest is protected.
        role: Published or latent.
        protect_zero: A true zero that discloses, and so is protected like a small count.
    """

    key: Key
    sums: tuple[int, ...]
    value: int
    weight: int = 1
    hideable: bool = True
    role: Role = Role.PUBLISHED
    protect_zero: bool = False

    @property
    def published(self) -> bool:
        """Whether it stands in a table."""
        return self.role is Role.PUBLISHED

    def is_small(self, protection: Protection) -> bool:
        """Whether it is small in itself."""
        if self.value == 0:
            return self.protect_zero or protection.zeros is Zeros.HIDDEN
        return self.value < protection.threshold


@dataclass(frozen=True, slots=True)
class Statement:
    """What the reader knows whatever is hidden now: `low <= sum of coefficient * inner cell <= high`.

    Attributes:
        name: Where the reader has it from, in words.
        terms: Pairs of an inner cell's position and its coefficient.
        low: The least possible value, or None.
        high: The greatest possible value, or None.
    """

    name: str
    terms: tuple[tuple[int, int], ...]
    low: int | None = None
    high: int | None = None

    def amount(self, counts: Mapping[int, int]) -> int:
        """The left-hand side for the given counts of inner cells."""
        return sum(coefficient * counts[position] for position, coefficient in self.terms)

    def holds(self, counts: Mapping[int, int]) -> bool:
        """Whether the statement is true of the given counts."""
        amount = self.amount(counts)
        return (self.low is None or amount >= self.low) and (self.high is None or amount <= self.high)


@dataclass(frozen=True, slots=True)
class Problem:
    """A whole suppression problem; checked when it is made.

    Raises:
        DisclosureError: A value is not the sum it should be, a statement is false of the true counts, a name stands
            twice, or the rule of protection contradicts itself.
    """

    inner: tuple[InnerCount, ...]
    cells: tuple[SumCell, ...]
    statements: tuple[Statement, ...]
    protection: Protection

    def __post_init__(self) -> None:
        faults = [*self._rule_faults(), *self._cell_faults(), *self._statement_faults()]
        if faults:
            raise DisclosureError(faults)

    @property
    def counts(self) -> dict[int, int]:
        """The true count of each inner cell by position."""
        return {position: inner.count for position, inner in enumerate(self.inner)}

    def _rule_faults(self) -> Iterator[Fault]:
        if self.protection.threshold < 2:
            yield Fault("policy", f"The threshold is {self.protection.threshold}", "a threshold of 2 or more")
        if self.protection.level is Level.LESS and self.protection.threshold == 2:
            yield Fault("policy", "With threshold 2 the level 'less' protects nothing", "level 'full', or threshold 3")
        if self.protection.banded and (self.protection.level is Level.FULL or self.protection.zeros is not Zeros.SHOWN):
            yield Fault("policy", "A band rules the threshold and zero out", "level 'less' or 'exact', zeros shown")
        if self.protection.level is Level.ROUNDED and self.protection.rounding is None:
            yield Fault("policy", "The level is for rounded counts, and nothing is rounded", "a rule of rounding")
        for inner in self.inner:
            if inner.count < 0:
                yield Fault(f"inner cell {inner.name}", "Its count is below zero", "a count of 0 or more")
        yield from _repeated("inner cell", (inner.name for inner in self.inner))
        yield from _repeated("cell", (cell.key for cell in self.cells))

    def _cell_faults(self) -> Iterator[Fault]:
        counts = self.counts
        for cell in self.cells:
            where = f"cell {cell.key}"
            if len(set(cell.sums)) != len(cell.sums) or not set(cell.sums) <= counts.keys():
                yield Fault(where, "It sums an inner cell twice, or one that there is not")
            elif sum(counts[position] for position in cell.sums) != cell.value:
                yield Fault(where, "Its value is not the sum of its inner cells")
            if cell.weight < 1:
                yield Fault(where, f"Its weight is {cell.weight}", "1 or more")
            if cell.protect_zero and (cell.value or self.protection.zeros is Zeros.SHOWN):
                yield Fault(where, "Only a zero can be protected as a zero, and only where hidden cells may be zero")

    def _statement_faults(self) -> Iterator[Fault]:
        counts = self.counts
        for statement in self.statements:
            where = f"statement '{statement.name}'"
            positions = [position for position, _ in statement.terms]
            if len(set(positions)) != len(positions) or not set(positions) <= counts.keys():
                yield Fault(where, "It names an inner cell twice, or one that there is not")
            elif not statement.holds(counts):
                yield Fault(where, "It is not true of these counts", "", "Recompute it from this extract")


def _repeated(what: str, names: Iterable[Key]) -> Iterator[Fault]:
    for name, times in Counter(names).items():
        if times > 1:
            yield Fault(f"{what} {name}", f"The name stands {times} times", "each name once")


def place_key(period: str, category: str, breakdown: Mapping[str, str]) -> Key:
    """The key of a cell of a release; tables that show the same figure share it."""
    return (period, category, *(f"{dimension}={label}" for dimension, label in sorted(breakdown.items())))
