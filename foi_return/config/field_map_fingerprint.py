"""The fingerprint of what a field map means: two maps that mean the same have the same, however they are written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from foi_return.config.field_map_models import FieldMapModel


def fingerprint_of(model: FieldMapModel) -> str:
    """A hash of what the map means: comments, the order of keys and the order of values do not change it."""
    return _hash(_meaning(model))


def _meaning(model: FieldMapModel) -> dict[str, Any]:
    """All that a map means, under the names and places of format 1, so that a map means the same in each format."""
    said = model.model_dump(mode="json", exclude={"approval"})
    for flag in said["flags"].values():
        del flag["ask"]  # Whom the council asks is no part of what it answers.
    for records in said["records"].values():
        if isinstance(records["id"], list):
            # The first column of one id stands for the first of another: their order is part of what they mean.
            records["id"] = {"columns in order": json.dumps(records["id"])}
    said |= {"format": 1, "context_needs_category": said["counting"].pop("context_needs_category")}
    meaning: dict[str, Any] = _without_unused(said)
    return meaning


def _hash(meaning: Mapping[str, Any]) -> str:
    text = json.dumps(_in_order(meaning), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def recording_of(model: FieldMapModel) -> str:
    """A hash of what says which children are recorded for what: two maps that differ in words alone have the same."""
    words = {"format", "name", "title", "council", "system", "flags", "counting"}
    meaning = {key: value for key, value in _meaning(model).items() if key not in words}
    for section in meaning.values():
        for item in section.values() if isinstance(section, dict) else ():
            for key in _SAID.intersection(item) if isinstance(item, dict) else ():
                del item[key]
    return _hash(meaning)


_SAID = {"title", "label", "reason", "not_counted"}
"""Keys of sources, records, categories and contexts that say something of the figures, and count nobody."""


_ADDED = {
    *("tables", "combined", "only_if", "contains", "each", "id_form"),
    *("sheets", "header_row", "header_rows", "kind", "part", "password"),
    *("to_follow", "ordered", "risk_at_least", "crosswalks", "merged", "child_ids", "linked_to", "names"),
    *("database", "table", "query", "cleared", "described_as", "own_contexts"),
    *("breakdowns", "not_held", "id", "counts", "at_least", "every", "unit"),
}
"""Keys that came after maps had fingerprints; where one says nothing, the fingerprint is as it was before."""


def _without_unused(value: Any) -> Any:
    if isinstance(value, dict):
        if value.get("ordered"):
            # The order of these labels is part of what they mean; that of other keys is not.
            value = {**value, "ordered": " < ".join(value["values"])}
        return {key: _without_unused(item) for key, item in value.items() if item or key not in _ADDED}
    return [_without_unused(item) for item in value] if isinstance(value, list) else value


def _in_order(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _in_order(item) for key, item in value.items()}
    if isinstance(value, list):
        return sorted((_in_order(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    return value
