"""Section 6: the yes/no questions about the fields of the system, answered from the mapping where it says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from foi_return.terms.field_map import FlagAnswer, FlagStatement
from foi_return.terms.flag_doubts import FlagDoubt, Recording, contradictions
from foi_return.terms.request import FlagQuestion
from foi_return.wizard.chosen import record_files
from foi_return.wizard.draft import Answer, Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.meanings import is_yes_no, suggest_flag
from foi_return.wizard.rare import is_rare
from foi_return.wizard.rules import ChosenRule, chosen_rules
from foi_return.wizard.sections.categories import FREE_TEXT, NOT_APPLICABLE, first_day_of
from foi_return.wizard.sections.names import cleared_key, is_telling, name_steps
from foi_return.wizard.sections.the_request import asked_periods
from foi_return.wizard.steps import Choice, Kind, Section, Step
from foi_return.wizard.view import EACH, RIGHT, all_claims, lines, seal

_SECTION = Section.FLAGS
UNKNOWN = "unknown"
"""The answer to the proposal that takes what is known and asks for the rest."""

NAMES = "names"
"""The answer to the proposal that takes the answers, but does not clear every name."""

REOPENED = "flags/reopened"
"""Keeps the questions that contradict the mapping and are therefore asked one by one."""

CHANGE, KEEP = "change", "keep"

_ANSWERS = (
    Choice(FlagAnswer.YES.value, "Yes, there is such a field or code"),
    Choice(FlagAnswer.FREE_TEXT.value, "Only in free text"),
    Choice(FlagAnswer.NO.value, "No"),
    Choice(FlagAnswer.NOT_KNOWN.value, "I do not know yet: note whom to ask"),
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
        if draft.text(how) not in (RIGHT, NAMES, UNKNOWN, EACH):
            return steps
    accepted = draft.text(how)
    for flag in flags:
        taken = accepted in (RIGHT, NAMES) or (accepted == UNKNOWN and flag.key in ready)
        steps += _flag(flag, known[flag.key], draft, taken and flag.key not in draft.many(REOPENED))
    if not all(step.key in draft for step in steps):
        return steps
    steps += _whom_to_ask(draft, facts)
    steps += name_steps(_names_given(draft, facts), accepted == RIGHT, draft, facts)
    return steps + _contradicted(rules, draft, facts)


def _proposal(key: str, known: Mapping[str, FlagDraft], facts: Facts) -> Step:
    rows = []
    for flag in facts.request.flags:
        item = known[flag.key]
        names = "; ".join(item.fields)
        said = item.answer or "not known yet: to be found out"
        rows.append((flag.part, flag.label, f"{said}{f': {names}' if names else ''}"))
    some = any(item.answer is None for item in known.values())
    telling = any(is_telling(name) for item in known.values() for name in item.fields)
    choices = [
        Choice(RIGHT, "Yes, all of them, and every name may be published"),
        Choice(NAMES, "Yes, but not every name may be published"),
        *([Choice(UNKNOWN, "Yes, and ask me for those that are not known yet")] if some else []),
        Choice(EACH, "No, ask me for each"),
    ]
    return Step(
        key,
        _SECTION,
        Kind.SELECT,
        "Shall these questions be answered so?",
        "The request asks which structured fields the system has, and what they are called in it. From your answers "
        "so far:\n"
        f"{lines(rows)}\nThe names are published as they stand, unless you say otherwise. See that none gives away an "
        "operation, a place or a person.",
        tuple(choices),
        default=NAMES if telling else RIGHT,
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
                "The request asks for the names as they appear in the system. You are asked afterwards which of them "
                "may be published.",
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


def _whom_to_ask(draft: Draft, facts: Facts) -> list[Step]:
    """Who can find out what is not known yet: one team for all of it, or for each question by itself."""
    open_flags = [flag for flag in facts.request.flags if _is_open(flag, draft)]
    if not open_flags:
        return []
    told = lines((flag.part, flag.label) for flag in open_flags)
    base = facts.base.flags if facts.base else {}
    said = dict.fromkeys(base[flag.key].ask for flag in open_flags if flag.key in base and base[flag.key].ask)
    return [
        Step(
            f"flags/ask/{seal(*(flag.key for flag in open_flags))}",
            _SECTION,
            Kind.TEXT,
            "Which role or team can find out? (leave empty if you do not know)",
            f"Not known yet:\n{told}\nIt is kept in the field map and in the internal folder as a list to follow up; "
            "it is never published. Write a role or a team rather than a person's name, such as: Children's data team. "
            "Until it is found out, the answer says 'not known'.",
            default="; ".join(said) or None,
            optional=True,
        )
    ]


def _is_open(flag: FlagQuestion, draft: Draft) -> bool:
    return draft.text(f"flags/{flag.key}/answer") == FlagAnswer.NOT_KNOWN.value


def _names_given(draft: Draft, facts: Facts) -> dict[str, list[str]]:
    """Every name that would be published, with the parts of the question that it answers."""
    names: dict[str, list[str]] = {}
    for flag in facts.request.flags:
        for name in _fields_of(flag.key, draft, facts):
            names.setdefault(name, []).append(flag.part)
    return names


def _fields_of(key: str, draft: Draft, facts: Facts) -> tuple[str, ...]:
    """The names that an answer would publish: those given, or those of a field of free text that the map names."""
    answer = draft.text(f"flags/{key}/answer")
    if answer == FlagAnswer.YES.value:
        return draft.many(f"flags/{key}/fields")
    base = facts.base.flags.get(key) if facts.base else None
    is_text = base is not None and answer == base.answer.value == FlagAnswer.FREE_TEXT.value
    return base.fields if base is not None and is_text else ()


def _contradicted(rules: Sequence[ChosenRule], draft: Draft, facts: Facts) -> list[Step]:
    """A question that points out where the answers and the mapping cannot both be right; none where they agree."""
    found = tuple(
        doubt
        for flag in facts.request.flags
        for doubt in contradictions(flag, flag_statement(draft, facts, flag.key), _recording(flag, rules, draft, facts))
    )
    return [_doubtful(found)] if found else []


def _doubtful(found: Sequence[FlagDoubt]) -> Step:
    key = f"flags/doubts/{seal(*(doubt.sentence for doubt in found))}"
    keys = tuple(dict.fromkeys(doubt.key for doubt in found))

    def apply(draft: Draft, answer: Answer) -> Draft:
        if answer == KEEP:
            return draft.said(key, answer)
        stems = tuple(f"flags/{each}/" for each in keys)
        return draft.said(REOPENED, keys).ask_again(draft.keys_under(*stems))

    return Step(
        key,
        _SECTION,
        Kind.SELECT,
        "These answers do not fit what you said before. Change them?",
        "\n".join(f"  {doubt.sentence}" for doubt in found)
        + "\nIf it is the mapping that is wrong, keep them, and change the section "
        f"'{Section.CATEGORIES.value}' in the review.",
        (
            Choice(CHANGE, "Yes, ask me these again"),
            Choice(KEEP, "No, keep them: they are pointed out again in the review"),
        ),
        default=CHANGE,
        apply=apply,
    )


def _recording(flag: FlagQuestion, rules: Sequence[ChosenRule], draft: Draft, facts: Facts) -> Recording:
    """How the category of a question is counted, by the answers so far."""
    if flag.key == "risk_flag":
        return Recording(_risk_fields(draft, facts))
    if flag.category is None:
        return Recording()
    columns = tuple(dict.fromkeys(rule.column.name for rule in rules if rule.key == flag.category))
    held = draft.text(f"held/{flag.category}")
    years = asked_periods(draft)
    start = draft.day(f"since/{flag.category}") if flag.category in draft.many("since/which") else None
    first_record = first_day_of(flag.category, rules, draft)
    return Recording(columns, False, "" if columns else held, start, years[0].first_day, first_record)


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


def flag_statement(draft: Draft, facts: Facts, key: str) -> FlagStatement:
    """The answer to one yes/no question, as the officer gave it."""
    stem = f"flags/{key}"
    statement = FlagStatement(FlagAnswer(draft.text(f"{stem}/answer") or FlagAnswer.NOT_KNOWN))
    base = facts.base.flags.get(key) if facts.base else None
    if base is not None and base.answer is statement.answer:
        statement = replace(statement, note=base.note)
    if statement.answer is FlagAnswer.NOT_KNOWN:
        open_keys = [flag.key for flag in facts.request.flags if _is_open(flag, draft)]
        return replace(statement, ask=draft.text(f"flags/ask/{seal(*open_keys)}"))
    fields = _fields_of(key, draft, facts)
    if not fields:
        return statement
    cleared = draft.many(cleared_key(_names_given(draft, facts)))
    since = draft.text(f"{stem}/since") if statement.answer is FlagAnswer.YES else ""
    return replace(
        statement,
        fields=fields,
        since=date.fromisoformat(since) if since else None,
        cleared=tuple(name for name in fields if name in cleared),
        described_as={
            name: text for name in fields if name not in cleared and (text := draft.text(f"flags/described/{name}"))
        },
    )
