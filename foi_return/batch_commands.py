"""What each `batch` command does and prints."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from foi_return.console import Console
from foi_return.errors import Fault, OutputError, RequestError
from foi_return.options import day_of

if TYPE_CHECKING:
    from foi_return.batch import Result

LOOK_INTO = 1
"""The exit code of a calendar in which something is late or an approval is old."""


def run_batch_command(arguments: argparse.Namespace, sources: Mapping[str, Path]) -> int:
    """Runs a parsed `batch` command and returns its exit code.

    Args:
        arguments: The command line.
        sources: The files that it names, by source.
    """
    if arguments.batch_command == "new":
        return _new(arguments, sources)
    commands: dict[str, Callable[[argparse.Namespace], int]] = {"run": _run, "calendar": _calendar}
    return commands[arguments.batch_command](arguments)


def _run(arguments: argparse.Namespace) -> int:
    from foi_return.batch import BatchOptions, batch_lines, batch_record, exit_code_of, run_batch
    from foi_return.config.manifest import load_manifest

    if arguments.jobs < 1:
        raise RequestError(Fault("--jobs", f"found {arguments.jobs}", "a whole number of 1 or more"))
    console = Console()
    manifest = load_manifest(Path(arguments.manifest).expanduser())
    options = BatchOptions(arguments.require_approved, arguments.dry_run, arguments.jobs)
    batch = run_batch(manifest, options, console.progress)
    console.progress_done()
    code = exit_code_of(batch)
    index = Path(arguments.index).expanduser() if arguments.index else _usual_index(manifest.path, manifest.output)
    if not arguments.dry_run:
        code = max(code, _write_index(console, index, batch.results))
    if arguments.json:
        record = batch_record(batch, _today()) | {"index": str(index) if index.is_file() else None}
        console.say(json.dumps(record, indent=2, ensure_ascii=False))
        return code
    console.say("\n".join(batch_lines(batch, _today())))
    if not arguments.dry_run and index.is_file():
        console.say(f"\nThe overview is {index}")
    if batch.interrupted:
        console.say_aside("Stopped. What is finished stands; run the same command again to go on.")
    return code


def _usual_index(manifest: Path, output: Path | None) -> Path:
    from foi_return.run import DEFAULT_OUTPUT

    return (output or DEFAULT_OUTPUT) / f"{manifest.stem}-index.xlsx"


def _write_index(console: Console, path: Path, results: Sequence[Result]) -> int:
    from foi_return.batch.index import index_rows
    from foi_return.outputs.batch_index import write_index

    try:
        write_index(path, index_rows(results, _today()))
    except OutputError as error:
        console.error(error)
        return error.exit_code
    return 0


def _new(arguments: argparse.Namespace, sources: Mapping[str, Path]) -> int:
    from foi_return.batch.new_manifest import NewBatch, write_new_manifest
    from foi_return.register import REGISTER_VARIABLE, register_folder

    folder = register_folder(Path(arguments.register).expanduser() if arguments.register else None)
    if folder is None:
        step = f"Say where it is with --register, or set {REGISTER_VARIABLE}"
        raise RequestError(Fault("--register", "no register is named", "the register's folder", step))
    wanted = NewBatch(
        register=folder,
        council=arguments.council,
        since=day_of(arguments.since, "--since"),
        until=day_of(arguments.until, "--until"),
        years_on=arguments.years_on,
        field_map=arguments.map,
        sources=sources,
        extracted_on=day_of(arguments.extracted_on, "--extracted-on"),
        received=day_of(arguments.received, "--received"),
    )
    path = Path(arguments.output).expanduser()
    Console().say("\n".join(write_new_manifest(wanted, path, replace_it=arguments.force)))
    return 0


def _calendar(arguments: argparse.Namespace) -> int:
    from foi_return.batch.calendar import calendar_lines, calendar_record, make_calendar

    if not arguments.manifest and not arguments.map:
        step = "Name a manifest, or a field map with --map"
        raise RequestError(Fault("batch calendar", "there is nothing to look at", "a manifest or field maps", step))
    manifest = Path(arguments.manifest).expanduser() if arguments.manifest else None
    calendar = make_calendar(manifest, arguments.map or [], arguments.older_than, _today())
    if arguments.json:
        Console().say(json.dumps(calendar_record(calendar), indent=2, ensure_ascii=False))
    else:
        Console().say("\n".join(calendar_lines(calendar)))
    return LOOK_INTO if calendar.needs_a_look else 0


def _today() -> date:
    return datetime.now(UTC).astimezone().date()
