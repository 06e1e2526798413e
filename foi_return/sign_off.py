"""The `approve` command: shows a second person what was checked and what is hidden, asks, and records the approval."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from foi_return.console import Console
from foi_return.errors import ApprovalError, Fault, InteractionError
from foi_return.options import day_of
from foi_return.outputs.account_file import ACCOUNT_NAME
from foi_return.outputs.approval import (
    Built,
    account,
    approve_pack,
    approved_pack,
    faults_of,
    faults_of_people,
    internal_of,
    load_built,
)
from foi_return.outputs.certificate_file import CERTIFICATE_NAME
from foi_return.outputs.pack_zip import write_zip
from foi_return.outputs.release import RELEASE_NAME

_NOBODY_RECORDED = "somebody who was not recorded"

NOT_APPROVED = 1
"""The exit code of `approve --check` for a pack that is a draft or has changed."""


def run_approve(arguments: argparse.Namespace) -> int:
    """Runs `approve`, or `approve --check`; gives the exit code."""
    pack = Path(arguments.pack).expanduser().absolute()
    console = Console()
    if arguments.check:
        return _check(console, pack)
    missing = [option for option in ("name", "role") if not getattr(arguments, option)]
    if missing:
        raise ApprovalError(
            Fault(f"--{option}", "it is missing", "who approves the pack, and as what") for option in missing
        )
    day = day_of(arguments.date, "--date") or date.today()  # noqa: DTZ011
    built = load_built(pack)
    made_by = arguments.made_by or ""
    said = made_by or ("" if arguments.yes else "somebody who is asked for")
    people = faults_of_people(arguments.name, arguments.role, built.made_by, "" if built.made_by else said)
    if faults := (*people, *faults_of(pack, built)):
        raise ApprovalError(faults)
    shown = tuple(summary_lines(pack, built))
    console.say("\n".join(shown))
    if not arguments.yes:
        made_by = _ask(built, made_by, pack)
    elif built.account and built.account == account():
        console.say_aside("The account that made the pack also approves it; the record says so.")
    given = approve_pack(pack, arguments.name, arguments.role, day, made_by, shown)
    console.say(f"\nApproved by {given.name}, {given.role}, on {given.day.isoformat()}; made by {given.made_by}.")
    console.say(f"The record is in {internal_of(pack)}. Any change of a file voids it.")
    if arguments.zip:
        console.say(f"The pack in one file, with checksums: {write_zip(pack)}")
    return 0


def _check(console: Console, pack: Path) -> int:
    try:
        given = approved_pack(pack)
    except ApprovalError as error:
        console.error(error)
        return NOT_APPROVED
    console.say(
        f"{pack.name}: approved by {given.name}, {given.role}, on {given.day.isoformat()}, and unchanged since."
    )
    return 0


def _ask(built: Built, made_by: str, pack: Path) -> str:
    """Asks who made the pack where nobody recorded it, and whether it is approved; gives who made it.

    Raises:
        InteractionError: Nobody can be asked, or the person does not approve.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InteractionError(
            Fault(
                "approve", "nobody can be asked here", "a terminal, or --yes", "Add --yes once you have read the above."
            )
        )
    import questionary

    if not built.made_by and not made_by:
        made_by = questionary.text("Who made this pack?").ask() or ""
    read = "the letter" if built.is_letter_alone else f"the pack and {ACCOUNT_NAME}"
    question = f"Have you read {read}, and do you approve that {pack.name} is sent?"
    if not questionary.confirm(question, default=False).ask():
        raise InteractionError(
            Fault("approve", "it was not approved", "", "Nothing was written. The pack stays a draft.")
        )
    return made_by


def summary_lines(pack: Path, built: Built) -> Iterator[str]:
    """What a second person is shown before they approve: checks, what is hidden and why; no number of children.

    Raises:
        ApprovalError: A check fails, or cannot be read.
    """
    if built.is_letter_alone:
        yield f"{built.reference}: a letter without figures ({', '.join(built.files)})"
        yield f"Made by {built.made_by or _NOBODY_RECORDED}; not changed since."
        yield "There are no figures to certify. Whether the law applies as the letter says is the council's decision."
        return
    internal = internal_of(pack)
    release, certificate = _record(pack / RELEASE_NAME), _record(internal / CERTIFICATE_NAME)
    yield f"{built.reference}: {release['title']}, {release['council']}"
    yield f"Made by {built.made_by or _NOBODY_RECORDED}; {len(built.files)} files, none changed since."
    yield f"Certificate: {_certified(certificate, release)}."
    cells = release["cells"]
    hidden = sum(cell.get("shorthand") == "c" for cell in cells)
    missing = sum(cell.get("shorthand") == "x" for cell in cells)
    yield f"Figures: {len(cells)} cells, of which {hidden} are hidden and {missing} could not be recorded."
    yield f"Why: {release['policy']['sentence']} {release['policy']['reason']}"
    for heading, entries in _headings((internal / ACCOUNT_NAME).read_text(encoding="utf-8-sig")):
        yield f"  {heading}: {entries}"
    yield f"Each of them is explained in {internal / ACCOUNT_NAME}"
    findings = _record(internal / "findings.json")["findings"]
    doubts = dict.fromkeys(f"  {each['source']}: {each['meaning']} ({each['effect']})." for each in findings)
    yield f"Doubts about the extract{', with the rows behind each in findings-rows.csv:' if doubts else ': none'}"
    yield from doubts
    field_map = release["field_map"]
    yield f"Field map: {field_map.get('name', field_map) if isinstance(field_map, dict) else field_map}"


def _certified(certificate: dict[str, Any], release: dict[str, Any]) -> str:
    from foi_return.disclosure.checker import check

    verdict = check(certificate, release)
    if not verdict.valid or release.get("draft"):
        reasons = verdict.reasons[:5] or ("the figures are not protected against subtraction",)
        raise ApprovalError(
            Fault(CERTIFICATE_NAME, str(reason), "a valid certificate", "Build the answer again.") for reason in reasons
        )
    left = len(verdict.unproved)
    return "verified again, against the figures in the pack" + (f"; {left} values are taken on trust" if left else "")


def _headings(told: str) -> Iterator[tuple[str, int]]:
    """Each reason for hiding, with the number of its entries."""
    entries: Counter[str] = Counter()
    heading = ""
    for line in told.splitlines()[4:]:
        if line[:1].strip():
            heading = line.strip()
            entries[heading] = 0
        elif heading and line[:2] == "  " and line[2:3].strip() and line.strip() != "None.":
            entries[heading] += 1
    yield from entries.items()


def _record(path: Path) -> dict[str, Any]:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        record = None
    if not isinstance(record, dict):
        raise ApprovalError(
            Fault(str(path), "it cannot be read", "the file as it was built", "Build the answer again.")
        )
    return record
