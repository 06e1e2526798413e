"""What an officer is told of an answer that has just been protected, in sentences for the screen."""

from __future__ import annotations

from foi_return.pipeline import PreparedReturn


def protection_sentences(prepared: PreparedReturn, unproved: int) -> list[str]:
    """What was hidden and what is proved of it, for the officer's screen.

    Args:
        prepared: The answer, and how it was protected.
        unproved: How many values of small numbers the certificate takes on the program's word alone.
    """
    found = prepared.suppression
    least = (
        "the least that is safe" if found.proved else f"at most {found.cost - found.bound} in weight above the least"
    )
    sentences = [
        f"Protected. Small numbers hidden: {len(found.primary)}; others hidden that would give them away: "
        f"{len(found.secondary)} ({least}). The certificate was verified."
    ]
    limited = [limit for limit in found.limited if not limit.already_out and any(limit.missing)]
    out = [limit for limit in found.limited if limit.already_out]
    if limited:
        sentences.append(
            f"Small numbers that cannot have every value down to 1, whatever is hidden: {len(limited)}. The "
            "certificate lists them; every hidden number is at least 1. --zeros 'may be hidden' would protect them "
            "further."
        )
    top = prepared.problem.protection.top
    confined = [limit for limit in limited if top in limit.missing]
    if confined and prepared.problem.statements:
        sentences.append(
            f"Of {len(confined)} small numbers readers will know that they are small, whatever is hidden: other "
            "figures say so already. Fewer or wider age bands would avoid it; what-is-hidden.txt lists them."
        )
    if unproved:
        sentences.append(
            f"{unproved} values of small numbers could not be kept possible, and that nothing could be done "
            "about it is the program's word, not proved by a sum; check_certificate.py names them."
        )
    sentences += [
        f"NOT PROTECTED against the earlier answer {left.reference}, by decision."
        for left in prepared.left_out
        if not left.counts_others
    ]
    if prepared.revised:
        exposed = sum(each.exposed for each in prepared.revised)
        sentences.append(
            f"{len(prepared.revised)} figures of earlier answers are not borne out by this extract: the data were "
            f"revised. At {exposed} of them both numbers are published and their difference is smaller than the "
            "threshold: it is EXPOSED, and no hiding covers it. what-is-hidden.txt lists them."
        )
    sentences += [f"Already out from earlier answers, whatever is hidden now: {' '.join(limit.key)}." for limit in out]
    return sentences
