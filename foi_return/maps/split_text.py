"""Writes where a breakdown of the request's own is recorded, as a proposed map says it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from foi_return.maps.open_items import unheld
from foi_return.maps.proposal import Proposal, Records, SplitBy
from foi_return.maps.toml_lines import OPEN, open_line, plain_key, quote, remark, set_line
from foi_return.terms.request import NOT_KNOWN, Request
from foi_return.wizard.meanings import Suggestion

_UNKNOWN = "in which row these are counted is not known"


def splits_text(records: Records) -> Iterator[str]:
    """The breakdowns of some records; those whose place is not sure are remarks as a whole."""
    for split in records.splits:
        yield ""
        yield remark(split.dimension.label)
        stem = f"records.{plain_key(records.name)}.breakdowns.{plain_key(split.dimension.key)}"
        lines = list(_place(split, stem))
        yield from lines if split.is_sure else [line and f"{OPEN}{line.removeprefix(OPEN)}" for line in lines]
        if split.rarer:
            yield remark(
                f"OPEN: {split.rarer} more values are rarer than the threshold; they are counted as not known."
            )


def _place(split: SplitBy, stem: str) -> Iterator[str]:
    yield f"[{stem}]"
    if split.first is not None:
        yield _named("from", split.first)
        yield _named("to", split.last) if split.last else open_line("to", "", "no date seems to be the later one")
    elif split.column is not None and split.dimension.is_number:
        yield _named("number", split.column)
    elif split.column is not None:
        yield _named("column", split.column)
        yield from _rows(split, stem) if split.dimension.rows else _recorded(split, stem)


def _named(key: str, found: Suggestion) -> str:
    return set_line(key, found.target, f"{found.confidence}: {found.reason}")


def _rows(split: SplitBy, stem: str) -> Iterator[str]:
    """The values of each row of the request: those that are sure, then as remarks those that are likely, or open."""
    yield ""
    yield f"[{stem}.values]"
    for row in (*split.dimension.rows, NOT_KNOWN):
        likely = [(item.value, f"likely: {item.reason}") for item in split.likely if item.row == row]
        likely += [(value, _UNKNOWN) for value in split.unknown if row == NOT_KNOWN]
        yield from _row(row, split.rows.get(row, ()), likely, whole=not split.is_sure)


def _row(row: str, sure: Sequence[str], others: Sequence[tuple[str, str]], *, whole: bool) -> Iterator[str]:
    if others and (whole or not sure):
        reasons = "; ".join(dict.fromkeys(reason for _, reason in others))
        yield open_line(row, [*sure, *(value for value, _ in others)], reasons)
    elif others:
        yield f"{plain_key(row)} = ["
        yield from (f"  {quote(value)}," for value in sure)
        yield from (f"  {OPEN}{quote(value)}, {remark(reason)}" for value, reason in others)
        yield "]"
    elif sure:
        yield set_line(row, list(sure))


def _recorded(split: SplitBy, stem: str) -> Iterator[str]:
    """The values that are rows as they are recorded; their names are published."""
    own = [row for row in split.rows if row != NOT_KNOWN]
    yield set_line("as_recorded", own, "their names are published")
    if unsure := split.rows.get(NOT_KNOWN):
        yield ""
        yield f"[{stem}.values]"
        yield set_line(NOT_KNOWN, list(unsure))


def unheld_text(proposal: Proposal, request: Request) -> Iterator[Iterable[str]]:
    """The breakdowns that no file seems to hold: a column for each, or a reason, is to be given."""
    for key, label in unheld(proposal, request):
        yield [
            remark(f"{label}: no column seems to hold it. Say where it is, or that it is not recorded:"),
            f"{OPEN}[not_held.{plain_key(key)}]",
            open_line("reason", "Not recorded in the system.", "a sentence for the reader"),
        ]
