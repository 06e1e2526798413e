"""A council of a few children: written as text tables, laid down as files, counted by every engine."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from foi_return.config.field_map import bind_field_map, with_counting
from foi_return.config.request import RequestOverrides, load_request, override
from foi_return.coverage import Gap, find_coverage
from foi_return.engine.bound import BoundExtract, bind_extract
from foi_return.engine.query import count_inner_cells, counting_query, kept_in
from foi_return.engine.reference import count_inner_cells_reference
from foi_return.engine.workspace import RawTable, Workspace
from foi_return.inner_cells import InnerCell
from foi_return.pipeline import ReturnInputs, count_tables
from foi_return.sources.extract import read_extract
from foi_return.tables import CountTable
from foi_return.terms.policy import Policy, ZeroPolicy
from foi_return.terms.request import Request

POLICY = Policy("test", 5, ZeroPolicy.SHOWN, "a reason")

CODES = {
    "cse": ["CSE"],
    "cce": ["CCE", "County lines"],
    "gang": ["Gang"],
    "ocg": ["OCG"],
    "county_lines": ["County lines"],
}
CONTEXTS = {
    "online": ["Online"],
    "public_place": ["Public"],
    "private_address": ["Private"],
    "temporary_accommodation": ["Hotel"],
    "school": ["School"],
    "placement": ["Placement"],
}


@dataclass(frozen=True)
class Person:
    """A row of the people file; dates are ISO text, or whatever stands in the cell."""

    child: str
    born: str = ""
    sex: str = "F"


@dataclass(frozen=True)
class Record:
    """A row of the records file."""

    child: str
    code: str
    start: str
    end: str = ""
    context: str = ""
    risk: str = ""
    identified: str = ""


@dataclass(frozen=True)
class SmallCouncil:
    """People, records and the choices that a count of them follows from."""

    people: Sequence[Person]
    records: Sequence[Record]
    counting: Mapping[str, Any] = field(default_factory=dict)
    years: Sequence[str] = ("2019/20 to 2025/26",)
    age_bands: Sequence[str] | None = None
    recorded: Mapping[str, Mapping[str, date]] = field(default_factory=dict)
    context_needs_category: bool = True
    covers: Mapping[str, date] = field(default_factory=dict)
    extracted_on: date | None = None
    not_counted: Sequence[str] = ("Neglect",)

    def field_map_tables(self) -> dict[str, Any]:
        """A field map for the two files, as TOML tables."""

        def mapping(key: str, column: str, values: list[str]) -> dict[str, Any]:
            table: dict[str, Any] = {"rules": [{"records": "records", "column": column, "values": values}]}
            if key in self.recorded:
                table["recorded"] = dict(self.recorded[key])
            if key == "county_lines":
                table["may_overlap"] = ["cce"]
            return table

        flags = [flag.key for flag in load_request("core").flags]
        return {
            "format": 2,
            "name": "small",
            "council": {"name": "Smalltown Council", "regime": "FOIA"},
            "system": {"name": "Card index"},
            "sources": {"people": {}, "records": {}},
            "child": {
                "source": "people",
                "id": "Child",
                "birth_date": "Born",
                "date_formats": ["yyyy-mm-dd"],
                "sex": "Sex",
                "sex_values": {"Female": ["F", "Female"], "Male": ["M", "Male"], "Not known": ["U"]},
            },
            "records": {
                "records": {
                    "source": "records",
                    "child": "Child",
                    "start": "Start",
                    "end": "End",
                    "date_formats": ["yyyy-mm-dd"],
                    "covers": dict(self.covers),
                    "risk_level": {
                        "column": "Risk",
                        "values": {"Low": ["Low"], "Medium": ["Medium"], "High": ["High"]},
                        "ordered": True,
                    },
                    "identified_as": {"column": "Identified", "at_risk": ["Risk"], "victim": ["Victim"]},
                    "not_counted": {"Code": list(self.not_counted), "Context": ["Elsewhere"]},
                }
            },
            "categories": {key: mapping(key, "Code", values) for key, values in CODES.items()},
            "contexts": {key: mapping(key, "Context", values) for key, values in CONTEXTS.items()},
            "flags": {key: {"answer": "no"} for key in flags},
            "counting": {"context_needs_category": self.context_needs_category},
        }

    def definition(self) -> Request:
        """The request definition that it is asked."""
        return load_request("core")

    def inputs(self) -> ReturnInputs:
        """What the return follows from."""
        definition = self.definition()
        field_map = bind_field_map(self.field_map_tables(), definition, "small map")
        if self.counting:
            field_map = with_counting(field_map, self.counting, "counting")
        request = override(definition, RequestOverrides(self.years, self.age_bands, None))
        return ReturnInputs("TEST 1", request, field_map, POLICY, self.extracted_on)

    def write(self, folder: Path) -> dict[str, Path]:
        """Writes the two files of the extract."""
        people, records = folder / "people.csv", folder / "records.csv"
        _write(people, ("Child", "Born", "Sex"), [(p.child, p.born, p.sex) for p in self.people])
        columns = ("Child", "Code", "Start", "End", "Context", "Risk", "Identified")
        rows = [(r.child, r.code, r.start, r.end, r.context, r.risk, r.identified) for r in self.records]
        _write(records, columns, rows)
        return {"people": people, "records": records}

    def with_counting(self, **counting: Any) -> SmallCouncil:
        """The same council under other counting rules."""
        return replace(self, counting={**self.counting, **counting})


def _write(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


@dataclass(frozen=True)
class Counted:
    """A small council as both engines count it."""

    inputs: ReturnInputs
    raw: Mapping[str, RawTable]
    bound: BoundExtract
    sql: tuple[InnerCell, ...]
    pandas: tuple[InnerCell, ...]

    @cached_property
    def tables(self) -> tuple[CountTable, ...]:
        """The count tables, from the SQL engine's cells."""
        return count_tables(self.inputs, self.sql, self.bound.unreviewed_keys)

    def figure(self, table: str, year: str, row: str) -> int | str:
        """One figure of a count table, or the mark of its gap."""
        found = next(item for item in self.tables if item.definition.key == table)
        years = [period.label for period in found.periods]
        cells = {item.label: item.cells for item in found.rows}
        figure = cells[row][years.index(year)].figure
        return figure.shorthand.mark if isinstance(figure, Gap) else figure


def count_council(council: SmallCouncil, folder: Path, workspace: Workspace) -> Counted:
    """Counts a small council with both engines, in a workspace that may serve many of them."""
    inputs = council.inputs()
    raw = read_extract(workspace, inputs.field_map, council.write(folder), lambda _: None)
    bound = bind_extract(workspace, inputs.field_map, raw)
    coverage = find_coverage(inputs.request, inputs.field_map, inputs.extracted_on)
    query = counting_query(inputs.request, bound, coverage, kept_in(workspace))
    return Counted(
        inputs,
        raw,
        bound,
        count_inner_cells(workspace, inputs.request, bound, query),
        count_inner_cells_reference(workspace, inputs.request, inputs.field_map, raw, coverage),
    )
