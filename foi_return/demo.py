"""The demo: an invented extract for each shipped request, and the request answered from it with a shipped field map."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from foi_return.config.answers import Answers
from foi_return.config.request import CORE
from foi_return.errors import Fault, OutputError, RequestError
from foi_return.run import Outcome, answer_request
from foi_return.text import listed, nearest

RECONCILE = "reconcile"
"""The demo that compares two lists, and answers no request definition."""

DEMO_CHILDREN = 4_000
DEMO_SEED = 1

Progress = Callable[[str], None]
Write = Callable[[Path, int, int], Mapping[str, Path]]
"""Writes an extract into a folder, from a seed and a size; gives the file of each source."""


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo of one request is made of.

    Attributes:
        field_map: The shipped map that it is answered with.
        reference: The reference of the answer.
        extracted_on: The day that the title rows of the extract name, or its last complete day.
        size: How many children, crimes and so on the extract holds where nobody says otherwise.
        invented: What is invented, for the progress line.
        write: Writes the extract.
    """

    field_map: str
    reference: str
    extracted_on: date
    size: int
    invented: str
    write: Write


def _core(folder: Path, seed: int, size: int) -> Mapping[str, Path]:
    from foi_return.synthetic import write_extract

    files = write_extract(folder, seed=seed, children=size)
    return {"people": files.people, "hazards": files.exploitation, "missing": files.missing}


def _recorded_crime(folder: Path, seed: int, size: int) -> Mapping[str, Path]:
    from foi_return.synthetic.recorded_crime import write_recorded_crime

    return {"connect": write_recorded_crime(folder, seed, crimes=size).connect}


def _group_based(folder: Path, seed: int, size: int) -> Mapping[str, Path]:
    from foi_return.synthetic.group_based import write_group_based
    from foi_return.synthetic.group_based_margins import CRIMES

    files = write_group_based(folder, seed, crimes=None if size == CRIMES else size)
    return {"crimes": files.crimes, "victims": files.victims, "suspects": files.suspects}


def _missing_from_care(folder: Path, seed: int, size: int) -> Mapping[str, Path]:
    from foi_return.synthetic.missing_from_care import write_missing_from_care

    files = write_missing_from_care(folder, seed, children=size)
    return {"people": files.people, "episodes": files.episodes}


DEMOS: Mapping[str, Demo] = {
    CORE: Demo("anytown", "DEMO-2026-0001", date(2026, 5, 21), DEMO_CHILDREN, "children", _core),
    "recorded-crime": Demo(
        "police-connect", "DEMO-CRIME", date(2020, 11, 30), 6_000, "recorded crimes", _recorded_crime
    ),
    "group-based": Demo(
        "group-based-offending", "DEMO-GROUP", date(2023, 12, 31), 4_228, "group-based crimes", _group_based
    ),
    "missing-from-care": Demo(
        "missing-from-care", "DEMO-MISSING", date(2025, 3, 31), 900, "children in care", _missing_from_care
    ),
}
"""The demo of each request, by the name of its definition."""


REVIEW = "review"
"""The demo of the core request whose answer holds the figures of a review of flags."""


def make_demo(
    output: Path, progress: Progress, *, request: str = CORE, seed: int = DEMO_SEED, size: int | None = None
) -> tuple[Answers, Outcome]:
    """Writes an extract to `<output>/demo-extract` (for another request, with its name behind), and answers from it.

    Args:
        output: The folder that receives the extract and the answer.
        progress: Told in words what is being done.
        request: The name of a shipped request definition.
        seed: The same seed gives the same extract and the same answer.
        size: How many children, crimes and so on the extract holds; None for the usual number.

    Returns:
        The answers with which the same return can be built again, and what was written.

    Raises:
        RequestError: There is no demo of this name, or the size is impossible.
        OutputError: The extract cannot be written there.
    """
    if request == REVIEW:
        return _with_review(output, progress, seed, size)
    if request not in DEMOS:
        found = f"there is no demo of '{request}'"
        known = (*DEMOS, REVIEW, RECONCILE)
        raise RequestError(Fault("--request", found, f"one of {listed(known)}", nearest(request, known)))
    answers = _invented(output, progress, request, seed, size)
    return answers, answer_request(answers, progress)


def _with_review(output: Path, progress: Progress, seed: int, size: int | None) -> tuple[Answers, Outcome]:
    """The core demo, with a review of its CSE hazards by invented reviewers."""
    from foi_return.review.demo import make_review

    answers = _invented(output, progress, CORE, seed, size)
    result = make_review(output / "demo-review", answers.sources["hazards"], seed, progress)
    answers = replace(answers, reference="DEMO-REVIEW", review=result)
    return answers, answer_request(answers, progress)


def _invented(output: Path, progress: Progress, request: str, seed: int, size: int | None) -> Answers:
    """Writes the extract of a demo; the answers with which it is answered."""
    demo = DEMOS[request]
    size = demo.size if size is None else size
    folder = output / ("demo-extract" if request == CORE else f"demo-extract-{request}")
    progress(f"Writing a synthetic extract of {size:,} {demo.invented}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sources = dict(demo.write(folder, seed, size))
    except ValueError as problem:
        raise RequestError(Fault("--children" if request == CORE else "--size", str(problem))) from None
    except OSError as problem:
        raise OutputError(
            Fault(
                str(folder),
                f"the extract cannot be written ({problem.strerror})",
                "a folder that you may write to, on a disk with room",
                "Name another with --output",
            )
        ) from None
    return Answers(
        request=request,
        reference=demo.reference,
        field_map=demo.field_map,
        extracted_on=demo.extracted_on,
        sources=sources,
        output=output,
    )
