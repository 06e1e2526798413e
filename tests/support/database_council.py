"""The synthetic council as files and as tables of a database, with a field map for each."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from foi_return.config.toml_write import toml_text
from foi_return.synthetic import catalogue
from foi_return.synthetic.council import generate_children
from foi_return.synthetic.extract_files import write_extract
from tests.support.databases import Table, in_database
from tests.support.maps import anytown

SEED, CHILDREN = 7, 400
DATES = {"people": ["Date of birth"], "hazards": ["Start date", "End date"], "missing": ["Missing from", "Returned"]}


@cache
def council_tables(*, dated: bool = False) -> dict[str, Table]:
    """The council's three tables; dates of the database's own, or text as in the files."""
    children = list(generate_children(seed=SEED, children=CHILDREN))
    hazards = [row for child in children for row in child.hazards]
    rows: dict[str, tuple[tuple[str, ...], list[tuple[str, ...]]]] = {
        "people": (catalogue.PEOPLE_HEADER, [row for child in children for row in child.people]),
        "hazards": (
            catalogue.HAZARDS_HEADER,
            [(f"H{number:08d}", *row) for number, row in enumerate(hazards, start=1)],
        ),
        "missing": (catalogue.MISSING_HEADER, [row for child in children for row in child.missing]),
    }
    return {
        name: Table(columns, table, DATES[name] if dated else (), "%d/%m/%Y") for name, (columns, table) in rows.items()
    }


def council_files(folder: Path) -> dict[str, Path]:
    """The same council's files."""
    files = write_extract(folder, seed=SEED, children=CHILDREN)
    return {"people": files.people, "hazards": files.exploitation, "missing": files.missing}


def write_database_map(path: Path, schema: str = "", **places: dict[str, str]) -> str:
    """Writes the example map with its sources in a database; gives its path."""
    tables: dict[str, Any] = in_database(anytown(), schema, places)
    path.write_text(toml_text(tables, "A map for a database."), encoding="utf-8")
    return str(path)
