"""Follows docs/new-return.md: writes the files that it writes, runs its commands, and counts the answer by hand."""

from __future__ import annotations

import csv
import json
import re
import shlex
import tomllib
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from foi_return.cli import main
from foi_return.config.field_map import shipped_field_maps
from foi_return.config.request import shipped_requests
from foi_return.synthetic.missing_from_care import write_missing_from_care

PAGE = (Path(__file__).parents[2] / "docs" / "new-return.md").read_text(encoding="utf-8")
YEARS = (2021, 2022, 2023, 2024)
MONTHS = ("", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def files_of_the_page() -> dict[str, str]:
    """Each file that the page writes, whole."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, text in re.findall(r"```toml\n# (\S+)\n(.*?)```", PAGE, re.DOTALL):
        found[name].append(text)
    return {name: "\n".join(texts) for name, texts in found.items()}


def commands_of_the_page() -> list[list[str]]:
    blocks = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    lines = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
    return [shlex.split(line) for line in lines]


def read_day(text: str) -> date | None:
    text = " ".join(text.split()).removesuffix(" 00:00:00")
    try:
        if match := re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", text):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if match := re.fullmatch(r"(\d\d)-([A-Z]{3})-(\d{4})", text):
            return date(int(match[3]), MONTHS.index(match[2]), int(match[1]))
        return date.fromisoformat(text)
    except ValueError:
        return None


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        next(file)
        return list(csv.DictReader(file))


def count_by_hand(folder: Path, year: int) -> dict[tuple[str, str], int]:
    """The figures of a financial year by table and row, straight from the files."""
    born = {row["Person ID"]: read_day(row["Date of birth"]) for row in rows_of(folder / "people.csv")}
    sexes = {row["Person ID"]: row["Gender"].strip()[:1].upper() for row in rows_of(folder / "people.csv")}
    first, last = date(year, 4, 1), date(year + 1, 3, 31)
    counted: dict[tuple[str, str], int] = defaultdict(int)
    days: dict[str, list[date]] = defaultdict(list)
    for row in {row["Episode ID"]: row for row in rows_of(folder / "episodes.csv")}.values():
        day = read_day(row["Missing from"])
        if day is None or not first <= day <= last:
            continue
        counted["q1-episodes", "Missing episodes of children in care"] += 1
        text = row["Days missing"].strip()
        length = int(float(text)) if re.fullmatch(r"[0-9.]+", text) else None
        bands = {"Less than one day": 1, "1 to 2 days": 3, "3 to 6 days": 7, "7 days and over": 9_999}
        known = next((label for label, above in bands.items() if length is not None and length < above), "Not known")
        counted["q2", known] += 1
        said = " ".join(row["Return interview"].split()).lower()
        answers = {"accepted": "Offered and accepted", "declined": "Offered and declined"}
        answer = next((label for word, label in answers.items() if word in said), "")
        counted["q3", answer or ("Not offered" if said in ("not offered", "no") else "Not known")] += 1
        days[row["Person ID"]].append(day)
    for child, found in days.items():
        birth = born.get(child)
        ages = [_age(birth, day) for day in sorted(found) if birth is not None]
        young = [age for age in ages if age < 18]
        if birth is not None and not young:
            continue
        counted["q1-children", "Children in care who went missing"] += 1
        counted["q4-sex", {"F": "Female", "M": "Male"}.get(sexes.get(child, ""), "Not known")] += 1
        groups = {"Under 10": 10, "10 to 12": 13, "13 to 15": 16, "16 to 17": 18}
        counted["q4-age", next((g for g, above in groups.items() if young and young[0] < above), "Not known")] += 1
    return counted


def _age(birth: date, day: date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def test_files_of_the_page_are_those_that_come_with_the_program() -> None:
    files = files_of_the_page()
    assert set(files) == {"our-request.toml", "our-map.toml"}
    shipped = shipped_requests()["missing-from-care"].read_text(encoding="utf-8")
    assert tomllib.loads(files["our-request.toml"]) == tomllib.loads(shipped)
    shipped = shipped_field_maps()["missing-from-care"].read_text(encoding="utf-8")
    assert tomllib.loads(files["our-map.toml"]) == tomllib.loads(shipped)


@pytest.mark.parametrize(("seed", "children"), [(1, 900), (12, 400)])
def test_page_leads_to_an_answer_that_is_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], seed: int, children: int
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in files_of_the_page().items():
        # A name of its own: so it is read from the file, not from what comes with the program.
        renamed = text.replace('"missing-from-care"', '"our-own"')
        Path(name).write_text(renamed, encoding="utf-8")
    write_missing_from_care(tmp_path, seed, children=children)
    for words in commands_of_the_page():
        assert words[0] == "foi-return"
        # An extract with doubtful rows has an exit code of its own.
        assert main(words[1:]) in ((0, 1) if words[1] == "check" else (0,)), (words, capsys.readouterr().err)
    told = capsys.readouterr().out
    assert "our-own: it can be used." in told
    assert "The field map 'our-own' answers it." in told
    record = json.loads(Path("answers/FOI-2025-0042/release.json").read_text(encoding="utf-8"))
    shown = 0
    for year in YEARS:
        by_hand = count_by_hand(tmp_path, year)
        label = f"{year}/{(year + 1) % 100}"
        figures = [cell for cell in record["cells"] if cell["period"] == label and "value" in cell]
        for cell in figures:
            place = cell["table"], cell["label"]
            if place[1] not in ("Recorded", "Total") and not place[0].endswith("-percent"):
                assert (year, place, cell["value"]) == (year, place, by_hand[place])
                shown += cell["value"] > 0
    assert shown > 60
