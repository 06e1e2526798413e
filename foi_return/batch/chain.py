"""The requests of one council, one after another: each answer is protected against all that stand before it."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from foi_return.batch.grouping import grouping_of
from foi_return.batch.options import BatchOptions
from foi_return.batch.plan import Task
from foi_return.batch.results import Result, State, failed, refused
from foi_return.batch.shelf import SharedExtract, Shelf
from foi_return.batch.standing import (
    Digests,
    Standing,
    find_standing,
    fingerprint,
    registered_as,
    sent_already,
    write_state,
)
from foi_return.errors import Fault, FoiReturnError, OutputError, RegisterError, UserError
from foi_return.outputs.beside_workbook import load_paper
from foi_return.outputs.file_faults import file_fault
from foi_return.outputs.folder_lock import FolderLock
from foi_return.outputs.staging import sweep
from foi_return.pipeline import ReturnInputs
from foi_return.reading import CountedReturn, Progress, with_earlier
from foi_return.register import Register, open_register
from foi_return.register.state import not_protected_with
from foi_return.registering import RegisterSession, open_session
from foi_return.run import Outcome, answer_request, summary

_TRIES = 3
"""So often is an answer made again because somebody else entered another one meanwhile."""

_PROTECTING = ("Protecting", "Verifying", "Explaining")
"""How the steps begin that make up protection."""


class Listener(Protocol):
    """Who is told how a chain gets on."""

    @property
    def is_there(self) -> bool:
        """Whether anybody still wants to know."""

    def progress(self, text: str) -> None:
        """What is being done."""

    def result(self, result: Result) -> None:
        """What became of a request."""


class _MovedOn(FoiReturnError):
    """Another answer of the council was entered while this one was made."""


@dataclass
class _Stopwatch:
    """Passes progress on, and knows how long each kind of step took."""

    tell: Progress
    started: float = field(default_factory=time.perf_counter)
    protecting: float = 0.0
    _since: float | None = None

    def __call__(self, text: str) -> None:
        now = time.perf_counter()
        self._stop(now)
        self._since = now if text.startswith(_PROTECTING) else None
        self.tell(text)

    def _stop(self, now: float) -> None:
        if self._since is not None:
            self.protecting += now - self._since

    @property
    def seconds(self) -> float:
        """How long it has run."""
        return time.perf_counter() - self.started


class Chain:
    """The requests of one council.

    Args:
        tasks: The requests, in order.
        options: How the batch is run.
        listener: Who is told.
    """

    def __init__(self, tasks: Sequence[Task], options: BatchOptions, listener: Listener):
        self._tasks = tasks
        self._options = options
        self._listener = listener
        self._shelf = Shelf()
        self._digests = Digests()
        self._stand: list[Standing] = []
        self._made_from: dict[int, str | None] = {}
        self._registers: dict[Path, Register] = {}

    def run(self) -> None:
        """Answers them all; each is told of as it ends."""
        locks: list[FolderLock] = []
        try:
            tasks = self._locked(locks) if not self._options.dry_run else list(self._tasks)
            self._plan(tasks)
            left = [task for task in tasks if not self._settled(task)]
            for place, task in enumerate(left):
                if not self._listener.is_there:
                    return  # Whoever started the batch is gone; what is finished stands.
                self._listener.result(self._guarded(task))
                self._close_unneeded(task, left[place + 1 :])
        finally:
            self._shelf.close()
            for lock in locks:
                lock.release()

    def _locked(self, locks: list[FolderLock]) -> list[Task]:
        """The tasks whose folder no other batch of this council writes to."""
        usable: dict[Path, UserError | None] = {}
        for task in self._tasks:
            if task.output not in usable:
                usable[task.output] = self._lock(task, locks)
        for task in self._tasks:
            error = usable[task.output]
            if error is not None:
                self._listener.result(self._about(task, refused(task.entry, error)))
        return [task for task in self._tasks if usable[task.output] is None]

    @staticmethod
    def _lock(task: Task, locks: list[FolderLock]) -> UserError | None:
        council = hashlib.sha256(task.council.encode()).hexdigest()[:8]
        try:
            task.output.mkdir(parents=True, exist_ok=True)
            lock = FolderLock.take(task.output / f".foi-batch-{council}")
        except OSError as error:
            return OutputError(file_fault(error, task.output))
        if lock is None:
            found = f"Another batch is writing answers of {task.council} there now"
            return OutputError(Fault(str(task.output), found, "", "Wait until it has ended, then run this one again"))
        locks.append(lock)
        # What a batch that was killed left half renamed is put right before anybody looks at what stands.
        sweep(task.output)
        return None

    def _plan(self, tasks: Sequence[Task]) -> None:
        """Says beforehand what will be counted of each extract, so that it is counted once."""
        for task in tasks:
            if self._shelf.find(task.key) is not None:
                continue
            alike = [other for other in tasks if other.key == task.key]
            groupings = [grouping_of(other.inputs) for other in alike]
            for register in dict.fromkeys(other.register for other in alike):
                first = next(other for other in alike if other.register == register)
                try:
                    inputs = with_earlier(first.inputs, first.entry.answers, open_session(register))
                except UserError:
                    continue  # The request itself will be refused, and say why.
                groupings.append(grouping_of(inputs))
            self._shelf.plan(task.key, groupings, self._listener.progress)

    def _extract(self, task: Task) -> SharedExtract:
        found = self._shelf.find(task.key)
        if found is None:
            raise AssertionError("every task's extract was planned")
        return found

    def _close_unneeded(self, done: Task, left: Sequence[Task]) -> None:
        if all(task.key != done.key for task in left):
            self._extract(done).close()

    def _settled(self, task: Task) -> bool:
        """Whether a request needs nothing more, because its answer stands or was sent; tells so."""
        try:
            made_from = fingerprint(task, self._digests, lambda: self._extract(task).cells(task.inputs))
            self._made_from[task.entry.number] = made_from
            found = find_standing(task, made_from)
            register = self._register(task)
            registered = registered_as(register, found.release) if found and register else None
            stands = found is not None and (register is None or registered is not None)
            if found is not None and stands and all(found.protected_with(other) for other in self._stand):
                self._stand.append(found)
                entry = registered.number if registered else None
                self._tell_kept(task, (), entry)
                return True
            sent = sent_already(register, task) if register else None
        except UserError as error:
            self._listener.result(self._about(task, refused(task.entry, error)))
            return True
        if sent is None:
            return False
        why = (
            f"It was sent (entry {sent.number} of the register), and what was sent stays. What it would be made from "
            "now is not the same. To answer again, give it a reference of its own, or use build.",
        )
        self._tell_kept(task, why, sent.number)
        return True

    def _register(self, task: Task) -> Register | None:
        """The register as it was when the batch began; what is made later reads it again."""
        if task.register is not None and task.register not in self._registers:
            self._registers[task.register] = open_register(task.register)
        return self._registers[task.register] if task.register is not None else None

    def _tell_kept(self, task: Task, why: tuple[str, ...], entry: int | None) -> None:
        workbook = next((str(path) for path in sorted(task.pack.glob("*.xlsx"))), "") if task.pack.is_dir() else ""
        internal = str(task.internal) if task.internal.is_dir() else ""
        kept = Result(
            task.entry.number, task.entry.reference, State.KEPT, why, workbook=workbook, internal=internal, entry=entry
        )
        self._listener.result(self._about(task, kept))

    def _about(self, task: Task, result: Result) -> Result:
        return replace(result, council=task.council, received=task.entry.answers.received, due=task.due)

    def _guarded(self, task: Task) -> Result:
        """What becomes of a request, whatever goes wrong with it."""
        reference = task.entry.reference
        watch = _Stopwatch(lambda text: self._listener.progress(f"{reference}: {text[:1].lower()}{text[1:]}"))
        try:
            result = self._check(task, watch) if self._options.dry_run else self._make(task, watch)
        except UserError as error:
            result = refused(task.entry, error)
        except OSError as error:
            result = refused(task.entry, OutputError(file_fault(error, Path(error.filename or task.output))))
        except Exception as error:
            # What the error says may repeat a row of the extract, so only its kind and place are told.
            result = failed(task.entry, f"The program failed ({type(error).__name__} at {_place(error)}). {_REPORT}")
        return replace(self._about(task, result), seconds=watch.seconds, protecting=watch.protecting)

    def _check(self, task: Task, progress: Progress) -> Result:
        """Everything that can be known without writing: all but protection, which follows from earlier answers."""
        answers = task.entry.answers
        inputs = with_earlier(task.inputs, answers, open_session(task.register))
        load_paper(answers.letter_words, answers.letter_template)
        faults = [
            Fault(str(place), "This account may not write there", "a folder that this account may write to")
            for place in (task.output, task.register)
            if place is not None and not _writable(place)
        ]
        if faults:
            raise OutputError(faults)
        progress("Checking the extract")
        self._extract(task).cells(inputs)
        return Result(
            task.entry.number,
            task.entry.reference,
            State.READY,
            known=len(inputs.earlier),
            warnings=_map_warnings(task),
        )

    def _make(self, task: Task, progress: Progress) -> Result:
        for _ in range(_TRIES):
            try:
                return self._make_once(task, progress)
            except _MovedOn:
                continue
        where = f"{task.entry.reference}: {task.register}"
        found = f"Others entered answers of {task.council} each time that this one was made"
        raise RegisterError(Fault(where, found, "", "Run the batch again"))

    def _make_once(self, task: Task, progress: Progress) -> Result:
        answers = task.entry.answers
        # The register itself knows the answers that were entered in it.
        beside = [each for each in self._stand if task.register is None or each.task.register != task.register]
        earlier = (*answers.earlier, *(each.release_file for each in beside))
        found: list[Standing] = []
        named = [self._digests.of(path) for path in answers.earlier if path.is_file()]
        last_known = frozenset({*(each.release for each in beside), *named})

        def enter(session: RegisterSession | None, pack: Path, internal: Path) -> None:
            of_register = {each.entry.release for each in session.known} if session else set()
            known = frozenset({*last_known, *of_register})
            release = write_state(internal, pack, self._made_from[task.entry.number], known)
            if session:
                _enter(session, pack, release, task.council)
            found.append(Standing(task, release, known))

        def count(inputs: ReturnInputs, _: Mapping[str, Path], tell: Progress, __: str | None) -> CountedReturn:
            return self._extract(task).count(inputs, tell)

        chosen = replace(answers, earlier=earlier, output=task.output)
        outcome = answer_request(chosen, progress, self._options.require_approved, count=count, enter=enter)
        self._stand += found
        return _written(task, outcome, len(found[0].known))


def _written(task: Task, outcome: Outcome, known: int) -> Result:
    told = summary(outcome)
    entered = outcome.registered.entered if outcome.registered else None
    replaced = outcome.registered.replaced if outcome.registered else ()
    warnings = [*_map_warnings(task)]
    warnings += [
        f"Entry {each.number} of the register is an earlier making with other figures, still taken to be known. If it "
        f"never left the council: foi-return register never-sent {each.number}"
        for each in replaced
    ]
    if not outcome.internal_is_private:
        warnings.append("Others who use this disk may be able to read the internal folder.")
    return Result(
        task.entry.number,
        task.entry.reference,
        State.WRITTEN,
        workbook=str(outcome.workbook),
        internal=str(outcome.internal),
        entry=entered.number if entered else None,
        known=known,
        cells=_number(told["cells"]),
        hidden=_number(told["hidden"]),
        warnings=tuple(warnings),
    )


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _map_warnings(task: Task) -> tuple[str, ...]:
    field_map = task.inputs.field_map
    told = [] if field_map.is_approved else [f"The field map '{field_map.name}' is not approved."]
    return (*told, *([field_map.older] if field_map.older else []))


def _enter(session: RegisterSession, pack: Path, release: str, council: str) -> None:
    """Enters an answer, unless another of the council came in since it was protected.

    Raises:
        _MovedOn: One did. What was entered of this one is then taken back: nobody can have seen it.
    """
    before = session.register.head.number
    if _came_in(session.register, open_register(session.register.folder), release, council):
        raise _MovedOn
    session.enter(pack)
    own = session.entered
    if own is None:
        return
    after = open_register(session.register.folder)
    # Of two that were entered at the same time the later one always sees the earlier one, and is made again.
    if any(other.number < own.number for other in not_protected_with(own, after.answers)):
        if own.number > before:
            after.mark_never_sent(str(own.number))
        raise _MovedOn


def _came_in(then: Register, now: Register, release: str, council: str) -> bool:
    seen = {each.entry.release for each in then.known_to_readers(council)}
    return any(each.entry.release not in {*seen, release} for each in now.known_to_readers(council))


def _writable(place: Path) -> bool:
    """Whether a folder, or the nearest one above it that is there, may be written to."""
    while not place.exists() and place != place.parent:
        place = place.parent
    return os.access(place, os.W_OK)


_REPORT = "This is a fault of the program: report it with this sentence. The other requests go on"


def _place(error: Exception) -> str:
    """The last line of the program that an error went through."""
    places = ["an unknown place"]
    trace = error.__traceback__
    while trace is not None:
        name = Path(trace.tb_frame.f_code.co_filename)
        if "foi_return" in name.parts:
            places.append(f"{name.parent.name}/{name.name} line {trace.tb_lineno}")
        trace = trace.tb_next
    return places[-1]
