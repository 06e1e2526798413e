"""Section 4: which column of a file of records is for what, in the words of what is counted."""

from __future__ import annotations

from collections.abc import Mapping

from foi_return.period_kinds import PeriodKind
from foi_return.terms.request import Request
from foi_return.terms.unit import Unit
from foi_return.text import sentence_case
from foi_return.wizard.chosen import ChosenFile, own_columns
from foi_return.wizard.facts import FileFacts
from foi_return.wizard.sections.columns import Pick, column_step, pick_column
from foi_return.wizard.steps import Section, Step
from foi_return.wizard.unit_places import likely_id, own_id
from foi_return.wizard.view import lists_people

_SECTION = Section.RECORDS


def role_names(request: Request) -> dict[str, str]:
    """What each purpose of a column is called."""
    whose = "Child" if lists_people(request) else sentence_case(request.counted.singular)
    return {
        "child": f"{whose}'s id",
        "start": "Start date",
        "end": "End date",
        "risk": "Risk level",
        "identified": "At risk or victim",
    }


def pick_own_id(file: FileFacts, unit: Unit, from_map: str | None) -> Pick:
    """The column with the id of what is counted, where that is no child: named after it, and filled in every row."""
    picked = pick_column("id", file, from_map)
    if from_map and picked.sure:
        return picked
    if named := own_id(file, unit):
        return Pick(named, not picked.lacking, "named after it, and filled in every row", picked.lacking)
    likely = "" if picked.column else likely_id(file)
    return Pick(likely, False, "the only id of which each row has its own", picked.lacking) if likely else picked


def role_steps(
    stem: str, chosen: ChosenFile, picks: Mapping[str, Pick], accepted: bool, kind: PeriodKind, request: Request
) -> list[Step]:
    """A question for each purpose: which column serves it."""
    texts = _child_texts(kind) if lists_people(request) else _unit_texts(kind, request.counted)
    return [
        column_step(
            f"{stem}/{role}",
            _SECTION,
            f"{chosen.title}: {texts[role][0][0].lower()}{texts[role][0][1:]}",
            texts[role][1],
            own_columns(chosen) if role == "child" else chosen.file,
            picks[role],
            none=texts[role][2],
            accepted=accepted,
        )
        for role in picks
    ]


def _child_texts(kind: PeriodKind) -> dict[str, tuple[str, str, str]]:
    """Purpose to the question, why it is asked, and what to say where there is no such column; for children."""
    return {
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


def _unit_texts(kind: PeriodKind, unit: Unit) -> dict[str, tuple[str, str, str]]:
    """The same for something that is no child."""
    return {
        "child": (
            f"Which column holds the id of {unit.one}?",
            "Rows with the same id are one, however often it stands there. No id is ever written into the answer.",
            "",
        ),
        "start": (
            f"Which column holds the date from which {unit.one} counts?",
            f"The day on which it was recorded or reported, or on which it began. It decides the {kind}.",
            "",
        ),
        "end": (
            f"Which column holds the date on which {unit.one} ended?",
            "Needed only if what was still open is to be counted. A blank cell means still open.",
            "None: there is no end date",
        ),
    }
