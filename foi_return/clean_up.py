"""The `clean` command: what is kept for the council alone and has become old, listed, and removed when that is said.

It removes nothing but what this program wrote and wrote down as its own. A pack, an approval and a field map stay.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from foi_return.console import Console
from foi_return.errors import Fault, OutputError, RequestError
from foi_return.outputs.approval import BUILT_NAME, built_in, load_approval
from foi_return.outputs.file_faults import file_fault
from foi_return.outputs.folder_names import CLERICAL_LIST, CLERICAL_SUFFIX, INTERNAL_SUFFIX
from foi_return.outputs.staging import ABOUT_NAME, left_behind, sweep
from foi_return.run import DEFAULT_OUTPUT
from foi_return.wizard.keep import FILE_NAME

DAYS = 365
"""How old a thing must be where the command does not say."""

_DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that may be removed.

    Attributes:
        what: What it is, in words.
        files: The files to remove.
        folder: The folder to remove with them once it is empty; None for files that stand alone.
        age: How many whole days ago it was last changed.
    """

    what: str
    files: tuple[Path, ...]
    folder: Path | None
    age: int


def run_clean(arguments: argparse.Namespace) -> int:
    """Runs `clean`; gives the exit code.

    Raises:
        RequestError: The number of days is below 0.
        OutputError: A file cannot be removed; those before it are.
    """
    output = Path(arguments.output).expanduser() if arguments.output else DEFAULT_OUTPUT
    days = DAYS if arguments.older_than is None else arguments.older_than
    if days < 0:
        raise RequestError(Fault("--older-than", f"found {days}", "a number of days, 0 or more"))
    console = Console()
    kept = [each for each in find_kept(output) if each.age >= days]
    remains = left_behind(output)
    for each in kept:
        console.say(f"{each.folder or each.files[0]}: {each.what}, {each.age} days old")
    for folder in remains:
        console.say(f"{folder}: what a run left that was stopped")
    if not kept and not remains:
        console.say(f"Nothing to remove: nothing in {output} or of the wizard is {days} days old or older.")
    elif arguments.yes:
        for each in kept:
            remove(each)
        sweep(output)
        console.say("Removed. Packs, approvals and field maps are where they were.")
    else:
        console.say("Nothing was removed. To remove it, add --yes.")
    return 0


def find_kept(output: Path) -> Iterator[Kept]:
    """What may be removed when it is old: internal files of each answer, pairs to decide, unfinished interviews."""
    for folder in sorted(output.glob(f"*{INTERNAL_SUFFIX}")) if output.is_dir() else ():
        files = _own_files(folder)
        if files:
            yield Kept("true counts, findings and answers of a return", files, folder, _age(files))
    for folder in sorted(output.glob(f"*{CLERICAL_SUFFIX}")) if output.is_dir() else ():
        path = folder / CLERICAL_LIST
        if not folder.is_symlink() and path.is_file() and not path.is_symlink():
            yield Kept("names and birth dates of pairs that clerks decide on", (path,), folder, _age((path,)))
    for place in dict.fromkeys((output.absolute().parent, Path.home())):
        for path in (place / FILE_NAME, place / f".{FILE_NAME}.new"):
            if path.is_file() and not path.is_symlink():
                yield Kept("answers of an unfinished interview", (path,), None, _age((path,)))


def _own_files(folder: Path) -> tuple[Path, ...]:
    """The files of an internal folder that its run wrote; those that the approval rests on only if there is none."""
    if folder.is_symlink() or not _is_own(folder):
        return ()
    pack = folder.with_name(folder.name.removesuffix(INTERNAL_SUFFIX))
    built = built_in(folder)
    if built is None:
        return ()
    names = set(built.internal)
    if load_approval(pack) is None:
        names |= {ABOUT_NAME, BUILT_NAME}
    else:
        names -= {ABOUT_NAME}
    return tuple(path for path in sorted(folder / name for name in names) if path.is_file() and not path.is_symlink())


def _is_own(folder: Path) -> bool:
    try:
        about = json.loads((folder / ABOUT_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(about, dict) and isinstance(about.get("reference"), str) and "holds" in about


def _age(files: tuple[Path, ...]) -> int:
    return int(max(0.0, time.time() - max(path.stat().st_mtime for path in files)) // _DAY)


def remove(kept: Kept) -> None:
    """Removes the files, and the folder where nothing else is in it.

    Raises:
        OutputError: One cannot be removed.
    """
    try:
        for path in kept.files:
            path.unlink(missing_ok=True)
        if kept.folder is not None and not any(kept.folder.iterdir()):
            kept.folder.rmdir()
    except OSError as error:
        raise OutputError(file_fault(error, kept.folder or kept.files[0])) from error
