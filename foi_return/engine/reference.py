"""The reference engine: the same count in pandas, written apart from the SQL so that each can be held to the other.

It shares with the SQL engine only the raw text of the extract and the meaning of the field map. Dates are parsed by
Python, ages come from the calendar, values are compared one by one. It is slower, and can be chosen for small extracts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from foi_return.coverage import Coverage, find_view_coverage
from foi_return.dates import (
    BLANKS,
    CELL_DATE,
    DATE_FORMATS,
    EXCEL_SERIAL,
    FIRST_DATE,
    LAST_DATE,
    LAST_END_DATE,
    SERIAL_SHAPE,
    TIME_OF_DAY,
)
from foi_return.dimensions import parts_of
from foi_return.engine.workspace import RawTable, Workspace
from foi_return.inner_cells import ABSENT, InnerCell, in_view
from foi_return.periods import ADULT_AGE, Period, whole_age
from foi_return.tables import OTHER_AGES, age_group_labels
from foi_return.terms.counting import AgeTaken, IdentifiedAs, PlacedBy, WhoCounts
from foi_return.terms.field_map import FieldMap
from foi_return.terms.map_parts import GradeSpec, RecordsSpec
from foi_return.terms.request import NOT_KNOWN, Request
from foi_return.terms.shapes import Conditions, Test
from foi_return.terms.view import View, Window
from foi_return.text import NO_VALUE, SHEET_ERRORS, any_number, normalise, whole_number

if TYPE_CHECKING:
    import pandas as pd


def count_inner_cells_reference(
    workspace: Workspace,
    request: Request,
    field_map: FieldMap,
    raw: Mapping[str, RawTable],
    coverage: Coverage,
    other_views: Sequence[View] = (),
) -> tuple[InnerCell, ...]:
    """Counts the children of every inner cell; the same result as `query.count_inner_cells`.

    Args:
        workspace: Where the raw text is.
        request: What is counted.
        field_map: What the raw text means.
        raw: The loaded sources.
        coverage: What could be recorded when.
        other_views: Further ways of counting; the result is then that of `joint.count_joint_cells`.
    """
    import pandas as pd

    people = _people(workspace, field_map, raw[field_map.child.source]) if field_map.child.is_known else {}
    views = [View(field_map), *other_views]
    covered = [coverage, *(find_view_coverage(request, view, coverage.until) for view in other_views)]
    every_record = []
    for own in (view.field_map for view in views):
        records = [
            _records(workspace, request, own, spec, raw[spec.source], coverage.until) for spec in own.records.values()
        ]
        by_name = dict(zip(own.records, records, strict=True))
        linked = [_near(found, own.records[name], by_name, request, own) for name, found in by_name.items()]
        every_record.append(pd.concat(linked, ignore_index=True))
    cells: Counter[tuple[str, tuple[str, ...], str, tuple[str, ...], tuple[tuple[str, str], ...]]] = Counter()
    unknown = tuple(sorted((dimension.key, NOT_KNOWN) for dimension in request.dimensions))
    for period in request.periods:
        spines = [
            _spine(records, people, request, view.field_map, known, window) if window is not None else {}
            for records, view, known in zip(every_record, views, covered, strict=True)
            for window in (view.window(period),)
        ]
        for child in {child for spine in spines for child in spine}:
            seen = [spine.get(child, ((), ABSENT, unknown)) for spine in spines]
            memberships = [in_view(key, number) for number, (keys, _, _) in enumerate(seen) for key in keys]
            sex = people.get(child, (None, NOT_KNOWN))[1]
            cells[period.label, tuple(sorted(memberships)), sex, tuple(age for _, age, _ in seen), seen[0][2]] += 1
    return tuple(
        sorted(
            InnerCell(period, members, sex, age, count, tuple(ages), classes)
            for (period, members, sex, (age, *ages), classes), count in cells.items()
        )
    )


def _rows(workspace: Workspace, raw: RawTable) -> Iterator[dict[str, str | None]]:
    """The raw text of a source under the names of its own columns, trimmed; None where nothing is left."""
    cells = workspace.duckdb.execute(f"SELECT {', '.join(raw.columns.values())} FROM {raw.table}").fetchall()
    for row in cells:
        yield {column: _trim(cell) for column, cell in zip(raw.columns, row, strict=True)}


def _trim(cell: str | None) -> str | None:
    return (cell or "").strip(BLANKS) or None


def _child_id(cell: str | None) -> str | None:
    return None if cell is None or cell.lower() in (NO_VALUE, *SHEET_ERRORS) else cell


Counted = str | tuple[str, ...]
"""The id of what is counted: a text, or the texts of its columns."""


def _counted_id(row: Mapping[str, str | None], columns: Sequence[str]) -> Counted | None:
    """The id in a row; None where one of its columns has none."""
    parts = [part for column in columns if (part := _child_id(row[column])) is not None]
    if len(parts) < len(columns):
        return None
    return tuple(parts) if len(parts) > 1 else parts[0]


def _is_blank(cell: str | None) -> bool:
    return cell is None or cell.lower() == NO_VALUE


def _parse_date(text: str | None, formats: Sequence[str], date_cells: bool, latest: date = LAST_DATE) -> date | None:
    if text is None or not text.isascii():
        return None
    names = dict.fromkeys([*formats, CELL_DATE] if date_cells else formats)
    day_text = re.sub(TIME_OF_DAY, "", text)
    for name in names:
        day = _serial_date(text) if name == EXCEL_SERIAL else _pattern_date(day_text, name)
        if day is not None and FIRST_DATE <= day <= latest:
            return day
    return None


def _pattern_date(text: str, name: str) -> date | None:
    form = DATE_FORMATS[name]
    if not re.fullmatch(form.shape, text):
        return None
    try:
        return datetime.strptime(text, form.pattern).date()  # noqa: DTZ007
    except ValueError:
        return None


def _serial_date(text: str) -> date | None:
    return date(1899, 12, 30) + timedelta(days=int(float(text))) if re.fullmatch(SERIAL_SHAPE, text) else None


def _people(workspace: Workspace, field_map: FieldMap, raw: RawTable) -> dict[Counted, tuple[date | None, str]]:
    """Child's id to birth date and sex, where the rows of the child agree."""
    child = field_map.child
    labels = {normalise(value): label for label, values in child.sex_values.items() for value in values}
    births: dict[Counted, set[date]] = {}
    sexes: dict[Counted, set[str]] = {}
    for row in _rows(workspace, raw):
        child_id = _child_id(row[child.id])
        if child_id is None:
            continue
        births.setdefault(child_id, set())
        sexes.setdefault(child_id, set())
        birth = _parse_date(row[child.birth_date], child.date_formats, raw.date_cells)
        if birth is not None:
            births[child_id].add(birth)
        sex_text = row[child.sex] if child.sex is not None else None
        label = labels.get(normalise(sex_text), NOT_KNOWN) if sex_text is not None else NOT_KNOWN
        if label != NOT_KNOWN:
            sexes[child_id].add(label)
    return {
        child_id: (
            next(iter(found)) if len(found) == 1 else None,
            next(iter(sexes[child_id])) if len(sexes[child_id]) == 1 else NOT_KNOWN,
        )
        for child_id, found in births.items()
    }


def _records(
    workspace: Workspace,
    request: Request,
    field_map: FieldMap,
    spec: RecordsSpec,
    raw: RawTable,
    until: date | None,
) -> pd.DataFrame:
    """The usable records of one source that the counting rules let count: child, start, end, memberships."""
    import pandas as pd

    rules = field_map.counting
    wanted_levels = rules.risk_levels
    wanted_roles = () if rules.identified_as is IdentifiedAs.EITHER else (rules.identified_as.value,)
    rows: list[dict[str, Any]] = []
    for row in _rows(workspace, raw):
        if spec.only_if is not None and not _holds(row, spec.only_if):
            continue
        members = _members(row, request, field_map, spec.name)
        start = _parse_date(row[spec.start], spec.date_formats, raw.date_cells)
        child_id = _counted_id(row, spec.id_columns)
        if child_id is None or start is None or not members:
            continue
        before, after = spec.covers.start or date.min, min(spec.covers.end or date.max, until or date.max)
        if rules.placed_by is PlacedBy.STARTS_IN_YEAR and not before <= start <= after:
            continue
        if not _graded(row, spec.risk_level, wanted_levels) or not _graded(row, spec.identified_as, wanted_roles):
            continue
        end_text = row[spec.end] if spec.end is not None else None
        end = _parse_date(end_text, spec.date_formats, raw.date_cells, LAST_END_DATE)
        unreadable_end = end is None and not _is_blank(end_text)
        rows.append(
            {
                "child": child_id,
                "start": start,
                "end": max(end, start) if end is not None else date.max,
                "unreadable_end": unreadable_end,
                "members": members,
                "classes": _classes(row, request, spec, raw.date_cells),
            }
        )
    columns = ["child", "start", "end", "unreadable_end", "members", "classes"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _classes(row: Mapping[str, str | None], request: Request, spec: RecordsSpec, date_cells: bool) -> dict[str, str]:
    """By dimension, the class that a record falls in; a dimension of which it says nothing is left out."""
    found = {}
    for key, classes in spec.classes.items():
        dimension = request.dimension(key)
        if classes.is_number and classes.column is not None:
            number = any_number(row[classes.column] or "")
            pairs = zip(dimension.rows, dimension.years, strict=True) if dimension is not None else ()
            wanted = [label for label, years in pairs if number is not None and years.holds_number(number)]
        elif classes.column is not None:
            cell = row[classes.column]
            known = normalise(cell) if cell is not None else None
            wanted = [
                label for label, values in classes.values.items() if known in {normalise(each) for each in values}
            ]
        else:
            days = [
                _parse_date(row[name or ""], spec.date_formats, date_cells) for name in (classes.first, classes.last)
            ]
            wanted = []
            if dimension is not None and days[0] is not None and days[1] is not None and days[0] <= days[1]:
                pairs = zip(dimension.rows, dimension.years, strict=True)
                wanted = [label for label, years in pairs if years.holds(days[0], days[1])]
        if wanted and wanted[0] != NOT_KNOWN:
            found[key] = wanted[0]
    return found


def _near(
    found: pd.DataFrame, spec: RecordsSpec, by_name: Mapping[str, pd.DataFrame], request: Request, field_map: FieldMap
) -> pd.DataFrame:
    """Those of the records whose child has one of the records they are linked to, near enough in time."""
    link = spec.linked_to
    if link is None:
        return found
    has_end = field_map.records[link.records].end is not None
    counting = [category.key for category in request.recorded_categories]
    keys = frozenset(counting if field_map.context_needs_category else request.memberships)
    others: dict[Counted, list[tuple[date, date]]] = {}
    for other in by_name[link.records].to_dict("records"):
        last = other["end"] if has_end and not other["unreadable_end"] else other["start"]
        if other["members"] & keys:
            others.setdefault(other["child"], []).append((other["start"], last))
    margin = timedelta(days=link.within_days)
    near = [
        any(first <= start + margin and last >= start - margin for first, last in others.get(child, []))
        for child, start in zip(found["child"], found["start"], strict=True)
    ]
    return found[near]


def _members(row: Mapping[str, str | None], request: Request, field_map: FieldMap, records: str) -> frozenset[str]:
    return frozenset(
        key
        for key in request.memberships
        for rule in field_map.mappings[key].rules
        if rule.records == records
        and (
            rule.every
            or (
                (cell := row[rule.column]) is not None
                and (
                    normalise(cell) in {normalise(value) for value in rule.values}
                    or any(_contains(cell, phrase) for phrase in rule.contains)
                )
            )
        )
    )


def _contains(text: str, phrase: str) -> bool:
    """Whether the words of a phrase follow each other in a text, with no letter or digit right before or after."""
    words = [re.escape(word) for word in phrase.split()]
    pattern = "(?<![A-Za-z0-9])" + "[ \t\r\n\u00a0]+".join(words) + "(?![A-Za-z0-9])"
    return re.search(pattern, text, re.IGNORECASE) is not None


def _holds(row: Mapping[str, str | None], test: Test) -> bool:
    if isinstance(test, Conditions):
        parts = [_holds(row, part) for part in test.parts]
        return all(parts) if test.every else any(parts)
    cell = row[test.column]
    known = normalise(cell) if cell is not None else None
    number = whole_number(cell or "") if test.at_least is not None else None
    enough = number is not None and number >= (test.at_least or 0)
    if (test.values or test.at_least is not None) and not (
        enough or known in {normalise(value) for value in test.values}
    ):
        return False
    return known not in {normalise(value) for value in test.not_values}


def _graded(row: Mapping[str, str | None], grade: GradeSpec | None, wanted: Sequence[str]) -> bool:
    if grade is None or not wanted:
        return True
    cell = row[grade.column]
    return cell is not None and any(
        normalise(cell) == normalise(value) for level in wanted for value in grade.values[level]
    )


def _spine(
    records: pd.DataFrame,
    people: Mapping[Counted, tuple[date | None, str]],
    request: Request,
    field_map: FieldMap,
    coverage: Coverage,
    window: Window,
) -> dict[Counted, tuple[tuple[str, ...], str, tuple[tuple[str, str], ...]]]:
    """Each child of the days that are counted for a period: memberships, age group and classes."""
    rules, period = field_map.counting, window.period
    recorded = frozenset(key for key in request.memberships if coverage.is_recorded(key, period))
    categories = frozenset(category.key for category in request.recorded_categories)
    placed = records[_placing(records, rules.placed_by, window)] if len(records) else records
    children: dict[Counted, tuple[set[str], date]] = {}
    classes: dict[Counted, dict[str, set[str]]] = {}
    for row in placed.to_dict("records"):
        members = row["members"] & recorded
        if not (members & categories if field_map.context_needs_category else members):
            continue
        reference = max(row["start"], period.first_day)
        birth = people.get(row["child"], (None, NOT_KNOWN))[0]
        is_adult = birth is not None and whole_age(birth, reference) >= ADULT_AGE
        if is_adult and rules.who_counts is WhoCounts.UNDER_18:
            continue
        found, first = children.setdefault(row["child"], (set(), reference))
        found |= members
        for key, label in row["classes"].items():
            classes.setdefault(row["child"], {}).setdefault(key, set()).add(label)
        children[row["child"]] = (found, min(first, reference))
    return {
        child: (
            tuple(sorted(found)),
            _age_group(people.get(child, (None, NOT_KNOWN))[0], _age_day(rules.age_taken, period, first), request),
            tuple(sorted(_agreed_classes(request, classes.get(child, {}), period, first))),
        )
        for child, (found, first) in children.items()
    }


def _agreed_classes(
    request: Request, seen: Mapping[str, set[str]], period: Period, first: date
) -> Iterator[tuple[str, str]]:
    for dimension in request.dimensions:
        if dimension.part is not None:
            parts = parts_of(period, dimension.part)
            yield dimension.key, next(label for label, start, end in parts if start <= first <= end)
        else:
            labels = seen.get(dimension.key, set())
            yield dimension.key, next(iter(labels)) if len(labels) == 1 else NOT_KNOWN


def _placing(records: pd.DataFrame, placed_by: PlacedBy, window: Window) -> pd.Series[bool]:
    starts_by_end = records["start"] <= window.last_day
    if placed_by is PlacedBy.STARTS_IN_YEAR:
        return starts_by_end & (records["start"] >= window.first_day)
    still_open_on = window.first_day if placed_by is PlacedBy.OPEN_IN_YEAR else window.last_day
    return starts_by_end & (records["end"] >= still_open_on) & ~records["unreadable_end"].astype(bool)


def _age_day(age_taken: AgeTaken, period: Period, first_record: date) -> date:
    return {
        AgeTaken.FIRST_RECORD: first_record,
        AgeTaken.YEAR_END: period.last_day,
        AgeTaken.AUGUST: _last_august(period),
        AgeTaken.YEAR_START: period.first_day,
    }[age_taken]


def _last_august(period: Period) -> date:
    years = range(period.first_day.year - 1, period.last_day.year + 1)
    return max(day for year in years if (day := date(year, 8, 31)) <= period.last_day)


def _age_group(birth: date | None, on: date, request: Request) -> str:
    if birth is None or birth > on:
        return NOT_KNOWN
    age = whole_age(birth, on)
    for band in request.age_bands:
        if band.holds(age):
            return band.label
    labels = age_group_labels(request.age_bands)
    oldest = request.age_bands[-1].high
    return labels[len(request.age_bands)] if oldest is not None and age > oldest else OTHER_AGES
