"""A comparison from start to end: link the lists, let clerks decide, count, protect, write."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from foi_return.config.reconcile import load_reconciliation
from foi_return.disclosure.earlier import LeftOut
from foi_return.errors import DisclosureError, Fault, FieldMapError, RequestError
from foi_return.reconcile.clerical import clerical_folder, read_decisions, write_clerical_list
from foi_return.reconcile.linking import Decision, Linked, LinkedChild, link
from foi_return.reconcile.model import Pair, require_splink, score_pairs
from foi_return.reconcile.outcomes import count_outcomes
from foi_return.reconcile.publishing import RECONCILE, prepare_answer
from foi_return.reconcile.reading import Lists, read_lists
from foi_return.registering import RegisterSession, open_session
from foi_return.run import account_for_officer, certify_return, least_shown
from foi_return.terms.letter import LetterFacts
from foi_return.terms.policy import Policy
from foi_return.terms.protected import ProtectedReturn
from foi_return.terms.reconciliation import Reconciliation
from foi_return.terms.timing import Timing

Progress = Callable[[str], None]
FACTS_NAME = "reconciliation.json"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared.

    Attributes:
        definition: The reconcile definition's file.
        sources: The file of each list.
        reference: The council's reference for the request.
        output: The folder in which the answer's folders are made.
        received: The day on which the request was received, for the letter; None where nobody said.
        register: The folder of the register in which the answer is entered; None for none.
        unprotected: References of earlier comparisons of the same list that it need not be protected against.
        prepared_by: Who makes the answer; somebody else approves it.
    """

    definition: Path
    sources: Mapping[str, Path]
    reference: str
    output: Path
    received: date | None = None
    register: Path | None = None
    unprotected: tuple[str, ...] = ()
    prepared_by: str = ""


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
        answer: What may be published.
        facts: Counts of what happened, for the council alone.
        workbook: The workbook.
        internal: The folder that holds what must not be sent.
        internal_is_private: Whether only the owner can read that folder.
        is_approved: Whether the definition was approved as it now means.
        registered: The register, where the answer was entered in one.
    """

    answer: ProtectedReturn
    facts: Mapping[str, int]
    workbook: Path
    internal: Path
    internal_is_private: bool
    is_approved: bool
    registered: RegisterSession | None = None


def link_lists(comparison: Comparison, progress: Progress, *, force: bool = False) -> LinkOutcome:
    """Links the lists and writes what clerks must decide.

    Raises:
        UserError: Of the kind that fits, with every fault found.
    """
    definition, lists, pairs = _scored(comparison, progress)
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
    leave_undecided: bool = False,
    require_approved: bool = False,
) -> CountOutcome:
    """Links the lists, takes the clerks' decisions in, counts, protects and writes.

    Args:
        comparison: What is compared.
        policy: The suppression policy.
        decisions: Filled clerical lists.
        progress: Told in words what is being done.
        leave_undecided: Whether pairs that nobody decided may be counted by the rule for unsettled ones.
        require_approved: Whether a definition that nobody has approved as it now means is refused.

    Raises:
        UserError: Of the kind that fits, with every fault found.
    """
    definition, lists, pairs = _scored(comparison, progress, require_approved=require_approved)
    decided: dict[tuple[int, int], Decision] = {}
    for path in decisions:
        decided |= read_decisions(path, lists, pairs)
    linked = link(lists.partner, lists.people, pairs, decided, definition.thresholds)
    children = _settled(definition, linked, leave_undecided)
    session = open_session(comparison.register)
    left_out = _earlier_comparisons(session, definition, comparison)
    if session:
        session.leave_out(left_out)
    progress("Counting children")
    counts = count_outcomes(definition, lists, children)
    prepared = prepare_answer(definition, counts, policy, comparison.reference, left_out)
    progress("Verifying the certificate")
    certificate, _ = certify_return(prepared)
    facts = {**linked.facts, **_facts_of_reading(lists)}

    from foi_return.deadlines import last_day
    from foi_return.outputs.account_file import write_account
    from foi_return.outputs.beside_workbook import load_paper, write_beside_workbook
    from foi_return.outputs.certificate_file import write_certificate
    from foi_return.outputs.findings_record import write_findings
    from foi_return.outputs.release import RELEASE_NAME, write_release
    from foi_return.outputs.staging import Staging, sweep
    from foi_return.outputs.workbook import write_workbook
    from foi_return.verify.own_pack import verify_pack

    progress("Writing the workbook")
    sweep(comparison.output)
    staging = Staging(comparison.output, comparison.reference, made_by=comparison.prepared_by)
    due = last_day(comparison.received, Timing(), definition.regime) if comparison.received else None
    with staging:
        workbook = staging.public / f"{staging.name}.xlsx"
        write_workbook(prepared.answer, workbook)
        write_beside_workbook(
            prepared.answer, LetterFacts(workbook.name, comparison.received, due), load_paper(None, None), workbook
        )
        write_release(prepared.answer, staging.public / RELEASE_NAME)
        write_certificate(certificate, staging.internal)
        write_account(account_for_officer(prepared), staging.internal)
        write_findings((), staging.internal)  # The approval looks for it; faults of the lists stop the course.
        kept = {"definition": definition.name, "fingerprint": definition.fingerprint, "facts": facts, "counts": counts}
        text = json.dumps(kept, indent=2, ensure_ascii=False) + "\n"
        (staging.internal / FACTS_NAME).write_text(text, encoding="utf-8")
        progress("Looking through what was written")
        verify_pack(staging.public, definition.council, least_shown(prepared.answer), letterhead=False)
        if session:
            session.enter(staging.public)
    pack, internal = comparison.output / staging.public.name, comparison.output / staging.internal.name
    return CountOutcome(
        prepared.answer,
        facts,
        pack / workbook.name,
        internal,
        staging.internal_is_private,
        definition.is_approved,
        session,
    )


def _earlier_comparisons(
    session: RegisterSession | None, definition: Reconciliation, comparison: Comparison
) -> tuple[LeftOut, ...]:
    """Answers of the register that readers have, none of which this one is protected against; each with the reason.

    Answers that count what a system records say nothing of whom a partner's list names. An earlier comparison does:
    two that differ by a child tell of that child, and which rows of a list were whose is written down nowhere.

    Raises:
        DisclosureError: There is an earlier comparison, and nobody decided to go on without it.
    """
    if session is None:
        return ()
    left_out, faults = [], []
    for path in session.earlier_releases(definition.council, ()):
        record = json.loads(path.read_text(encoding="utf-8"))
        reference = str(record.get("reference"))
        if record.get("request") != RECONCILE:
            told = f"it answers the request '{record.get('request')}', and is not about the children of a list"
            left_out.append(LeftOut(reference, (told,), counts_others=True))
        elif reference in comparison.unprotected:
            left_out.append(LeftOut(reference, ("It compares a list too, whose rows are not kept.",)))
        else:
            found = f"the earlier comparison {reference} cannot be counted again: the rows of its list are not kept"
            step = "Where the lists have nobody in common, or the risk is accepted: --unprotected-against " + reference
            faults.append(Fault(str(path), found, "", step))
    if faults:
        raise DisclosureError(faults)
    return tuple(left_out)


def _scored(
    comparison: Comparison, progress: Progress, *, require_approved: bool = False
) -> tuple[Reconciliation, Lists, list[Pair]]:
    require_splink()
    definition = load_reconciliation(comparison.definition)
    if require_approved and not definition.is_approved:
        found = "the definition is not approved as it now means" if definition.approval else "nobody has approved it"
        step = f"foi-return reconcile approve {comparison.definition}"
        raise FieldMapError(Fault(str(comparison.definition), found, "an approved definition", step))
    lists = read_lists(definition, comparison.sources, progress)
    progress("Comparing the lists")
    return definition, lists, score_pairs(lists.partner, lists.people, definition.thresholds.clerical)


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
