"""The folders of an answer, named after its reference."""

from __future__ import annotations

import re
import unicodedata

from foi_return.errors import Fault, OutputError

INTERNAL_SUFFIX = "-internal"

CLERICAL_SUFFIX = "-clerical"
"""What the folder of a comparison's pairs to decide has after the reference; the list in it holds names."""

CLERICAL_LIST = "pairs-to-decide.xlsx"

_LONGEST = 80
_RESERVED = {"con", "prn", "aux", "nul"} | {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}


def safe_folder_name(reference: str) -> str:
    """The name of a reference's folder: letters, digits, dots, underscores and dashes, such as `FOI-2026-0123`.

    Raises:
        OutputError: No folder can be named after the reference: nothing is left of it, it climbs out of the output
            folder, Windows keeps the name for a device, it is too long, or it is the name of an internal folder.
    """
    composed = unicodedata.normalize("NFC", reference)
    name = re.sub(r"-{2,}", "-", "".join(map(_kept, composed))).strip("-.")
    if any(part.strip() in (".", "..") for part in re.split(r"[/\\]", composed)):
        raise _refusal(reference, "It would lead out of the output folder")
    if not name:
        raise _refusal(reference, "It holds no letter or digit to name a folder with")
    if name.split(".")[0].casefold() in _RESERVED:
        raise _refusal(reference, f"Windows keeps the name '{name}' for a device")
    if name.casefold().endswith(INTERNAL_SUFFIX):
        raise _refusal(reference, f"A name that ends in '{INTERNAL_SUFFIX}' is kept for what must not be sent")
    if len(name.encode()) > _LONGEST:
        raise _refusal(reference, f"It is longer than the {_LONGEST} characters that a folder can safely have")
    return name


def _kept(character: str) -> str:
    return character if character.isalpha() or character in "0123456789._-" else "-"


def _refusal(reference: str, found: str) -> OutputError:
    shown = "".join(character if character.isprintable() else "?" for character in reference[:_LONGEST])
    return OutputError(
        Fault(
            f"reference '{shown}'",
            found,
            "a reference such as FOI/2026/0123",
            "Give the council's own reference for the request.",
        )
    )
