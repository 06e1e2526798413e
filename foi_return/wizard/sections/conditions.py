"""Section 4 for requests that count several things: which rows of a file count, where not every row does."""

from __future__ import annotations

from collections.abc import Iterator

from foi_return.text import whole_number
from foi_return.wizard.chosen import ChosenFile, asked_of, chosen_files, record_files
from foi_return.wizard.condition_suggest import holds_numbers, is_named, least_number, named_numbers, no_numbers
from foi_return.wizard.conditions import (
    ALL,
    ANY,
    AS_LINKED,
    EVERY_ROW,
    ROWS_OF,
    SOME,
    counted_key,
    counted_rows,
    holder_of,
    stem_of,
)
from foi_return.wizard.draft import Answer, Draft
from foi_return.wizard.evidence import column_in_words
from foi_return.wizard.facts import ColumnFacts, Facts
from foi_return.wizard.links import best_pair
from foi_return.wizard.sections.columns import Pick, column_step
from foi_return.wizard.steps import Choice, Kind, Section, Step, ticked
from foi_return.wizard.unit_places import own_id
from foi_return.wizard.view import lines, rows_in_words

_SECTION = Section.RECORDS


def condition_steps(file: ChosenFile, draft: Draft, facts: Facts) -> list[Step]:
    """The questions which rows count; none for a request that counts one thing."""
    if not facts.request.units:
        return []
    steps = [_counted(file, draft, facts)]
    if draft.text(steps[0].key) != SOME:
        return steps
    steps.append(_what(file, draft, facts))
    what = draft.many(steps[1].key)
    for name in what:
        steps += _test_steps(name, file, draft, facts)
    if len(what) > 1:
        steps.append(_how(file))
    return steps


def _counted(file: ChosenFile, draft: Draft, facts: Facts) -> Step:
    counted = asked_of(file, facts).counted
    holder = holder_of(file, draft, facts)
    as_linked = holder is not None and bool(counted_rows(holder, draft, facts).tests)
    told = _definitions(file, facts)
    likely = bool(_named_in_definitions(file, draft, facts))
    choices = [Choice(EVERY_ROW, "Every row")]
    if holder is not None and as_linked:
        choices.append(Choice(AS_LINKED, f"Only rows that belong to one of the {holder.counted} that count"))
    choices.append(Choice(SOME, "Only rows that meet conditions, such as a number or a status"))
    return Step(
        counted_key(file),
        _SECTION,
        Kind.SELECT,
        f"Which rows of {file.title} are {counted.plural} that are asked for?",
        "Rows that are not are counted nowhere: in no total, and not as not known."
        + (f" The request says:\n{told}" if told else ""),
        tuple(choices),
        default=AS_LINKED if as_linked else SOME if likely else EVERY_ROW,
    )


def _definitions(file: ChosenFile, facts: Facts) -> str:
    categories = asked_of(file, facts).recorded_categories
    return "\n".join(f"  {each.label}: {each.definition}" for each in categories if each.definition)


def _named_in_definitions(file: ChosenFile, draft: Draft, facts: Facts) -> dict[str, str]:
    """What the definition speaks of: columns of numbers by a word of their name, other files by what they hold."""
    asked = asked_of(file, facts)
    found = named_numbers(file.file, asked)
    for other in _countable(file, draft, facts):
        if other.counted and is_named(facts.request.unit_of(other.unit), asked):
            found[f"{ROWS_OF}{other.source}"] = other.counted
    return found


def _countable(file: ChosenFile, draft: Draft, facts: Facts) -> Iterator[ChosenFile]:
    """The other files of which several rows may belong to each row of this one."""
    held = {other.source: other for other in reversed(record_files(draft, facts))}
    part = {file.source, file.link.source if file.link else ""}
    for other in chosen_files(draft, facts):
        if other.source not in part and best_pair(other.file, file.file):
            yield held.get(other.source, other)


def _what(file: ChosenFile, draft: Draft, facts: Facts) -> Step:
    named = _named_in_definitions(file, draft, facts)

    def evidence(name: str, told: str) -> str:
        return f"suggested: the definition speaks of '{named[name]}'; {told}" if name in named else told

    choices = [
        Choice(column.name, column.name, evidence(column.name, column_in_words(column)))
        for column in file.file.columns
        if column.values
    ]
    for other in _countable(file, draft, facts):
        name = f"{ROWS_OF}{other.source}"
        title = f"How many {other.counted or f'rows of {other.title}'} belong to it"
        choices.append(Choice(name, title, evidence(name, f"rows of {other.source} are counted")))
    return Step(
        f"{stem_of(file)}/what",
        _SECTION,
        Kind.CHECKBOX,
        f"What decides whether a row of {file.title} counts?",
        "Tick each column that decides it, and each other file of which so many rows must belong to it.",
        tuple(choices),
        default=ticked(choices, tuple(named)),
        check=lambda answer: "" if answer else "Tick at least one; if every row counts, go back and say so.",
    )


def _test_steps(name: str, file: ChosenFile, draft: Draft, facts: Facts) -> Iterator[Step]:
    """The questions about one condition: a number of rows, a number in a column, or values of one."""
    column = file.file.column(name)
    if name.startswith(ROWS_OF):
        yield from _rows_steps(name, file, draft, facts)
    elif column is not None and holds_numbers(column):
        yield _at_least(name, file, facts, f"From which number in '{name}' on does a row count?", _why_number(column))
    elif column is not None:
        yield _values(column, file)


def _least(file: ChosenFile, facts: Facts) -> str | None:
    """The number that the definition asks for; None where it asks for none."""
    number = least_number(asked_of(file, facts))
    return None if number is None else str(number)


def _at_least(name: str, file: ChosenFile, facts: Facts, message: str, why: str) -> Step:
    def read(text: str) -> Answer:
        number = whole_number(text)
        if number is None:
            raise ValueError("This is no whole number. Write digits: 2.")
        return str(number)

    key = f"{stem_of(file)}/at_least/{name}"
    return Step(key, _SECTION, Kind.TEXT, message, why, default=_least(file, facts), read=read)


def _why_number(column: ColumnFacts) -> str:
    none = no_numbers(column)
    table = lines((value, rows_in_words((column.values or {})[value])) for value in none)
    rest = f" These are no numbers, and are written into the field map as reviewed:\n{table}" if none else ""
    return f"Rows with a smaller number, or with none, do not count by it.{rest}"


def _values(column: ColumnFacts, file: ChosenFile) -> Step:
    return Step(
        f"{stem_of(file)}/values/{column.name}",
        _SECTION,
        Kind.CHECKBOX,
        f"With which values of '{column.name}' does a row count?",
        "Every value of the column is listed. Rows with another value, or with none, do not count by it.",
        tuple(Choice(value, value, rows_in_words(rows)) for value, rows in (column.values or {}).items()),
        check=lambda answer: "" if answer else "Tick at least one.",
        default=(),
    )


def _rows_steps(name: str, file: ChosenFile, draft: Draft, facts: Facts) -> Iterator[Step]:
    """How rows of another file are found and counted, and how many there must be."""
    other = next((each for each in _countable(file, draft, facts) if each.source == name.removeprefix(ROWS_OF)), None)
    if other is None:
        return
    stem = f"{stem_of(file)}/{name}"
    held = next(each for each in chosen_files(draft, facts) if each.source == other.source)
    pair = best_pair(held.file, file.file)
    own, its = (Pick(pair.key, True, pair.reason), Pick(pair.column, True, pair.reason)) if pair else (Pick(), Pick())
    clear = pair is not None and pair.alike > 0
    yield column_step(
        f"{stem}/by",
        _SECTION,
        f"By which column of {file.title} are rows of {other.source} found?",
        "It holds the id that stands in each of those rows.",
        file.file,
        own,
        accepted=clear,
    )
    message = f"In which column of {other.source} does that id stand?"
    yield column_step(f"{stem}/to", _SECTION, message, "", held.file, its, accepted=clear)
    counted = facts.request.unit_of(other.unit) if other.counted else None
    column = own_id(held.file, counted) if counted else ""
    yield column_step(
        f"{stem}/distinct",
        _SECTION,
        f"Which rows of {other.source} are one and the same?",
        f"{_found_by(stem, draft)}A row that was exported twice is one. Choose the column with the id by which they "
        "are told apart.",
        held.file,
        Pick(column, bool(column), f"it is the id of {counted.one}" if counted else ""),
        none="None: every row is another",
        accepted=False,
    )
    plural = other.counted or f"rows of {other.source}"
    message = f"From how many {plural} on does it count?"
    yield _at_least(name, file, facts, message, "A row to which fewer belong does not count by it.")


def _found_by(stem: str, draft: Draft) -> str:
    """By which columns the rows are found, where nobody had to be asked for them."""
    own, its = draft.text(f"{stem}/by"), draft.text(f"{stem}/to")
    return f"They belong to it where their '{its}' is its '{own}'. " if own and its else ""


def _how(file: ChosenFile) -> Step:
    return Step(
        f"{stem_of(file)}/how",
        _SECTION,
        Kind.SELECT,
        "Must a row meet all of these conditions, or is one of them enough?",
        "",
        (Choice(ANY, "One of them is enough"), Choice(ALL, "It must meet all of them")),
        default=ANY,
    )
