"""The ways of counting that earlier answers bring with them, each with a number: 0 is the present one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from foi_return.disclosure.earlier import EarlierAnswer, Spot
from foi_return.disclosure.views import records_of, view_key
from foi_return.terms.field_map import FieldMap
from foi_return.terms.view import View, Window


def map_of(answer: EarlierAnswer, field_map: FieldMap) -> FieldMap:
    """The map and rules that an earlier answer was counted by."""
    return answer.field_map or replace(field_map, counting=records_of(answer.rules))


def other_views(field_map: FieldMap, earlier: Sequence[EarlierAnswer]) -> tuple[View, ...]:
    """The ways of counting of earlier answers that are not the present one, in the order of their numbers from 1 on.

    Those over the present periods come first, of which those with the present map are the first, sorted by their rules;
    then those with another map. After them come those over days of their own: four quarters of a year are four views,
    and each serves every year.

    Args:
        field_map: The present map, with the present rules.
        earlier: The earlier answers.
    """
    own = view_key(field_map)
    maps = {own: field_map}
    whole: set[tuple[str, ...]] = {own}
    windows: dict[tuple[str, ...], dict[str, set[Window]]] = {}
    own_map: set[tuple[str, ...]] = {own}
    for answer in earlier:
        counted_by = map_of(answer, field_map)
        key = view_key(counted_by)
        maps.setdefault(key, counted_by)
        own_map |= {key} if answer.field_map is None else set()
        for spot in answer.spots or ():
            if spot.window is not None:
                windows.setdefault(key, {}).setdefault(spot.present, set()).add(spot.window)
        if answer.spots is None or any(spot.window is None for spot in answer.spots):
            whole.add(key)

    def order(key: tuple[str, ...]) -> tuple[object, ...]:
        return key != own, key not in own_map, records_of(maps[key].counting).sentences() if key in own_map else (), key

    return (
        *(View(maps[key]) for key in sorted(whole - {own}, key=order)),
        *(view for key in sorted(windows, key=order) for view in _windowed(maps[key], windows[key])),
    )


def _windowed(field_map: FieldMap, windows: dict[str, set[Window]]) -> Iterator[View]:
    """As few views as there are windows in one period: the first of each period together, then the second."""
    in_order = [sorted(found) for found in windows.values()]
    for place in range(max(map(len, in_order))):
        yield View(field_map, tuple(sorted(found[place] for found in in_order if place < len(found))))


def number_of(views: Sequence[View], answer: EarlierAnswer, spot: Spot) -> int:
    """The number of the view that counts what an earlier answer counted in one of its periods.

    Args:
        views: The views, the present one first.
        answer: The earlier answer.
        spot: Where its period lies.
    """
    key = view_key(map_of(answer, views[0].field_map))
    return next(
        number
        for number, view in enumerate(views)
        if view_key(view.field_map) == key and (spot.window in view.windows if spot.window else not view.windows)
    )
