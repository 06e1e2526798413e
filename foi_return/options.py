"""What the options on the command line say, as values; what is wrong with one is told by its name."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from foi_return.errors import Fault, RequestError

if TYPE_CHECKING:
    from foi_return.config.answers import Answers
    from foi_return.terms.timing import Timing


def answers_of(arguments: argparse.Namespace) -> Answers:
    """The answers that the options of a return give, over those of the file that `--answers` names.

    Raises:
        RequestError: An option, or the file, cannot be read.
    """
    from foi_return.config.answers import Answers, load_answers
    from foi_return.config.request import RequestOverrides
    from foi_return.correspondence.arguments import letter_choices

    counting = {
        "placed_by": arguments.placed_by,
        "age_taken": arguments.age_taken,
        "who_counts": arguments.who_counts,
        "overlap": arguments.overlap,
        "risk_levels": arguments.risk_level,
        "identified_as": arguments.identified_as,
    }
    given = Answers(
        request=arguments.request,
        reference=arguments.reference,
        overrides=RequestOverrides(arguments.years, arguments.age_band, arguments.category, arguments.own_age_bands),
        field_map=arguments.map,
        extracted_on=day_of(arguments.extracted_on, "--extracted-on"),
        sources=sources_of(arguments.source or []),
        counting={key: value for key, value in counting.items() if value is not None},
        policy=arguments.policy,
        policy_file=Path(arguments.policy_file) if arguments.policy_file else None,
        threshold=arguments.threshold,
        zeros=arguments.zeros,
        reason=arguments.reason,
        received=day_of(getattr(arguments, "received", None), "--received"),
        timing=_timing(arguments),
        letter_template=path_of(getattr(arguments, "letter_template", None)),
        letter_words=path_of(getattr(arguments, "letter_words", None)),
        review=path_of(getattr(arguments, "review", None)),
        register=path_of(getattr(arguments, "register", None)),
        **letter_choices(arguments),
        charts=getattr(arguments, "charts", None),
        output=Path(arguments.output) if getattr(arguments, "output", None) else None,
        engine=arguments.engine,
        prepared_by=getattr(arguments, "prepared_by", None),
        also=tuple(part.strip() for part in (getattr(arguments, "also", None) or "").split(",") if part.strip()),
        earlier=tuple(Path(path) for path in arguments.earlier or ()),
        unprotected=tuple(arguments.unprotected_against or ()),
        earlier_maps=tuple(Path(path) for path in arguments.earlier_map or ()),
        earlier_requests=tuple(Path(path) for path in arguments.earlier_request or ()),
    )
    base = load_answers(Path(arguments.answers)) if arguments.answers else Answers()
    return base.overlaid(given)


def _timing(arguments: argparse.Namespace) -> Timing:
    """What bears on the time limit; commands that write no letter have none of these options."""
    from foi_return.terms.timing import Timing

    def day(name: str) -> date | None:
        return day_of(getattr(arguments, name, None), f"--{name.replace('_', '-')}")

    def days(name: str) -> tuple[date, ...]:
        found = (day_of(text, f"--{name.replace('_', '-')}") for text in getattr(arguments, name, None) or ())
        return tuple(each for each in found if each is not None)

    return Timing(
        day("clarification_asked"),
        day("clarification_received"),
        days("bank_holiday"),
        days("not_bank_holiday"),
        day("due"),
        getattr(arguments, "due_reason", None) or "",
    )


def sources_of(texts: Sequence[str]) -> dict[str, Path]:
    """Each source and its file, from words such as `people=people.csv`.

    Raises:
        RequestError: A word is not of this form, or names a source for the second time.
    """
    sources: dict[str, Path] = {}
    faults = []
    for text in texts:
        name, sign, path = text.partition("=")
        if not sign or not name.strip() or not path.strip():
            faults.append(Fault("--source", f"found '{text}'", "NAME=PATH, such as people=people.csv"))
        elif name.strip() in sources:
            faults.append(Fault("--source", f"'{name.strip()}' is given twice", "one file for each source"))
        else:
            sources[name.strip()] = Path(path.strip().strip('"')).expanduser()
    if faults:
        raise RequestError(faults)
    return sources


def path_of(text: str | None) -> Path | None:
    """The path that an option names; None where it was not given."""
    return Path(text).expanduser() if text else None


def day_of(text: str | None, where: str) -> date | None:
    """The day that an option names, written yyyy-mm-dd; None where it was not given.

    Args:
        text: What was written.
        where: The option.

    Raises:
        RequestError: It is no date.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RequestError(Fault(where, f"'{text}' is no date", "a date such as 2026-05-21")) from None
