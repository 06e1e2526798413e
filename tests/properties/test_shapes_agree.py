"""Joined, unpacked, conditional, translated and linked records: both engines and a count in plain Python agree.

The findings are held to the plain count as well: which rows, of which source and column, for which reason.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foi_return.coverage import find_coverage
from foi_return.engine.findings import FindingsContext, find_findings
from foi_return.engine.query import counting_query, kept_in
from foi_return.engine.workspace import Workspace
from foi_return.terms.findings import FindingCode
from tests.support import plain_shapes as plain
from tests.support.small_council import SmallCouncil, count_council

CODES = {"cse": ["11A", "CSE"], "cce": ["24A"]}
NOT_COUNTED = ["1A"]
CODE = FindingCode
TOLD = {
    *(
        CODE.KEY_UNMATCHED,
        CODE.KEY_REPEATED,
        CODE.ROW_REPEATED,
        CODE.CELL_NOT_JSON,
        CODE.ID_NOT_IN_CROSSWALK,
        CODE.NO_CHILD_ID,
    ),
    *(CODE.NO_START, CODE.BAD_START, CODE.VALUE_NOT_REVIEWED, CODE.CONDITION_NOT_REVIEWED, CODE.NO_PERSON),
}
"""The kinds of findings that the plain count tells as well."""
FIRST, LAST = date(2020, 4, 1), date(2022, 3, 31)
HEADERS = {
    "people": ["Child", "Born", "Sex"],
    "factors": ["Assessment", "Packed", "Status"],
    "assessments": ["Id", "Case", "Date", "Stage", "Packed"],
    "cases": ["Case", "Child", "Team"],
    "ids": ["Old", "New"],
    "missing": ["Child", "Kind", "Went"],
}
Files = Mapping[str, Sequence[Sequence[str]]]


@dataclass(frozen=True)
class Chained(SmallCouncil):
    """Factors joined to assessments and these to cases, which name the child; and missing episodes."""

    files: Files = field(default_factory=dict)
    each: tuple[bool, bool] = (False, False)
    packed: str = "Packed"
    packing: str = ""
    only_if: Mapping[str, Any] = field(default_factory=dict)
    child_ids: str = ""
    within: int | None = None
    reviewed: Sequence[str] = ()

    @property
    def coded(self) -> str:
        """The column of the codes."""
        return "Factor" if self.packing else self.packed

    def field_map_tables(self) -> dict[str, Any]:
        tables = super().field_map_tables()
        tables["sources"] = {name: {} for name in HEADERS}
        if self.child_ids == "old":
            tables["crosswalks"] = {"old": {"source": "ids", "from": "Old", "to": "New"}}
        joins: list[dict[str, Any]] = [
            {"source": "assessments", "where": {"Assessment": "Id"}, "each": self.each[0]},
            {"source": "cases", "where": {"assessments.Case": "Case"}, "each": self.each[1]},
        ]
        table: dict[str, Any] = {"from": "factors", "joins": joins}
        if self.packing:
            table["unpack"] = {"column": self.packed, "as": self.packing, "into": "Factor"}
        tables["tables"] = {"assessed": table}
        records: dict[str, Any] = {
            "source": "assessed",
            "child": "cases.Child",
            "start": "assessments.Date",
            "date_formats": ["yyyy-mm-dd"],
            "not_counted": {self.coded: NOT_COUNTED},
            "child_ids": self.child_ids,
        }
        if self.only_if:
            records["only_if"] = dict(self.only_if)
            records["not_counted"].update({column: list(self.reviewed) for column in plain.named_by(self.only_if)})
        missing: dict[str, Any] = {
            "source": "missing",
            "child": "Child",
            "start": "Went",
            "date_formats": ["yyyy-mm-dd"],
        }
        if self.within is not None:
            missing["linked_to"] = {"records": "records", "within_days": self.within}
        tables["records"] = {"records": records, "missing": missing}
        for group in ("categories", "contexts"):
            for name in tables[group]:
                tables[group][name] = {"held": False, "reason": "Not recorded."}
        for name, values in CODES.items():
            rules = [{"records": "records", "column": self.coded, "values": values}]
            tables["categories"][name] = {"rules": rules}
        tables["categories"]["cce"]["rules"].append({"records": "missing", "column": "Kind", "values": ["Missing"]})
        return tables

    def write(self, folder: Path) -> dict[str, Path]:
        paths = {name: folder / f"{name}.csv" for name in HEADERS}
        for name, path in paths.items():
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([HEADERS[name], *self.files[name]])
        return paths


@dataclass(frozen=True)
class Expected:
    """What the plain count says: ids by category and year, and findings."""

    children: Mapping[tuple[str, int], set[str]]
    told: Mapping[tuple[FindingCode, str, str], set[int]]


def year_of(day: date) -> int:
    return day.year if day.month >= 4 else day.year - 1


@dataclass(frozen=True)
class Placed:
    """A record that means something, of a child and a day."""

    source: str
    child: str
    number: int
    category: str
    day: date


class PlainCount:
    """Counts a council by loops, and tells what is doubtful on the way."""

    def __init__(self, council: Chained) -> None:
        self.council = council
        self.told = plain.Told()
        self.files = {name: plain.rows_of([HEADERS[name], *rows]) for name, rows in council.files.items()}
        self.walk = self._crosswalk()
        records = [each for row in self._joined() for each in self._of_factor(row)]
        self.placed = [*records, *(each for row in self.files["missing"] for each in self._of_episode(row, records))]

    def _crosswalk(self) -> dict[str, str]:
        walk: dict[str, str] = {}
        for row in self.files["ids"] if self.council.child_ids == "old" else ():
            old, new = plain.key(row.cells["Old"]), plain.key(row.cells["New"])
            if old and new and walk.setdefault(old, new) != new:
                self.told.add(CODE.KEY_REPEATED, "ids", "Old", row.number)
        return walk

    def _joined(self) -> list[plain.Row]:
        council, files, told = self.council, self.files, self.told
        rows, each = files["factors"], council.each
        read = {"assessments": ["Id", "Case", "Date"], "cases": ["Case", "Child"]}
        for place in (council.packed, *plain.named_by(council.only_if)):
            source, _, column = place.rpartition(".")
            read.get(source, []).append(column)
        for ours, name, theirs, of_each in (
            ("Assessment", "assessments", "Id", each[0]),
            ("assessments.Case", "cases", "Case", each[1]),
        ):
            rows = [plain.Row(row.number, {ours: "", **row.cells}) for row in rows]
            rows = plain.join(rows, "assessed", ours, name, files[name], theirs, of_each, told, read[name])
        if council.packing:
            rows = plain.unpack(rows, "assessed", council.packed, council.packing, "Factor", told)
        return rows

    def _of_factor(self, row: plain.Row) -> list[Placed]:
        council = self.council
        reviewed = {plain.code(value) for value in council.reviewed}
        for column, named in plain.named_by(council.only_if).items():
            value = plain.code(row.cells.get(column, ""))
            if value and value not in named | reviewed:
                self.told.add(CODE.CONDITION_NOT_REVIEWED, "assessed", column, row.number)
        child = plain.key(row.cells.get("cases.Child", ""))
        if council.child_ids == "old" and child and child not in self.walk:
            self.told.add(CODE.ID_NOT_IN_CROSSWALK, "assessed", "cases.Child", row.number)
        if not plain.holds(row.cells, council.only_if):
            return []
        value = plain.code(row.cells.get(council.coded, ""))
        meant = [name for name, values in CODES.items() if value in map(plain.code, values)]
        if value and not meant and value not in map(plain.code, NOT_COUNTED):
            self.told.add(CODE.VALUE_NOT_REVIEWED, "assessed", council.coded, row.number)
        return self._records(row, "assessed", ("cases.Child", "assessments.Date"), meant, council.child_ids)

    def _of_episode(self, row: plain.Row, records: Sequence[Placed]) -> list[Placed]:
        value = plain.code(row.cells["Kind"])
        if value not in ("", "missing"):
            self.told.add(CODE.VALUE_NOT_REVIEWED, "missing", "Kind", row.number)
        found = self._records(row, "missing", ("Child", "Went"), ["cce"] if value == "missing" else [], "")
        within = self.council.within
        return [
            each
            for each in found
            if within is None
            or any(other.child == each.child and abs((other.day - each.day).days) <= within for other in records)
        ]

    def _records(
        self, row: plain.Row, source: str, names: tuple[str, str], meant: Sequence[str], system: str
    ) -> list[Placed]:
        child, start = (plain.key(row.cells.get(name, "")) for name in names)
        day = plain.day(start)
        if not meant:
            return []
        if not child:
            self.told.add(CODE.NO_CHILD_ID, source, names[0], row.number)
        if day is None:
            self.told.add(CODE.BAD_START if start else CODE.NO_START, source, names[1], row.number)
        if not child or day is None:
            return []
        own = {"": child, "old": self.walk.get(child, f"old {child}"), "unlinked": f"apart {child}"}[system]
        return [Placed(source, own, row.number, name, day) for name in meant]


def expect(council: Chained) -> Expected:
    count = PlainCount(council)
    people = {plain.key(row.cells["Child"]) for row in count.files["people"]}
    children: dict[tuple[str, int], set[str]] = {}
    for record in count.placed:
        if FIRST <= record.day <= LAST:
            children.setdefault((record.category, year_of(record.day)), set()).add(record.child)
            if record.child not in people:
                count.told.add(CODE.NO_PERSON, record.source, "", record.number)
    return Expected(children, count.told.rows)


def spaced(texts: Sequence[str]) -> st.SearchStrategy[str]:
    """One of the texts, now and then with white space around it, in capitals, or blank in one of its ways."""
    plainly = st.sampled_from(texts)
    oddly = st.tuples(plainly, st.sampled_from([" {} ", "\t{}", "\u00a0{}"])).map(lambda pair: pair[1].format(pair[0]))
    return st.one_of(plainly, plainly, plainly, oddly)


# What fits comes more often than what does not, so that most councils have something to count.
ids = spaced([*"abcabababcd", "", "NULL"])
keys = spaced(["k1", "k2", *["k1", "k2"] * 6, "k3", "k4", "", "null"])
days = st.one_of(
    st.sampled_from(["2020-06-01", "2020-06-02", "2020-06-30", "2021-05-31"]),
    st.integers(-40, 770).map(lambda number: str(FIRST + timedelta(days=number))),
    st.sampled_from(["2020-07-01", "2020-07-02", "2021-03-31", "2021-04-01", "", "soon", "2021-02-29", "NULL"]),
)
factors = st.lists(spaced(["11A", "11A", "24A", "24A", "CSE", "cse", "1A", "9Z", ""]), min_size=1, max_size=3)
MORE: list[list[Any]] = [[], [], [None], [11]]
WORDS = {"Status": ["Open", "Closed", "Error"], "assessments.Stage": ["One", "Two"], "cases.Team": ["Ours", "Theirs"]}


@st.composite
def cells(draw: st.DrawFn, packing: str) -> str:
    codes = draw(factors)
    if packing == "":
        return codes[0]
    if packing == "delimited":
        return ";".join(codes)
    spoiled = draw(st.sampled_from([""] * 20 + ["[", "NULL", "{}", "[]", "3", "'11A'", " "]))
    if spoiled:
        return spoiled
    if packing == "json list":
        more: list[Any] = draw(st.sampled_from(MORE))
        return json.dumps([*codes, *more])
    answers = st.sampled_from(["Yes", "Yes", "yes ", "No", True, True, False, 1, 0, None, ""])
    return json.dumps({value: draw(answers) for value in codes})


@st.composite
def conditions(draw: st.DrawFn, depth: int = 2) -> dict[str, Any]:
    if depth == 0 or draw(st.booleans()):
        column = draw(st.sampled_from(sorted(WORDS)))
        words = draw(st.permutations([*WORDS[column], "Never"]))
        cut = draw(st.sampled_from([0, 2, 0, 1, 2]))
        test: dict[str, Any] = {
            "column": column,
            "values": words[:cut],
            "not_values": words[cut : draw(st.integers(max(cut, 1), 3))],
        }
        return {name: value for name, value in test.items() if value}
    parts = st.lists(conditions(depth - 1), min_size=1, max_size=3)
    kinds = draw(st.sampled_from([("all",), ("any",), ("all", "any")]))
    return {kind: draw(parts) for kind in kinds}


@st.composite
def councils(draw: st.DrawFn) -> Chained:
    packing = draw(st.sampled_from(["", "delimited", "json list", "json object"]))
    only_if = draw(st.one_of(st.just({}), conditions()))
    least = draw(st.sampled_from([3, 4, 0]))
    word = {column: spaced([*words, words[0].upper(), ""]) for column, words in WORDS.items()}
    packed = cells(packing)
    people = draw(st.lists(st.sampled_from("abcd"), unique=True, min_size=2))
    named = plain.named_by(only_if)
    reviewed = draw(st.sampled_from([[], ["Closed", "Two", "Theirs"]])) if only_if else []
    claimed = {value for values in named.values() for value in values}
    files: dict[str, Any] = {
        "people": [[child, "2010-05-01", draw(st.sampled_from("FM"))] for child in people],
        "factors": draw(st.lists(st.tuples(keys, packed, word["Status"]), min_size=4, max_size=7)),
        "assessments": draw(
            st.lists(st.tuples(keys, keys, days, word["assessments.Stage"], packed), min_size=least, max_size=6)
        ),
        "cases": draw(st.lists(st.tuples(keys, ids, word["cases.Team"]), min_size=least, max_size=6)),
        "ids": draw(st.lists(st.tuples(ids, ids), max_size=4)),
        "missing": draw(
            st.lists(
                st.tuples(ids, spaced(["Missing", "Missing", "Missing", "Absent", ""]), days), min_size=2, max_size=6
            )
        ),
    }
    child_ids = draw(st.sampled_from(["", "old", "unlinked"]))
    within = st.just(None) if child_ids == "unlinked" else st.sampled_from([None, 0, 1, 30])
    return Chained(
        [],
        [],
        years=("2020/21 to 2021/22",),
        files=files,
        each=(draw(st.booleans()), draw(st.booleans())),
        packed=draw(st.sampled_from(["Packed", "assessments.Packed"])),
        packing=packing,
        only_if=only_if,
        child_ids=child_ids,
        within=draw(within),
        reviewed=[value for value in reviewed if plain.code(value) not in claimed],
    )


def agree(workspace: Workspace, council: Chained) -> None:
    with TemporaryDirectory() as folder:
        found = count_council(council, Path(folder), workspace)
    assert found.sql == found.pandas
    expected = expect(council)
    sexes = {child: {"F": "Female", "M": "Male"}[sex] for child, _, sex in council.files["people"]}
    for year in (2020, 2021):
        label = f"{year}/{year % 100 + 1}"
        period = [cell for cell in found.sql if cell.period == label]
        for name in CODES:
            children = expected.children.get((name, year), set())
            assert sum(cell.count for cell in period if name in cell.memberships) == len(children), (name, label)
            for sex in ("Female", "Male"):
                of_sex = [cell for cell in period if name in cell.memberships and cell.sex == sex]
                assert sum(cell.count for cell in of_sex) == sum(sexes.get(child) == sex for child in children)
        both = expected.children.get(("cse", year), set()) & expected.children.get(("cce", year), set())
        assert sum(cell.count for cell in period if {"cse", "cce"} <= set(cell.memberships)) == len(both)
    inputs = found.inputs
    query = counting_query(
        inputs.request, found.bound, find_coverage(inputs.request, inputs.field_map, None), kept_in(workspace)
    )
    findings = find_findings(FindingsContext(workspace, inputs.request, found.bound, query, found.raw))
    told = {(each.code, each.source, each.column): set(each.rows) for each in findings if each.code in TOLD}
    assert told == dict(expected.told)
    assert all(each.count == len(each.rows) for each in findings if each.code in TOLD)


@settings(max_examples=12)
@given(council=councils())
def test_shaped_records_are_counted_as_by_hand(workspace: Workspace, council: Chained) -> None:
    agree(workspace, council)


@pytest.mark.slow
@settings(max_examples=600, derandomize=False)
@given(council=councils())
def test_shaped_records_are_counted_as_by_hand_at_length(workspace: Workspace, council: Chained) -> None:
    agree(workspace, council)
