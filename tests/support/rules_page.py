"""Makes docs/rules.md from the spec tests: `python -m tests.support.rules_page`."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path

from tests.support.spec import Chapter, write_page

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "rules.md"
INTRODUCTION = (
    "Each rule below is a test: the page is made from `tests/spec`, and every example is counted by both engines "
    "whenever the tests run. Dates are inclusive; a blank end means that the record is still open. Tables are those "
    "of the core request (`q1` by category, `q3`, `q4` by context, `q5-...` by sex, `q6-...` by age group)."
)


def chapters() -> list[Chapter]:
    """The spec modules, in order of their file names."""
    found = []
    for path in sorted((ROOT / "tests" / "spec").glob("test_*.py")):
        module = importlib.import_module(f"tests.spec.{path.stem}")
        title, _, introduction = inspect.cleandoc(module.__doc__ or "").partition("\n")
        tests = [
            function
            for name, function in vars(module).items()
            if name.startswith("test_") and inspect.isfunction(function)
        ]
        found.append(Chapter(title.rstrip("."), introduction.strip(), tuple(tests)))
    return found


def page() -> str:
    """The page as it should be now."""
    return write_page(chapters(), INTRODUCTION)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
