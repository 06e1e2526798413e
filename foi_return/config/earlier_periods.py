"""Where the periods of earlier answers lie among the present ones, by their days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from foi_return.disclosure.earlier import EarlierAnswer, Spot
from foi_return.periods import Period
from foi_return.terms.request import Request
from foi_return.terms.view import Window, window_in
from foi_return.text import listed


def place_periods(
    theirs: Sequence[Period], request: Request, then: date | None, now: date | None
) -> tuple[list[Spot], list[Window], list[str]]:
    """Where an answer's periods lie.

    Args:
        theirs: Its periods.
        request: The present request.
        then: The day of its extract; None where nobody said.
        now: The day of the present extract.

    Returns:
        Those that share days with one present period; those that share none; and what is said of those that share days
        with several, and cannot be counted again.
    """
    spots, elsewhere, faults = [], [], []
    for period in theirs:
        sharing = [
            ours for ours in request.periods if period.first_day <= ours.last_day and ours.first_day <= period.last_day
        ]
        if len(sharing) > 1:
            named = listed([each.label for each in sharing])
            faults.append(f"its {period.label} shares days with {len(sharing)} periods of this request: {named}")
        elif sharing:
            (ours,) = sharing
            window = window_in(ours, period.first_day, period.last_day, then)
            # Where the present extract goes no further than the earlier one did, both count the same days.
            as_far = min(ours.last_day, now or ours.last_day)
            same = window.period == ours and window.last_day >= as_far
            spots.append(Spot(period.label, ours.label, None if same else window))
        else:
            elsewhere.append(window_in(period, period.first_day, period.last_day, then))
    return spots, elsewhere, faults


def linked_answers(
    answers: Sequence[EarlierAnswer], request: Request
) -> tuple[tuple[EarlierAnswer, ...], Mapping[str, str]]:
    """The answers with those of their periods that lie to a present one by way of another earlier period.

    A year that is out, and three of its quarters, tell of the fourth: though the fourth alone is asked for now, and
    shares no day with the three, all of them are counted together.

    Returns:
        The answers, and by reference what is said of one that cannot be joined so.
    """
    periods = {period.label: period for period in request.periods}
    found = list(answers)
    faults: dict[str, str] = {}
    changed = True
    while changed:
        changed = False
        reached = list(_reached(found))
        for number, answer in enumerate(found):
            for window in answer.elsewhere:
                presents = {present for present, other in reached if _share_a_day(window, other)}
                label = window.period.label
                if len(presents) > 1:
                    faults[answer.reference] = (
                        f"its {label} lies by way of other answers to {len(presents)} periods of this request: "
                        f"{listed(sorted(presents))}"
                    )
                elif presents and any(request.dimension(key) for cell in answer.cells for key in cell.breakdown):
                    faults[answer.reference] = (
                        f"its {label} is broken down in a way that cannot be counted over other days"
                    )
                elif presents:
                    (present,) = presents
                    days = window_in(periods[present], window.first_day, window.period.last_day, window.last_day)
                    spots = (*(answer.spots or ()), Spot(label, present, days))
                    left = tuple(each for each in answer.elsewhere if each != window)
                    found[number] = replace(answer, spots=spots, elsewhere=left)
                    changed = True
                    break
    return tuple(found), faults


def _reached(answers: Sequence[EarlierAnswer]) -> Iterator[tuple[str, Window]]:
    for answer in answers:
        for spot in answer.spots or ():
            if spot.window is not None:
                yield spot.present, spot.window


def _share_a_day(one: Window, other: Window) -> bool:
    return one.first_day <= other.last_day and other.first_day <= one.last_day
