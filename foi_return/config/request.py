"""Loads a request definition and applies the overrides of years, age bands and categories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import Field

from foi_return.config.toml_file import Model, check_model, read_toml
from foi_return.errors import Fault, RequestError
from foi_return.periods import AgeBand, Period, parse_age_bands, parse_financial_years
from foi_return.terms.request import (
    PERCENT_SUFFIX,
    Breakdown,
    Category,
    Combine,
    Context,
    FlagQuestion,
    Question,
    Request,
    TableDefinition,
)
from foi_return.text import listed, nearest


class _Question(Model):
    number: str
    text: str


class _Category(Model):
    label: str
    all_of: list[str] = []
    any_of: list[str] = []


class _Context(Model):
    label: str


class _Flag(Model):
    part: str
    key: str
    label: str
    category: str | None = None


class _Table(Model):
    key: str
    question: str
    title: str
    categories: list[str] = []
    each: list[str] = []
    breakdown: Literal["sex", "age_group", "context"] | None = None
    percentages: bool = False


class _Request(Model):
    format: int
    name: str
    title: str
    unit: str
    years: list[str] = Field(min_length=1)
    age_bands: list[str] = Field(min_length=1)
    flag_question: str = ""
    questions: list[_Question] = Field(min_length=1)
    categories: dict[str, _Category] = Field(min_length=1)
    contexts: dict[str, _Context] = {}
    flags: list[_Flag] = []
    tables: list[_Table] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class RequestOverrides:
    """What this requester asks differently; None leaves the definition as it is.

    Attributes:
        years: Financial years, such as `2021/22` or `2019/20 to 2025/26`.
        age_bands: Age bands, such as `under 12`, `12 to 14`, `16+`.
        categories: Keys of the categories to print.
    """

    years: Sequence[str] | None = None
    age_bands: Sequence[str] | None = None
    categories: Sequence[str] | None = None


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
    return _bind(check_model(_Request, read_toml(path, RequestError), str(path), RequestError), str(path))


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
        if not tables and not faults:
            faults.append(Fault("categories", "no table is left to print", f"at least one of {listed(known)}"))
    if faults:
        raise RequestError(faults)
    return replace(request, periods=periods, age_bands=bands, tables=tables)


def _keep_categories(tables: Sequence[TableDefinition], kept: frozenset[str]) -> Iterator[TableDefinition]:
    for table in tables:
        categories = tuple(key for key in table.categories if key in kept)
        if table.breakdown is Breakdown.CONTEXT or categories:
            yield replace(table, categories=categories or table.categories)


def _bind(model: _Request, where: str) -> Request:
    faults: list[Fault] = []
    periods = _years(model.years, f"{where}: years", faults)
    bands = _bands(model.age_bands, f"{where}: age_bands", faults)
    faults += _reference_faults(model, where)
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
    )


def _category(key: str, model: _Category) -> Category:
    if model.all_of:
        return Category(key, model.label, tuple(model.all_of), Combine.ALL_OF)
    if model.any_of:
        return Category(key, model.label, tuple(model.any_of), Combine.ANY_OF)
    return Category(key, model.label)


def _tables(model: _Table) -> Iterator[TableDefinition]:
    """One table, or one for each category where the definition says `each`."""
    breakdown = Breakdown(model.breakdown) if model.breakdown else None
    question, title, percentages = model.question, model.title, model.percentages
    if not model.each:
        yield TableDefinition(model.key, question, title, tuple(model.categories), breakdown, percentages)
    for key in model.each:
        yield TableDefinition(model.key.format(category=key), question, title, (key,), breakdown, percentages)


def _years(texts: Sequence[str], where: str, faults: list[Fault]) -> tuple[Period, ...]:
    try:
        return parse_financial_years(texts)
    except ValueError as problem:
        faults.append(Fault(where, str(problem), "financial years such as 2021/22, or 2019/20 to 2025/26"))
        return ()


def _bands(texts: Sequence[str], where: str, faults: list[Fault]) -> tuple[AgeBand, ...]:
    try:
        return parse_age_bands(texts)
    except ValueError as problem:
        faults.append(Fault(where, str(problem), "age bands such as under 10, 10 to 12, 16+"))
        return ()


def _reference_faults(model: _Request, where: str) -> Iterator[Fault]:
    """Names that refer to nothing, or to two things."""
    recorded = [key for key, category in model.categories.items() if not (category.all_of or category.any_of)]
    numbers = [question.number for question in model.questions]
    for key in model.contexts:
        if key in model.categories:
            yield Fault(f"{where}: contexts.{key}", "a category has the same name", "a name of its own")
    for key, category in model.categories.items():
        if category.all_of and category.any_of:
            yield Fault(f"{where}: categories.{key}", "both all_of and any_of are given", "one of them")
        for part in (*category.all_of, *category.any_of):
            if part not in recorded:
                yield Fault(f"{where}: categories.{key}", f"'{part}' is no recorded category", listed(recorded))
    for flag in model.flags:
        if flag.category is not None and flag.category not in model.categories:
            yield Fault(f"{where}: flags.{flag.key}", f"'{flag.category}' is no category", listed(model.categories))
    if model.flags and model.flag_question not in numbers:
        yield Fault(f"{where}: flag_question", f"there is no question '{model.flag_question}'", listed(numbers))
    yield from _table_faults(model, where, numbers)


def _table_faults(model: _Request, where: str, numbers: Sequence[str]) -> Iterator[Fault]:
    keys: set[str] = set()
    for number, table in enumerate(model.tables, start=1):
        place = f"{where}: tables[{number}]"
        if bool(table.categories) == bool(table.each):
            yield Fault(place, "a table needs either categories or each", "one of the two")
        if table.breakdown is not None and len(table.categories) > 1:
            yield Fault(place, "a breakdown is of one category", "one category, or each = [...]")
        if table.percentages and table.breakdown not in ("sex", "age_group"):
            yield Fault(
                f"{place}: percentages",
                "the table has no total that its rows are parts of",
                'breakdown = "sex" or "age_group"',
                "Leave percentages out here",
            )
        if table.question not in numbers:
            yield Fault(place, f"there is no question '{table.question}'", listed(numbers))
        for key in (*table.categories, *table.each):
            if key not in model.categories:
                step = nearest(key, model.categories)
                yield Fault(place, f"'{key}' is no category", listed(model.categories), step)
        for definition in _named_keys(table):
            if definition in keys:
                yield Fault(place, f"two tables are called '{definition}'", "a key of its own for each table")
            keys.add(definition)


def _named_keys(table: _Table) -> list[str]:
    keys = [table.key.replace("{category}", key) for key in table.each] or [table.key]
    return [*keys, *(f"{key}{PERCENT_SUFFIX}" for key in keys if table.percentages)]
