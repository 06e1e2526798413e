"""Staging: at any moment, and whatever fails, the whole earlier answer or the whole new one can be had."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from foi_return.errors import OutputError
from foi_return.outputs import staging as staging_module
from foi_return.outputs.file_faults import concerns, file_fault, write_whole
from foi_return.outputs.folder_lock import FolderLock
from foi_return.outputs.folder_names import safe_folder_name
from foi_return.outputs.staging import Staging, sweep

REFERENCE = "FOI/2026/0123"
NAME = "FOI-2026-0123"
posix = pytest.mark.skipif(os.name != "posix", reason="owner-only modes are a matter of POSIX")


def write_answer(output: Path, text: str) -> Staging:
    with Staging(output, REFERENCE) as staging:
        fill(staging, text)
    return staging


def fill(staging: Staging, text: str) -> None:
    (staging.public / f"{staging.name}.xlsx").write_text(text)
    (staging.public / "csv").mkdir()
    (staging.public / "csv" / "q1.csv").write_text(text)
    (staging.public / "release.json").write_text(json.dumps({"reference": REFERENCE}))
    (staging.internal / "findings.json").write_text(text)


def answer_in(output: Path) -> str | None:
    """The text of the whole answer that stands there, None where none does; fails on half an answer or a mixture."""
    files = (
        output / NAME / f"{NAME}.xlsx",
        output / NAME / "csv" / "q1.csv",
        output / f"{NAME}-internal" / "findings.json",
    )
    texts = {file.read_text() if file.exists() else None for file in files}
    assert len(texts) == 1, texts
    text = texts.pop()
    assert (output / NAME).exists() is (output / f"{NAME}-internal").exists() is (text is not None)
    return text


def remains(output: Path) -> list[str]:
    return sorted(path.name for path in output.iterdir() if path.name.startswith("."))


def test_answer_is_two_folders_and_nothing_else(tmp_path: Path) -> None:
    output = tmp_path / "deep" / "output"
    write_answer(output, "new")
    assert answer_in(output) == "new"
    assert sorted(path.name for path in output.iterdir()) == [NAME, f"{NAME}-internal"]
    assert sorted(path.name for path in (output / NAME).iterdir()) == [f"{NAME}.xlsx", "csv", "release.json"]


def test_nothing_is_visible_while_a_run_writes(tmp_path: Path) -> None:
    with Staging(tmp_path, REFERENCE) as staging:
        fill(staging, "new")
        assert answer_in(tmp_path) is None
        assert remains(tmp_path) == [f".foi-return-{NAME}"]


def test_new_answer_replaces_the_whole_earlier_one(tmp_path: Path) -> None:
    write_answer(tmp_path, "old")
    (tmp_path / NAME / "left-over.csv").write_text("only in the old one")
    write_answer(tmp_path, "new")
    assert answer_in(tmp_path) == "new"
    assert not (tmp_path / NAME / "left-over.csv").exists()
    assert remains(tmp_path) == []


@posix
def test_internal_folder_is_for_the_owner_only(tmp_path: Path) -> None:
    staging = write_answer(tmp_path, "new")
    internal = tmp_path / f"{NAME}-internal"
    assert staging.internal_is_private
    assert internal.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in internal.iterdir()} == {0o600}
    assert (tmp_path / NAME).stat().st_mode & 0o777 != 0o700


@posix
def test_what_a_run_writes_is_private_until_it_is_done(tmp_path: Path) -> None:
    with Staging(tmp_path, REFERENCE):
        assert (tmp_path / f".foi-return-{NAME}").stat().st_mode & 0o077 == 0


@posix
def test_a_system_that_cannot_keep_a_folder_private_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, _mode: int) -> None:
        raise PermissionError(errno.EPERM, "no modes here", str(path))

    monkeypatch.setattr(Path, "chmod", refuse)
    staging = write_answer(tmp_path, "new")
    assert answer_in(tmp_path) == "new"
    assert not staging.internal_is_private


class StoppedError(RuntimeError):
    """A failure that is no operating system's error."""


@pytest.mark.parametrize("failure", [StoppedError("bug"), KeyboardInterrupt(), SystemExit(1)])
def test_a_run_that_fails_leaves_the_earlier_answer(tmp_path: Path, failure: BaseException) -> None:
    write_answer(tmp_path, "old")
    with pytest.raises(type(failure)), Staging(tmp_path, REFERENCE) as staging:
        fill(staging, "new")
        raise failure
    assert answer_in(tmp_path) == "old"
    assert remains(tmp_path) == []


def refuse_renames(monkeypatch: pytest.MonkeyPatch, *steps: int) -> None:
    """Refuses the renames that come at these places in the order of all renames, as Windows does for open files."""
    replace_really, done = os.replace, 0

    def replace(source: str, target: str) -> None:
        nonlocal done
        done += 1
        if done in steps:
            raise PermissionError(errno.EACCES, "used by another process", target)
        replace_really(source, target)

    monkeypatch.setattr(os, "replace", replace)


@pytest.mark.parametrize(("earlier", "step"), [(True, 1), (True, 2), (True, 3), (True, 4), (False, 1), (False, 2)])
def test_a_file_open_elsewhere_at_any_step_leaves_the_earlier_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int, earlier: bool
) -> None:
    if earlier:
        write_answer(tmp_path, "old")
    with monkeypatch.context() as patch:
        refuse_renames(patch, step)
        with pytest.raises(OutputError) as caught:
            write_answer(tmp_path, "new")
    (fault,) = caught.value.faults
    assert "open in another program" in fault.found
    assert "Close" in fault.next_step
    assert answer_in(tmp_path) == ("old" if earlier else None)
    assert remains(tmp_path) == []


def test_what_cannot_be_put_back_at_once_is_put_back_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_answer(tmp_path, "old")
    with monkeypatch.context() as patch:
        refuse_renames(patch, *range(2, 20))
        with pytest.raises(OutputError) as caught:
            write_answer(tmp_path, "new")
    assert "could not be put back yet" in str(caught.value)
    assert sweep(tmp_path) == (NAME,)
    assert answer_in(tmp_path) == "old"
    assert remains(tmp_path) == []


KILLER = """
import json, os, pathlib, sys
from foi_return.outputs.staging import Staging, sweep

STEPS = ("replace", "mkdir", "unlink", "rmdir", "chmod", "fsync", "open")

def killed_at(step, work, names=STEPS):
    # Does the work in a process of its own, which dies before its n-th step; whether it died.
    child = os.fork()
    if not child:
        done = 0
        def counted(really):
            def wrapper(*arguments, **keywords):
                nonlocal done
                done += 1
                if done == step:
                    os._exit(9)
                return really(*arguments, **keywords)
            return wrapper
        for name in names:
            setattr(os, name, counted(getattr(os, name)))
        work()
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, 9), code
    return code == 9

def write(output, text):
    with Staging(output, "FOI/2026/0123") as run:
        (run.public / (run.name + ".xlsx")).write_text(text)
        (run.public / "csv").mkdir()
        (run.public / "csv" / "q1.csv").write_text(text)
        (run.public / "release.json").write_text('{"reference": "FOI/2026/0123"}')
        (run.internal / "findings.json").write_text(text)
"""

KILL_RUNS = """
root, earlier = pathlib.Path(sys.argv[1]), sys.argv[2] == "True"
step, killed = 0, True
while killed:
    step += 1
    output = root / str(step)
    output.mkdir()
    if earlier:
        write(output, "old")
    killed = killed_at(step, lambda: write(output, "new"))
    if step % 2:
        sweep(output)
    else:
        killed_at(0, lambda: sweep(output))
"""

KILL_SWEEPS = """
os.fsync = lambda file: None  # a power cut is not what is tried here, and waiting for the disk takes most of the time
root = pathlib.Path(sys.argv[1])
step, killed = 0, True
while killed:
    step += 1
    sweep_step, sweep_killed = 0, True
    while sweep_killed:
        sweep_step += 1
        output = root / f"{step}-{sweep_step}"
        output.mkdir()
        write(output, "old")
        killed = killed_at(step, lambda: write(output, "new"), ("replace",))
        sweep_killed = killed_at(sweep_step, lambda: sweep(output))
        sweep(output)
"""

KILL_ONE = """
output = pathlib.Path(sys.argv[1])
assert killed_at(int(sys.argv[2]), lambda: write(output, "new"))
"""


def run_killer(what: str, *arguments: object) -> None:
    code = [sys.executable, "-c", KILLER + what, *map(str, arguments)]
    done = subprocess.run(code, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@posix
@pytest.mark.parametrize("earlier", [True, False])
def test_a_run_killed_at_any_moment_leaves_a_whole_answer(tmp_path: Path, earlier: bool) -> None:
    run_killer(KILL_RUNS, tmp_path, earlier)
    outputs = list(tmp_path.iterdir())
    assert len(outputs) > 20
    assert {answer_in(output) for output in outputs} == {"old" if earlier else None, "new"}
    assert {output.name: remains(output) for output in outputs if remains(output)} == {}


@posix
def test_a_sweep_killed_at_any_moment_is_finished_by_the_next(tmp_path: Path) -> None:
    run_killer(KILL_SWEEPS, tmp_path)
    outputs = list(tmp_path.iterdir())
    assert len(outputs) > 40
    assert {answer_in(output) for output in outputs} == {"old", "new"}
    assert {output.name: remains(output) for output in outputs if remains(output)} == {}


@posix
@pytest.mark.parametrize("step", range(12, 36, 4))
def test_the_next_run_of_a_killed_one_needs_no_sweep(tmp_path: Path, step: int) -> None:
    write_answer(tmp_path, "old")
    run_killer(KILL_ONE, tmp_path, step)
    write_answer(tmp_path, "newer")
    assert answer_in(tmp_path) == "newer"
    assert remains(tmp_path) == []


def test_sweep_leaves_a_run_that_still_works_alone(tmp_path: Path) -> None:
    code = (
        f"from foi_return.outputs.staging import sweep; from pathlib import Path; print(sweep(Path({str(tmp_path)!r})))"
    )
    with Staging(tmp_path, REFERENCE) as staging:
        fill(staging, "new")
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "()"
        assert sweep(tmp_path) == ()
        assert staging.public.exists()
    assert answer_in(tmp_path) == "new"


def test_sweep_of_nothing_does_nothing(tmp_path: Path) -> None:
    assert sweep(tmp_path / "missing") == ()
    (tmp_path / ".foi-return-file").write_text("not a folder")
    (tmp_path / "mine").mkdir()
    assert sweep(tmp_path) == ()
    assert sorted(path.name for path in tmp_path.iterdir()) == [".foi-return-file", "mine"]


def test_two_runs_of_one_answer_do_not_mix(tmp_path: Path) -> None:
    with Staging(tmp_path, REFERENCE) as first:
        with pytest.raises(OutputError, match="Another run is writing this answer"), Staging(tmp_path, REFERENCE):
            pass
        fill(first, "first")
    assert answer_in(tmp_path) == "first"


def test_runs_of_two_answers_do_not_disturb_each_other(tmp_path: Path) -> None:
    with Staging(tmp_path, REFERENCE) as first, Staging(tmp_path, "FOI/2026/0124") as second:
        fill(first, "first")
        (second.public / "x.xlsx").write_text("second")
    assert answer_in(tmp_path) == "first"
    assert (tmp_path / "FOI-2026-0124" / "x.xlsx").read_text() == "second"


@pytest.mark.parametrize("content", [{"reference": "FOI-2026-0123"}, {}, []])
def test_another_references_folder_is_not_replaced(tmp_path: Path, content: object) -> None:
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "release.json").write_text(json.dumps(content))
    with pytest.raises(OutputError, match="Move it away") as caught:
        write_answer(tmp_path, "new")
    assert ("'FOI-2026-0123'" in caught.value.faults[0].found) == bool(content)
    assert (tmp_path / NAME / "release.json").exists()
    assert remains(tmp_path) == []


def test_a_folder_of_the_users_own_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "letter.docx").write_text("mine")
    with pytest.raises(OutputError, match="not an earlier answer"):
        write_answer(tmp_path, "new")
    assert (tmp_path / NAME / "letter.docx").read_text() == "mine"


def test_an_answer_whose_internal_folder_was_moved_away_can_be_written_again(tmp_path: Path) -> None:
    write_answer(tmp_path, "old")
    (tmp_path / f"{NAME}-internal").rename(tmp_path / "elsewhere")
    write_answer(tmp_path, "new")
    assert answer_in(tmp_path) == "new"


@pytest.mark.parametrize("name", [NAME, f"{NAME}-internal"])
def test_a_file_in_the_place_of_a_folder_is_a_clear_error(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("a file")
    with pytest.raises(OutputError, match="There is a file or a link"):
        write_answer(tmp_path, "new")
    assert (tmp_path / name).read_text() == "a file"


@posix
def test_a_link_in_the_place_of_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / NAME).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutputError, match="There is a file or a link"):
        write_answer(tmp_path, "new")
    (tmp_path / f".foi-return-{NAME}").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutputError):
        write_answer(tmp_path, "new")
    assert sweep(tmp_path) == ()
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_output_that_is_a_file_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("a file")
    with pytest.raises(OutputError, match="There is a file where a folder is needed"):
        write_answer(tmp_path / "output", "new")


def test_output_without_the_right_to_write_is_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(OutputError, match="may not write there") as caught:
        write_answer(tmp_path / "output", "new")
    assert caught.value.faults[0].where == str(tmp_path / "output")


@pytest.mark.parametrize("during", ["write", "swap"])
def test_a_full_disk_is_a_clear_error_and_the_earlier_answer_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, during: str
) -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    write_answer(tmp_path, "old")

    def fail(*_: object) -> None:
        raise full

    with monkeypatch.context() as patch:
        if during == "swap":
            patch.setattr(staging_module, "_settle", fail)
        with pytest.raises(OutputError, match="The disk is full"), Staging(tmp_path, REFERENCE) as staging:
            fill(staging, "new")
            if during == "write":
                raise full
    assert answer_in(tmp_path) == "old"
    assert remains(tmp_path) == []


def test_an_error_of_reading_elsewhere_is_not_called_an_error_of_writing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), Staging(tmp_path, REFERENCE):
        (tmp_path / "extract.csv").read_text()
    with pytest.raises(OutputError), Staging(tmp_path, REFERENCE) as staging:
        (staging.public / "missing" / "file").write_text("x")
    assert remains(tmp_path) == []


@pytest.mark.parametrize(
    ("error", "found"),
    [
        (OSError(errno.EBUSY, "busy"), "open in another program"),
        (OSError(errno.EROFS, "read-only"), "may not write"),
        (OSError(errno.ENAMETOOLONG, "long"), "too long"),
        (IsADirectoryError(errno.EISDIR, "folder"), "a folder where a file"),
        (FileNotFoundError(errno.ENOENT, "missing"), "does not exist"),
        (OSError(errno.EIO, "Input/output error"), "Input/output error"),
        (OSError("no number"), "OSError"),
    ],
)
def test_each_refusal_of_the_system_says_what_to_do(error: OSError, found: str, tmp_path: Path) -> None:
    fault = file_fault(error, tmp_path)
    assert found in fault.found
    assert fault.next_step
    assert fault.where == str(tmp_path)


def test_sharing_violation_of_windows_is_a_file_open_elsewhere(tmp_path: Path) -> None:
    error = PermissionError(errno.EACCES, "used by another process")
    error.winerror = 32  # type: ignore[attr-defined]
    assert file_fault(error, tmp_path).found == "A file there is open in another program"


def test_an_error_concerns_a_folder_by_either_of_its_names(tmp_path: Path) -> None:
    assert concerns(OSError(errno.EACCES, "x", str(tmp_path / "a"), None, "elsewhere"), tmp_path)
    assert concerns(OSError(errno.EACCES, "x", "elsewhere", None, str(tmp_path / "a")), tmp_path)
    assert not concerns(OSError(errno.EACCES, "x", "elsewhere"), tmp_path)
    assert not concerns(OSError("x"), tmp_path)


def test_write_whole_turns_a_refusal_into_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="does not exist"):
        write_whole(tmp_path / "missing" / "file", b"x")


def test_a_lock_is_taken_once_and_again_after_release(tmp_path: Path) -> None:
    folder = tmp_path / "held"
    first = FolderLock.take(folder)
    assert first is not None
    assert FolderLock.take(folder) is None
    first.release()
    assert not folder.exists()
    assert FolderLock.take(folder, create=False) is None
    second = FolderLock.take(folder)
    assert second is not None
    (folder / "kept").write_text("x")
    second.release()
    assert (folder / "kept").exists()


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("FOI/2026/0123", "FOI-2026-0123"),
        ("101003946033", "101003946033"),
        (" FOI 2026 / 7 ", "FOI-2026-7"),
        ("FOI_2026.7", "FOI_2026.7"),
        ("..hidden", "hidden"),
        ("C:\\answers\\7", "C-answers-7"),
        ("/etc/passwd", "etc-passwd"),
        ("Caf\u00e9 7", "Caf\u00e9-7"),
        ("Cafe\u0301 7", "Caf\u00e9-7"),
        ("a\u202eb<>|?*:\x00c", "a-b-c"),
        ("console", "console"),
        ("7-", "7"),
    ],
)
def test_reference_gives_a_safe_folder_name(reference: str, name: str) -> None:
    assert safe_folder_name(reference) == name
    assert safe_folder_name(name) == name


@pytest.mark.parametrize(
    "reference",
    ["", " ", ".", "..", "../x", "a/../b", "a\\.. \\b", "///", "-", "CON", "con.txt", "Lpt1", "nul", "aux.2026",
     "FOI-internal", "foi/INTERNAL", "x" * 81, "\ud800"],
)  # fmt: skip
def test_reference_that_names_no_folder_is_refused(reference: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught:
        Staging(tmp_path, reference)
    assert str(caught.value).isprintable()
    assert list(tmp_path.iterdir()) == []
