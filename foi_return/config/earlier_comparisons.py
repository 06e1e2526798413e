"""Loads earlier comparisons of a list with the records, as far as the present one can be protected with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from foi_return.config.earlier import COMPARISON, counts_of, earlier_cell, has_figure, load_release
from foi_return.disclosure.earlier import EarlierCell, LeftOut
from foi_return.errors import DisclosureError, Fault


@dataclass(frozen=True, slots=True)
class EarlierComparison:
    """An earlier comparison by the same definition, of the same days.

    Attributes:
        reference: Its reference.
        cells: Its figures; percentages are left out, as they say nothing that its counts do not.
    """

    reference: str
    cells: tuple[EarlierCell, ...]


def load_earlier_comparisons(
    paths: Sequence[Path], recording: str, unprotected: Sequence[str]
) -> tuple[tuple[EarlierComparison, ...], tuple[LeftOut, ...]]:
    """Loads earlier answers for a comparison of lists; those that count what a system records are not joined.

    Args:
        paths: The `release.json` files.
        recording: The hash of what of the present definition says who is counted as what.
        unprotected: References of answers that are left out by decision.

    Returns:
        The comparisons that the present one is protected with, and what it is not protected with.

    Raises:
        DisclosureError: A file cannot be read, or a comparison is by another definition and nobody decided to go on
            without it; all faults together.
    """
    answers: list[EarlierComparison] = []
    left_out: dict[str, LeftOut] = {}
    faults: list[Fault] = []
    for path in dict.fromkeys(paths):
        try:
            release = load_release(path)
        except DisclosureError as error:
            faults += error.faults
            continue
        reference = release.reference
        if release.request != COMPARISON:
            told = f"it answers the request '{release.request}', and is not about the children of a list"
            left_out[reference] = LeftOut(reference, (told,), counts_others=True)
        elif reference in unprotected:
            left_out[reference] = LeftOut(reference, ("It compares a list too, and somebody decided to go on.",))
        elif release.field_map.recording != recording:
            faults.append(_of_another_list(path, reference))
        else:
            cells = [earlier_cell(cell, release.policy) for cell in counts_of(release) if has_figure(cell)]
            answers.append(EarlierComparison(reference, tuple(cells)))
    if faults:
        raise DisclosureError(faults)
    return tuple(answers), tuple(left_out.values())


def _of_another_list(path: Path, reference: str) -> Fault:
    return Fault(
        str(path),
        f"the earlier comparison {reference} is of other days, of another partner or by another definition. Its list "
        "may share children with this one, and who stands in both cannot be counted from this list alone",
        "",
        "Use the definition that it was made with. Or, where the lists have nobody in common or the risk is accepted: "
        f"--unprotected-against {reference}",
    )
