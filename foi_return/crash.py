"""What is said when the program itself fails: where and of what kind, never with words that may repeat a row."""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

BROKEN = 70
"""The exit code of a fault of the program; `EX_SOFTWARE` of Unix."""

WHOLE_VARIABLE = "FOI_RETURN_TRACEBACK"
"""An environment variable that makes failures whole again, for developers who work on invented records."""

_ROOT = Path(__file__).parent


def guarded(run: Callable[[], int]) -> int:
    """Runs a command; a failure that is nobody's mistake but the program's is told without its message.

    An exception of Python or of a library often quotes the value that it tripped over, which can be a child's. Warnings
    of libraries do the same, and nobody who runs a command can act on one: they are silent.

    Returns:
        The command's exit code, or `BROKEN`.
    """
    if os.environ.get(WHOLE_VARIABLE):
        return run()
    with warnings.catch_warnings():
        if not sys.warnoptions:
            warnings.simplefilter("ignore")
        try:
            return run()
        except BrokenPipeError:
            # Whoever read the output has gone, as `| head` does. What is left must not fail again at the exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return BROKEN
        except Exception as error:
            print("\n".join(_told(error)), file=sys.stderr)
            return BROKEN


def _told(error: Exception) -> Iterator[str]:
    yield "This is a fault of foi-return, not of your files."
    yield "Where it happened (its own message is left out, because it could repeat a record):"
    for link in _chain(error):
        yield f"  {type(link).__module__}.{type(link).__qualname__}"
        for frame in traceback.extract_tb(link.__traceback__):
            yield f"    {_place(frame.filename)}, line {frame.lineno}, in {frame.name}"
    yield "Please report these lines; they hold nothing of your extract."


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in seen:
        seen.append(link)
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def _place(filename: str) -> str:
    """The file, from this package or the library on: the folders above may name a person's account."""
    path = Path(filename)
    for root in (_ROOT.parent, *(parent for parent in path.parents if parent.name == "site-packages")):
        if path.is_relative_to(root):
            return path.relative_to(root).as_posix()
    return path.name
