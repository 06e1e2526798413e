"""Refuses an answer in any of whose files a name stands that is to be described instead.

The files are read as they would be sent: what is packed is unpacked, so that no writer can be forgotten.
"""

from __future__ import annotations

import html
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from foi_return.errors import Fault, OutputError
from foi_return.text import holds_words

_TAG = re.compile(r"<[^>]*>")


def refuse_withheld_names(folder: Path, words: Sequence[str]) -> None:
    """Looks through every file of the answer.

    Args:
        folder: The folder that may be sent.
        words: Names, or parts of names, that may stand nowhere in it.

    Raises:
        OutputError: One stands in a file.
    """
    if not words:
        return
    faults = [
        Fault(
            f"{path.relative_to(folder)}",
            f"it holds '{word}', the name of a field that is to be described instead",
            "no name that described_as replaces, in any published text",
            "Take it out of titles, labels, reasons and notes of the field map, or out of the letter's words",
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for word in words
        if any(holds_words(text, word) for text in _texts(path))
    ]
    if faults:
        raise OutputError(faults)


def _texts(path: Path) -> Iterator[str]:
    """What a file says, with and without its marks, and the names of what it packs."""
    yield path.name
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            for name in packed.namelist():
                yield name
                yield from _read(packed.read(name))
    else:
        yield from _read(path.read_bytes())


def _read(content: bytes) -> Iterator[str]:
    text = content.decode("utf-8", "replace")
    yield html.unescape(text)
    yield html.unescape(_TAG.sub("", text))
    if text.startswith(("{", "[")):
        yield from _strings(json.loads(text))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
