"""Makes the pictures of docs/: the demo's answer as LibreOffice prints it. Run it with `just pictures`.

It needs LibreOffice (`soffice`, with Calc and Writer) and poppler's `pdftotext` and `pdftoppm`.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from foi_return.demo import make_demo
from foi_return.outputs.workbook import write_workbook

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
RESOLUTION = 80

PAGES = {
    "cover": ("xlsx", "About this answer"),
    "table": ("xlsx", "Question 5: Child sexual exploitation"),
    "chart": ("xlsx", "Chart for question 1"),
    "notes": ("xlsx", "This sheet contains one table: notes"),
    "letter": ("docx", "Dear requester"),
    "letter-law": ("docx", "Small numbers\n"),
}
"""Each picture: the file, and words that stand on its page and on none before."""


def main() -> None:
    """Writes every picture."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _, outcome = make_demo(folder, seed=1, children=4_000, progress=lambda _: None)
        workbook = outcome.workbook
        write_workbook(outcome.counted.answer, workbook, charts=True)
        printed = {"xlsx": _printed(workbook, folder), "docx": _printed(workbook.with_suffix(".docx"), folder)}
        for picture, (ending, words) in PAGES.items():
            _picture(printed[ending], words, picture)


def _printed(file: Path, folder: Path) -> Path:
    """A file as PDF; each in a folder of its own, because the two have one name."""
    to = folder / file.suffix[1:]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    _run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(to), str(file))
    return to / f"{file.stem}.pdf"


def _picture(pdf: Path, words: str, name: str) -> None:
    pages = _run("pdftotext", "-layout", str(pdf), "-").split("\f")
    number = str(next(number for number, text in enumerate(pages, start=1) if words in text))
    place = FOLDER / name
    _run("pdftoppm", "-png", "-singlefile", "-r", str(RESOLUTION), "-f", number, "-l", number, str(pdf),
         str(place))  # fmt: skip


def _run(*words: str) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
