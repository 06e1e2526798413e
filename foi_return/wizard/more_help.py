"""More help on a question: why it is asked, what the request or the law says, and an example."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase

from foi_return.terms.request import Breakdown, Request
from foi_return.text import listed_with, sentence_case
from foi_return.wizard.more_help_kept import KEPT_HELP
from foi_return.wizard.more_help_units import UNIT_HELP
from foi_return.wizard.steps import Step


@dataclass(frozen=True, slots=True)
class MoreHelp:
    """What is told of a question when somebody asks for more.

    Attributes:
        why: Why it is asked, and what becomes of the answer.
        source: What the request, the law or the guidance says of it.
        example: An answer that could be given.
    """

    why: str
    source: str
    example: str


_REQUEST = "The core request is a round robin that councils across the United Kingdom receive in the same words."
_Q1 = "{first_question}"
_Q2 = "{flag_question}"
_SCREEN = "Values stand on your screen only. A file or a log never holds one that is rarer than the threshold."
_EXTRACT = "Section 1 of either Act: the information that the council holds when the request is received."

_HELP: tuple[tuple[str, MoreHelp], ...] = (
    ("resume", MoreHelp("Answers are kept after each question, so that nothing is lost.", "", "Yes, go on")),
    ("tasks", MoreHelp("Every task can be opened again; only what depends on a changed answer is asked anew.", "", "")),
    ("review", MoreHelp("Nothing is written before you have seen every answer in one place.", "", "Write the answer")),
    ("review/section", MoreHelp("One section is opened; the others stay as they are.", "", "Counting rules")),
    ("review/answer", MoreHelp("Only what you change is changed; the review then says what it did.", "", "")),
    (
        "look/table*",
        MoreHelp(
            "You see every figure before it is written, as readers would. Why a number is hidden is for you alone: a "
            "reader who knew which ones are small could work others out. True counts are shown only if you ask, and "
            "are written nowhere.",
            "",
            "Next table",
        ),
    ),
    (
        "look/*",
        MoreHelp(
            "A rule can hide less and still be safe, or count differently. You see what it would do to the tables "
            "before you take it. Figures under two rules are never shown side by side: their difference can be one "
            "{singular}.",
            "Hiding more than is needed can be challenged: Scottish Information Commissioner, decisions 077, 078 and "
            "080/2020.",
            "Smallest number that may be published: 6",
        ),
    ),
    ("request/name", MoreHelp("It decides the questions, tables, years and age groups.", _REQUEST, "core")),
    (
        "request/start",
        MoreHelp(
            "A field map that was saved before, or one that comes with the program, turns most questions into a single "
            "Enter. What your extract lacks of it is told.",
            "A map holds names of columns and reviewed values, never a row of the extract.",
            "Yes, from a map that was saved before",
        ),
    ),
    ("request/map", MoreHelp("The map's answers become the suggestions.", "", "anytown-council-field-map.toml")),
    (
        "request/reference",
        MoreHelp("It names the folder, the workbook and the letter.", "Your own log of requests.", "FOI-2026-0123"),
    ),
    ("request/council", MoreHelp("It stands on the cover as the author of the figures.", "", "Anytown Council")),
    (
        "request/contact",
        MoreHelp(
            "Readers with a question write there.",
            "Section 16 (Scotland: section 15): advice and assistance.",
            "foi@anytown.example",
        ),
    ),
    (
        "request/regime",
        MoreHelp(
            "It decides the time limit, the exemption for personal data and the words of the answer.",
            "FOIA 2000 in England, Wales and Northern Ireland; FOISA 2002 for Scottish public authorities.",
            "Freedom of Information Act 2000",
        ),
    ),
    (
        "request/received",
        MoreHelp(
            "The day after it is the first of twenty working days.",
            "Section 10 of either Act. Under FOIA a bank holiday in any part of the United Kingdom does not count.",
            "06/07/2026 is due on 5 August 2026",
        ),
    ),
    (
        "request/clock",
        MoreHelp(
            "A request that cannot be understood is not received in full before it has been clarified; so the clock "
            "starts anew then, with all twenty days.",
            "FOIA sections 1(3) and 10(6); FOISA sections 1(3) and 10(1)(b).",
            "Received on 6 July, clarified on 20 July 2026: due on 18 August 2026",
        ),
    ),
    (
        "request/asked",
        MoreHelp(
            "It stands in the letter.",
            "Section 1(3) of either Act: further information that is reasonably "
            "required to identify and locate what is asked for.",
            "10/07/2026",
        ),
    ),
    (
        "request/clarified",
        MoreHelp(
            "The twenty working days are counted from it.",
            "FOIA section 10(6)(b); FOISA section 10(1)(b).",
            "20/07/2026",
        ),
    ),
    (
        "request/due",
        MoreHelp("The day replaces the one worked out; the letter says it.", "Section 10 of either Act.", "20/08/2026"),
    ),
    (
        "request/due_reason",
        MoreHelp(
            "It is kept with your answers, and is not published.",
            "Section 10 of either Act.",
            "An extra bank holiday was proclaimed",
        ),
    ),
    (
        "request/years",
        MoreHelp(
            "A column of every table for each year.",
            "A financial year runs from 1 April to 31 March. Calendar years (2023), quarters (2023 Q1, 2023/24 Q1) and "
            "months (2023-04) are read too, all of one kind.",
            "2019/20 to 2025/26",
        ),
    ),
    (
        "request/age_bands",
        MoreHelp(
            "{One} is put into one group by the age on the day that a later question settles.",
            "The request accepts the council's nearest age bands.",
            "under 10, 10 to 12, 13 to 15, 16 to 17",
        ),
    ),
    (
        "request/bands_are",
        MoreHelp(
            "A reader compares councils; a note says where the age groups are another's closest equivalent.",
            "The request accepts the council's nearest age bands.",
            "under 10, 10 to 13, 14 to 15, 16 to 17: ours",
        ),
    ),
    ("request/as_asked", MoreHelp("Most requesters ask for the same years and age groups.", _REQUEST, "Yes")),
    ("request/system", MoreHelp("It is named as the source under each table.", _Q2, "Mosaic")),
    (
        "files/*/path",
        MoreHelp(
            "All figures are counted from these files. They are read, never changed, and nothing leaves this computer.",
            _EXTRACT,
            r"C:\Extracts\people.csv",
        ),
    ),
    (
        "files/all",
        MoreHelp(
            "Every figure is counted from these files. They are only read, and nothing leaves this computer.",
            _EXTRACT,
            r"C:\FOI\people.csv; C:\FOI\hazards.xlsx, or the folder C:\FOI",
        ),
    ),
    ("files/*/sheet", MoreHelp("One sheet is read as one file.", "", "Hazards")),
    (
        "files/*/name",
        MoreHelp("The field map calls the file by it, whatever next year's file is named.", "", "hazards"),
    ),
    (
        "files/extracted_on",
        MoreHelp(
            "A year that had not ended on that day is marked as such. The day is published.",
            _EXTRACT + " No day is ever taken from the record of {one}.",
            "21/05/2026",
        ),
    ),
    ("people/source", MoreHelp("Birth dates and sex or gender are read from it.", "", "people.csv")),
    (
        "people/*",
        MoreHelp(
            "{One} is known by the id, counted once in each year, and put into an age group by the birth date.",
            "{sex_and_age_asked}: sex or gender as recorded, and age group.",
            "Person ID; Date of birth; Gender",
        ),
    ),
    (
        "people/sexes/*",
        MoreHelp(
            "The answer shows your council's own labels. A value that nobody names is counted as not known.",
            "{sex_asked} asks for sex or gender as recorded.",
            "Female = F, Female",
        ),
    ),
    ("records/sources", MoreHelp("A file of other things, such as wards, is left alone.", _Q1, "hazards.xlsx")),
    (
        "records/*",
        MoreHelp(
            "A record is placed in a year by its start date, and joined to {one} by the id.",
            _Q1,
            "Start date; End date",
        ),
    ),
    (
        "records/*/complete*",
        MoreHelp(
            "A year from before that day is shown as not recorded, never as 0.",
            "Zero, not recorded and hidden are three answers, and a reader must be able to tell them apart.",
            "01/04/2015",
        ),
    ),
    (
        "values/*/columns",
        MoreHelp("Their values are shown next, to be matched with the request's categories.", _SCREEN, "Hazard"),
    ),
    (
        "values/*",
        MoreHelp(
            "Each value either means a category or setting, or is noted as meaning none.",
            _SCREEN,
            "CCE - county lines means CCE and county lines",
        ),
    ),
    (
        "held/*",
        MoreHelp(
            "If {none} is recorded it is a true zero; if there is no such field the answer says that the information "
            "is not held in a structured form.",
            "Section 1 (Scotland: section 17): say in writing that information is not held.",
            "Not recorded",
        ),
    ),
    (
        "label/*",
        MoreHelp(
            "The council's own words stand in the table where its category is only near to what was asked.",
            "The request asks for the closest equivalent.",
            "Hotel or bed and breakfast",
        ),
    ),
    ("overlap*", MoreHelp("A value that means two categories counts the {singular} in both.", _Q1, "Yes")),
    (
        "records/*/every",
        MoreHelp(
            "Where each row counts, no column has to say so; a file of mixed rows would be counted too high.",
            "",
            "No, for an extract of crimes of every kind",
        ),
    ),
    (
        "split/*",
        MoreHelp(
            "Everything counted falls in one row of it and no more, so that the rows add to the total. What was not "
            "recorded is counted as not known, never left out.",
            "The request definition says which tables are split by it.",
            "Offence description",
        ),
    ),
    (
        "split/*/reason",
        MoreHelp(
            "The reader learns why there are no figures; zeros would say that there was nothing.",
            "Section 1 (Scotland: section 17): say in writing that information is not held.",
            "Recorded only in case notes, not in a structured field.",
        ),
    ),
    (
        "contexts/own/*",
        MoreHelp(
            "A setting that your system names and the request does not can stand in the tables under your label.",
            "Question 4: each setting, or the closest equivalent.",
            "Taxi or minicab",
        ),
    ),
    (
        "contexts/*",
        MoreHelp(
            "A setting alone does not say that {one} was exploited there.",
            "Question 4: the setting in which exploitation was recorded.",
            "Yes",
        ),
    ),
    (
        "since/*",
        MoreHelp(
            "Years from before a field existed are shown as not recorded.",
            "The national code for criminal exploitation, 24A, exists only from 2021/22.",
            "01/04/2021",
        ),
    ),
    (
        "flags/*",
        MoreHelp(
            "The answer is a yes or a no, the name of the field, and since when. Names are published as they stand, so "
            "one that gives away an operation, a place or a person must be described instead.",
            _Q2,
            "Hazard: CCE",
        ),
    ),
    (
        "flags/cleared/*",
        MoreHelp(
            "Each name is either cleared for publication or described; a described one is in no file that you send, "
            "and the program looks through every file to make sure.",
            "A name that is left out is information withheld: section 31 or 40 (Scotland: section 35 or 38) may be the "
            "reason. The decision is yours.",
            "Leave 'Hazard: Operation Kingfisher' without a tick",
        ),
    ),
    (
        "flags/described/*",
        MoreHelp(
            "The question is still answered: there is such a field, and what sort it is.",
            _Q2,
            "A local flag for a named operation",
        ),
    ),
    (
        "flags/ask/*",
        MoreHelp(
            "What you do not know is listed for you to follow up. Whom you ask is never published.",
            "Section 1(1)(a) (Scotland: section 1): say whether the information is held; so find out before you send.",
            "Children's data team",
        ),
    ),
    (
        "flags/doubts/*",
        MoreHelp(
            "A reader would see that an answer and a table contradict each other.",
            "Question 2 and the tables are answered from the same system.",
            "No field for CSE, yet CSE is counted from one: change the answer",
        ),
    ),
    (
        "counting/*",
        MoreHelp(
            "Councils have answered by different rules; the one that you choose is printed with every table.",
            "The request asks for the closest equivalent where records are kept otherwise.",
            "The first choice of each",
        ),
    ),
    (
        "policy/*",
        MoreHelp(
            "Small numbers are hidden, and so is whatever would give them away by subtraction.",
            "FOIA section 40(2), FOISA section 38(1)(b). The reason is recorded because a blanket rule can be "
            "overturned (Information Commissioner v Miller [2018] UKUT 229 (AAC)).",
            "Hide numbers from 1 to 4",
        ),
    ),
    (
        "letter/*",
        MoreHelp(
            "The letter must name the exemption, its section and why it applies, and for a qualified one what was "
            "weighed. The program offers; you decide.",
            "FOIA section 17; FOISA section 16.",
            "Only small numbers",
        ),
    ),
    (
        "write/review*",
        MoreHelp(
            "Flags are wrong both ways. Where records were read again, the figures that came of it tell readers how "
            "far the flag can be trusted.",
            "The Independent Inquiry into Child Sexual Abuse found that a force had flagged 464 offences of which 276 "
            "met the definition, and had left 177 unflagged.",
            "output/review-internal/review-result.json",
        ),
    ),
    (
        "write/charts",
        MoreHelp(
            "Charts stand on sheets of their own and are drawn from the published figures.",
            "Guidance on statistics in spreadsheets: no chart on the sheet of a table.",
            "No, tables only",
        ),
    ),
    (
        "write/*",
        MoreHelp(
            "What may be sent and what must not be sent go into two folders. A file that is there is replaced only if "
            "you say so.",
            "",
            "output",
        ),
    ),
)


_FURTHER_HELP = tuple((pattern, MoreHelp(*texts)) for pattern, *texts in (*KEPT_HELP, *UNIT_HELP))


def find_help(key: str) -> MoreHelp | None:
    """What is told of the question with this key; the most particular entry that fits, or None."""
    fitting = [(pattern, found) for pattern, found in (*_HELP, *_FURTHER_HELP) if fnmatchcase(key, pattern)]
    return max(fitting, key=lambda item: len(item[0].replace("*", "")))[1] if fitting else None


def more_help(step: Step, request: Request) -> str:
    """The text for somebody who asks for more, in the words of what a request counts."""
    found = find_help(step.key)
    if found is None:
        return step.help or "There is no more help on this question."
    parts = [f"Why this is asked: {found.why}"]
    if found.source:
        parts.append(f"What it rests on: {found.source}")
    if found.example:
        parts.append(f"For example: {found.example}")
    return _NAME.sub(lambda name: _words(request)[name[1]], "\n".join(parts))


_NAME = re.compile(r"\{([A-Za-z_]+)\}")


def _words(request: Request) -> dict[str, str]:
    """What stands in place of the names in braces; what a question asks is told in its own words."""
    unit = request.unit_of("")
    questions = {question.number: f"Question {question.number}: {question.text}" for question in request.questions}
    return {
        "one": unit.one,
        "One": sentence_case(unit.one),
        "singular": unit.singular,
        "none": unit.none,
        "first_question": next(iter(questions.values())),
        "sex_asked": _asked(request, Breakdown.SEX),
        "sex_and_age_asked": _asked(request, Breakdown.SEX, Breakdown.AGE_GROUP),
        "flag_question": questions.get(request.flag_question, "The reader learns from where the figures come."),
    }


def _asked(request: Request, *breakdowns: Breakdown) -> str:
    """Which questions ask for these breakdowns: `Questions 5 and 6`."""
    numbers = list(dict.fromkeys(table.question for table in request.tables if table.breakdown in breakdowns))
    if not numbers:
        return "The request"
    return f"Question{'s' if len(numbers) > 1 else ''} {listed_with(numbers, 'and')}"
