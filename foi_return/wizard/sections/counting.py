"""Section 7: the counting rules, and which numbers are too small to publish."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from foi_return.period_kinds import PeriodKind
from foi_return.terms.counting import (
    NAMED_DAYS,
    AgeTaken,
    CountingRules,
    IdentifiedAs,
    Overlap,
    PlacedBy,
    WhoCounts,
)
from foi_return.terms.policy import Policy
from foi_return.terms.request import Combine, Request
from foi_return.terms.unit import CHILDREN
from foi_return.text import listed_with, sentence_case
from foi_return.wizard.countable import Countable, countable
from foi_return.wizard.draft import Answer, Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.kept import keeps
from foi_return.wizard.sections.the_request import asked_kind
from foi_return.wizard.steps import Choice, Kind, Section, Step
from foi_return.wizard.view import EACH, RIGHT, lines, lists_people, seal

_SECTION = Section.COUNTING
OWN_POLICY = "=own"
_WHO = "counting/who_counts"

_Rule = tuple[str, str, str, tuple[StrEnum, ...], tuple[str, ...]]


def _rules(kind: PeriodKind, request: Request) -> tuple[_Rule, ...]:
    """Each rule: its name, question, reason, values and their titles, in the words of what is counted."""
    short, unit, whose = kind.short, request.counted, request.unit_of("")
    first, last = NAMED_DAYS.get(kind, ("", ""))
    first_day, last_day = f"the first day of the {short}", f"the last day of the {short}"
    first_title = f"{first}, {first_day}" if first else first_day.capitalize()
    number, one, other = _overlapping(request)
    last_title = f"{last}, {last_day}" if last else last_day.capitalize()
    return (
        (
            "placed_by",
            f"Which records place {unit.one} in a {short}?",
            f"Question 1 asks for the {unit.plural} recorded in each {kind}. Councils have answered in all three ways; "
            "the rule is printed with every table.",
            tuple(PlacedBy),
            (
                f"Records that start in the {short}",
                f"Records that were open on any day of the {short}",
                f"Records that were open on {last or last_day}",
            ),
        ),
        (
            "age_taken",
            f"On which day is {whose.one}'s age taken?",
            "It decides the age group of question 6.",
            tuple(AgeTaken),
            (
                f"The day of the {whose.singular}'s first record in the {short}",
                last_title,
                f"31 August in the {short}" if last else f"The last 31 August before the {short} ends",
                first_title,
            ),
        ),
        (
            "who_counts",
            f"Who counts as {whose.one}?",
            f"The request is about {whose.plural}. Case files may hold care leavers and other adults too.",
            tuple(WhoCounts),
            ("Everybody under 18 at the record", "Everybody with a record, whatever their age"),
        ),
        (
            "overlap",
            f"How are {unit.plural} counted {'who' if unit.is_person else 'that'} have both {one} and {other}?",
            f"Question {number} asks for {one}, for {other} and for both.",
            tuple(Overlap),
            (
                f"In {one}, in {other} and in both: the three overlap",
                f"Only in both: the three are then {one} only, {other} only and both",
            ),
        ),
    )


def _overlapping(request: Request) -> tuple[str, str, str]:
    """The question that asks for two categories and for both, with short names of the two."""
    both = next((each for each in request.categories if each.combine is Combine.ALL_OF and not each.without), None)
    if both is None:
        return "", "one", "another"
    asked = (table.question for table in request.tables if both.key in table.categories)
    names = [_short(request.category(key).label) for key in both.parts]
    return next(asked, request.questions[0].number), names[0], listed_with(names[1:], "and")


def _short(label: str) -> str:
    """What stands in brackets at the end of a label, `CCE`; else the label."""
    found = re.search(r"\(([^()]+)\)$", label)
    return found[1] if found else label


def counting_steps(draft: Draft, facts: Facts) -> list[Step]:
    """The questions of this section."""
    said = facts.base.counting if facts.base else CountingRules()
    files, kind = countable(draft, facts), asked_kind(draft)
    rules = [_rule(rule, getattr(said, rule[0])) for rule in _rules(kind, facts.request)]
    rules[0] = _placed_by(rules[0], files, kind)
    unsaid = _unsaid(draft, facts)
    if "who_counts" in unsaid and not keeps(draft, facts):
        rules = [replace(rule, default=WhoCounts.EVERYBODY.value) if rule.key == _WHO else rule for rule in rules]
    rules = [
        replace(rule, settled=rule.default, echo=_silent) if rule.key.partition("/")[2] in unsaid else rule
        for rule in rules
    ]
    usual = _usual([rule for rule in rules if rule.key.partition("/")[2] not in unsaid], facts.request.counted.plural)
    by_one = any(rule.key in draft.given for rule in rules)
    if usual.key not in draft and not by_one:
        return [usual]
    taken = draft.text(usual.key) == RIGHT
    # Answers kept from a time before the proposal hold the rules themselves.
    steps = [usual] if usual.key in draft else []
    settled = [rule.key for rule in rules if taken and rule.key not in draft.given]
    steps += [replace(rule, settled=rule.default, echo=_silent) if rule.key in settled else rule for rule in rules]
    counted = facts.request.counted.plural
    steps += _risk(files, said, counted)
    steps += _identified(files, said, counted)
    return steps


def _unsaid(draft: Draft, facts: Facts) -> frozenset[str]:
    """Rules that bear on no figure of the request: on ages where nothing has any, on overlaps where there are none."""
    request = facts.request
    if request.unit == CHILDREN.plural:
        return frozenset()
    known = facts.base.child.is_known if keeps(draft, facts) and facts.base else lists_people(request)
    return frozenset({*(() if known else ("age_taken", "who_counts")), *(() if request.has_overlaps else ("overlap",))})


def _silent(_answer: Answer) -> str:
    return ""


def _usual(rules: Sequence[Step], counted: str) -> Step:
    """One proposal for all counting rules: those of the map, or the first choice of each."""
    rows = [(rule.message, rule.title_of(str(rule.default))) for rule in rules]
    why = rules[0].echo(str(rules[0].default)) if rules[0].settled else ""
    key = f"counting/how/{seal(*(f'{message} {title}' for message, title in rows))}"
    single = [rule.key for rule in rules]
    return Step(
        key,
        _SECTION,
        Kind.SELECT,
        f"Shall {counted} be counted so?",
        f"Each rule is printed with the tables:\n{lines(rows)}{f'{chr(10)}{why}' if why else ''}",
        (Choice(RIGHT, "Yes, by these rules"), Choice(EACH, "No, ask me for each rule")),
        default=RIGHT,
        apply=lambda draft, answer: (draft.without(single) if answer == RIGHT else draft).said(key, answer),
    )


def _rule(rule: _Rule, said: StrEnum) -> Step:
    name, message, why, values, titles = rule
    choices = tuple(Choice(value.value, title) for value, title in zip(values, titles, strict=True))
    return Step(f"counting/{name}", _SECTION, Kind.SELECT, message, why, choices, default=said.value)


def _placed_by(step: Step, files: Sequence[Countable], kind: PeriodKind) -> Step:
    """Whether a record was open on a day can be asked only where records have an end date."""
    endless = [file.title for file in files if not file.ends]
    if not endless:
        return step
    why = f"Records count in the {kind.short} in which they start, because {'; '.join(endless)} has no end date."
    only = PlacedBy.STARTS_IN_YEAR.value
    return replace(step, choices=step.choices[:1], default=only, settled=only, echo=lambda _answer: why)


def _risk(files: Sequence[Countable], said: CountingRules, counted: str) -> list[Step]:
    levels = [list(file.levels) for file in files]
    if not any(levels):
        return []
    common = [level for level in levels[0] if all(level in other for other in levels)]
    without = [file.title for file, listed in zip(files, levels, strict=True) if not listed]
    if without:
        why = f"Records of every level count, because {'; '.join(without)} has no risk level."
    else:
        why = (
            f"Some councils count only {counted} at medium or high risk. Tick the levels that count; tick none to "
            "count every record, with a level or without."
        )
    return [
        Step(
            "counting/risk_levels",
            _SECTION,
            Kind.CHECKBOX,
            "Only some risk levels?",
            why,
            tuple(Choice(level, level) for level in common),
            default=tuple(level for level in said.risk_levels if level in common),
            settled=() if without or not common else None,
            echo=lambda answer: why if without and not answer else "",
        )
    ]


def _identified(files: Sequence[Countable], said: CountingRules, counted: str) -> list[Step]:
    graded = [file.tells for file in files]
    if not any(graded):
        return []
    both = (IdentifiedAs.AT_RISK, IdentifiedAs.VICTIM)
    tells = [grade for grade in both if all(grade in grades for grades in graded)]
    titles = {
        IdentifiedAs.EITHER: f"Both: {counted} at risk, and victims",
        IdentifiedAs.AT_RISK: f"Only {counted} at risk",
        IdentifiedAs.VICTIM: "Only victims",
    }
    offered = [IdentifiedAs.EITHER, *tells]
    why = "Both count, at risk and victim, because not every file tells them apart."
    return [
        Step(
            "counting/identified_as",
            _SECTION,
            Kind.SELECT,
            f"{sentence_case(counted)} at risk, victims, or both?",
            f"Question 1 asks for {counted} identified as at risk of, or victims of, exploitation.",
            tuple(Choice(grade.value, titles[grade]) for grade in offered),
            default=said.identified_as.value if said.identified_as in offered else IdentifiedAs.EITHER.value,
            settled=None if tells else IdentifiedAs.EITHER.value,
            echo=lambda _answer: "" if tells else why,
        )
    ]


def policy_steps(draft: Draft, facts: Facts) -> list[Step]:
    """The questions about small numbers."""
    people = facts.request.people
    choices = [Choice(name, _what_it_does(policy), policy.reason) for name, policy in facts.policies.items()]
    steps = [
        Step(
            "policy/profile",
            Section.POLICY,
            Kind.SELECT,
            "Which numbers are too small to publish?",
            "Personal data are exempt (FOIA section 40(2); FOISA section 38(1)(b)). A small number may let somebody "
            f"identify {people.one}. Take the rule that your council applies, with a reason: a blanket rule can be "
            "overturned.",
            (*choices, Choice(OWN_POLICY, "Another rule, which I will give")),
            default=next(iter(facts.policies), OWN_POLICY),
        )
    ]
    if draft.text("policy/profile") == OWN_POLICY:
        steps += [
            Step(
                "policy/threshold",
                Section.POLICY,
                Kind.TEXT,
                "Smallest number that may be published",
                "All numbers from 1 to one less are hidden: 5 hides 1 to 4.",
                default="5",
                check=_check_threshold,
            ),
            Step(
                "policy/zeros",
                Section.POLICY,
                Kind.SELECT,
                "May a true zero be published?",
                f"Zeros are normally shown; where a zero itself says something about the other {people.plural}, it is "
                "not.",
                (Choice("shown", "Yes, zeros are shown"), Choice("hidden", "No, zeros are hidden as well")),
                default="shown",
            ),
            Step(
                "policy/reason",
                Section.POLICY,
                Kind.TEXT,
                "Why this rule? (a sentence that is printed with the figures)",
                f"Such as: The area is small, and numbers below 10 could let neighbours identify {people.one}.",
            ),
        ]
    return steps


def _what_it_does(policy: Policy) -> str:
    small = f"numbers from 1 to {policy.threshold - 1}"
    if policy.banded:
        return f"Show {small} as that range"
    if policy.rounding is None:
        return f"Hide {small}"
    return f"Hide {small}, and round the others" if policy.rounding.hides_small else "Round the numbers"


def _check_threshold(answer: Answer) -> str:
    text = str(answer)
    if not (text.isascii() and text.isdigit() and 2 <= int(text) <= 1000):
        return "Write a whole number of 2 or more."
    return ""
