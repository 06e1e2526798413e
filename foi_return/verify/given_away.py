"""Hidden numbers that other numbers of the same file give away: the attack, on what the file shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from foi_return.attack.attack import attack_publications
from foi_return.attack.grid import Grid
from foi_return.attack.marks import mark_range, mark_text
from foi_return.attack.open_file import publication_of
from foi_return.attack.outcome import AttackReport, Verdict
from foi_return.attack.outcome import Finding as Outcome
from foi_return.attack.publication import Publication
from foi_return.errors import SourceError
from foi_return.text import printable
from foi_return.verify.catalogue import found
from foi_return.verify.finding import Finding, Severity, counted, places
from foi_return.verify.options import VerifyOptions
from foi_return.verify.sheet import Sheet
from foi_return.verify.tables import hides

_MOST_FIGURES, _MOST_HIDDEN = 600, 60
"""A table of anybody's is attacked once for every way to read its marks, so it must be small to be attacked at once."""

_MOST_OF_OWN = 1_500, 600
_MOST_PLACES = 200_000


def check_given_away(name: str, grids: Sequence[Grid], options: VerifyOptions) -> Iterator[Finding]:
    """Attacks the tables of a file, where a mark in them hides something.

    Args:
        name: The file's name.
        grids: Its sheets.
        options: What is told of the file.
    """
    try:
        publication = publication_of(name, grids, options.rounded)
    except SourceError:
        return
    cells = [cell for table in publication.tables for cell in table.cells]
    hidden = sum(1 for cell in cells if cell.value is None and hides(cell.text))
    if not hidden:
        return
    most_figures, most_hidden = (_MOST_FIGURES, _MOST_HIDDEN) if publication.plain else _MOST_OF_OWN
    if len(cells) > most_figures or hidden > most_hidden:
        yield _not_attacked(f"{len(cells):,} figures, {hidden:,} of them hidden, are too many to be attacked here")
        return
    try:
        report = attack_publications(publication, (), options.for_attack)
    except SourceError as error:
        yield _not_attacked(error.faults[0].found)
        return
    yield from _findings(publication, report)


def _not_attacked(why: str) -> Finding:
    return found("given-away", Severity.NOTE, "all tables", why, "Run `foi-return attack` on the file by itself")


def _findings(publication: Publication, report: AttackReport) -> Iterator[Finding]:
    bands = any(mark_range(mark_text(cell.text)) for table in publication.tables for cell in table.cells)
    told: set[str] = set()
    for number, reading in enumerate(reading for reading in report.readings if reading.possible):
        # That a mark means a small number is a guess; only what then is known exactly is worth an alarm.
        verdicts = (Verdict.EXACT, Verdict.SMALL) if number == 0 else (Verdict.EXACT,)
        out = [outcome for outcome in reading.of(*verdicts) if outcome.words not in told]
        told |= {outcome.words for outcome in out}
        narrowed = [outcome for outcome in out if bands and outcome.verdict is Verdict.SMALL]
        known = [outcome for outcome in out if outcome not in narrowed]
        meaning = f", if {printable(reading.words, 120)}" if reading.words and number else ""
        if known:
            what = f"{counted(len(known), 'number')} can be worked out from others{meaning}"
            yield found("given-away", Severity.DOUBTFUL if number else Severity.LEAK, _where(known), what)
        narrowed = [outcome for outcome in narrowed if not _is_within_a_band(outcome, report.threshold)]
        if narrowed:
            what = f"{counted(len(narrowed), 'number')} can be narrowed further than the range that is printed"
            yield found("given-away", Severity.DOUBTFUL, _where(narrowed), what)


def _is_within_a_band(outcome: Outcome, threshold: int) -> bool:
    """Whether a group that no table shows is only known to be small, as it must be within a number shown as a band."""
    return outcome.latent and outcome.verdict is Verdict.SMALL and all(value >= threshold for value in outcome.excluded)


def _where(outcomes: Sequence[Outcome]) -> str:
    return places([printable(outcome.words, 80) for outcome in outcomes], "; ")


def grid_of(sheet: Sheet, tables: Sequence[tuple[int, int, int, int]] = ()) -> Grid:
    """A sheet as the attack reads it; one that reaches very far is left empty."""
    height = max((row for row, _ in sheet.cells), default=-1) + 1
    width = max((column for _, column in sheet.cells), default=-1) + 1
    if height * width > _MOST_PLACES:
        return Grid(sheet.name, ())
    rows = [[""] * width for _ in range(height)]
    for (row, column), cell in sheet.cells.items():
        rows[row][column] = " ".join(cell.text.split())
    return Grid(
        sheet.name,
        tuple(map(tuple, rows)),
        tuple((top, min(bottom, height - 1), right + 1) for top, _, bottom, right in tables if top < height),
    )
