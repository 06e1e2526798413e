"""Reads a release record (`release.json`) as anybody's program could: tables, cells and what they say."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from foi_return.attack.options import Zeros
from foi_return.attack.percentages import of_recorded, percent_of
from foi_return.attack.places import (
    AGE,
    CONTEXT,
    ONLY,
    SEX,
    TOTAL,
    Place,
    additive,
    canonical,
    category_key,
    period_label,
)
from foi_return.attack.publication import Facts, Publication, PublishedCell, PublishedPercent, PublishedTable
from foi_return.attack.rounding import Rounded
from foi_return.errors import Fault, SourceError

DIMENSIONS = {"sex": SEX, "gender": SEX, "age_group": AGE, "context": CONTEXT}
_KNOWN = ("cce", "cse")
_FORMAT = 1
_PERCENT = "percent of "
UNEXPLAINED = "*"
"""What stands for a mark of which nobody said what it means."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_release(path: Path, text: str) -> Publication:
    """The publication that a release record holds.

    Args:
        path: Where it was read, for messages.
        text: The whole file.

    Raises:
        SourceError: It is not a release record of this program, or of a form that is not known.
    """
    try:
        record = json.loads(text)
    except ValueError as problem:
        raise _wrong(path.name, f"this is not JSON ({problem})") from None
    except RecursionError:
        raise _wrong(path.name, "this is nested too deeply") from None
    if not isinstance(record, dict) or not isinstance(record.get("cells"), list):
        raise _wrong(path.name, "there is no list of cells in it")
    if record.get("format") != _FORMAT:
        raise _wrong(f"{path.name}: format", f"found {record.get('format')!r}")
    exclusive = _dict(record.get("counting_rules")).get("overlap") == "exclusive"
    titles = {
        str(_dict(table).get("table")): str(_dict(table).get("title", "")) for table in record.get("tables") or ()
    }
    adding_up = {
        str(table["table"]) for table in map(_dict, record.get("tables") or ()) if table.get("adds_up") is True
    }
    names = _category_names(record["cells"])
    marks = _band_marks(_dict(record.get("policy")))
    cells: dict[str, list[PublishedCell]] = {}
    percents: dict[str, list[PublishedPercent]] = {}
    shared: dict[str, list[Place]] = {}
    faults: list[Fault] = []
    for number, cell in enumerate(record["cells"], start=1):
        try:
            table, place = str(_dict(cell).get("table", "")), _place(_dict(cell), names, exclusive)
            if str(cell.get("unit") or "").startswith(_PERCENT):
                percents.setdefault(table, []).extend(_percent(_dict(cell), place, table in adding_up))
                shared.setdefault(table, []).append(place)
            else:
                cells.setdefault(table, []).append(_cell(_dict(cell), place, marks))
        except (KeyError, TypeError, ValueError, AttributeError):
            faults.append(
                Fault(
                    f"{path.name}: cell {number}",
                    "the cell cannot be read",
                    "period, category, breakdown, label, and either value (a whole number) or shorthand",
                )
            )
    if faults:
        raise SourceError(faults[:10])
    tables = tuple(
        PublishedTable(
            titles.get(key) or key,
            tuple(cells.get(key, ())),
            additive(cell.place for cell in cells.get(key, ())),
            True,
            of_recorded(percents.get(key, ()), shared.get(key, ())),
        )
        for key in dict.fromkeys([*cells, *percents])
    )
    return _publication(path.name, record, tables)


def _publication(name: str, record: Mapping[str, Any], tables: tuple[PublishedTable, ...]) -> Publication:
    policy, rules = _dict(record.get("policy")), _dict(record.get("counting_rules"))
    threshold = policy.get("threshold")
    facts = Facts(
        str(record.get("council") or ""),
        str(record.get("extracted_on") or ""),
        str(_dict(record.get("field_map")).get("fingerprint") or ""),
        tuple(str(sentence) for sentence in rules.get("sentences") or ()),
        str(record.get("unit") or ""),
        _periods(record),
    )
    return Publication(
        name,
        "a release record",
        tables,
        facts,
        threshold if isinstance(threshold, int) and threshold >= 2 else None,
        _zeros(policy),
        plain=any(cell.text == UNEXPLAINED for table in tables for cell in table.cells),
        rounded=_rounded(name, policy),
    )


def _periods(record: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """The days of each period; one whose days cannot be read has none."""
    found = {}
    for each in map(_dict, record.get("periods") or ()):
        label, days = str(each.get("period") or ""), (str(each.get("first_day")), str(each.get("last_day")))
        if label and all(_DAY.fullmatch(day) for day in days):
            found[period_label(label) or label] = days
    return found


def _rounded(name: str, policy: Mapping[str, Any]) -> Rounded | None:
    """How the policy says that numbers are rounded."""
    base = policy.get("rounded_to")
    if base is None:
        return None
    around, least = policy.get("rounded_from"), policy.get("rounded_least", 0)
    numbers = [base, least, *(around if isinstance(around, list) else [None])]
    if len(numbers) != 4 or not all(_whole(number) and number >= 0 for number in numbers) or base < 2:
        raise _wrong(f"{name}: policy", "what it says of rounding cannot be read")
    return Rounded(base, numbers[2], numbers[3], least, policy.get("zeros_shown") is True)


def _zeros(policy: Mapping[str, Any]) -> Zeros:
    """What the policy says of zeros; a policy under which some zeros may be hidden says nothing of the least."""
    if policy.get("zeros_shown") is True:
        return Zeros.SHOWN
    return zeros_said(str(policy.get("sentence") or ""))


def zeros_said(sentence: str) -> Zeros:
    """What the sentence on small numbers says of zeros: shown, hidden, or neither for certain."""
    if "Zeros are hidden as well" in sentence:
        return Zeros.HIDDEN
    sure = "A 0 is a true zero" in sentence and "may be 0" not in sentence
    return Zeros.SHOWN if sure else Zeros.UNKNOWN


def _place(cell: Mapping[str, Any], names: Mapping[str, str], exclusive: bool) -> Place:
    labels = tuple(
        sorted(
            (DIMENSIONS.get(str(name), str(name)), _label(DIMENSIONS.get(str(name), str(name)), str(label), cell))
            for name, label in cell["breakdown"].items()
        )
    )
    period = str(cell["period"])
    return Place("", period_label(period) or period, _category(str(cell["category"]), names, exclusive), labels)


def _percent(cell: Mapping[str, Any], place: Place, adds_up: bool) -> list[PublishedPercent]:
    """A percentage of the total of its period and category; none where a mark stands in its place.

    One of a table whose percentages add up is a whole number that lies less than 1 from the share.
    """
    value = cell.get("value")
    if value is None and cell["shorthand"]:
        return []
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
        raise ValueError
    if adds_up and isinstance(value, int):
        whole = percent_of(str(value), place, Place("", place.period, place.category))
        return [replace(whole, ends=(2 * value - 2, 2 * value + 2))] if whole else []
    found = percent_of(f"{value:.1f}", place, Place("", place.period, place.category), half_up=True)
    return [] if found is None else [found]


def _band_marks(policy: Mapping[str, Any]) -> dict[str, str]:
    """Where small numbers are shown as a range: what the marks say of a number. A hidden one is then no small one."""
    band, threshold = policy.get("small_shown_as"), policy.get("threshold")
    return {"band": band, "c": f"{threshold} or more"} if isinstance(band, str) and _whole(threshold) else {}


def _cell(cell: Mapping[str, Any], place: Place, marks: Mapping[str, str]) -> PublishedCell:
    value = cell.get("value")
    if value is not None:
        if not _whole(value) or value < 0:
            raise ValueError
        return PublishedCell(place, f"{value:,}", value)
    stated = _stated(cell)
    return PublishedCell(place, stated or marks.get(cell["shorthand"], f"[{cell['shorthand']}]"), None)


def _stated(cell: Mapping[str, Any]) -> str:
    """What an answer made by hand says of its mark, as a mark that says so itself; empty where it says nothing.

    A mark that nobody explained may mean several things: a star, which is tried each way.
    """
    ranges = [(low or 0, high) for low, high in cell.get("ranges") or ()]
    if len(ranges) > 1:
        return UNEXPLAINED
    return "".join(f"{low} or more" if high is None else f"{low} to {high}" for low, high in ranges)


def _label(dimension: str, label: str, cell: Mapping[str, Any]) -> str:
    """A label as the workbook prints it; a context is given by its key, beside which stands its label."""
    return str(cell.get("label") or label) if dimension == CONTEXT else canonical(dimension, label)


def _category_names(cells: list[Any]) -> dict[str, str]:
    """The label of each category that has a row of its own, by its key."""
    rows = [_dict(cell) for cell in cells if not _dict(cell).get("breakdown")]
    return {str(row.get("category")): str(row["label"]) for row in rows if row.get("label") not in (None, "", TOTAL)}


def _category(key: str, names: Mapping[str, str], exclusive: bool) -> str:
    if key == "both":
        return "both cce and cse"
    if key in _KNOWN:
        return key + (ONLY if exclusive else "")
    return category_key(names[key]) if key in names else key.replace("_", " ")


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _wrong(where: str, found: str) -> SourceError:
    return SourceError(
        Fault(
            where,
            found,
            f"a release.json of foi-return, format {_FORMAT}",
            "Give the finished workbook, its release.json, or a table as CSV or XLSX",
        )
    )
