"""The demo: two synthetic lists, a definition for them, clerks who know the truth, and the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from foi_return.config.policy import choose_policy
from foi_return.errors import Fault, OutputError, RequestError
from foi_return.reconcile.course import CountOutcome, count_lists, link_lists
from foi_return.reconcile.pack import Comparison
from foi_return.synthetic.partner_list import generate_lists

REFERENCE = "DEMO-RECONCILE-0001"
SEED, PEOPLE = 3, 3_000
FEWEST_PEOPLE = 50
DEFINITION_NAME = "demo-police-list.toml"

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """The files of the demo."""

    definition: Path
    sources: dict[str, Path]


def write_demo_lists(folder: Path, seed: int = SEED, people: int = PEOPLE) -> DemoFiles:
    """Writes the synthetic lists and the definition.

    Args:
        folder: The folder that receives them.
        seed: The same seed gives the same lists.
        people: How many people social care knows; the partner's list has a tenth of that number of rows.

    Raises:
        RequestError: There are too few people to compare.
        OutputError: They cannot be written there.
    """
    if people < FEWEST_PEOPLE:
        raise RequestError(Fault("--size", f"found {people}", f"{FEWEST_PEOPLE} people or more"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sources = generate_lists(seed=seed, listed=people // 10, people=people).write(folder)
        definition = folder / DEFINITION_NAME
        definition.write_text(demo_definition(), encoding="utf-8")
    except OSError as problem:
        found = f"the lists cannot be written ({problem.strerror})"
        raise OutputError(
            Fault(str(folder), found, "a folder that you may write to", "Name another with --output")
        ) from None
    return DemoFiles(definition, sources)


def demo_definition() -> str:
    """The definition that comes with the program, for the synthetic lists: an example to copy."""
    return (files("foi_return") / "reconcile" / DEFINITION_NAME).read_text(encoding="utf-8")


def make_demo(output: Path, progress: Progress, seed: int = SEED, people: int = PEOPLE) -> CountOutcome:
    """Writes the lists, links them, writes the clerical list, and counts with what is undecided left as unclear.

    Args:
        output: The folder that receives the lists and the answer.
        progress: Told in words what is being done.
        seed: See `write_demo_lists`.
        people: See `write_demo_lists`.

    Raises:
        UserError: Of the kind that fits.
    """
    progress("Writing synthetic lists")
    made = write_demo_lists(output / "demo-reconcile-lists", seed, people)
    comparison = Comparison(made.definition, made.sources, REFERENCE, output)
    link_lists(comparison, progress, force=True)
    return count_lists(comparison, choose_policy(None, None), (), progress, leave_undecided=True)
