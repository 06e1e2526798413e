"""Loads a field map from TOML: from the form of the file (`field_map_models`) to what it means (`terms.field_map`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from foi_return.config.class_check import class_faults, id_faults
from foi_return.config.database import find_database_faults
from foi_return.config.field_map_check import find_counting_faults, find_map_faults
from foi_return.config.field_map_fingerprint import fingerprint_of, recording_of
from foi_return.config.field_map_models import (
    ChildModel,
    ClassModel,
    CountingModel,
    FieldMapModel,
    IdentifiedModel,
    RecordsModel,
)
from foi_return.config.field_map_scale import find_levels_from
from foi_return.config.field_map_shapes import (
    MappingModel,
    ToFollowModel,
    Values,
    bind_table,
    bind_test,
    combined_faults,
    combined_mappings,
    own_context_faults,
)
from foi_return.config.field_map_versions import MAP_FORMAT, migrated
from foi_return.config.toml_file import FORMAT, Model, check_model, read_toml
from foi_return.errors import Fault, FieldMapError
from foi_return.periods import Span
from foi_return.terms.counting import AgeTaken, CountingRules, IdentifiedAs, Overlap, PlacedBy, WhoCounts
from foi_return.terms.field_map import Approval, FieldMap, Regime
from foi_return.terms.map_parts import (
    NOBODY,
    CategoryMapping,
    ChildSpec,
    ClassSpec,
    CrosswalkSpec,
    GradeSpec,
    IdForm,
    Link,
    RecordsSpec,
    Rule,
    ToFollow,
)
from foi_return.terms.request import Request
from foi_return.text import listed, nearest


class _CountingFile(Model):
    format: int
    counting: CountingModel


def shipped_field_maps() -> dict[str, Path]:
    """The example maps that come with the program, by file name without its ending."""
    installed = Path(str(files("foi_return") / "shipped_field_maps"))
    folder = installed if installed.is_dir() else Path(__file__).parents[2] / "field_maps"
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def find_field_map(name_or_path: str) -> Path:
    """The path of a map: a file, or the name of a shipped one.

    Raises:
        FieldMapError: It is neither.
    """
    path = Path(name_or_path)
    if path.suffix == ".toml" or _is_file(path):
        return path
    shipped = shipped_field_maps()
    if name_or_path in shipped:
        return shipped[name_or_path]
    raise FieldMapError(
        Fault(
            "field map",
            f"there is no shipped field map called '{name_or_path}', and no such file",
            f"the path of a .toml file, or one of {listed(shipped)}",
            nearest(name_or_path, shipped),
        )
    )


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # A name that is too long for the system, for one.
        return False


def map_schema() -> dict[str, Any]:
    """The JSON Schema of a field map's file, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "foi-return field map",
        **FieldMapModel.model_json_schema(by_alias=True),
    }


def load_field_map(path: Path, request: Request) -> FieldMap:
    """Loads a field map and checks it against itself and against the request definition that it answers.

    A map of an older format is read as what it means; `FieldMap.older` says so.

    Args:
        path: The TOML file.
        request: The definition with all of its categories, before any override.

    Raises:
        FieldMapError: With every fault found.
    """
    return bind_field_map(read_toml(path, FieldMapError), request, str(path))


def bind_field_map(tables: Mapping[str, Any], request: Request, where: str) -> FieldMap:
    """The field map that these TOML tables mean. Raises FieldMapError with every fault found."""
    present = migrated(tables, where)
    if present.version != MAP_FORMAT:
        where = f"{where} (read as format {MAP_FORMAT})"
    model = check_model(FieldMapModel, present.tables, where, FieldMapError, MAP_FORMAT)
    faults = [*_misplaced(model, request, where), *combined_faults(model.categories, model.combined, request, where)]
    faults += own_context_faults(model.own_contexts, request, where)
    faults += id_faults(model, where)
    field_map = _bind(model)
    request = field_map.with_own_contexts(request)
    levels, scale_faults = _levels(model.counting, field_map.records, where)
    field_map = replace(field_map, counting=_counting(model.counting, levels), older=present.sentence)
    faults += scale_faults
    faults += find_database_faults(field_map, where)
    faults += find_map_faults(field_map, request, where)
    faults += class_faults(field_map, request, where)
    if faults:
        raise FieldMapError(faults)
    return field_map


def _misplaced(model: FieldMapModel, request: Request, where: str) -> Iterator[Fault]:
    """Contexts among the categories and the other way round: the two are counted differently."""
    contexts = {context.key for context in request.contexts}
    for key in model.categories:
        if key in contexts:
            yield Fault(f"{where}: categories.{key}", "this is a context", f"a table [contexts.{key}]")
    for key in model.contexts:
        if key in request.memberships and key not in contexts:
            yield Fault(f"{where}: contexts.{key}", "this is a category", f"a table [categories.{key}]")


def with_counting(field_map: FieldMap, counting: Mapping[str, Any], where: str) -> FieldMap:
    """The map with some of its counting rules replaced, as the answers file or the command line says.

    Raises:
        FieldMapError: A rule or a choice is not known.
    """
    stated: dict[str, Any] = {
        "placed_by": field_map.counting.placed_by.value,
        "age_taken": field_map.counting.age_taken.value,
        "who_counts": field_map.counting.who_counts.value,
        "overlap": field_map.counting.overlap.value,
        "risk_levels": list(field_map.counting.risk_levels),
        "identified_as": field_map.counting.identified_as.value,
        "context_needs_category": field_map.context_needs_category,
    }
    if counting.get("risk_at_least"):
        del stated["risk_levels"]
    tables = {"format": FORMAT, "counting": {**stated, **counting}}
    model = check_model(_CountingFile, tables, where, FieldMapError)
    levels, faults = _levels(model.counting, field_map.records, where)
    changed = replace(
        field_map,
        counting=_counting(model.counting, levels),
        context_needs_category=model.counting.context_needs_category,
    )
    faults += find_counting_faults(changed, where)
    if faults:
        raise FieldMapError(faults)
    return changed


def _bind(model: FieldMapModel) -> FieldMap:
    mappings = {
        **model.categories,
        **model.contexts,
        **model.own_contexts,
        **combined_mappings(model.categories, model.combined),
    }
    return FieldMap(
        name=model.name,
        title=model.title,
        request=model.request,
        council=model.council.name,
        contact=model.council.contact,
        regime=Regime(model.council.regime),
        system=model.system.name,
        sources={name: source.spec(name) for name, source in model.sources.items()},
        child=_child(model.child) if model.child else NOBODY,
        records={name: _records(name, records) for name, records in model.records.items()},
        context_needs_category=model.counting.context_needs_category,
        mappings={key: _mapping(key, mapping) for key, mapping in mappings.items()},
        flags={key: flag.statement() for key, flag in model.flags.items()},
        counting=_counting(model.counting, tuple(model.counting.risk_levels)),
        fingerprint=fingerprint_of(model),
        recording=recording_of(model),
        tables={name: bind_table(name, table) for name, table in model.tables.items()},
        approval=Approval(given.name, given.role, given.day, given.fingerprint) if (given := model.approval) else None,
        crosswalks={
            name: CrosswalkSpec(name, walk.source, walk.old, walk.new) for name, walk in model.crosswalks.items()
        },
        database=model.database.spec() if model.database else None,
        own_contexts={key: context.label for key, context in model.own_contexts.items()},
        not_held={key: said.reason for key, said in model.not_held.items()},
    )


def _child(model: ChildModel) -> ChildSpec:
    return ChildSpec(
        model.source,
        model.id,
        model.birth_date,
        tuple(model.date_formats),
        model.sex,
        model.sex_asks,
        _value_lists(model.sex_values),
        IdForm(model.id_form.width, model.id_form.fill) if model.id_form else None,
        model.merged,
        tuple(model.names),
    )


def _records(name: str, model: RecordsModel) -> RecordsSpec:
    risk = model.risk_level
    identified = model.identified_as
    return RecordsSpec(
        name=name,
        source=model.source,
        id_columns=_id_columns(model),
        start=model.start,
        end=model.end,
        date_formats=tuple(model.date_formats),
        covers=Span(model.covers.start, model.covers.end),
        risk_level=GradeSpec(risk.column, _value_lists(risk.values), risk.ordered) if risk else None,
        identified_as=_identified(identified) if identified else None,
        not_counted=_value_lists(model.not_counted),
        only_if=bind_test(model.only_if) if model.only_if else None,
        to_follow=_to_follow(model.to_follow) if model.to_follow else None,
        child_ids=model.child_ids,
        linked_to=Link(model.linked_to.records, model.linked_to.within_days) if model.linked_to else None,
        classes={key: _classes(classes) for key, classes in model.breakdowns.items()},
        unit=model.unit,
    )


def _id_columns(model: RecordsModel) -> tuple[str, ...]:
    columns = model.child or model.id or ""
    return (columns,) if isinstance(columns, str) else tuple(columns)


def _classes(model: ClassModel) -> ClassSpec:
    as_recorded = {value: (value,) for value in model.as_recorded}
    values = {**as_recorded, **_value_lists(model.values)}
    # A column and a number are faults together; the check sees both as one column with values.
    return ClassSpec(model.column or model.number, values, model.first, model.last, model.number is not None)


def _identified(model: IdentifiedModel) -> GradeSpec:
    return GradeSpec(
        model.column,
        {IdentifiedAs.AT_RISK.value: tuple(model.at_risk), IdentifiedAs.VICTIM.value: tuple(model.victim)},
    )


def _mapping(key: str, model: MappingModel) -> CategoryMapping:
    return CategoryMapping(
        key=key,
        held=model.held,
        applicable=model.applicable,
        reason=model.reason,
        label=model.label,
        recorded=Span(model.recorded.start, model.recorded.end),
        may_overlap=frozenset(model.may_overlap),
        rules=tuple(
            Rule(rule.records, rule.column, tuple(rule.values), tuple(rule.contains), rule.every)
            for rule in model.rules
        ),
    )


def _to_follow(model: ToFollowModel) -> ToFollow:
    return ToFollow(Span(model.start, model.end), model.note.strip())


def _levels(
    model: CountingModel, records: Mapping[str, RecordsSpec], where: str
) -> tuple[tuple[str, ...], list[Fault]]:
    """The risk levels that count, where the map may name only the lowest of them."""
    lowest = model.risk_at_least
    if not lowest:
        return tuple(model.risk_levels), []
    place = f"{where}: counting.risk_at_least"
    if model.risk_levels:
        return (), [Fault(place, "risk_levels names the levels that count as well", "one of the two")]
    return find_levels_from(lowest, records, place)


def _counting(model: CountingModel, risk_levels: tuple[str, ...]) -> CountingRules:
    return CountingRules(
        PlacedBy(model.placed_by),
        AgeTaken(model.age_taken),
        WhoCounts(model.who_counts),
        Overlap(model.overlap),
        risk_levels,
        IdentifiedAs(model.identified_as),
    )


def _value_lists(lists: Mapping[str, Values]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(values) for name, values in lists.items()}
