"""Reads an extract by a map that is used as it stands: the columns of its files, and values that it does not name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from foi_return.errors import Fault, SourceError
from foi_return.terms.field_map import FieldMap
from foi_return.terms.needed import needed_columns
from foi_return.terms.request import Request
from foi_return.text import listed, normalise
from foi_return.wizard.facts import MOST_VALUES, Beside
from foi_return.wizard.meanings import suggest_meanings
from foi_return.wizard.profile import merge_spellings

if TYPE_CHECKING:
    from foi_return.engine.bound import BoundExtract

Progress = Callable[[str], None]


class Headers:
    """The columns of files, as the sources of a map read them; each file is opened once for each way of reading."""

    def __init__(self, field_map: FieldMap, progress: Progress):
        self._map = field_map
        self._needed = needed_columns(field_map)
        self._progress = progress
        self.found: dict[tuple[str, str], tuple[str, ...]] = {}
        self.unread: dict[str, str] = {}
        self._tried: set[tuple[str, str]] = set()

    def look_into(self, paths: Iterable[str]) -> None:
        """Reads the columns of files as any source would; a file that none can read so is kept with the reason."""
        for path in paths:
            reasons = []
            for source in self._map.sources:
                if (source, path) not in self._tried:
                    try:
                        self._read(source, path)
                    except SourceError as error:
                        reasons += [fault.found for fault in error.faults]
            if reasons and not any(place == path for _, place in self.found):
                self.unread.setdefault(path, reasons[0])

    def check(self, source: str, path: str) -> None:
        """Makes sure that a file may hold a source.

        Raises:
            SourceError: It cannot be read as that source, or has none of the columns that the map reads of it.
        """
        if (source, path) not in self.found:
            self._read(source, path)
        needed = self._needed[source]
        present = set(map(normalise, self.found[source, path]))
        if needed and not present & set(map(normalise, needed)):
            found = f"it has none of the columns that the map reads of '{source}'"
            raise SourceError(Fault(Path(path).name, found, listed(needed), "Name the file that has them"))

    def _read(self, source: str, path: str) -> None:
        from foi_return.sources.extract import list_source_columns

        if not any(path == tried for _, tried in self._tried):
            self._progress(f"Opening {Path(path).name}")
        self._tried.add((source, path))
        self.found[source, path] = list_source_columns(self._map.sources[source], Path(path), self._needed[source])


def look_beside(field_map: FieldMap, paths: Mapping[str, str], request: Request, progress: Progress) -> Beside:
    """What an extract holds beside a map.

    Args:
        field_map: The map, which reads no column that the extract lacks.
        paths: The file of each source, or the pattern of several; none for a map of a database.
        request: The request whose categories and contexts a value may mean.
        progress: Told in words what is being done.

    Raises:
        SourceError: A file or the database cannot be read.
        FieldMapError: A column that the map reads as codes holds none.
    """
    from foi_return.engine.bound import bind, bind_extract
    from foi_return.engine.filled import filled_cells
    from foi_return.engine.workspace import open_workspace
    from foi_return.sources.extract import read_extract

    if field_map.database is not None:
        from foi_return.sources.database import open_database

        with open_database(field_map, field_map.database, {}, progress) as found:
            progress("Looking for values that the map does not name")
            rows = {name: found.filled(name)[0] for name in found.tables}
            return _beside(bind(found, field_map), rows, request)
    with open_workspace() as workspace:
        raw = read_extract(workspace, field_map, {name: Path(path) for name, path in paths.items()}, progress)
        progress("Looking for values that the map does not name")
        rows = {name: filled_cells(workspace, raw[name])[0] for name in field_map.sources if name in raw}
        return _beside(bind_extract(workspace, field_map, raw), rows, request)


def _beside(bound: BoundExtract, rows: Mapping[str, int], request: Request) -> Beside:
    def listed_of(texts: Mapping[str, int]) -> Mapping[str, int]:
        return merge_spellings(dict(sorted(texts.items(), key=lambda item: -item[1])))[0]

    faults = [
        _too_many(column, len(texts))
        for records in bound.records
        for column, texts in (*records.unreviewed.items(), *records.graded.items())
        if len(texts) > MOST_VALUES
    ]
    if len(bound.sex_unmapped) > MOST_VALUES:
        faults.append(_too_many(bound.field_map.child.sex or "", len(bound.sex_unmapped)))
    if faults:
        raise SourceError(faults)

    def of_all(kind: str) -> dict[tuple[str, str], Mapping[str, int]]:
        return {
            (records.spec.name, column): listed_of(texts)
            for records in bound.records
            for column, texts in getattr(records, kind).items()
            if texts
        }

    values = of_all("unreviewed")
    units = {records.spec.name: request.of_unit(records.spec.unit) for records in bound.records}
    return Beside(
        bound.field_map,
        (),
        rows,
        values,
        {
            (records, column): suggest_meanings(found, column, units[records])
            for (records, column), found in values.items()
        },
        listed_of(bound.sex_unmapped),
        of_all("graded"),
        {place: len(values) for place, values in of_all("doubtful").items()},
        {place: listed_of(texts) for place, texts in _unlisted_classes(bound)},
    )


def _unlisted_classes(bound: BoundExtract) -> Iterator[tuple[tuple[str, str], Mapping[str, int]]]:
    """The values of breakdowns' columns that the map does not list, by records and breakdown.

    Texts where a number is asked for can be no row, and values that are too many are no codes: both stay not known.
    """
    for records in bound.records:
        for key, classes in records.classes.items():
            if not records.spec.classes[key].is_number and 0 < len(classes.unmapped) <= MOST_VALUES:
                yield (records.spec.name, key), classes.unmapped


def _too_many(column: str, values: int) -> Fault:
    found = f"it holds {values:,} values that the map does not name, so it may be no column of codes"
    step = "Check that this is the right file, or name the values in the map"
    return Fault(f"column '{column}'", found, f"at most {MOST_VALUES} new values", step)
