"""Random small returns after an earlier answer that counted by other rules, made from children counted under both."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from foi_return.config.earlier import load_earlier
from foi_return.disclosure.views import age_pairs, lies_within
from foi_return.inner_cells import ABSENT, InnerCell, in_view
from foi_return.outputs.release import release_record
from foi_return.periods import AgeBand, parse_age_bands, parse_financial_year
from foi_return.pipeline import PreparedReturn, ReturnInputs, prepare_return
from foi_return.terms.counting import AgeTaken, CountingRules, PlacedBy
from foi_return.terms.policy import Policy, ZeroPolicy
from foi_return.terms.request import NOT_KNOWN
from foi_return.terms.view import View
from tests.support.random_releases import BANDS, SEXES, YEAR, Released, _inputs
from tests.support.small_council import SmallCouncil

RULES = (
    (CountingRules(), CountingRules(risk_levels=("Medium", "High"))),
    (CountingRules(risk_levels=("High",)), CountingRules()),
    (CountingRules(placed_by=PlacedBy.OPEN_IN_YEAR, age_taken=AgeTaken.YEAR_END),
     CountingRules(age_taken=AgeTaken.YEAR_END)),
    (CountingRules(placed_by=PlacedBy.OPEN_AT_YEAR_END), CountingRules()),
    (CountingRules(age_taken=AgeTaken.YEAR_START), CountingRules(age_taken=AgeTaken.YEAR_END)),
)  # fmt: skip
_MAP = SmallCouncil((), ()).inputs().field_map
_PATTERNS = ((), ("cce",), ("cse",), ("cce", "cse"))


@dataclass(frozen=True, slots=True)
class Child:
    """What two sets of rules say of a child: categories and age; no categories where it does not count."""

    keys: tuple[tuple[str, ...], tuple[str, ...]]
    sex: str
    ages: tuple[int, int]


def random_ruled_release(seed: int, folder: Path, *, protected: bool = True) -> Released:
    """A small answer after one by other rules; not protected together with it where that is said."""
    draw = random.Random(seed)
    now, then = draw.choice(RULES)
    if draw.random() < 0.5:
        now, then = then, now
    zeros = draw.choice((ZeroPolicy.SHOWN, ZeroPolicy.SHOWN, ZeroPolicy.MAY_HIDE))
    policy = Policy("test", draw.choice((3, 5)), zeros, "a reason")
    before_inputs = _ruled(_inputs(policy, draw.choice(BANDS)), then)
    after_inputs = _ruled(_inputs(policy, BANDS[0]), now)
    children = list(_children(draw, now, then))
    before = _prepare(before_inputs, children, 1)
    record = {**release_record(before.answer), "reference": "BEFORE"}
    path = folder / "before.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    if protected:
        answer = load_earlier(path, after_inputs.request, after_inputs.field_map, SEXES)
        after_inputs = replace(after_inputs, earlier=(answer,))
    prepared = _prepare(after_inputs, children, 0)
    return Released(prepared, json.loads(json.dumps(release_record(prepared.answer))), record)


def _ruled(inputs: ReturnInputs, rules: CountingRules) -> ReturnInputs:
    return replace(inputs, field_map=replace(inputs.field_map, counting=rules))


def _children(draw: random.Random, now: CountingRules, then: CountingRules) -> Iterator[Child]:
    ages = parse_age_bands(tuple(str(age) for age in range(9, 18)))
    pairs = sorted(
        (int(young), int(old))
        for young, old in age_pairs(
            [View(replace(_MAP, counting=rules)) for rules in (now, then)], ages, (), parse_financial_year(YEAR)
        )[0, 1]
        if young.isdigit() and old.isdigit() and int(young) in (9, 11, 13, 15)
    )
    first_in, second_in = lies_within(now, then), lies_within(then, now)
    patterns = [
        (first, second)
        for first in _PATTERNS
        for second in _PATTERNS
        if (first or second)
        and (not first_in or set(first) <= set(second))
        and (not second_in or set(second) <= set(first))
    ]
    for _ in range(draw.randint(2, 8)):
        child = Child(draw.choice(patterns), draw.choice((*SEXES[:2], *SEXES)), draw.choice(pairs))
        for _ in range(draw.choice((1, 1, 2, 2, 3, 4, 5, 7, 12, 20))):
            yield child


def _prepare(inputs: ReturnInputs, children: Sequence[Child], first: int) -> PreparedReturn:
    """The return by the rules of one view; a view without earlier answers sees its own children alone."""
    bands = inputs.counted_request.age_bands
    views = (first, 1 - first) if inputs.other_views else (first,)
    groups: Counter[tuple[Any, ...]] = Counter()
    for child in children:
        seen = [_age_group(child, view, bands) for view in views]
        keys = [in_view(key, number) for number, view in enumerate(views) for key in child.keys[view]]
        if keys:
            groups[tuple(sorted(keys)), child.sex, seen[0], tuple(seen[1:])] += 1
    cells = [InnerCell(YEAR, keys, sex, age, count, ages) for (keys, sex, age, ages), count in sorted(groups.items())]
    return prepare_return(inputs, cells, frozenset())


def _age_group(child: Child, view: int, bands: Sequence[AgeBand]) -> str:
    if not child.keys[view]:
        return ABSENT
    return next((band.label for band in bands if band.holds(child.ages[view])), NOT_KNOWN)
