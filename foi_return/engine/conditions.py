"""Conditions with exact texts: what a row must hold, resolved from the spellings that stand in its columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from foi_return.engine.workspace import RawTable, quoted
from foi_return.terms.map_parts import RecordsSpec
from foi_return.terms.shapes import NOTHING, Condition, Conditions, Test
from foi_return.text import normalise, whole_number


def exact_test(test: Test, name: Callable[[str], str], values: Mapping[str, Mapping[str, int]]) -> Test:
    """The test with exact texts, and with columns under other names."""
    if isinstance(test, Conditions):
        return Conditions(test.every, tuple(exact_test(part, name, values) for part in test.parts))
    texts = values[test.column]
    wanted = (*spellings(texts, test.values), *numbers_from(texts, test.at_least))
    asked = test.values or test.at_least is not None
    return Condition(name(test.column), wanted or ((NOTHING,) if asked else ()), spellings(texts, test.not_values))


def numbers_from(texts: Mapping[str, int], at_least: int | None) -> tuple[str, ...]:
    """The texts of a column that are whole numbers from one on."""
    if at_least is None:
        return ()
    return tuple(text for text in texts if (number := whole_number(text)) is not None and number >= at_least)


def held_sql(test: Test | None, raw: RawTable) -> str:
    """A test with exact texts as SQL on a raw table."""
    if test is None:
        return "true"
    if isinstance(test, Conditions):
        # In brackets: whoever adds a condition with AND must not cut an OR in two.
        return f"({(' AND ' if test.every else ' OR ').join(held_sql(part, raw) for part in test.parts)})"
    column = raw.columns[test.column]
    wanted = [f"COALESCE({one_of(column, test.values)}, false)"] if test.values else []
    if test.not_values:
        wanted.append(f"NOT COALESCE({one_of(column, test.not_values)}, false)")
    return f"({' AND '.join(wanted) or 'true'})"


def one_of(column: str, texts: Sequence[str]) -> str:
    """Whether a column of a raw table holds one of some texts, as SQL."""
    return f"{column} IN ({', '.join(map(quoted, texts))})" if texts else "false"


def doubtful_texts(
    conditions: Sequence[Condition], spec: RecordsSpec, values: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, int]]:
    """Texts of the columns of conditions that no condition names, and that are not listed as not counted."""
    named: dict[str, set[str]] = {}
    for condition in conditions:
        known = (*condition.named, *spec.not_counted.get(condition.column, ()))
        numbers = numbers_from(values[condition.column], None if condition.at_least is None else 0)
        named.setdefault(condition.column, set()).update((*spellings(values[condition.column], known), *numbers))
    return {column: without(values[column], texts) for column, texts in named.items()}


def spellings(texts: Mapping[str, int], values: Sequence[str]) -> tuple[str, ...]:
    """The exact texts of a column that are spellings of one of the values."""
    wanted = {normalise(value) for value in values}
    return tuple(text for text in texts if normalise(text) in wanted)


def without(texts: Mapping[str, int], named: set[str]) -> dict[str, int]:
    """The texts that nobody named, with their numbers of rows."""
    return {text: rows for text, rows in texts.items() if text not in named}
