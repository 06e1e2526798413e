"""The questions about the columns of the lists that are compared: who a person is in them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from foi_return.terms.reconciliation import NAMES, PARTNER, PEOPLE, RECORDS
from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import ColumnFacts, FileFacts
from foi_return.wizard.steps import Choice, Kind, Section, Step
from foi_return.wizard.words import words_of

NONE = "(none)"
"""What is chosen where a list has no such column, or a value means nothing of what is asked."""


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What is known beside the answers.

    Attributes:
        files: The lists that have been read, by name.
        folder: The folder in which the program was started.
        output: The output folder given on the command line, or empty.
        save_to: The path for the definition given on the command line, or empty.
        taken: Whether the definition's file is there already.
    """

    files: Mapping[str, FileFacts] = field(default_factory=dict)
    folder: str = "."
    output: str = ""
    save_to: str = ""
    taken: bool = False


@dataclass(frozen=True, slots=True)
class _Role:
    """What a column may be for.

    Attributes:
        key: Its key in the definition.
        asked: What is asked for.
        names: Names of columns that leave no doubt, in small letters.
        needed: Whether every list must have it.
    """

    key: str
    asked: str
    names: tuple[str, ...]
    needed: bool = False


_ROLES = (
    _Role("first_name", "first names", ("first name", "forename", "forenames", "given name", "firstname"), needed=True),
    _Role("last_name", "surnames", ("last name", "surname", "family name", "lastname"), needed=True),
    _Role("birth_date", "birth dates", ("date of birth", "dob", "birth date", "d o b"), needed=True),
    _Role("sex", "sex", ("sex", "gender")),
    _Role("postcode", "postcodes", ("postcode", "post code")),
    _Role("address", "the first line of the address", ("address", "address line 1", "address 1", "street")),
)
IDS = ("id", "ref", "reference", "person id", "client id", "child id", "nominal ref", "urn")
_ALIASES = frozenset({"alias", "maiden", "previous", "former", "aka", "nickname"})
IN_WORDS = {PARTNER: "the partner's list", PEOPLE: "social care's people", NAMES: "other names", RECORDS: "records"}


def people_steps(draft: Draft, facts: ListFacts) -> Iterator[Step]:
    """Which columns of each list say who a person is."""
    for name in (PARTNER, PEOPLE):
        file = facts.files.get(name)
        if file is None:
            continue
        yield column_step(name, "id", "the id", IDS, file, needed=name == PEOPLE)
        for role in _ROLES:
            yield column_step(name, role.key, role.asked, role.names, file, needed=role.needed)
        yield from _birth_dates(draft, name, file)
        yield from _sexes(draft, name, file)
        aliases = tuple(column.name for column in file.columns if _ALIASES & set(words_of(column.name)))
        yield Step(
            f"{name}/other_last_names",
            Section.PEOPLE,
            Kind.CHECKBOX,
            f"Which columns of {IN_WORDS[name]} hold another surname?",
            "Previous surnames and aliases: a child may be known by another name there.",
            tuple(Choice(column.name, column.name) for column in file.columns),
            default=aliases,
            settled=aliases if f"{name}/other_last_names" not in draft.again else None,
        )
    if (file := facts.files.get(NAMES)) is not None:
        yield column_step(NAMES, "id", "the id of the person", IDS, file, needed=True)
        for role in _ROLES[:2]:
            names = (*role.names, *(f"other {each}" for each in role.names))
            yield column_step(NAMES, role.key, role.asked, names, file, needed=False)
    if (file := facts.files.get(RECORDS)) is not None:
        yield column_step(RECORDS, "id", "the id of the person", IDS, file, needed=True)


def column_step(name: str, key: str, asked: str, names: Sequence[str], file: FileFacts, *, needed: bool) -> Step:
    """Asks which column it is; nobody is asked where one has a name that leaves no doubt."""
    columns = [column.name for column in file.columns]
    plain = {" ".join(words_of(column)): column for column in reversed(columns)}
    sure = next((plain[each] for each in names if each in plain), None)
    near = next((column for column in columns for each in names if set(each.split()) <= set(words_of(column))), None)
    choices = tuple(Choice(column, column) for column in columns)
    if not needed:
        choices = (*choices, Choice(NONE, "The list has no such column"))
    return Step(
        f"{name}/{key}",
        Section.PEOPLE,
        Kind.SELECT,
        f"Which column of {IN_WORDS[name]} holds {asked}?",
        choices=choices,
        default=sure or near or (None if needed else NONE),
        settled=sure,
        echo=lambda answer: f"{IN_WORDS[name].capitalize()}, {asked}: {answer}",
    )


def column_facts(draft: Draft, name: str, key: str, file: FileFacts) -> ColumnFacts | None:
    """What is known of the column that was chosen; None where none was."""
    chosen = draft.text(f"{name}/{key}")
    return file.column(chosen) if chosen and chosen != NONE else None


def _birth_dates(draft: Draft, name: str, file: FileFacts) -> Iterator[Step]:
    column = column_facts(draft, name, "birth_date", file)
    if column is None:
        return
    read = sorted(column.dates, key=lambda form: -column.dates[form])
    best = tuple(form for form in read if column.dates[form] == column.dates[read[0]])
    yield Step(
        f"{name}/date_formats",
        Section.PEOPLE,
        Kind.CHECKBOX,
        f"How are birth dates written in {IN_WORDS[name]}?",
        f"The column is '{column.name}'. How many of its {column.filled:,} filled cells each format reads:",
        tuple(Choice(form, form, f"{column.dates[form]:,}") for form in read),
        default=best[:1],
        settled=best if len(best) == 1 and column.read_share == 1 else None,
        check=lambda answer: "" if answer else "Choose at least one.",
    )


def _sexes(draft: Draft, name: str, file: FileFacts) -> Iterator[Step]:
    column = column_facts(draft, name, "sex", file)
    if column is None or column.values is None:
        return
    for sex, initial in (("female", "f"), ("male", "m")):
        key = f"{name}/sex/{sex}"
        own = tuple(value for value in column.values if value.strip().casefold() in (sex, initial))
        yield Step(
            key,
            Section.PEOPLE,
            Kind.CHECKBOX,
            f"Which values of '{column.name}' mean {sex}?",
            "Others are taken as not known.",
            value_choices(column.values),
            default=own,
            settled=own if own else None,
        )


def value_choices(values: Mapping[str, int]) -> tuple[Choice, ...]:
    """A choice for each value of a column of codes, with its number of rows."""
    return tuple(Choice(value, value, f"{rows:,} rows") for value, rows in values.items())
