"""What a cell's format does to what stands in it: its colours, its size, and how its number is shown.

Source: ECMA-376 part 1, 18.8 (styles) and 18.8.30 (number formats).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from xml.etree.ElementTree import Element

WHITE = (255, 255, 255)
BLACK = (0, 0, 0)
_INDEXED = (
    BLACK, WHITE, (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0), (255, 0, 255), (0, 255, 255),
)  # fmt: skip
_THEME_ORDER = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6")
_ALIKE = 12
"""Two colours that differ by no more in red, green and blue cannot be told apart on a screen."""

_SMALLEST_SIZE = 4.0
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 48: "##0.0E+0",
    49: "@", **{key: "yyyy-mm-dd" for key in (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))},
}  # fmt: skip
_LITERALS = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_PLACEHOLDERS = re.compile(r"[0#?@]|general|[dmyhs]|e[+-]", re.IGNORECASE)

Colour = tuple[int, int, int]
Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Style:
    """A cell format.

    Attributes:
        unseen: Whether text in it cannot be seen: of the background's colour, or tiny.
        number_format: How numbers are shown, in Excel's own language.
        is_date: Whether numbers are shown as dates or times.
    """

    unseen: bool = False
    number_format: str = "General"
    is_date: bool = False


def read_styles(root: Element | None, theme: Element | None) -> list[Style]:
    """The cell formats of a workbook, in their order."""
    if root is None:
        return []
    palette = _palette(theme)
    formats = {int(e.get("numFmtId", "0")): e.get("formatCode", "General") for e in root.iterfind("numFmts/numFmt")}
    fonts = [_unseen_or_colour(font, palette) for font in root.iterfind("fonts/font")]
    fills = [fill_colour(fill, palette) for fill in root.iterfind("fills/fill")]
    styles = []
    for xf in root.iterfind("cellXfs/xf"):
        colour = _at(fonts, xf.get("fontId"), BLACK)
        fill = _at(fills, xf.get("fillId"), WHITE)
        key = _whole(xf.get("numFmtId"))
        code = formats.get(key, _BUILT_IN.get(key, "General"))
        styles.append(Style(colour is None or _alike(colour, fill), code, is_date_format(code)))
    return styles


def hides_text(dxf: Element, theme: Element | None) -> bool:
    """Whether a conditional format makes text unseen."""
    palette = _palette(theme)
    font, fill, code = dxf.find("font"), dxf.find("fill"), dxf.find("numFmt")
    if code is not None and masks(code.get("formatCode", ""), 1.0) is not None:
        return True
    if font is None or font.find("color") is None:
        return False
    colour = _unseen_or_colour(font, palette)
    return colour is None or _alike(colour, WHITE if fill is None else fill_colour(fill, palette, conditional=True))


def is_date_format(code: str) -> bool:
    """Whether a number format shows dates or times."""
    plain = _LITERALS.sub("", code)
    return plain.casefold() != "general" and bool(re.search(r"[dmyhs]", plain, re.IGNORECASE))


def masks(code: str, value: float) -> str | None:
    """What a format shows in place of a number: nothing, or a text; None where the number is to be seen."""
    if code.casefold() == "general":
        return None
    section = _section(code, value)
    if _PLACEHOLDERS.search(_LITERALS.sub("", section)):
        return None
    return "".join(match[1] or match[2] or "" for match in _LITERALS.finditer(section)).strip()


def shown_decimals(code: str) -> int | None:
    """How many decimal places a format shows; None where it does not say, or shows no plain number."""
    plain = _LITERALS.sub("", code.split(";")[0])
    if not re.fullmatch(r"[#0?, ]*(?:\.[0#?]+)?\s*%?", plain.strip()) or not re.search(r"[0#?]", plain):
        return None
    return len(plain.partition(".")[2].strip().rstrip("%").strip())


def _section(code: str, value: float) -> str:
    """The part of a format that holds for a number: positive, negative, zero, or by conditions such as `[<5]`."""
    sections = _split(code)
    for section in sections:
        condition = re.search(r"\[(<=|>=|<>|<|>|=)\s*(-?[\d.]+)\]", section)
        if condition and _holds(value, condition[1], float(condition[2])):
            return section
    plain = [section for section in sections if not re.search(r"\[[<>=]", section)]
    if len(plain) < len(sections):
        return plain[0] if plain else "General"
    if value < 0 and len(sections) > 1:
        return sections[1]
    return sections[2] if value == 0 and len(sections) > 2 else sections[0]


def _split(code: str) -> list[str]:
    """The sections of a format; a semicolon in quotes parts nothing."""
    sections, quoted, start = [], False, 0
    for index, sign in enumerate(code):
        if sign == '"':
            quoted = not quoted
        elif sign == ";" and not quoted and code[index - 1 : index] != "\\":
            sections.append(code[start:index])
            start = index + 1
    return [*sections, code[start:]]


def _holds(value: float, sign: str, limit: float) -> bool:
    return {
        "<": value < limit, "<=": value <= limit, ">": value > limit, ">=": value >= limit,
        "=": value == limit, "<>": value != limit,
    }[sign]  # fmt: skip


def _unseen_or_colour(font: Element, palette: Sequence[Colour]) -> Colour | None:
    """The colour of a font; None where it is too small to be seen."""
    size = font.find("sz")
    if size is not None and _number(size.get("val"), 11.0) < _SMALLEST_SIZE:
        return None
    colour = font.find("color")
    return BLACK if colour is None else colour_of(colour, palette, BLACK)


def fill_colour(fill: Element, palette: Sequence[Colour], *, conditional: bool = False) -> Colour | None:
    """The colour of a background; None where it is a pattern or a gradient, against which nothing is compared."""
    pattern = fill.find("patternFill")
    if pattern is None:
        return None
    kind = pattern.get("patternType", "solid" if conditional else "none")
    if kind == "none":
        return WHITE
    if kind != "solid":
        return None
    colour = pattern.find("bgColor" if conditional else "fgColor")
    return WHITE if colour is None else colour_of(colour, palette, WHITE)


def colour_of(colour: Element, palette: Sequence[Colour], otherwise: Colour) -> Colour:
    """A colour as red, green and blue; `otherwise` for one that the system chooses."""
    tint = _number(colour.get("tint"), 0.0)
    if (rgb := colour.get("rgb")) and re.fullmatch(r"[0-9A-Fa-f]{6,8}", rgb):
        base = _hex(rgb[-6:])
    elif colour.get("theme") is not None:
        base = _at(palette, colour.get("theme"), otherwise)
    elif colour.get("indexed") is not None:
        index = _whole(colour.get("indexed"))
        base = _INDEXED[index % 8] if index < 16 else (otherwise if index >= 64 else (128, 128, 128))
    else:
        return otherwise
    if tint < 0:
        return _shade(base, 1 + tint, 0)
    return _shade(base, 1 - tint, 255 * tint)


def _shade(base: Colour, factor: float, added: float) -> Colour:
    red, green, blue = (max(0, min(255, round(part * factor + added))) for part in base)
    return red, green, blue


def _palette(theme: Element | None) -> list[Colour]:
    scheme = None if theme is None else theme.find(".//clrScheme")
    if scheme is None:
        return [WHITE, BLACK]
    found = []
    for name in _THEME_ORDER:
        colour = scheme.find(f"{name}/*")
        text = "" if colour is None else colour.get("lastClr") or colour.get("val") or ""
        found.append(_hex(text) if re.fullmatch(r"[0-9A-Fa-f]{6}", text) else (WHITE if name == "lt1" else BLACK))
    return found


def _alike(one: Colour | None, other: Colour | None) -> bool:
    return one is not None and other is not None and all(abs(a - b) <= _ALIKE for a, b in zip(one, other, strict=True))


def _hex(text: str) -> Colour:
    return int(text[:2], 16), int(text[2:4], 16), int(text[4:6], 16)


def _at(items: Sequence[Kind], index: str | None, otherwise: Kind) -> Kind:
    number = _whole(index)
    return items[number] if 0 <= number < len(items) else otherwise


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


def _number(text: str | None, otherwise: float) -> float:
    try:
        return float(text) if text else otherwise
    except ValueError:
        return otherwise
