"""Opens a workbook that has a password, in memory: neither its content nor the password is ever written or shown."""

from __future__ import annotations

import os
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

from foi_return.errors import Fault, SourceError
from foi_return.sources.faults import too_large, unreadable_file

PASSWORD_VARIABLE = "FOI_RETURN_PASSWORD"
"""The environment variable that is looked into where a field map names none."""

_OLE = b"\xd0\xcf\x11\xe0"
_ATTEMPTS = 3
_MAX_PROTECTED = 1 << 30
_typed: dict[Path, str] = {}
"""Passwords that were typed, by file, so that nobody is asked twice; gone when the program ends."""


def open_protected(path: Path, variable: str) -> BytesIO | None:
    """The workbook without its password; None where it has none.

    The password comes from an environment variable, or is asked for where there is a terminal.

    Args:
        path: The file.
        variable: The environment variable that the field map names, or an empty text.

    Raises:
        SourceError: There is no password, or a wrong one, or the workbook is protected in a way that is not known.
    """
    try:
        with path.open("rb") as file:
            if file.read(4) != _OLE:
                return None
            if file.seek(0, 2) > _MAX_PROTECTED:
                raise too_large(path.name, "the workbook is too large", "at most 1 GB")
            file.seek(0)
            return _decrypt(path, file, variable)
    except OSError as problem:
        raise unreadable_file(path, problem) from None


def _decrypt(path: Path, file: Any, variable: str) -> BytesIO | None:
    try:
        import msoffcrypto

        workbook = msoffcrypto.OfficeFile(file)
        if not workbook.is_encrypted():
            return None
    except Exception:
        # An old workbook in a form that the library does not know, or a damaged one: the reader finds out which.
        return None
    given = os.environ.get(variable or PASSWORD_VARIABLE)
    if given is not None:
        if (opened := _try(path, workbook, given)) is not None:
            return opened
        raise _wrong(path, f"the one in the environment variable {variable or PASSWORD_VARIABLE}")
    if not _can_ask():
        raise _missing(path, variable)
    for _ in range(_ATTEMPTS):
        password = _typed.get(path) or _ask(path)
        if (opened := _try(path, workbook, password)) is not None:
            _typed[path] = password
            return opened
        _typed.pop(path, None)
    raise _wrong(path, "the one that was typed")


def _try(path: Path, workbook: Any, password: str) -> BytesIO | None:
    """The workbook as the password opens it; None where the password is wrong."""
    from msoffcrypto.exceptions import InvalidKeyError

    opened = BytesIO()
    try:
        # Only this form has to be told to check; a wrong password would give bytes without meaning.
        check = {"verify_password": True} if workbook.format == "ooxml" else {}
        workbook.load_key(password=password, **check)
        workbook.decrypt(opened)
    except InvalidKeyError:
        return None
    except Exception:
        # The library says many different things of a damaged file, some with bytes of it.
        raise _unknown(path) from None
    opened.seek(0)
    return opened


def _can_ask() -> bool:
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr is not None and sys.stderr.isatty()


def _ask(path: Path) -> str:
    import getpass

    return getpass.getpass(f"\nPassword of {path.name} (it is not shown, and not kept): ")


def _missing(path: Path, variable: str) -> SourceError:
    name = variable or PASSWORD_VARIABLE
    return SourceError(
        Fault(
            path.name,
            "the workbook is protected with a password",
            f"the password in the environment variable {name}, or a terminal to ask for it",
            f"Set {name}, or start the program in a terminal",
        )
    )


def _wrong(path: Path, which: str) -> SourceError:
    return SourceError(
        Fault(path.name, f"the password does not open the workbook: {which}", "the workbook's password", "Try again")
    )


def _unknown(path: Path) -> SourceError:
    return SourceError(
        Fault(
            path.name,
            "the workbook is protected with a password in a way that is not known, or it is damaged",
            "a workbook that opens in a spreadsheet program",
            "Open it, save a copy without the password in a folder that only you can read, and name that copy",
        )
    )
