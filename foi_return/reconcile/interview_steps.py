"""The questions that lead to a reconcile definition, as data: the lists, their columns, the rules. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from foi_return.reconcile.interview_columns import IN_WORDS, ListFacts, people_steps
from foi_return.reconcile.interview_rules import rule_steps
from foi_return.terms.reconciliation import NAMES, PARTNER, PEOPLE, RECORDS
from foi_return.wizard.course import is_answered
from foi_return.wizard.draft import NO, YES, Answer, Draft
from foi_return.wizard.paths import full_path
from foi_return.wizard.steps import Choice, Kind, Section, Step, yes_or_no
from foi_return.wizard.words import words_of

NOTHING, LINK, COUNT = "definition", "link", "count"
"""What can be done once the definition is written."""


def steps_of(draft: Draft, facts: ListFacts) -> Iterator[Step]:
    """Every question that the answers so far give rise to, up to the first section with an open one."""
    for section in (_request, _files, people_steps, rule_steps, _writing):
        steps = list(section(draft, facts))
        yield from steps
        if not all(is_answered(step, draft) for step in steps):
            return


def lists_of(draft: Draft) -> dict[str, str]:
    """The path of each list that was named."""
    named = {name: draft.text(f"files/{name}") for name in (PARTNER, PEOPLE, NAMES, RECORDS)}
    return {name: path for name, path in named.items() if path}


def _text(key: str, message: str, help: str, default: str | None = None, *, optional: bool = False) -> Step:
    return Step(key, Section.REQUEST, Kind.TEXT, message, help, default=default, optional=optional)


def _request(draft: Draft, _facts: ListFacts) -> Iterator[Step]:
    yield _text(
        "request/reference",
        "Your reference for this request",
        "This leads to a definition by which a partner's list of children, such as a police force's, is compared with "
        "social care's records. The reference names the folder of the answer.",
    )
    yield Step(
        "request/received",
        Section.REQUEST,
        Kind.DATE,
        "Day on which the request was received (day/month/year; leave empty if nobody asked yet)",
        "For the letter, and the last day for answering.",
        optional=True,
    )
    yield _text("request/council", "Name of the council", "As it should stand in the answer, such as Anytown Council.")
    yield _text(
        "request/contact", "Contact for questions about the answer (leave empty for none)", "A team's address is "
        "better than a person's.", optional=True,
    )  # fmt: skip
    yield Step(
        "request/regime",
        Section.REQUEST,
        Kind.SELECT,
        "Which Act do you answer under?",
        choices=(
            Choice("FOIA", "Freedom of Information Act 2000", "England, Wales, Northern Ireland"),
            Choice("FOISA", "Freedom of Information (Scotland) Act 2002", "Scottish public authorities"),
        ),
        default="FOIA",
    )
    yield _text("request/system", "Name of the case-management system", "Whose records the list is compared with.")
    yield _text("request/partner", "Who made the list?", "Such as Anyshire Police; the answer names it.")
    for key, message in (("first_day", "First day that the list covers"), ("last_day", "Last day that it covers")):
        yield Step(
            f"request/{key}",
            Section.REQUEST,
            Kind.DATE,
            f"{message} (day/month/year)",
            "Ages are taken on the last day." if key == "last_day" else "",
            check=partial(_after_first, draft) if key == "last_day" else lambda _answer: "",
        )
    partner = draft.text("request/partner") or "the partner"
    listed = f"children on a list of {partner}"
    yield _text(
        "request/listed", "What are the children of the list called in the answer?", "In the plural.", listed
    )  # fmt: skip
    yield _text(
        "request/question",
        "The question, as it should be restated",
        "In the words of the request, or close to them.",
        f"How many {listed} were known to children's social care, and for what?",
    )


def _after_first(draft: Draft, answer: Answer) -> str:
    return "The list ends before it begins." if str(answer) < draft.text("request/first_day") else ""


def _files(_draft: Draft, _facts: ListFacts) -> Iterator[Step]:
    said = {
        PARTNER: "The list that the partner sent: a row for each child, with name and birth date.",
        PEOPLE: "An export of the people whom children's social care knows, with an id.",
        NAMES: "Previous surnames and aliases of social care's people, a row for each, found by the id.",
        RECORDS: "What is on record about social care's people, found by the id: a column says what each row is.",
    }
    for name, text in said.items():
        optional = name in (NAMES, RECORDS)
        yield Step(
            f"files/{name}",
            Section.FILES,
            Kind.PATH,
            f"File of {IN_WORDS[name]}{' (leave empty for none)' if optional else ''}",
            f"{text} A CSV file, or a workbook with one sheet.",
            optional=optional,
            read=full_path,
        )


def _writing(draft: Draft, facts: ListFacts) -> Iterator[Step]:
    output = facts.output or f"{facts.folder}/output"
    yield Step(
        "write/output", Section.WRITING, Kind.PATH, "Folder for the answers", default=output,
        settled=output if "write/output" not in draft.again else None, read=full_path,
    )  # fmt: skip
    place = (
        facts.save_to or f"{facts.folder}/{'-'.join(words_of(draft.text('request/partner'))) or 'partner'}-list.toml"
    )
    yield Step(
        "write/definition",
        Section.WRITING,
        Kind.PATH,
        "File for the definition",
        "It names columns and values, and no child. Keep it: the next list starts from it.",
        default=place,
        read=full_path,
        check=lambda answer: "" if str(answer).endswith(".toml") else "A definition ends in .toml.",
    )
    if facts.taken:
        step = yes_or_no(
            f"write/replace/{draft.text('write/definition')}", Section.WRITING, "Replace the definition that is there?",
            "replace it", "write to another place", default=NO,
        )  # fmt: skip
        yield replace(step, apply=lambda draft, answer: _replaced(step, draft, answer))
    yield Step(
        "write/next",
        Section.WRITING,
        Kind.SELECT,
        "What should be done beside writing the definition?",
        "To count at once gives a first answer: where it is not clear whether two rows are one child, and no clerk has "
        "decided, the child counts as not clear. Numbers are protected as the council's default policy says.",
        (
            Choice(NOTHING, "Nothing: a colleague approves the definition first"),
            Choice(LINK, "Link the lists, and write the pairs that a clerk must decide"),
            Choice(COUNT, "Link, count and write the answer at once"),
        ),
        default=LINK,
    )


def _replaced(step: Step, draft: Draft, answer: Answer) -> Draft:
    return draft.said(step.key, answer) if answer == YES else draft.ask_again(["write/definition"])
