"""Section 5, second half: categories that no value means, the council's own names, and since when each is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from foi_return.periods import financial_year
from foi_return.text import normalise
from foi_return.wizard.chosen import asked_of
from foi_return.wizard.draft import Answer, Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.rules import (
    NO_ROWS,
    ChosenRule,
    chosen_rules,
    claimed_keys,
    every_files,
    found_keys,
    place_of,
)
from foi_return.wizard.sections.overlaps import overlap_steps
from foi_return.wizard.sections.the_request import asked_kind, asked_periods
from foi_return.wizard.steps import Choice, Kind, Section, Step
from foi_return.wizard.view import EACH, ColumnClaims, all_claims, is_accepted, labels_of, lines, read_values

_SECTION = Section.CATEGORIES
_SUCH_AS = ", such as: Child exploitation (CSE and CCE are not told apart)"
FREE_TEXT, NOT_RECORDED, NOT_APPLICABLE, ELSEWHERE = "free text", "not recorded", "not applicable", "elsewhere"
REASONS = {
    FREE_TEXT: "Recorded only in case notes, not in a structured field, so it cannot be counted.",
    NOT_RECORDED: "Not recorded in the case-management system.",
    NOT_APPLICABLE: "",
}
"""The sentence that the reader is given, by the reason why there are no figures."""

SEVERAL = 3
"""From so many categories without a value on, they can be answered together."""


def category_steps(draft: Draft, facts: Facts) -> list[Step]:
    """The questions about each category and context, once every value has been gone through."""
    claimed = claimed_keys(draft, facts)
    found = found_keys(draft, facts)
    missing = [key for key in facts.request.memberships if key not in found]
    steps = _missing(missing, draft, facts)
    if any(step.key not in draft for step in steps):
        return steps
    steps += overlap_steps(draft, facts)
    if any(step.key not in draft for step in steps):
        return steps
    steps += _labels(claimed, draft, facts)
    return steps + _since(claimed, draft, facts)


def _missing(missing: list[str], draft: Draft, facts: Facts) -> list[Step]:
    labels = labels_of(facts.request)
    steps: list[Step] = []
    together = f"held/all/{'+'.join(missing)}"
    if len(missing) >= SEVERAL:
        steps.append(_together(together, [labels[key] for key in missing]))
        if together not in draft:
            return steps
    common = draft.text(together) if len(missing) >= SEVERAL else EACH
    for key in missing:
        steps += _not_held(key, labels[key], "" if common == EACH else common, draft, facts)
    return steps


def _together(key: str, labels: list[str]) -> Step:
    return Step(
        key,
        _SECTION,
        Kind.SELECT,
        "How are these recorded?",
        "No value that you chose means any of these. The request asks you to say so where something is not recorded "
        "in a structured way; the answer then says 'not recorded', never 0. If the system could have recorded one of "
        f"them and there just was none, choose to be asked for each.\n{lines((label,) for label in labels)}",
        (
            Choice(FREE_TEXT, "All of them only in free text, such as case notes"),
            Choice(NOT_RECORDED, "None of them is recorded at all"),
            Choice(EACH, "It differs: ask me for each"),
        ),
        default=FREE_TEXT,
    )


def _not_held(key: str, label: str, common: str, draft: Draft, facts: Facts) -> list[Step]:
    base = facts.base.mappings.get(key) if facts.base else None
    stem = f"held/{key}"
    default, reason = FREE_TEXT, ""
    if base is not None and not (base.held and base.applicable):
        default = NOT_APPLICABLE if not base.applicable else FREE_TEXT
        reason = base.reason

    can_be_zero = any(True for _ in _claims_about(key, draft, facts))
    no_rows = [Choice(NO_ROWS, "In a chosen column, by a value that no row has: the figures are 0")] * can_be_zero

    def apply(draft: Draft, answer: Answer) -> Draft:
        if answer != ELSEWHERE:
            return draft.said(stem, answer)
        return draft.ask_again(key for key in draft.keys_under("values/") if key.endswith("/columns")).without([stem])

    steps = [
        Step(
            stem,
            _SECTION,
            Kind.SELECT,
            f"How is this recorded: {label}?",
            "No value that you chose means it. If the system could have recorded it, and did not, its figure is a true "
            "0; if it could not, the answer is 'not recorded'. The two are never the same.",
            (
                Choice(FREE_TEXT, "Only in free text, such as case notes, so it cannot be counted"),
                *no_rows,
                Choice(NOT_RECORDED, "Not at all"),
                Choice(NOT_APPLICABLE, "The question cannot arise for this council"),
                Choice(ELSEWHERE, "In a column that I have not chosen: show the columns again"),
            ),
            default=default,
            settled=common or None,
            apply=apply,
        )
    ]
    held = draft.text(stem)
    if held == NO_ROWS:
        return [*steps, *_no_rows(stem, key, label, draft, facts)]
    if held:
        sentence = reason or REASONS[held]
        steps.append(
            Step(
                f"{stem}/reason/{held.replace(' ', '_')}",
                _SECTION,
                Kind.TEXT,
                "Why are there no figures? (a sentence for the reader)",
                f"It stands in the answer beside '{label}'.",
                default=sentence or None,
                settled=sentence if common else None,
            )
        )
    return steps


def _claims_about(key: str, draft: Draft, facts: Facts) -> Iterator[ColumnClaims]:
    """The coded columns of the records that can mean a category, with what they are claimed for."""
    for file, column, claims in all_claims(draft, facts):
        if key in asked_of(file, facts).memberships:
            yield file, column, claims


def _no_rows(stem: str, key: str, label: str, draft: Draft, facts: Facts) -> list[Step]:
    """Which column would hold a category that no row has, and in which words."""
    columns = {place_of(file, column): (file, column) for file, column, _ in _claims_about(key, draft, facts)}
    read = {place_of(rule.file, rule.column) for rule in chosen_rules(draft, facts) if rule.key != key}
    choices = tuple(Choice(place, f"{column.name} in {file.title}") for place, (file, column) in columns.items())
    place = draft.text(f"{stem}/column")
    present = {normalise(value) for value in columns[place][1].values or ()} if place in columns else set()

    def check(answer: Answer) -> str:
        if any(normalise(value) in present for value in answer):
            return "The column does hold this value: go through its values instead."
        return ""

    feeds = {
        where: len(claims)
        for file, column, claims in _claims_about(key, draft, facts)
        if (where := place_of(file, column))
    }
    ranked = sorted(feeds, key=lambda where: -feeds[where])
    best = next((where for where in ranked if where in read), choices[0].value)
    stands_out = len(ranked) == 1 or feeds[best] > max(feeds[where] for where in ranked if where != best)
    return [
        Step(
            f"{stem}/column",
            _SECTION,
            Kind.SELECT,
            f"Which column would hold it: {label}?",
            "The column in which the system records it when it occurs.",
            choices,
            default=best,
            settled=best if stands_out and f"{stem}/column" not in draft.again else None,
            echo=lambda answer: f"It would stand in {next((c.title for c in choices if c.value == answer), '')}.",
        ),
        Step(
            f"{stem}/values",
            _SECTION,
            Kind.TEXT,
            "The value, exactly as the system offers it (several with ; between)",
            "As it stands in the system's list of choices, such as: Organised crime group.",
            several=True,
            check=check,
        ),
    ]


def _labels(claimed: tuple[str, ...], draft: Draft, facts: Facts) -> list[Step]:
    """Whether a category goes by another name here, asked where a value was claimed that is not plainly it."""
    labels = labels_of(facts.request)
    unsure = _unsure_claims(draft, facts)
    steps = []
    for key in claimed:
        base = facts.base.mappings.get(key) if facts.base else None
        if key in unsure or (base and base.label):
            values = "; ".join(unsure.get(key, ()))
            why = f"You counted: {values}. " if values else ""
            steps.append(
                Step(
                    f"label/{key}",
                    _SECTION,
                    Kind.TEXT,
                    "Your own name for this category (leave empty to keep the request's)",
                    f"{why}If that is only the closest equivalent of '{labels[key]}', the answer should name it as you "
                    f"do{_SUCH_AS if facts.request.contexts else ''}.",
                    default=base.label if base and base.label else None,
                    optional=True,
                )
            )
    return steps


def _unsure_claims(draft: Draft, facts: Facts) -> dict[str, list[str]]:
    """The values that the officer claimed although their name alone does not say so."""
    unsure: dict[str, list[str]] = {}
    for file, column, claims in all_claims(draft, facts):
        if is_accepted(draft, facts, file, column):
            continue
        readings = read_values(file, column, facts)
        for key, values in claims.items():
            unsure.setdefault(key, []).extend(value for value in values if key not in readings[value].keys)
    return {key: values for key, values in unsure.items() if values}


def _since(claimed: tuple[str, ...], draft: Draft, facts: Facts) -> list[Step]:
    labels = labels_of(facts.request)
    rules, every = chosen_rules(draft, facts), every_files(draft, facts)
    first = asked_periods(draft)[0].first_day
    said = {
        key: mapping.recorded.start
        for key, mapping in (facts.base.mappings if facts.base else {}).items()
        if mapping.recorded.start and mapping.recorded.start > first
    }
    steps = [
        Step(
            "since/which",
            _SECTION,
            Kind.CHECKBOX,
            f"Which of these could not be recorded from {first.day} {first:%B %Y} on?",
            "Tick what the system began to record later, such as a flag that was introduced part-way. "
            f"The {asked_kind(draft).short}s before are then answered with 'not recorded', not with 0. Tick none if "
            "all could be recorded throughout.",
            tuple(
                Choice(key, labels[key], "" if key in every else _first_record(key, rules, draft)) for key in claimed
            ),
            default=tuple(key for key in claimed if key in said),
        )
    ]
    for key in claimed:
        if key in draft.many("since/which"):
            start = said.get(key)
            steps.append(
                Step(
                    f"since/{key}",
                    _SECTION,
                    Kind.DATE,
                    f"Since which day could it be recorded: {labels[key]}?",
                    "The day on which the flag or code was introduced, such as 01/04/2021.",
                    default=start.isoformat() if start else None,
                )
            )
    return steps


def _first_record(key: str, rules: Sequence[ChosenRule], draft: Draft) -> str:
    """The financial year of the first record of a category, which hints at when recording began."""
    day = first_day_of(key, rules, draft)
    if day is None:
        return "no record in these files"
    return f"first record in {financial_year(day.year if day.month >= 4 else day.year - 1).label}"


def first_day_of(key: str, rules: Sequence[ChosenRule], draft: Draft) -> date | None:
    """The day of the first record of a category; None where these files have none."""
    days = []
    for rule in rules:
        start = draft.text(f"records/{rule.file.name}/start")
        seen = rule.column.first_seen.get(start, {})
        if rule.key == key:
            days += [seen[normalise(value)] for value in rule.values if normalise(value) in seen]
    if not days:
        return None
    year, rest = divmod(min(days), 10_000)
    return date(year, *divmod(rest, 100))
