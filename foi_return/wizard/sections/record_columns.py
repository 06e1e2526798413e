"""Section 4: which column of a file of records is for what, in the words of what is counted."""

from __future__ import annotations

from collections.abc import Mapping

from foi_return.period_kinds import PeriodKind
from foi_return.terms.request import Request
from foi_return.terms.unit import Unit
from foi_return.text import sentence_case
from foi_return.wizard.chosen import ChosenFile, own_columns
from foi_return.wizard.draft import YES, Draft
from foi_return.wizard.facts import FileFacts
from foi_return.wizard.sections.columns import Pick, column_step, pick_column
from foi_return.wizard.steps import Section, Step, yes_or_no
from foi_return.wizard.unit_places import SEVERAL_ROWS, likely_id, own_id, stands_once
from foi_return.wizard.view import lists_people

_SECTION = Section.RECORDS


def role_names(request: Request) -> dict[str, str]:
    """What each purpose of a column is called."""
    whose = sentence_case(request.counted.singular)
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


def may_count_again(chosen: ChosenFile, own: str) -> bool:
    """Whether an id stands in several rows of a file whose rows belong to rows of another: with theirs it is another.

    A person's reference over all crimes stands on each of them. So does the id of a row that was exported twice.
    """
    linked_by = chosen.link.column if chosen.link else ""
    return bool(linked_by and own) and own != linked_by and not stands_once(own_columns(chosen), own)


def id_columns_of(chosen: ChosenFile, draft: Draft) -> tuple[str, ...]:
    """The columns that make the id of what the rows of a file are."""
    own = draft.text(f"records/{chosen.name}/child")
    if chosen.link and may_count_again(chosen, own) and draft.text(f"records/{chosen.name}/on_each") == YES:
        return (chosen.link.column, own)
    return (own,)


def on_each_steps(stem: str, chosen: ChosenFile, draft: Draft, unit: Unit) -> list[Step]:
    """Whether who stands on two crimes counts on each; asked where one id stands in several rows."""
    own = draft.text(f"{stem}/child")
    if chosen.link is None or not may_count_again(chosen, own):
        return []
    return [
        yes_or_no(
            f"{stem}/on_each",
            _SECTION,
            f"{chosen.title}: does {unit.one} count on each row of '{chosen.link.source}' that it belongs to?",
            f"its id is '{chosen.link.column}' and '{own}' together",
            f"each '{own}' counts once, whatever it belongs to",
            help=f"Of '{own}', {SEVERAL_ROWS}. A row that was exported twice counts once, either way.",
        )
    ]


def role_steps(
    stem: str, chosen: ChosenFile, picks: Mapping[str, Pick], accepted: bool, kind: PeriodKind, request: Request
) -> list[Step]:
    """A question for each purpose: which column serves it."""
    texts = _person_texts(kind, request) if lists_people(request) else _unit_texts(kind, request.counted)
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


def _person_texts(kind: PeriodKind, request: Request) -> dict[str, tuple[str, str, str]]:
    """Purpose to the question, why it is asked, and what to say where there is no such column; for people."""
    unit = request.counted
    when = "exploitation was identified or recorded" if request.contexts else "it was recorded"
    return {
        "child": (
            f"Which column holds the {unit.singular}'s id?",
            f"The same id as in the file that lists the {unit.plural}.",
            "",
        ),
        "start": (
            "Which column holds the date from which a record counts?",
            f"The day on which {when}: the start of a hazard or flag, the date of an assessment, the day on which "
            f"{unit.one} went missing. It decides the {kind}.",
            "",
        ),
        "end": (
            "Which column holds the date on which a record ended?",
            f"Needed only if {unit.plural} whose record was still open are to be counted. A blank cell means still "
            "open.",
            "None: the records have no end date",
        ),
        "risk": (
            "Which column holds the risk level?",
            f"Some councils count only {unit.plural} at medium or high risk. Question 2(i) asks for such a field.",
            "None: there is no risk level",
        ),
        "identified": (
            f"Which column tells {unit.plural} at risk from victims?",
            f"Question 1 asks for {unit.plural} at risk of, or victims of, exploitation.",
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
