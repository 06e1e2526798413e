"""What a field map can say and the wizard does not ask: a map that says it cannot be started from. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from foi_return.errors import Fault, FieldMapError
from foi_return.terms.field_map import FieldMap


def check_can_be_started_from(field_map: FieldMap, where: str) -> None:
    """Refuses a map of which the interview would lose a part, and with it the meaning.

    Raises:
        FieldMapError: The map says what is not asked; every such part is named.
    """
    if found := list(dict.fromkeys([*_of_files(field_map), *_of_rows(field_map)])):
        raise FieldMapError(
            Fault(
                where,
                f"the map says what the wizard does not ask and would lose: {'; '.join(found)}",
                "a map that holds only what the wizard asks",
                "Use it with foi-return build --map, change it in an editor, or start from no map",
            )
        )


def _of_files(field_map: FieldMap) -> list[str]:
    found = [f"tables.{name}" for name in field_map.tables]
    for name, source in field_map.sources.items():
        parts = {"sheets": source.sheets, "kind": source.kind, "part": source.part}
        found += [f"sources.{name}.{part}" for part, said in parts.items() if said]
    child = field_map.child
    of_child = {"id_form": child.id_form, "merged": child.merged, "names": child.names}
    found += [f"child.{part}" for part, said in of_child.items() if said]
    return [*found, *(f"crosswalks.{name}" for name in field_map.crosswalks)]


def _of_rows(field_map: FieldMap) -> list[str]:
    found = []
    for name, records in field_map.records.items():
        parts = {
            "only_if": records.only_if,
            "to_follow": records.to_follow,
            "child_ids": records.child_ids,
            "linked_to": records.linked_to,
        }
        found += [f"records.{name}.{part}" for part, said in parts.items() if said]
    for key, mapping in field_map.mappings.items():
        found += [f"{key}: rules.contains" for rule in mapping.rules if rule.contains]
    return found


_UNASKED: Mapping[str, frozenset[str]] = {
    "sources": frozenset({"sheets", "kind", "part"}),
    "records": frozenset({"only_if", "to_follow", "child_ids", "linked_to"}),
}


def may_be_started_from(tables: Mapping[str, Any]) -> bool:
    """Whether a map, as the tables of its file, seems to hold only what is asked; enough to offer it."""
    if (
        tables.get("tables")
        or tables.get("crosswalks")
        or {"id_form", "merged", "names"} & set(tables.get("child", {}))
    ):
        return False
    return not any(parts & set(table) for kind, parts in _UNASKED.items() for table in tables.get(kind, {}).values())
