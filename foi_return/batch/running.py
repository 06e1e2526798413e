"""Runs a batch: its councils one after another or at the same time, with the time that is left."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

from foi_return.batch.chain import Chain
from foi_return.batch.options import BatchOptions
from foi_return.batch.plan import Task, chains_of, plan_tasks
from foi_return.batch.results import Result, State, failed
from foi_return.config.manifest import Manifest, ManifestEntry


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch that has been run.

    Attributes:
        manifest: Its file.
        results: What became of each request, in the manifest's order.
        dry_run: Whether nothing was to be written.
        interrupted: Whether somebody stopped it.
    """

    manifest: Path
    results: tuple[Result, ...]
    dry_run: bool = False
    interrupted: bool = False


@dataclass
class _Board:
    """What is known of the batch so far, and when it may end.

    Attributes:
        total: How many requests there are.
        say: Told in words what is being done.
        results: What became of those that ended, by their number.
        is_there: Somebody always is: the board is the one who asked.
    """

    total: int
    say: Callable[[str], None]
    results: dict[int, Result] = field(default_factory=dict)
    is_there: bool = True
    _started: float = field(default_factory=time.monotonic)

    def progress(self, text: str) -> None:
        """Passes on what is being done, with the time left."""
        left = self._left()
        self.say(f"{min(len(self.results) + 1, self.total)} of {self.total}, {text}{f' ({left} left)' if left else ''}")

    def result(self, result: Result) -> None:
        """Notes what became of a request."""
        self.results[result.number] = result

    def _left(self) -> str:
        """The time left, reckoned from those that took any; empty before the first of them has ended."""
        made = sum(result.seconds > 0 for result in self.results.values())
        if not made:
            return ""
        each = (time.monotonic() - self._started) / made
        return duration(each * (self.total - len(self.results)))


def duration(seconds: float) -> str:
    """A time in words, about right: `about 3 minutes`."""
    if seconds < 50:
        return "less than a minute"
    minutes = round(seconds / 60)
    if minutes < 90:
        return "about a minute" if minutes == 1 else f"about {minutes} minutes"
    return f"about {round(minutes / 60)} hours"


def run_batch(manifest: Manifest, options: BatchOptions, progress: Callable[[str], None]) -> Batch:
    """Answers every request of a manifest, as far as it can; what fails does not stop the rest.

    Args:
        manifest: The requests.
        options: How to go about it.
        progress: Told in words what is being done.
    """
    board = _Board(len(manifest.entries), progress)
    interrupted = False
    try:
        tasks, faulty = plan_tasks(manifest.entries, options)
        for result in faulty:
            board.result(result)
        chains = chains_of(tasks)
        if options.jobs > 1 and len(chains) > 1:
            _run_beside(chains, options, board)
        else:
            for chain in chains:
                Chain(chain, options, board).run()
    except KeyboardInterrupt:
        interrupted = True
    results = tuple(board.results.get(entry.number, _not_reached(entry)) for entry in manifest.entries)
    return Batch(manifest.path, results, options.dry_run, interrupted)


def _not_reached(entry: ManifestEntry) -> Result:
    return Result(entry.number, entry.reference, State.NOT_REACHED, ("The batch was stopped before it.",))


def _run_beside(chains: Sequence[Sequence[Task]], options: BatchOptions, board: _Board) -> None:
    """Runs chains in processes of their own, so many at a time; no chain's answers bear on another's."""
    context = multiprocessing.get_context("spawn")
    waiting = list(chains)
    running: dict[Connection, tuple[SpawnProcess, Sequence[Task]]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < options.jobs:
                chain = waiting.pop(0)
                ours, theirs = context.Pipe(duplex=False)
                entries = [task.entry for task in chain]
                worker = context.Process(target=_work, args=(theirs, entries, options), daemon=True)
                worker.start()
                theirs.close()
                running[ours] = worker, chain
            for ready in wait(list(running)):
                if isinstance(ready, Connection) and not _heard(ready, board):
                    worker, chain = running.pop(ready)
                    worker.join()
                    _account_for(chain, board)
    finally:
        for worker, _ in running.values():
            worker.terminate()
            worker.join()


def _heard(connection: Connection, board: _Board) -> bool:
    """Passes on what a worker says; False where it has nothing more to say."""
    try:
        said = connection.recv()
    except (EOFError, OSError):
        connection.close()
        return False
    if isinstance(said, Result):
        board.result(said)
    else:
        board.progress(str(said))
    return True


def _account_for(chain: Sequence[Task], board: _Board) -> None:
    """Says of a chain whose process has ended what it did not say itself."""
    for task in chain:
        if task.entry.number not in board.results:
            why = "The process that made it was ended, perhaps because the memory was full. Run the batch again"
            board.result(failed(task.entry, why))


@dataclass
class _Sender:
    """Tells the process that started this one."""

    connection: Connection
    parent: int = field(default_factory=os.getppid)

    @property
    def is_there(self) -> bool:
        """Whether the process that started this one still runs."""
        return os.getppid() == self.parent

    def progress(self, text: str) -> None:
        """Sends what is being done."""
        self._send(text)

    def result(self, result: Result) -> None:
        """Sends what became of a request."""
        self._send(result)

    def _send(self, said: str | Result) -> None:
        try:
            self.connection.send(said)
        except OSError:
            if self.is_there:
                raise


def _work(connection: Connection, entries: Sequence[ManifestEntry], options: BatchOptions) -> None:
    """What a worker does: one chain, from the manifest's entries on."""
    sender = _Sender(connection)
    try:
        tasks, faulty = plan_tasks(entries, options)
        for result in faulty:
            sender.result(result)
        Chain(tasks, options, sender).run()
    except KeyboardInterrupt:
        return
    finally:
        connection.close()
