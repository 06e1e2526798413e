"""A comparison from start to end: link the lists, let clerks decide, count, protect, write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from foi_return.config.earlier_comparisons import load_earlier_comparisons
from foi_return.config.reconcile import load_reconciliation
from foi_return.errors import Fault, FieldMapError, RequestError
from foi_return.outputs.beside_workbook import load_paper
from foi_return.pipeline import PreparedReturn
from foi_return.reconcile.clerical import clerical_folder, read_decisions, write_clerical_list
from foi_return.reconcile.linking import Decision, Linked, LinkedChild, link
from foi_return.reconcile.model import Pair, require_splink, score_pairs
from foi_return.reconcile.outcomes import count_outcomes
from foi_return.reconcile.pack import NOTHING_BESIDE, Comparison, Delivery, WrittenPack, write_pack
from foi_return.reconcile.publishing import prepare_answer
from foi_return.reconcile.reading import Lists, read_lists
from foi_return.registering import RegisterSession, open_session
from foi_return.run import certify_return
from foi_return.terms.policy import Policy
from foi_return.terms.protected import ProtectedReturn
from foi_return.terms.reconciliation import Reconciliation
from foi_return.terms.shorthand import Shorthand

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class LinkOutcome:
    """The lists, linked.

    Attributes:
        facts: Counts of what happened, for the council alone.
        to_decide: The clerical list; None where nothing is left to decide.
        is_private: Whether only the owner can read it.
        is_approved: Whether the definition was approved as it now means.
    """

    facts: Mapping[str, int]
    to_decide: Path | None
    is_private: bool
    is_approved: bool


@dataclass(frozen=True, slots=True)
class CountOutcome:
    """A comparison that has been counted, protected and written.

    Attributes:
        prepared: What may be published, and how it was protected.
        facts: Counts of what happened, for the council alone.
        written: Where it was written.
        is_approved: Whether the definition was approved as it now means.
        unproved: How many values of small numbers the certificate takes on the program's word alone.
        registered: The register, where the answer was entered in one.
    """

    prepared: PreparedReturn
    facts: Mapping[str, int]
    written: WrittenPack
    is_approved: bool
    unproved: int = 0
    registered: RegisterSession | None = None

    @property
    def answer(self) -> ProtectedReturn:
        """What may be published."""
        return self.prepared.answer


def link_lists(comparison: Comparison, progress: Progress, *, force: bool = False) -> LinkOutcome:
    """Links the lists and writes what clerks must decide.

    Raises:
        UserError: Of the kind that fits, with every fault found.
    """
    require_splink()
    definition = _approved(comparison.definition)
    lists, pairs = _scored(definition, comparison, progress)
    linked = link(lists.partner, lists.people, pairs, {}, definition.thresholds)
    facts = {**linked.facts, **_facts_of_reading(lists)}
    if not linked.to_decide:
        return LinkOutcome(facts, None, True, definition.is_approved)
    folder = clerical_folder(comparison.output, comparison.reference)
    path, is_private = write_clerical_list(lists, linked.to_decide, folder, force=force)
    return LinkOutcome(facts, path, is_private, definition.is_approved)


def count_lists(
    comparison: Comparison,
    policy: Policy,
    decisions: Sequence[Path],
    progress: Progress,
    *,
    delivery: Delivery = NOTHING_BESIDE,
    leave_undecided: bool = False,
    require_approved: bool = False,
) -> CountOutcome:
    """Links the lists, takes the clerks' decisions in, counts, protects and writes.

    Args:
        comparison: What is compared.
        policy: The suppression policy.
        decisions: Filled clerical lists.
        progress: Told in words what is being done.
        delivery: What goes with the figures: the letter's facts, the register, earlier answers.
        leave_undecided: Whether pairs that nobody decided may be counted by the rule for unsettled ones.
        require_approved: Whether a definition that nobody has approved as it now means is refused.

    Raises:
        UserError: Of the kind that fits, with every fault found.
    """
    require_splink()
    paper = load_paper(delivery.letter_words, delivery.letter_template)
    definition = _approved(comparison.definition, require_approved=require_approved)
    session = open_session(delivery.register)
    known = session.earlier_releases(definition.council, delivery.earlier) if session else delivery.earlier
    earlier, left_out = load_earlier_comparisons(known, definition.recording, delivery.unprotected)
    if session:
        session.leave_out(left_out)
    lists, pairs = _scored(definition, comparison, progress)
    decided: dict[tuple[int, int], Decision] = {}
    for path in decisions:
        decided |= read_decisions(path, lists, pairs)
    linked = link(lists.partner, lists.people, pairs, decided, definition.thresholds)
    children = _settled(definition, linked, leave_undecided)
    progress("Counting children")
    counts = count_outcomes(definition, lists, children)
    prepared = prepare_answer(definition, counts, policy, comparison.reference, earlier, left_out)
    progress("Verifying the certificate")
    certificate, unproved = certify_return(prepared)
    facts = {**linked.facts, **_facts_of_reading(lists)}

    kept = {"definition": definition.name, "fingerprint": definition.fingerprint, "facts": facts, "counts": counts}
    written = write_pack(prepared, certificate, kept, comparison, delivery, session, paper, progress)
    return CountOutcome(prepared, facts, written, definition.is_approved, unproved, session)


def summary(outcome: CountOutcome) -> dict[str, object]:
    """The outcome for a program to read; it holds no true count."""
    answer, written, prepared = outcome.answer, outcome.written, outcome.prepared
    return {
        "reference": answer.reference,
        "workbook": str(written.workbook),
        "internal": str(written.internal),
        "approved_definition": outcome.is_approved,
        "hidden": sum(isinstance(cell.published, Shorthand) for row in answer.tables[0].rows for cell in row.cells),
        "values_on_trust": outcome.unproved,
        "not_protected_against": [left.reference for left in prepared.left_out if not left.counts_others],
        "revised_figures": len(prepared.revised),
        "exposed_differences": sum(each.exposed for each in prepared.revised),
        "register": outcome.registered.summary() if outcome.registered else None,
    }


def _approved(path: Path, *, require_approved: bool = False) -> Reconciliation:
    """The definition; refused where nobody has approved it as it now means and somebody must have."""
    definition = load_reconciliation(path)
    if require_approved and not definition.is_approved:
        found = "the definition is not approved as it now means" if definition.approval else "nobody has approved it"
        raise FieldMapError(Fault(str(path), found, "an approved definition", f"foi-return reconcile approve {path}"))
    return definition


def _scored(definition: Reconciliation, comparison: Comparison, progress: Progress) -> tuple[Lists, list[Pair]]:
    lists = read_lists(definition, comparison.sources, progress)
    progress("Comparing the lists")
    return lists, score_pairs(lists.partner, lists.people, definition.thresholds.clerical)


def _settled(definition: Reconciliation, linked: Linked, leave_undecided: bool) -> tuple[LinkedChild, ...]:
    """The children, of whom none is unsettled where no rule is about unsettled ones.

    Raises:
        RequestError: Clerks have pairs to decide, or could not tell and no rule says what that means.
    """
    waiting = linked.facts["rows that wait for a clerk"]
    open_rows = sum(not child.is_settled for child in linked.children)
    has_rule = any(rule.unsettled for rule in definition.rules)
    if waiting and not (leave_undecided and has_rule):
        step = "Fill in the list that `foi-return reconcile link` writes, and give it with --decisions FILE"
        if has_rule:
            step += "; or count them as unclear, with --leave-undecided"
        raise RequestError(
            Fault("decisions", "rows of the partner's list wait for a clerk", "a decision on each", step)
        )
    if open_rows and not has_rule:
        found = "some rows cannot be settled: no clerk could tell, or they lack enough of a name to be found"
        step = "Add a rule with unsettled = true to the definition, such as for 'Possible or unclear'"
        raise RequestError(Fault("rules", found, "a rule that says how they count", step))
    return linked.children


def _facts_of_reading(lists: Lists) -> dict[str, int]:
    return {
        **{f"birth dates of {name} that cannot be read": rows for name, rows in lists.bad_birth_dates.items()},
        "rows of social care's people whose id stood before": lists.repeated_people,
        "rows of social care's people without an id": lists.nobody,
    }
