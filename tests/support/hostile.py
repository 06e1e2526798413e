"""Files that are meant to hurt whoever reads them, and a way to read one in a process with little memory."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.support.workbooks import write_xlsx

SHEET = "xl/worksheets/sheet1.xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@dataclass(frozen=True)
class BoundedReading:
    """What became of a file that was read with bounded memory.

    Attributes:
        error: The name of the error's class; empty where the file was read.
        message: Its message.
        megabytes: The most memory that the process had, what the program itself takes included.
        seconds: The processor time that it took, the program's start included.
    """

    error: str
    message: str
    megabytes: int
    seconds: float


_READER = """
import json, resource, sys
from pathlib import Path
limit = int(sys.argv[3]) << 20
resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
from foi_return.engine.workspace import open_workspace
from foi_return.errors import UserError
from foi_return.sources.extract import read_source
from foi_return.terms.map_parts import SourceSpec
error = message = ""
try:
    with open_workspace() as workspace:
        workspace.duckdb.execute("SET threads = 1")
        read_source(workspace, SourceSpec("s", part=sys.argv[2]), Path(sys.argv[1]), ["LAchildID"])
except Exception as problem:
    error, message = type(problem).__name__, str(problem)
usage = resource.getrusage(resource.RUSAGE_SELF)
# Its ru_maxrss would be that of the process that started this one, where that was larger.
(peak,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:")]
print(json.dumps([error, message, int(peak.split()[1]) // 1024, usage.ru_utime + usage.ru_stime]))
"""


def read_bounded(path: Path, megabytes: int, part: str = "", timeout: float = 120) -> BoundedReading:
    """Reads a file in a process of its own, which the system stops where it asks for more memory."""
    done = subprocess.run(
        [sys.executable, "-c", _READER, str(path), part, str(megabytes)],
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return BoundedReading(*json.loads(done.stdout))


def write_pieces(path: Path, pieces: Iterable[bytes]) -> Path:
    """Writes a file piece by piece."""
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece)
    return path


def with_sheet(path: Path, pieces: Iterable[bytes], declared: int | None = None) -> Path:
    """A workbook whose only sheet is as given; it may lie about the sheet's size."""
    plain = write_xlsx(path.with_suffix(".plain"), {"Data": [["LAchildID"]]})
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for name in old.namelist():
            if name != SHEET:
                new.writestr(name, old.read(name))
        with new.open(SHEET, "w", force_zip64=True) as file:
            file.write(f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            for piece in pieces:
                file.write(piece)
            file.write(b"</sheetData></worksheet>")
        if declared is not None:
            new.getinfo(SHEET).file_size = declared
    plain.unlink()
    return path


def cell(place: str, attributes: str = "") -> bytes:
    """A cell with the number 1."""
    return f'<c r="{place}"{attributes}><v>1</v></c>'.encode()


def far_corners(write: Callable[[str], bytes] = cell) -> list[bytes]:
    """Two cells with billions of blank ones between them."""
    return [
        b'<row r="1">' + write("A1") + b"</row>",
        b'<row r="1048576">' + write("XFD1048576") + b"</row>",
    ]


def billion_laughs(levels: int = 9) -> str:
    """A few hundred bytes of XML that stand for billions."""
    entities = '<!ENTITY x0 "ha">' + "".join(
        f'<!ENTITY x{level} "{f"&x{level - 1};" * 10}">' for level in range(1, levels + 1)
    )
    return f"<?xml version='1.0'?><!DOCTYPE Message [{entities}]><Message><Children>&x{levels};</Children></Message>"
