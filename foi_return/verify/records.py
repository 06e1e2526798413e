"""Rows about persons: columns that identify them, and rows that look like one person or event each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from foi_return.attack.marks import cell_number
from foi_return.text import normalise
from foi_return.verify.catalogue import found
from foi_return.verify.finding import Finding, Severity, counted, places
from foi_return.verify.sheet import Sheet, column_name
from foi_return.verify.tables import Table, hides

_FEWEST = 3
_FEWEST_RECORDS = 25
MOST_ROWS = 20_000
"""A published table has fewer rows."""

_WHO = (
    r"(?:child(?:ren)?|person|client|pers|pupil|student|patient|case|victim|suspect|offender|nominal|service[\s_]?user|"
    r"la[\s_]?child|young[\s_]?person|yp|member|individual|staff|employee|carer|parent|mother|father|mosaic|lcs|eclipse|"
    r"record|referral|episode|assessment|incident|crime|offence|flag|hazard|involvement|contact|subject|unique)"
)
_HEADINGS = {
    "names of persons": rf"""(?:first|fore|sur|last|family|middle|given|full|known)[\s_]?names?|{_WHO}['s]*[\s_]?name|
        initials|alias(?:es)?|(?:(?:social|key|allocated)[\s_]?)?worker|practitioner""",
    "birth dates": r"""(?:.*\b)?(?:dob|date[\s_]?of[\s_]?birth|birth[\s_]?date|birthday|d\.o\.b\.?|birth_dttm|
        personbirthdate)""",
    "NHS numbers": r"nhs(?:[\s_]?(?:number|no\.?|id))?",
    "pupil numbers": r"(?:former[\s_]?)?upn|unique[\s_]?pupil.*|uln|unique[\s_]?learner.*",
    "numbers of persons or cases": rf"""{_WHO}(?:['s]*[\s_]?{_WHO})?[\s_]?
        (?:ids?|identifier|number|no\.?|nr|ref|reference|reference\ number|urn|key)|urn|lachildid|identifier""",
    "postcodes or addresses": r"(?:home[\s_]?)?(?:post[\s_]?code|address(?:[\s_]?line)?[\s_]?\d?|street|uprn)",
    "telephone numbers or e-mail addresses": r"""(?:.*[\s_])?
        (?:tele?phone|phone|mobile|e-?mail)(?:[\s_]?(?:number|no\.?|address))?""",
    "national insurance numbers": r"(?:ni|nino|national[\s_]?insurance)(?:[\s_]?(?:number|no\.?))?",
}
_KNOWN_HEADINGS = {what: re.compile(pattern, re.IGNORECASE | re.VERBOSE) for what, pattern in _HEADINGS.items()}
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}", re.IGNORECASE)
_UPN = re.compile(r"[A-Z]\d{11}[A-Z\d]", re.IGNORECASE)
_NATIONAL_INSURANCE = re.compile(r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\s?(?:\d\s?){6}[A-D]", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
_PHONE = re.compile(r"(?:\+44|0)[\d ]{9,12}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T].*)?|\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d{2}")
_AREA_CODE = re.compile(r"[A-Z]\d{8}")
_YEAR_LIKE = re.compile(r"(?:19|20)\d\d(?:\s*[/-]\s*\d{2,4})?")
_CODE = re.compile(r"(?=.*\d)[A-Za-z0-9/_.-]{1,40}")
_DECIMAL = re.compile(r"\d{1,3}\.\d{1,2}")
_LONG_TEXT = 60
_SPREAD = 3
"""Numbers of which one has so many digits more than another are amounts; ids are nearly of one length."""


def nhs_number(text: str) -> bool:
    """Whether a text is a valid NHS number. Source: NHS Data Dictionary, NHS number (modulus 11)."""
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"\d{10}", digits) or len(set(digits)) == 1:
        return False
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return (0 if check == 11 else check) == int(digits[9])


_VALUES: dict[str, Callable[[str], bool]] = {
    "NHS numbers": nhs_number,
    "pupil numbers": lambda text: bool(_UPN.fullmatch(text)),
    "postcodes": lambda text: bool(_POSTCODE.fullmatch(text)),
    "national insurance numbers": lambda text: bool(_NATIONAL_INSURANCE.fullmatch(text)),
    "e-mail addresses": lambda text: bool(_EMAIL.fullmatch(text)),
    "telephone numbers": lambda text: bool(_PHONE.fullmatch(text)),
}


def check_records(tables: Sequence[Table], sheets: Sequence[Sheet]) -> tuple[list[Finding], list[Table]]:
    """Columns that identify persons, and tables whose rows look like persons or events.

    Returns:
        The findings, and the tables that are not about persons, in whose figures it is worth looking.
    """
    findings: list[Finding] = []
    plain: list[Table] = []
    too_long: set[str] = set()
    for sheet in sheets:
        rows = len({row for row, _ in sheet.cells})
        if sheet.unread or rows > MOST_ROWS:
            too_long.add(sheet.name)
            more = "more than " if sheet.unread else ""
            what = f"{more}{rows:,} rows, far more than a table has"
            findings.append(found("record-rows", Severity.DOUBTFUL, sheet.name, what))
    for table in tables:
        said = list(_identifying(table)) or list(_record_like(table))
        findings += said
        if not said and table.sheet.name not in too_long:
            plain.append(table)
    return findings, plain


def _identifying(table: Table) -> Iterator[Finding]:
    """The finding about all columns of a table that identify persons."""
    held = {column: what for column in table.columns if (what := _identity(table, column))}
    if held:
        columns = ("column " if len(held) == 1 else "columns ") + places([column_name(column) for column in held])
        what = f"the rows are about persons: {', '.join(dict.fromkeys(held.values()))}"
        yield found("identifier", Severity.LEAK, f"{table.sheet.name}, {columns}", what)


def _identity(table: Table, column: int) -> str:
    """What a column holds that identifies persons; empty where nothing does."""
    texts = [text for text in table.texts(column) if not hides(text)]
    if len(texts) < _FEWEST or len(set(texts)) < _FEWEST:
        return ""
    heading = normalise(table.heading(column))
    for what, known in _VALUES.items():
        if _nearly_all(known, texts):
            return what
    if (column in table.counts and any(len(text) < 4 for text in texts)) or len(set(texts)) * 4 < len(texts):
        return ""
    return next((what for what, pattern in _KNOWN_HEADINGS.items() if pattern.fullmatch(heading)), "")


def _nearly_all(known: Callable[[str], bool], texts: Sequence[str]) -> bool:
    """Whether at least four in five are of a kind; it stops at the first that makes it impossible."""
    others = 0
    for text in texts:
        others += not known(text)
        if others * 5 > len(texts):
            return False
    return True


def _record_like(table: Table) -> Iterator[Finding]:
    rows = len(table.rows)
    if rows < _FEWEST_RECORDS:
        return
    columns = {column: table.texts(column) for column in table.columns}
    unique = [
        c
        for c, texts in columns.items()
        if len(texts) == rows == len(set(texts))
        and all(map(_is_id, texts))
        and not (c in table.counts and _are_amounts(texts))
    ]
    days = [
        c
        for c, texts in columns.items()
        if len(texts) * 2 > rows and all(map(_DAY.fullmatch, texts)) and len(set(texts)) * 3 > rows
    ]
    kinds = [
        c
        for c, texts in columns.items()
        if len(texts) * 2 > rows and len(set(texts)) * 5 <= rows and c not in table.counts and not _all_years(texts)
    ]
    told = [
        c for c, texts in columns.items() if len(texts) * 2 > rows and sum(map(len, texts)) > _LONG_TEXT * len(texts)
    ]
    ids_alone = unique and len(kinds) > 1 and not table.counts
    if (unique and days) or ids_alone or (days and kinds) or (told and (unique or days)):
        parts = [
            counted(len(found_columns), noun)
            for found_columns, noun in (
                (unique, "column of unique codes"),
                (days, "column of days"),
                (told, "column of long texts"),
            )
            if found_columns
        ]
        yield found(
            "record-rows",
            Severity.LEAK if told else Severity.DOUBTFUL,
            table.sheet.name,
            f"{rows:,} rows that look like one person or event each ({', '.join(parts)})".replace(
                "column of", "with a column of", 1
            ),
        )


def _is_id(text: str) -> bool:
    return bool(_CODE.fullmatch(text)) and not any(p.fullmatch(text) for p in (_AREA_CODE, _YEAR_LIKE, _DAY, _DECIMAL))


def _are_amounts(texts: Sequence[str]) -> bool:
    """Whether numbers count something, rather than name someone: some are far shorter, or they add up to one of them.

    A table may have a subtotal beside its total, such as how many had it recorded.
    """
    lengths = [len(text) for text in texts]
    if max(lengths) - min(lengths) >= _SPREAD:
        return True
    numbers = [number for text in texts if (number := cell_number(text)) is not None]
    if len(numbers) < len(texts):
        return False
    total, *rest = sorted(numbers, reverse=True)
    return total in (sum(rest), sum(rest[1:]))


def _all_years(texts: Sequence[str]) -> bool:
    return all(map(_YEAR_LIKE.fullmatch, texts))
