"""The language of the spec tests: a few children as text tables, the counting rules chosen, the figures expected.

The same functions are run as tests and read as documentation: `docs/rules.md` is made from them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import cleandoc
from pathlib import Path
from typing import Any, Protocol

from foi_return.engine.workspace import Workspace
from tests.support.small_council import Person, Record, SmallCouncil, count_council

SHORT_ROWS = {
    "CCE": "Child criminal exploitation (CCE)",
    "CSE": "Child sexual exploitation (CSE)",
    "both": "Both CCE and CSE",
    "CCE only": "Child criminal exploitation (CCE) only",
    "CSE only": "Child sexual exploitation (CSE) only",
    "county lines": "Exploited through county lines",
    "gang": "Exploited by, or associated with, a gang",
}


class Spec(Protocol):
    """What a spec test is given: call it with the tables of one example."""

    def __call__(self, people: str, records: str, expect: str, **choices: Any) -> None:
        """Checks, or writes down, one example."""


def parse_table(text: str) -> list[dict[str, str]]:
    """Reads a text table: names on the first line, cells divided by `|`."""
    lines = [[cell.strip() for cell in line.split("|")] for line in cleandoc(text).splitlines() if line.strip()]
    header, *rows = [line for line in lines if set("".join(line)) - {"-"}]
    return [dict(zip(header, row, strict=True)) for row in rows]


def council_of(people: str, records: str, choices: dict[str, Any]) -> SmallCouncil:
    """The council that an example describes."""
    return SmallCouncil(
        [Person(row["child"], row.get("born", ""), row.get("sex", "F")) for row in parse_table(people)],
        [
            Record(
                row["child"],
                row["means"],
                row["start"],
                row.get("end", ""),
                row.get("context", ""),
                row.get("risk", ""),
                row.get("identified", ""),
            )
            for row in parse_table(records)
        ],
        **choices,
    )


@dataclass
class CheckedSpec:
    """Runs an example through both engines and compares each figure."""

    folder: Path
    workspace: Workspace

    def __call__(self, people: str, records: str, expect: str, **choices: Any) -> None:
        counted = count_council(council_of(people, records, choices), self.folder, self.workspace)
        assert counted.sql == counted.pandas
        expected = parse_table(expect)
        assert expected, "an example must expect a figure"
        found = [
            str(counted.figure(row["table"], row["year"], SHORT_ROWS.get(row["row"], row["row"]))) for row in expected
        ]
        assert found == [row["figure"] for row in expected]


@dataclass
class WrittenSpec:
    """Writes an example down."""

    lines: list[str]

    def __call__(self, people: str, records: str, expect: str, **choices: Any) -> None:
        if choices:
            self.lines += [f"With {_in_words(choices)}:", ""]
        for title, block in (("People", people), ("Records", records), ("Figures", expect)):
            self.lines += [f"{title}:", "", "```text", cleandoc(block), "```", ""]


@dataclass(frozen=True)
class Chapter:
    """A module of spec tests."""

    title: str
    introduction: str
    paragraphs: tuple[Callable[[Spec], None], ...]


def write_page(chapters: list[Chapter], introduction: str) -> str:
    """The rules as a page in Markdown."""
    parts = ["# Counting rules", "", introduction, ""]
    for chapter in chapters:
        parts += [f"## {chapter.title}", "", chapter.introduction, ""]
        for paragraph in chapter.paragraphs:
            name = paragraph.__name__.removeprefix("test_").replace("_", " ")
            parts += [f"### {name[:1].upper()}{name[1:]}", "", cleandoc(paragraph.__doc__ or ""), ""]
            paragraph(WrittenSpec(parts))
    return "\n".join(parts).rstrip() + "\n"


def _in_words(choices: dict[str, Any]) -> str:
    words = []
    for key, value in choices.items():
        for name, choice in value.items() if isinstance(value, dict) else [(key, value)]:
            words.append(f"{name.replace('_', ' ')} = {_value(choice)}")
    return ", ".join(words)


def _value(choice: Any) -> str:
    if isinstance(choice, dict):
        return ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in choice.items())
    if isinstance(choice, list | tuple):
        return ", ".join(str(item) for item in choice)
    return str(choice)
