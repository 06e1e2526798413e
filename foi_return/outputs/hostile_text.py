"""Which texts may stand in a published file: what would break it or deceive its reader is refused, never mended.

A council's name, a field's name or an officer's note may hold anything. A text that a spreadsheet could take for a
formula (`=`, `+`, `@` first), quotes, emoji and marks of direction such as U+200E are harmless in a cell that is
written as text, and arrive unchanged.

Source: Excel's specifications and limits (length of a cell's text); XML 1.0, section 2.2 (characters that no file can
hold); Unicode Technical Report 36, Security Considerations (bidirectional overrides).
"""

from __future__ import annotations

import unicodedata

from foi_return.errors import Fault

CELL_LIMIT = 32_767
"""The longest text of a cell, in UTF-16 units."""

HEADING_LIMIT = 255
"""The longest heading of a table's column, in UTF-16 units."""

_DECEIVING = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_NOT_IN_XML = frozenset("\ufffe\uffff")
_SHOWN_AROUND = 20


def check_publishable(text: str, where: str, limit: int = CELL_LIMIT) -> Fault | None:
    """Whether a text may be published as it is.

    Args:
        text: The text.
        where: Its place, for the message.
        limit: The longest that the place can hold, in UTF-16 units.

    Returns:
        None where it may; else what is wrong with it.
    """
    for position, character in enumerate(text):
        kind = _refused(character)
        if kind:
            return Fault(
                where,
                f"The text holds {kind}, U+{ord(character):04X}, as character {position + 1}: "
                f"'{_excerpt(text, position)}'",
                "text without it",
                "Remove the character where the text comes from: the field map, the request, the policy or the "
                "reference.",
            )
    length = len(text.encode("utf-16-le")) // 2
    if length > limit:
        return Fault(
            where,
            f"The text is {length:,} characters long: '{_excerpt(text, 0)}'",
            f"at most {limit:,}",
            "Shorten the text where it comes from: the field map, the request or the policy.",
        )
    return None


def _refused(character: str) -> str:
    """What kind of character no file may hold, or an empty text for one that it may."""
    if " " <= character <= "~":
        return ""
    category = unicodedata.category(character)
    if category == "Cc":
        return "a control character"
    if category == "Cs":
        return "half of a character (a lone surrogate)"
    if character in _DECEIVING:
        return "a mark that reverses the text around it"
    return "a character that no file can hold" if character in _NOT_IN_XML else ""


def _excerpt(text: str, position: int) -> str:
    """The text around a position, with everything that could not be shown written as its code."""
    start, end = max(0, position - _SHOWN_AROUND), position + _SHOWN_AROUND + 1
    shown = "".join(f"\\u{ord(character):04x}" if _refused(character) else character for character in text[start:end])
    return ("..." if start else "") + shown + ("..." if end < len(text) else "")
