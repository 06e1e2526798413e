"""A small field map as TOML text and as tables, to be spoiled one way at a time."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from foi_return.config.field_map import bind_field_map
from foi_return.config.request import load_request
from foi_return.errors import Fault, FieldMapError
from foi_return.terms.field_map import FieldMap

ANYTOWN = Path(__file__).parents[2] / "field_maps" / "anytown.toml"

Tables = dict[str, Any]


def anytown() -> Tables:
    """The shipped example map as tables that may be changed."""
    return tomllib.loads(ANYTOWN.read_text(encoding="utf-8"))


def bound(tables: Tables) -> FieldMap:
    """The field map that the tables mean."""
    return bind_field_map(tables, load_request("core"), "map.toml")


def with_names_cleared(tables: Tables) -> Tables:
    """The same map, with every name of a field that nothing stands in place of cleared for publication."""
    cleared = copy.deepcopy(tables)
    for flag in cleared["flags"].values():
        names = [name for name in flag.get("fields", []) if name not in flag.get("described_as", {})]
        if names:
            flag["cleared"] = names
    return cleared


def faults_after(change: Callable[[Tables], object]) -> list[Fault]:
    """The faults of the example map after one change."""
    tables = copy.deepcopy(anytown())
    change(tables)
    with pytest.raises(FieldMapError) as caught:
        bound(tables)
    return list(caught.value.faults)


def only_fault(change: Callable[[Tables], object]) -> str:
    """The one fault of the example map after one change, in words."""
    faults = faults_after(change)
    assert len(faults) == 1, [str(fault) for fault in faults]
    return str(faults[0])
