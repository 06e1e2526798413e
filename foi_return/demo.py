"""The demo: a synthetic council's extract, and the core request answered from it with a shipped field map."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from foi_return.config.answers import Answers
from foi_return.errors import Fault, OutputError, RequestError
from foi_return.run import Outcome, answer_request

DEMO_MAP = "anytown"
DEMO_REFERENCE = "DEMO-2026-0001"
DEMO_CHILDREN = 4_000
DEMO_SEED = 1
EXTRACTED_ON = date(2026, 5, 21)
"""The day that the title rows of the synthetic extract name."""

Progress = Callable[[str], None]


def make_demo(output: Path, *, seed: int, children: int, progress: Progress) -> tuple[Answers, Outcome]:
    """Writes the extract to `<output>/demo-extract`, then answers the core request from it.

    Args:
        output: The folder that receives the extract and the answer.
        seed: The same seed gives the same extract and the same answer.
        children: How many children the synthetic council knows over the seven years.
        progress: Told in words what is being done.

    Returns:
        The answers with which the same return can be built again, and what was written.

    Raises:
        RequestError: The number of children is impossible.
        OutputError: The extract cannot be written there.
    """
    from foi_return.synthetic import write_extract

    folder = output / "demo-extract"
    progress(f"Writing a synthetic extract of {children:,} children")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        files = write_extract(folder, seed=seed, children=children)
    except ValueError as problem:
        raise RequestError(Fault("--children", str(problem))) from None
    except OSError as problem:
        raise OutputError(
            Fault(
                str(folder),
                f"the extract cannot be written ({problem.strerror})",
                "a folder that you may write to, on a disk with room",
                "Name another with --output",
            )
        ) from None
    answers = Answers(
        request="core",
        reference=DEMO_REFERENCE,
        field_map=DEMO_MAP,
        extracted_on=EXTRACTED_ON,
        sources={"people": files.people, "hazards": files.exploitation, "missing": files.missing},
        output=output,
    )
    return answers, answer_request(answers, progress)
