"""Rewrites a field map of an older format in the present one: what the file means, and its remarks, stay."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from foi_return.config.field_map import find_field_map, load_field_map
from foi_return.config.field_map_versions import MAP_FORMAT, Migrated, migrated, migrated_text
from foi_return.config.toml_file import read_toml
from foi_return.console import Console
from foi_return.errors import Fault, FieldMapError, OutputError
from foi_return.maps.approval import approval_sentence
from foi_return.maps.life import load_map
from foi_return.outputs.file_faults import file_fault
from foi_return.terms.field_map import FieldMap
from foi_return.terms.request import Request


def migrate(arguments: argparse.Namespace) -> int:
    """Rewrites a map, or says that there is nothing to rewrite."""
    path = find_field_map(arguments.map)
    before, request = load_map(arguments.map)
    found = migrated(read_toml(path, FieldMapError), str(path))
    target = Path(arguments.output) if arguments.output else path
    if before.older:
        _rewrite(path, target, before, request)
    console = Console()
    if arguments.json:
        record = {
            "map": str(target if before.older else path),
            "from_format": found.version,
            "format": MAP_FORMAT,
            "changes": list(found.changes),
            "rewritten": bool(before.older),
            "fingerprint": before.fingerprint,
            "approved": before.is_approved,
        }
        console.say(json.dumps(record, indent=2, ensure_ascii=False))
    else:
        console.say("\n".join(_lines(path, target, before, found)))
    return 0


def _lines(path: Path, target: Path, before: FieldMap, found: Migrated) -> list[str]:
    if not before.older:
        return [f"{path}: it is of format {MAP_FORMAT}, the present one. Nothing was written."]
    changes = found.changes or ("Nothing but the number of the format is written otherwise.",)
    return [
        f"{target}: rewritten from format {found.version} to format {MAP_FORMAT}.",
        *(f"  - {change}" for change in changes),
        f"It means what it meant: the fingerprint is still {before.fingerprint}. {approval_sentence(before)}",
    ]


def _rewrite(path: Path, target: Path, before: FieldMap, request: Request) -> None:
    """Writes the map in the present format, whole or not at all.

    Raises:
        FieldMapError: The text cannot be rewritten without touching something else.
        OutputError: The file cannot be written, or another file is there already.
    """
    if target != path and target.exists():
        raise OutputError(Fault(str(target), "there is a file already", "", "Name another file with --output"))
    content = path.read_bytes()
    mark = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""
    text = migrated_text(content.removeprefix(mark).decode("utf-8"), str(path))
    aside = target.with_name(f".{target.name}.new")
    try:
        aside.write_bytes(mark + text.encode("utf-8"))
        after = load_field_map(aside, request)
        if after != before or after.fingerprint != before.fingerprint:
            raise AssertionError("a migration changed what a field map means")
        aside.replace(target)
    except OSError as problem:
        raise OutputError(file_fault(problem, target)) from None
    finally:
        aside.unlink(missing_ok=True)
