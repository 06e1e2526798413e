"""Approves a field map: writes who, in which role, on which day and of which meaning, beside what the map says."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

from foi_return.config.field_map import load_field_map
from foi_return.errors import Fault, FieldMapError, OutputError
from foi_return.outputs.file_faults import file_fault
from foi_return.terms.field_map import FieldMap
from foi_return.terms.request import Request


def approve_map(path: Path, request: Request, name: str, role: str, day: date) -> FieldMap:
    """Writes an approval into the map's file. Remarks and the order of everything stay as they are.

    Raises:
        FieldMapError: The map is faulty, or the name or the role is blank.
        OutputError: The file cannot be written.
    """
    faults = [
        Fault(f"--{what}", "it is blank", f"the {what} of the person who approves the map")
        for what, text in (("name", name), ("role", role))
        if not text.strip()
    ]
    if faults:
        raise FieldMapError(faults)
    found = load_field_map(path, request)
    text = with_approval(path.read_bytes().decode("utf-8-sig"), name.strip(), role.strip(), day, found.fingerprint)
    aside = path.with_name(f".{path.name}.new")
    try:
        aside.write_text(text, encoding="utf-8", newline="\n")
        approved = load_field_map(aside, request)
        aside.replace(path)
    except OSError as problem:
        raise OutputError(file_fault(problem, path)) from None
    finally:
        aside.unlink(missing_ok=True)
    return approved


_APPROVAL = re.compile(r"\n*^\[approval\].*?(?=^\[|\Z)", re.MULTILINE | re.DOTALL)


def with_approval(text: str, name: str, role: str, day: date, fingerprint: str, command: str = "map approve") -> str:
    """The text with the approval as its last table; what stands above is not touched, not even a space of it."""
    kept = _APPROVAL.sub("\n", text.replace("\r\n", "\n")).rstrip("\n")
    lines = (
        f"[approval] # Written by `foi-return {command}`. Any change of meaning above voids it.",
        f"name = {json.dumps(name, ensure_ascii=False)}",
        f"role = {json.dumps(role, ensure_ascii=False)}",
        f"date = {day.isoformat()}",
        f'fingerprint = "{fingerprint}"',
    )
    return f"{kept}\n\n" + "\n".join(lines) + "\n"


def approval_sentence(field_map: FieldMap) -> str:
    """Whether the map is approved, in a sentence."""
    given = field_map.approval
    if given is None:
        return "Nobody has approved this map."
    who = f"{given.name}, {given.role}, on {given.day.isoformat()}"
    if given.fingerprint == field_map.fingerprint:
        return f"Approved by {who}."
    return f"It was approved by {who}, but its meaning has changed since: the approval is void."
