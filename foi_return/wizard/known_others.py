"""Values that are known to mean nothing that is asked for: other needs, other census factors, no answer. Pure.

A value that nobody knows stays open: it may be a local code for what is asked for, and then a zero would be false.
"""

from __future__ import annotations

import re

from foi_return.wizard import synonyms
from foi_return.wizard.column_names import column_words
from foi_return.wizard.value_words import CODE_BEFORE, value_words
from foi_return.wizard.words import words_of

_NO_ANSWER = frozenset(
    [
        "none", "no", "n", "false", "0", "nil", "not known", "unknown", "not recorded", "not stated", "not assessed",
        "not applicable", "n a", "n k", "nk", "no concern", "no concerns", "none identified", "no factors identified",
        "not specified", "unspecified",
    ]
)  # fmt: skip

_OTHER_NEEDS = frozenset(
    [
        "domestic abuse", "domestic violence", "neglect", "physical abuse", "emotional abuse", "sexual abuse",
        "substance misuse", "parental substance misuse", "alcohol misuse", "parental alcohol misuse", "drug misuse",
        "parental drug misuse", "mental health", "parental mental health", "self harm", "modern slavery",
        "modern day slavery", "modern slavery trafficking", "trafficking", "child trafficking", "human trafficking",
        "radicalisation", "young carer", "learning disability", "physical disability", "homelessness", "housing",
        "bullying", "missing", "going missing", "going being missing", "female genital mutilation", "fgm",
        "honour based abuse", "forced marriage", "abuse linked to faith or belief", "privately fostered",
        "unaccompanied asylum seeker", "uasc", "socially unacceptable behaviour", "anti social behaviour",
        "offending behaviour", "dangerous dog", "weapons", "bereavement", "school refusal", "absent parenting",
        "family dysfunction", "family in acute stress", "abuse or neglect", "low income", "parental illness",
    ]
)  # fmt: skip

_FACTOR = re.compile(r"(?:[1-9]|1[0-9]|2[0-9])[a-d]?", re.IGNORECASE)


def known_other(value: str, column: str) -> str:
    """Why a value is known to mean nothing that is asked for; empty where it is not known."""
    words = " ".join(words_of(value))
    if words in _NO_ANSWER:
        return "it says nothing"
    factors = set(column_words(column)) & {"factor", "factors", "cin", "census", "answer"}
    if factors and _FACTOR.fullmatch(value.strip()) and value.strip().casefold() not in synonyms.FACTOR_CODES:
        return "another factor of the children in need census"
    plain = " ".join(value_words(CODE_BEFORE.sub("", value)))
    if plain in _OTHER_NEEDS or plain in _NO_ANSWER:
        return "another need"
    return ""
