"""Parses the XML of a file from anybody: no document type is accepted, and with it no entity; names lose namespaces."""

from __future__ import annotations

import io
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.parsers import expat

_PROLOG = 1 << 16


class DamagedError(ValueError):
    """A part of a file cannot be parsed, or says what no office program writes."""


class _Stop(Exception):
    pass


def parse(content: bytes) -> Element:
    """The tree of a part; names of elements and attributes are without their namespaces.

    Raises:
        DamagedError: It is not well-formed, or has a document type.
    """
    refuse_document_type(content)
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError, LookupError) as problem:
        raise DamagedError(type(problem).__name__) from None
    for element in root.iter():
        strip(element)
    return root


def stream(content: bytes) -> Iterator[tuple[str, Element]]:
    """Each element of a part as it begins and as it ends, with its names as they are in the file.

    Raises:
        DamagedError: It is not well-formed, or has a document type.
    """
    refuse_document_type(content)
    try:
        yield from ElementTree.iterparse(io.BytesIO(content), events=("start", "end"))
    except (ElementTree.ParseError, ValueError, LookupError) as problem:
        raise DamagedError(type(problem).__name__) from None


def strip(element: Element) -> None:
    """Takes the namespaces from the names of one element and of its attributes."""
    if isinstance(element.tag, str):
        element.tag = element.tag.rpartition("}")[2]
    if any(name[:1] == "{" for name in element.attrib):
        plain = {name.rpartition("}")[2]: text for name, text in element.attrib.items()}
        element.attrib.clear()
        element.attrib.update(plain)


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def truth(text: str | None) -> bool:
    """Whether an attribute says yes."""
    return text in ("1", "true", "on")


def text_of(element: Element) -> str:
    """All text in an element."""
    return "".join(element.itertext())


def refuse_document_type(content: bytes) -> None:
    """Refuses what could make a small file grow without end, or read other files, before it is parsed.

    Raises:
        DamagedError: There is a document type in front of the first element.
    """
    parser = expat.ParserCreate()

    def refuse(*_declared: object) -> None:
        raise DamagedError("document type")

    def stop(*_element: object) -> None:
        raise _Stop

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    try:
        for start in range(0, len(content), _PROLOG):
            parser.Parse(content[start : start + _PROLOG], False)
    except _Stop:
        return
    except (expat.ExpatError, ValueError, LookupError) as problem:
        raise problem if isinstance(problem, DamagedError) else DamagedError("XML") from None
