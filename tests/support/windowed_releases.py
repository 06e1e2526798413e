"""Small random answers after one over other days: part of the year, its quarters, a calendar year across it.

Children have records with days, and are counted here in plain Python, view by view.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from foi_return.config.earlier import load_earlier
from foi_return.inner_cells import ABSENT, InnerCell, in_view
from foi_return.outputs.release import release_record
from foi_return.period_kinds import parse_period
from foi_return.periods import AgeBand, Period
from foi_return.pipeline import PreparedReturn, ReturnInputs, prepare_return
from foi_return.terms.policy import Policy, ZeroPolicy
from foi_return.terms.request import NOT_KNOWN, Breakdown
from foi_return.terms.view import View, Window
from tests.support.random_releases import BANDS, SEXES, Released, _inputs

PRESENT = parse_period("2021/22")
BEFORE: tuple[tuple[Period, ...], ...] = (
    (PRESENT,),
    (Period(date(2021, 4, 1), date(2021, 11, 30), "April to November 2021"),),
    tuple(parse_period(f"2021/22 Q{number}") for number in (1, 2, 3, 4)),
    tuple(parse_period(f"2021/22 Q{number}") for number in (1, 2, 3)),
    (parse_period("2021"),),
)
"""The periods of the earlier answer; the first is the same year, of which the extract held no more than a part."""

ENDED = date(2021, 11, 30)
_KEYS = (("cce",), ("cse",), ("cce", "cse"))


@dataclass(frozen=True, slots=True)
class Child:
    """A child with its records: the day on which each starts, and what it means."""

    born: date
    sex: str
    records: tuple[tuple[date, tuple[str, ...]], ...]


def random_windowed_release(seed: int, folder: Path, *, protected: bool = True) -> Released:
    """A small answer after one over other days; not protected together with it where that is said."""
    draw = random.Random(seed)
    periods = draw.choice(BEFORE)
    zeros = draw.choice((ZeroPolicy.SHOWN, ZeroPolicy.SHOWN, ZeroPolicy.MAY_HIDE))
    policy = Policy("test", draw.choice((3, 5)), zeros, "a reason")
    before_inputs = _asked(policy, draw.choice(BANDS[:2]), periods)
    before_inputs = replace(before_inputs, request=replace(before_inputs.request, periods=periods))
    after_inputs = _asked(policy, BANDS[0], periods)
    if periods == (PRESENT,):
        before_inputs = replace(before_inputs, extracted_on=ENDED)
        after_inputs = replace(after_inputs, extracted_on=date(2022, 6, 30))
    children = list(_children(draw))
    seen_then = [replace(child, records=_until(child, before_inputs.extracted_on)) for child in children]
    record = {**release_record(prepare(before_inputs, seen_then).answer), "reference": "BEFORE"}
    path = folder / "before.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    if protected:
        answer = load_earlier(
            path, after_inputs.request, after_inputs.field_map, SEXES, extracted_on=after_inputs.extracted_on
        )
        after_inputs = replace(after_inputs, earlier=(answer,))
    prepared = prepare(after_inputs, children)
    return Released(prepared, json.loads(json.dumps(release_record(prepared.answer))), json.loads(json.dumps(record)))


def _asked(policy: Policy, bands: Sequence[str], before: Sequence[Period]) -> ReturnInputs:
    """What is asked; by age only beside a few views, for many take a minute each."""
    inputs = _inputs(policy, bands)
    tables = (table for table in inputs.request.tables if len(before) <= 2 or table.breakdown != Breakdown.AGE_GROUP)
    return replace(inputs, request=replace(inputs.request, tables=tuple(tables)))


def _until(child: Child, extracted_on: date | None) -> tuple[tuple[date, tuple[str, ...]], ...]:
    return tuple(each for each in child.records if extracted_on is None or each[0] <= extracted_on)


def _children(draw: random.Random) -> Iterator[Child]:
    for _ in range(draw.randint(2, 6)):
        sex = draw.choice((*SEXES[:2], *SEXES))
        born = date(2021 - draw.choice((10, 12, 14, 16)), draw.randint(1, 12), 15)
        days = [date(2021, 1, 10) + timedelta(days=draw.randint(0, 470)) for _ in range(draw.choice((1, 1, 2, 3)))]
        records = tuple((day, draw.choice(_KEYS)) for day in sorted(days))
        for _ in range(draw.choice((1, 1, 2, 2, 3, 4, 5, 7, 12, 20))):
            yield Child(born, sex, records)


def prepare(inputs: ReturnInputs, children: Sequence[Child]) -> PreparedReturn:
    """The return, counted by the day on which records start and with age at the first of them."""
    groups: Counter[tuple[Any, ...]] = Counter()
    bands = inputs.counted_request.age_bands
    for period in inputs.request.periods:
        windows = [view.window(period) for view in (View(inputs.field_map), *inputs.other_views)]
        for child in children:
            seen = [_seen(child, window, bands) for window in windows]
            keys = tuple(sorted(in_view(key, number) for number, (found, _) in enumerate(seen) for key in found))
            ages = [age for _, age in seen]
            if keys:
                groups[period.label, keys, child.sex, ages[0], tuple(ages[1:])] += 1
    cells = [
        InnerCell(label, keys, sex, age, count, ages) for (label, keys, sex, age, ages), count in sorted(groups.items())
    ]
    return prepare_return(inputs, cells, frozenset())


def _seen(child: Child, window: Window | None, bands: Sequence[AgeBand]) -> tuple[frozenset[str], str]:
    counted = [each for each in child.records if window and window.first_day <= each[0] <= window.last_day]
    if not counted:
        return frozenset(), ABSENT
    day = counted[0][0]
    age = day.year - child.born.year - ((day.month, day.day) < (child.born.month, child.born.day))
    label = next((band.label for band in bands if band.holds(age)), NOT_KNOWN)
    return frozenset(key for _, keys in counted for key in keys), label
