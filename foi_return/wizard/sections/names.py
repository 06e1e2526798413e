"""Section 6, second half: which names of fields may be published, and what stands in place of the others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from foi_return.text import holds_words, listed
from foi_return.wizard.draft import Answer, Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.steps import Choice, Kind, Section, Step
from foi_return.wizard.view import seal

_SECTION = Section.FLAGS
EXAMPLE = "a local flag for a named operation"

_TELLING = re.compile(r"\bop(?:eration)?\b", re.IGNORECASE)


def is_telling(name: str) -> bool:
    """Whether a name looks as if it gave away an operation."""
    return _TELLING.search(name) is not None


def name_steps(names: Mapping[str, Sequence[str]], accepted: bool, draft: Draft, facts: Facts) -> list[Step]:
    """Which names are cleared for publication, and a description for each that is not.

    Args:
        names: Every name, with the parts of the question that it answers.
        accepted: Whether the officer has cleared all of them already, but for those described in the map started from.
        draft: The answers so far.
        facts: What is known.
    """
    if not names:
        return []
    earlier = described_before(facts)
    default = tuple(name for name in names if name not in earlier and not is_telling(name))
    key = cleared_key(names)
    settled = tuple(name for name in names if name not in earlier) if accepted else None
    steps = [
        Step(
            key,
            _SECTION,
            Kind.CHECKBOX,
            "Which of these names may be published as they stand?",
            "A name can give away an operation, a place or a person. You are asked for a description of each that you "
            "do not tick; the name is then in no file that you send.",
            tuple(Choice(name, name, _evidence(name, parts)) for name, parts in names.items()),
            default=default,
            settled=settled,
        )
    ]
    if key not in draft:
        return steps
    withheld = tuple(name for name in names if name not in draft.many(key))
    return steps + [_described(name, withheld, earlier.get(name, ""), accepted) for name in withheld]


def _evidence(name: str, parts: Sequence[str]) -> str:
    told = f"question {', '.join(dict.fromkeys(parts))}"
    return f"{told}; it may name an operation" if is_telling(name) else told


def _described(name: str, withheld: Sequence[str], earlier: str, accepted: bool) -> Step:
    def check(answer: Answer) -> str:
        told = [other for other in withheld if holds_words(str(answer), other)]
        return f"The description holds {listed(told)}, which is to be left out." if told else ""

    return Step(
        f"flags/described/{name}",
        _SECTION,
        Kind.TEXT,
        f"What shall stand in place of '{name}'?",
        "Say what sort of field it is, so that the question is answered, without the part that gives something away. "
        f"Such as: {EXAMPLE}.",
        default=earlier or None,
        settled=earlier if accepted and earlier else None,
        check=check,
    )


def cleared_key(names: Mapping[str, Sequence[str]]) -> str:
    """The key of the question which names are cleared; other names make another question."""
    return f"flags/cleared/{seal(*names)}"


def described_before(facts: Facts) -> dict[str, str]:
    """Names that the map started from does not publish, with their descriptions."""
    flags = facts.base.flags.values() if facts.base else ()
    return {name: text for statement in flags for name, text in statement.described_as.items()}
