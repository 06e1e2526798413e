"""Whatever is wrong with the protection: a clear error, no workbook, and the earlier answer as it was."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import foi_return.disclosure.certificate as certificates
from foi_return.config.answers import Answers
from foi_return.disclosure.certificate import digest
from foi_return.errors import DisclosureError
from foi_return.run import answer_request


def silent(_: str) -> None:
    """No progress is told."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """The answers of a small council, whose answer has been written."""
    folder = tmp_path_factory.mktemp("council")
    groups = [("Female", "CSE", 12), ("Male", "CSE", 3), ("Female", "CCE", 6), ("Male", "CCE", 9)]
    children = [(sex, hazard) for sex, hazard, count in groups for _ in range(count)]
    people = [[f"P{n}", "17/02/2009", sex, "North", "Open"] for n, (sex, _) in enumerate(children)]
    hazards = [
        [str(n), f"P{n}", hazard, "High", "Victim", "Online", "17/05/2022", ""]
        for n, (_, hazard) in enumerate(children)
    ]
    _write(folder / "people.csv", ["Person ID", "Date of birth", "Gender", "Ward", "Case status"], people)
    header = ["Record No", "Person ID", "Hazard", "Risk level", "Identified as", "Setting", "Start date", "End date"]
    _write(folder / "hazards.csv", header, hazards)
    missing = ["Person ID", "Missing from", "Returned", "Exploitation concern", "Found at"]
    _write(folder / "missing.csv", missing, [["P1", "01/05/2022", "", "CSE", "Park"]])
    answers = Answers(
        reference="R1",
        field_map="anytown",
        sources={name: folder / f"{name}.csv" for name in ("people", "hazards", "missing")},
        output=folder / "out",
    )
    answer_request(answers, silent)
    return answers


def _write(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])


def files(answers: Answers) -> dict[Path, bytes]:
    assert answers.output is not None
    return {path: path.read_bytes() for path in answers.output.rglob("*") if path.is_file()}


def refused(answers: Answers) -> str:
    """The message of the refusal; what was there before is there still, and nothing else."""
    before = files(answers)
    assert any(path.suffix == ".xlsx" for path in before)
    with pytest.raises(DisclosureError) as caught:
        answer_request(answers, silent)
    assert files(answers) == before
    return str(caught.value)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ('threshold = 5\nlevel = "rounded"', "nothing is rounded"),
        ('threshold = 2\nlevel = "less"', "protects nothing"),
        ('threshold = 5\nrounding = { base = 5, small = "rounded" }\nlevel = "full"', "not for rounded ones"),
        ('threshold = 5\nzeros = "may be hidden"\nrounding = { base = 5, small = "hidden" }', "numbers are rounded"),
        ("threshold = 1", "2 or more"),
        ("threshold = 0", "2 or more"),
        ('threshold = 5\nmark = "x"', "means something else already"),
    ],
)
def test_policy_that_contradicts_itself(built: Answers, tmp_path: Path, settings: str, words: str) -> None:
    path = tmp_path / "policies.toml"
    path.write_text(f'format = 1\n[profiles.own]\nreason = "Ours."\n{settings}\n', encoding="utf-8")
    assert words in refused(replace(built, policy_file=path))


def test_threshold_below_two(built: Answers) -> None:
    assert "2 or more" in refused(replace(built, threshold=1, reason="Because."))


def _another_witness(document: dict[str, Any]) -> None:
    document["fillings"][-1][0][1] += 1


def _witness_left_out(document: dict[str, Any]) -> None:
    document["witnesses"][0]["values"].pop()


def _small_number_shown(document: dict[str, Any]) -> None:
    cell = next(cell for cell in document["cells"] if cell["published"] == "hidden")
    cell["published"] = sum(document["inner_cells"][at]["count"] for at in cell["sums"])


@pytest.mark.parametrize("spoil", [_another_witness, _witness_left_out, _small_number_shown])
def test_witness_or_figure_that_does_not_fit(
    built: Answers, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[dict[str, Any]], None]
) -> None:
    certify = certificates.certify

    def spoilt(*arguments: Any) -> dict[str, Any]:
        document = certify(*arguments)
        spoil(document)
        return {**document, "digest": digest(document)}

    monkeypatch.setattr(certificates, "certify", spoilt)
    message = refused(built)
    assert "certificate" in message and "No workbook was written" in message
