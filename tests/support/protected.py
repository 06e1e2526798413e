"""Builds protected returns for the tests of writers: one as a council would send it, one with hostile texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from foi_return.periods import financial_years
from foi_return.terms.counting import CountingRules
from foi_return.terms.field_map import FlagAnswer, FlagStatement, Regime
from foi_return.terms.protected import (
    FlagLine,
    Note,
    PolicyStatement,
    ProtectedCell,
    ProtectedReturn,
    ProtectedRow,
    ProtectedTable,
)
from foi_return.terms.request import FlagQuestion, Question
from foi_return.terms.shorthand import Shorthand

PERIODS = financial_years("2019/20", "2025/26")
YEARS = "2019/20 to 2025/26"

HOSTILE_TEXTS = (
    "=HYPERLINK('https://example.org','Click')",
    "+44 1234 567890",
    "-1+1",
    "@SUM(A1:A9)",
    "https://example.org/a?b=c&d=<e>",
    "'quoted' \"twice\" & <b>bold</b>",
    " leading and trailing ",
    "_x0041_ is no letter",
    "007",
    "1e5",
    "TRUE",
    "#N/A",
    "Marks \u200e\u200f stay",
    "Cyngor Sir Ddinbych: t\u0177 \N{CHILD} \N{EN DASH} 10\N{NO-BREAK SPACE}000",
    "{{ template }} %s %(x)s {0}",
    "[c]",
)
"""Texts that must arrive as they are."""

_SHORTHAND = {shorthand.mark: shorthand for shorthand in Shorthand}


def cells(
    figures: str, category: str, breakdown: Mapping[str, str] | None = None, part: Sequence[str] = ()
) -> tuple[ProtectedCell, ...]:
    """A row's cells from `"0 12 [c] 1234 ..."`; `part` names the years of which recording covered only a part."""
    return tuple(
        ProtectedCell(
            period.label,
            category,
            dict(breakdown or {}),
            _SHORTHAND[figure] if figure in _SHORTHAND else int(figure),
            period.label in part,
        )
        for period, figure in zip(PERIODS, figures.split(), strict=True)
    )


def realistic_return() -> ProtectedReturn:
    """An answer to the core request, as a council would send it; still a draft."""
    return ProtectedReturn(
        reference="FOI/2026/0123",
        request="core",
        title="Child exploitation recorded by children's services",
        council="Anytown Metropolitan Borough Council",
        contact="foi@smalltown.example",
        regime=Regime.FOIA,
        system="Mosaic",
        unit="children",
        periods=PERIODS,
        questions=_QUESTIONS,
        flag_question="2",
        flags=_flags(),
        tables=_tables(),
        notes=_NOTES,
        counting=CountingRules(risk_levels=("Medium", "High")),
        extracted_on=date(2026, 4, 20),
        coverage=(
            "Exploitation assessments: covers 1 April 2019 to 20 April 2026.",
            "Hazards on the case file (CareFirst, the earlier system): covers the time to 31 March 2021.",
        ),
        policy=PolicyStatement(
            "standard",
            5,
            True,
            "Numbers from 1 to 4 are hidden and shown as [c]. A 0 is a true zero.",
            "The council's small-numbers policy of 2024: the area is small, and families could be recognised.",
        ),
        field_map="anytown-mosaic",
        fingerprint="9f2c1e7ab03d",
        protection_stands=False,
    )


def hostile_return() -> ProtectedReturn:
    """The realistic return with hostile texts wherever a council's own words stand."""
    answer = realistic_return()
    flags = tuple(
        replace(
            line,
            statement=replace(
                line.statement, answer=FlagAnswer.YES, fields=(HOSTILE_TEXTS[number],), note=HOSTILE_TEXTS[-1 - number]
            ),
        )
        for number, line in enumerate(answer.flags)
    )
    table = answer.tables[0]
    rows = tuple(replace(table.rows[0], label=text) for text in HOSTILE_TEXTS)
    return replace(
        answer,
        reference="=FOI&P/2026",
        title="=1+1",
        council="@Council & <Sons>",
        system="+Mosaic",
        field_map="=map",
        flags=flags,
        tables=(replace(table, title="-Title", row_heading="=Category", rows=rows), *answer.tables[1:]),
        notes=tuple(Note(number, text) for number, text in enumerate(HOSTILE_TEXTS, start=1)),
        coverage=HOSTILE_TEXTS,
        policy=replace(answer.policy, reason="=reason"),
        protection_stands=True,
    )


_QUESTIONS = (
    Question(
        "1",
        "How many individual children were recorded in each financial year as at risk of, or victims of, criminal "
        "exploitation, sexual exploitation, and both?",
    ),
    Question(
        "2",
        "Which structured fields, flags or categories does the case management system have, and what are they called?",
    ),
    Question(
        "3",
        "How many children in each year were identified with a gang, with an organised crime group, and with county "
        "lines activity?",
    ),
    Question("4", "For how many children in each year was exploitation recorded in each setting?"),
    Question("5", "How do the children of question 1 divide by sex or gender, as recorded, in each year?"),
    Question("6", "How do the children of question 1 divide by age group in each year?"),
    Question("7", "How many children were referred to the National Referral Mechanism?"),
)

_NOTES = (
    Note(1, "Could not be recorded in the system before 1 April 2021."),
    Note(2, "Figures for 2021/22 cover 4 October 2021 to 31 March 2022 only."),
    Note(3, "'Gang or group affiliation' is the council's closest equivalent to 'Gang association'."),
    Note(4, "The council records hotels and temporary accommodation in free text only."),
    Note(5, "The council runs no schools outside its area."),
    Note(
        6,
        "The figures count what was recorded in Mosaic. They are not an estimate of how many children are exploited: "
        "recording depends on practice, which changes over time.",
    ),
    Note(7, "Records whose start date is missing or is no real date cannot be placed in a year and are not counted."),
)


_CSE_FIELDS = ("Hazard: CSE", "CSE risk level")
_RISK_FIELDS = ("Exploitation risk level (Low, Medium, High)",)
_FREE_TEXT = "Recorded in case notes, which cannot be counted without reading them."
_YES, _NO = FlagAnswer.YES, FlagAnswer.NO
_FLAGS = (
    ("cse_flag", "Child sexual exploitation (CSE)", FlagStatement(_YES, _CSE_FIELDS, date(2019, 4, 1))),
    (
        "cce_flag",
        "Child criminal exploitation (CCE)",
        FlagStatement(_YES, ("24A",), date(2021, 4, 1), "Census factor."),
    ),
    ("trafficking_flag", "Modern slavery or trafficking", FlagStatement(_YES, ("12A Trafficking",))),
    ("county_lines_flag", "County lines", FlagStatement(FlagAnswer.FREE_TEXT, note=_FREE_TEXT)),
    ("gang_flag", "Gang association", FlagStatement(_YES, ("Gang or group affiliation",), date(2020, 9, 14))),
    ("ocg_flag", "Organised crime group (OCG) involvement", FlagStatement(_NO)),
    ("missing_flag", "Missing episodes linked to exploitation", FlagStatement(FlagAnswer.NOT_KNOWN, note="To follow.")),
    ("contextual_flag", "Contextual safeguarding", FlagStatement(_NO)),
    ("risk_flag", "Exploitation risk score or level", FlagStatement(_YES, _RISK_FIELDS, date(2019, 4, 1))),
)


def _flags() -> tuple[FlagLine, ...]:
    return tuple(
        FlagLine(FlagQuestion(f"2({letter})", key, label), statement)
        for letter, (key, label, statement) in zip("abcdefghi", _FLAGS, strict=True)
    )


_CCE = "[x] [x] 41 1234 1302 1288 1340"
_CSE = "88 93 102 110 97 0 85"
_BOTH = "[x] [x] [c] 12 15 0 9"
_SEXES = ("Female", "Male", "Not known")
_AGES = ("Under 10", "10 to 12", "13 to 15", "16 to 17", "Not known")
_CONTEXTS = (
    ("Online", "online", "30 35 41 [c] 52 0 38", ()),
    ("Public place, such as a park, street or shopping area", "public_place", "12 [c] 18 20 [c] 0 11", ()),
    ("Private address, including one used for drug dealing", "private_address", "0 [c] [c] 8 9 0 7", ()),
    ("Hotel or temporary accommodation", "temporary_accommodation", "[x] [x] [x] [x] [x] [x] [x]", (4,)),
    ("School or pupil referral unit", "school", "[z] [z] [z] [z] [z] [z] [z]", (5,)),
    ("Care placement, including residential care", "placement", "0 0 0 0 0 0 0", ()),
)


def _tables() -> tuple[ProtectedTable, ...]:
    cce = ProtectedRow("Child criminal exploitation (CCE)", cells(_CCE, "cce", part=("2021/22",)), (1, 2))
    cse = ProtectedRow("Child sexual exploitation (CSE)", cells(_CSE, "cse"))
    both = ProtectedRow("Both CCE and CSE", cells(_BOTH, "both", part=("2021/22",)), (1, 2))
    q3 = (
        ProtectedRow("Gang or group affiliation", cells("[x] 14 22 [c] 19 0 16", "gang", part=("2020/21",)), (3,)),
        ProtectedRow(
            "Exploited by, or associated with, an organised crime group (OCG)",
            cells("[x] [x] [x] [x] [x] [x] [x]", "ocg"),
            (4,),
        ),
        ProtectedRow("Exploited through county lines", cells("5 6 [c] 11 12 0 8", "county_lines")),
    )
    contexts = tuple(
        ProtectedRow(label, cells(figures, "exploited", {"context": key}), notes)
        for label, key, figures, notes in _CONTEXTS
    )
    tables = [
        _table("q1", "1", "Children recorded for exploitation, by category", "Category", (cce, cse, both)),
        _table("q3", "3", "Children recorded with gang or county lines involvement", "Category", q3),
        _table("q4", "4", "Children recorded for exploitation, by context", "Context", contexts),
    ]
    totals = (("cce", cce.label, _CCE), ("cse", cse.label, _CSE), ("both", both.label, _BOTH))
    for question, dimension, heading, labels in (
        ("5", "sex", "Sex", _SEXES),
        ("6", "age_group", "Age group", _AGES),
    ):
        for key, label, total in totals:
            rows = [
                ProtectedRow(part, cells("[x] [x] [c] 0 11 12 [c]", key, {dimension: part}), (1,)) for part in labels
            ]
            rows.append(ProtectedRow("Total", cells(total, key)))
            title = f"{label}: children by {heading.lower()}"
            tables.append(_table(f"q{question}-{key}", question, title, heading, rows))
    return tuple(tables)


def _table(key: str, question: str, title: str, heading: str, rows: Sequence[ProtectedRow]) -> ProtectedTable:
    return ProtectedTable(key, question, f"{title}, {YEARS}", "children", heading, PERIODS, tuple(rows))
