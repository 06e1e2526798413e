"""An answer speaks of what it counts: no word of children stands in one about crimes, and no crime is somebody."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from foi_return.cli import main
from foi_return.config.field_map import find_field_map
from foi_return.config.request import load_request, shipped_requests
from foi_return.demo import DEMOS
from foi_return.outputs.sheet_names import COVER, DEFINITIONS
from foi_return.terms.request import Request
from foi_return.terms.unit import CHILDREN, Unit
from tests.support.texts import Text, internal_texts, own_phrases, published_texts, without, workbook_texts

OF_OTHERS = [name for name in shipped_requests() if load_request(name).counted != CHILDREN]
"""The shipped requests that count something else than children, or something else beside them."""

SIZES = {"group-based": 120, "missing-from-care": 200}
FEW = 400

CHILD = re.compile(r"\b(child|children|childs)\b", re.IGNORECASE)
SOMEBODY = re.compile(r"\b(nobody|somebody)\b", re.IGNORECASE)

OF_READERS = [
    "could let somebody",
    "may let somebody",
    "because somebody who knows",
    "somebody who runs this program",
    "Somebody who did not take part in this answer",
    "nobody has approved",
    "leave empty if nobody knows",
    "A value that nobody has reviewed",
]
"""Where a text speaks of people who read, decide or check, and of nothing that is counted."""


class Officer(io.TextIOBase):
    """Sits at the wizard's plain questions: asks for help on each, then gives what is known or takes the suggestion."""

    def __init__(self, capsys: pytest.CaptureFixture[str], answers: dict[str, str]):
        self.told: list[str] = []
        self._capsys, self._answers, self._asked = capsys, answers, set[str]()

    def readline(self, _size: int | None = -1, /) -> str:  # type: ignore[override]
        """The next answer; nothing after so many questions that something is wrong."""
        heard = self._capsys.readouterr().out
        self.told += heard.splitlines()
        question = " ".join(heard.split()).removesuffix(">").strip()
        if question not in self._asked and len(self._asked) < 150:
            self._asked.add(question)
            if "Why this is asked" not in question:
                return "?\n"
            given = (answer for part, answer in self._answers.items() if part in question)
            return f"{next(given, '')}\n"
        return ""


@pytest.fixture(scope="module", params=OF_OTHERS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def pack(name: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pack")
    assert main(["demo", "--request", name, "--size", str(SIZES.get(name, FEW)), "--output", str(folder)]) == 0
    return folder / DEMOS[name].reference


def own_words(name: str) -> list[str]:
    return own_phrases(shipped_requests()[name], find_field_map(DEMOS[name].field_map))


def wrong(texts: Iterable[Text], units: Iterable[Unit], own: list[str]) -> list[str]:
    """The sentences with words of children where none are counted, or of somebody where nothing counted is that."""
    counted = list(units)
    bad = []
    for where, text in texts:
        for sentence in re.split(r"(?<=[.?!;]) ", without(text, own)):
            of_children = CHILDREN not in counted and CHILD.search(sentence)
            of_somebody = not any(unit.is_person for unit in counted) and SOMEBODY.search(without(sentence, OF_READERS))
            if of_children or of_somebody:
                bad.append(f"{where}: {sentence}")
    return bad


def units_of(request: Request) -> list[Unit]:
    return [request.unit_of(key) for key in ("", *request.units)]


def test_files_speak_of_what_is_counted(name: str, pack: Path) -> None:
    texts = [*published_texts(pack), *internal_texts(pack.parent / f"{pack.name}-internal")]
    assert len(texts) > 100
    request = load_request(name)
    assert not wrong(texts, units_of(request), own_words(name))
    of_all = [text for where, text in texts if where in (COVER, DEFINITIONS)]
    assert f"0 means a true zero: records were searched and {request.counted.none} was found." in of_all
    assert request.counted.is_person or not any("nobody" in text for text in of_all)


def test_table_speaks_of_what_it_counts(name: str, pack: Path) -> None:
    """Also where the request counts children beside: their rules have no place above a table of episodes."""
    request = load_request(name)
    protects = f"to protect individual {request.people.plural}"
    own = [protects, *own_words(name)]
    texts = list(workbook_texts(pack / f"{pack.name}.xlsx"))
    metadata: dict[str, Any] = json.loads((pack / "csv" / "csv-metadata.json").read_text(encoding="utf-8"))
    for table in request.tables:
        for key in (table.key, f"{table.key}-percent"):
            sheet = key.upper().replace("-", "_")
            found = [text for text in texts if text[0] == sheet]
            found += [
                (each["url"], each["dc:description"]) for each in metadata["tables"] if each["url"] == f"{key}.csv"
            ]
            assert found or key != table.key
            assert not wrong(found, [request.unit_of_table(table)], own)


def test_screens_speak_of_what_is_counted(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    request, demo = load_request(name), DEMOS[name]
    monkeypatch.chdir(tmp_path)
    assert main(["demo", "--request", name, "--size", str(SIZES.get(name, FEW)), "--output", "out"]) == 0
    release = Path("out") / demo.reference / "release.json"
    answers = ["--answers", f"out/{demo.reference}-internal/answers.toml"]
    table = request.tables[0]
    cells = json.loads(release.read_text(encoding="utf-8"))["cells"]
    row = next(cell for cell in cells if cell["table"] == table.key and cell.get("value"))
    commands = [
        ["check", *answers],
        ["trace", *answers, "--table", table.key, "--year", row["period"], "--row", row["label"]],
        ["attack", str(release), "--with", str(release)],
        ["verify", f"out/{demo.reference}"],
        ["map", "show", demo.field_map],
        ["request", "show", name],
    ]
    for command in commands:
        assert main(command) in (0, 1)
    told = capsys.readouterr().out.replace(str(tmp_path), "")
    headers = [column for path in Path("out").glob("demo-extract*/*.csv") for column in headers_of(path)]
    bad = wrong((("screen", line) for line in told.splitlines()), units_of(request), [*own_words(name), *headers])
    assert not bad


def headers_of(path: Path) -> Iterator[str]:
    """What the first lines of an extract hold: its columns."""
    for line in path.read_text(encoding="utf-8-sig", errors="replace").splitlines()[:5]:
        yield from (cell.strip('"') for cell in line.split(",") if len(cell.split()) > 1)


def test_letters_alone_speak_of_what_is_counted(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    request = load_request(name)
    common = ["--request", name, "--council", "Anytown", "--output", str(tmp_path)]
    for act in ("FOIA", "FOISA"):
        words = [*common, "--reference", f"NONE-{act}", "--regime", act, "--ask", "Another authority"]
        assert main(["not-held", *words]) == 0
    cost = ["--section", "12(1)", "--files", "9000", "--minutes", "20"]
    assert main(["refuse", *common, "--reference", "COST", *cost]) == 0
    why = ["--section", "40(2)", "--reference", "PRIVATE"]
    assert main(["refuse", *common, *why]) == 0
    texts = [("screen", line) for line in capsys.readouterr().out.replace(str(tmp_path), "").splitlines()]
    texts += [text for folder in sorted(tmp_path.glob("*")) for text in published_texts(folder)]
    assert not wrong(texts, units_of(request), own_words(name))


def test_wizard_asks_of_what_is_counted(
    name: str, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    request, demo = load_request(name), DEMOS[name]
    monkeypatch.chdir(tmp_path)
    extract = pack.parent / f"demo-extract-{name}"
    needed = {"recorded-crime": ["connect.csv"]}.get(name) or sorted(path.name for path in extract.iterdir())
    given = {
        "Your reference": "FOI-1",
        "Name of the council": "Anytown",
        "Paths of all files": "; ".join(str(extract / file) for file in needed),
        "On which day was the request received": "06/07/2026",
    }
    officer = Officer(capsys, given)
    monkeypatch.setattr("sys.stdin", officer)
    words = ["--set", f"request/start=shipped:{demo.field_map}", "--set", "request/council=Anytown"]
    main(["wizard", "--plain", "--request", name, *words])
    told = "\n".join([*officer.told, *capsys.readouterr().out.splitlines()])
    assert "Which numbers are too small to publish?" in told, told[-2000:]
    assert (tmp_path / "output" / "FOI-1").is_dir(), told[-2000:]
    shown = " ".join(told.replace(str(extract), "").replace(str(tmp_path), "").split())
    assert not wrong([("wizard", shown)], units_of(request), own_words(name))
