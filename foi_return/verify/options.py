"""What the person who checks a file may tell of it."""

from __future__ import annotations

from dataclasses import dataclass

from foi_return.attack.options import AttackOptions, Zeros, parse_options


@dataclass(frozen=True, slots=True)
class VerifyOptions:
    """The options of a check.

    Attributes:
        threshold: Numbers from 1 to one less are small; None takes what the file says, or else five.
        zeros: What becomes of zeros; None takes what the file says or shows.
        rounded: The base to which the figures are rounded; None where they are not, or where the file says it.
        organisation: Who publishes it; empty where that is not known.
        small_numbers: Whether numbers under the threshold are looked for.
        attack: Whether hidden numbers that others give away are looked for.
    """

    threshold: int | None = None
    zeros: Zeros | None = None
    rounded: int | None = None
    organisation: str = ""
    small_numbers: bool = True
    attack: bool = True

    @property
    def for_attack(self) -> AttackOptions:
        """The same for an attack on the figures."""
        return AttackOptions(self.threshold, self.zeros, self.rounded)


def parse_verify_options(
    threshold: int | None = None, zeros: str | None = None, rounded: int | None = None, organisation: str = ""
) -> VerifyOptions:
    """Reads the options as the command line has them; they mean what they mean for an attack.

    Raises:
        RequestError: An option cannot be read.
    """
    told = parse_options(threshold=threshold, zeros=zeros, rounded=rounded)
    return VerifyOptions(told.threshold, told.zeros, told.rounded, organisation)
