"""Changes to a field map that is carried over as it stands: each changes one thing and leaves the rest alone. Pure.

They work on the tables of the map's file, so that what nobody asks about goes through unread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import combinations
from typing import Any, cast

from foi_return.terms.field_map import FieldMap
from foi_return.text import normalise

Tables = dict[str, Any]


def copied(tables: Mapping[str, Any]) -> Tables:
    """The tables of a map, to be changed."""
    return deepcopy(dict(tables))


def rename_column(tables: Tables, field_map: FieldMap, source: str, old: str, new: str) -> None:
    """Reads a column of a source under another name, wherever the map reads it.

    Args:
        tables: The tables, which are changed.
        field_map: The map that they mean before.
        source: The source.
        old: The column as the map names it.
        new: The column as the extract names it now.
    """

    def renamed(holder: str, text: str) -> str:
        table = field_map.tables.get(holder)
        owner, own = table.place_of(text) if table else (holder, text)
        if owner != source or normalise(own) != normalise(old):
            return text
        return f"{text[: len(text) - len(own)]}{new}"

    _rename_people(tables, renamed)
    for records in tables["records"].values():
        _rename_records(records, renamed)
    for rule in _rules(tables):
        if "column" in rule:
            rule["column"] = renamed(_holder(tables, rule), rule["column"])
    for name, table in tables.get("tables", {}).items():
        _rename_table(name, table, renamed)


Renamed = Callable[[str, str], str]


def _rename_table(name: str, table: Tables, renamed: Renamed) -> None:
    for other in (*table.get("joins", []), *table.get("counts", [])):
        source = other["source"]
        other["where"] = {renamed(name, ours): renamed(source, its) for ours, its in other["where"].items()}
        if other.get("distinct"):
            other["distinct"] = renamed(source, other["distinct"])
    if "unpack" in table:
        table["unpack"]["column"] = renamed(name, table["unpack"]["column"])


def _rename_people(tables: Tables, renamed: Renamed) -> None:
    child = tables.get("child", {})
    for key in ("id", "birth_date", "sex"):
        if child.get(key):
            child[key] = renamed(child["source"], child[key])
    if child.get("names"):
        child["names"] = [renamed(child["source"], name) for name in child["names"]]
    for walk in tables.get("crosswalks", {}).values():
        walk["from"], walk["to"] = (renamed(walk["source"], walk[key]) for key in ("from", "to"))


def _rename_records(records: Tables, renamed: Renamed) -> None:
    holder = records["source"]
    if isinstance(records.get("id"), list):
        records["id"] = [renamed(holder, column) for column in records["id"]]
    graded = (records.get("risk_level") or {}, records.get("identified_as") or {})
    for place in (records, *graded, *records.get("breakdowns", {}).values()):
        for key in ("child", "id", "start", "end", "column", "number", "from", "to"):
            if isinstance(place.get(key), str):
                place[key] = renamed(holder, place[key])
    if "not_counted" in records:
        records["not_counted"] = {renamed(holder, key): values for key, values in records["not_counted"].items()}
    for test in _tests(records.get("only_if")):
        if test.get("column"):
            test["column"] = renamed(holder, test["column"])


def _tests(test: Tables | None) -> Iterator[Tables]:
    if test is not None:
        yield test
        for part in (*test.get("all", []), *test.get("any", [])):
            yield from _tests(part)


def _groups(tables: Tables) -> Iterator[tuple[str, Tables]]:
    """The kinds of tables that say by rules what values mean, such as categories, each with its tables."""
    for name, group in tables.items():
        if isinstance(group, dict) and any(isinstance(each, dict) and "rules" in each for each in group.values()):
            yield name, group


def _rules(tables: Tables) -> Iterator[Tables]:
    for _, group in _groups(tables):
        for mapping in group.values():
            yield from mapping.get("rules", [])


def _holder(tables: Tables, rule: Tables) -> str:
    return str(tables["records"][rule["records"]]["source"])


def _column_of(rule: Tables) -> str:
    """The column that a rule reads, its spelling evened out; empty where every record means it."""
    return normalise(rule.get("column", ""))


def drop_records(tables: Tables, names: Sequence[str], gone: Mapping[str, str]) -> None:
    """Leaves records out, with the sources and tables that nothing else reads.

    Args:
        tables: The tables, which are changed.
        names: The records.
        gone: Category or context that has no figures without them to the reason for the reader.
    """
    split = {key for name in names for key in tables["records"].pop(name, {}).get("breakdowns", {})}
    split -= {key for records in tables["records"].values() for key in records.get("breakdowns", {})}
    for key in split:
        reason = next(iter(gone.values()), "The records that hold this were not supplied for this answer.")
        tables.setdefault("not_held", {})[key] = {"reason": reason}
    for group, mappings in _groups(tables):
        for key, mapping in list(mappings.items()):
            if "rules" in mapping:
                mapping["rules"] = [rule for rule in mapping["rules"] if rule["records"] not in names]
                if not mapping["rules"] and group not in ("categories", "contexts", "combined"):
                    del mappings[key]
    unread: list[Tables] = []
    lost = dict(gone)
    for name, table in list(tables.get("combined", {}).items()):
        if table["stands_for"][0] in gone:
            unread += table["rules"]
            lost |= dict.fromkeys(table["stands_for"], gone[table["stands_for"][0]])
            del tables["combined"][name]
    for key, reason in lost.items():
        group = "contexts" if key in tables.get("contexts", {}) else "categories"
        unread += tables.setdefault(group, {}).get(key, {}).get("rules", [])
        tables[group][key] = {"held": False, "reason": reason}
    _review(tables, unread)
    _forget_unread(tables)
    walked = {records.get("child_ids") for records in tables["records"].values()}
    walked.add(tables.get("child", {}).get("merged"))
    tables["crosswalks"] = {name: walk for name, walk in tables.get("crosswalks", {}).items() if name in walked}
    used = set(_used(tables))
    tables["tables"] = {name: table for name, table in tables.get("tables", {}).items() if name in used}
    tables["sources"] = {name: source for name, source in tables["sources"].items() if name in used}


def _review(tables: Tables, gone: Sequence[Tables]) -> None:
    """Lists the values of rules that are gone as reviewed, where another rule reads their column."""
    for rule in gone:
        place = rule["records"], _column_of(rule)
        others = [each for each in _rules(tables) if (each["records"], _column_of(each)) == place]
        claimed = {normalise(value) for other in others for value in other.get("values", [])}
        rest = [value for value in rule.get("values", []) if normalise(value) not in claimed]
        if others and rest:
            name_values(tables, rule["records"], rule["column"], {}, rest)


def _forget_unread(tables: Tables) -> None:
    """Takes out the reviewed values of columns that neither a rule nor a condition reads any more."""
    for name, records in tables["records"].items():
        read = {_column_of(rule) for rule in _rules(tables) if rule["records"] == name}
        read |= {normalise(test["column"]) for test in _tests(records.get("only_if")) if test.get("column")}
        if "not_counted" in records:
            listed = records["not_counted"].items()
            records["not_counted"] = {column: values for column, values in listed if normalise(column) in read}


def _used(tables: Tables) -> Iterator[str]:
    """The tables and sources that people, crosswalks and records are read from."""
    holders = [tables["child"]["source"]] if "child" in tables else []
    holders += [walk["source"] for walk in tables.get("crosswalks", {}).values()]
    holders += [records["source"] for records in tables["records"].values()]
    for holder in holders:
        yield holder
        table = tables.get("tables", {}).get(holder)
        if table is not None:
            yield table["from"]
            yield from (other["source"] for other in (*table.get("joins", []), *table.get("counts", [])))


def name_values(
    tables: Tables, records: str, column: str, claims: Mapping[str, Sequence[str]], rest: Sequence[str]
) -> None:
    """Says what further values of a coded column mean.

    Args:
        tables: The tables, which are changed.
        records: The records.
        column: The column, as rules name it.
        claims: Category or context to the values that mean it.
        rest: Values that mean nothing asked for.
    """
    for key, values in claims.items():
        if values:
            _claim(_mapping_of(tables, key), records, column, values)
    for first, second in combinations(claims, 2):
        if set(claims[first]) & set(claims[second]):
            _allow_overlap(_mapping_of(tables, second), first)
    if rest:
        listed = tables["records"][records].setdefault("not_counted", {})
        known = next((name for name in listed if normalise(name) == normalise(column)), column)
        listed[known] = [*listed.get(known, []), *rest]


def _mapping_of(tables: Tables, key: str) -> Tables:
    """The table with the rules of a category or context: its own, or the one in which several are recorded as one."""
    for table in tables.get("combined", {}).values():
        if key in table["stands_for"]:
            return cast(Tables, table)
    group = "contexts" if key in tables.get("contexts", {}) else "categories"
    return cast(Tables, tables.setdefault(group, {}).setdefault(key, {}))


def _claim(mapping: Tables, records: str, column: str, values: Sequence[str]) -> None:
    if mapping.get("held") is False or mapping.get("applicable") is False:
        for key in ("held", "applicable", "reason"):
            mapping.pop(key, None)
    rules = mapping.setdefault("rules", [])
    for rule in rules:
        if rule["records"] == records and _column_of(rule) == normalise(column) and rule.get("values"):
            rule["values"] = [*rule["values"], *values]
            return
    rules.append({"records": records, "column": column, "values": list(values)})


def _allow_overlap(mapping: Tables, other: str) -> None:
    if other not in mapping.get("may_overlap", []) and "stands_for" not in mapping:
        mapping["may_overlap"] = [*mapping.get("may_overlap", []), other]


def name_sexes(tables: Tables, labels: Mapping[str, Sequence[str]]) -> None:
    """Adds values for sex or gender to the labels that they mean; a new label comes before Not known."""
    known = tables["child"].setdefault("sex_values", {})
    for label, values in labels.items():
        known[label] = [*known.get(label, []), *values]


def name_rows(tables: Tables, records: str, breakdown: str, labels: Mapping[str, Sequence[str]]) -> None:
    """Adds values of a breakdown's column to the rows in which they are counted.

    Args:
        tables: The tables, which are changed.
        records: The records.
        breakdown: The breakdown.
        labels: Row to the values; one that is alone in a row of its own name is listed as recorded.
    """
    table = tables["records"][records]["breakdowns"][breakdown]
    known = table.get("values", {})
    own = [label for label, values in labels.items() if list(values) == [label] and label not in known]
    if own and "as_recorded" in table:
        table["as_recorded"] = [*table["as_recorded"], *own]
    for label, values in labels.items():
        if label not in own or "as_recorded" not in table:
            known = table.setdefault("values", {})
            known[label] = [*known.get(label, []), *values]


def set_days(tables: Tables, records: str, start: object, end: object) -> None:
    """Says for which days records are complete."""
    days = {key: day for key, day in (("from", start), ("to", end)) if day is not None}
    if days or tables["records"][records].get("covers"):
        tables["records"][records]["covers"] = days
