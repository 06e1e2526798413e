"""Section 5, first half: every value of the columns that say what a record means; each is claimed or reviewed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from foi_return.text import normalise
from foi_return.wizard.chosen import ChosenFile, asked_of, of_its_unit, record_files
from foi_return.wizard.draft import YES, Answer, Draft
from foi_return.wizard.evidence import column_in_words
from foi_return.wizard.facts import ColumnFacts, Facts
from foi_return.wizard.meanings import reasons_of
from foi_return.wizard.rules import absent_claims
from foi_return.wizard.steps import Choice, Kind, Section, Step, ticked, yes_or_no
from foi_return.wizard.view import (
    EACH,
    RIGHT,
    Reading,
    base_records,
    coded_columns,
    column_claims,
    column_stem,
    every_of,
    flags_key,
    how_key,
    is_accepted,
    labels_of,
    left_over,
    lines,
    read_values,
    rows_in_words,
    seal,
    yes_no_columns,
)

_SECTION = Section.CATEGORIES
MOST_BEFORE = 12
"""More values than these that mean nothing are shown above those that mean something, not below."""


def value_steps(draft: Draft, facts: Facts) -> list[Step]:
    """The questions about columns and their values."""
    steps: list[Step] = []
    files = [file for file in record_files(draft, facts) if not _is_plain(file, draft, facts)]
    steps += [_columns(file, draft, facts) for file in files]
    for file, facts in [(file, of_its_unit(file, facts)) for file in files]:
        together = yes_no_columns(draft, facts, file)
        if together:
            steps.append(_yes_no(file, together, facts))
        for column in coded_columns(draft, file):
            if column in together and draft.text(flags_key(facts, file, together)) != EACH:
                continue
            steps += _column_steps(file, column, draft, facts)
    return steps


def _is_plain(file: ChosenFile, draft: Draft, facts: Facts) -> bool:
    """Whether all that a row of a file can mean is known: each means the only thing that is asked for."""
    return bool(every_of(draft, file)) and len(asked_of(file, facts).memberships) == 1


def _columns(file: ChosenFile, draft: Draft, facts: Facts) -> Step:
    base = base_records(facts, file.name)
    read = facts.base.coded_columns(base.name) if facts.base and base else {}
    named = {normalise(column) for column in read}
    suggested = file.file.suggestions.coded
    taken = {draft.text(f"records/{file.name}/{role}") for role in ("risk", "identified")}
    taken |= {draft.text("people/sex")} if draft.text("people/source") == file.name else set()
    choices = []
    for column in file.file.columns:
        if column.values and (column.name not in taken or column.name in suggested):
            item = suggested.get(column.name)
            how = "" if item is None else f"suggested: {item.reason}" if item.is_sure else f"perhaps: {item.reason}"
            if normalise(column.name) in named:
                how = "suggested: as in the map you started from"
            choices.append(Choice(column.name, column.name, f"{how}; {column_in_words(column)}".removeprefix("; ")))
    default = [name for name, item in suggested.items() if item.is_sure]
    if named:
        default = [column.name for column in file.file.columns if normalise(column.name) in named]
    unlisted = [column.name for column in file.file.columns if column.unlisted]
    lacking = [column for column in read if file.file.column(column) is None]
    why = _why_columns(file, draft, facts)
    if unlisted:
        why += (
            f" Not offered, because they hold dates, ids, names, free text or too many values: {'; '.join(unlisted)}."
        )
    if lacking:
        why += f" The map that you started from reads {'; '.join(lacking)}, which this file does not have."
    key = f"values/{file.name}/columns"
    clear = bool(default) and not lacking and all(item.is_sure or bool(named) for item in suggested.values())
    return Step(
        key,
        _SECTION,
        Kind.CHECKBOX,
        f"Which columns of {file.title} say what a row records?",
        why,
        tuple(choices),
        default=ticked(choices, default),
        settled=ticked(choices, default) if clear and key not in draft.again else None,
        check=lambda answer: "" if answer or not choices or every_of(draft, file) else "Tick at least one column.",
    )


def _why_columns(file: ChosenFile, draft: Draft, facts: Facts) -> str:
    """Why it is asked which columns say what a row records."""
    request = asked_of(file, facts)
    if request.contexts:
        return (
            "Tick the columns whose values say what kind of exploitation a row records (CSE, gang ...) or in which "
            "setting (online, school ...). You then see every value of them."
        )
    every = every_of(draft, file)
    labels = [label for key, label in labels_of(request).items() if key != every]
    asked = "Each row counts for one category already. Which of these hold as well" if every else "Which of these hold"
    return (
        f"{asked}, a column may say:\n{lines((label,) for label in labels)}\nTick the columns whose values say so, "
        "such as a flag or a status; tick none if there is none. You then see every value of them."
    )


def _yes_no(file: ChosenFile, columns: Sequence[ColumnFacts], facts: Facts) -> Step:
    labels = labels_of(facts.request)
    rows = []
    for column in columns:
        readings = read_values(file, column, facts)
        for value, reading in readings.items():
            count = rows_in_words((column.values or {})[value])
            meaning = " and ".join(labels[key] for key in reading.keys) or "none"
            rows.append((f"{column.name}: {value}", count, meaning))
    return Step(
        flags_key(facts, file, columns),
        _SECTION,
        Kind.SELECT,
        f"Is this what the yes/no columns of {file.title} mean?",
        f"Each value, its rows, and what it would count for:\n{lines(rows)}",
        (Choice(RIGHT, "Yes, all of it"), Choice(EACH, "No, go through them one by one")),
        default=RIGHT,
    )


def _column_steps(file: ChosenFile, column: ColumnFacts, draft: Draft, facts: Facts) -> list[Step]:
    readings = read_values(file, column, facts)
    steps = [_proposal(file, column, readings, facts)]
    accepted = is_accepted(draft, facts, file, column)
    if accepted is None or accepted:
        return steps
    stem = column_stem(file, column)
    steps.append(keys_step(stem, column, readings, facts))
    labels = labels_of(facts.request)
    keys = [key for key in facts.request.memberships if key in draft.many(f"{stem}/keys")]
    steps += [values_step(stem, key, labels, column, readings, draft) for key in keys]
    if all(step.key in draft for step in steps):
        rest = left_over(column, column_claims(draft, facts, file, column))
        if rest:
            steps.append(rest_step(stem, column, rest))
    return steps


def _proposal(file: ChosenFile, column: ColumnFacts, readings: dict[str, Reading], facts: Facts) -> Step:
    claimed = any(reading.keys for reading in readings.values())
    doubtful = any(reading.hints for reading in readings.values())
    return Step(
        how_key(facts, file, column),
        _SECTION,
        Kind.SELECT,
        f"Is this what the values of '{column.name}' mean?",
        "\n".join(_table(file, column, readings, facts)),
        (
            Choice(RIGHT, "Yes, every value stands where it belongs"),
            Choice(EACH, "No, go through the categories one by one"),
        ),
        default=EACH if doubtful or not claimed else RIGHT,
    )


def _table(file: ChosenFile, column: ColumnFacts, readings: dict[str, Reading], facts: Facts) -> Iterator[str]:
    """Every value with what it would count for. What matters most stands last, next to the question, if it is long."""
    labels, values = labels_of(facts.request), column.values or {}
    claimed, none = [], []
    for value, reading in readings.items():
        hints = reasons_of(reading.hints, labels)
        count = rows_in_words(values[value])
        if reading.keys:
            meaning = " and ".join(labels[key] for key in reading.keys)
            claimed.append((value, count, f"{meaning} ({hints})" if hints else meaning))
        else:
            none.append((bool(hints), (value, count, hints)))
    none.sort(key=lambda item: item[0])
    absent = _absent(file, column, facts, labels)
    means = [f"Would count for:\n{lines(claimed)}" if claimed else "None of them seems to name a category."]
    means += [f"Would count, but no row of this extract has them:\n{lines(absent)}"] if absent else []
    rest = [f"Would count for none of the categories:\n{lines(row for _, row in none)}"] if none else []
    yield f"Every value of '{column.name}' in {file.title}, with its number of rows."
    yield from [*rest, *means] if len(none) > MOST_BEFORE else [*means, *rest]
    if column.unprintable:
        yield _hidden(column)


def _absent(file: ChosenFile, column: ColumnFacts, facts: Facts, labels: dict[str, str]) -> list[tuple[str, str]]:
    """Values that the map started from claims and that this extract does not hold, with what they mean."""
    base = facts.base.mappings if facts.base else {}
    spec = base_records(facts, file.name)
    return [(value, labels[key]) for key in labels for value in absent_claims(base.get(key), spec, column)]


def _hidden(column: ColumnFacts) -> str:
    return (
        f"{column.unprintable:,} more values hold invisible characters and cannot be mapped; they are reported "
        "afterwards. Ask for the extract without them."
    )


def keys_step(stem: str, column: ColumnFacts, readings: dict[str, Reading], facts: Facts) -> Step:
    """Which categories and settings some value of a column means."""
    choices = []
    sure = []
    for key, label in labels_of(facts.request).items():
        named = [value for value, reading in readings.items() if key in reading.keys]
        hints = [value for value, reading in readings.items() if any(item.target == key for item in reading.hints)]
        evidence = f"suggested: {'; '.join(named)}" if named else f"perhaps: {'; '.join(hints)}" if hints else ""
        choices.append(Choice(key, label, evidence))
        if named or hints:
            sure.append(key)
    return Step(
        f"{stem}/keys",
        _SECTION,
        Kind.CHECKBOX,
        f"What does '{column.name}' record?",
        "Tick each category and setting that some value of this column means. You then say which values.",
        tuple(choices),
        default=tuple(sure),
    )


def values_step(
    stem: str, key: str, labels: dict[str, str], column: ColumnFacts, readings: dict[str, Reading], draft: Draft
) -> Step:
    """Which values mean one category; those that may come first, then all others, most frequent first."""
    earlier = list(labels)[: list(labels).index(key)]
    choices: dict[int, list[Choice]] = {0: [], 1: [], 2: []}
    for value, reading in readings.items():
        parts = [rows_in_words((column.values or {})[value])]
        hint = next((item.reason for item in reading.hints if item.target == key), "")
        if key in reading.keys:
            parts.append(f"suggested: {reading.reason}")
        elif hint:
            parts.append(f"perhaps: {hint}")
        parts += [f"counted for {labels[other]}" for other in earlier if value in draft.many(f"{stem}/is/{other}")]
        rank = 0 if key in reading.keys else 1 if hint else 2
        choices[rank].append(Choice(value, value, "; ".join(parts)))
    return Step(
        f"{stem}/is/{key}",
        _SECTION,
        Kind.CHECKBOX,
        f"Which values of '{column.name}' mean: {labels[key]}?",
        "Every value of the column is listed, however rare. Ticked are those whose name leaves no doubt.",
        (*choices[0], *choices[1], *choices[2]),
        default=tuple(value for value, reading in readings.items() if key in reading.keys),
    )


def rest_step(stem: str, column: ColumnFacts, rest: Sequence[str]) -> Step:
    """Whether the values that no category claims mean nothing asked for."""
    key = f"{stem}/rest/{seal(*rest)}"
    table = lines((value, rows_in_words((column.values or {})[value])) for value in rest)

    def apply(draft: Draft, answer: Answer) -> Draft:
        if answer == YES:
            return draft.said(key, answer)
        return draft.ask_again(draft.keys_under(f"{stem}/keys", f"{stem}/is/"))

    step = yes_or_no(
        key,
        _SECTION,
        "Do all of these mean none of the categories?",
        "count none of them",
        "go through this column again",
        help="These values are in no category. They are written into the field map as reviewed and not counted; a "
        f"value that nobody has reviewed could be a category that was missed.\n{table}",
    )
    return replace(step, apply=apply)
