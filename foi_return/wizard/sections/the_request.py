"""Section 1: what was asked, when, and of whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from foi_return.deadlines import WORKING_DAYS, due_date
from foi_return.period_kinds import PeriodKind, follow_each_other, kind_of_all, parse_periods, written
from foi_return.periods import AgeBand, Period, parse_age_bands
from foi_return.terms.field_map import Regime
from foi_return.terms.request import Breakdown, Request
from foi_return.terms.unit import CHILDREN
from foi_return.text import sentence_case
from foi_return.wizard.beside import side_by_side
from foi_return.wizard.draft import NO, YES, Answer, Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.sections.clock import clock_steps
from foi_return.wizard.sections.start import MAP_FILE, start_steps
from foi_return.wizard.steps import Choice, Kind, Section, Step, long_date
from foi_return.wizard.view import lines
from foi_return.wizard.wishes import Wish

BANDS_ARE, THEIRS, OURS = "request/bands_are", "theirs", "ours"

_TEXT, _SELECT, _DATE = Kind.TEXT, Kind.SELECT, Kind.DATE
_SECTION = Section.REQUEST


def request_steps(draft: Draft, facts: Facts) -> list[Step]:
    """The questions of this section."""
    base = facts.base
    own = base is not None and draft.text("request/start") == MAP_FILE
    steps = [_definition(facts), *start_steps(draft, facts)]
    steps.append(
        Step(
            "request/reference",
            _SECTION,
            _TEXT,
            "Your reference for this request",
            "The reference under which your council has logged the request, such as FOI-2026-0123. It names the "
            "folder and the workbook.",
            check=_check_reference,
        )
    )
    steps.append(
        Step(
            "request/council",
            _SECTION,
            _TEXT,
            "Name of the council",
            "As it should stand in the answer, such as Anytown Council.",
            default=base.council if base and own else None,
        )
    )
    steps.append(
        Step(
            "request/contact",
            _SECTION,
            _TEXT,
            "Contact for questions about the answer (leave empty for none)",
            "It stands on the first sheet, such as foi@anytown.gov.uk. A team's address is better than a person's.",
            default=base.contact if base and own and base.contact else None,
            optional=True,
        )
    )
    steps.append(
        Step(
            "request/regime",
            _SECTION,
            _SELECT,
            "Which Act do you answer under?",
            "It decides the time limit and the words of the answer.",
            (
                Choice("FOIA", "Freedom of Information Act 2000", "England, Wales, Northern Ireland"),
                Choice("FOISA", "Freedom of Information (Scotland) Act 2002", "Scottish public authorities"),
            ),
            default=base.regime.value if base and own else "FOIA",
        )
    )
    steps.append(
        Step(
            "request/received",
            _SECTION,
            _DATE,
            "On which day was the request received? (day/month/year)",
            f"The answer is due {WORKING_DAYS} working days later. Weekends and bank holidays do not count; under the "
            "Freedom of Information Act 2000 a bank holiday in any part of the United Kingdom is none (section 10).",
            check=lambda answer: _check_received(answer, facts.today),
            echo=lambda answer: _due(answer, draft.text("request/regime"), facts.today),
        )
    )
    steps += clock_steps(draft, facts)
    steps += _years_and_bands(draft, facts)
    steps.append(
        Step(
            "request/system",
            _SECTION,
            _TEXT,
            "Name of the case-management system",
            f"{_keeper(facts.request)} The answer names it as the source of the figures.",
            default=base.system if base else None,
        )
    )
    return steps


def _keeper(request: Request) -> str:
    """Which system is meant."""
    if request.unit_of("") == CHILDREN:
        return "The system that children's services keep their records in, such as Mosaic, Liquidlogic or Eclipse."
    return f"The system in which {request.counted.plural} are recorded."


def _definition(facts: Facts) -> Step:
    names = dict.fromkeys([*facts.requests, facts.request.name])
    only = facts.request.name if len(names) == 1 else None
    return Step(
        "request/name",
        _SECTION,
        _SELECT,
        "Which request is it?",
        "A request definition says what is asked: years, categories and tables.",
        tuple(Choice(name, name, facts.request.title if name == facts.request.name else "") for name in names),
        default=facts.request.name,
        settled=only,
    )


def _years_and_bands(draft: Draft, facts: Facts) -> list[Step]:
    """The years and age groups: as the request has them, or each by itself."""
    years, bands, kind = _years(facts), _bands(facts), kind_of_all(facts.request.periods)
    if not facts.request.uses(Breakdown.AGE_GROUP):
        return [years, replace(bands, settled=bands.default)]
    both = Step(
        "request/as_asked",
        _SECTION,
        _SELECT,
        f"Does your requester ask for the usual {kind.short}s and age groups?",
        f"The request as most councils receive it asks for:\n"
        f"{lines([(f'{kind.short.capitalize()}s', str(years.default)), ('Age groups', str(bands.default))])}",
        (Choice(YES, "Yes, for these"), Choice(NO, "No, for others, which I will give")),
        default=YES,
        apply=lambda draft, answer: _taken_as_asked(draft, answer, both.key, years.key, bands.key),
    )
    if both.key not in draft:
        # Answers kept from a time before this question hold the years themselves.
        return [years, bands] if years.key in draft.given else [both]
    usual = draft.text(both.key) == YES
    return [
        both,
        *(
            replace(step, settled=step.default if usual and step.key not in draft.given else None)
            for step in (years, bands)
        ),
        *_whose_bands(draft, facts),
    ]


def _whose_bands(draft: Draft, facts: Facts) -> list[Step]:
    """Whether other age groups are the requester's, or the council's closest equivalent; both side by side."""
    typed = draft.text("request/age_bands")
    if not typed or _parses(parse_age_bands, typed):
        return []
    own, asked = parse_age_bands(split_list(typed)), facts.request.age_bands
    if own == asked:
        return []
    return [
        Step(
            BANDS_ARE,
            _SECTION,
            _SELECT,
            "Whose age groups are these?",
            "The request's age groups, and which of yours hold the same ages:\n"
            f"{side_by_side('The request asks for', 'You gave', _bands_beside(asked, own))}\nWhere they are only your "
            "closest equivalent, a note in the answer says so.",
            (
                Choice(THEIRS, "The requester's: this requester asks for them"),
                Choice(OURS, "Ours: the closest equivalent to what the request asks for"),
            ),
            default=THEIRS,
        )
    ]


def _bands_beside(asked: Sequence[AgeBand], own: Sequence[AgeBand]) -> list[tuple[str, str]]:
    """Each band asked for, beside the bands given that share an age with it."""
    rows = []
    for band in asked:
        sharing = [other for other in own if _share(band, other)]
        told = "; ".join(f"{other.label}{'' if _within(other, band) else ' (in part)'}" for other in sharing)
        rows.append((band.label, told or "(none)"))
    spare = [other.label for other in own if not any(_share(band, other) for band in asked)]
    return rows + [("(not asked for)", label) for label in spare]


def _share(one: AgeBand, other: AgeBand) -> bool:
    return (other.high is None or one.low <= other.high) and (one.high is None or other.low <= one.high)


def _within(one: AgeBand, other: AgeBand) -> bool:
    return one.low >= other.low and (other.high is None or (one.high is not None and one.high <= other.high))


def _taken_as_asked(draft: Draft, answer: Answer, key: str, *others: str) -> Draft:
    return (draft.without(others) if answer == YES else draft).said(key, answer)


def _years(facts: Facts) -> Step:
    periods = facts.request.periods
    kind = kind_of_all(periods)
    # What stands between named periods with gaps is not asked for.
    unbroken = kind is PeriodKind.FINANCIAL_YEAR or follow_each_other(periods)
    default = written(periods[0], periods[-1]) if unbroken else ", ".join(map(written, periods))
    return Step(
        "request/years",
        _SECTION,
        _TEXT,
        f"Which {kind}s are asked for?",
        f"The request's own {kind.short}s are filled in. Change them if your requester asks for others: "
        f"{_EXAMPLES.get(kind, _EXAMPLES[PeriodKind.FINANCIAL_YEAR])}, or several with commas between.",
        default=default,
        check=partial(_parses, parse_periods),
    )


_EXAMPLES = {
    PeriodKind.FINANCIAL_YEAR: "2021/22, or 2019/20 to 2025/26",
    PeriodKind.CALENDAR_YEAR: "2023, or 2019 to 2025",
    PeriodKind.QUARTER: "2023 Q1, or 2023/24 Q1 to 2023/24 Q4",
    PeriodKind.MONTH: "2023-04, or 2023-01 to 2023-12",
}


def _bands(facts: Facts) -> Step:
    return Step(
        "request/age_bands",
        _SECTION,
        _TEXT,
        "Which age groups?",
        "The request suggests these and accepts your nearest. Others are written in the same way, such as "
        "under 12, 12 to 14, 15, 16+. Ages are worked out from birth dates.",
        default=", ".join(band.label for band in facts.request.age_bands),
        check=partial(_parses, parse_age_bands),
    )


def split_list(text: str) -> list[str]:
    """The items of a list that was typed with commas or semicolons between."""
    return [item.strip() for item in text.replace(";", ",").split(",") if item.strip()]


def asked_periods(draft: Draft) -> tuple[Period, ...]:
    """The periods that were asked for, by the answers so far."""
    return parse_periods(split_list(draft.text("request/years")))


def asked_kind(draft: Draft) -> PeriodKind:
    """The kind of the periods that were asked for."""
    return kind_of_all(asked_periods(draft))


def _parses(parse: Callable[[list[str]], object], answer: Answer) -> str:
    try:
        parse(split_list(str(answer)))
    except ValueError as problem:
        return f"{sentence_case(str(problem))}."
    return ""


def _check_reference(answer: Answer) -> str:
    from foi_return.errors import OutputError
    from foi_return.outputs.folder_names import safe_folder_name

    try:
        safe_folder_name(str(answer))
    except OutputError as error:
        return f"{error.faults[0].found}."
    return ""


def _check_received(answer: Answer, today: date) -> str:
    return "This day is still to come." if date.fromisoformat(str(answer)) > today else ""


TASKS = f"{Wish.TASKS.value} shows the tasks"


def _due(answer: Answer, regime: str, today: date) -> str:
    received = date.fromisoformat(str(answer))
    due = due_date(received, Regime(regime or "FOIA"))
    left = (due - today).days
    if left < 0:
        when = f"that was {-left} days ago" if left < -1 else "that was yesterday"
    else:
        when = {0: "that is today", 1: "that is tomorrow"}.get(left, f"{left} days from today")
    told = f"The answer is due by {long_date(due)} ({when})."
    return told if left < 0 else f"{told} If the clock stood still for clarification, change this task later: {TASKS}."
