"""Each rule of the workbook's checklist names where it is met and tests that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "workbook-checklist.md"


def rows() -> list[list[str]]:
    """The lines of the page's tables, without their headings."""
    cells = [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
    ]
    return [row for row in cells if row[0] != "rule"]


def names_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_every_rule_says_where_it_is_met_and_which_test_fails_if_it_is_not() -> None:
    assert len(rows()) >= 35
    for row in rows():
        assert len(row) == 3, row
        named = re.findall(r"`(\S+?)::(\w+)`", row[2])
        assert named, row[0]
        assert row[2] == ", ".join(f"`{file}::{test}`" for file, test in named), row[0]
        for file, test in named:
            assert test in names_of(ROOT / "tests" / "unit" / file), f"{row[0]}: {file} has no {test}"


def test_every_module_that_a_rule_names_is_there() -> None:
    for row in rows():
        for module in re.findall(r"`([a-z_/]+\.py)`", row[1]):
            assert (ROOT / "foi_return" / module).is_file(), f"{row[0]}: {module}"
