"""A folder with a small council's extract, its field map and a manifest: what a batch is run on in tests."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foi_return.batch import Batch, BatchOptions, run_batch
from foi_return.config.manifest import load_manifest
from foi_return.config.toml_write import toml_text
from tests.support.small_council import Person, Record, SmallCouncil

REQUESTS: tuple[Mapping[str, Any], ...] = (
    {"request": {"reference": "FOI-1", "years": ["2023/24 to 2024/25"], "received": "2026-07-06"}},
    {"request": {"reference": "FOI-2", "years": ["2023/24"], "age_bands": ["under 12", "12 to 15", "16 to 17"]}},
    {"request": {"reference": "FOI-3", "years": ["2024/25"], "categories": ["cce", "cse"]}},
)
"""Three requests about the same children that differ in years, age bands and categories."""


def draw_council(children: int = 60, seed: int = 1) -> SmallCouncil:
    """A council with so many children on two codes, drawn with a seed."""
    draw = random.Random(seed)
    people, records = [], []
    for number in range(children):
        born = f"{draw.randint(2006, 2016)}-0{draw.randint(1, 9)}-1{draw.randint(0, 9)}"
        people.append(Person(f"c{number}", born, draw.choice("FFM")))
        for _ in range(draw.randint(1, 2)):
            year = draw.randint(2022, 2024)
            code, start = draw.choice(["CSE", "CCE", "CCE", "Gang"]), f"{year}-0{draw.randint(1, 9)}-15"
            risk = draw.choice(["Low", "Medium", "High"])
            records.append(Record(f"c{number}", code, start, f"{year + 1}-0{draw.randint(1, 9)}-15", risk=risk))
    return SmallCouncil(people, records)


@dataclass(frozen=True)
class BatchFolder:
    """A folder in which a batch can be run.

    Attributes:
        folder: The folder: map.toml, people.csv, records.csv, batch.toml; answers and register to come.
    """

    folder: Path

    @property
    def manifest(self) -> Path:
        return self.folder / "batch.toml"

    @property
    def answers(self) -> Path:
        return self.folder / "answers"

    @property
    def register(self) -> Path:
        return self.folder / "register"

    def run(self, options: BatchOptions | None = None) -> Batch:
        """Runs the manifest in this process."""
        return run_batch(load_manifest(self.manifest), options or BatchOptions(), lambda _: None)

    def outcomes(self, options: BatchOptions | None = None) -> list[str]:
        """What became of each request."""
        return [result.state.value for result in self.run(options).results]

    def release(self, reference: str) -> bytes:
        """The release record of an answer."""
        return (self.answers / reference / "release.json").read_bytes()

    def write_manifest(
        self,
        requests: Sequence[Mapping[str, Any]],
        *,
        registered: bool = True,
        defaults: Mapping[str, Any] | None = None,
    ) -> None:
        """Writes batch.toml over the extract in the folder."""
        extract = {"field_map": "map.toml", "sources": {name: f"{name}.csv" for name in ("people", "records")}}
        tables: dict[str, Any] = {"extract": extract, "output": {"folder": "answers"}, **(defaults or {})}
        if registered:
            tables["earlier"] = {"register_folder": "register"}
        text = toml_text({"format": 1, "defaults": tables, "requests": list(requests)}, "A batch.")
        self.manifest.write_text(text.replace('"2026-07-06"', "2026-07-06"), encoding="utf-8")


def make_folder(
    folder: Path,
    requests: Sequence[Mapping[str, Any]] = REQUESTS,
    council: SmallCouncil | None = None,
    *,
    registered: bool = True,
) -> BatchFolder:
    """Lays down an extract, its map and a manifest of these requests."""
    folder.mkdir(parents=True, exist_ok=True)
    council = council or draw_council()
    council.write(folder)
    (folder / "map.toml").write_text(toml_text(council.field_map_tables(), "A map."), encoding="utf-8")
    made = BatchFolder(folder)
    made.write_manifest(requests, registered=registered)
    return made
