"""Section 4, for the files of records: their names in the answer, and for which days they are complete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from foi_return.wizard.chosen import ChosenFile
from foi_return.wizard.draft import Answer, Draft
from foi_return.wizard.facts import ColumnFacts, Facts
from foi_return.wizard.sections.the_request import asked_kind, asked_periods
from foi_return.wizard.steps import Kind, Section, Step
from foi_return.wizard.view import base_records, lines

_SECTION = Section.RECORDS


def title_step(stem: str, chosen: ChosenFile, draft: Draft, facts: Facts) -> Step:
    """What a file is called in the answer: as in the map, else after the file; asked only where it is to be changed."""
    title = facts.base.sources[chosen.name].title if facts.base and chosen.name in facts.base.sources else ""
    default = title or chosen.name.replace("_", " ").capitalize()
    key = f"{stem}/title"
    return Step(
        key,
        _SECTION,
        Kind.TEXT,
        f"What does {chosen.title} hold, in a few words?",
        "The answer names it as a source of the figures, such as: Hazards recorded on case files.",
        default=default,
        settled=default if key not in draft.again else None,
    )


def coverage_steps(files: Sequence[ChosenFile], draft: Draft, facts: Facts) -> list[Step]:
    """The days for which the files are complete: one day for all of them, or one for each."""
    each = [_file_coverage(file, draft, facts) for file in files]
    if len(files) < 2:
        return [step for steps in each for step in steps]
    together = _all_complete(files, draft, facts)
    single = [first.key for first, *_ in each]
    if together.key not in draft:
        if any(key in draft.given for key in single):  # Kept from a time before this question.
            return [step for steps in each for step in steps]
        return [together]
    common = draft.text(together.key)
    steps = [together]
    for first, *others in each:
        steps += [replace(first, settled=common) if common and first.key not in draft.given else first, *others]
    return steps


def _all_complete(files: Sequence[ChosenFile], draft: Draft, facts: Facts) -> Step:
    said = {spec.covers.start for file in files if (spec := base_records(facts, file.name)) is not None}
    differ = len(said) > 1
    start = next(iter(said)) if len(said) == 1 else None
    spans = [(file.title, _years(file, draft)) for file in files]
    key = "records/complete_from"
    single = [f"records/{file.name}/from" for file in files]
    return Step(
        key,
        _SECTION,
        Kind.DATE,
        "From which day on are all these files complete? (leave empty if it differs)",
        f"A {asked_kind(draft).short} before that day is answered with 'not recorded', never with 0. The first day "
        f"asked for is filled in; give a later one if the extract or the system starts later.\n{lines(spans)}",
        default="" if differ else start.isoformat() if start else _first_day(draft),
        optional=True,
        apply=lambda draft, answer: (draft.without(single) if answer else draft).said(key, answer),
    )


def _years(file: ChosenFile, draft: Draft) -> str:
    start = file.file.column(draft.text(f"records/{file.name}/start"))
    return f"dates run from {start.years[0]} to {start.years[1]}" if start is not None and start.years else "no dates"


def _file_coverage(chosen: ChosenFile, draft: Draft, facts: Facts) -> list[Step]:
    """The days for which one file is complete."""
    stem = f"records/{chosen.name}"
    base = base_records(facts, chosen.name)
    start = chosen.file.column(draft.text(f"{stem}/start"))
    years = f" Its dates run from {start.years[0]} to {start.years[1]}." if start is not None and start.years else ""
    said = base.covers if base else None
    end = said.end.isoformat() if said and said.end else None

    def check_end(answer: Answer) -> str:
        start_day = draft.text(f"{stem}/from")
        return "This is before the first day." if answer and start_day and str(answer) < start_day else ""

    steps = [
        Step(
            f"{stem}/from",
            _SECTION,
            Kind.DATE,
            f"From which day on is {chosen.title} complete?",
            f"A {asked_kind(draft).short} before that day is answered with 'not recorded', never with 0. The first day "
            f"asked for is filled in; give a later one if the extract or the system starts later.{years}",
            default=said.start.isoformat() if said and said.start else _first_day(draft),
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
    return asked_periods(draft)[0].first_day.isoformat()


def _may_end_early(start: ColumnFacts | None, draft: Draft) -> bool:
    """Whether the last record is from before the last calendar year asked for, so that the file may be an old one."""
    last = asked_periods(draft)[-1]
    extracted = draft.day("files/extracted_on")
    until = min(last.last_day, extracted) if extracted else last.last_day
    return start is not None and start.years is not None and start.years[1] < until.year - 1
