"""The wizard from every shipped map and from a database: Enter all the way gives the same map, and the same figures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from foi_return.cli import main
from foi_return.config.answers import load_answers
from foi_return.config.field_map import load_field_map
from foi_return.config.request import load_request
from foi_return.outputs.release import RELEASE_NAME
from tests.support.systems.population import EXTRACTED_ON, Population, draw_population

REFERENCE = "FOI-2026-0123"


@dataclass(frozen=True, slots=True)
class Written:
    """What a run wrote: the field map's fingerprint, and the public record of the figures."""

    fingerprint: str
    record: Mapping[str, object]


@pytest.fixture(scope="module")
def population() -> Population:
    return draw_population()


def settings(start: str, council: str = "Anytown Council", regime: str = "FOIA", system: str = "") -> list[str]:
    answers = {
        "request/start": start,
        "request/reference": REFERENCE,
        "request/council": council,
        "request/contact": "foi@anytown.example",
        "request/regime": regime,
        "request/received": "06/07/2026",
        "files/extracted_on": EXTRACTED_ON.isoformat(),
        **({"request/system": system} if system else {}),
    }
    return [word for key, value in answers.items() for word in ("--set", f"{key}={value}")]


def run_wizard_on(folder: Path, start: str, *words: str) -> Written:
    """Runs the wizard without a question; every suggestion is taken."""
    output = folder / "by-wizard"
    code = main(
        ["wizard", "--no-input", "--take-suggestions", "-o", str(output), *settings(start), *words],
    )
    assert code == 0
    answers = load_answers(folder / f"{REFERENCE}-answers.toml")
    assert answers.field_map is not None
    field_map = load_field_map(Path(answers.field_map), load_request("core"))
    record = json.loads((output / REFERENCE / RELEASE_NAME).read_text(encoding="utf-8"))
    return Written(field_map.fingerprint, record)
