"""What the program has is documented, and pages that are made from the code are current."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from foi_return.cli import _parser
from tests.support import page_pictures, rules_page

ROOT = Path(__file__).parents[2]


def test_rules_page_is_current() -> None:
    assert rules_page.PAGE.read_text(encoding="utf-8") == rules_page.page(), "run: just docs"


def test_pictures_of_the_answer_pack_are_current() -> None:
    made_from = json.loads(page_pictures.MADE_FROM.read_text(encoding="utf-8"))
    assert made_from == page_pictures.fingerprints(), "run: just pages"
    assert {page.stem for page in page_pictures.PICTURES.glob("*.png")} >= {page.name for page in page_pictures.PAGES}


def _commands() -> dict[str, argparse.ArgumentParser]:
    actions = [action for action in _parser()._actions if isinstance(action, argparse._SubParsersAction)]
    found: dict[str, argparse.ArgumentParser] = {}
    for name, parser in actions[0].choices.items():
        inner = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
        found |= {f"{name} {kind}": choice for action in inner for kind, choice in action.choices.items()} or {
            name: parser
        }
    return found


@pytest.mark.parametrize("command", sorted(_commands()))
def test_every_command_and_option_is_in_the_readme_or_the_reference(command: str) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8") + (ROOT / "docs" / "commands.md").read_text(
        encoding="utf-8"
    )
    assert f"foi-return {command}" in text
    for action in _commands()[command]._actions:
        for option in action.option_strings:
            if option not in ("-h", "--help"):
                assert f"`{option}" in text, f"{command} {option} is not documented"


@pytest.mark.parametrize("command", sorted(_commands()))
def test_every_command_has_help_with_an_example(command: str) -> None:
    assert f"foi-return {command}" in (_commands()[command].epilog or "")
    for action in _commands()[command]._actions:
        assert action.help
