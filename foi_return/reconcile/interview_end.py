"""The end of the interview: writes the definition, links or counts if that was wished, and names the next commands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

from foi_return.config.build_words import quoted
from foi_return.config.policy import choose_policy
from foi_return.config.reconcile import load_reconciliation
from foi_return.config.toml_write import toml_text
from foi_return.outputs.file_faults import write_whole
from foi_return.reconcile.course import count_lists, link_lists
from foi_return.reconcile.interview_steps import COUNT, LINK, NOTHING, lists_of
from foi_return.reconcile.interview_text import COMMENT, definition_tables
from foi_return.reconcile.pack import Comparison, Delivery
from foi_return.reconcile.told import count_lines, link_lines, warnings
from foi_return.wizard.asker import Asker
from foi_return.wizard.draft import Draft
from foi_return.wizard.paths import full_path


def write_definition(draft: Draft, asker: Asker) -> None:
    """Writes the definition and reads it again.

    Raises:
        UserError: It cannot be written, or the answers do not fit together.
    """
    path = _definition(draft)
    write_whole(path, toml_text(definition_tables(draft), COMMENT).encode())
    load_reconciliation(path)
    asker.tell(f"\nThe definition is {path}", whole=True)


def go_on(draft: Draft, asker: Asker) -> None:
    """Links the lists or counts them, if that was wished, and says which commands come next.

    Raises:
        UserError: The lists cannot be read, or the answer cannot be written.
    """
    told: Iterable[str]
    wished = draft.text("write/next")
    comparison = Comparison(
        _definition(draft),
        {name: Path(path) for name, path in lists_of(draft).items()},
        draft.text("request/reference"),
        Path(draft.text("write/output")),
    )
    if wished == LINK:
        told = link_lines(link_lists(comparison, asker.progress))
    elif wished == COUNT:
        delivery = Delivery(received=draft.day("request/received"))
        outcome = count_lists(
            comparison, choose_policy(None, None), (), asker.progress, delivery=delivery, leave_undecided=True
        )
        told = chain(count_lines(outcome), warnings(outcome))
    else:
        told = ()
    for line in told:
        asker.tell(line, whole="foi-return " in line)  # A command is copied, so no line break goes into it.
    _tell_commands(draft, asker, wished)


def _tell_commands(draft: Draft, asker: Asker, done: str) -> None:
    path = str(_definition(draft))
    words = [path, "--reference", draft.text("request/reference"), *_sources(draft)]
    words += ["--output", draft.text("write/output")]
    received = draft.day("request/received")
    commands = [
        ("Have the definition approved:", ["approve", path, "--name", "NAME", "--role", "ROLE"]),
        ("Link the lists, and write the pairs that a clerk must decide:", ["link", *words]),
        (
            "Count, protect and write the answer, with the list that clerks filled in:",
            ["count", *words, *(["--received", received.isoformat()] if received else []), "--decisions", "FILE"],
        ),
    ]
    asker.tell("\nNext:", whole=True)
    for what, command in commands:
        if command[0] != "link" or done == NOTHING:
            asker.tell(f"{what}\n  {quoted(['foi-return', 'reconcile', *command])}", whole=True)


def _definition(draft: Draft) -> Path:
    return Path(full_path(draft.text("write/definition")))


def _sources(draft: Draft) -> Sequence[str]:
    return [word for name, path in lists_of(draft).items() for word in ("--source", f"{name}={path}")]
