"""What one run has to do with the register: which answers it protects against, and the entry that it leaves."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from foi_return.disclosure.earlier import LeftOut
from foi_return.outputs.comparison import compare_releases, write_comparison
from foi_return.outputs.release import RELEASE_NAME, release_record
from foi_return.pipeline import PreparedReturn
from foi_return.register import Register, Registered, Status, open_register, register_folder


@dataclass
class RegisterSession:
    """The register as it was when the run began, and the answer that the run enters.

    Attributes:
        register: The register as it was read: what the answer is protected against.
        known: The answers of the council in it that readers have or may have.
        entered: The answer of this run, once it is entered.
        files: Their release records.
        left_out: The references of those that the answer is not protected against.
    """

    register: Register
    known: tuple[Registered, ...] = field(default=())
    entered: Registered | None = None
    files: tuple[Path, ...] = ()
    left_out: frozenset[str] = frozenset()

    def earlier_releases(self, council: str, named: Sequence[Path]) -> tuple[Path, ...]:
        """The release records of all earlier answers of a council: those named, then those of the register.

        Raises:
            RegisterError: A release record is missing, or is not as it was entered.
        """
        self.known = self.register.known_to_readers(council)
        self.files = (*named, *(self.register.release_file(answer) for answer in self.known))
        return self.files

    def leave_out(self, left_out: Iterable[LeftOut]) -> None:
        """Notes which answers the present one is not protected against, by decision or because they count others."""
        self.left_out = frozenset(each.reference for each in left_out)

    @property
    def protected_against(self) -> int:
        """How many answers of the register the present one is protected together with."""
        return sum(each.reference not in self.left_out for each in self.known)

    def enter(self, pack: Path) -> None:
        """Enters the answer that stands in a folder as pending, before anybody can see it.

        Raises:
            OutputError: The register cannot be written to; the answer must not appear then.
        """
        self.entered = self.register.enter(pack / RELEASE_NAME, self.register.head)

    @property
    def replaced(self) -> tuple[Registered, ...]:
        """Pending answers with the same reference but other figures, which this run has replaced."""
        own = self.entered
        return tuple(
            each
            for each in self.known
            if own is not None
            and each.reference == own.reference
            and each.entry.release != own.entry.release
            and each.status is Status.PENDING
        )

    def summary(self) -> dict[str, object]:
        """The entry for a program to read."""
        entered = self.entered
        return {
            "folder": str(self.register.folder),
            "entry": entered.number if entered else None,
            "status": entered.status.value if entered else None,
            "protected_against": self.protected_against,
        }

    def sentences(self) -> list[str]:
        """What the officer is told of the register."""
        if self.entered is None:
            return []
        number, reference = self.entered.number, self.entered.reference
        together = self.protected_against
        others = "one other answer" if together == 1 else f"{together} other answers"
        told = [
            f"Register: entry {number} ({self.entered.status.value}), protected together with {others} that readers "
            f"have or may have. When it is sent: foi-return register sent {number}"
        ]
        told += [
            f"Entry {each.number} is an earlier making of {reference} with other figures, still taken to be known. If "
            f"it never left the council: foi-return register never-sent {each.number}"
            for each in self.replaced
        ]
        return told


def write_compared(prepared: PreparedReturn, files: Sequence[Path], internal: Path) -> None:
    """Writes beside the answer what of it earlier answers have too, and why it differs where it does.

    Raises:
        OutputError: It cannot be written.
    """
    earlier = [json.loads(path.read_text(encoding="utf-8")) for path in files]
    revised = frozenset(each.place for each in prepared.revised if not each.over)
    write_comparison(compare_releases(release_record(prepared.answer), earlier, revised), internal)


def open_session(chosen: Path | None) -> RegisterSession | None:
    """Opens the register that was chosen, or that the environment names; None where there is none.

    Raises:
        RegisterError: It is damaged.
    """
    folder = register_folder(chosen)
    return RegisterSession(open_register(folder)) if folder else None
