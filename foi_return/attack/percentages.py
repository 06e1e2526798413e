"""Percentages: what each says of the number that it is a share of, and of the number that is the share."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from foi_return.attack.places import NOT_KNOWN, RECORDED, Place
from foi_return.attack.publication import PublishedPercent
from foi_return.attack.statements import Figure, Relation

MOST_DECIMALS = 3
"""A percentage is read to so many decimal places at most; that loses a little, and claims nothing false."""

_PERCENT = re.compile(r"(\d+)(?:\.(\d+))?\s*%?")


def percent_of(
    text: str, place: Place, whole: Place, decimals: int = 0, *, half_up: bool = False
) -> PublishedPercent | None:
    """A printed percentage; None where the text is none.

    Args:
        text: What is printed, with or without its sign.
        place: What it is the share of: the number above the line.
        whole: The number below the line.
        decimals: To how many decimal places it is rounded; more where more are printed.
        half_up: Whether it is known that a half is rounded up.
    """
    match = _PERCENT.fullmatch(text.strip())
    if not match:
        return None
    digits = match[2] or ""
    shown = min(MOST_DECIMALS, max(len(digits), decimals))
    units = int(match[1] + digits[:shown].ljust(shown, "0"))
    ends = (2 * units - 1, 2 * units + (1 if len(digits) <= shown else 3))
    return PublishedPercent(place, whole, f"{text.strip().rstrip('% ')}%", ends, shown, half_up)


def of_recorded(percents: Iterable[PublishedPercent], places: Iterable[Place]) -> tuple[PublishedPercent, ...]:
    """The percentages of a table, each of what it is really of.

    Where a row says of how many the breakdown was recorded, that row and not known are shares of all, the others of it.

    Args:
        percents: The percentages, each as of the total.
        places: Every place of their table, those with a mark included.
    """
    recorded = {place for place in places if RECORDED in dict(place.labels).values()}
    return tuple(
        replace(each, whole=whole)
        if (whole := _recorded_beside(each.place)) in recorded
        and {RECORDED, NOT_KNOWN}.isdisjoint(dict(each.place.labels).values())
        else each
        for each in percents
    )


def _recorded_beside(place: Place) -> Place:
    dimension = place.dimensions[0] if place.labels else ""
    return place.with_label(dimension, RECORDED)


def decimals_of(text: str) -> int:
    """How many decimal places a printed percentage has; 0 where the text is none."""
    match = _PERCENT.fullmatch(text.strip())
    return min(MOST_DECIMALS, len(match[2] or "")) if match else 0


def percentage_statements(
    percents: Sequence[PublishedPercent],
    figures: Sequence[Figure],
    printed: Mapping[Place, int],
    places: Mapping[Place, Place],
    release: int,
) -> tuple[list[Figure], list[Relation]]:
    """What the percentages of a file say.

    One that follows from the two numbers that are shown says nothing more. That is how a release that rounds computes
    them; one that does not follow is taken to be of the true counts.

    Args:
        percents: The percentages.
        figures: What the file's numbers and marks say.
        printed: The numbers as they are printed, rounded or not.
        places: Each place as it is named among all files together.
        release: The number of the file.

    Returns:
        Figures for numbers of which only the percentage is printed, and relations.
    """
    known = {figure.place for figure in figures}
    new: dict[Place, Figure] = {}
    relations: list[Relation] = []
    for percent in percents:
        count, total = printed.get(percent.place), printed.get(percent.whole)
        if count is not None and total is not None and _follows(percent, count, total):
            continue
        place, whole = places[percent.place], places[percent.whole]
        if place == whole:
            continue
        if place not in known:
            new[place] = Figure(place, 0, None, percent.text, True, release, "percentages")
        relations += _relations(replace(percent, place=place, whole=whole))
    return list(new.values()), relations


def _follows(percent: PublishedPercent, count: int, total: int) -> bool:
    least, most = percent.ends
    scale = _scale(percent)
    return scale * count >= least * total and scale * count <= most * total


def _scale(percent: PublishedPercent) -> int:
    return 200 * int(10**percent.decimals)


def _relations(percent: PublishedPercent) -> Iterator[Relation]:
    """`least * whole <= scale * part`, and `scale * part <= most * whole`, less than which if a half goes up."""
    least, most = percent.ends
    scale = _scale(percent)
    part, whole = percent.place, percent.whole
    if least > 0:
        common = math.gcd(scale, least)
        yield Relation(((part, scale // common), (whole, -least // common)), 0, None, percent=percent.text, part=part)
    if percent.half_up:
        yield Relation(((whole, most), (part, -scale)), 1, None, percent=percent.text, part=part)
    else:
        common = math.gcd(scale, most)
        yield Relation(((whole, most // common), (part, -scale // common)), 0, None, percent=percent.text, part=part)
