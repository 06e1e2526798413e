"""How each command introduces itself: a summary, and an example under its options. Nothing heavy is imported."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def new_command(commands: Commands, name: str, summary: str, example: str) -> argparse.ArgumentParser:
    """Adds a command.

    Args:
        commands: Where it is added.
        name: Its name.
        summary: What it does, in a sentence.
        example: A whole line that somebody could type.
    """
    return commands.add_parser(
        name,
        help=summary,
        description=summary,
        epilog=f"Example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
