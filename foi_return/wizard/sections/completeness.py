"""Section 4, for each file of records: its name in the answer, and for which days it is complete."""

from __future__ import annotations

from foi_return.periods import parse_financial_years
from foi_return.wizard.draft import Answer, Draft
from foi_return.wizard.facts import ColumnFacts, Facts
from foi_return.wizard.sections.the_request import split_list
from foi_return.wizard.steps import Kind, Section, Step
from foi_return.wizard.view import ChosenFile, base_records

_SECTION = Section.RECORDS


def coverage_steps(stem: str, chosen: ChosenFile, draft: Draft, facts: Facts) -> list[Step]:
    """What a file is called in the answer, and the days for which it is complete."""
    base = base_records(facts, chosen.name)
    start = chosen.file.column(draft.text(f"{stem}/start"))
    years = f" Its dates run from {start.years[0]} to {start.years[1]}." if start is not None and start.years else ""
    first = _first_day(draft)
    title = facts.base.sources[chosen.name].title if facts.base and chosen.name in facts.base.sources else ""
    said = base.covers if base else None
    end = said.end.isoformat() if said and said.end else None

    def check_end(answer: Answer) -> str:
        start_day = draft.text(f"{stem}/from")
        return "This is before the first day." if answer and start_day and str(answer) < start_day else ""

    steps = [
        Step(
            f"{stem}/title",
            _SECTION,
            Kind.TEXT,
            f"What does {chosen.title} hold, in a few words?",
            "The answer names it as a source of the figures, such as: Hazards recorded on case files.",
            default=title or chosen.name.replace("_", " ").capitalize(),
            settled=title or None,
        ),
        Step(
            f"{stem}/from",
            _SECTION,
            Kind.DATE,
            f"From which day on is {chosen.title} complete?",
            f"A year before that day is answered with 'not recorded', never with 0. The first day asked for is filled "
            f"in; give a later one if the extract or the system starts later.{years}",
            default=said.start.isoformat() if said and said.start else first,
        ),
    ]
    if _may_end_early(start, draft) or end:
        steps.append(
            Step(
                f"{stem}/to",
                _SECTION,
                Kind.DATE,
                f"Until which day is {chosen.title} complete? (leave empty if up to the extract)",
                f"Give the last day if the records moved to another system then.{years}",
                default=end,
                optional=True,
                check=check_end,
            )
        )
    return steps


def _first_day(draft: Draft) -> str:
    return parse_financial_years(split_list(draft.text("request/years")))[0].first_day.isoformat()


def _may_end_early(start: ColumnFacts | None, draft: Draft) -> bool:
    """Whether the last record is from before the last calendar year asked for, so that the file may be an old one."""
    last = parse_financial_years(split_list(draft.text("request/years")))[-1]
    extracted = draft.day("files/extracted_on")
    until = min(last.last_day, extracted) if extracted else last.last_day
    return start is not None and start.years is not None and start.years[1] < until.year - 1
