"""Sections 3 to 5 for a map that is used as it stands: each part in plain words, then what the extract adds to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from foi_return.periods import date_in_words
from foi_return.terms.field_map import FieldMap
from foi_return.terms.meaning import Fact, brief_sentences, facts_of
from foi_return.terms.request import NOT_KNOWN
from foi_return.wizard.compared import differences_in_words
from foi_return.wizard.draft import Answer, Draft
from foi_return.wizard.facts import ColumnFacts, Facts
from foi_return.wizard.kept import ASK, USE, kept_base, readable_map
from foi_return.wizard.kept_values import new_columns
from foi_return.wizard.meanings import suggest_sexes
from foi_return.wizard.sections.new_values import new_value_steps
from foi_return.wizard.sections.people import sex_of
from foi_return.wizard.sections.the_request import asked_kind, asked_periods
from foi_return.wizard.steps import Choice, Kind, Section, Step
from foi_return.wizard.unasked import find_unasked
from foi_return.wizard.view import RIGHT, lists_people, seal

AGAIN, DAYS = "again", "days"
"""The other answers to a part of the map: go through the map question by question; change the days that it covers."""

Of = Callable[[Fact], bool]


def kept_people_steps(draft: Draft, facts: Facts) -> list[Step]:
    """Who the children are, as the map says it, and the values for sex that it does not name."""
    field_map = readable_map(draft, facts)
    first = differences_in_words(draft, facts)
    section = Section.PEOPLE if lists_people(facts.request) else Section.RECORDS
    steps = [_part("people", section, _text(field_map, facts, _is_of_people), facts, before=first)]
    values = facts.beside.sexes if facts.beside else {}
    if not values:
        return steps
    rows = sum(values.values())
    column = ColumnFacts(field_map.child.sex or "", rows, rows, len(values), values)
    known = {value: item.target for value, item in suggest_sexes(values).items() if item.is_sure}
    for value in values:
        label = known.get(value) or (NOT_KNOWN if _is_code(value) else None)
        steps += sex_of(column, value, label, draft, settled=False)
    return steps


def _is_code(value: str) -> bool:
    """Whether a value says nothing by itself, such as 50 or X."""
    return len(value) < 3 or not any(character.isalpha() for character in value)


def kept_record_steps(draft: Draft, facts: Facts) -> list[Step]:
    """Which rows are records, as the map says it, and for which days they are complete."""
    field_map = readable_map(draft, facts)
    days = Choice(DAYS, "Yes, but the days for which they are complete have changed")
    late = "".join(f"\n{line}" for line in _ending_early(draft, field_map))
    step = _part("records", Section.RECORDS, _text(field_map, facts, _is_of_records), facts, days, after=late)
    steps = [step]
    changed = draft.text(step.key) == DAYS
    for name, records in field_map.records.items():
        for end, day in (("from", records.covers.start), ("to", records.covers.end)):
            steps.append(_day(name, end, day.isoformat() if day else "", draft, changed))
    return steps


def _day(name: str, end: str, said: str, draft: Draft, changed: bool) -> Step:
    word, without = ("From", "any") if end == "from" else ("Until", "no end")
    start = draft.text(f"records/{name}/from") if end == "to" else ""
    return Step(
        f"records/{name}/{end}",
        Section.RECORDS,
        Kind.DATE,
        f"{word} which day are the records '{name}' complete? (leave empty for {without})",
        f"A {asked_kind(draft).short} outside these days is answered with 'not recorded', never with 0.",
        default=said,
        settled=None if changed else said,
        optional=True,
        check=lambda answer: "This is before the first day." if answer and start and str(answer) < start else "",
    )


def _ending_early(draft: Draft, field_map: FieldMap) -> Iterator[str]:
    """Records that are complete for a part of the years asked for only, as the map says."""
    last = asked_periods(draft)[-1].last_day
    extracted = draft.day("files/extracted_on")
    until = min(last, extracted) if extracted else last
    for name, records in field_map.records.items():
        if records.covers.end is not None and records.covers.end < until:
            yield (
                f"The map says that the records '{name}' end on {date_in_words(records.covers.end)}. If this extract "
                f"goes on, change the days: otherwise later {asked_kind(draft).short}s are answered with 'not "
                "recorded'."
            )


def kept_category_steps(draft: Draft, facts: Facts) -> list[Step]:
    """What the map counts for each category, once every value that it does not name has been gone through."""
    steps = [step for new in new_columns(facts) for step in new_value_steps(new, draft, facts)]
    if any(step.key not in draft for step in steps):
        return steps
    text = _text(readable_map(draft, facts), facts, _is_of_categories)
    after = "\nWhat you said of new values comes on top of it." if steps else ""
    return [*steps, _part("categories", Section.CATEGORIES, text, facts, after=after)]


_ELSEWHERE = (
    "If it is not: change the field map that is written at the end in an editor, and make the answer again from it."
)


def _part(
    name: str, section: Section, text: str, facts: Facts, *more: Choice, before: str = "", after: str = ""
) -> Step:
    """One part of the map in plain words, to be looked at."""
    choices = [Choice(RIGHT, "Yes, it is still so"), *more]
    base = kept_base(facts)
    if not find_unasked(base, facts.base_tables):
        choices.append(Choice(AGAIN, "No: go through the map question by question"))
    elsewhere = "" if choices[-1].value == AGAIN else f"\n{_ELSEWHERE}"

    def apply(draft: Draft, answer: Answer) -> Draft:
        return draft.said(USE, ASK) if answer == AGAIN else draft.said(step.key, answer)

    step = Step(
        f"kept/{name}/{seal(before, text, after)}",
        section,
        Kind.SELECT,
        "Is this still right?",
        f"{before}The map that you started from says:\n{text}{after}{elsewhere}",
        tuple(choices),
        default=RIGHT,
        apply=apply,
    )
    return step


def _text(field_map: FieldMap, facts: Facts, wanted: Of) -> str:
    """Facts of a map as lines, each below its heading; headings that say the same stand together."""
    found = [fact for fact in facts_of(field_map, facts.request) if wanted(fact)]
    by_heading = groupby(found, key=lambda fact: fact.heading)
    parts = [(heading, tuple(brief_sentences(group))) for heading, group in by_heading]
    lines = []
    for sentences, alike in groupby(parts, key=lambda part: part[1]):
        lines += [f"  {heading}" for heading, _ in alike]
        lines += [f"    {sentence}" for sentence in sentences]
    return "\n".join(lines)


_ABOUT_ALL = {"map", "database", "source", "flag", "counting"}


def _is_of_people(fact: Fact) -> bool:
    return fact.place[0] in ("child", "crosswalk")


def _is_of_records(fact: Fact) -> bool:
    return fact.place[0] in ("table", "records")


def _is_of_categories(fact: Fact) -> bool:
    return fact.place[0] not in _ABOUT_ALL and not _is_of_people(fact) and not _is_of_records(fact)
