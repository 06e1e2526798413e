"""The part of a field map that names a database, and what may be asked of it: a table, a view, or one plain SELECT."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import Field

from foi_return.config.toml_file import Model
from foi_return.errors import Fault
from foi_return.terms.field_map import FieldMap
from foi_return.terms.map_parts import DatabaseSpec, SourceSpec

_URL_FROM = re.compile(r"environment:[A-Za-z_][A-Za-z0-9_]*|keyring:[^/:@\s]+/[^/:@\s]+")
_TABLE = re.compile(r"[^.\s;'\"]+([ ]?[^.\s;'\"]+)*([.][^.\s;'\"]+([ ]?[^.\s;'\"]+)*){0,2}")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|\[[^\]]*\]|`[^`]*`")
"""What stands in quotes, as text or as a name. Two quotes in a row read as two quoted texts, which is as good here."""

_CHANGES = frozenset(
    {"alter", "attach", "begin", "call", "commit", "copy", "create", "delete", "detach", "do", "drop", "exec"}
    | {"execute", "grant", "insert", "into", "lock", "merge", "pragma", "revoke", "rollback", "set", "truncate"}
    | {"update", "vacuum"}
)
"""Words that begin what changes a database, a session or a lock, or that write a SELECT's rows to somewhere."""


class DatabaseModel(Model):
    """The database that holds every source."""

    url_from: str
    timeout_seconds: int = Field(default=600, ge=1, le=86_400)

    def spec(self) -> DatabaseSpec:
        """What it means."""
        return DatabaseSpec(self.url_from, self.timeout_seconds)


def find_database_faults(field_map: FieldMap, where: str) -> Iterator[Fault]:
    """Faults of the database and of the sources in it. No message repeats what might be a password."""
    database = field_map.database
    if database is not None and not _URL_FROM.fullmatch(database.url_from):
        secret = "://" in database.url_from or "@" in database.url_from
        yield Fault(
            f"{where}: database.url_from",
            "a URL stands here, which may hold a password" if secret else "it does not say where the URL is found",
            "'environment:NAME', or 'keyring:SERVICE/USER'",
            "Put the URL into an environment variable or the system's keyring; a field map is passed around",
        )
    for name, source in field_map.sources.items():
        place = f"{where}: sources.{name}"
        if database is None and (source.table is not None or source.query is not None):
            yield Fault(
                place,
                "it is a table or query, but the map names no database",
                "a table [database] with url_from, or a file",
            )
        if database is not None:
            yield from _place_faults(source.table, source.query, place)
            for key, value in _of_files(source).items():
                if value:
                    yield Fault(f"{place}.{key}", "a table of a database has no worksheets or files", "no such key")
    if database is not None:
        yield from _shape_faults(field_map, where)


def _of_files(source: SourceSpec) -> dict[str, object]:
    """What a map says of a source that only a file has."""
    return {
        "sheet": source.sheet,
        "sheets": source.sheets,
        "header_row": source.header_row,
        "header_rows": source.header_rows,
        "kind": source.kind,
        "part": source.part,
        "password_from": source.password,
    }


def _shape_faults(field_map: FieldMap, where: str) -> Iterator[Fault]:
    """Keys that change rows before they are counted, which is done to files only: a query can do the same."""
    child = field_map.child
    used: dict[str, object] = {f"tables.{name}": True for name in field_map.tables}
    used |= {f"crosswalks.{name}": True for name in field_map.crosswalks}
    used |= {"child.id_form": child.id_form, "child.merged": child.merged, "child.names": child.names}
    for name, records in field_map.records.items():
        used[f"records.{name}.child_ids"] = records.child_ids
        used[f"records.{name}.linked_to"] = records.linked_to
    for key, mapping in field_map.mappings.items():
        used[f"the rules of {key}: contains"] = any(rule.contains for rule in mapping.rules)
    for key, value in used.items():
        if value:
            yield Fault(
                f"{where}: {key}",
                "this is not done inside a database",
                "a table, view or query whose rows need it no more",
                "Write it into the source's query, or ask the database's administrators for a view",
            )


def _place_faults(table: str | None, query: str | None, place: str) -> Iterator[Fault]:
    if (table is None) == (query is None):
        yield Fault(
            place,
            "it names neither a table nor a query" if table is None else "it names both a table and a query",
            "table = 'schema.table', or query = 'SELECT ...'",
            "The sources of one map are all files or all in its database, because they are counted where they are",
        )
    if table is not None and not _TABLE.fullmatch(table):
        yield Fault(f"{place}.table", "this is no name of a table", "'table' or 'schema.table'")
    if query is not None and (reason := query_fault(query)):
        yield Fault(
            f"{place}.query",
            reason,
            "a single SELECT that only reads",
            "Ask the database's administrators for a view of what is more than that, and name the view as the table",
        )


def query_fault(query: str) -> str:
    """Why a query is more than a single SELECT that can stand inside another; empty where it is one.

    It is not what keeps a database from being changed: the session is read-only, and the role should be. It keeps a
    map's query from being two statements, or from ending early the one around it.
    """
    text = _QUOTED.sub(" '' ", query)
    words = re.findall(r"\w+", text.lower())
    if "\\" in query or "$" in text:
        return "it holds a backslash or a dollar sign, with which quotes can be hidden"
    if "--" in text or "/*" in text or "#" in text:
        return "it holds a remark; write it into the field map, behind #"
    if re.sub(r" '' ", "", text).count("'") or any(mark in text for mark in '"`[]'):
        return "a quote or bracket does not close"
    if ";" in text:
        return "it holds a semicolon, which ends one statement and begins another"
    if not words or words[0] != "select":
        return "it does not begin with SELECT; WITH cannot stand inside another query on every database"
    if found := sorted(_CHANGES.intersection(words)):
        return f"it holds the word {found[0].upper()}, which does more than read (a column of this name needs quotes)"
    depth = 0
    for mark in re.findall(r"[()]", text):
        depth += 1 if mark == "(" else -1
        if depth < 0:
            break
    return "its brackets do not match" if depth else ""
