"""Section 6: the yes/no questions about the fields of the system, answered from the mapping where it says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foi_return.terms.field_map import FlagAnswer
from foi_return.terms.request import FlagQuestion
from foi_return.wizard.draft import Answer, Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.meanings import is_yes_no, suggest_flag
from foi_return.wizard.rare import is_rare
from foi_return.wizard.rules import ChosenRule, chosen_rules
from foi_return.wizard.sections.categories import FREE_TEXT, NOT_APPLICABLE
from foi_return.wizard.steps import Choice, Kind, Section, Step
from foi_return.wizard.view import EACH, RIGHT, all_claims, lines, record_files, seal

_SECTION = Section.FLAGS
UNKNOWN = "unknown"
"""The answer to the proposal that takes what is known and asks for the rest."""

_ANSWERS = (
    Choice(FlagAnswer.YES.value, "Yes, there is such a field or code"),
    Choice(FlagAnswer.FREE_TEXT.value, "Only in free text"),
    Choice(FlagAnswer.NO.value, "No"),
    Choice(FlagAnswer.NOT_KNOWN.value, "I do not know"),
)


@dataclass(frozen=True, slots=True)
class FlagDraft:
    """The answer to one yes/no question that follows from what is known.

    Attributes:
        answer: The answer, or None where nothing is known.
        fields: Names of fields, verbatim.
        since: The day from which the field could be filled in, as yyyy-mm-dd; empty for throughout.
    """

    answer: FlagAnswer | None
    fields: tuple[str, ...] = ()
    since: str = ""


def flag_steps(draft: Draft, facts: Facts) -> list[Step]:
    """The questions of this section."""
    flags = facts.request.flags
    if not flags:
        return []
    rules = chosen_rules(draft, facts)
    known = {flag.key: _known(flag, rules, draft, facts) for flag in flags}
    ready = {key: item for key, item in known.items() if item.answer is not None}
    steps = []
    how = f"flags/how/{seal(*(f'{key} {item.answer} {item.fields} {item.since}' for key, item in known.items()))}"
    if ready:
        steps.append(_proposal(how, known, facts))
        if draft.text(how) not in (RIGHT, UNKNOWN, EACH):
            return steps
    accepted = draft.text(how)
    for flag in flags:
        taken = accepted == RIGHT or (accepted == UNKNOWN and flag.key in ready)
        steps += _flag(flag, known[flag.key], draft, taken)
    return steps


def _proposal(key: str, known: Mapping[str, FlagDraft], facts: Facts) -> Step:
    rows = []
    for flag in facts.request.flags:
        item = known[flag.key]
        names = "; ".join(item.fields)
        said = item.answer or "not known yet: to be found out"
        rows.append((flag.part, flag.label, f"{said}{f': {names}' if names else ''}"))
    some = any(item.answer is None for item in known.values())
    choices = [Choice(RIGHT, "Yes, all of them"), Choice(EACH, "No, ask me for each")]
    if some:
        choices.insert(1, Choice(UNKNOWN, "Yes, and ask me for those that are not known yet"))
    return Step(
        key,
        _SECTION,
        Kind.SELECT,
        "Shall these questions be answered so?",
        "The request asks which structured fields the system has, and what they are called in it. From your answers "
        "so far:\n"
        f"{lines(rows)}\nThe names are published as they stand. See that none gives away an operation, a place or a "
        "person.",
        tuple(choices),
        default=RIGHT,
    )


def _flag(flag: FlagQuestion, known: FlagDraft, draft: Draft, accepted: bool) -> list[Step]:
    stem = f"flags/{flag.key}"
    default = known.answer or FlagAnswer.NOT_KNOWN
    steps = [
        Step(
            f"{stem}/answer",
            _SECTION,
            Kind.SELECT,
            f"{flag.part}: does the system have a field for: {flag.label}?",
            "A structured field, code or category that can be counted; not a mention in case notes.",
            _ANSWERS,
            default=default.value,
            settled=default.value if accepted else None,
        )
    ]
    if draft.text(f"{stem}/answer") == FlagAnswer.YES.value:
        steps += [
            Step(
                f"{stem}/fields",
                _SECTION,
                Kind.TEXT,
                "Its name, exactly as the system shows it (several with ; between)",
                "The request asks for the names as they appear in the system. They are published: see that none gives "
                "away an operation, a place or a person.",
                default=known.fields or None,
                settled=known.fields if accepted else None,
                several=True,
            ),
            Step(
                f"{stem}/since",
                _SECTION,
                Kind.DATE,
                "Since which day has it existed? (leave empty if throughout, or not known)",
                default=known.since or None,
                settled=known.since if accepted else None,
                optional=True,
            ),
        ]
    return steps


def _known(flag: FlagQuestion, rules: Sequence[ChosenRule], draft: Draft, facts: Facts) -> FlagDraft:
    """What the map that was started from says, else what the mapping implies."""
    base = facts.base.flags.get(flag.key) if facts.base else None
    if base is not None and base.answer is not FlagAnswer.NOT_KNOWN:
        return FlagDraft(base.answer, base.fields, base.since.isoformat() if base.since else "")
    if flag.category is not None:
        return _by_category(flag.category, rules, draft)
    named = suggest_flag(flag.key, _names(draft, facts))
    fields = _risk_fields(draft, facts) if flag.key == "risk_flag" else named
    return FlagDraft(FlagAnswer.YES, fields) if fields else FlagDraft(None)


def _by_category(category: str, rules: Sequence[ChosenRule], draft: Draft) -> FlagDraft:
    fields: list[str] = []
    for rule in rules:
        if rule.key == category:
            name, values = rule.column.name, (*rule.values, *rule.absent)
            fields += [name] if is_yes_no(rule.column.values or ()) else [f"{name}: {value}" for value in values]
    if fields:
        since = draft.text(f"since/{category}") if category in draft.many("since/which") else ""
        return FlagDraft(FlagAnswer.YES, tuple(dict.fromkeys(fields)), since)
    held = draft.text(f"held/{category}")
    if held == NOT_APPLICABLE or not held:
        return FlagDraft(None)
    return FlagDraft(FlagAnswer.FREE_TEXT if held == FREE_TEXT else FlagAnswer.NO)


def _risk_fields(draft: Draft, facts: Facts) -> tuple[str, ...]:
    names = (draft.text(f"records/{file.name}/risk") for file in record_files(draft, facts))
    return tuple(dict.fromkeys(name for name in names if name))


def _names(draft: Draft, facts: Facts) -> list[str]:
    """Names of fields that may answer a question: coded columns, and values of them that are not rare."""
    names = []
    for _, column, claims in all_claims(draft, facts):
        claimed = {value for values in claims.values() for value in values}
        names.append(column.name)
        common = (value for value, rows in (column.values or {}).items() if not is_rare(rows))
        names += [f"{column.name}: {value}" for value in common if value not in claimed]
    return names


def flag_answer(draft: Draft, key: str) -> tuple[str, Answer, str]:
    """Answer, names and since of one yes/no question, as the officer gave them."""
    stem = f"flags/{key}"
    answer = draft.text(f"{stem}/answer")
    if answer != FlagAnswer.YES.value:
        return answer, (), ""
    return answer, draft.many(f"{stem}/fields"), draft.text(f"{stem}/since")
