"""Section 4: which files hold the records, and how to read one of their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from foi_return.terms.map_parts import RecordsSpec
from foi_return.terms.request import Request
from foi_return.text import sentence_case
from foi_return.wizard.chosen import ChosenFile, asked_of, chosen_files, own_columns, record_files
from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.sections.columns import Pick, format_step, pick_column, pick_in_words
from foi_return.wizard.sections.completeness import coverage_steps, title_step
from foi_return.wizard.sections.conditions import condition_steps
from foi_return.wizard.sections.every import every_steps
from foi_return.wizard.sections.grades import grade_steps
from foi_return.wizard.sections.record_columns import on_each_steps, pick_own_id, role_names, role_steps
from foi_return.wizard.sections.the_request import asked_kind
from foi_return.wizard.sections.units import unit_steps
from foi_return.wizard.steps import Choice, Kind, Section, Step
from foi_return.wizard.view import EACH, RIGHT, base_records, lines, lists_people, seal

_SECTION = Section.RECORDS


def record_steps(draft: Draft, facts: Facts) -> list[Step]:
    """The questions of this section."""
    if facts.request.units:
        steps = unit_steps(draft, facts)
        if any(step.key not in draft for step in steps):
            return steps
    else:
        steps = [_sources(draft, facts)]
    files = record_files(draft, facts)
    together = _together(files, draft, facts)
    if together is not None and together.key not in draft and draft.keys_under(*_single_proposals(files)):
        together = None  # Kept from a time when each file had a proposal of its own.
    if together is not None:
        steps.append(together)
        if together.key not in draft:
            return steps
    all_right = together is not None and draft.text(together.key) == RIGHT
    for chosen in files:
        steps += _file_steps(chosen, draft, facts, all_right)
    return [*steps, *coverage_steps(files, draft, facts)] if files else steps


def _single_proposals(files: Sequence[ChosenFile]) -> list[str]:
    return [f"records/{file.name}/how/" for file in files]


def _is_sure(picks: Mapping[str, Pick]) -> bool:
    """Whether the columns of a file can be proposed without asking for each."""
    needed = picks["child"].sure and picks["start"].sure
    return needed and all(pick.sure or not pick.column for pick in picks.values())


def _together(files: Sequence[ChosenFile], draft: Draft, facts: Facts) -> Step | None:
    """One proposal for the columns of all files, where there are several and none leaves a doubt."""
    picks = {file.name: _picks(file, draft, base_records(facts, file.name), facts) for file in files}
    if len(files) < 2 or not all(_is_sure(each) for each in picks.values()):
        return None
    tables = "\n".join(f"{file.title}:\n{_rows(file, picks[file.name], facts)}" for file in files)
    places = [f"{name} {pick.column}" for name, each in picks.items() for pick in each.values()]
    return Step(
        f"records/how/{seal(*places)}",
        _SECTION,
        Kind.SELECT,
        "Are these the right columns of the files with records?",
        f"The start date decides the {asked_kind(draft)} in which a record counts. What the columns seem to be:\n"
        f"{tables}",
        (Choice(RIGHT, "Yes, all of them"), Choice(EACH, "No, ask me file by file")),
        default=RIGHT,
    )


def _sources(draft: Draft, facts: Facts) -> Step:
    files = chosen_files(draft, facts)
    reasons = {file.name: _why_records(file, facts) for file in files}
    wanted = tuple(file.name for file in files if reasons[file.name])
    people = draft.text("people/source")
    clear = wanted and all(file.name in wanted or file.name == people for file in files)
    only = tuple(file.name for file in files) if len(files) == 1 else None
    only = wanted if clear and "records/sources" not in draft.again else only
    return Step(
        "records/sources",
        _SECTION,
        Kind.CHECKBOX,
        *_which_files(facts.request),
        tuple(Choice(file.name, file.title, reasons[file.name]) for file in files),
        default=wanted,
        settled=only,
        check=lambda answer: "" if answer else "Tick at least one file; without one there is nothing to count.",
        echo=lambda _answer: "\n".join(
            _told(file, reasons[file.name], facts.request) for file in files if reasons[file.name]
        ),
    )


def _which_files(request: Request) -> tuple[str, str]:
    """The question which files are records, and why it is asked."""
    if lists_people(request):
        return (
            "Which files record exploitation?" if request.contexts else "Which files hold the records?",
            "Tick each file in which a row says, by a code or a flag and with a date, that "
            f"{request.counted.one} was recorded for what is asked{' or in which setting' if request.contexts else ''}."
            f" {sentence_case(request.counted.one)} in several files is counted once.",
        )
    return (
        f"Which files hold the {request.unit}?",
        f"Tick each file in which a row is one of the {request.unit}, with its id and a date. What stands in several "
        "rows with the same id is counted once.",
    )


def _told(file: ChosenFile, reason: str, request: Request) -> str:
    what = "records exploitation" if request.contexts else "holds the records"
    return f"{file.title} {what}: {reason.removeprefix('suggested: ')}."


def _why_records(file: ChosenFile, facts: Facts) -> str:
    if base_records(facts, file.name) is not None:
        return "suggested: as in the map you started from"
    start = file.file.suggestions.roles.get("start")
    sure = [name for name, item in file.file.suggestions.coded.items() if item.is_sure]
    if start is not None and not facts.request.contexts and start.is_sure:
        return f"suggested: dated by '{start.target}'"
    if start is None or not sure:
        return ""
    return f"suggested: '{sure[0]}' names exploitation, dated by '{start.target}'"


def _file_steps(chosen: ChosenFile, draft: Draft, facts: Facts, all_right: bool) -> list[Step]:
    stem = f"records/{chosen.name}"
    base = base_records(facts, chosen.name)
    picks = _picks(chosen, draft, base, facts)
    steps = []
    offered = _is_sure(picks)
    how = f"{stem}/how/{seal(chosen.title, *(pick.column for pick in picks.values()))}"
    if offered and not all_right:
        steps.append(_proposal(how, chosen, picks, draft, facts))
        if draft.text(how) not in (RIGHT, EACH):
            return steps
    accepted = offered and (all_right or draft.text(how) == RIGHT)
    steps += role_steps(stem, chosen, picks, accepted, asked_kind(draft), asked_of(chosen, facts))
    steps += on_each_steps(stem, chosen, draft, asked_of(chosen, facts).counted)
    named = [name for role in ("start", "end") if (name := draft.text(f"{stem}/{role}"))]
    days = [column for name in named if (column := chosen.file.column(name))]
    if days:
        steps.append(
            format_step(
                f"{stem}/date_formats",
                _SECTION,
                f"How are the dates of {chosen.title} written?",
                days,
                base.date_formats if base else (),
            )
        )
    if "risk" in picks:
        steps += grade_steps(stem, chosen, draft, base, facts.request.counted, accepted=accepted)
    steps += condition_steps(chosen, draft, facts)
    steps += every_steps(stem, chosen, facts)
    steps.append(title_step(stem, chosen, draft, facts))
    return steps


def _picks(chosen: ChosenFile, draft: Draft, base: RecordsSpec | None, facts: Facts) -> dict[str, Pick]:
    file, request = chosen.file, asked_of(chosen, facts)
    if not lists_people(request):
        own = pick_own_id(own_columns(chosen), request.counted, base.id_columns[0] if base else None)
        return {
            "child": own,
            "start": pick_column("start", file, base.start if base else None),
            "end": pick_column("end", file, base.end if base else None),
        }
    people_id = draft.text("people/id")
    child = pick_column("id", file, base.id_columns[0] if base else None)
    same = file.column(people_id)
    if not (base and child.sure) and same is not None:
        child = Pick(same.name, True, f"named as in the file that lists the {request.counted.plural}")
    risk, identified = (base.risk_level, base.identified_as) if base else (None, None)
    picks = {
        "child": child,
        "start": pick_column("start", file, base.start if base else None),
        "end": pick_column("end", file, base.end if base else None),
        "risk": pick_column("risk", file, risk.column if risk else None),
        "identified": pick_column("identified", file, identified.column if identified else None),
    }
    if base is not None:
        for role, said in (("end", base.end), ("risk", risk), ("identified", identified)):
            if said is None:
                picks[role] = Pick(reason="none in the map you started from")
    return picks


def _proposal(key: str, chosen: ChosenFile, picks: Mapping[str, Pick], draft: Draft, facts: Facts) -> Step:
    return Step(
        key,
        _SECTION,
        Kind.SELECT,
        f"Are these the right columns of {chosen.title}?",
        f"The start date decides the {asked_kind(draft)} in which a record counts. What the columns seem to be:\n"
        + _rows(chosen, picks, facts),
        (Choice(RIGHT, "Yes, all of them"), Choice(EACH, "No, ask me for each")),
        default=RIGHT,
    )


def _rows(chosen: ChosenFile, picks: Mapping[str, Pick], facts: Facts) -> str:
    names = role_names(asked_of(chosen, facts))
    return lines(
        (names[role], pick.column or "(none)", pick_in_words(chosen.file, pick)) for role, pick in picks.items()
    )
