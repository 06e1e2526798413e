"""Finds how a text file is encoded, and how many lines it has."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from foi_return.errors import Fault, SourceError
from foi_return.sources.faults import empty_file, no_text, too_large, unreadable_file

CHUNK_BYTES = 1 << 20
MAX_LINE = 16_000_000
"""The longest line that is read, in characters."""


_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_FORMS = (
    (b"<", "this is a web page or an XML file, whatever its name says"),
    (b"%PDF", "this is a PDF document, whatever its name says"),
    (b"{\\rtf", "this is a word processor's document, whatever its name says"),
    (b"\x1f\x8b", "this is a compressed file"),
    (b"PAR1", "this is a Parquet file"),
)
_SAMPLE_BYTES = 4_000
_OVERLAP = 100
_CONTROLS = bytes((*range(9), *range(14, 32), 127))
_PADDED_QUOTE = re.compile(rb'[,;|\t\r\n](?:  +"| +"" *(?:[,;|\t\r\n]|\Z))')
"""Blanks before a quoted cell: the database may take its quotes for text."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a text file is encoded.

    Attributes:
        name: Python's name of the encoding.
        lines: How many lines the file has, blank ones at its end left out; None where the file has to be read row by
            row (another encoding than UTF-8, carriage returns that stand alone, blanks before a quoted cell).
    """

    name: str
    lines: int | None


def find_encoding(path: Path) -> Encoding:
    """A byte order mark decides; without one, strict UTF-8; without that, UTF-16 by its zero bytes; else cp1252.

    Statistical guessing is not used: it takes cp1252 for other encodings.

    Raises:
        SourceError: The file cannot be opened, is empty, or is no text.
    """
    try:
        with path.open("rb") as file:
            start = file.read(_SAMPLE_BYTES)
            _check_form(start, path.name)
            for mark, name in _BYTE_ORDER_MARKS:
                if start.startswith(mark):
                    return Encoding(name, None)
            file.seek(0)
            scan = _Scan(path.name, start)
            for chunk in iter(lambda: file.read(CHUNK_BYTES), b""):
                if (other := scan.add(chunk)) is not None:
                    return Encoding(other, None)
    except OSError as problem:
        raise unreadable_file(path, problem) from None
    if start.startswith(codecs.BOM_UTF8):
        return Encoding("utf-8-sig", scan.lines() if scan.is_utf8() else None)
    if scan.is_utf8():
        return Encoding("utf-8", scan.lines())
    return Encoding("utf-8" if scan.is_cut_utf8() else "cp1252", None)


def _check_form(start: bytes, where: str) -> None:
    if not start:
        raise empty_file(where)
    visible = start.removeprefix(codecs.BOM_UTF8).lstrip()
    for signature, found in _OTHER_FORMS:
        if visible.startswith(signature):
            raise no_text(where, found)


class _Scan:
    """Reads a file piece by piece: whether it is UTF-8, where zero bytes stand, how many lines there are."""

    def __init__(self, where: str, start: bytes) -> None:
        self._where = where
        self._start = start
        self._decoder: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")("strict")
        self._beyond_ascii = False
        self._line_feeds = 0
        self._lone_returns = 0
        self._padded_quote = False
        self._line_feeds_at_end = 0
        self._last = b""

    def add(self, chunk: bytes) -> str | None:
        """Takes the next piece; the encoding where it is UTF-16, which needs no more pieces.

        Raises:
            SourceError: The piece holds zero bytes, and the file is not UTF-16.
        """
        if b"\0" in chunk:
            return self._explain_zero_byte(chunk)
        self._count_lines(chunk)
        if self._decoder is not None:
            try:
                self._beyond_ascii |= not self._decoder.decode(chunk).isascii()
            except UnicodeDecodeError:
                self._decoder = None
        return None

    def is_utf8(self) -> bool:
        """Whether all pieces together are UTF-8."""
        return self._decoder is not None and not self._decoder.getstate()[0]

    def is_cut_utf8(self) -> bool:
        """Whether the pieces are UTF-8 that ends in the middle of a character, as a file does that was cut short."""
        return self._decoder is not None and self._beyond_ascii

    def lines(self) -> int | None:
        """How many lines there are up to the last that holds anything."""
        if self._lone_returns or self._padded_quote:
            return None
        return self._line_feeds + 1 - self._line_feeds_at_end

    def _count_lines(self, chunk: bytes) -> None:
        self._line_feeds += chunk.count(b"\n")
        pairs = chunk.count(b"\r\n") + (self._last[-1:] == b"\r" and chunk[:1] == b"\n")
        self._lone_returns += chunk.count(b"\r") - pairs
        filled = chunk.rstrip(b"\r\n")
        self._line_feeds_at_end = chunk.count(b"\n", len(filled)) + (0 if filled else self._line_feeds_at_end)
        if not self._padded_quote and b' "' in chunk:
            self._padded_quote = _PADDED_QUOTE.search(self._last + chunk) is not None
        self._last = chunk[-_OVERLAP:]

    def _explain_zero_byte(self, chunk: bytes) -> str:
        """UTF-16 without a byte order mark shows in zero bytes at every second place; a stray one is damage."""
        half = len(self._start) // 2
        even, odd = self._start[::2].count(0), self._start[1::2].count(0)
        if odd > half // 4 and even <= half // 50:
            return "utf-16-le"
        if even > half // 4 and odd <= half // 50:
            return "utf-16-be"
        if (len(chunk) - len(chunk.translate(None, _CONTROLS))) * 100 > len(chunk):
            raise no_text(self._where, "this is neither text nor a spreadsheet that can be read")
        line = self._line_feeds + chunk.count(b"\n", 0, chunk.index(0)) + 1
        raise SourceError(
            Fault(
                self._where,
                f"the file is damaged: line {line:,} holds a zero byte",
                "text",
                "Export it again from the system",
            )
        )


def decoded_lines(path: Path, encoding: str) -> Iterator[str]:
    """The lines of a file, each with its own line end; bytes that mean nothing become the replacement character.

    Raises:
        SourceError: A line is too long.
    """
    with path.open(encoding=encoding, newline="", errors="replace") as file:
        for number in count(1):
            line = file.readline(MAX_LINE + 1)
            if not line:
                return
            if len(line) > MAX_LINE:
                raise too_large(
                    f"{path.name}, line {number:,}", "the line is too long", f"at most {MAX_LINE:,} characters"
                )
            yield line
