"""Section 3: who the children are, their birth dates, and their sex or gender."""

from __future__ import annotations

from collections.abc import Mapping

from foi_return.terms.map_parts import ChildSpec
from foi_return.terms.unit import Unit
from foi_return.text import normalise, sentence_case
from foi_return.wizard.chosen import ChosenFile, chosen_file, chosen_files
from foi_return.wizard.draft import Answer, Draft
from foi_return.wizard.facts import ColumnFacts, Facts, FileFacts
from foi_return.wizard.meanings import suggest_sexes
from foi_return.wizard.rare import is_rare
from foi_return.wizard.sections.columns import NONE, Pick, column_step, format_step, pick_column, pick_in_words
from foi_return.wizard.steps import Choice, Kind, Section, Step
from foi_return.wizard.suggest import suggest_people
from foi_return.wizard.view import EACH, RIGHT, lines, lists_people, recorded_in_words, rows_in_words, seal
from foi_return.wizard.words import words_of

_SECTION = Section.PEOPLE
OWN_LABEL, OTHER_LABEL = "=own", "=other"
LABELS = ("Female", "Male", "Indeterminate", "Not known")


def people_steps(draft: Draft, facts: Facts) -> list[Step]:
    """The questions of this section."""
    if not lists_people(facts.request):
        return []
    files = chosen_files(draft, facts)
    base = facts.base.child if facts.base else None
    unit = facts.request.unit_of("")
    recorded = recorded_in_words(facts.request)
    steps = [_source(files, base, unit, recorded, "people/source" in draft.again)]
    chosen = chosen_file(draft, facts, draft.text("people/source"))
    if chosen is None:
        return steps
    file = chosen.file
    picks = {
        "id": pick_column("id", file, base.id if base else None),
        "birth_date": pick_column("birth_date", file, base.birth_date if base else None),
        "sex": pick_column("sex", file, base.sex if base else None),
    }
    how = f"people/how/{seal(chosen.title, *(pick.column for pick in picks.values()))}"
    offered = all(pick.sure for pick in picks.values())
    if offered:
        steps.append(_proposal(how, chosen, picks, unit))
        if draft.text(how) not in (RIGHT, EACH):
            return steps
    accepted = offered and draft.text(how) == RIGHT
    steps += _columns(file, picks, unit, accepted)
    birth = file.column(draft.text("people/birth_date"))
    if birth is not None:
        from_map = base.date_formats if base and normalise(base.birth_date) == normalise(birth.name) else ()
        steps.append(format_step("people/date_formats", _SECTION, "How are birth dates written?", [birth], from_map))
    sex = file.column(draft.text("people/sex")) if draft.text("people/sex") else None
    if sex is not None:
        steps += _sex_steps(sex, base, draft)
    return steps


def _source(files: tuple[ChosenFile, ...], base: ChildSpec | None, unit: Unit, recorded: str, again: bool) -> Step:
    found = suggest_people([file.file for file in files])
    suggested = files[found[0]].name if found else (files[0].name if files else None)
    if base is not None and any(file.name == base.source for file in files):
        suggested = base.source
    why = f"suggested: {found[1].reason}" if found else ""
    choices = tuple(Choice(file.name, file.title, why if file.name == suggested else "") for file in files)
    return Step(
        "people/source",
        _SECTION,
        Kind.SELECT,
        f"Which file lists the {unit.plural}?",
        f"It has each {unit.singular}'s id and birth date; age groups are worked out from it. It may be the file "
        f"that records {recorded} as well.",
        choices,
        default=suggested,
        settled=suggested if len(files) == 1 or (found and found[1].is_sure and not again) else None,
        echo=lambda answer: _listed(answer, files, unit, found[1].reason) if found else "",
    )


def _listed(answer: Answer, files: tuple[ChosenFile, ...], unit: Unit, reason: str) -> str:
    title = next((file.title for file in files if file.name == answer), "")
    return f"{title} lists the {unit.plural}: {reason}." if len(files) > 1 else ""


def _proposal(key: str, chosen: ChosenFile, picks: Mapping[str, Pick], unit: Unit) -> Step:
    names = {"id": f"{sentence_case(unit.singular)}'s id", "birth_date": "Birth date", "sex": "Sex or gender"}
    table = lines((names[role], pick.column, pick_in_words(chosen.file, pick)) for role, pick in picks.items())
    return Step(
        key,
        _SECTION,
        Kind.SELECT,
        f"Are these the right columns of {chosen.title}?",
        f"What the columns of this file seem to be:\n{table}",
        (
            Choice(RIGHT, "Yes, all of them"),
            Choice(EACH, "No, ask me for each"),
        ),
        default=RIGHT,
    )


def _columns(file: FileFacts, picks: Mapping[str, Pick], unit: Unit, accepted: bool) -> list[Step]:
    return [
        column_step(
            "people/id",
            _SECTION,
            f"Which column holds the {unit.singular}'s id?",
            f"The id under which the same {unit.singular} stands in every file. It links the files; no id is ever "
            "written into the answer.",
            file,
            picks["id"],
            accepted=accepted,
        ),
        column_step(
            "people/birth_date",
            _SECTION,
            "Which column holds the birth date?",
            "Question 6 asks for age groups; they are worked out from birth dates.",
            file,
            picks["birth_date"],
            accepted=accepted,
        ),
        column_step(
            "people/sex",
            _SECTION,
            "Which column holds sex or gender?",
            "Question 5 asks for a breakdown by sex or gender, as you record it.",
            file,
            picks["sex"],
            none="None: it is not recorded in these files",
            accepted=accepted,
        ),
    ]


def _sex_steps(column: ColumnFacts, base: ChildSpec | None, draft: Draft) -> list[Step]:
    if column.values is None:
        return [_unusable(column)]
    steps = [_sex_asks(column, base)]
    sure = known_sexes(column, base)
    stem = "people/sexes"
    how = f"{stem}/how/{seal(*sorted(f'{value}={sure.get(value)}' for value in column.values))}"
    if sure:
        steps.append(_sexes_proposal(how, column, sure))
        if draft.text(how) not in (RIGHT, EACH):
            return steps
    accepted = bool(sure) and draft.text(how) == RIGHT
    for value in column.values:
        label = sure.get(value)
        steps += sex_of(column, value, label, draft, settled=accepted and label is not None)
    return steps


def _unusable(column: ColumnFacts) -> Step:
    def apply(draft: Draft, _answer: Answer) -> Draft:
        return draft.without(draft.keys_under("people/how")).said("people/sex", NONE)

    return Step(
        "people/sex_unusable",
        _SECTION,
        Kind.SELECT,
        f"The column '{column.name}' cannot be used",
        f"It holds {column.unlisted}, so it is no column of sex or gender.",
        (Choice("none", "Go on without sex or gender"),),
        default="none",
        apply=apply,
    )


def _sex_asks(column: ColumnFacts, base: ChildSpec | None) -> Step:
    words = set(words_of(column.name))
    word = "gender" if "gender" in words else "sex" if "sex" in words else None
    if base is not None and base.sex is not None and normalise(base.sex) == normalise(column.name):
        word = base.sex_asks
    choices = (Choice("sex", "Sex"), Choice("gender", "Gender"), Choice("sex or gender", "Either; it is not clear"))
    return Step(
        "people/sex_asks",
        _SECTION,
        Kind.SELECT,
        "Does the column hold sex or gender?",
        "The word stands in the titles of the tables. The request asks for sex or gender as recorded.",
        choices,
        default=word or "sex or gender",
        settled=word,
    )


def known_sexes(column: ColumnFacts, base: ChildSpec | None) -> dict[str, str]:
    """The values whose label leaves no doubt: from the map that was started from, else by what they say."""
    sure = {
        value: suggestion.target
        for value, suggestion in suggest_sexes(column.values or ()).items()
        if suggestion.is_sure
    }
    labels = {normalise(value): label for label, values in base.sex_values.items() for value in values} if base else {}
    return sure | {value: labels[normalise(value)] for value in column.values or () if normalise(value) in labels}


def _sexes_proposal(key: str, column: ColumnFacts, sure: Mapping[str, str]) -> Step:
    values = column.values or {}
    labels = list(dict.fromkeys([*(label for label in LABELS if label in sure.values()), *sure.values()]))
    table = lines(
        (label, "; ".join(f"{value} ({rows_in_words(values[value])})" for value in values if sure.get(value) == label))
        for label in labels
    )
    unsure = [value for value in values if value not in sure]
    rest = f"\nAsked by themselves: {', '.join(unsure)}." if unsure else ""
    blank = column.rows - column.filled
    rest += f"\nBlank in {rows_in_words(blank)}: shown as Not known." if blank else ""
    return Step(
        key,
        _SECTION,
        Kind.SELECT,
        f"Is this what the values of '{column.name}' mean?",
        f"Every value, under the label that it would have in the answer:\n{table}{rest}",
        (Choice(RIGHT, "Yes"), Choice(EACH, "No, ask me for each value")),
        default=RIGHT,
    )


def sex_of(column: ColumnFacts, value: str, label: str | None, draft: Draft, *, settled: bool) -> list[Step]:
    """The question which label a value has, and the label itself where it is to be typed."""
    step = _sex_of(f"people/sexes/{value}", column, value, label, settled=settled)
    if draft.text(step.key) != OTHER_LABEL:
        return [step]
    typed = Step(
        f"{step.key}/label",
        _SECTION,
        Kind.TEXT,
        f"Label in the answer for '{value}'",
        "A row of the tables will have this label.",
    )
    return [step, typed]


def _sex_of(key: str, column: ColumnFacts, value: str, label: str | None, *, settled: bool) -> Step:
    count = (column.values or {})[value]
    choices = [
        Choice("Female", "Female"),
        Choice("Male", "Male"),
        Choice("Not known", "Not known"),
        Choice(OWN_LABEL, f"A label of its own: '{value}'"),
        Choice(OTHER_LABEL, "Another label, which I will type"),
    ]
    if label is not None and label not in LABELS[:2] and label != "Not known":
        choices.insert(2, Choice(label, label))
    return Step(
        key,
        _SECTION,
        Kind.SELECT,
        f"'{value}' ({rows_in_words(count)}): which label in the answer?",
        "A label of its own is published as it stands: it must be no name and no remark about anybody. Labels with few "
        "people are protected like all figures.",
        tuple(choices),
        default=label or ("Not known" if is_rare(count) else OWN_LABEL),
        settled=label if settled else None,
    )


def label_of(draft: Draft, value: str) -> str:
    """The label in the answer that was given to a value for sex or gender; empty where nobody has said."""
    key = f"people/sexes/{value}"
    label = draft.text(key)
    if label == OWN_LABEL:
        return value
    return draft.text(f"{key}/label") if label == OTHER_LABEL else label


def sex_labels(draft: Draft, facts: Facts) -> dict[str, tuple[str, ...]]:
    """Label in the answer to the values that mean it; empty where sex is not recorded."""
    chosen = chosen_file(draft, facts, draft.text("people/source"))
    column = chosen.file.column(draft.text("people/sex")) if chosen and draft.text("people/sex") else None
    labels: dict[str, list[str]] = {}
    for value in (column.values or ()) if column else ():
        if label := label_of(draft, value):
            labels.setdefault(label, []).append(value)
    order = [label for label in LABELS if label in labels]
    order += [label for label in labels if label not in LABELS]
    order.sort(key=lambda label: label == "Not known")
    return {label: tuple(labels[label]) for label in order}
