"""Reads a release record (`release.json`) as anybody's program could: tables, cells and what they say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from foi_return.attack.options import Zeros
from foi_return.attack.places import AGE, CONTEXT, ONLY, SEX, TOTAL, Place, canonical, category_key, period_label
from foi_return.attack.publication import Facts, Publication, PublishedCell, PublishedTable
from foi_return.errors import Fault, SourceError

DIMENSIONS = {"sex": SEX, "gender": SEX, "age_group": AGE, "context": CONTEXT}
ADD_UP = frozenset((SEX, AGE))
"""Every child has one sex and one age group; a child can have several contexts."""

_KNOWN = ("cce", "cse")
_FORMAT = 1


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
    names = _category_names(record["cells"])
    cells: dict[str, list[PublishedCell]] = {}
    faults: list[Fault] = []
    for number, cell in enumerate(record["cells"], start=1):
        try:
            cells.setdefault(str(_dict(cell).get("table", "")), []).append(_cell(_dict(cell), names, exclusive))
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
    tables = tuple(PublishedTable(titles.get(key) or key, tuple(found), ADD_UP, True) for key, found in cells.items())
    return _publication(path.name, record, tables)


def _publication(name: str, record: Mapping[str, Any], tables: tuple[PublishedTable, ...]) -> Publication:
    policy, rules = _dict(record.get("policy")), _dict(record.get("counting_rules"))
    threshold = policy.get("threshold")
    facts = Facts(
        str(record.get("council") or ""),
        str(record.get("extracted_on") or ""),
        str(_dict(record.get("field_map")).get("fingerprint") or ""),
        tuple(str(sentence) for sentence in rules.get("sentences") or ()),
    )
    rounded = policy.get("rounding", policy.get("base"))
    return Publication(
        name,
        "a release record",
        tables,
        facts,
        threshold if isinstance(threshold, int) and threshold >= 2 else None,
        _zeros(policy),
        rounded=rounded if isinstance(rounded, int) and rounded >= 2 else None,
    )


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


def _cell(cell: Mapping[str, Any], names: Mapping[str, str], exclusive: bool) -> PublishedCell:
    labels = tuple(
        sorted(
            (DIMENSIONS.get(str(name), str(name)), _label(DIMENSIONS.get(str(name), str(name)), str(label), cell))
            for name, label in cell["breakdown"].items()
        )
    )
    period = str(cell["period"])
    place = Place("", period_label(period) or period, _category(str(cell["category"]), names, exclusive), labels)
    value = cell.get("value")
    if value is not None:
        if not _whole(value) or value < 0:
            raise ValueError
        return PublishedCell(place, f"{value:,}", value)
    return PublishedCell(place, f"[{cell['shorthand']}]", None)


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
