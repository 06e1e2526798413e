"""A batch that is killed, runs out of disk, or meets another: nothing lost, nothing half, nothing twice.

Each run is a process of its own, forked from one that has loaded the program and started nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")

PRELUDE = """
import contextlib, hashlib, json, os, random, resource, shutil, signal, sys, time, zipfile
from pathlib import Path
import duckdb, docx, duckdb_engine, highspy, holidays, openpyxl, pandas, sqlalchemy, tomlkit, xlsxwriter
import foi_return.disclosure.certificate, foi_return.disclosure.checker, foi_return.disclosure.account
import foi_return.engine.findings, foi_return.engine.joint, foi_return.outputs.open_data, foi_return.outputs.letter_file
from foi_return.batch import BatchOptions, chain
from foi_return.outputs import staging
from foi_return.register import Kind, find_damage, open_register
from foi_return.register.state import not_protected_with
from tests.support.batch_council import BatchFolder, make_folder

folder = Path(sys.argv[1])
REQUESTS = [
    {"request": {"reference": f"R{number}", "years": ["2024/25"], "categories": [category]}}
    for number, category in enumerate(("cce", "cse", "gang"), start=1)
]


def started(work):
    child = os.fork()
    if not child:
        with contextlib.suppress(BaseException):
            os._exit(work())
        os._exit(99)
    return child


def ended(child):
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def run_to_the_end(made):
    def work():
        states = [result.state.value for result in made.run().results]
        return 0 if set(states) <= {"written", "kept"} else 1
    assert ended(started(work)) == 0


def check_what_can_be_seen(made):
    seen = [path for path in made.answers.iterdir() if not path.name.startswith(".")] if made.answers.exists() else []
    packs = [path for path in seen if path.is_dir() and not path.name.endswith("-internal")]
    for pack in packs:
        record = json.loads((made.answers / f"{pack.name}-internal" / "batch.json").read_bytes())
        assert hashlib.sha256((pack / "release.json").read_bytes()).hexdigest() == record["release"]
        assert all((pack / name).stat().st_size for name in record["files"])
        assert zipfile.ZipFile(pack / f"{pack.name}.xlsx").testzip() is None
        assert any(each.entry.release == record["release"] for each in open_register(made.register).answers)
    assert not [each for each in find_damage(made.register) if not each.harmless]
    return {pack.name: (pack / "release.json").read_bytes() for pack in packs}


def check_the_end(made, expected):
    run_to_the_end(made)
    assert check_what_can_be_seen(made) == expected
    told = [entry.reference for entry in open_register(made.register).entries if entry.kind is Kind.RELEASE]
    assert sorted(told) == ["R1", "R2", "R3"], told
    assert not list(made.answers.glob(".foi-return-*")), list(made.answers.iterdir())


undisturbed = make_folder(folder / "undisturbed", REQUESTS)
begin = time.monotonic()
run_to_the_end(undisturbed)
LASTS = time.monotonic() - begin
EXPECTED = check_what_can_be_seen(undisturbed)
assert set(EXPECTED) == {"R1", "R2", "R3"}
"""

CHOSEN_POINTS = """
def dies_in(module, name, call, before):
    real, calls = getattr(module, name), []
    def dying(*words, **named):
        calls.append(1)
        if before and len(calls) == call:
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*words, **named)
        if len(calls) == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    setattr(module, name, dying)

made = make_folder(folder / "killed", REQUESTS)
for module, name, call, before in (
    (chain, "write_state", 1, True),        # written, not entered
    (chain, "_enter", 1, False),            # entered, not visible
    (staging, "_swap_in", 1, False),        # visible, its lock still there
    (staging, "_settle", 3, True),          # entered, half settled
):
    def work():
        dies_in(module, name, call, before)
        made.run()
        return 0
    assert ended(started(work)) == -signal.SIGKILL, name
    check_what_can_be_seen(made)
check_the_end(made, EXPECTED)


def work():
    shutil.rmtree(made.answers / "R3")
    dies_in(staging, "_swap_in", 1, False)  # the last answer is there, and only remains are left
    made.run()
    return 0
assert ended(started(work)) == -signal.SIGKILL
check_the_end(made, EXPECTED)
"""

DISK_FULL = """
made = make_folder(folder / "full", REQUESTS)
for size in (1_000, 6_000):
    def work():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        results = made.run().results
        return 0 if {(result.state.value, result.exit_code) for result in results} == {("refused", 7)} else 1
    assert ended(started(work)) == 0, size
    assert check_what_can_be_seen(made) == {}
check_the_end(made, EXPECTED)
"""

RANDOM_MOMENTS = """
draw, kills, whole = random.Random(int(sys.argv[2])), 0, 0
made = make_folder(folder / "random", REQUESTS)
while kills < int(sys.argv[3]):
    child = started(lambda: made.run() and 0)
    time.sleep(draw.uniform(0, LASTS))
    os.kill(child, signal.SIGKILL)
    killed = ended(child) == -signal.SIGKILL
    kills += killed
    if len(check_what_can_be_seen(made)) == 3 or draw.random() < 0.1:
        check_the_end(made, EXPECTED)
        shutil.rmtree(made.answers)
        shutil.rmtree(made.register)
        whole += 1
check_the_end(made, EXPECTED)
print(kills, "kills,", whole + 1, "batches brought to their end")
"""

TWO_AT_ONCE = """
for turn in range(6):
    first = make_folder(folder / f"first{turn}", REQUESTS)
    second = make_folder(folder / f"second{turn}", [{"request": {**each["request"], "reference": f"S{number}"}}
                                                    for number, each in enumerate(REQUESTS)])
    shared = {"earlier": {"register_folder": str(first.register)}}
    second.write_manifest([{"request": {**each["request"], "reference": f"S{number}"}}
                           for number, each in enumerate(REQUESTS)], registered=False, defaults=shared)
    children = [started(lambda made=made: made.run() and 0) for made in (first, first, second)]
    assert [ended(child) for child in children] == [0, 0, 0]
    for made in (first, second):
        run_to_the_end(made)
    answers = open_register(first.register).answers
    known = [each for each in answers if each.is_known]
    assert not [each for each in find_damage(first.register) if not each.harmless]
    assert sorted({each.reference for each in known}) == ["R1", "R2", "R3", "S0", "S1", "S2"]
    for each in known:
        assert not not_protected_with(each, answers), each.reference
"""


def run_script(script: str, *arguments: object, seconds: float = 120) -> str:
    words = [sys.executable, "-c", PRELUDE + script, *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=environment, timeout=seconds)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_batch_killed_at_chosen_points_goes_on_where_it_stopped(tmp_path: Path) -> None:
    run_script(CHOSEN_POINTS, tmp_path)


@pytest.mark.slow
def test_batch_on_a_full_disk_shows_nothing_and_can_be_run_again(tmp_path: Path) -> None:
    run_script(DISK_FULL, tmp_path)


@pytest.mark.slow
def test_batch_killed_at_two_hundred_random_moments_loses_and_doubles_nothing(tmp_path: Path) -> None:
    assert run_script(RANDOM_MOMENTS, tmp_path, 7, 200, seconds=1800).startswith("200 kills")


@pytest.mark.slow
def test_batches_at_once_end_protected_against_each_other(tmp_path: Path) -> None:
    run_script(TWO_AT_ONCE, tmp_path, seconds=600)
