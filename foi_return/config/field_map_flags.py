"""The answers to the yes/no questions in a field map's file: their form, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from foi_return.config.toml_file import Model
from foi_return.dates import FIRST_DATE, LAST_DATE
from foi_return.errors import Fault
from foi_return.terms.field_map import FieldMap, FlagAnswer, FlagStatement
from foi_return.terms.request import Request
from foi_return.text import holds_words, listed, nearest


class FlagModel(Model):
    """The answer to one yes/no question."""

    answer: Literal["yes", "free text only", "no", "not known"]
    fields: list[str] = []
    since: date | None = None
    note: str = ""
    cleared: list[str] = []
    described_as: dict[str, str] = {}
    ask: str = ""

    def statement(self) -> FlagStatement:
        """What it says."""
        return FlagStatement(
            FlagAnswer(self.answer),
            tuple(self.fields),
            self.since,
            self.note,
            tuple(self.cleared),
            {name: text.strip() for name, text in self.described_as.items()},
            self.ask.strip(),
        )


def flag_faults(field_map: FieldMap, request: Request, where: str) -> Iterator[Fault]:
    """What is wrong with the answers to the yes/no questions."""
    known = [flag.key for flag in request.flags]
    for flag in request.flags:
        if flag.key not in field_map.flags:
            yield Fault(
                f"{where}: flags.{flag.key}",
                f"question {flag.part} ({flag.label}) has no answer",
                "answer = 'yes', 'free text only', 'no' or 'not known'",
            )
    for key, statement in field_map.flags.items():
        place = f"{where}: flags.{key}"
        if key not in known:
            yield Fault(place, "the request asks no such question", listed(known), nearest(key, known))
        if statement.answer is FlagAnswer.YES and not any(name.strip() for name in statement.fields):
            yield Fault(
                f"{place}.fields",
                "the answer is yes but no field is named",
                "the names of the fields, exactly as the system shows them",
            )
        if statement.answer is FlagAnswer.NO and statement.fields:
            yield Fault(f"{place}.fields", "the answer is no, yet fields are named", "answer = 'yes'")
        if statement.ask and statement.answer is not FlagAnswer.NOT_KNOWN:
            yield Fault(
                f"{place}.ask",
                f"the answer is '{statement.answer}', yet somebody is to be asked",
                "answer = 'not known', or no ask",
            )
        yield from day_faults(statement.since, f"{place}.since")
        yield from _name_faults(statement, place)
    yield from _half_described(field_map, where)


def day_faults(day: date | None, place: str) -> Iterator[Fault]:
    """A day that no record of a living child can have."""
    if day is not None and not FIRST_DATE <= day <= LAST_DATE:
        yield Fault(place, f"found the date {day}", f"a date from {FIRST_DATE} to {LAST_DATE}", "Check the year")


def _name_faults(statement: FlagStatement, place: str) -> Iterator[Fault]:
    """Names that are cleared or described, and are not there or are both; descriptions that give a name away."""
    for option, names in (("cleared", statement.cleared), ("described_as", statement.described_as)):
        for name in names:
            if name not in statement.fields:
                yield Fault(
                    f"{place}.{option}",
                    f"fields do not name '{name}'",
                    listed(statement.fields) or "a name that stands in fields",
                    nearest(name, statement.fields),
                )
    for name, text in statement.described_as.items():
        if name in statement.cleared:
            yield Fault(f"{place}.described_as", f"'{name}' is cleared for publication as well", "one of the two")
        if not text:
            yield Fault(f"{place}.described_as", f"'{name}' has no description", "such as 'a flag for an operation'")
        elif named := [other for other in statement.described_as if holds_words(text, other)]:
            yield Fault(
                f"{place}.described_as",
                f"the description of '{name}' holds the name '{named[0]}' that is to be left out",
                "a description without it",
            )


def _half_described(field_map: FieldMap, where: str) -> Iterator[Fault]:
    """Names that one question describes and another publishes."""
    described = {name: key for key, statement in field_map.flags.items() for name in statement.described_as}
    for key, statement in field_map.flags.items():
        for name in statement.fields:
            if name in described and name not in statement.described_as:
                yield Fault(
                    f"{where}: flags.{key}.fields",
                    f"'{name}' would be published here, and is described under flags.{described[name]}",
                    f'the same under both: described_as = {{ "{name}" = "..." }}',
                )
