"""The questions about the rules: which values give which category, and what the categories are called. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from foi_return.reconcile.interview_columns import (
    IN_WORDS,
    NONE,
    ListFacts,
    column_facts,
    column_step,
    value_choices,
)
from foi_return.terms.reconciliation import PARTNER, PEOPLE, RECORDS
from foi_return.wizard.draft import NO, YES, Draft
from foi_return.wizard.facts import FileFacts
from foi_return.wizard.rare import is_rare
from foi_return.wizard.steps import Choice, Kind, Section, Step, ticked, yes_or_no
from foi_return.wizard.words import words_of

CATEGORIES = {
    "referred": "Referred as possible CSE, or discussed at a CSE strategy discussion",
    "below": "Known for CSE, below the threshold for a strategy discussion",
    "other": "Other sexual concern on record",
    "unclear": "Possible risk, or not clear whether the child is known",
    "no_reference": "Known, with no such concern on record",
    "not_found": "Not found in social care's records",
    "elsewhere": "Responsibility of another authority",
    "adult": "Aged 18 or over",
    "restricted": "Record restricted",
}
"""The categories that are offered, in the order of the table."""
ON_RECORD = ("referred", "below", "other", "unclear")
"""Those that a value of the records can mean; a child with several is of the first."""
_MEANS = (
    ("referred", frozenset({"referral", "referred", "strategy"})),
    ("unclear", frozenset({"unclear", "possible", "unknown"})),
    ("below", frozenset({"cse", "exploitation", "exploited"})),
    ("other", frozenset({"sexual", "sexually", "sexualised"})),
)
"""Words of a value that suggest what it means, the first that fits."""
RESTRICTED_VALUES = frozenset({"y", "yes", "true", "1", "restricted"})


def rule_steps(draft: Draft, facts: ListFacts) -> Iterator[Step]:
    """The rules of the definition, in the order in which they are tried, then the names of the categories."""
    yield yes_or_no(
        "rules/adult",
        Section.CATEGORIES,
        "Are people of 18 or over on the list counted apart?",
        "whatever else is known of them",
        "they count like the others",
        help="Every child gets one category: the first rule that fits. The rules come in this order: 18 or over; "
        "another authority; not settled; record restricted; what is on record; known; not found.",
    )
    yield from _coded(draft, facts, PARTNER, "elsewhere", "says which authority is responsible", None)
    yield from _coded(draft, facts, PEOPLE, "restricted", "says that a record is restricted", RESTRICTED_VALUES)
    file = facts.files.get(RECORDS)
    if file is not None:
        yield _coded_column(RECORDS, "on_record", "says what a record is", file, needed=False)
        column = column_facts(draft, RECORDS, "on_record", file)
        for value, rows in ((column.values or {}) if column else {}).items():
            yield Step(
                f"{on_record_stem(draft)}{value}",
                Section.CATEGORIES,
                Kind.SELECT,
                f"What does '{value}' mean?",
                f"{rows:,} rows hold it. A child with several records is of the first of these:",
                (*(Choice(key, CATEGORIES[key]) for key in ON_RECORD), Choice(NONE, "None of these")),
                default=_suggested(value),
            )
    words = yes_or_no(
        "labels/usual",
        Section.CATEGORIES,
        "Are these the categories' names in the answer?",
        "they are right",
        "I will change them",
        help="\n".join(f"  {CATEGORIES[key]}" for key in categories_of(draft)),
    )
    yield words
    if draft.text(words.key) == NO:
        for key in categories_of(draft):
            label = CATEGORIES[key]
            yield Step(f"labels/{key}", Section.CATEGORIES, Kind.TEXT, f"Name for '{label}'", default=label)


def _suggested(value: str) -> str:
    words = set(words_of(value))
    return next((category for category, some in _MEANS if some & words), NONE)


def _coded(
    draft: Draft, facts: ListFacts, name: str, category: str, asked: str, usual: frozenset[str] | None
) -> Iterator[Step]:
    """Asks for a column of codes, and which of its values give a category.

    Args:
        draft: The answers so far.
        facts: What is known beside them.
        name: The list.
        category: The key of the category.
        asked: What the column says.
        usual: The values that are suggested; None to suggest all but the most frequent.
    """
    file = facts.files.get(name)
    if file is None:
        return
    yield _coded_column(name, category, asked, file, needed=False)
    column = column_facts(draft, name, category, file)
    if column is not None and column.values:
        values = value_choices(column.values)
        usually = next(iter(column.values))
        guess = [
            value
            for value, rows in column.values.items()
            if (value.strip().casefold() in usual if usual else value != usually and not is_rare(rows))
        ]
        yield Step(
            f"rules/{category}",
            Section.CATEGORIES,
            Kind.CHECKBOX,
            f"Which values of '{column.name}' give '{CATEGORIES[category]}'?",
            choices=values,
            default=ticked(values, guess),
            check=lambda answer: "" if answer else "Choose at least one, or say that there is no such column.",
        )


def _coded_column(name: str, key: str, asked: str, file: FileFacts, *, needed: bool) -> Step:
    step = column_step(name, key, "", _LIKELY[key], file, needed=needed)
    coded = {column.name for column in file.columns if column.values}
    choices = tuple(choice for choice in step.choices if choice.value in coded or choice.value == NONE)
    default = step.default if step.default in {choice.value for choice in choices} else None if needed else NONE
    message = f"Which column of {IN_WORDS[name]} {asked}?"
    return replace(
        step, section=Section.CATEGORIES, message=message, choices=choices, default=default, settled=None,
        echo=lambda _answer: "",
    )  # fmt: skip


_LIKELY: Mapping[str, tuple[str, ...]] = {
    "elsewhere": ("authority", "local authority", "la"),
    "restricted": ("restricted", "restriction"),
    "on_record": ("type", "record type", "reason", "category", "concern"),
}


def categories_of(draft: Draft) -> tuple[str, ...]:
    """The categories that some rule gives, in the order of the table."""
    given = {"unclear", "no_reference", "not_found"}
    given |= {"adult"} if draft.text("rules/adult") == YES else set()
    given |= {key for name, key in ((PARTNER, "elsewhere"), (PEOPLE, "restricted")) if values_of(draft, name, key)}
    given |= set(meanings_of(draft).values())
    return tuple(key for key in CATEGORIES if key in given)


def values_of(draft: Draft, name: str, category: str) -> tuple[str, ...]:
    """The values that give a category; none where the list has no such column."""
    return () if draft.text(f"{name}/{category}") in ("", NONE) else draft.many(f"rules/{category}")


def on_record_stem(draft: Draft) -> str:
    """What the keys of the questions about the values of the records begin with, for the column that was chosen."""
    return f"rules/on_record/{draft.text(f'{RECORDS}/on_record')}/"


def meanings_of(draft: Draft) -> dict[str, str]:
    """The values of the records that mean something, each with the key of its category."""
    if not draft.text(f"files/{RECORDS}"):
        return {}
    stem = on_record_stem(draft)
    found = {key.removeprefix(stem): draft.text(key) for key in draft.answers if key.startswith(stem)}
    return {value: category for value, category in found.items() if category not in ("", NONE)}
