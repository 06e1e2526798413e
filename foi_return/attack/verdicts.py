"""Judges each number that the reader wants: known, confined, or free to be any small number.

A small number is free if the reader cannot rule out any number from the least that it would have if every figure that
is not zero were hidden, up to the threshold.

Source: DESIGN.md, section 3 ("Safe").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from foi_return.attack.arithmetic import explain
from foi_return.attack.options import Zeros
from foi_return.attack.outcome import Finding, Verdict
from foi_return.attack.places import Place
from foi_return.attack.proof import prove_excluded
from foi_return.attack.rounding import Rounded
from foi_return.attack.solver import Solver, Undecided
from foi_return.attack.statements import Figure
from foi_return.attack.system import Component, Statement


@dataclass(frozen=True, slots=True)
class Rule:
    """Which numbers are small in one file, what it says of zeros, and how it rounds; None where it does not."""

    threshold: int
    zeros: Zeros
    rounded: Rounded | None = None


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the reader wants to know of one place.

    Attributes:
        place: Whose number it is.
        figure: The cell that hides it; None for a latent group.
        rule: What is small there.
        own: The least and the greatest that its mark alone says; None for no bound.
    """

    place: Place
    figure: Figure | None
    rule: Rule
    own: tuple[int, int | None]


def judge(component: Component, latent: frozenset[Place], rules: Sequence[Rule]) -> list[Finding]:
    """A finding for every hidden figure and latent group of a component whose statements can all be true.

    Args:
        component: The statements.
        latent: The places that no table shows and that are groups.
        rules: The rule of each file; a latent group goes by that of the file under attack.
    """
    wanted = list(_wanted(component, latent, rules))
    if not wanted:
        return []
    solver = Solver(component)
    floors = Solver(_everything_hidden(component, rules))
    found = []
    for want in wanted:
        try:
            finding = _judge(want, component, solver, floors)
        except Undecided:
            finding = _finding(want, Verdict.UNDECIDED, 0, None)
        found.append(finding)
    return found


def _wanted(component: Component, latent: frozenset[Place], rules: Sequence[Rule]) -> Iterator[_Wanted]:
    hiding: dict[Place, list[Figure]] = {}
    shown_there: set[tuple[Place, int]] = set()
    for figure in component.figures:
        if figure.hides:
            hiding.setdefault(figure.place, []).append(figure)
        elif figure.text:
            shown_there.add((figure.place, figure.release))
    for place in component.places:
        if place in hiding:
            # A place is judged by the latest file that hides it.
            figure = min(hiding[place], key=lambda figure: figure.release)
            # What another release rounds is no word of this one: together they may say more than either.
            alike = [
                each for each in hiding[place] if not rules[each.release].rounded or each.release == figure.release
            ]
            highs = [other.high for other in alike if other.high is not None]
            own = (max(other.low for other in alike), min(highs) if highs else None)
            yield _Wanted(place, figure, rules[figure.release], own)
        elif place in latent:
            yield _Wanted(place, None, rules[0], (0, None))


def _everything_hidden(component: Component, rules: Sequence[Rule]) -> Component:
    """The component if every number but the zeros were hidden, by which the least that is safe is measured."""
    figures = [
        figure
        if figure.high == 0
        else replace(figure, low=min(figure.low, rules[figure.release].zeros.least_hidden), high=None, hides=True)
        for figure in component.figures
    ]
    return Component(component.places, tuple(figures), component.relations, component.ceiling)


def _judge(want: _Wanted, component: Component, solver: Solver, floors: Solver) -> Finding:
    low, most = solver.least(want.place), solver.most(want.place)
    high = None if most >= component.ceiling // 2 else most
    threshold = want.rule.threshold
    if low >= threshold:
        return _finding(want, Verdict.NOT_SMALL, low, high)
    bottom = 0 if want.rule.zeros is Zeros.HIDDEN else 1
    reach = _reach(want)
    possible = [value for value in range(low, min(most, reach) + 1) if solver.can_be(want.place, value, value)]
    floor = floors.least(want.place) if low > bottom else 0
    excluded = _excluded(want, possible, max(bottom, want.own[0]), floor)
    verdict = _verdict(want, low, most, possible, excluded, bottom)
    finding = _finding(want, verdict, low, high)
    finding = replace(finding, possible=tuple(value for value in possible if value >= bottom), excluded=tuple(excluded))
    if verdict in (Verdict.EXACT, Verdict.SMALL, Verdict.NARROWED):
        return _proved(finding, component, want)
    return finding


def _reach(want: _Wanted) -> int:
    """How far up it matters what a small number can be."""
    rounded = want.rule.rounded
    return want.rule.threshold if rounded is None else rounded.alike(want.rule.threshold - 1).stop - 1


def _excluded(want: _Wanted, possible: Sequence[int], bottom: int, floor: int) -> list[int]:
    """What the number should be able to be and cannot.

    Where numbers are rounded, nothing comes out as long as some small number that is possible has with it all those
    that round alike: that is all that rounding claims to protect.
    """
    rounded, threshold = want.rule.rounded, want.rule.threshold
    if rounded is None:
        top = threshold if want.own[1] is None else min(threshold, want.own[1])
        return [value for value in range(max(bottom, floor), top + 1) if value not in possible]
    top = _reach(want) if want.own[1] is None else want.own[1]
    lost: set[int] = set()
    for value in (each for each in possible if bottom <= each < threshold):
        alike = {each for each in rounded.alike(value) if max(bottom, floor) <= each <= top}
        lost |= alike - set(possible)
    return sorted(lost)


def _keeps_rounding(want: _Wanted, possible: Sequence[int], excluded: Sequence[int]) -> bool:
    """Whether some small number that is possible has with it all those that round alike."""
    rounded = want.rule.rounded
    small = [value for value in possible if want.own[0] <= value < want.rule.threshold]
    return rounded is not None and any(set(rounded.alike(value)).isdisjoint(excluded) for value in small)


def _verdict(
    want: _Wanted, low: int, most: int, possible: Sequence[int], excluded: Sequence[int], bottom: int
) -> Verdict:
    threshold = want.rule.threshold
    known = low == most and want.rule.rounded is not None and bottom <= low
    if not excluded and not known:
        return Verdict.SAFE
    if not any(bottom <= value < threshold for value in possible):
        return Verdict.NOT_SMALL
    if low == most:
        return Verdict.EXACT
    if _keeps_rounding(want, [value for value in possible if value >= bottom], excluded):
        return Verdict.NARROWED
    # A group that no table shows may be empty, and then there is nothing to protect.
    surely = most < threshold and (want.figure is not None or low >= bottom)
    return Verdict.SMALL if surely else Verdict.NARROWED


def _finding(want: _Wanted, verdict: Verdict, low: int, high: int | None) -> Finding:
    figure = want.figure
    if figure is None:
        return Finding(want.place, True, "", "", 0, verdict, low, high)
    return Finding(want.place, False, figure.text, figure.table, figure.release, verdict, low, high)


def _proved(finding: Finding, component: Component, want: _Wanted) -> Finding:
    """The finding with the arithmetic that shows it."""
    sides = []
    if finding.low > 0 and (finding.verdict is Verdict.EXACT or any(v < finding.low for v in finding.excluded)):
        sides.append((0, finding.low - 1))
    if finding.high is not None and (want.own[1] is None or finding.high < want.own[1]):
        sides.append((finding.high + 1, component.ceiling))
    top = component.ceiling if finding.high is None else finding.high
    sides += [(value, value) for value in finding.excluded if finding.low < value < top]
    proofs, already_out = _proofs(component, finding.place, sides)
    sentences = explain(component, finding.place, proofs, finding.low, finding.high)
    return replace(finding, proof=tuple(sentences), already_out=already_out)


def _proofs(
    component: Component, place: Place, sides: Sequence[tuple[int, int]]
) -> tuple[dict[tuple[int, int], tuple[Statement, ...]], bool]:
    """A proof for each range that is excluded, and whether earlier files alone give all of them."""
    statements = component.statements
    before = [statement for statement in statements if not isinstance(statement, Figure) or statement.release]
    if any(isinstance(statement, Figure) for statement in before):
        earlier = component.limited_to(before)
        proofs = {side: prove_excluded(earlier, place, *side) for side in sides}
        if all(proofs.values()):
            return proofs, True
    return {side: prove_excluded(component, place, *side) for side in sides}, False
