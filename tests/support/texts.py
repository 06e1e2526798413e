"""Every sentence that an answer, or a command, says to anybody: for tests of the words in which it speaks."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl

from tests.support.letters import letter_lines

Text = tuple[str, str]
"""Where a text stands, and what it says."""


def published_texts(pack: Path) -> Iterator[Text]:
    """The texts of a pack: workbook, letter, open data and release record."""
    for path in sorted(pack.rglob("*")):
        if path.suffix == ".xlsx":
            yield from workbook_texts(path)
        elif path.suffix == ".docx":
            yield from ((path.name, line) for line in letter_lines(path.read_bytes()))
        elif path.suffix == ".json":
            yield from json_texts(path)
        elif path.suffix == ".csv":
            yield from ((path.name, line) for line in path.read_text(encoding="utf-8-sig").splitlines())


def internal_texts(folder: Path) -> Iterator[Text]:
    """The texts of an internal folder: findings, certificate, and the account of what is hidden."""
    for name in ("findings.json", "certificate.json"):
        yield from json_texts(folder / name)
    account = folder / "what-is-hidden.txt"
    yield from ((account.name, line) for line in account.read_text(encoding="utf-8-sig").splitlines())


def workbook_texts(path: Path) -> Iterator[Text]:
    """Each text of a workbook's cells and properties."""
    book = openpyxl.load_workbook(path)
    for sheet in book:
        for row in sheet.iter_rows(values_only=True):
            yield from ((sheet.title, cell) for cell in row if isinstance(cell, str))
    for text in (book.properties.title, book.properties.subject, book.properties.description):
        yield "properties", text or ""


def json_texts(path: Path) -> Iterator[Text]:
    """Each sentence or label of a JSON file; a single word is a name in files."""
    yield from ((path.name, text) for text in _strings(json.loads(path.read_text(encoding="utf-8"))) if " " in text)


def own_phrases(*files: Path) -> list[str]:
    """What definitions and field maps say in their own words, the longest first; a single word is no phrase."""
    texts = {text for path in files for text in _strings(tomllib.loads(path.read_text(encoding="utf-8")))}
    return sorted((text for text in texts if len(text.split()) > 1), key=len, reverse=True)


def without(text: str, phrases: list[str]) -> str:
    """A text with these phrases taken out of it, whatever their case."""
    for phrase in phrases:
        if phrase.casefold() in text.casefold():
            text = re.sub(rf"(?<!\w){re.escape(phrase)}(?!\w)", "...", text, flags=re.IGNORECASE)
    return text


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, str):
        yield value
