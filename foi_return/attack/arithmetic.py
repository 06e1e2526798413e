"""Says in plain words how a number follows from what is printed: `Male = Total (27) - Female (22) = 5`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foi_return.attack.narrowing import Narrowing, Step
from foi_return.attack.places import Place, place_words, short_words
from foi_return.attack.statements import Figure, Relation
from foi_return.attack.system import Component, Statement

Side = tuple[int, int]
"""A range of numbers that is excluded, both ends included."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the figures say of one number, or what an earlier step has found of it."""

    low: int
    high: int | None
    figures: tuple[Figure, ...] = ()

    @property
    def printed(self) -> Figure | None:
        """The cell that a reader would point to."""
        return next((figure for figure in self.figures if figure.shown), next(iter(self.figures), None))

    @property
    def words(self) -> str:
        """`27`; `[c], at least 1`; `at most 2`."""
        figure = self.printed
        earlier = ", earlier answer" if self.figures and all(found.release for found in self.figures) else ""
        if figure is not None and figure.shown:
            return (figure.text or "0, as the row is left out") + earlier
        said = f"at least {self.low}" if self.high is None else f"{self.low} to {self.high}"
        if figure is None or figure.text.strip() in ("", said):
            return said + earlier
        return f"{figure.text}, {said}{earlier}"


_UNKNOWN = _Known(0, None)


def explain(
    component: Component, place: Place, proofs: Mapping[Side, Sequence[Statement]], low: int, high: int | None
) -> list[str]:
    """The sentences that show what a number is.

    Args:
        component: Everything that is known.
        place: Whose number it is.
        proofs: For each range that is excluded, the statements from which that follows.
        low: The least that remains.
        high: The greatest that remains; None where nothing bounds it.
    """
    sentences: list[str] = []
    for side, statements in proofs.items():
        if not statements:
            sentences.append(
                f"{place_words(place)} cannot be {side[0]} to {side[1]}: the search proved it, without a short reason"
            )
            continue
        exact = _as_sum(place, statements, _printed_for(component, statements))
        if exact is not None:
            return [exact]
        printed = _printed_for(component, statements)
        sentences.append(_side_words(component.limited_to(statements), printed, place, side, low, high))
    return list(dict.fromkeys(sentences))


def statement_words(statements: Sequence[Statement]) -> str:
    """Statements one after another: those that cannot all be true."""
    known = _known_of(statements)
    relations = [statement for statement in statements if isinstance(statement, Relation)]
    used = {at for relation in relations for at, _ in relation.terms}
    told = [_relation_words(relation, known) for relation in relations]
    for at, found in known.items():
        if at not in used:
            said = dict.fromkeys(f"{figure.text or '0 (left out)'} in '{figure.table}'" for figure in found.figures)
            told.append(f"{place_words(at)} is {', '.join(said)}")
    return "; ".join(told)


def _known_of(statements: Sequence[Statement]) -> dict[Place, _Known]:
    figures: dict[Place, list[Figure]] = {}
    for statement in statements:
        if isinstance(statement, Figure):
            figures.setdefault(statement.place, []).append(statement)
    return {
        at: _Known(
            max(figure.low for figure in found),
            min((figure.high for figure in found if figure.high is not None), default=None),
            tuple(found),
        )
        for at, found in figures.items()
    }


def _printed_for(component: Component, statements: Sequence[Statement]) -> dict[Place, _Known]:
    """What is printed of every number in some relations, even where the proof could do without it."""
    places = {at for statement in statements if isinstance(statement, Relation) for at, _ in statement.terms}
    own = [statement for statement in statements if isinstance(statement, Figure)]
    others = [figure for figure in component.figures if figure.place in places - {figure.place for figure in own}]
    return _known_of([*own, *others])


def _as_sum(place: Place, statements: Sequence[Statement], known: Mapping[Place, _Known]) -> str | None:
    """`Male = Total (27) - Female (22) = 5` where every number in the sum is printed."""
    relations = [statement for statement in statements if isinstance(statement, Relation)]
    name = place_words(place)
    if not relations:
        own = known.get(place)
        figure = own.printed if own is not None else None
        return f"{name} is shown in '{figure.table}': {figure.text or 0}" if figure and figure.shown else None
    terms = _solved(place, relations)
    if terms is None or not all(at in known and known[at].low == known[at].high for at in terms):
        return None
    value = sum(factor * known[at].low for at, factor in terms.items())
    return f"{name} = {_sum_words(terms, known, place)} = {value}"


def _side_words(
    proof: Component, printed_for: Mapping[Place, _Known], place: Place, side: Side, low: int, high: int | None
) -> str:
    """One side of the claim, with what is printed of each number that it names."""
    name, known = place_words(place), _known_of(proof.statements)
    goal = _goal(side, low, high, proof.ceiling)
    if not proof.relations:
        printed = known[place].printed
        is_range = printed is not None and any(letter.isdigit() for letter in printed.text)
        return f"{name} is {f'printed as {printed.text}' if printed and is_range else 'hidden'}, so it is {goal}"
    upper = side[0] != 0
    bound = side[0] - 1 if upper else side[1] + 1
    steps = [] if "not" in goal else list(Narrowing(proof, {}).steps(place, upper, bound))
    steps = [step for step in steps if isinstance(step.why, Relation)]
    if len(steps) == 1:
        return f"{name}{_step_words(steps[0], printed_for)}"
    if steps:
        told = [
            f"({number}) {_subject(step.place, place)}{_step_words(step, printed_for)}"
            for number, step in enumerate(steps, start=1)
        ]
        return f"{name} is {goal}, in steps: {'; '.join(told)}"
    chain = [_relation_words(relation, known) for relation in proof.relations]
    used = {at for relation in proof.relations for at, _ in relation.terms}
    chain += [f"{place_words(at)} is {found.words}" for at, found in known.items() if at not in used]
    told = [f"({number}) {words}" for number, words in enumerate(chain, start=1)]
    return f"{name} is {goal}, because of all these together: {'; '.join(told)}"


def _subject(at: Place, place: Place) -> str:
    return "it" if at == place else short_words(at, place)


def _goal(side: Side, low: int, high: int | None, ceiling: int) -> str:
    first, last = side
    if first == 0 and last == low - 1:
        return f"at least {low}"
    if high is not None and first == high + 1 and last == ceiling:
        return f"at most {high}"
    return f"not {first}" if first == last else f"not {first} to {last}"


def _step_words(step: Step, known: Mapping[Place, _Known]) -> str:
    """` = Total (9) - Female (7), so it is at most 2`: one number from the others of one relation."""
    assert isinstance(step.why, Relation)
    if step.why.percent:
        end = f"so it is {'at most' if step.upper else 'at least'} {step.bound}"
        return _percent_step_words(step, known) + f", {end}"
    terms = _solve_for(step.place, step.why)
    if step.upper and (around := _container(step, terms)):
        return f" is within {short_words(around, step.place)} (at most {step.bound}), so it is at most {step.bound}"
    told: dict[Place, _Known] = {}
    for at, upper, bound in step.using:
        printed = known.get(at)
        if printed is not None and (printed.low == printed.high or (printed.low == bound and not upper)):
            told[at] = printed
        elif upper:
            told[at] = _AtMost(0, bound)
        else:
            told[at] = _Known(bound, None)
    certain = all(found.low == found.high and found.figures for found in told.values())
    end = f" = {step.bound}" if certain else f", so it is {'at most' if step.upper else 'at least'} {step.bound}"
    sign = (
        " =" if step.why.high is not None else (" is at most" if terms and min(terms.values()) > 0 else " is at least")
    )
    return f"{sign} {_sum_words(terms, told, step.place)}{end}"


def _percent_step_words(step: Step, known: Mapping[Place, _Known]) -> str:
    """` is 18.5% of Total (27)`, or ` is the number of which Male (5) is 18.5%`."""
    assert isinstance(step.why, Relation)
    ((other, upper, bound),) = step.using
    found = known.get(other)
    told = found if found is not None and found.low == found.high else (_AtMost if upper else _Known)(bound, bound)
    amount = told.words if told is found or upper else f"at least {bound}"
    words = f"{short_words(other, step.place)} ({amount})"
    if step.place == step.why.part:
        return f" is {step.why.percent} of {words}"
    return f" is the number of which {words} is {step.why.percent}"


def _container(step: Step, terms: Mapping[Place, int]) -> Place | None:
    """The one number that bounds another from above where all that lies between may be 0."""
    above = [at for at, factor in terms.items() if factor > 0]
    nothing_between = all(bound == 0 for at, _, bound in step.using if terms[at] < 0)
    return above[0] if len(above) == 1 and len(terms) == 2 and nothing_between else None


@dataclass(frozen=True, slots=True)
class _AtMost(_Known):
    """What an earlier step has found: only the greatest."""

    @property
    def words(self) -> str:
        """`at most 2`."""
        return f"at most {self.high}"


def _solved(place: Place, relations: Sequence[Relation]) -> dict[Place, int] | None:
    """The number as a sum of others, by putting every relation into the one before; None where that does not go."""
    left = [relation for relation in relations if (relation.low, relation.high) == (0, 0)]
    start = next((relation for relation in left if place in dict(relation.terms)), None)
    if start is None or len(left) < len(relations):
        return None
    terms = _solve_for(place, start)
    left.remove(start)
    while left:
        step = next(((r, at) for r in left for at in sorted(terms) if at in dict(r.terms)), None)
        if step is None:
            return None
        relation, other = step
        left.remove(relation)
        factor = terms.pop(other)
        for at, weight in _solve_for(other, relation).items():
            terms[at] = terms.get(at, 0) + factor * weight
            if terms[at] == 0:
                del terms[at]
    return None if place in terms or any(abs(weight) > 1 for weight in terms.values()) else terms


def _solve_for(place: Place, relation: Relation) -> dict[Place, int]:
    """A relation of coefficients 1 and -1 that sums to 0, solved for one of its places."""
    own = dict(relation.terms)[place]
    return {other: -factor * own for other, factor in relation.terms if other != place}


def _sum_words(terms: Mapping[Place, int], known: Mapping[Place, _Known], beside: Place) -> str:
    """`Total (27) - Female (22)`; rows that are left out count for nothing and are not named."""

    def order(at: Place) -> tuple[bool, int, bool, Place]:
        return terms[at] < 0, len(at.labels), known.get(at, _UNKNOWN).high == 0, at

    words = ""
    for at in sorted(terms, key=order):
        found = known.get(at, _UNKNOWN)
        left_out = found.high == 0 and bool(found.figures) and not any(figure.text for figure in found.figures)
        if not left_out:
            words += f" {'-' if terms[at] < 0 else '+'} {short_words(at, beside)} ({found.words})"
    return words.removeprefix(" + ").strip() or "0"


def _relation_words(relation: Relation, known: Mapping[Place, _Known]) -> str:
    whole = relation.part or relation.terms[0][0]

    def named(at: Place) -> str:
        name = place_words(at) if at == whole else short_words(at, whole)
        return f"{name} ({known[at].words})" if at in known else name

    if relation.percent:
        (other,) = (at for at, _ in relation.terms if at != whole)
        return f"{named(whole)} is {relation.percent} of {named(other)}"
    sign = "=" if relation.high is not None else "is at least"
    return f"{named(whole)} {sign} {' + '.join(named(at) for at, _ in relation.terms[1:])}"
