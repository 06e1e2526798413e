"""The register: what is entered stays, in one order, whoever writes; damage is found, named and put back."""

from __future__ import annotations

import errno
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from foi_return.errors import OutputError, RegisterError
from foi_return.register import REGISTER_VARIABLE, Kind, Status, find_damage, open_register, register_folder, restore
from foi_return.register import store as store_module

COUNCIL = "Smalltown Council"


def release(folder: Path, reference: str, value: int = 12, council: str = COUNCIL) -> Path:
    path = folder / f"{reference}-{value}.json"
    cell = {"table": "q1", "period": "2021/22", "category": "cce", "breakdown": {}, "value": value}
    record = {"format": 1, "reference": reference, "council": council, "draft": False, "cells": [cell]}
    path.write_text(json.dumps(record), encoding="utf-8")
    return path


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """An empty register's folder, which does not exist yet."""
    return tmp_path / "register"


def entered(shelf: Path, tmp_path: Path, *references: str) -> list[int]:
    """Answers that are built one after another, each protected against all before."""
    numbers = []
    for reference in references:
        register = open_register(shelf)
        numbers.append(register.enter(release(tmp_path, reference), register.head).number)
    return numbers


def statuses(shelf: Path) -> dict[int, str]:
    return {answer.number: answer.status.value for answer in open_register(shelf).answers}


def test_answer_is_pending_until_somebody_says_what_became_of_it(shelf: Path, tmp_path: Path) -> None:
    first, second, third = entered(shelf, tmp_path, "A", "B", "C")
    open_register(shelf).mark_sent("A")
    open_register(shelf).mark_never_sent(str(second))
    assert statuses(shelf) == {first: "sent", second: "never sent", third: "pending"}
    known = open_register(shelf).known_to_readers(COUNCIL)
    assert [answer.reference for answer in known] == ["A", "C"]


def test_what_was_sent_stays(shelf: Path, tmp_path: Path) -> None:
    entered(shelf, tmp_path, "A")
    open_register(shelf).mark_sent("A")
    with pytest.raises(RegisterError, match="what was sent stays"):
        open_register(shelf).mark_never_sent("A")
    assert statuses(shelf) == {1: "sent"}


def test_entries_are_a_chain_that_each_extends(shelf: Path, tmp_path: Path) -> None:
    entered(shelf, tmp_path, "A", "B")
    open_register(shelf).mark_sent("B")
    entries = open_register(shelf).entries
    assert [entry.kind for entry in entries] == [Kind.RELEASE, Kind.RELEASE, Kind.SENT]
    assert [entry.previous for entry in entries] == ["", entries[0].hash, entries[1].hash]
    assert [head.number if head else None for head in (entry.protected_against for entry in entries)] == [0, 1, None]


def test_same_release_is_entered_once(shelf: Path, tmp_path: Path) -> None:
    register = open_register(shelf)
    path = release(tmp_path, "A")
    assert register.enter(path, register.head).number == open_register(shelf).enter(path, register.head).number == 1
    assert len(open_register(shelf).entries) == 1


def test_sending_is_refused_where_the_register_has_moved_on(shelf: Path, tmp_path: Path) -> None:
    before = open_register(shelf).head
    open_register(shelf).enter(release(tmp_path, "A"), before)
    open_register(shelf).enter(release(tmp_path, "B"), before)
    with pytest.raises(RegisterError, match=r"not protected together with A \(entry 1\).*Make it again"):
        open_register(shelf).mark_sent("B")
    assert statuses(shelf) == {1: "pending", 2: "pending"}


def test_protected_again_with_the_same_outcome_may_be_sent(shelf: Path, tmp_path: Path) -> None:
    before = open_register(shelf).head
    open_register(shelf).enter(release(tmp_path, "A"), before)
    open_register(shelf).enter(release(tmp_path, "B"), before)
    register = open_register(shelf)
    assert register.enter(release(tmp_path, "B"), register.head).number == 2
    open_register(shelf).mark_sent("B")
    open_register(shelf).mark_sent("A")
    assert statuses(shelf) == {1: "sent", 2: "sent"}


def test_answer_entered_from_elsewhere_makes_pending_ones_stale(shelf: Path, tmp_path: Path) -> None:
    entered(shelf, tmp_path, "A")
    open_register(shelf).enter(release(tmp_path, "BY-HAND"), None, sent=True)
    assert statuses(shelf) == {1: "pending", 2: "sent"}
    with pytest.raises(RegisterError, match="BY-HAND"):
        open_register(shelf).mark_sent("A")


def test_answer_that_was_never_sent_stands_in_nobodys_way(shelf: Path, tmp_path: Path) -> None:
    before = open_register(shelf).head
    open_register(shelf).enter(release(tmp_path, "A"), before)
    open_register(shelf).enter(release(tmp_path, "B"), before)
    open_register(shelf).mark_never_sent("A")
    open_register(shelf).mark_sent("B")
    with pytest.raises(RegisterError, match="not protected together with B"):
        open_register(shelf).mark_sent("A")


def test_protection_while_an_answer_was_taken_to_be_unsent_does_not_cover_it(shelf: Path, tmp_path: Path) -> None:
    entered(shelf, tmp_path, "A")
    open_register(shelf).mark_never_sent("A")
    entered(shelf, tmp_path, "B")
    with pytest.raises(RegisterError, match="not protected together with B"):
        open_register(shelf).mark_sent("A")


def test_other_councils_answers_are_nobodys_business(shelf: Path, tmp_path: Path) -> None:
    before = open_register(shelf).head
    open_register(shelf).enter(release(tmp_path, "A", council="Elsewhere"), before)
    open_register(shelf).enter(release(tmp_path, "B"), before)
    assert [answer.reference for answer in open_register(shelf).known_to_readers(COUNCIL)] == ["B"]
    open_register(shelf).mark_sent("B")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("{", "not JSON"),
        ("[]", "no release record"),
        (json.dumps({"reference": "A", "council": COUNCIL, "draft": True, "cells": []}), "draft"),
    ],
)
def test_what_is_no_release_is_refused(shelf: Path, tmp_path: Path, content: str, found: str) -> None:
    path = tmp_path / "odd.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(RegisterError, match=found):
        open_register(shelf).enter(path, None)
    assert not shelf.exists()


WRITER = """
import json, sys
from pathlib import Path
from foi_return.register import open_register
shelf, folder, name = map(Path, sys.argv[1:])
for number in range(4):
    path = folder / f"{name}-{number}.json"
    path.write_text(json.dumps({"reference": path.stem, "council": "C", "cells": []}), encoding="utf-8")
    entered = open_register(shelf).enter(path, None)
    open_register(shelf).mark_never_sent(str(entered.number))
"""


def test_writers_at_once_lose_nothing(shelf: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(shelf), str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    running = [subprocess.Popen([*command, name], env=environment) for name in ("x", "y", "z")]
    assert [writer.wait() for writer in running] == [0, 0, 0]
    register = open_register(shelf)
    assert sorted(answer.reference for answer in register.answers) == sorted(
        f"{n}-{k}" for n in "xyz" for k in range(4)
    )
    assert {answer.status for answer in register.answers} == {Status.NEVER_SENT}
    assert len(register.entries) == 24
    assert not find_damage(shelf)
    assert not list(shelf.rglob(".new-*"))


def no_links(self: Path, _: Path) -> None:
    raise OSError(errno.EPERM, "Operation not permitted", str(self))


def test_share_without_links_serves_as_well(shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "hardlink_to", no_links)
    entered(shelf, tmp_path, "A", "B")
    assert store_module.create(store_module.entry_path(shelf, 2), b"other") is False
    assert statuses(shelf) == {1: "pending", 2: "pending"}


def test_name_that_is_taken_is_no_fault_where_the_share_has_no_word_for_it(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Path.open

    def refused(self: Path, mode: str = "r", **options: Any) -> Any:
        if mode == "xb" and not self.name.startswith(".new-"):
            raise PermissionError(errno.EPERM, "Operation not permitted", str(self))
        return opened(self, mode, **options)

    entered(shelf, tmp_path, "A")
    monkeypatch.setattr(Path, "hardlink_to", no_links)
    monkeypatch.setattr(Path, "open", refused)
    assert store_module.create(store_module.entry_path(shelf, 1), b"other") is False
    with pytest.raises(OutputError, match="may not write"):
        store_module.create(store_module.entry_path(shelf, 2), b"other")


def test_entry_that_was_half_written_a_moment_ago_is_no_damage_though_another_follows_it(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered(shelf, tmp_path, "A", "B")
    first = store_module.entry_path(shelf, 1)
    read = Path.read_bytes
    looks: list[Path] = []

    def half_at_first(self: Path) -> bytes:
        looks.append(self)
        return read(self)[:20] if self == first and looks.count(first) < 3 else read(self)

    monkeypatch.setattr(Path, "read_bytes", half_at_first)
    assert statuses(shelf) == {1: "pending", 2: "pending"}
    assert looks.count(first) >= 3


def test_link_that_was_made_although_the_share_lost_its_answer_counts(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = Path.hardlink_to

    def lost(self: Path, target: Path) -> None:
        link(self, target)
        raise OSError(errno.EIO, "Input/output error", str(self))

    monkeypatch.setattr(Path, "hardlink_to", lost)
    entered(shelf, tmp_path, "A")
    assert statuses(shelf) == {1: "pending"}


@pytest.mark.parametrize(
    ("number", "says"), [(errno.ENOSPC, "disk is full"), (errno.EROFS, "may not write"), (errno.EACCES, "may not")]
)
@pytest.mark.parametrize("links", [True, False])
def test_register_that_cannot_be_written_to_is_left_as_it_was(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, says: str, links: bool
) -> None:
    entered(shelf, tmp_path, "A")
    before = sorted(path for path in shelf.rglob("*"))
    if not links:
        monkeypatch.setattr(Path, "hardlink_to", no_links)

    def refuse(_: int) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", refuse)
        with pytest.raises(OutputError, match=says):
            open_register(shelf).enter(release(tmp_path, "B"), open_register(shelf).head)
        with pytest.raises(OutputError, match=r"Nothing was entered"):
            open_register(shelf).mark_sent("A")
    assert sorted(path for path in shelf.rglob("*")) == before
    assert statuses(shelf) == {1: "pending"}


def test_clock_that_was_set_back_changes_no_order(shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entered(shelf, tmp_path, "A")

    class Earlier(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Earlier:
            return cls(1999, 1, 1, tzinfo=tz)

    monkeypatch.setattr(store_module, "datetime", Earlier)
    entered(shelf, tmp_path, "B")
    assert [answer.reference for answer in open_register(shelf).answers] == ["A", "B"]
    open_register(shelf).mark_sent("B")
    (told, *_) = find_damage(shelf)
    assert told.harmless
    assert "Entry 2 is dated before entry 1" in told.words


def spoil_entry(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(COUNCIL, "Another Council"), encoding="utf-8")


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:40])


def remove(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("spoil", [spoil_entry, cut_short, remove])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_damaged_entry_is_found_named_and_put_back(
    shelf: Path, tmp_path: Path, spoil: Callable[[Path], None], number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "_SETTLING", 1)
    entered(shelf, tmp_path, "A", "B")
    open_register(shelf).mark_sent("A")
    open_register(shelf).mark_sent("B")
    whole = {path.name: path.read_bytes() for path in (shelf / "entries").iterdir()}
    path = store_module.entry_path(shelf, number)
    spoil(path)
    with pytest.raises(RegisterError, match=path.name):
        open_register(shelf)
    assert find_damage(shelf)[0].where == path
    (done,) = restore(shelf, [])
    assert f"Entry {number} was put back" in done
    assert {path.name: path.read_bytes() for path in (shelf / "entries").glob("*.json")} == whole
    assert statuses(shelf) == {1: "sent", 2: "sent"}


def test_entry_that_was_written_anew_does_not_fit_the_chain(shelf: Path, tmp_path: Path) -> None:
    entered(shelf, tmp_path, "A", "B", "C")
    other = tmp_path / "other"
    entered(other, tmp_path, "X", "Y")
    store_module.entry_path(shelf, 2).write_bytes(store_module.entry_path(other, 2).read_bytes())
    found = [damage.words for damage in find_damage(shelf) if not damage.harmless]
    assert "Entry 2 does not follow from entry 1: one of the two was changed." in found
    with pytest.raises(RegisterError):
        open_register(shelf)
    restore(shelf, [])
    assert [answer.reference for answer in open_register(shelf).answers] == ["A", "B", "C"]


def test_newest_entry_that_is_lost_forgets_no_release(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "_SETTLING", 1)
    entered(shelf, tmp_path, "A", "B")
    cut_short(store_module.entry_path(shelf, 2))
    with pytest.raises(RegisterError):
        open_register(shelf)
    done = restore(shelf, [])
    assert done == (
        "Entry 2, the newest, has no copy; the damaged file was set aside.",
        "B was entered again, as pending, because its entry was lost.",
    )
    assert [answer.reference for answer in open_register(shelf).answers] == ["A", "B"]


def test_damaged_release_is_named_and_put_back_from_the_answer(shelf: Path, tmp_path: Path) -> None:
    entered(shelf, tmp_path, "A")
    register = open_register(shelf)
    path = register.release_file(register.answers[0])
    path.write_text(path.read_text(encoding="utf-8").replace("12", "13"), encoding="utf-8")
    with pytest.raises(RegisterError, match="release record of A"):
        register.release_file(register.answers[0])
    assert [damage.where for damage in find_damage(shelf)] == [path]
    with pytest.raises(RegisterError, match="release record of A"):
        restore(shelf, [release(tmp_path, "B")])
    restore(shelf, [release(tmp_path, "A")])
    assert not find_damage(shelf)


def test_copied_register_is_the_register(shelf: Path, tmp_path: Path) -> None:
    import shutil

    entered(shelf, tmp_path, "A", "B")
    shutil.copytree(shelf, tmp_path / "backup")
    assert open_register(tmp_path / "backup").entries == open_register(shelf).entries


def test_register_is_found_by_option_then_by_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(REGISTER_VARIABLE, raising=False)
    assert register_folder(None) is None
    monkeypatch.setenv(REGISTER_VARIABLE, "/share/register")
    assert register_folder(None) == Path("/share/register")
    assert register_folder(Path("mine")) == Path("mine")


ENDLESS = """
import itertools, json, sys
from pathlib import Path
from foi_return.register import open_register
shelf, folder, name = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
for number in itertools.count():
    path = folder / f"{name}-{number}.json"
    path.write_text(json.dumps({"reference": path.stem, "council": "C", "cells": []}), encoding="utf-8")
    open_register(shelf).enter(path, None, sent=True)
    print(path.stem, flush=True)
"""


@pytest.mark.slow
def test_writers_killed_at_random_moments_lose_nothing_that_was_entered(shelf: Path, tmp_path: Path) -> None:
    draw = random.Random(1)
    told: set[str] = set()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    for round_number in range(40):
        command = [sys.executable, "-c", ENDLESS, str(shelf), str(tmp_path), f"r{round_number}"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            told.add(writer.stdout.readline().strip())
            time.sleep(draw.uniform(0, 0.1))
            writer.kill()
            told.update(writer.stdout.read().split())
        assert not [damage for damage in find_damage(shelf) if not damage.harmless]
    sent = {answer.reference for answer in open_register(shelf).answers if answer.status is Status.SENT}
    assert told <= sent
    assert len(sent) - len(told) <= 40
