"""Pictures that tell more than they show: where and with what they were made, and what was cut off.

Source: Exif 2.32 (APP1 of JPEG), PNG third edition (tEXt, zTXt, iTXt, eXIf), ECMA-376 part 1, 20.1.8.55 (srcRect).
"""

from __future__ import annotations

from collections.abc import Iterator

from foi_return.verify.catalogue import found
from foi_return.verify.finding import Finding, Severity, places
from foi_return.verify.package import Package

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_TELLING = (b"tEXt", b"zTXt", b"iTXt", b"eXIf")
_JPEG = b"\xff\xd8"
_JPEG_TELLING = (0xE1, 0xED, 0xFE)
_START_OF_SCAN = 0xDA
_MEDIA = ("xl/media/", "word/media/", "Pictures/", "media/")
_HARMLESS_TEXT = (b"Software", b"Title", b"Description")


def check_pictures(package: Package) -> Iterator[Finding]:
    """Pictures with descriptions inside, and pictures of which a part is cut off but still there."""
    telling = [part for part in package.under(*_MEDIA) if tells_more(package.parts[part])]
    if telling:
        yield found("picture", Severity.DOUBTFUL, places(telling), "it says when, where or with what it was made")
    for part in package.under("xl/drawings/", "word/document"):
        if part.endswith(".xml"):
            cuts = [
                rect
                for rect in package.tree(part).iter("srcRect")
                if any(v not in ("0", "") for v in rect.attrib.values())
            ]
            if cuts:
                yield found("picture", Severity.DOUBTFUL, part, "a picture is cropped; what was cut off is still there")


def tells_more(content: bytes) -> bool:
    """Whether a PNG or JPEG picture carries a description of its making."""
    if content.startswith(_PNG):
        return any(kind in _PNG_TELLING and not text.startswith(_HARMLESS_TEXT) for kind, text in _chunks(content))
    if content.startswith(_JPEG):
        return any(kind in _JPEG_TELLING for kind in _segments(content))
    return False


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(_PNG)
    while place + 8 <= len(content):
        length = int.from_bytes(content[place : place + 4], "big")
        yield content[place + 4 : place + 8], content[place + 8 : place + 24]
        place += length + 12


def _segments(content: bytes) -> Iterator[int]:
    place = len(_JPEG)
    while place + 4 <= len(content) and content[place] == 0xFF and content[place + 1] != _START_OF_SCAN:
        yield content[place + 1]
        place += 2 + max(2, int.from_bytes(content[place + 2 : place + 4], "big"))
