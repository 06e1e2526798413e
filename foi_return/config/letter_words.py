"""Loads the words of the letter: those that come with the program, with an officer's own in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import Field

from foi_return.config.toml_file import Model, check_model, read_toml
from foi_return.errors import Fault, RequestError
from foi_return.terms.field_map import Regime
from foi_return.terms.letter import LetterSection, LetterWords
from foi_return.terms.licence import Licence
from foi_return.text import listed, nearest

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
"""A name in braces, which is filled in when the letter is written."""

FILLED_IN = (
    *("council", "contact", "reference", "act", "workbook", "licence", "licence_url"),
    *("counted", "counted_one", "people", "person", "a_person", "service"),
)
"""What can be filled in everywhere."""


class _Licence(Model):
    name: str = Field(min_length=1)
    url: str = Field(pattern="^https?://[!-~]+$")


class _Paragraphs(Model):
    paragraphs: list[str]
    source: str = ""


class _Section(Model):
    heading: str | None = None
    both: _Paragraphs | None = None
    foia: _Paragraphs | None = Field(default=None, alias="FOIA")
    foisa: _Paragraphs | None = Field(default=None, alias="FOISA")

    def under(self, regime: Regime) -> _Paragraphs | None:
        return (self.foia if regime is Regime.FOIA else self.foisa) or self.both


class _Words(Model):
    format: int
    licence: _Licence | None = None
    sentences: dict[str, str] = {}
    sections: dict[str, _Section] = {}
    answers: dict[str, list[str]] = {}


def load_letter_words(path: Path | None = None) -> LetterWords:
    """The words of the letter.

    Args:
        path: A file with the officer's own words; what it does not say is said as the program offers it.

    Raises:
        RequestError: The file is faulty, has a sentence or section that no letter has, or wants something filled in
            that is not known there.
    """
    shipped = Path(str(files("foi_return") / "letters" / "words.toml"))
    offered = check_model(_Words, read_toml(shipped, RequestError), str(shipped), RequestError)
    own = _Words(format=offered.format)
    if path is not None:
        own = check_model(_Words, read_toml(path, RequestError), str(path), RequestError)
        faults = [*_unknown(offered, own, str(path)), *_unfilled(offered, own, str(path))]
        if faults:
            raise RequestError(faults)
    licence = own.licence or offered.licence
    if licence is None:
        raise ValueError("the words that come with the program name no licence")
    return LetterWords(
        Licence(licence.name, licence.url),
        {**offered.sentences, **own.sentences},
        {name: _section(section, own.sections.get(name, _Section())) for name, section in offered.sections.items()},
        {number: tuple(paragraphs) for number, paragraphs in own.answers.items()},
    )


def _section(offered: _Section, own: _Section) -> LetterSection:
    heading = offered.heading if own.heading is None else own.heading
    chosen = {regime: own.under(regime) or offered.under(regime) for regime in Regime}
    return LetterSection(
        heading or "", {regime: tuple(words.paragraphs) if words else () for regime, words in chosen.items()}
    )


def _unknown(offered: _Words, own: _Words, where: str) -> Iterator[Fault]:
    """Sentences and sections that no letter has."""
    kinds: tuple[tuple[str, Mapping[str, Any], Mapping[str, Any]], ...] = (
        ("sentences", own.sentences, offered.sentences),
        ("sections", own.sections, offered.sections),
    )
    for kind, given, known in kinds:
        for name in given:
            if name not in known:
                yield Fault(f"{where}: {kind}.{name}", "the letter has none of this name", listed(known),
                            nearest(name, known))  # fmt: skip


def _unfilled(offered: _Words, own: _Words, where: str) -> Iterator[Fault]:
    """Names in braces for which nothing is known at their place."""
    for name, sentence in own.sentences.items():
        allowed = (*FILLED_IN, *PLACEHOLDER.findall(offered.sentences.get(name, "")))
        yield from _strange_names(sentence, allowed, f"{where}: sentences.{name}")
    for name, section in own.sections.items():
        known = (*FILLED_IN, *_names_in(offered.sections.get(name, _Section())))
        for part in ("both", "foia", "foisa"):
            words: _Paragraphs | None = getattr(section, part)
            for paragraph in words.paragraphs if words else ():
                yield from _strange_names(paragraph, known, f"{where}: sections.{name}")
        yield from _strange_names(section.heading or "", FILLED_IN, f"{where}: sections.{name}.heading")
    for number, paragraphs in own.answers.items():
        for paragraph in paragraphs:
            yield from _strange_names(paragraph, FILLED_IN, f"{where}: answers.{number}")


def _names_in(section: _Section) -> list[str]:
    """The names in braces that a section has as it is offered."""
    parts = [part for part in (section.both, section.foia, section.foisa) if part]
    return [name for part in parts for paragraph in part.paragraphs for name in PLACEHOLDER.findall(paragraph)]


def _strange_names(text: str, allowed: tuple[str, ...], where: str) -> Iterator[Fault]:
    for name in PLACEHOLDER.findall(text):
        if name not in allowed:
            names = [f"{{{each}}}" for each in dict.fromkeys(allowed)]
            yield Fault(
                where, f"nothing can be filled in for '{{{name}}}'", listed(names), nearest(f"{{{name}}}", names)
            )
