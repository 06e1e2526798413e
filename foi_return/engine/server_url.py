"""Finds the URL of a database where a field map says that it is kept. Nothing here, and no message, repeats it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from foi_return.errors import Fault, SourceError
from foi_return.terms.map_parts import DatabaseSpec
from foi_return.text import listed

if TYPE_CHECKING:
    import sqlalchemy as sa

CONNECT_SECONDS = 15
"""How long to wait for a server that does not answer."""


@dataclass(frozen=True, slots=True)
class Driver:
    """The one driver through which a kind of database is reached.

    Attributes:
        title: What the database is called.
        name: The driver's name in a URL; empty where there is nothing to choose.
        extra: The extra of this package that installs it; empty where Python brings it.
        besides: What that does not install, for a message.
    """

    title: str
    name: str = ""
    extra: str = ""
    besides: str = ""


DRIVERS: Mapping[str, Driver] = {
    "postgresql": Driver("PostgreSQL", "psycopg", "postgresql"),
    "sqlite": Driver("SQLite"),
    "mssql": Driver("SQL Server", "pyodbc", "sqlserver", ", and Microsoft's ODBC driver"),
    "oracle": Driver("Oracle", "oracledb", "oracle"),
}
"""Each kind of database, by its name in a URL."""


def find_url(spec: DatabaseSpec, environment: Mapping[str, str] | None = None) -> sa.URL:
    """The URL, with the driver named and the settings that make the connection read-only where a URL can say so.

    Args:
        spec: Where the map says that it is kept.
        environment: The environment's variables; this process's own unless given.

    Raises:
        SourceError: There is none, or it names no database that can be counted in.
    """
    import sqlalchemy as sa

    kind, _, name = spec.url_from.partition(":")
    text = (
        _from_environment(name, os.environ if environment is None else environment)
        if kind == "environment"
        else _from_keyring(name)
    )
    where = place(spec)
    try:
        url = sa.make_url(text)
    except (sa.exc.ArgumentError, ValueError):
        raise SourceError(
            Fault(
                where,
                "what stands there is no URL of a database",
                "such as postgresql://USER:PASSWORD@HOST/DATABASE",
                "Signs such as @ and / in a password must be written as %40 and %2F",
            )
        ) from None
    dialect, _, chosen = url.drivername.partition("+")
    if dialect not in DRIVERS:
        raise SourceError(Fault(where, "the URL is of a kind of database that is not known", listed(DRIVERS)))
    driver = DRIVERS[dialect]
    if chosen not in ("", driver.name, "pysqlite" if dialect == "sqlite" else driver.name):
        raise SourceError(Fault(where, "the URL names another driver", f"{dialect}+{driver.name}, or {dialect} alone"))
    return _read_only(url.set(drivername=f"{dialect}+{driver.name}" if driver.name else dialect), where)


def place(spec: DatabaseSpec) -> str:
    """How messages name the database: by where its URL is kept, which is no secret."""
    kind, _, name = spec.url_from.partition(":")
    return f"database (URL in the {'environment variable' if kind == 'environment' else 'keyring as'} {name})"


def _from_environment(name: str, environment: Mapping[str, str]) -> str:
    if not environment.get(name):
        raise SourceError(
            Fault(
                f"environment variable {name}",
                "it is not set",
                "the URL of the database, such as postgresql://USER:PASSWORD@HOST/DATABASE",
                f"Set {name} before the command, or let the field map's database.url_from name another",
            )
        )
    return environment[name]


def _from_keyring(name: str) -> str:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise _not_installed("the keyring", "keyring") from None
    service, _, user = name.partition("/")
    try:
        found = keyring.get_password(service, user)
    except KeyringError:
        raise SourceError(
            Fault("keyring", "this system's keyring cannot be opened", "", "Use an environment variable instead")
        ) from None
    if not found:
        raise SourceError(
            Fault(
                f"keyring, service '{service}', user '{user}'",
                "nothing is kept there",
                "the URL of the database",
                f"Put it there: keyring set {service} {user}",
            )
        )
    return str(found)


def _not_installed(what: str, extra: str, besides: str = "") -> SourceError:
    return SourceError(
        Fault(
            what,
            "what this program needs to reach it is not installed",
            "",
            f"Install it: pip install 'foi-return[{extra}]'{besides}",
        )
    )


def driver_missing(dialect: str) -> SourceError:
    """The error where the driver of a kind of database is not installed."""
    driver = DRIVERS[dialect]
    return _not_installed(driver.title, driver.extra, driver.besides)


def _read_only(url: sa.URL, where: str) -> sa.URL:
    if url.get_backend_name() == "sqlite":
        if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
            raise SourceError(Fault(where, "the URL names no file", "such as sqlite:///C:/extract/cases.db"))
        file = Path(url.database).expanduser().absolute()
        if not file.is_file():
            raise SourceError(Fault(where, "the file that the URL names does not exist", "a SQLite database"))
        return url.set(database=f"file:{quote(str(file))}", query={"mode": "ro", "uri": "true"})
    if url.get_backend_name() == "mssql":
        return url.update_query_dict({"ApplicationIntent": "ReadOnly"})
    return url
