"""Writes a manifest from the register: these were asked before, with the years moved on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foi_return.config.field_map import find_field_map, load_field_map
from foi_return.config.policy import load_policies
from foi_return.config.request import load_request
from foi_return.config.toml_file import FORMAT
from foi_return.deadlines import due_date
from foi_return.errors import Fault, OutputError, RegisterError, UserError
from foi_return.outputs.file_faults import write_whole
from foi_return.period_kinds import follow_each_other, moved_on, parse_period, written
from foi_return.periods import ADULT_AGE, AgeBand, parse_age_band
from foi_return.register import Register, Registered, open_register
from foi_return.tables import OTHER_AGES
from foi_return.terms.field_map import Regime
from foi_return.terms.request import NOT_KNOWN, PERCENT_OF, Breakdown, Request
from foi_return.text import listed

if TYPE_CHECKING:
    import tomlkit.items

_CHANGED = ", changed"
_COUNTING = ("placed_by", "age_taken", "who_counts", "overlap", "risk_levels", "identified_as")


@dataclass(frozen=True, slots=True)
class NewBatch:
    """What a manifest is to be written of.

    Attributes:
        register: The register's folder.
        council: Whose answers; None for those of the only council in the register.
        since: The first day of those that are taken, by when they were entered; None for no bound.
        until: The last.
        years_on: How many years the years asked for move on.
        field_map: The field map of the new extract; None for the one that the answers were made with.
        sources: The files of the new extract, as far as they are known.
        extracted_on: The day on which it was made.
        received: The day on which the requests were received, where it is one day for all.
    """

    register: Path
    council: str | None = None
    since: date | None = None
    until: date | None = None
    years_on: int = 1
    field_map: str | None = None
    sources: Mapping[str, Path] = field(default_factory=dict)
    extracted_on: date | None = None
    received: date | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request that was answered before.

    Attributes:
        answer: Its answer in the register.
        record: Its release record.
    """

    answer: Registered
    record: Mapping[str, Any]

    @property
    def day(self) -> date:
        """The day on which it was entered."""
        return date.fromisoformat(self.answer.entry.recorded_on[:10])


def write_new_manifest(wanted: NewBatch, path: Path, *, replace_it: bool = False) -> list[str]:
    """Writes the manifest, and says what stands in it.

    Raises:
        RegisterError: The register holds no such answer, or those of several councils.
        OutputError: There is a file already, or it cannot be written.
    """
    if path.exists() and not replace_it:
        step = "Choose another with --output, or replace it with --force"
        raise OutputError(Fault(str(path), "There is a file of this name already", "a new file", step))
    asked = _asked(wanted)
    write_whole(path, _manifest_text(wanted, asked).encode())
    lines = [f"{path} asks {len(asked)} requests again, with their years moved on by {wanted.years_on}:", ""]
    rows = [("Last reference", "Entered", "Status", "Next")] + [_row(wanted, each) for each in asked]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines += ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [
        *lines,
        "",
        f"Give each its own reference, take out what is not asked again, then: foi-return batch {path} --dry-run",
    ]


def _row(wanted: NewBatch, each: _Asked) -> tuple[str, str, str, str]:
    if wanted.received is not None:
        now = f"due {due_date(wanted.received, _regime(each.record)).isoformat()}"
    else:
        now = f"a year on: {_years_on(each.day, wanted.years_on).isoformat()}"
    return each.answer.reference, each.day.isoformat(), each.answer.status.value, now


def _years_on(day: date, years: int) -> date:
    """The same day of another year; 28 February for the 29th where that year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _regime(record: Mapping[str, Any]) -> Regime:
    return next((regime for regime in Regime if regime.act == record.get("act")), Regime.FOIA)


def _asked(wanted: NewBatch) -> list[_Asked]:
    """The latest answer to each reference that readers have or may have, in the order of entry."""
    register = open_register(wanted.register)
    council = _council(register, wanted.council)
    latest: dict[str, Registered] = {}
    for answer in register.known_to_readers(council):
        latest.pop(answer.reference, None)
        latest[answer.reference] = answer
    found = [_Asked(answer, json.loads(register.release_file(answer).read_bytes())) for answer in latest.values()]
    found = [
        each
        for each in found
        if (wanted.since is None or each.day >= wanted.since) and (wanted.until is None or each.day <= wanted.until)
    ]
    if not found:
        raise RegisterError(
            Fault(
                str(wanted.register),
                "It holds no answer of this council and time",
                "answers that were sent or may have been",
                "foi-return register list shows them all",
            )
        )
    return found


def _council(register: Register, named: str | None) -> str:
    councils = list(dict.fromkeys(answer.entry.council for answer in register.answers))
    if named is None and len(councils) == 1:
        return councils[0]
    if named not in councils and councils:
        found = "it holds answers of several councils" if named is None else f"'{named}' has no answer in it"
        raise RegisterError(Fault("--council", found, listed(councils)))
    return named or ""


def _manifest_text(wanted: NewBatch, asked: Sequence[_Asked]) -> str:
    import tomlkit

    document = tomlkit.document()
    for line in (
        f"Requests that were answered before, with their years moved on by {wanted.years_on}.",
        "Each needs a reference of its own. What a request does not say it takes from the defaults.",
        "docs/batch.md explains every key. Check it with: foi-return batch THIS-FILE --dry-run",
    ):
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    document.add("format", tomlkit.item(FORMAT))
    document.add("defaults", _defaults(wanted, asked))
    requests = tomlkit.aot()
    for each in asked:
        requests.append(_request(wanted, each))
    document.add("requests", requests)
    return tomlkit.dumps(document)


def _defaults(wanted: NewBatch, asked: Sequence[_Asked]) -> tomlkit.items.Table:
    import tomlkit

    table, extract = tomlkit.table(True), tomlkit.table()
    if wanted.received is not None:
        table.add("request", tomlkit.item({"received": wanted.received}))
    maps = list(dict.fromkeys(str(each.record.get("field_map", {}).get("name", "")) for each in asked))
    field_map = wanted.field_map or (maps[0] if len(maps) == 1 else "")
    if wanted.field_map is None:
        extract.add(tomlkit.comment(f"The map that they were made with: {', '.join(maps)}."))
    extract.add("field_map", _path(field_map) if wanted.field_map else field_map)
    if wanted.extracted_on is not None:
        extract.add("extracted_on", wanted.extracted_on)
    else:
        extract.add(tomlkit.comment("extracted_on = the day on which the new extract was made, such as 2026-05-21"))
    sources = tomlkit.table()
    for name in dict.fromkeys([*_sources_of(field_map), *wanted.sources]):
        if name in wanted.sources:
            sources.add(name, str(wanted.sources[name].absolute()))
        else:
            sources.add(tomlkit.comment(f'{name} = "the file of this source"'))
    extract.add("sources", sources)
    table.add("extract", extract)
    table.add("earlier", tomlkit.item({"register_folder": str(wanted.register.absolute())}))
    return table


def _path(field_map: str) -> str:
    path = Path(field_map)
    return str(path.absolute()) if path.suffix == ".toml" else field_map


def _sources_of(field_map: str) -> tuple[str, ...]:
    """The sources of a field map; none where it cannot be found."""
    try:
        path = find_field_map(field_map)
        return tuple(load_field_map(path, load_request("core")).sources)
    except UserError:
        return ()


def _request(wanted: NewBatch, each: _Asked) -> tomlkit.items.Table:
    import tomlkit

    record, table = each.record, tomlkit.table()
    table.add(tomlkit.comment(f"Last time: {each.answer.reference}, entered on {each.day.isoformat()}"))
    request: dict[str, Any] = {"reference": ""}
    if record.get("request") not in (None, "core"):
        request["name"] = record["request"]
    request |= dict(_asked_otherwise(record, wanted.years_on))
    table.add("request", tomlkit.item(request))
    counting = record.get("counting_rules", {})
    table.add("counting", tomlkit.item({name: counting[name] for name in _COUNTING if name in counting}))
    table.add("small_numbers", tomlkit.item(_policy(record.get("policy", {}))))
    return table


def _asked_otherwise(record: Mapping[str, Any], years_on: int) -> Iterator[tuple[str, list[str]]]:
    """What a requester asked otherwise than the definition says: years (moved on), age bands, categories."""
    years = _years(record, years_on)
    if years:
        yield "years", years
    try:
        definition = load_request(str(record.get("request", "core")))
    except UserError:
        definition = None
    cells = [cell for cell in record["cells"] if not str(cell.get("unit", "")).startswith(PERCENT_OF)]
    bands = _bands(cells)
    if bands and (definition is None or bands != list(definition.age_bands)):
        yield "age_bands", [band.label for band in bands]
    if definition is not None:
        printed = {cell["category"] for cell in cells if "context" not in cell["breakdown"]}
        whole = _printed_categories(definition)
        kept = [key for key in whole if key in printed]
        if kept and kept != whole:
            yield "categories", kept


def _years(record: Mapping[str, Any], years_on: int) -> list[str]:
    """The periods that were asked for, moved on; nothing where they are of no kind that a request may ask by."""
    try:
        periods = [parse_period(str(period["period"])) for period in record.get("periods", [])]
        moved = [moved_on(period, years_on) for period in periods]
    except ValueError:
        return []
    if len(moved) > 1 and follow_each_other(moved):
        return [written(moved[0], moved[-1])]
    return [written(period) for period in moved]


def _bands(cells: Sequence[Mapping[str, Any]]) -> list[AgeBand]:
    """The age bands that were asked for; a row of adults, which stands where there are any, is none of them."""
    labels = dict.fromkeys(cell["breakdown"]["age_group"] for cell in cells if "age_group" in cell["breakdown"])
    bands = [parse_age_band(label) for label in labels if label not in (NOT_KNOWN, OTHER_AGES)]
    return sorted((band for band in bands if band.low < ADULT_AGE), key=lambda band: band.low)


def _printed_categories(definition: Request) -> list[str]:
    tables = [table for table in definition.tables if table.breakdown != Breakdown.CONTEXT]
    printed = {key for table in tables for key in table.categories}
    return [category.key for category in definition.categories if category.key in printed]


def _policy(policy: Mapping[str, Any]) -> dict[str, Any]:
    """The policy as it was, where its profile is a shipped one; else the numbers of it that the record holds."""
    name = str(policy.get("name", ""))
    base = name.removesuffix(_CHANGED)
    told: dict[str, Any] = {"policy": base} if base in load_policies() else {}
    if name != base or not told:
        told |= {"threshold": policy.get("threshold"), "reason": policy.get("reason")}
        if policy.get("zeros_shown"):
            told["zeros"] = "shown"
    return {key: value for key, value in told.items() if value is not None}
