"""An extract in which all that is personal is a marker that stands nowhere else, and a search for them in any byte."""

from __future__ import annotations

import csv
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

from tests.support.workbooks import write_xlsx

ID, FORENAME, SURNAME, WARD, NOTE, VALUE = "ZQID", "ZQFORE", "ZQSUR", "ZQWARD", "ZQNOTE", "ZQVALUE"
PASSWORD = "ZQPASSWORD"
CHILDREN = 24
BORN = [date(2009, 2, 17) + timedelta(days=101 * number) for number in range(CHILDREN)]
BIRTH_FORMS = ("%d/%m/%Y", "%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%d-%b-%y", "%d/%m/%y")
"""How a date of birth may be written, in the extract or by whatever would let it out."""

PEOPLE = ["Person ID", "Forename", "Surname", "Date of birth", "Gender", "Ward", "Case status"]
HAZARDS = ["Record No", "Person ID", "Hazard", "Risk level", "Identified as", "Setting", "Start date", "End date"]
MISSING = ["Person ID", "Missing from", "Returned", "Exploitation concern", "Found at"]


@dataclass(frozen=True, slots=True)
class CanaryExtract:
    """The files of the extract, by the names that the shipped map of Anytown gives them."""

    people: Path
    hazards: Path
    missing: Path

    def options(self) -> list[str]:
        """The `--source` options that name them."""
        return [
            word for name in ("people", "hazards", "missing") for word in ("--source", f"{name}={getattr(self, name)}")
        ]


def write_canaries(folder: Path, *, workbooks: bool = False) -> CanaryExtract:
    """Writes an extract with dirt of many kinds, each of it a marker.

    Args:
        folder: Where; it is made.
        workbooks: Whether the hazards are a workbook instead of a CSV file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    people = [
        [f"{ID}{number:03}", f"{FORENAME}{number}", f"{SURNAME}{number}", _born(number), _sex(number),
         f"{WARD}{number}", "Open"]
        for number in range(CHILDREN)
    ]  # fmt: skip
    people[5][3] = f"{NOTE}born"
    people.append([f"{ID}003", f"{FORENAME}3", f"{SURNAME}3", _born(4), "Male", f"{WARD}3", "Open"])
    people.append([f"{ID}077", f"{FORENAME}2", f"{SURNAME}2", _born(2), _sex(2), f"{WARD}2", "Open"])
    codes = ("CSE", "CCE", "Neglect")
    hazards = [
        [str(number), f"{ID}{number % CHILDREN:03}", codes[number % 3], "Low", "Victim", "Online",
         f"{1 + number % 28:02}/05/{2019 + number % 7}", "", f"{NOTE}{number}"]
        for number in range(3 * CHILDREN)
    ]  # fmt: skip
    hazards[3][6] = f"{NOTE}date"
    hazards[4][2] = f"{VALUE}hazard"
    hazards[5][1] = ""
    hazards[6][3] = f"{VALUE}level"
    hazards[7][4] = f"{VALUE}role"
    hazards[8][5] = f"{VALUE}setting"
    hazards[9][7] = "31/02/2020 ZQNOTEend"
    hazards[10][1] = f"{ID}gone"
    missing = [[f"{ID}{number:03}", "01/05/2022", "", "CSE", f"{NOTE}place{number}"] for number in range(6)]
    missing[2][1] = f"{NOTE}from"
    missing[3][3] = f"{VALUE}concern"
    files = CanaryExtract(
        _write(folder / "people.csv", [PEOPLE, *people]),
        folder / f"hazards.{'xlsx' if workbooks else 'csv'}",
        _write(folder / "missing.csv", [MISSING, *missing]),
    )
    rows = [[*HAZARDS, "Notes"], *hazards]
    if workbooks:
        write_xlsx(files.hazards, {"Hazards": rows})
    else:
        _write(files.hazards, rows)
    return files


def _born(number: int) -> str:
    return BORN[number].strftime(BIRTH_FORMS[0])


def _sex(number: int) -> str:
    return f"{VALUE}sex" if number == 6 else ("Female", "Male")[number % 2]


def _write(path: Path, rows: Iterable[Sequence[str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


_PERSONAL = (ID, FORENAME, SURNAME, WARD, NOTE, PASSWORD)
_BIRTHS = [born.strftime(form) for born in BORN for form in BIRTH_FORMS]
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


def _forms(words: Iterable[str]) -> list[bytes]:
    return sorted({form.encode(encoding) for word in words for form in (word, word.lower()) for encoding in _ENCODINGS})


_PERSONAL_FORMS = _forms([*_PERSONAL, *_BIRTHS])
_VALUE_FORMS = _forms([VALUE])


def markers(content: bytes | str, *, values: bool = True) -> list[bytes]:
    """The markers in some bytes.

    Args:
        content: What is searched.
        values: Whether values that no map names are looked for too, not only what is personal.
    """
    raw = content.encode() if isinstance(content, str) else content
    return [form for form in (*_PERSONAL_FORMS, *(_VALUE_FORMS if values else ())) if form in raw]


def every_byte(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Each file below a folder, hidden ones too, its name, and every part of those that are packed."""
    for path in sorted(folder.rglob("*")):
        yield f"the name {path.relative_to(folder)}", str(path.relative_to(folder)).encode()
        if path.is_file():
            yield from _unpacked(str(path.relative_to(folder)), path.read_bytes())


def _unpacked(place: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    yield place, content
    if content[:4] == b"PK\x03\x04" and zipfile.is_zipfile(BytesIO(content)):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for part in archive.infolist():
                yield f"{place}!{part.filename} (names)", f"{part.filename}{part.comment!r}{part.extra!r}".encode()
                yield from _unpacked(f"{place}!{part.filename}", archive.read(part))
    if content[:5] == b"%PDF-":
        for number, stream in enumerate(re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL)):
            yield f"{place}!stream {number}", zlib.decompressobj().decompress(stream) if stream[:1] == b"x" else stream


def leaks(folder: Path) -> dict[str, list[bytes]]:
    """Where in a folder markers stand, and which."""
    return {place: found for place, content in every_byte(folder) if (found := markers(content))}
