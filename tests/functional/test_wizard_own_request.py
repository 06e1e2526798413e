"""The wizard for requests that somebody defined, from an extract that no field map describes yet."""

from __future__ import annotations

import csv
import json
import random
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from foi_return.cli import main
from foi_return.config.field_map import load_field_map
from foi_return.config.request import load_request
from foi_return.synthetic.missing_from_care import write_missing_from_care
from foi_return.wizard.sections.start import NO_MAP
from tests.docs.test_new_return import count_by_hand

EPISODES = """
format = 1
name = "missing-episodes"
title = "Missing episodes"
unit = "missing episodes"
years = ["2021/22 to 2023/24"]
questions = [{ number = "1", text = "How many missing episodes were there, how long, and was an interview offered?" }]

[categories.episodes]
label = "Missing episodes of children in care"

[breakdowns.length]
label = "Days missing"
[breakdowns.length.numbers]
"Less than one day" = "under 1"
"1 to 2 days" = "1 to 2"
"3 to 6 days" = "3 to 6"
"7 days and over" = "7+"

[breakdowns.interview]
label = "Return interview"
rows = ["Offered and accepted", "Offered and declined", "Not offered"]

[[tables]]
key = "q1-episodes"
question = "1"
title = "Missing episodes"
categories = ["episodes"]

[[tables]]
key = "q2"
question = "1"
title = "By length"
categories = ["episodes"]
breakdown = "length"

[[tables]]
key = "q3"
question = "1"
title = "By return interview"
categories = ["episodes"]
breakdown = "interview"
"""

CRIMES = """
format = 1
name = "flagged-crimes"
title = "Crimes with a flag"
unit = "crimes"
years = ["2020/21 to 2021/22"]
questions = [{ number = "1", text = "How many flagged crimes, by offence, by how long ago and by place?" }]

[categories.cse]
label = "Child sexual exploitation (CSE)"

[breakdowns.offence]
label = "Offence"

[breakdowns.age]
label = "Recent or non-recent"
years = { "Recent" = "up to 1", "Non-recent" = "over 1" }

[breakdowns.place]
label = "Place"

[[tables]]
key = "offences"
question = "1"
title = "By offence"
categories = ["cse"]
breakdown = "offence"

[[tables]]
key = "ages"
question = "1"
title = "By how long ago"
categories = ["cse"]
breakdown = "age"

[[tables]]
key = "places"
question = "1"
title = "By place"
categories = ["cse"]
breakdown = "place"
"""


def answered(folder: Path, request: str, files: str, said: dict[str, str]) -> dict[str, Any]:
    """The public record of what the wizard writes, without a map to start from."""
    (folder / "request.toml").write_text(request, encoding="utf-8")
    said = {
        "request/start": NO_MAP,
        "request/reference": "FOI-1",
        "request/council": "Anytown",
        "request/received": "06/07/2026",
        "request/system": "Case system",
        "files/all": files,
        "files/extracted_on": "31/03/2025",
        **said,
    }
    words = [word for key, value in said.items() for word in ("--set", f"{key}={value}")]
    assert main(["wizard", "--request", "request.toml", "--no-input", "--take-suggestions", *words]) == 0
    record: dict[str, Any] = json.loads((folder / "output" / "FOI-1" / "release.json").read_text(encoding="utf-8"))
    return record


def test_episodes_are_counted_by_their_own_id_and_nobody_is_asked_for_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write_missing_from_care(tmp_path, 7, children=300)
    record = answered(
        tmp_path, EPISODES, "episodes.csv", {"split/interview/episodes/Return interview/is/No": NOT_OFFERED}
    )
    compared = 0
    for year in (2021, 2022, 2023):
        by_hand = count_by_hand(tmp_path, year)
        for cell in record["cells"]:
            if cell["period"] == f"{year}/{year % 100 + 1}" and "value" in cell and cell["label"] != "Total":
                place = cell["table"], cell["label"]
                assert (year, place, cell["value"]) == (year, place, by_hand[place])
                compared += 1
    assert compared >= 20
    interview = (tmp_path / "FOI-1-interview.toml").read_text(encoding="utf-8")
    assert "people/" not in interview
    assert "contexts/" not in interview
    request = load_request("request.toml")
    records = load_field_map(tmp_path / "anytown-field-map.toml", request).records["episodes"]
    assert records.id_columns == ("Episode ID",), "not the child's id, which the file has as well"
    shown = capsys.readouterr().out
    assert "--request " in shown
    assert "exploitation" not in shown


NOT_OFFERED = "Not offered"


def test_offences_as_recorded_two_dates_and_what_is_not_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    crimes = write_crimes(tmp_path / "crimes.csv")
    record = answered(tmp_path, CRIMES, "crimes.csv", {"split/place/reason": "Only in the text of the report."})
    expected: Counter[tuple[str, str, str]] = Counter()
    for happened, reported, flag, offence in crimes:
        if flag == "CSE":
            period = "2020/21" if reported < date(2021, 4, 1) else "2021/22"
            expected["offences", period, "Not known" if offence in ("Unknown", "Of one") else offence] += 1
            recent = reported <= happened.replace(year=happened.year + 1)
            expected["ages", period, "Recent" if recent else "Non-recent"] += 1
    found = {
        (cell["table"], cell["period"], cell["label"]): cell["value"]
        for cell in record["cells"]
        if "value" in cell and cell["label"] != "Total" and cell["value"]
    }
    assert found.items() <= expected.items()
    assert len(found) >= 10
    assert {cell.get("shorthand") for cell in record["cells"] if cell["table"] == "places"} >= {"x"}
    assert not any(cell["label"] == "Of one" for cell in record["cells"]), "a rare value is no row unless it is ticked"


def write_crimes(path: Path) -> list[tuple[date, date, str, str]]:
    """Some crimes, one of them with an offence of its own; each written to a row, some to two."""
    draws = random.Random(3)
    crimes = []
    for _ in range(300):
        reported = date(2020, 4, 1) + timedelta(days=draws.randrange(730))
        happened = reported - timedelta(days=draws.choice((0, 3, 200, 364, 400, 3000)))
        if (happened.month, happened.day) == (2, 29):
            happened -= timedelta(days=1)
        offence = draws.choice(("Rape", "Sexual assault", "Grooming", "Unknown"))
        crimes.append((happened, reported, draws.choice(("CSE", "CSE", "Other")), offence))
    crimes.append((date(2021, 6, 1), date(2021, 6, 2), "CSE", "Of one"))
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["Crime ref", "Offence date", "Reported date", "Flag", "Offence"])
        for number, (happened, reported, flag, offence) in enumerate(crimes):
            row = [f"C{number:05d}", f"{happened:%d/%m/%Y}", f"{reported:%d/%m/%Y}", flag, offence]
            table.writerows([row] * (2 if number % 10 == 0 else 1))
    return crimes
