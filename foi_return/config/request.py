"""Loads a request definition and applies the overrides of years, age bands and categories."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import Field

from foi_return.config.request_check import KEY, find_request_faults
from foi_return.config.toml_file import Model, check_model, read_toml
from foi_return.errors import Fault, RequestError
from foi_return.period_kinds import parse_periods
from foi_return.periods import AgeBand, Period, parse_age_bands
from foi_return.terms.request import (
    Breakdown,
    Category,
    Combine,
    Context,
    Dimension,
    FlagQuestion,
    PartOfPeriod,
    Question,
    Request,
    TableDefinition,
)
from foi_return.terms.unit import Unit
from foi_return.text import listed, nearest, printable
from foi_return.years_between import parse_years_between

Item = TypeVar("Item")


Text = Annotated[str, Field(min_length=1)]
Key = Annotated[str, Field(pattern=KEY)]


class QuestionModel(Model):
    """One numbered question."""

    number: Text
    text: Text


class UnitModel(Model):
    """Something else that is counted beside the first."""

    label: Text
    singular: Text
    is_person: bool = False


class PeopleModel(Model):
    """Whom the figures are about."""

    label: Text
    singular: Text


class CategoryModel(Model):
    """An answer class, with what it follows from if it is derived."""

    label: Text
    unit: str = ""
    all_of: list[str] = []
    any_of: list[str] = []
    none_of: list[str] = []
    within: str = ""
    definition: str = ""


class ContextModel(Model):
    """A setting of exploitation."""

    label: Text


class FlagModel(Model):
    """One yes/no question about a field."""

    part: Text
    key: Key
    label: Text
    category: str | None = None


class BreakdownModel(Model):
    """A dimension of the request's own."""

    label: Text
    rows: list[Text] = []
    years: dict[str, str] = {}
    numbers: dict[str, str] = {}
    part_of_period: Literal["quarter", "month"] | None = None
    recorded: bool = False


class TableModel(Model):
    """One table, or one for each of several categories."""

    key: Text
    question: str
    title: Text
    categories: list[str] = []
    each: list[str] = []
    breakdown: str | None = None
    percentages: bool = False


CORE = "core"
"""The request definition that is taken where nobody names another."""

_EVERY_AGE = "0 and over"
"""The one age band of a request that asks nothing of ages."""


class RequestModel(Model):
    """The whole file."""

    format: int
    name: Text
    title: Text
    unit: Text
    unit_singular: str = ""
    unit_is_person: bool | None = None
    units: dict[Key, UnitModel] = {}
    people: PeopleModel | None = None
    service: str = ""
    years: list[str] = Field(min_length=1)
    age_bands: list[str] = Field([_EVERY_AGE], min_length=1)
    flag_question: str = ""
    questions: list[QuestionModel] = Field(min_length=1)
    categories: dict[Key, CategoryModel] = Field(min_length=1)
    contexts: dict[Key, ContextModel] = {}
    breakdowns: dict[Key, BreakdownModel] = {}
    flags: list[FlagModel] = []
    tables: list[TableModel] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class RequestOverrides:
    """What this requester asks differently; None leaves the definition as it is.

    Attributes:
        years: Financial years, such as `2021/22` or `2019/20 to 2025/26`.
        age_bands: Age bands, such as `under 12`, `12 to 14`, `16+`.
        categories: Keys of the categories to print.
        own_age_bands: Whether the age bands are the council's own, as the closest equivalent to those asked for.
    """

    years: Sequence[str] | None = None
    age_bands: Sequence[str] | None = None
    categories: Sequence[str] | None = None
    own_age_bands: bool = False


def shipped_requests() -> dict[str, Path]:
    """The request definitions that come with the program, by name."""
    folder = Path(str(files("foi_return") / "requests"))
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def load_request(name_or_path: str) -> Request:
    """Loads a request definition by the name of a shipped one, or from a file.

    Raises:
        RequestError: There is no such definition, or it is faulty; every fault is reported.
    """
    shipped = shipped_requests()
    if name_or_path in shipped:
        path = shipped[name_or_path]
    elif name_or_path.endswith(".toml"):
        path = Path(name_or_path)
    else:
        raise RequestError(
            Fault(
                "request",
                f"there is no request definition called '{name_or_path}'",
                f"one of {listed(shipped)}, or the path of a .toml file",
                nearest(name_or_path, shipped),
            )
        )
    return _bind(check_model(RequestModel, read_toml(path, RequestError), str(path), RequestError), str(path))


def override(request: Request, overrides: RequestOverrides) -> Request:
    """The request with this requester's years, age bands and categories.

    Raises:
        RequestError: An override cannot be read, or names a category that the request does not have.
    """
    faults: list[Fault] = []
    periods, bands, tables = request.periods, request.age_bands, request.tables
    if overrides.years is not None:
        periods = _years(overrides.years, "years", faults) or periods
    if overrides.age_bands is not None:
        bands = _bands(overrides.age_bands, "age bands", faults) or bands
    if overrides.categories is not None:
        known = [category.key for category in request.categories]
        faults += [
            Fault("categories", f"'{key}' is not a category of this request", listed(known), nearest(key, known))
            for key in overrides.categories
            if key not in known
        ]
        tables = tuple(_keep_categories(tables, frozenset(overrides.categories)))
        if not faults and not (overrides.categories and tables):
            faults.append(Fault("categories", "no table is left to print", f"at least one of {listed(known)}"))
    if faults:
        raise RequestError(faults)
    asked = request.age_bands if overrides.own_age_bands and bands != request.age_bands else ()
    return replace(request, periods=periods, age_bands=bands, tables=tables, asked_age_bands=asked)


def _keep_categories(tables: Sequence[TableDefinition], kept: frozenset[str]) -> Iterator[TableDefinition]:
    for table in tables:
        categories = tuple(key for key in table.categories if key in kept)
        if table.breakdown == Breakdown.CONTEXT or categories:
            yield replace(table, categories=categories or table.categories)


def _bind(model: RequestModel, where: str) -> Request:
    faults: list[Fault] = []
    periods = _years(model.years, f"{where}: years", faults)
    bands = _bands(model.age_bands, f"{where}: age_bands", faults)
    faults += find_request_faults(model, where)
    if faults:
        raise RequestError(faults)
    return Request(
        name=model.name,
        title=model.title,
        unit=model.unit,
        periods=periods,
        age_bands=bands,
        categories=tuple(_category(key, category) for key, category in model.categories.items()),
        contexts=tuple(Context(key, context.label) for key, context in model.contexts.items()),
        flags=tuple(FlagQuestion(flag.part, flag.key, flag.label, flag.category) for flag in model.flags),
        flag_question=model.flag_question,
        questions=tuple(Question(question.number, question.text) for question in model.questions),
        tables=tuple(table for definition in model.tables for table in _tables(definition)),
        dimensions=tuple(_dimension(key, dimension) for key, dimension in model.breakdowns.items()),
        units={key: Unit(unit.label, unit.singular, unit.is_person) for key, unit in model.units.items()},
        unit_singular=model.unit_singular or _SINGULARS.get(model.unit) or model.unit.removesuffix("s"),
        unit_is_person=model.unit in _PEOPLE if model.unit_is_person is None else model.unit_is_person,
        named_people=Unit(model.people.label, model.people.singular) if model.people else None,
        service=model.service,
    )


_SINGULARS = {"children": "child", "people": "person", "young people": "young person", "offences": "offence"}
_PEOPLE = ("children", "people", "young people", "victims", "suspects", "offenders", "pupils")


def _dimension(key: str, model: BreakdownModel) -> Dimension:
    classes = model.years or model.numbers
    ranges = tuple(parse_years_between(text) for text in classes.values())
    part = PartOfPeriod(model.part_of_period) if model.part_of_period else None
    rows = tuple(model.rows or classes)
    return Dimension(key, model.label, rows, ranges, part, model.recorded, bool(model.numbers))


def _category(key: str, model: CategoryModel) -> Category:
    if model.all_of:
        without = tuple(model.none_of)
        return Category(
            key, model.label, tuple(model.all_of), Combine.ALL_OF, without, "", model.definition, model.unit
        )
    if model.any_of:
        return Category(key, model.label, tuple(model.any_of), Combine.ANY_OF, (), "", model.definition, model.unit)
    return Category(key, model.label, within=model.within, definition=model.definition, unit=model.unit)


def _tables(model: TableModel) -> Iterator[TableDefinition]:
    """One table, or one for each category where the definition says `each`."""
    breakdown, question, title, percentages = model.breakdown, model.question, model.title, model.percentages
    if not model.each:
        yield TableDefinition(model.key, question, title, tuple(model.categories), breakdown, percentages)
    for key in model.each:
        yield TableDefinition(model.key.format(category=key), question, title, (key,), breakdown, percentages)


def _years(texts: Sequence[str], where: str, faults: list[Fault]) -> tuple[Period, ...]:
    expected = "periods of one kind, such as 2021/22, 2019/20 to 2025/26, 2023, 2023 Q1 to 2023 Q4, or 2023-04"
    return _parsed(parse_periods, texts, where, expected, faults)


def _bands(texts: Sequence[str], where: str, faults: list[Fault]) -> tuple[AgeBand, ...]:
    return _parsed(parse_age_bands, texts, where, "age bands such as under 10, 10 to 12, 16+", faults)


def _parsed(
    parse: Callable[[Sequence[str]], tuple[Item, ...]],
    texts: Sequence[str],
    where: str,
    expected: str,
    faults: list[Fault],
) -> tuple[Item, ...]:
    """What the texts mean; nothing, and a fault for each text that means nothing or for all of them together."""
    parsed: tuple[Item, ...] = ()
    problems: dict[str, None] = {}
    for part in [*([text] for text in texts), texts]:
        try:
            parsed = parse(part)
        except ValueError as problem:
            problems[str(problem)] = None
    faults += [Fault(where, printable(problem, 200), expected) for problem in problems]
    return () if problems else parsed
