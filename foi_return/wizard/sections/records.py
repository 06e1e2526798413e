"""Section 4: which files record exploitation, and how to read one of their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from foi_return.period_kinds import PeriodKind
from foi_return.terms.map_parts import RecordsSpec
from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.sections.columns import Pick, column_step, format_step, pick_column, pick_in_words
from foi_return.wizard.sections.completeness import coverage_steps, title_step
from foi_return.wizard.sections.grades import grade_steps
from foi_return.wizard.sections.the_request import asked_kind
from foi_return.wizard.steps import Choice, Kind, Section, Step
from foi_return.wizard.view import (
    EACH,
    RIGHT,
    ChosenFile,
    base_records,
    chosen_files,
    lines,
    record_files,
    seal,
)

_SECTION = Section.RECORDS
_ROLES = ("child", "start", "end", "risk", "identified")
_NAMES = {
    "child": "Child's id",
    "start": "Start date",
    "end": "End date",
    "risk": "Risk level",
    "identified": "At risk or victim",
}


def record_steps(draft: Draft, facts: Facts) -> list[Step]:
    """The questions of this section."""
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
    return needed and all(picks[role].sure or not picks[role].column for role in _ROLES)


def _together(files: Sequence[ChosenFile], draft: Draft, facts: Facts) -> Step | None:
    """One proposal for the columns of all files, where there are several and none leaves a doubt."""
    picks = {file.name: _picks(file, draft, base_records(facts, file.name)) for file in files}
    if len(files) < 2 or not all(_is_sure(each) for each in picks.values()):
        return None
    tables = "\n".join(f"{file.title}:\n{_rows(file, picks[file.name])}" for file in files)
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
        "Which files record exploitation?",
        "Tick each file in which a row says, by a code or a flag and with a date, that a child was recorded for "
        "exploitation or in which setting. A child who is in several files is counted once.",
        tuple(Choice(file.name, file.title, reasons[file.name]) for file in files),
        default=wanted,
        settled=only,
        check=lambda answer: "" if answer else "Tick at least one file; without one there is nothing to count.",
        echo=lambda _answer: "\n".join(_told(file, reasons[file.name]) for file in files if reasons[file.name]),
    )


def _told(file: ChosenFile, reason: str) -> str:
    return f"{file.title} records exploitation: {reason.removeprefix('suggested: ')}."


def _why_records(file: ChosenFile, facts: Facts) -> str:
    if base_records(facts, file.name) is not None:
        return "suggested: as in the map you started from"
    start = file.file.suggestions.roles.get("start")
    sure = [name for name, item in file.file.suggestions.coded.items() if item.is_sure]
    if start is None or not sure:
        return ""
    return f"suggested: '{sure[0]}' names exploitation, dated by '{start.target}'"


def _file_steps(chosen: ChosenFile, draft: Draft, facts: Facts, all_right: bool) -> list[Step]:
    stem = f"records/{chosen.name}"
    base = base_records(facts, chosen.name)
    picks = _picks(chosen, draft, base)
    steps = []
    offered = _is_sure(picks)
    how = f"{stem}/how/{seal(chosen.title, *(pick.column for pick in picks.values()))}"
    if offered and not all_right:
        steps.append(_proposal(how, chosen, picks, asked_kind(draft)))
        if draft.text(how) not in (RIGHT, EACH):
            return steps
    accepted = offered and (all_right or draft.text(how) == RIGHT)
    steps += _columns(stem, chosen, picks, accepted, asked_kind(draft))
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
    steps += grade_steps(stem, chosen, draft, base, accepted=accepted)
    steps.append(title_step(stem, chosen, draft, facts))
    return steps


def _picks(chosen: ChosenFile, draft: Draft, base: RecordsSpec | None) -> dict[str, Pick]:
    file = chosen.file
    people_id = draft.text("people/id")
    child = pick_column("id", file, base.child if base else None)
    same = file.column(people_id)
    if not (base and child.sure) and same is not None:
        child = Pick(same.name, True, "named as in the file that lists the children")
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


def _proposal(key: str, chosen: ChosenFile, picks: Mapping[str, Pick], kind: PeriodKind) -> Step:
    return Step(
        key,
        _SECTION,
        Kind.SELECT,
        f"Are these the right columns of {chosen.title}?",
        f"The start date decides the {kind} in which a record counts. What the columns seem to be:\n"
        + _rows(chosen, picks),
        (Choice(RIGHT, "Yes, all of them"), Choice(EACH, "No, ask me for each")),
        default=RIGHT,
    )


def _rows(chosen: ChosenFile, picks: Mapping[str, Pick]) -> str:
    return lines(
        (_NAMES[role], pick.column or "(none)", pick_in_words(chosen.file, pick)) for role, pick in picks.items()
    )


def _columns(stem: str, chosen: ChosenFile, picks: Mapping[str, Pick], accepted: bool, kind: PeriodKind) -> list[Step]:
    texts = {
        "child": ("Which column holds the child's id?", "The same id as in the file that lists the children.", ""),
        "start": (
            "Which column holds the date from which a record counts?",
            "The day on which exploitation was identified or recorded: the start of a hazard or flag, the date of an "
            f"assessment, the day on which a child went missing. It decides the {kind}.",
            "",
        ),
        "end": (
            "Which column holds the date on which a record ended?",
            "Needed only if children whose record was still open are to be counted. A blank cell means still open.",
            "None: the records have no end date",
        ),
        "risk": (
            "Which column holds the risk level?",
            "Some councils count only children at medium or high risk. Question 2(i) asks for such a field.",
            "None: there is no risk level",
        ),
        "identified": (
            "Which column tells children at risk from victims?",
            "Question 1 asks for children at risk of, or victims of, exploitation.",
            "None: the records do not tell them apart",
        ),
    }
    return [
        column_step(
            f"{stem}/{role}",
            _SECTION,
            f"{chosen.title}: {texts[role][0][0].lower()}{texts[role][0][1:]}",
            texts[role][1],
            chosen.file,
            picks[role],
            none=texts[role][2],
            accepted=accepted,
        )
        for role in _ROLES
    ]
