"""Which rows of a file of records count: the conditions that the answers make, as the field map writes them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from foi_return.wizard.chosen import ChosenFile, record_files
from foi_return.wizard.condition_suggest import holds_numbers, no_numbers
from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import Facts

EVERY_ROW, AS_LINKED, SOME = "every row", "as linked", "some"
"""Which rows count: each; those whose row in another file counts there; those that meet conditions of their own."""

ANY, ALL = "any", "all"

ROWS_OF = "#rows of "
"""The beginning of the answer for a number of rows of another file, in place of a column; its name follows."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Which rows of a file count.

    Attributes:
        tests: The conditions, as the field map writes them; none where every row counts.
        how: Whether any or all of them must hold.
        counts: The numbers of rows of other files that they read, as tables of the field map write them.
        reviewed: Column to values that are no numbers where a number is asked for.
    """

    tests: tuple[Mapping[str, Any], ...] = ()
    how: str = ALL
    counts: tuple[Mapping[str, Any], ...] = ()
    reviewed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def only_if(self) -> dict[str, Any]:
        """The conditions as one; empty where every row counts."""
        if len(self.tests) == 1:
            return dict(self.tests[0])
        return {self.how: [dict(test) for test in self.tests]} if self.tests else {}


def stem_of(file: ChosenFile) -> str:
    """The beginning of the keys of all questions about the conditions of some records."""
    return f"records/{file.name}/if"


def counted_key(file: ChosenFile) -> str:
    """The key of the question which rows count."""
    return f"records/{file.name}/counted"


def rows_column(source: str) -> str:
    """What the column is called that holds a number of rows of another file."""
    return f"Number of {source}"


def holder_of(file: ChosenFile, draft: Draft, facts: Facts) -> ChosenFile | None:
    """The records of the file to which the rows of another belong, if it holds some itself; else None."""
    if file.link is None:
        return None
    found = [other for other in record_files(draft, facts) if other.source == file.link.source]
    return next((other for other in found if other.link is None), None)


def counted_rows(file: ChosenFile, draft: Draft, facts: Facts) -> Counted:
    """Which rows of a file of records count, by the answers so far."""
    said = draft.text(counted_key(file))
    if said == AS_LINKED and file.link is not None:
        holder = holder_of(file, draft, facts)
        return _through(file.link.source, counted_rows(holder, draft, facts)) if holder else Counted()
    return _own(file, draft) if said == SOME else Counted()


def _own(file: ChosenFile, draft: Draft) -> Counted:
    stem = stem_of(file)
    tests: list[Mapping[str, Any]] = []
    counts: list[Mapping[str, Any]] = []
    reviewed = {}
    for name in draft.many(f"{stem}/what"):
        least = draft.text(f"{stem}/at_least/{name}")
        column = file.file.column(name)
        if name.startswith(ROWS_OF):
            counts.append(_count(name.removeprefix(ROWS_OF), f"{stem}/{name}", draft))
            tests.append({"column": counts[-1]["into"], "at_least": int(least or 0)})
        elif column is not None and holds_numbers(column):
            tests.append({"column": name, "at_least": int(least or 0)})
            if none := no_numbers(column):
                reviewed[name] = none
        else:
            tests.append({"column": name, "values": list(draft.many(f"{stem}/values/{name}"))})
    return Counted(tuple(tests), draft.text(f"{stem}/how") or ALL, tuple(counts), reviewed)


def _count(source: str, stem: str, draft: Draft) -> dict[str, Any]:
    found: dict[str, Any] = {"source": source, "where": {draft.text(f"{stem}/by"): draft.text(f"{stem}/to")}}
    if distinct := draft.text(f"{stem}/distinct"):
        found["distinct"] = distinct
    return {**found, "into": rows_column(source)}


def _through(source: str, counted: Counted) -> Counted:
    """The same conditions, read through the link to the file that they are about."""
    made = {count["into"] for count in counted.counts}

    def named(column: str) -> str:
        return column if column in made else f"{source}.{column}"

    return replace(
        counted,
        tests=tuple({**test, "column": named(test["column"])} for test in counted.tests),
        counts=tuple(
            {**count, "where": {named(ours): its for ours, its in count["where"].items()}} for count in counted.counts
        ),
        reviewed={named(column): values for column, values in counted.reviewed.items()},
    )
