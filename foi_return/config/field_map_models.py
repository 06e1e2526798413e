"""The form of a field map's file, as pydantic checks it; `terms.field_map` says what it means."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from foi_return.config.database import DatabaseModel
from foi_return.config.field_map_flags import FlagModel
from foi_return.config.field_map_shapes import (
    CombinedModel,
    CrosswalkModel,
    DaysModel,
    IdFormModel,
    LinkModel,
    MappingModel,
    OwnContextModel,
    TableModel,
    TestModel,
    ToFollowModel,
    Values,
)
from foi_return.config.field_map_sources import SourceModel
from foi_return.config.toml_file import Model


def _id_columns(columns: object) -> object:
    """One column in a list means what it means alone."""
    if isinstance(columns, str):
        return columns
    if not isinstance(columns, list) or not columns or not all(isinstance(column, str) for column in columns):
        raise ValueError("the name of a column, or a list of names of columns")
    return columns[0] if len(columns) == 1 else columns


IdColumns = Annotated[str | Annotated[list[str], Field(min_length=1)], BeforeValidator(_id_columns)]
"""The column of an id, or the columns that make it together."""


class CouncilModel(Model):
    """Who answers, and under which Act."""

    name: str = Field(min_length=1)
    contact: str = ""
    regime: Literal["FOIA", "FOISA"]


class SystemModel(Model):
    """The case-management system."""

    name: str = Field(min_length=1)


class ChildModel(Model):
    """Where the extract says who a child is."""

    source: str
    id: str
    birth_date: str
    date_formats: list[str] = Field(min_length=1)
    sex: str | None = None
    sex_asks: Literal["sex", "gender", "sex or gender"] = "sex or gender"
    sex_values: dict[str, Values] = {}
    id_form: IdFormModel | None = None
    merged: str = ""
    names: list[str] = []


class RiskModel(Model):
    """The column with the risk level, and the values that mean each level."""

    column: str
    values: dict[str, Values] = Field(min_length=1)
    ordered: bool = False


class IdentifiedModel(Model):
    """The column that tells children at risk from victims."""

    column: str
    at_risk: Values = []
    victim: Values = []


class ClassModel(Model):
    """Where records say in which row of a breakdown of the request's own something falls."""

    column: str | None = None
    values: dict[str, Values] = {}
    as_recorded: Values = []
    number: str | None = None
    first: str | None = Field(default=None, alias="from")
    last: str | None = Field(default=None, alias="to")


class NotHeldModel(Model):
    """A breakdown that the council does not record."""

    reason: str = Field(min_length=1)


class RecordsModel(Model):
    """A source whose rows record what is asked for."""

    source: str
    child: str | None = None
    id: IdColumns | None = None
    start: str
    end: str | None = None
    date_formats: list[str] = Field(min_length=1)
    covers: DaysModel = DaysModel()
    risk_level: RiskModel | None = None
    identified_as: IdentifiedModel | None = None
    not_counted: dict[str, Values] = {}
    only_if: TestModel | None = None
    to_follow: ToFollowModel | None = None
    child_ids: str = ""
    linked_to: LinkModel | None = None
    breakdowns: dict[str, ClassModel] = {}
    unit: str = ""


class CountingModel(Model):
    """The counting rules; each key left out takes its first choice."""

    placed_by: Literal["starts in year", "open in year", "open at year end"] = "starts in year"
    age_taken: Literal["first record", "31 March", "31 August", "year start"] = "first record"
    who_counts: Literal["under 18", "everybody"] = "under 18"
    overlap: Literal["inclusive", "exclusive"] = "inclusive"
    risk_levels: list[str] = []
    risk_at_least: str = ""
    identified_as: Literal["at risk or victim", "at risk", "victim"] = "at risk or victim"
    context_needs_category: bool = True


class ApprovalModel(Model):
    """Who approved the map; written by `foi-return map approve`."""

    name: str = Field(min_length=1)
    role: str = Field(min_length=1)
    day: date = Field(alias="date")
    fingerprint: str


class FieldMapModel(Model):
    """The whole file."""

    format: int
    name: str = Field(min_length=1)
    title: str = ""
    request: str = "core"
    council: CouncilModel
    system: SystemModel
    database: DatabaseModel | None = None
    sources: dict[str, SourceModel] = Field(min_length=1)
    child: ChildModel | None = None
    tables: dict[str, TableModel] = {}
    crosswalks: dict[str, CrosswalkModel] = {}
    records: dict[str, RecordsModel] = Field(min_length=1)
    categories: dict[str, MappingModel]
    combined: dict[str, CombinedModel] = {}
    contexts: dict[str, MappingModel] = {}
    own_contexts: dict[str, OwnContextModel] = {}
    not_held: dict[str, NotHeldModel] = {}
    flags: dict[str, FlagModel] = {}
    counting: CountingModel = CountingModel()
    approval: ApprovalModel | None = None
