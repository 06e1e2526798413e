"""Turns counts by category into an answer that may be published: protected numbers, and percentages of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from foi_return.config.earlier import COMPARISON
from foi_return.config.earlier_comparisons import EarlierComparison
from foi_return.config.reconcile import TOTAL
from foi_return.disclosure.earlier import LeftOut
from foi_return.disclosure.percentages import percentage_table, percentages_that_add_up
from foi_return.disclosure.placing import place_weights
from foi_return.disclosure.problem import InnerCount, Key, Problem, SumCell
from foi_return.disclosure.protect import protect_table
from foi_return.disclosure.revised import tell_revisions
from foi_return.disclosure.system import cell_key
from foi_return.inner_cells import Selector
from foi_return.pipeline import PreparedReturn, policy_statement, protection_of, solve_problem
from foi_return.reconcile.known_before import hidden_before, with_earlier
from foi_return.tables import CountCell, CountRow, CountTable
from foi_return.terms.counting import CountingRules
from foi_return.terms.policy import Policy, ZeroPolicy
from foi_return.terms.protected import Note, ProtectedReturn
from foi_return.terms.reconciliation import Reconciliation
from foi_return.terms.request import Question, TableDefinition
from foi_return.terms.shorthand import Shorthand
from foi_return.terms.unit import CHILDREN

TABLE, QUESTION, OUTCOME = "outcome", "1", "outcome"


def prepare_answer(
    definition: Reconciliation,
    counts: Mapping[str, int],
    policy: Policy,
    reference: str,
    earlier: Sequence[EarlierComparison] = (),
    left_out: Sequence[LeftOut] = (),
) -> PreparedReturn:
    """Protects the counts as one system: each category is a part, and all of them are the total.

    Args:
        definition: What was compared.
        counts: Children by category, in the order of the table.
        policy: The suppression policy.
        reference: The council's reference for the request.
        earlier: Earlier comparisons by the same definition, whose figures the reader has.
        left_out: Earlier answers that it is not protected against.

    Raises:
        DisclosureError: The figures cannot be made safe as asked.
    """
    table = count_table(definition, counts)
    period = definition.period.label
    alone = _problem(table, policy, hidden_before(earlier, period))
    problem, revised = with_earlier(alone, earlier, period)
    solved = solve_problem(problem, policy, [table])
    protected = protect_table(table, solved.pattern, "children", {})
    exact = policy.rounding is None and not any(
        cell.published is Shorthand.BAND for row in protected.rows for cell in row.cells
    )
    percentages = percentages_that_add_up(protected) if exact else percentage_table(protected)
    rules = CountingRules(stated=_counting_sentences(definition))
    texts = (
        *solved.forced.notes,
        *filter(None, (left.told_of(CHILDREN) for left in left_out)),
        *_notes(definition),
    )
    answer = ProtectedReturn(
        reference=reference,
        request=COMPARISON,
        title=definition.title,
        council=definition.council,
        contact=definition.contact,
        regime=definition.regime,
        system=definition.system,
        unit="children",
        periods=(definition.period,),
        questions=(Question(QUESTION, definition.question),),
        flag_question="",
        flags=(),
        tables=(protected, percentages),
        notes=tuple(Note(number, text) for number, text in enumerate(texts, start=1)),
        counting=rules,
        extracted_on=None,
        coverage=(f"{definition.partner}: a list of {definition.listed}.",),
        policy=policy_statement(solved.policy),
        field_map=definition.name,
        fingerprint=definition.fingerprint,
        protection_stands=True,
        recording=definition.recording,
    )
    told = tell_revisions(revised, answer, policy.threshold)
    return replace(solved.prepared(answer), revised=told, left_out=tuple(left_out))


def count_table(definition: Reconciliation, counts: Mapping[str, int]) -> CountTable:
    """The true counts: a row for each category, then the total."""
    period = definition.period

    def row(label: str, key: str | None, count: int) -> CountRow:
        breakdown = () if key is None else ((OUTCOME, key),)
        selector = Selector(period.label, frozenset({TOTAL if key is None else key}))
        return CountRow(label, (CountCell(selector, TOTAL, breakdown, count),))

    rows = [row(label, key, counts[key]) for key, label in definition.categories.items()]
    return CountTable(
        TableDefinition(TABLE, QUESTION, definition.title, (TOTAL,), percentages=True),
        f"{definition.title}, {period.label}",
        "What was found",
        (period,),
        (*rows, row("Total", None, sum(counts.values()))),
    )


def _problem(table: CountTable, policy: Policy, weighed: Mapping[Key, int]) -> Problem:
    """Every reader knows that a child is in one category: the total is the sum of the parts."""
    weights = {**place_weights([table], policy.weights), **weighed}
    *parts, total = [row.cells[0] for row in table.rows]
    inner = tuple(InnerCount(cell_key(cell), _figure(cell)) for cell in parts)
    cells = [
        SumCell(cell_key(cell), (place,), _figure(cell), weights[cell_key(cell)]) for place, cell in enumerate(parts)
    ]
    cells.append(SumCell(cell_key(total), tuple(range(len(parts))), _figure(total), weights[cell_key(total)]))
    if policy.zeros is ZeroPolicy.PROTECTED and sum(cell.value > 0 for cell in cells[:-1]) == 1:
        # That all children are in one category discloses it of each of them.
        cells = [replace(cell, protect_zero=cell.value == 0) for cell in cells]
    return Problem(inner, tuple(cells), (), protection_of(policy))


def _figure(cell: CountCell) -> int:
    if not isinstance(cell.figure, int):
        raise AssertionError("every category of a comparison has a figure")
    return cell.figure


def _counting_sentences(definition: Reconciliation) -> tuple[str, ...]:
    return (
        "Each child counts once, however many rows of the list are about them, and in one category only: the first "
        "that fits, in the order in which the council decided.",
        f"Children were looked for in {definition.system} by name, birth date, sex and address, allowing for misspelt "
        "and changed names and mistyped dates; where it was not clear whether two records are one child, a person "
        "decided.",
        f"Ages are in completed years on the last day of the period, {definition.period.last_day:%d/%m/%Y}.",
    )


def _notes(definition: Reconciliation) -> tuple[str, ...]:
    return (
        f"The figures compare a list of {definition.partner} with what was recorded in {definition.system}. They are "
        "not an estimate of how many children are exploited.",
        "A child who could not be found may be known under a name that neither list has.",
    )
