"""Workbooks with a password: opened in memory, and the password nowhere to be seen."""

from __future__ import annotations

import io
import os
from pathlib import Path

import msoffcrypto.format.ooxml
import pytest

from foi_return.engine.workspace import Workspace
from foi_return.errors import SourceError
from foi_return.sources import password
from foi_return.sources.extract import list_columns, list_sheets, read_source
from foi_return.terms.map_parts import SourceSpec
from tests.support.reading import show
from tests.support.workbooks import write_encrypted, write_xlsx

SECRET = "canary-secret-9Q"
NEEDED = ["Id", "Code"]


@pytest.fixture
def protected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workbook that SECRET opens."""
    monkeypatch.delenv(password.PASSWORD_VARIABLE, raising=False)
    monkeypatch.setattr(password, "_typed", {})
    plain = write_xlsx(tmp_path / "plain.xlsx", {"Data": [NEEDED, ["007", "CSE"], ["8", "#N/A"]]})
    locked = io.BytesIO()
    with plain.open("rb") as file:
        msoffcrypto.format.ooxml.OOXMLFile(file).encrypt(SECRET, locked)
    plain.unlink()
    path = tmp_path / "locked.xlsx"
    path.write_bytes(locked.getvalue())
    return path


def rows_of(workspace: Workspace, path: Path, variable: str = "") -> dict[int, tuple[str, ...]]:
    raw = read_source(workspace, SourceSpec("hazards", password=variable), path, NEEDED)
    return show(workspace, raw, NEEDED).rows


ROWS = {2: ("007", "CSE"), 3: ("8", "#N/A")}


def test_password_comes_from_the_variable_that_the_map_names(
    workspace: Workspace, protected: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANYTOWN_SECRET", SECRET)
    before = sorted(protected.parent.iterdir())
    assert rows_of(workspace, protected, "ANYTOWN_SECRET") == ROWS
    assert sorted(protected.parent.iterdir()) == before


def test_password_comes_from_the_common_variable_where_the_map_names_none(
    workspace: Workspace, protected: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(password.PASSWORD_VARIABLE, SECRET)
    assert list_sheets(protected) == ["Data"]
    assert list_columns(protected) == (NEEDED, 1)
    assert rows_of(workspace, protected) == ROWS


def test_without_a_terminal_the_variable_is_asked_for(workspace: Workspace, protected: Path) -> None:
    with pytest.raises(SourceError, match="protected with a password") as caught:
        rows_of(workspace, protected, "ANYTOWN_SECRET")
    assert "environment variable ANYTOWN_SECRET" in str(caught.value)


def test_wrong_password_is_said_to_be_wrong_and_not_repeated(
    workspace: Workspace, protected: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANYTOWN_SECRET", f"{SECRET}!")
    with pytest.raises(SourceError, match="does not open the workbook") as caught:
        rows_of(workspace, protected, "ANYTOWN_SECRET")
    assert SECRET not in str(caught.value)


def test_password_is_asked_for_once_on_a_terminal(
    workspace: Workspace, protected: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter(["wrong", SECRET])
    monkeypatch.setattr(password, "_can_ask", lambda: True)
    monkeypatch.setattr(password, "_ask", lambda _path: next(typed))
    assert rows_of(workspace, protected) == ROWS
    assert rows_of(workspace, protected) == ROWS


def test_after_three_wrong_passwords_it_stops(
    workspace: Workspace, protected: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def ask(path: Path) -> str:
        asked.append(path)
        return "wrong"

    monkeypatch.setattr(password, "_can_ask", lambda: True)
    monkeypatch.setattr(password, "_ask", ask)
    with pytest.raises(SourceError, match="the one that was typed"):
        rows_of(workspace, protected)
    assert len(asked) == 3


def test_unknown_protection_is_no_traceback(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(password.PASSWORD_VARIABLE, SECRET)
    with pytest.raises(SourceError, match="password"):
        rows_of(workspace, write_encrypted(tmp_path / "odd.xlsx"))
    assert os.environ[password.PASSWORD_VARIABLE] == SECRET
