"""Turns what a database or its driver says into faults.

Their own words are never passed on: they repeat what was sent, a value of a row, or the URL with its password.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from foi_return.errors import Fault, SourceError

_WRONG_LOGIN = ("28p01", "28000", "password authentication failed", "no password supplied", "login failed", "ora-01017")
_NO_DATABASE = ("3d000", "does not exist", "cannot open database", "4060", "ora-12514", "ora-12505", "dpy-6001")
_NO_ODBC = ("im002", "can't open lib")
_TIMEOUT = ("57014", "statement timeout", "interrupted", "hyt00", "query timeout", "dpy-4024", "ora-01013")
_MAY_NOT = ("42501", "permission denied", "permission was denied", "ora-01031", "ora-41900")
_NO_SUCH = ("42p01", "3f000", "no such table", "42s02", "invalid object name", "ora-00942")


def _code(error: exc.DBAPIError) -> str:
    """The words and the code of an error, in lower case, to look for known ones in; never to be shown."""
    return f"{getattr(error.orig, 'sqlstate', '') or ''} {error.orig}".lower()


def is_missing_table(error: exc.DBAPIError) -> bool:
    """Whether the error says that a table or view does not exist."""
    return _says(error, _NO_SUCH)


def _says(error: exc.DBAPIError, words: tuple[str, ...]) -> bool:
    text = _code(error)
    return any(word in text for word in words)


@contextmanager
def connecting(where: str) -> Iterator[None]:
    """Faults of a connection that cannot be made."""
    try:
        yield
    except exc.DBAPIError as error:
        if _says(error, _WRONG_LOGIN):
            fault = Fault(
                where, "the server refuses the user name or the password", "", "Ask who gave you the URL for a new one"
            )
        elif _says(error, _NO_DATABASE):
            fault = Fault(where, "the server has no database of the URL's name, or not for this user")
        elif _says(error, _NO_ODBC):
            fault = Fault(
                where,
                "the ODBC driver that the URL names is not installed",
                "its name as the system lists it, such as driver=ODBC+Driver+18+for+SQL+Server",
            )
        else:
            fault = Fault(
                where,
                "the server cannot be reached, or breaks the connection off",
                "a server that answers at the URL's host and port",
                "Check that you are on the council's network and that the URL is right",
            )
        raise SourceError(fault) from None
    except (TypeError, ValueError, exc.ArgumentError):
        # Drivers raise these for settings in a URL that they do not know.
        raise SourceError(Fault(where, "the URL has a setting that the driver does not know")) from None


@contextmanager
def asking(where: str, seconds: int) -> Iterator[None]:
    """Faults of a query that a connected database does not answer."""
    try:
        yield
    except exc.DBAPIError as error:
        if _says(error, _TIMEOUT):
            fault = Fault(
                where,
                f"a query took longer than {seconds:,} seconds, or than the server allows, and was ended",
                "",
                "Raise database.timeout_seconds in the field map, ask at a quieter hour, or ask for an index or a view",
            )
        elif _says(error, _MAY_NOT):
            fault = Fault(where, "this user may not read it", "", "Ask for the right to SELECT from it, and no other")
        else:
            code = getattr(error.orig, "sqlstate", None)
            fault = Fault(
                where,
                "the database could not answer a query" + (f" (SQLSTATE {code})" if code else ""),
                "",
                "Its administrators find the reason in its log",
            )
        raise SourceError(fault) from None
    except exc.SQLAlchemyError:
        raise SourceError(Fault(where, "a query could not be put to this database")) from None
