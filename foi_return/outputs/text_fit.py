"""How many lines a wrapped text takes, so that rows are as high as their text.

Excel fits a row to its text when it opens a file; LibreOffice does not (seen: rows of one line, texts drawn over each
other), so every row is written with its height. It is reckoned a little generously: a row that is too high looks
loose, one that is too low hides words.
"""

from __future__ import annotations

_WIDTHS = {
    191: "'",
    222: "ijl",
    260: "|",
    278: " !,./:;I[\\]ft",
    333: "()-`r",
    334: "{}",
    355: '"',
    389: "*",
    469: "^",
    500: "Jcksvxyz",
    556: "#$0123456789?L_abdeghnopqu",
    584: "+<=>~",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1015: "@",
}
_WIDTH_OF = {character: width for width, characters in _WIDTHS.items() for character in characters}
"""Widths of Arial's characters, in thousandths of the font's size (those of Helvetica, which it copies)."""

_OTHER_LATIN, _OTHER = 667, 1000
_DIGIT = 556
_BOLD = 1.09
_CAUTION = 1.02
_LINE = 1.27
_PADDING = 3.0
_HIGHEST = 409.0


def row_height(text: str, columns: float, size: int, *, bold: bool = False) -> float:
    """The height, in points, of a row that shows this text.

    Args:
        text: The text, in Arial.
        columns: The width of its cell, in digits of 12 point.
        size: The font's size, in points.
        bold: Whether it is bold.

    Returns:
        The height, at most the 409 points that Excel allows.
    """
    return min(_HIGHEST, count_lines(text, _available(columns, size, bold)) * size * _LINE + _PADDING)


def fits_one_line(text: str, columns: float, size: int, *, bold: bool = False) -> bool:
    """Whether a text fits into a width without wrapping; arguments as for `row_height`."""
    return count_lines(text, _available(columns, size, bold)) == 1


def _available(columns: float, size: int, bold: bool) -> float:
    return columns * _DIGIT * 12 / (size * _CAUTION * (_BOLD if bold else 1))


def count_lines(text: str, available: float) -> int:
    """Lines that a text takes when wrapped at spaces, and within a word that is longer than a line.

    Args:
        text: The text, in Arial.
        available: The width of a line, in thousandths of the font's size.
    """
    lines, used = 1, 0.0
    for word in text.split(" "):
        width = float(sum(_width(character) for character in word))
        gap = _WIDTH_OF[" "] if used else 0
        if used + gap + width <= available:
            used += gap + width
            continue
        if used:
            lines += 1
        while width > available:
            lines += 1
            width -= available
        used = width
    return lines


def _width(character: str) -> int:
    return _WIDTH_OF.get(character, _OTHER_LATIN if character < "\u0250" else _OTHER)
