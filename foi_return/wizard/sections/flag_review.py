"""A review of flags that is published with the answer. Only where its result is found is anybody asked before."""

from __future__ import annotations

from dataclasses import replace

from foi_return.wizard.draft import NO, YES, Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.paths import full_path
from foi_return.wizard.steps import Kind, Section, Step, yes_or_no

MADE, RESULT = "write/review", "write/review_file"


def review_steps(draft: Draft, facts: Facts) -> list[Step]:
    """The questions about a review of flags; the file is asked for only where there is one."""
    found = facts.review_found
    made = yes_or_no(
        MADE,
        Section.WRITING,
        "Was a review of flags made, whose figures go with the answer?",
        "and I have its result",
        "or its figures stay here",
        help="People may have read flagged records and others, and decided which meet the definition (foi-return "
        "review). The answer then says how right the flag is; small numbers of the review are hidden like all others."
        + (f"\nA result is in {found}" if found else ""),
        default=YES if found else NO,
    )
    made = replace(made, settled=NO if not found and MADE not in draft.again else None)
    if draft.text(MADE) != YES:
        return [made]
    return [
        made,
        Step(
            RESULT,
            Section.WRITING,
            Kind.PATH,
            "File with the result of the review",
            "The file review-result.json that foi-return review count wrote. It holds counts, and nobody's id.",
            default=found or None,
            read=full_path,
            check=lambda answer: "" if str(answer).endswith(".json") else "The result of a review ends in .json.",
        ),
    ]


def review_of(draft: Draft) -> str:
    """The path of the result; empty where none goes with the answer."""
    return draft.text(RESULT) if draft.text(MADE) == YES else ""
