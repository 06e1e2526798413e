"""The account of what is hidden, for the officer: every hidden cell, where it stands, why, and what is out already.

It holds true numbers, so it never leaves the council.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from foi_return.disclosure.explain import Explanation, explain, explain_rounded
from foi_return.disclosure.latent import PIECE, PIECE_OVER
from foi_return.disclosure.pattern import LimitedCell, Proof, Suppression
from foi_return.disclosure.problem import Key, Problem, Statement, place_key
from foi_return.terms.protected import ProtectedReturn
from foi_return.terms.request import NOT_KNOWN

_WITHOUT = " without "
_TOTAL = "Total"


@dataclass(frozen=True, slots=True)
class Names:
    """What a person calls the cells of a release.

    Attributes:
        cells: A short name of each cell: `Child sexual exploitation (CSE), Male, 2021/22`.
        places: Where each published cell stands: the number of its question and the title of its table.
    """

    cells: Mapping[Key, str]
    places: Mapping[Key, tuple[str, ...]]


def names_of(answer: ProtectedReturn, problem: Problem) -> Names:
    """Names the cells of a problem in the words of the release."""
    rows = [(table, row) for table in answer.tables if not table.holds_percentages for row in table.rows]
    categories: dict[str, str] = {}
    labels: dict[tuple[str, str], str] = {}
    for table, row in rows:
        category, breakdown = row.cells[0].category, row.cells[0].breakdown
        if not breakdown and categories.get(category, _TOTAL) == _TOTAL:
            categories[category] = row.label
        for item in breakdown.items():
            labels[item] = row.label if row.label != NOT_KNOWN else f"{table.row_heading.lower()} not known"
    places: dict[Key, list[str]] = {}
    for table, row in rows:
        for cell in row.cells:
            place = f"question {table.question}, '{_without_years(table.title)}'"
            places.setdefault(place_key(cell.period, cell.category, cell.breakdown), []).append(place)
    cells = {cell.key: _name(cell.key, categories, labels) for cell in problem.cells}
    return Names(cells, {key: tuple(dict.fromkeys(found)) for key, found in places.items()})


def _without_years(title: str) -> str:
    return title.rpartition(",")[0] or title


def _name(key: Key, categories: Mapping[str, str], labels: Mapping[tuple[str, str], str]) -> str:
    """`CSE, Male, 2021/22`; a latent group says what it is a rest or a piece of."""
    period, category, *narrowed = key
    pieces = [part for part in narrowed if part.startswith(PIECE)]
    told = [categories.get(part, part.replace("_", " ").capitalize()) for part in category.split(_WITHOUT)]
    dimensions = [part.partition("=") for part in narrowed if not part.startswith(PIECE)]
    parts = [_WITHOUT.join(told), *(_label(name, label, labels) for name, _, label in dimensions), period]
    if not pieces:
        return ", ".join(parts)
    over = pieces[0].partition(PIECE_OVER)[2]
    return f"the part that only an earlier answer{f', over {over},' if over else ''} tells apart of {', '.join(parts)}"


def _label(dimension: str, label: str, labels: Mapping[tuple[str, str], str]) -> str:
    unknown = f"{dimension.replace('_', ' ')} not known"
    return labels.get((dimension, label)) or (unknown if label == NOT_KNOWN else label)


def account(
    answer: ProtectedReturn,
    problem: Problem,
    found: Suppression,
    withheld: Mapping[Key, tuple[int, Statement]] | None = None,
) -> list[str]:
    """The account, line by line.

    Args:
        answer: What is published.
        problem: The problem that protection solved.
        found: Its solution.
        withheld: Where counts are rounded: the cells that are hidden as well, with what they would be shown as.
    """
    names = names_of(answer, problem)
    rounded = problem.protection.rounding is not None
    explained = (
        explain_rounded(problem, found, withheld or {}, names=names.cells)
        if rounded
        else explain(problem, found, names=names.cells)
    )
    lines = [f"What {answer.reference} hides, and why", ""]
    lines.append("FOR THE COUNCIL ALONE. This file holds true numbers. Do not send or publish it.")
    lines.append(answer.policy.sentence)
    lines += ["", *_secondary_lines(explained, names, answer.policy.mark)]
    lines += ["", *_small_lines(problem, found, names)]
    lines += ["", *_limited_lines(problem, found, names)]
    if found.given:
        lines += ["", "Small numbers that are shown by order"]
        lines += [f"  {names.cells[key]}: {value}" for key, value in _values(problem, found.given)]
    return lines


def _values(problem: Problem, keys: Iterable[Key]) -> list[tuple[Key, int]]:
    values = {cell.key: cell.value for cell in problem.cells}
    return [(key, values[key]) for key in sorted(keys)]


def _secondary_lines(explained: Iterable[Explanation], names: Names, mark: str) -> Iterator[str]:
    yield f"Hidden because they would give away a small number (shown as [{mark}])"
    nothing = True
    for each in explained:
        nothing = False
        yield ""
        yield f"  {names.cells[each.key]}"
        yield f"    Where it stands: {_where(each.key, names)}"
        yield f"    Inside the council: {each.internal}"
        yield f"    What may be said outside: {each.public}"
    if nothing:
        yield "  None."


def _where(key: Key, names: Names) -> str:
    return "; ".join(names.places.get(key, ("in no table",)))


def _small_lines(problem: Problem, found: Suppression, names: Names) -> Iterator[str]:
    """Small numbers that are hidden; those that no table shows are protected too, but hidden anyway."""
    yield "Hidden because they are small"
    for key, value in _values(problem, found.primary):
        yield f"  {names.cells[key]}: {value} ({_where(key, names)})"
    if not found.primary:
        yield "  None."


def _limited_lines(problem: Problem, found: Suppression, names: Names) -> Iterator[str]:
    """What hiding cannot take back, with the sum that shows it."""
    notable = [limit for limit in found.limited if limit.notable]
    out = [limit for limit in notable if limit.already_out]
    limited = [limit for limit in notable if not limit.already_out]
    yield "Already out, whatever is hidden now"
    yield from _each(out, problem, found, names)
    yield ""
    yield "Limited: small numbers that cannot have every value, whatever is hidden now"
    yield from _each(limited, problem, found, names)


def _each(limits: Iterable[LimitedCell], problem: Problem, found: Suppression, names: Names) -> Iterator[str]:
    values = {cell.key: cell.value for cell in problem.cells}
    nothing = True
    for limit in limits:
        nothing = False
        can_be = ", ".join(map(str, limit.attainable))
        known = "a reader knows it" if limit.already_out else f"up to the threshold a reader can think it only {can_be}"
        yield f"  {names.cells[limit.key]}: {values[limit.key]}; {known}"
        for proof, sign, side in ((limit.at_least, 1, "at least"), (limit.at_most, -1, "at most")):
            if proof is not None:
                yield f"    {_sum_words(proof, sign, side, problem, found, names)}"
        if limit.statements:
            yield f"    It follows from: {'; '.join(limit.statements)}"
        elif limit.at_least is None and limit.at_most is None:
            yield "    It follows from all that is known together; no single sum shows it"
    if nothing:
        yield "  None."


def _sum_words(proof: Proof, sign: int, side: str, problem: Problem, found: Suppression, names: Names) -> str:
    """`It is at least [a] (at least 1) + [b] (at least 1) = 2`."""
    cells = {cell.key: cell for cell in problem.cells}
    parts, total = [], 0
    for key, multiplier in proof.cells:
        given = key in found.given
        amount = cells[key].value if given else problem.protection.least_hidden
        total += sign * multiplier * amount
        parts.append(f"{_times(sign * multiplier)} [{names.cells[key]}] ({'' if given else 'at least '}{amount})")
    for position, multiplier in proof.statements:
        statement = problem.statements[position]
        low = multiplier > 0
        limit = (statement.low if low else statement.high) or 0
        total += sign * multiplier * limit
        exact = "" if statement.low == statement.high else "at least " if low else "at most "
        parts.append(f"{_times(sign * multiplier)} [{statement.name}] ({exact}{limit})")
    times = f"{proof.scale} times it" if proof.scale > 1 else "It"
    return f"{times} is {side} {' '.join(parts).removeprefix('+ ') or 0} = {total}"


def _times(multiplier: int) -> str:
    sign = "+" if multiplier > 0 else "-"
    return sign if abs(multiplier) == 1 else f"{sign} {abs(multiplier)} x"
