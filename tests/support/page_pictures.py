"""Makes the pictures of the answer pack in docs/pictures: `python -m tests.support.page_pictures`.

The demo's workbook and letter become PDF by LibreOffice, and the pages that a reader looks for become PNG by poppler.
What they were made from is kept beside them, so that a test can tell when they are out of date.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
MADE_FROM = PICTURES / "made-from.json"
APPROVED = ("demo_workbook.txt", "demo_letter.txt")
"""The approved texts of what the pictures show, in tests/golden."""

DOTS_PER_INCH = 70


@dataclass(frozen=True, slots=True)
class Page:
    """One page to show.

    Attributes:
        name: The picture's file, without its ending.
        document: The ending of the document it is from.
        sheet: The sheet that it prints, which its footer names; empty for the first page.
    """

    name: str
    document: str
    sheet: str = ""


PAGES = (
    Page("cover", "xlsx", "Cover"),
    Page("table", "xlsx", "Q6_CCE"),
    Page("notes", "xlsx", "Notes"),
    Page("letter", "docx"),
)


def fingerprints() -> dict[str, str]:
    """SHA-256 of each approved text."""
    golden = ROOT / "tests" / "golden"
    return {name: hashlib.sha256((golden / name).read_bytes()).hexdigest() for name in APPROVED}


def make_pictures(folder: Path) -> None:
    """Writes every picture, and what they were made from.

    Raises:
        LookupError: No page of the workbook prints a sheet that is to be shown.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        _run(sys.executable, "-m", "foi_return", "demo", "--output", str(work))
        pack = next(work.glob("DEMO-*[0-9]"))
        for ending in sorted({page.document for page in PAGES}):
            document = next(pack.glob(f"*.{ending}"))
            profile = f"-env:UserInstallation={(work / 'profile').as_uri()}"
            _run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(work), str(document))
            pdf = work / f"{document.stem}.pdf"
            for page in PAGES:
                if page.document == ending:
                    _draw(pdf, page, folder)
    MADE_FROM.write_text(json.dumps(fingerprints(), indent=2) + "\n", encoding="utf-8")


def _draw(pdf: Path, page: Page, folder: Path) -> None:
    pages = _run("pdftotext", "-layout", str(pdf), "-").split("\f")
    footers = [each.strip().rpartition("\n")[2].split() for each in pages]
    number = next((at for at, words in enumerate(footers, start=1) if not page.sheet or page.sheet in words), None)
    if number is None:
        raise LookupError(f"no page of {pdf.name} prints the sheet {page.sheet}")
    only = ("-f", str(number), "-l", str(number), "-singlefile")
    _run("pdftoppm", "-png", "-r", str(DOTS_PER_INCH), *only, str(pdf), str(folder / page.name))


def _run(*command: str) -> str:
    if shutil.which(command[0]) is None:
        raise SystemExit(f"{command[0]} is not installed: the pictures need LibreOffice and poppler")
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout


if __name__ == "__main__":
    make_pictures(PICTURES)
