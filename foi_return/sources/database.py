"""Opens the database of a field map, once it has given a known answer, with the tables that the map reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from foi_return.engine.self_check import check_known_answer
from foi_return.engine.server import ServerSources, open_server
from foi_return.engine.server_tables import find_tables
from foi_return.errors import Fault, SourceError
from foi_return.sources.extract import Progress
from foi_return.terms.field_map import FieldMap
from foi_return.terms.map_parts import DatabaseSpec
from foi_return.terms.needed import needed_together


@contextmanager
def open_database(
    field_map: FieldMap,
    database: DatabaseSpec,
    paths: Mapping[str, Path],
    progress: Progress,
    others: Sequence[FieldMap] = (),
) -> Iterator[ServerSources]:
    """The sources of a map in its database, for the length of a `with` block.

    Args:
        field_map: What to read.
        database: Where it is.
        paths: Files that were given, of which such a map needs none.
        progress: Told in words what is being done.
        others: Further maps of the same sources by which they are counted too.

    Raises:
        SourceError: The database cannot be reached, fails the check, or lacks a table or a column; or files are given.
    """
    if paths:
        raise SourceError(
            Fault(
                f"source '{name}'",
                "a file is given for it, but the field map counts its sources in a database",
                "no --source",
                "Leave it out, or use a field map for files",
            )
            for name in paths
        )
    progress("Connecting to the database")
    with open_server(database) as server:
        progress("Checking that the database counts as it should")
        check_known_answer(server)
        progress("Looking for the tables and columns of the field map")
        server.begin()
        yield ServerSources(
            server, find_tables(server, field_map.sources.values(), needed_together((field_map, *others)))
        )
