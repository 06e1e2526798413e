"""The demo: two synthetic lists, a definition for them, clerks who know the truth, and the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from foi_return.config.policy import choose_policy
from foi_return.errors import Fault, OutputError
from foi_return.reconcile.course import Comparison, CountOutcome, count_lists, link_lists
from foi_return.synthetic.partner_list import generate_lists

REFERENCE = "DEMO-RECONCILE-0001"
SEED, LISTED, PEOPLE = 3, 300, 3_000
DEFINITION_NAME = "demo-police-list.toml"

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """The files of the demo."""

    definition: Path
    sources: dict[str, Path]


def write_demo_lists(folder: Path) -> DemoFiles:
    """Writes the synthetic lists and the definition.

    Raises:
        OutputError: They cannot be written there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sources = generate_lists(seed=SEED, listed=LISTED, people=PEOPLE).write(folder)
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


def make_demo(output: Path, progress: Progress) -> CountOutcome:
    """Writes the lists, links them, writes the clerical list, and counts with what is undecided left as unclear.

    Raises:
        UserError: Of the kind that fits.
    """
    progress("Writing synthetic lists")
    made = write_demo_lists(output / "demo-reconcile-lists")
    comparison = Comparison(made.definition, made.sources, REFERENCE, output)
    link_lists(comparison, progress, force=True)
    return count_lists(comparison, choose_policy(None, None), (), progress, leave_undecided=True)
