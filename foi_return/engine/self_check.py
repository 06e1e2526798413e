"""The known-answer check: rows whose count is known are counted on a connection before anything else is.

The rows stand in the query itself, so that no right to write is needed, and go through the same typing, matching and
counting as the council's own. A database that reads a date, compares a text or subtracts differently from all others
is found before it can be believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from foi_return.coverage import find_coverage
from foi_return.engine.bound import bind
from foi_return.engine.query import as_step, count_inner_cells, counting_query
from foi_return.engine.server import Server, ServerSources
from foi_return.engine.server_sql import TEXT, Expression, Kind, ServerColumn, ServerTable
from foi_return.errors import Fault, SourceError
from foi_return.inner_cells import InnerCell
from foi_return.periods import AgeBand, financial_years
from foi_return.terms.counting import CountingRules, PlacedBy
from foi_return.terms.field_map import FieldMap, Regime
from foi_return.terms.map_parts import CategoryMapping, ChildSpec, RecordsSpec, Rule, SourceSpec
from foi_return.terms.request import NOT_KNOWN, Category, Context, Request

PEOPLE = (
    ("a1", "2004-02-29", "F"),
    ("A1", "2010-05-05", "m"),
    (" b2\t", "2002-03-31 00:00:00", "M"),
    ("c3", "2012-12-12", "M"),
    ("c3", "2012-12-12", "F"),
    ("e5", "29/02/2003", "F"),
    ("f6", "", "X"),
)
"""Id, birth date and sex. Two ids differ in case; one has blanks around it; two rows of one child disagree; 2003 had
no 29 February."""

WRITTEN = (
    ("a1", "CSE", "29/02/2020", "", "Online"),
    ("A1", "cse", "2020-04-01", "01/01/2019", "Online"),
    ("b2", "CCE", "31/03/2020 00:00", "31/03/2020", "It's 100%"),
    ("b2", "CCE", "30/03/2020T23:59:59.999", "2020-03-30", ""),
    ("c3", "CCE", "30/02/2020", "", ""),
    ("c3 ", "CCE", "31/12/2020 23:59:59", "9999-12-31", ""),
    ("d4", "CSE ", "2020-05-05", "null", "online"),
    ("e5", "CSE", "2019-06-01", "2019-13-01", ""),
    ("e5", "CSE", "2019-06-01", "2020-03-31", "It's 100%"),
    ("f6", "Neither", "2019-06-01", "", ""),
    ("f6", "CSE2", "2019-06-01", "", ""),
    ("f6", "CCE", "01/04/2021", "", ""),
    ("NULL", "CCE", "2019-06-01", "", ""),
    ("", "CCE", "2019-06-01", "", ""),
    ("a1", "CCE", "", "", ""),
)
"""Child, code, start, end and context, all of them text."""

DATED = (
    ("a1", "CCE", "2020-03-31 23:59:59", "2020-03-31 00:00:00"),
    ("A1", "CCE", "2021-03-31 23:59:59", None),
    ("f6", "CSE", "1900-01-01 00:00:00", None),
)
"""Child, code, start and end; these are moments where the database has a type for them."""

KNOWN = (
    InnerCell("2019/20", ("cce",), "Male", "16 to 17", 1),
    InnerCell("2019/20", ("cce", "cse", "online"), "Female", "16 to 17", 1),
    InnerCell("2019/20", ("cse", "private"), "Female", NOT_KNOWN, 1),
    InnerCell("2020/21", ("cce",), NOT_KNOWN, "Under 16", 1),
    InnerCell("2020/21", ("cce", "cse", "online"), "Male", "Under 16", 1),
    InnerCell("2020/21", ("cse", "online"), "Female", "16 to 17", 1),
    InnerCell("2020/21", ("cse", "online"), NOT_KNOWN, NOT_KNOWN, 1),
)
"""What a right count of the rows gives, worked out by hand and held to the reference engine by a test."""

_FORMATS = ("dd/mm/yyyy", "yyyy-mm-dd")

REQUEST = Request(
    name="self-check",
    title="Rows whose count is known",
    unit="children",
    periods=tuple(financial_years("2019/20", "2020/21")),
    age_bands=(AgeBand(0, 15), AgeBand(16, 17)),
    categories=(Category("cce", "CCE"), Category("cse", "CSE")),
    contexts=(Context("online", "Online"), Context("private", "Private")),
    flags=(),
    flag_question="",
    questions=(),
    tables=(),
)


def _records(name: str) -> RecordsSpec:
    return RecordsSpec(name, name, ("child",), "start", "end", _FORMATS)


def _mapping(key: str, *rules: Rule) -> CategoryMapping:
    return CategoryMapping(key, rules=rules)


FIELD_MAP = FieldMap(
    name="self-check",
    title="",
    request="self-check",
    council="",
    contact="",
    regime=Regime.FOIA,
    system="",
    sources={name: SourceSpec(name) for name in ("people", "written", "dated")},
    child=ChildSpec("people", "child", "born", _FORMATS, "sex", "sex", {"Female": ("F",), "Male": ("M",)}),
    records={name: _records(name) for name in ("written", "dated")},
    context_needs_category=True,
    mappings={
        "cce": _mapping("cce", Rule("written", "code", ("CCE",)), Rule("dated", "code", ("CCE",))),
        "cse": _mapping("cse", Rule("written", "code", ("CSE",)), Rule("dated", "code", ("CSE",))),
        "online": _mapping("online", Rule("written", "context", ("Online",))),
        "private": _mapping("private", Rule("written", "context", ("it's 100%",))),
    },
    flags={},
    counting=CountingRules(placed_by=PlacedBy.OPEN_IN_YEAR),
    fingerprint="",
)

_UNREVIEWED = {"CSE2": 1, "Neither": 1}


def check_known_answer(server: Server) -> None:
    """Counts the known rows on a connection.

    Raises:
        SourceError: The answer is not the known one, or there is none.
    """
    bound = bind(ServerSources(server, known_tables(server.sql.name)), FIELD_MAP)
    coverage = find_coverage(REQUEST, FIELD_MAP, None)
    cells = count_inner_cells(server, REQUEST, bound, counting_query(REQUEST, bound, coverage, as_step))
    unreviewed = dict(bound.records[0].unreviewed["code"])
    if cells == KNOWN and unreviewed == _UNREVIEWED:
        return
    wrong = [cell for cell in cells if cell not in KNOWN] + [cell for cell in KNOWN if cell not in cells]
    places = "; ".join(sorted({f"{cell.period} {' and '.join(cell.memberships)}" for cell in wrong}))
    raise SourceError(
        Fault(
            server.where,
            "this database counts rows whose count is known, and the answer is wrong "
            f"({places or 'the different values of a column'})",
            "the same answer as from every other database",
            "Nothing was counted. Use an export to files instead, and report this with the database's name and version",
        )
    )


def known_tables(dialect: str) -> dict[str, ServerTable]:
    """The known rows as sources of a database."""
    texts = ("child", "code", "start", "end", "context")
    return {
        "people": _table("people", [tuple(map(_text, row)) for row in PEOPLE], ("child", "born", "sex"), Kind.TEXT),
        "written": _table("written", [tuple(map(_text, row)) for row in WRITTEN], texts, Kind.TEXT),
        "dated": _table(
            "dated",
            [
                (_text(child), _text(code), _moment(dialect, start), _moment(dialect, end))
                for child, code, start, end in DATED
            ],
            texts[:4],
            Kind.TEXT if dialect == "sqlite" else Kind.MOMENT,
        ),
    }


def _table(name: str, rows: Sequence[Sequence[Expression]], columns: Sequence[str], dates: Kind) -> ServerTable:
    selects: list[sa.Select[Any]] = [
        sa.select(*(cell.label(column) for cell, column in zip(row, columns, strict=True))) for row in rows
    ]
    kinds = {column: dates if column in ("start", "end") else Kind.TEXT for column in columns}
    located = {column: ServerColumn(column, kind) for column, kind in kinds.items()}
    return ServerTable(name, sa.union_all(*selects).subquery(f"known_{name}"), located)


def _text(text: str) -> Expression:
    return sa.cast(sa.literal(text, TEXT), TEXT)


def _moment(dialect: str, text: str | None) -> Expression:
    """A moment; SQLite has no type for one and keeps it as text."""
    if dialect == "sqlite":
        return sa.null() if text is None else _text(text)
    moment = sa.null() if text is None else sa.literal(datetime.fromisoformat(text), sa.DateTime)
    return sa.cast(moment, sa.DateTime)
