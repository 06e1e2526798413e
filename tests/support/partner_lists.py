"""Small lists to compare: people written as rows of text, definitions of a few lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from foi_return.config.reconcile import load_reconciliation
from foi_return.reconcile.demo import demo_definition
from foi_return.reconcile.model import COMPARISONS, Pair
from foi_return.reconcile.people import ListedPerson, PersonTexts, listed_person
from foi_return.terms.reconciliation import Reconciliation


def person(
    row: int,
    first: str,
    last: str,
    born: str = "2001-05-14",
    *,
    sex: str = "F",
    own_id: str = "",
    postcode: str = "AN1 1AA",
    other_last: Sequence[str] = (),
    tested: Mapping[str, frozenset[str]] | None = None,
) -> ListedPerson:
    """A row of a list; `born` is ISO text."""
    key = int(born.replace("-", "")) if born else None
    texts = PersonTexts(first, last, key, born, sex, sex, postcode, "1 High Street", (), tuple(other_last))
    return listed_person(row, own_id, texts, tested or {})


def pair(listed: int, of: int, weight: float, **says: str) -> Pair:
    """A pair that agrees in everything but what is said."""
    levels = []
    for name, known in COMPARISONS.items():
        word = says.get(name, known[0].says)
        levels.append((name, -1 if word == "not there" else [level.says for level in known].index(word)))
    return Pair(listed, of, weight, tuple(levels))


def demo_reconciliation(folder: Path) -> Reconciliation:
    """The definition that comes with the program."""
    path = folder / "definition.toml"
    path.write_text(demo_definition(), encoding="utf-8")
    return load_reconciliation(path)
