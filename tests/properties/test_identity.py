"""However many ids a child has, the child is counted once: padded, merged, of another system, or all of these."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from foi_return.engine.workspace import Workspace
from tests.support import plain_count
from tests.support.small_council import Person, Record, SmallCouncil, count_council

CHILDREN = ["0001", "0002", "0003"]
SPELLINGS: Mapping[str, Callable[[str], list[str]]] = {
    # An id in full, without its zeros, merged once, merged twice, merged and without its zeros.
    "own": lambda child: [child, child.lstrip("0"), f"m{child[1:]}", f"n{child[1:]}", f"9{child[1:]}"],
    # In the old system: a number that is another child's id here, and one that leads to a merged id.
    "legacy": lambda child: [f"{4 - int(child)}", f"old {child}"],
}
MERGED = {
    pair
    for child in CHILDREN
    for pair in [(f"n{child[1:]}", f"m{child[1:]}"), (f"m{child[1:]}", child), (f"9{child[1:]}", child.lstrip("0"))]
}
LEGACY = {pair for child in CHILDREN for pair in [(f"{4 - int(child)}", child), (f"old {child}", f"n{child[1:]}")]}


@dataclass(frozen=True)
class Respelled(SmallCouncil):
    """A council whose records name children by other ids than `records` says; `written` has those ids."""

    written: Sequence[tuple[str, str]] = ()
    """For each record: the file, and the id in it."""
    walks: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)

    def field_map_tables(self) -> dict[str, Any]:
        tables = super().field_map_tables()
        tables["sources"].update(legacy={}, old_ids={}, merged_ids={})
        tables["child"].update(id_form={"width": 4}, merged="merged")
        tables["crosswalks"] = {
            "old": {"source": "old_ids", "from": "Theirs", "to": "Ours"},
            "merged": {"source": "merged_ids", "from": "Gone", "to": "Kept"},
        }
        tables["records"]["legacy"] = {**tables["records"]["records"], "source": "legacy", "child_ids": "old"}
        for group in ("categories", "contexts"):
            for mapping in tables[group].values():
                mapping["rules"] += [{**rule, "records": "legacy"} for rule in mapping["rules"]]
        return tables

    def write(self, folder: Path) -> dict[str, Path]:
        paths = super().write(folder)
        with paths["records"].open(encoding="utf-8", newline="") as read:
            header, *rows = list(csv.reader(read))
        files: dict[str, list[list[str]]] = {"records": [header], "legacy": [header]}
        for row, (name, child) in zip(rows, self.written, strict=True):
            files[name].append([child, *row[1:]])
        files["old_ids"] = [["Theirs", "Ours"], *map(list, self.walks["old"])]
        files["merged_ids"] = [["Gone", "Kept"], *map(list, self.walks["merged"])]
        for name, lines in files.items():
            paths[name] = folder / f"{name}.csv"
            with paths[name].open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(lines)
        return paths


@st.composite
def councils(draw: st.DrawFn) -> Respelled:
    people = [Person(child, f"20{10 + number}-05-01", "FMU"[number]) for number, child in enumerate(CHILDREN)]
    records, written = [], []
    for _ in range(draw(st.integers(0, 8))):
        child = draw(st.sampled_from(CHILDREN))
        start = f"20{draw(st.integers(20, 22))}-06-0{draw(st.integers(1, 9))}"
        records.append(Record(child, draw(st.sampled_from(["CSE", "CCE", "Neglect"])), start))
        file = draw(st.sampled_from(["own", "legacy"]))
        spelt = draw(st.sampled_from(SPELLINGS[file](child)))
        written.append(("records" if file == "own" else file, draw(st.sampled_from([spelt, f" {spelt} "]))))
    walks = {name: draw(st.permutations(sorted(pairs))) for name, pairs in (("old", LEGACY), ("merged", MERGED))}
    return Respelled(people, records, years=("2020/21 to 2022/23",), written=written, walks=walks)


@settings(max_examples=25)
@given(council=councils())
def test_every_spelling_of_a_child_is_one_child(workspace: Workspace, council: Respelled) -> None:
    with TemporaryDirectory() as folder:
        counted = count_council(council, Path(folder), workspace)
    assert counted.sql == counted.pandas
    for year in (2020, 2021, 2022):
        label = f"{year}/{year % 100 + 1:02d}"
        for key, row in (("cce", "Child criminal exploitation (CCE)"), ("cse", "Child sexual exploitation (CSE)")):
            assert counted.figure("q1", label, row) == plain_count.count(council, year, [key])
            for sex in ("Female", "Male"):
                assert counted.figure(f"q5-{key}", label, sex) == plain_count.count(council, year, [key], sex=sex)
        assert counted.figure("q1", label, "Both CCE and CSE") == plain_count.count(council, year, ["cce", "cse"])
