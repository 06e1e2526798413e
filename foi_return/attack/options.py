"""What the person who attacks a file may tell of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from foi_return.errors import Fault, RequestError

DEFAULT_THRESHOLD = 5
"""Taken for a table that says nothing of its threshold: the one that councils most often apply."""

_RANGE = re.compile(r"(\d+)\s*(?:-|\.\.|to|\N{EN DASH})\s*(\d+)", re.IGNORECASE)
_MEANINGS = "small, hidden, zero, none or a range such as 1-4"


class Zeros(Enum):
    """What a reader may take a hidden figure to be at least.

    SHOWN: zeros are printed as 0, so a hidden figure is 1 or more. HIDDEN: zeros are hidden too, and are protected.
    UNKNOWN: a hidden figure may be 0, and a 0 needs no protection.
    """

    SHOWN = "shown"
    HIDDEN = "hidden"
    UNKNOWN = "unknown"

    @property
    def least_hidden(self) -> int:
        """The least that a hidden figure can be."""
        return 1 if self is Zeros.SHOWN else 0


@dataclass(frozen=True, slots=True)
class Told:
    """What a mark means, as the officer says.

    Attributes:
        kind: "small", "hidden", "zero", "none" or "range".
        low: The least value of a range.
        high: The greatest value of a range.
    """

    kind: str
    low: int = 0
    high: int = 0


@dataclass(frozen=True, slots=True)
class AttackOptions:
    """The options of `foi-return attack`.

    Attributes:
        threshold: Numbers from 1 to one less are small; None takes what the file says.
        zeros: What becomes of zeros; None takes what the file says or shows.
        rounded: The base to which the figures are rounded; None where they are not.
        marks: What marks mean, by the mark as it stands in the file.
        within: Pairs (part, whole) of categories, such as (`county lines`, `cce`), that the council's rules enforce.
        controlled: Whether they are rounded up or down to a multiple next to them, and not to the nearest.
        percent: What the percentages of a plain table are of: the total of the `column` or `row`; None leaves them out.
        strict: Whether a number that is narrowed, though it need not be small, counts as coming out.
    """

    threshold: int | None = None
    zeros: Zeros | None = None
    rounded: int | None = None
    marks: Mapping[str, Told] = field(default_factory=dict)
    within: tuple[tuple[str, str], ...] = ()
    strict: bool = False
    controlled: bool = False
    percent: str | None = None


def parse_options(
    *,
    threshold: int | None = None,
    zeros: str | None = None,
    rounded: int | None = None,
    marks: Iterable[str] = (),
    within: Iterable[str] = (),
    strict: bool = False,
    controlled: bool = False,
    percent: str | None = None,
) -> AttackOptions:
    """Reads the options as the command line has them.

    Args:
        threshold: `--threshold`.
        zeros: `--zeros`: shown, hidden or unknown.
        rounded: `--rounded`.
        marks: `--mark`, such as `*=small`, `c=hidden`, `-=zero`, `x=none`, `**=1-4`.
        within: `--within`, such as `county lines=cce`.
        strict: `--strict`.
        controlled: `--controlled`.
        percent: `--percent`: column or row.

    Raises:
        RequestError: An option cannot be read.
    """
    faults = list(_number_faults(threshold, rounded, controlled))
    for option, word, known in (
        ("--zeros", zeros, tuple(choice.value for choice in Zeros)),
        ("--percent", percent, ("column", "row")),
    ):
        if word is not None and word not in known:
            faults.append(Fault(option, f"found '{word}'", ", ".join(known)))
    told: dict[str, Told] = {}
    for text in marks:
        mark, sign, meaning = text.rpartition("=")
        parsed = _parse_meaning(meaning.strip()) if sign else None
        if parsed is None:
            faults.append(Fault("--mark", f"found '{text}'", f"MARK=MEANING, where the meaning is {_MEANINGS}"))
        else:
            told[mark.strip().casefold()] = parsed
    pairs = []
    for text in within:
        part, sign, whole = text.partition("=")
        if not (sign and part.strip() and whole.strip()):
            faults.append(Fault("--within", f"found '{text}'", "PART=WHOLE, such as 'county lines=cce'"))
        pairs.append((part.strip().casefold(), whole.strip().casefold()))
    if faults:
        raise RequestError(faults)
    return AttackOptions(
        threshold, Zeros(zeros) if zeros else None, rounded, told, tuple(pairs), strict, controlled, percent
    )


def _number_faults(threshold: int | None, rounded: int | None, controlled: bool) -> Iterator[Fault]:
    if threshold is not None and threshold < 2:
        yield Fault("--threshold", f"{threshold} would make no number small", "a whole number of 2 or more")
    if rounded is not None and rounded < 2:
        yield Fault("--rounded", f"{rounded} is no base to round to", "a whole number such as 5 or 10")
    if controlled and rounded is None:
        yield Fault("--controlled", "what the numbers are rounded to is not given", "--rounded N as well")


def _parse_meaning(text: str) -> Told | None:
    if text in ("small", "hidden", "zero", "none"):
        return Told(text)
    match = _RANGE.fullmatch(text)
    if match and int(match[1]) <= int(match[2]):
        return Told("range", int(match[1]), int(match[2]))
    return None
