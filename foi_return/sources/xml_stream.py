"""Reads an XML file element by element, in bounded memory, and refuses what could hurt: entities, endless nesting."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from xml.parsers import expat

from foi_return.errors import Fault, SourceError
from foi_return.sources.faults import empty_file, unreadable_file
from foi_return.sources.text_rows import MAX_CELL

MAX_DEPTH = 100
"""How deeply elements may lie within each other; a census has eight levels."""

_CHUNK_BYTES = 1 << 16
_MAX_TAG = 1 << 20
_SIGNS_BEFORE = b"\xef\xbb\xbf\xff\xfe \t\r\n\0"


class Elements(Protocol):
    """Told what stands in a file, in its order."""

    def begin(self, name: str, line: int) -> None:
        """An element begins, in a line of the file; its name is without its namespace."""

    def end(self, name: str, text: str) -> None:
        """An element ends, with the text that stands directly in it, not in the elements within."""


class _RefusedError(Exception):
    """Carries what is wrong out of the parser."""

    def __init__(self, found: str, expected: str):
        super().__init__(found)
        self.found, self.expected = found, expected


def starts_as_xml(path: Path) -> bool:
    """Whether the first visible character of a file is that of XML, in any encoding.

    Raises:
        SourceError: The file cannot be opened.
    """
    try:
        with path.open("rb") as file:
            return file.read(200).lstrip(_SIGNS_BEFORE).startswith(b"<")
    except OSError as problem:
        raise unreadable_file(path, problem) from None


def stream_elements(path: Path, elements: Elements, where: str) -> Iterator[None]:
    """Reads a file piece by piece, and stops after each, so that what was found can be taken away.

    The memory that it takes does not grow with the file: a tag may have 1 MB, a text a million characters.

    Raises:
        SourceError: The file cannot be opened, is not well-formed, declares a document type, or holds a tag, a text or
            a nesting that no census has. The message gives the line and repeats nothing that stands there.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    _Listener(parser, elements)
    fed = 0
    try:
        with path.open("rb") as file:
            while piece := file.read(_CHUNK_BYTES):
                fed += len(piece)
                parser.Parse(piece, False)
                if fed - parser.CurrentByteIndex > _MAX_TAG:
                    raise _RefusedError("a tag does not end", f"tags of at most {_MAX_TAG >> 20} MB")
                yield
        if not fed:
            raise empty_file(where)
        parser.Parse(b"", True)
        yield
    except _RefusedError as problem:
        raise _fault(where, parser.CurrentLineNumber, problem.found, problem.expected) from None
    except (expat.ExpatError, ValueError, LookupError):
        # The parser's own words are left unsaid. ValueError and LookupError are how an unknown encoding shows.
        raise _fault(
            where, parser.ErrorLineNumber or 1, "the file is damaged or cut short", "well-formed XML to its end"
        ) from None
    except OSError as problem:
        raise unreadable_file(path, problem) from None


def _fault(where: str, line: int, found: str, expected: str) -> SourceError:
    return SourceError(Fault(f"{where}, line {line:,}", found, expected, "Export it again from the system"))


class _Listener:
    """Stands between the parser and those who are told: depth, the text of each open element, and what is refused."""

    def __init__(self, parser: expat.XMLParserType, elements: Elements):
        self._parser = parser
        self._elements = elements
        self._texts: list[list[str]] = []
        self._length = 0
        parser.buffer_text = True
        parser.buffer_size = _CHUNK_BYTES
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._refuse_doctype

    def _begin(self, name: str, _attributes: dict[str, str]) -> None:
        if len(self._texts) == MAX_DEPTH:
            raise _RefusedError(f"more than {MAX_DEPTH} elements lie within each other", "a census file")
        self._texts.append([])
        self._elements.begin(name.rpartition(" ")[2], self._parser.CurrentLineNumber)

    def _end(self, name: str) -> None:
        pieces = self._texts.pop()
        self._length -= sum(map(len, pieces))
        self._elements.end(name.rpartition(" ")[2], "".join(pieces))

    def _text(self, text: str) -> None:
        if not text.isspace():
            self._texts[-1].append(text)
            self._length += len(text)
            if self._length > MAX_CELL:
                raise _RefusedError("the text in an element is too long", f"at most {MAX_CELL:,} characters")

    def _refuse_doctype(self, *_declared: object) -> None:
        raise _RefusedError(
            "the file declares a document type, which can make a small file grow without end or read other files",
            "XML without <!DOCTYPE>, as the census has it",
        )
