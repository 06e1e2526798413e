"""How well lists are linked: precision and recall on synthetic lists whose truth is known, beside exact matching.

A clerk in it knows the truth; how many pairs they are asked is the price of the second figure.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from foi_return.config.reconcile import load_reconciliation
from foi_return.reconcile.demo import demo_definition
from foi_return.reconcile.linking import Decision, Linked, link
from foi_return.reconcile.model import score_pairs
from foi_return.reconcile.reading import Lists, read_lists
from foi_return.synthetic.partner_list import generate_lists


@dataclass(frozen=True)
class Score:
    """Right matches, wrong ones, and rows that social care knows."""

    right: int
    wrong: int
    known: int

    @property
    def precision(self) -> float:
        """The share of matches that are right."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """The share of known rows that are matched."""
        return self.right / max(1, self.known)


@dataclass(frozen=True)
class Measured:
    """The scores of one pair of lists."""

    exact: Score
    alone: Score
    with_clerk: Score
    rows_asked: int
    pairs_asked: int
    seconds: float


def measure(seed: int, listed: int, people: int) -> Measured:
    made = generate_lists(seed=seed, listed=listed, people=people)
    with tempfile.TemporaryDirectory() as folder:
        definition_file = Path(folder) / "definition.toml"
        definition_file.write_text(demo_definition(), encoding="utf-8")
        definition = load_reconciliation(definition_file)
        lists = read_lists(definition, made.write(Path(folder)), lambda _: None)
    start = time.perf_counter()
    pairs = score_pairs(lists.partner, lists.people, definition.thresholds.clerical)
    seconds = time.perf_counter() - start
    alone = link(lists.partner, lists.people, pairs, {}, definition.thresholds)
    decisions = {
        (pair.listed, pair.person): Decision.SAME
        if made.truth[lists.partner[pair.listed].id] == lists.people[pair.person].id
        else Decision.DIFFERENT
        for pair in alone.to_decide
    }
    decided = link(lists.partner, lists.people, pairs, decisions, definition.thresholds)
    asked = {pair.listed for pair in alone.to_decide}
    return Measured(
        _score(made.truth, _exact(lists)),
        _score(made.truth, _found(lists, alone)),
        _score(made.truth, _found(lists, decided)),
        len(asked),
        len(alone.to_decide),
        seconds,
    )


def _score(truth: Mapping[str, str | None], found: Mapping[str, str]) -> Score:
    right = sum(truth[row] == person for row, person in found.items())
    return Score(right, len(found) - right, sum(person is not None for person in truth.values()))


def _found(lists: Lists, linked: Linked) -> dict[str, str]:
    return {
        lists.partner[row].id: lists.people[child.person].id
        for child in linked.children
        if child.person is not None
        for row in child.rows
    }


def _exact(lists: Lists) -> dict[str, str]:
    """Rows whose first name, surname and birth date are those of exactly one person, case and accents aside."""
    by_key = defaultdict(list)
    for person in lists.people:
        by_key[person.first_name, person.last_name, person.birth_date].append(person.id)
    keys = {row.id: (row.first_name, row.last_name, row.birth_date) for row in lists.partner if row.birth_date}
    return {row: by_key[key][0] for row, key in keys.items() if len(by_key.get(key, ())) == 1}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    arguments = parser.parse_args()
    print("listed people seed | exact P R | without a clerk P R | with a clerk P R | rows asked | pairs | seconds")
    for listed, people in ((300, 5_000), (300, 20_000), (3_000, 20_000)):
        for seed in range(1, arguments.seeds + 1):
            found = measure(seed, listed, people)
            scores = "  ".join(
                f"{score.precision:.4f} {score.recall:.4f}" for score in (found.exact, found.alone, found.with_clerk)
            )
            print(listed, people, seed, "|", scores, "|", found.rows_asked, found.pairs_asked, f"| {found.seconds:.1f}")


if __name__ == "__main__":
    main()
