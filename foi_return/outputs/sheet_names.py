"""Names of sheets: short, legal and unique, made from the keys of tables."""

from __future__ import annotations

import re
from collections.abc import Iterable

COVER = "Cover"
CONTENTS = "Contents"
QUESTIONS = "Questions"
REVIEW = "Review"
NOTES = "Notes"
DEFINITIONS = "Definitions"

_STANDING = (COVER, CONTENTS, QUESTIONS, REVIEW, NOTES, DEFINITIONS)
_KEPT_BY_EXCEL = "history"
_LONGEST = 31


def name_sheets(wishes: Iterable[str]) -> tuple[str, ...]:
    """A name for each wish, such as `Q5_CCE` for `Q5-CCE`, none of them that of a standing sheet.

    Letters, digits and underscores only, because every program and every link takes those as they are.

    Source: Excel's rules for names of worksheets (31 characters, unique whatever the case, not `History`).
    """
    taken = {name.casefold() for name in _STANDING} | {_KEPT_BY_EXCEL}
    names = []
    for wish in wishes:
        stem = re.sub(r"[^A-Za-z0-9]+", "_", wish).strip("_") or "Table"
        name, number = stem[:_LONGEST], 1
        while name.casefold() in taken:
            number += 1
            suffix = f"_{number}"
            name = stem[: _LONGEST - len(suffix)] + suffix
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)
