"""The parts of a field map's file that say in which shape an extract comes, and what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from pydantic import Field

from foi_return.config.toml_file import Model
from foi_return.errors import Fault
from foi_return.terms.request import Request
from foi_return.terms.shapes import Condition, Conditions, Join, Packing, RowCount, TableSpec, Test, Unpacking
from foi_return.text import listed, nearest, normalise

Values = list[str]


class DaysModel(Model):
    """Days from `from` to `to`, both included."""

    start: date | None = Field(default=None, alias="from")
    end: date | None = Field(default=None, alias="to")


class ToFollowModel(DaysModel):
    """Days whose figures are promised for later."""

    note: str = ""


class LinkModel(Model):
    """Other records of the same child, near which alone a record counts."""

    records: str
    within_days: int = Field(ge=0, le=3_660)


class CrosswalkModel(Model):
    """Two columns of ids that mean the same children."""

    source: str
    old: str = Field(alias="from")
    new: str = Field(alias="to")


class IdFormModel(Model):
    """How long ids are, where some exports pad them and others do not."""

    width: int = Field(ge=2, le=40)
    fill: str = Field(default="0", min_length=1, max_length=1, pattern=r"^[!-~]$")


class UnpackModel(Model):
    """A column whose cells hold several values."""

    column: str
    packing: Literal["json list", "json object", "delimited"] = Field(alias="as")
    into: str = Field(default="value", min_length=1)
    delimiter: str = Field(default=";", min_length=1)
    true_values: list[str] = ["Yes", "Y", "true", "1"]


class JoinModel(Model):
    """A second source whose columns are added."""

    source: str
    where: dict[str, str] = Field(min_length=1)
    each: bool = False


class RowCountModel(Model):
    """A column that says how many rows of another source fit."""

    source: str
    where: dict[str, str] = Field(min_length=1)
    into: str = Field(min_length=1)
    distinct: str = ""


class TableModel(Model):
    """A table made from sources."""

    base: str = Field(alias="from")
    joins: list[JoinModel] = []
    counts: list[RowCountModel] = []
    unpack: UnpackModel | None = None


class TestModel(Model):
    """What a row must hold: a condition on one column, or several of them."""

    column: str | None = None
    values: Values = []
    not_values: Values = []
    at_least: int | None = Field(default=None, ge=0, le=1_000_000)
    every: list[TestModel] = Field(default=[], alias="all")
    some: list[TestModel] = Field(default=[], alias="any")


class RuleModel(Model):
    """A record means the category if its column holds one of the values, or one of the phrases in its free text.

    `every` says that each of the records means it, whatever it holds.
    """

    records: str
    column: str = ""
    values: Values = []
    contains: Values = []
    every: bool = False


class MappingModel(Model):
    """How one category or context is recorded."""

    held: bool = True
    applicable: bool = True
    reason: str = ""
    label: str = ""
    recorded: DaysModel = DaysModel()
    may_overlap: list[str] = []
    rules: list[RuleModel] = []


class OwnContextModel(MappingModel):
    """A setting that the council records and the request does not ask for."""

    label: str = Field(min_length=1)


class CombinedModel(Model):
    """A value of the system that stands for several categories and cannot be split."""

    label: str = Field(min_length=1)
    stands_for: list[str] = Field(min_length=2)
    rules: list[RuleModel] = Field(min_length=1)


def bind_table(name: str, model: TableModel) -> TableSpec:
    """What a table of the file means."""
    packed = model.unpack
    return TableSpec(
        name,
        model.base,
        tuple(Join(join.source, dict(join.where), join.each) for join in model.joins),
        Unpacking(packed.column, Packing(packed.packing), packed.into, packed.delimiter, tuple(packed.true_values))
        if packed
        else None,
        tuple(RowCount(count.source, dict(count.where), count.into, count.distinct) for count in model.counts),
    )


def bind_test(model: TestModel) -> Test:
    """What a condition of the file means; a table that says several things means all of them."""
    parts: list[Test] = []
    if model.column is not None:
        parts.append(Condition(model.column, tuple(model.values), tuple(model.not_values), model.at_least))
    if model.every:
        parts.append(Conditions(True, tuple(bind_test(part) for part in model.every)))
    if model.some:
        parts.append(Conditions(False, tuple(bind_test(part) for part in model.some)))
    return parts[0] if len(parts) == 1 else Conditions(True, tuple(parts))


def combined_mappings(
    categories: Mapping[str, MappingModel], combined: Mapping[str, CombinedModel]
) -> dict[str, MappingModel]:
    """Categories that the system records only as one: the first stands for all, under the council's own name.

    The others are not held by themselves, and the reader is told where they are counted.
    """
    found: dict[str, MappingModel] = {}
    for model in combined.values():
        first, *others = model.stands_for
        found[first] = MappingModel(label=model.label, rules=model.rules, recorded=_recorded(categories.get(first)))
        reason = f"Recorded only as '{model.label}', which cannot be split; counted in the row of that name."
        found.update({key: MappingModel(held=False, reason=reason) for key in others})
    return found


def _recorded(model: MappingModel | None) -> DaysModel:
    return model.recorded if model else DaysModel()


def combined_faults(
    categories: Mapping[str, MappingModel], combined: Mapping[str, CombinedModel], request: Request, where: str
) -> Iterator[Fault]:
    """Combined categories that name what the request does not have, or what is mapped by itself as well."""
    named: dict[str, str] = {}
    for name, model in combined.items():
        place = f"{where}: combined.{name}.stands_for"
        for key in model.stands_for:
            if key not in request.memberships:
                yield Fault(
                    place,
                    f"'{key}' is no category of the request",
                    listed(request.memberships),
                    nearest(key, request.memberships),
                )
            if key in named:
                yield Fault(place, f"'{key}' is part of '{named[key]}' already", "each category once")
            named[key] = name
            if key in categories and (categories[key].rules or not categories[key].held):
                yield Fault(
                    place,
                    f"'{key}' has a table of its own under [categories]",
                    "one or the other: a value that may mean either cannot be added to one",
                    f"Take [categories.{key}] out, or map the combined value under not_counted",
                )


def own_context_faults(models: Mapping[str, OwnContextModel], request: Request, where: str) -> Iterator[Fault]:
    """Settings of the council's own whose key or label the request has already."""
    keys = {*request.memberships, *(category.key for category in request.categories)}
    labels = {normalise(context.label): context.key for context in request.contexts}
    for key, model in models.items():
        place = f"{where}: own_contexts.{key}"
        if key in keys:
            yield Fault(place, "the request has something of this key", "a key of its own, or a table [contexts.KEY]")
        label = normalise(model.label)
        if label in labels:
            expected = f"rules under [contexts.{labels[label]}], or another label"
            yield Fault(f"{place}.label", f"the request asks for '{model.label}' itself", expected)
        elif [normalise(other.label) for other in models.values()].count(label) > 1:
            yield Fault(f"{place}.label", f"'{model.label}' is the label of two settings", "a label for each")
