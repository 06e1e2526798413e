"""An estimate of cost as lines for a person, as a record for a program, and as words for a letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from foi_return.terms.cost import Activity, Estimate
from foi_return.terms.unit import CHILDREN, Unit
from foi_return.text import listed_with

FROM_CHILDREN = ("year", "sex", "age group")
"""By what the counts of categories can be had, in a request about children."""


def caution(counted: Unit = CHILDREN) -> str:
    """What somebody must see to before a letter with a number of files is sent."""
    return (
        f"The letter prints the number of files. It must not be a number of {counted.plural} that an answer hides: "
        f"round it where it is a number of {counted.plural}."
    )


def cost_lines(estimate: Estimate) -> list[str]:
    """The estimate for somebody at the screen."""
    rules = estimate.rules
    verdict = "ABOVE" if estimate.is_over else "not above"
    lines = [
        f"{rules.regime.act}: {pounds(estimate.cost)}, {verdict} {rules.called} of {pounds(rules.limit)}.",
        f"  {hours(estimate.counted)} count, at {pounds(estimate.rate)} an hour ({_rate_is(estimate)})."
        + (f" Other costs: {pounds(estimate.other)}." if estimate.other else ""),
        *(f"  {_activity_line(activity, estimate)}" for activity in rules.activities),
        f"  The limit pays for {hours(Fraction(rules.limit) / estimate.rate)} at this rate.",
        f"  {rules.together}",
    ]
    if estimate.fee is not None:
        lines.append(f"  A fee of up to {pounds(estimate.fee)} may be asked ({rules.fee_source}).")
    lines += ["", "Sources:", f"  {rules.limit_source}", f"  {rules.rate_source}"]
    if estimate.is_over:
        lines += ["", "Words for the letter:", *(f"  {words}" for words in letter_reason(estimate))]
        lines += ["", "Words for advice and assistance:", *(f"  {words}" for words in letter_advice(estimate))]
        if estimate.reading:
            lines += ["", caution()]
    return lines


def cost_record(estimate: Estimate) -> dict[str, Any]:
    """The estimate as JSON's own types; pounds and hours to two decimal places."""
    rules = estimate.rules
    return {
        "act": rules.regime.act,
        "limit": rules.limit,
        "limit_source": rules.limit_source,
        "rate": _two(estimate.rate),
        "rate_source": rules.rate_source,
        "hours_within_limit": _two(Fraction(rules.limit) / estimate.rate),
        "hours_counted": _two(estimate.counted),
        "hours_not_counted": _two(estimate.not_counted),
        "other_costs": _two(estimate.other),
        "cost": _two(estimate.cost),
        "over_limit": estimate.is_over,
        "fee_at_most": None if estimate.fee is None else _two(estimate.fee),
        "files_within_limit": estimate.files_within,
        "activities": [
            {
                "activity": activity.key,
                "words": activity.words,
                "counts": activity.counts,
                "hours": _two(estimate.hours.get(activity.key, Fraction(0))),
                "source": activity.source,
            }
            for activity in rules.activities
        ],
        "letter": list(letter_reason(estimate)) if estimate.is_over else [],
        "advice": list(letter_advice(estimate)) if estimate.is_over else [],
    }


def letter_reason(estimate: Estimate) -> Iterator[str]:
    """Why the limit is passed, in the words of a letter.

    Source: an estimate must be sensible, realistic and supported by evidence (Randall v Information Commissioner
    EA/2007/0004).
    """
    rules = estimate.rules
    if estimate.reading:
        yield (
            "The information is not recorded in a form that can be counted. To find it, about "
            f"{estimate.reading.files:,} files would have to be read one by one, at about "
            f"{_plain(estimate.reading.minutes)} minutes each."
        )
    work = [
        f"{activity.words} ({hours(estimate.hours[activity.key])})"
        for activity in rules.activities
        if activity.counts and estimate.hours.get(activity.key)
    ]
    if work:
        yield f"The work that counts towards the limit would be: {'; '.join(work)}."
    beside = f" and with other costs of {pounds(estimate.other)}" if estimate.other else ""
    yield (
        f"At {pounds(estimate.rate)} an hour{beside} this comes to {pounds(estimate.cost)}, which is above "
        f"{rules.called} of {pounds(rules.limit)}."
    )


def letter_advice(estimate: Estimate, by: Sequence[str] = FROM_CHILDREN) -> Iterator[str]:
    """What the requester could have within the limit, in the words of a letter.

    Args:
        estimate: The estimate.
        by: By what the counts of categories can be had.
    """
    if estimate.files_within:
        yield (
            f"Within the limit about {_rounded_down(estimate.files_within):,} files could be read. A request for fewer "
            "years, or for fewer of these questions, may need no more than that."
        )
    else:
        yield "A request for fewer years, or for fewer of these questions, may cost less than the limit."
    yield (
        "What is recorded in a form that can be counted can be had without reading files: the counts of the categories "
        f"that our system has, by {listed_with(by, 'and')}."
    )


def pounds(amount: Fraction | int) -> str:
    """An amount, with pence only where it has some: £450, £462.50."""
    exact = Fraction(amount)
    return f"£{int(exact):,}" if exact.denominator == 1 else f"£{float(exact):,.2f}"


def hours(number: Fraction) -> str:
    """Hours to one decimal place: 1 hour, 18 hours, 66.7 hours."""
    return "1 hour" if number == 1 else f"{_plain(number)} hours"


def _plain(number: Fraction) -> str:
    return f"{int(number):,}" if number.denominator == 1 else f"{float(number):,.1f}"


def _two(number: Fraction) -> float | int:
    return int(number) if number.denominator == 1 else round(float(number), 2)


def _rounded_down(number: int) -> int:
    """A number that promises no more than can be kept: down to two leading digits."""
    unit = int("1" + "0" * max(0, len(str(number)) - 2))
    return number // unit * unit


def _rate_is(estimate: Estimate) -> str:
    rules = estimate.rules
    return rules.rate_is if estimate.rate == rules.rate else f"at most {pounds(rules.rate)}: {rules.rate_source}"


def _activity_line(activity: Activity, estimate: Estimate) -> str:
    spent = estimate.hours.get(activity.key, Fraction(0))
    told = "counts" if activity.counts else "does not count"
    return f"{activity.key:<10} {hours(spent):>12}  {told}: {activity.words} [{activity.source}]"
