"""Turns the answers of the interview into a reconcile definition, as the tables of its file. Pure."""

from __future__ import annotations

from typing import Any

from foi_return.reconcile.interview_columns import NONE
from foi_return.reconcile.interview_rules import CATEGORIES, ON_RECORD, categories_of, meanings_of, values_of
from foi_return.terms.reconciliation import NAMES, PARTNER, PEOPLE, RECORDS
from foi_return.wizard.draft import YES, Draft
from foi_return.wizard.words import words_of

Tables = dict[str, Any]

COMMENT = (
    "A reconcile definition, made by foi-return wizard --request reconcile. Lines that start with # are remarks.\n"
    "The first rule that fits wins, so the order of the rules is part of the meaning."
)


def definition_tables(draft: Draft) -> Tables:
    """The tables of the definition, in the order of its file."""
    categories = {key: draft.text(f"labels/{key}") or CATEGORIES[key] for key in categories_of(draft)}
    contact = draft.text("request/contact")
    listed, system = draft.text("request/listed"), draft.text("request/system")
    partner = {
        "name": draft.text("request/partner"),
        "first_day": draft.day("request/first_day"),
        "last_day": draft.day("request/last_day"),
    }
    return {
        "format": 1,
        "name": f"{'-'.join(words_of(draft.text('request/partner'))) or 'partner'}-list",
        "title": f"{listed[:1].upper()}{listed[1:]}, and what was recorded of them in {system}",
        "question": draft.text("request/question"),
        "listed": listed,
        "council": {
            "name": draft.text("request/council"),
            **({"contact": contact} if contact else {}),
            "regime": draft.text("request/regime"),
        },
        "system": {"name": system},
        "partner": partner,
        "lists": _lists(draft),
        "categories": categories,
        "rules": _rules(draft),
    }


def _lists(draft: Draft) -> Tables:
    tables: Tables = {name: _person(draft, name) for name in (PARTNER, PEOPLE)}
    if draft.text(f"files/{NAMES}"):
        tables[NAMES] = _chosen(draft, NAMES, ("id", "first_name", "last_name"))
    if draft.text(f"files/{RECORDS}"):
        tables[RECORDS] = _chosen(draft, RECORDS, ("id",))
    return tables


def _person(draft: Draft, name: str) -> Tables:
    table = _chosen(draft, name, ("id", "first_name", "last_name", "birth_date"))
    table["date_formats"] = list(draft.many(f"{name}/date_formats"))
    table |= _chosen(draft, name, ("sex", "postcode", "address"))
    if "sex" in table:
        table["sex_values"] = {sex: list(draft.many(f"{name}/sex/{sex}")) for sex in ("female", "male")}
    if others := draft.many(f"{name}/other_last_names"):
        table["other_last_names"] = list(others)
    return table


def _chosen(draft: Draft, name: str, keys: tuple[str, ...]) -> Tables:
    found = {key: draft.text(f"{name}/{key}") for key in keys}
    return {key: column for key, column in found.items() if column not in ("", NONE)}


def _rules(draft: Draft) -> list[Tables]:
    rules: list[Tables] = []
    if draft.text("rules/adult") == YES:
        rules.append({"category": "adult", "age_from": 18})
    rules += _coded_rule(draft, PARTNER, "elsewhere")
    rules.append({"category": "unclear", "unsettled": True})
    rules += _coded_rule(draft, PEOPLE, "restricted")
    meanings = meanings_of(draft)
    for category in ON_RECORD:
        if values := [value for value, meant in meanings.items() if meant == category]:
            rules.append({"category": category, "holds": [_holds(draft, RECORDS, "on_record", values)]})
    return [*rules, {"category": "no_reference", "found": True}, {"category": "not_found"}]


def _coded_rule(draft: Draft, name: str, category: str) -> list[Tables]:
    values = list(values_of(draft, name, category))
    return [{"category": category, "holds": [_holds(draft, name, category, values)]}] if values else []


def _holds(draft: Draft, name: str, key: str, values: list[str]) -> Tables:
    return {"list": name, "column": draft.text(f"{name}/{key}"), "values": values}
