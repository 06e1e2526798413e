"""What each `register` command does and prints."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from foi_return.console import Console
from foi_return.errors import Fault, RegisterError, RequestError
from foi_return.outputs.approval import approved_pack
from foi_return.outputs.file_faults import write_whole
from foi_return.outputs.folder_names import safe_folder_name
from foi_return.outputs.release import RELEASE_NAME
from foi_return.register import REGISTER_VARIABLE, Register, Registered, find_damage, open_register, register_folder
from foi_return.register.restore import restore
from foi_return.text import listed

DAMAGED = 1
"""The exit code of a check that found damage."""


def run_register_command(arguments: argparse.Namespace) -> int:
    """Runs a parsed `register` command and returns its exit code."""
    folder = register_folder(Path(arguments.register).expanduser() if arguments.register else None)
    if folder is None:
        step = f"Say where it is with --register, or set {REGISTER_VARIABLE}"
        raise RequestError(Fault("--register", "no register is named", "the register's folder", step))
    commands: dict[str, Callable[[Path, argparse.Namespace], int]] = {
        "list": _list,
        "show": _show,
        "add": _add,
        "sent": _sent,
        "never-sent": _never_sent,
        "export": _export,
        "check": _check,
        "restore": _restore,
        "risks": _risks,
    }
    return commands[arguments.register_command](folder, arguments)


def _list(folder: Path, arguments: argparse.Namespace) -> int:
    answers = open_register(folder).answers
    if arguments.json:
        Console().say(json.dumps([_record(answer) for answer in answers], indent=2, ensure_ascii=False))
        return 0
    if not answers:
        Console().say(f"There is no answer in {folder} yet.")
    widths = [max((len(cell) for cell in column), default=0) for column in zip(*map(_row, answers), strict=True)]
    for answer in answers:
        cells = (cell.ljust(width) for cell, width in zip(_row(answer), widths, strict=True))
        Console().say("  ".join(cells).rstrip())
    return 0


def _row(answer: Registered) -> tuple[str, ...]:
    day = answer.entry.recorded_on[:10]
    return (str(answer.number).rjust(4), day, answer.status.value, answer.reference, answer.entry.council)


def _record(answer: Registered) -> dict[str, Any]:
    entry = answer.entry
    return {
        "entry": answer.number,
        "reference": answer.reference,
        "council": entry.council,
        "status": answer.status.value,
        "recorded_on": entry.recorded_on,
        "release": entry.release,
        "protected_against": [head.number for head in answer.heads],
    }


def _show(folder: Path, arguments: argparse.Namespace) -> int:
    register = open_register(folder)
    answer = register.find(arguments.answer)
    release = json.loads(register.release_file(answer).read_text(encoding="utf-8"))
    if arguments.json:
        Console().say(json.dumps({**_record(answer), "record": release}, indent=2, ensure_ascii=False))
        return 0
    hidden = sum(cell.get("shorthand") == "c" for cell in release["cells"])
    heads = [head.number for head in answer.heads]
    against = f"the register up to entry {heads[-1]}" if heads else "nothing: it was entered as it was"
    Console().say(
        "\n".join(
            [
                f"Entry {answer.number}: {answer.reference}, {answer.entry.council} ({answer.status.value})",
                f"  Entered: {answer.entry.recorded_on}",
                f"  Protected against: {against}",
                f"  Years: {', '.join(period['period'] for period in release.get('periods', []))}",
                f"  Figures: {len(release['cells'])}, of which {hidden} are hidden",
                f"  Release record: {register.release_file(answer)}",
            ]
        )
    )
    return 0


def _add(folder: Path, arguments: argparse.Namespace) -> int:
    from foi_return.by_hand import convert_table

    register = open_register(folder)
    files = [Path(name).expanduser() for name in arguments.file]
    if arguments.about:
        if len(files) > 1:
            raise RequestError(Fault("--about", "it says what one table counts", "one table"))
        files = [convert_table(files[0], Path(arguments.about).expanduser())]
    for file in files:
        answer = register.enter(file, None, sent=not arguments.pending)
        Console().say(f"{answer.reference} is entry {answer.number} ({answer.status.value}).")
    return 0


def _sent(folder: Path, arguments: argparse.Namespace) -> int:
    register = open_register(folder)
    check_approved(register.find(arguments.answer), Path(arguments.pack).expanduser() if arguments.pack else None)
    answer = register.mark_sent(arguments.answer)
    Console().say(f"{answer.reference} (entry {answer.number}) is recorded as sent. It stays in the register.")
    return 0


def check_approved(answer: Registered, pack: Path | None) -> None:
    """Lets only an approved pack be recorded as sent, and only under the entry that holds its figures.

    An answer from before, entered by `register add`, has no pack of this program's: nothing is asked of it.

    Raises:
        RegisterError: The pack is not named, or its figures are not those of the entry.
        ApprovalError: Nobody has approved the pack, or it was changed since.
    """
    if answer.entry.protected_against is None and pack is None:
        return
    where = f"{answer.reference} (entry {answer.number})"
    if pack is None:
        raise RegisterError(
            Fault(
                where,
                "its pack is not named, so nobody can tell whether a second person approved it",
                "--pack DIR",
                f"foi-return register sent {answer.number} --pack output/{safe_folder_name(answer.reference)}",
            )
        )
    approval = approved_pack(pack)
    if approval.files.get(RELEASE_NAME) != answer.entry.release:
        raise RegisterError(
            Fault(
                where,
                f"the pack in {pack} holds other figures than the entry",
                "the pack that this entry was made with",
                "Name another folder, or the entry that was made last",
            )
        )


def _never_sent(folder: Path, arguments: argparse.Namespace) -> int:
    answer = open_register(folder).mark_never_sent(arguments.answer)
    Console().say(f"{answer.reference} (entry {answer.number}) is recorded as never sent.")
    return 0


def _export(folder: Path, arguments: argparse.Namespace) -> int:
    register, output = open_register(folder), Path(arguments.output).expanduser()
    answers = [register.find(name) for name in arguments.answer] or list(register.answers)
    output.mkdir(parents=True, exist_ok=True)
    for answer in answers:
        path = output / f"{answer.number:06}-{safe_folder_name(answer.reference)}.json"
        write_whole(path, register.release_file(answer).read_bytes())
    Console().say(f"{len(answers)} release records were copied into {output}.")
    return 0


def _check(folder: Path, arguments: argparse.Namespace) -> int:
    found = find_damage(folder)
    damaged = [damage for damage in found if not damage.harmless]
    if arguments.json:
        record = [{"file": str(each.where), "found": each.words, "harmless": each.harmless} for each in found]
        Console().say(json.dumps(record, indent=2, ensure_ascii=False))
        return DAMAGED if damaged else 0
    for damage in found:
        Console().say(f"{damage.where}: {damage.words}")
    if damaged:
        Console().say("Put it back with: foi-return register restore [release.json ...]")
    else:
        told = Counter(answer.status.value for answer in open_register(folder).answers)
        words = ", ".join(f"{number} {status}" for status, number in told.items()) or "no answer yet"
        Console().say(f"The register is whole: {words}.")
    return DAMAGED if damaged else 0


def _restore(folder: Path, arguments: argparse.Namespace) -> int:
    done = restore(folder, [Path(name).expanduser() for name in arguments.file])
    for sentence in done or ("Nothing had to be put back.",):
        Console().say(sentence)
    return 0


def _risks(folder: Path, arguments: argparse.Namespace) -> int:
    from foi_return.attack import attack_files, report_lines, report_record

    register = open_register(folder)
    answers = register.known_to_readers(_council(register, arguments.council))
    if not answers:
        Console().say("The register holds no answer that readers have or may have.")
        return 0
    files = [register.release_file(answer) for answer in reversed(answers)]
    report = attack_files(files[:1], files[1:], names=_names(answers))
    if arguments.json:
        Console().say(json.dumps(report_record(report), indent=2, ensure_ascii=False))
    else:
        Console().say("\n".join(report_lines(report)))
    return report.exit_code


def _names(answers: Sequence[Registered]) -> list[str]:
    """What each answer is called in the report, the newest first."""
    return [f"{answer.reference} (entry {answer.number})" for answer in reversed(answers)]


def _council(register: Register, named: str | None) -> str:
    councils = list(dict.fromkeys(answer.entry.council for answer in register.answers))
    if named in councils or not councils:
        return named or ""
    if named is not None or len(councils) > 1:
        found = "the register holds answers of several councils" if named is None else f"'{named}' has no answer in it"
        raise RegisterError(Fault("--council", found, listed(councils)))
    return councils[0]
