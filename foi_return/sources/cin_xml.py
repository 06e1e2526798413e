"""Reads the children in need census, one XML file a year, as three tables: children, assessments and their factors.

Source: Children in need census, specifications of the Department for Education for 2019/20 to 2025/26.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from foi_return.engine.workspace import RawTable, Workspace
from foi_return.errors import Fault, SourceError
from foi_return.sources.faults import too_large
from foi_return.sources.header import locate_columns
from foi_return.sources.xml_stream import starts_as_xml, stream_elements
from foi_return.terms.map_parts import SourceSpec
from foi_return.text import listed, nearest, normalise, printable

KIND = "cin xml"
_ENDING = ".xml"
_MOST_ROWS_OF_A_CHILD = 200_000

_OF_THE_FILE = ("Year", "ReferenceDate")
_OF_A_CHILD = (
    "LAchildID", "UPN", "PersonBirthDate", "ExpectedPersonBirthDate", "PersonDeathDate", "GenderCurrent", "Sex",
    "Ethnicity",
)  # fmt: skip
_OF_A_REFERRAL = ("CINreferralDate", "ReferralSource", "PrimaryNeedCode", "CINclosureDate", "ReasonForClosure")
_OF_AN_ASSESSMENT = ("AssessmentActualStartDate", "AssessmentInternalReviewDate", "AssessmentAuthorisationDate")
_FACTOR = "AssessmentFactors"
SEX_AS_RECORDED = "Sex or GenderCurrent"
"""What stands in `Sex`, which the census has from 2024/25 on, or else in `GenderCurrent`, which it had before."""

TABLES: Mapping[str, tuple[str, ...]] = {
    "children": (*_OF_A_CHILD, SEX_AS_RECORDED, *_OF_THE_FILE),
    "assessments": (*_OF_AN_ASSESSMENT, "LAchildID", *_OF_A_REFERRAL, *_OF_THE_FILE),
    "factors": (_FACTOR, *_OF_AN_ASSESSMENT, "LAchildID", *_OF_A_REFERRAL, *_OF_THE_FILE),
}
"""The columns of each table, named as the elements of the census are: a row for each child of a file, for each
assessment, and for each factor of an assessment. `Year` and `ReferenceDate` come from the file's header."""


def is_census(path: Path, spec: SourceSpec) -> bool:
    """Whether a source is to be read as a census: the map says so, or the file is XML by its ending and its content.

    Raises:
        SourceError: The file cannot be opened.
    """
    if spec.kind == KIND or spec.part:
        return True
    return path.suffix.lower() == _ENDING and starts_as_xml(path)


def census_columns(spec: SourceSpec, path: Path) -> list[str]:
    """The columns of the table of a census that a source names.

    Raises:
        SourceError: The file is no XML, or the map does not say which table.
    """
    where = f"{spec.name} ({path.name})"
    if not starts_as_xml(path):
        raise _no_census(where, "this is no XML")
    return list(TABLES[_table_name(spec, where)])


def read_census(workspace: Workspace, spec: SourceSpec, path: Path, needed: Sequence[str]) -> RawTable:
    """Loads the needed columns of one table of a census file. A row's number is the line in which it begins.

    Raises:
        SourceError: The file is no census, the map does not say which table, or it has no such column.
    """
    where = f"{spec.name} ({path.name})"
    part = _table_name(spec, where)
    positions = locate_columns(TABLES[part], needed, where)
    places = sorted(set(positions.values()))
    names = [TABLES[part][place] for place in places]
    table = workspace.new_table_name("raw")
    workspace.insert_rows(
        table, ["row BIGINT", *(f"c{place} VARCHAR" for place in places)], _census_rows(path, part, names, where)
    )
    columns = {column: f"c{position}" for column, position in positions.items()}
    return RawTable(spec.name, table, columns, 1, 1, (), "row", names=TABLES[part])


def _table_name(spec: SourceSpec, where: str) -> str:
    named = normalise(spec.part or spec.sheet or "")
    if named in TABLES:
        return named
    found = f"a census has no table '{named}'" if named else "the field map does not say which table of the census"
    raise SourceError(
        Fault(where, found, listed(TABLES), nearest(named, TABLES) or "Add part = 'factors' to the source, for one")
    )


def _census_rows(path: Path, part: str, names: Sequence[str], where: str) -> Iterator[list[str | int]]:
    census = _Census(part, names, where)
    for _ in stream_elements(path, census, where):
        yield from census.take()
    if not census.children_seen:
        raise _no_census(where, "it has no element Children")


def _no_census(where: str, found: str) -> SourceError:
    return SourceError(
        Fault(
            where,
            f"this is no children in need census: {found}",
            "XML with Message, Children and Child, as it is sent to the Department for Education",
            "Check that this is the right file; other exports are read as .csv or .xlsx",
        )
    )


class _Census:
    """Gathers the rows of one table. A child's own details may stand below its assessments, so a child is one piece."""

    def __init__(self, part: str, names: Sequence[str], where: str):
        self._part, self._names, self._where = part, names, where
        self._open: list[str] = []
        self._file: dict[str, str] = {}
        self._child: dict[str, str] = {}
        self._referral: dict[str, str] = {}
        self._assessment: dict[str, str] = {}
        self._of_child: list[tuple[int, list[Mapping[str, str]]]] = []
        self._lines: dict[str, int] = {}
        self._ready: list[list[str | int]] = []
        self.children_seen = False

    def take(self) -> list[list[str | int]]:
        """The rows that have been found since the last time."""
        ready, self._ready = self._ready, []
        return ready

    def begin(self, name: str, line: int) -> None:
        """Notes where an element begins, and starts afresh for a child, a referral or an assessment."""
        if not self._open and name != "Message":
            raise _no_census(self._where, f"its outermost element is '{printable(name)}'")
        self._open.append(name)
        self._lines[name] = line
        if name == "Children" and len(self._open) == 2:
            self.children_seen = True
        elif name == "Child":
            self._child, self._of_child = {}, []
        elif name == "CINdetails":
            self._referral = {}
        elif name == "Assessments":
            self._assessment = {}
            if self._part == "assessments":
                self._add(line, self._assessment)

    def end(self, name: str, text: str) -> None:
        """Takes in what an element held."""
        self._open.pop()
        parent = self._open[-1] if self._open else ""
        if name == "Child":
            self._finish_child()
        elif "Child" not in self._open:
            if name in _OF_THE_FILE and parent == "CollectionDetails":
                self._file[name] = text
        elif name == _FACTOR and "Assessments" in self._open:
            if self._part == "factors":
                self._add(self._lines[name], {_FACTOR: text}, self._assessment)
        elif name in _OF_AN_ASSESSMENT and parent == "Assessments":
            self._assessment[name] = text
        elif name in _OF_A_REFERRAL and parent == "CINdetails":
            self._referral[name] = text
        elif name in _OF_A_CHILD:
            self._child.setdefault(name, text)

    def _add(self, line: int, *records: Mapping[str, str]) -> None:
        self._of_child.append((line, [*records, self._referral]))
        if len(self._of_child) > _MOST_ROWS_OF_A_CHILD:
            raise too_large(f"{self._where}, line {line:,}", "a child has too many assessments", "a census file")

    def _finish_child(self) -> None:
        child = self._child
        sex = child.get("Sex", "").strip() or child.get("GenderCurrent", "")
        own = {**self._file, **child, SEX_AS_RECORDED: sex}
        rows = [(self._lines["Child"], [])] if self._part == "children" else self._of_child
        for line, records in rows:
            known = own
            for record in reversed(records):
                known = {**known, **record}
            self._ready.append([line, *(known.get(name, "") for name in self._names)])
