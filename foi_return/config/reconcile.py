"""Loads a reconcile definition: TOML to frozen values, with every fault of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from foi_return.config.field_map_models import ApprovalModel, CouncilModel, SystemModel
from foi_return.config.request_check import KEY
from foi_return.config.toml_file import Model, check_model, read_toml
from foi_return.dates import conflicting_formats, date_format_names
from foi_return.errors import Fault, FieldMapError
from foi_return.periods import Period, date_in_words
from foi_return.terms.field_map import Approval, Regime
from foi_return.terms.reconciliation import (
    PARTNER,
    PEOPLE,
    RECORDS,
    Holds,
    OtherNames,
    OutcomeRule,
    PersonColumns,
    Reconciliation,
    Thresholds,
)
from foi_return.text import listed, nearest, normalise

Text = Annotated[str, Field(min_length=1)]
TOTAL = "listed"
"""The key of the total; no category may have it."""


class SexModel(Model):
    """The values in a column of sex; others are taken as not known."""

    female: list[str] = []
    male: list[str] = []


class PersonModel(Model):
    """Where a list says who a person is."""

    id: Text | None = None
    first_name: Text
    last_name: Text
    birth_date: Text
    date_formats: list[str] = Field(min_length=1)
    sex: Text | None = None
    sex_values: SexModel = SexModel()
    postcode: Text | None = None
    address: Text | None = None
    other_first_names: list[Text] = []
    other_last_names: list[Text] = []


class NamesModel(Model):
    """A source with further names."""

    id: Text
    first_name: Text | None = None
    last_name: Text | None = None


class RecordsModel(Model):
    """A source with what is on file."""

    id: Text


class ListsModel(Model):
    """The sources."""

    partner: PersonModel
    people: PersonModel
    names: NamesModel | None = None
    records: RecordsModel | None = None


class PartnerModel(Model):
    """Who made the list, and of which days."""

    name: Text
    first_day: date
    last_day: date
    label: str = ""


class HoldsModel(Model):
    """A condition on a column."""

    source: Literal["partner", "people", "records"] = Field(alias="list")
    column: Text
    values: list[Text] = Field(min_length=1)


class RuleModel(Model):
    """One rule."""

    category: Text
    found: bool | None = None
    unsettled: bool = False
    age_from: int | None = Field(default=None, ge=0, le=120)
    holds: list[HoldsModel] = []


class LinkageModel(Model):
    """From which probability two rows are one person."""

    match: float = Field(default=0.95, ge=0.5, lt=1)
    clerical: float = Field(default=0.02, gt=0, lt=1)


class ReconciliationModel(Model):
    """The whole file."""

    format: int
    name: Text
    title: Text
    question: Text
    listed: Text
    council: CouncilModel
    system: SystemModel
    partner: PartnerModel
    lists: ListsModel
    categories: dict[Annotated[str, Field(pattern=KEY)], Text] = Field(min_length=2)
    rules: list[RuleModel] = Field(min_length=1)
    linkage: LinkageModel = LinkageModel()
    approval: ApprovalModel | None = None


def load_reconciliation(path: Path) -> Reconciliation:
    """Loads a reconcile definition.

    Raises:
        FieldMapError: It cannot be found or read, or is faulty; every fault is reported.
    """
    model = check_model(ReconciliationModel, read_toml(path, FieldMapError), str(path), FieldMapError)
    faults = [*_list_faults(model), *_rule_faults(model)]
    if faults:
        raise FieldMapError(Fault(f"{path}: {fault.where}", *_rest(fault)) for fault in faults)
    return _bind(model)


def _rest(fault: Fault) -> tuple[str, str, str]:
    return fault.found, fault.expected, fault.next_step


def _list_faults(model: ReconciliationModel) -> Iterator[Fault]:
    lists = model.lists
    if lists.people.id is None:
        yield Fault("lists.people.id", "it is missing", "the column with the person's id")
    for name, person in ((PARTNER, lists.partner), (PEOPLE, lists.people)):
        known = date_format_names()
        for number, form in enumerate(person.date_formats, start=1):
            if form not in known:
                where = f"lists.{name}.date_formats[{number}]"
                yield Fault(where, f"'{form}' is not a date format", listed(known), nearest(form, known))
        if conflicting_formats(person.date_formats):
            where = f"lists.{name}.date_formats"
            yield Fault(where, "one date can be read day first and month first", "one of the two")
        both = {normalise(value) for value in person.sex_values.female} & set(map(normalise, person.sex_values.male))
        if both:
            yield Fault(f"lists.{name}.sex_values", "a value means both female and male", "each value once")
    if lists.names and not (lists.names.first_name or lists.names.last_name):
        yield Fault("lists.names", "it names no column of names", "first_name, last_name or both")
    if model.partner.last_day < model.partner.first_day:
        yield Fault("partner.last_day", "the period ends before it begins", "a day on or after first_day")
    if model.linkage.clerical > model.linkage.match:
        yield Fault("linkage.clerical", "it is greater than linkage.match", "at most linkage.match")


def _rule_faults(model: ReconciliationModel) -> Iterator[Fault]:
    if TOTAL in model.categories:
        yield Fault(f"categories.{TOTAL}", "that key is the total's", "another key", "Rename the category")
    labels = [normalise(label) for label in (*model.categories.values(), model.listed)]
    for label in dict.fromkeys(label for label in labels if labels.count(label) > 1):
        yield Fault("categories", f"two labels are '{label}'", "a label for each category, other than `listed`")
    for number, rule in enumerate(model.rules, start=1):
        yield from _faults_of_rule(model, rule, f"rules[{number}]", is_last=number == len(model.rules))
    unused = [key for key in model.categories if key not in {rule.category for rule in model.rules}]
    for key in unused:
        yield Fault(f"categories.{key}", "no rule gives it", "a rule for each category", "Add a rule, or remove it")


def _faults_of_rule(model: ReconciliationModel, rule: RuleModel, where: str, *, is_last: bool) -> Iterator[Fault]:
    if rule.category not in model.categories:
        keys = list(model.categories)
        step = nearest(rule.category, keys)
        yield Fault(f"{where}.category", f"'{rule.category}' is not a category", listed(keys), step)
    everybody = _rule(rule).fits_everybody
    if everybody and not is_last:
        yield Fault(where, "it has no condition, so no rule below it is ever reached", "it as the last rule")
    if is_last and not everybody:
        step = "End with a rule that has a category alone"
        yield Fault(where, "somebody may fit no rule", "a last rule without a condition, for all who are left", step)
    for place, holds in enumerate(rule.holds, start=1):
        spot = f"{where}.holds[{place}]"
        if holds.source == RECORDS and model.lists.records is None:
            yield Fault(spot, "there is no list of records", "[lists.records] with the column of the person's id")
        if holds.source != PARTNER and rule.found is False:
            yield Fault(spot, "somebody who is not found has nothing there", "found = true, or a column of the partner")


def _bind(model: ReconciliationModel) -> Reconciliation:
    lists, partner = model.lists, model.partner
    span = f"{date_in_words(partner.first_day)} to {date_in_words(partner.last_day)}"
    given = model.approval
    return Reconciliation(
        name=model.name,
        title=model.title,
        question=model.question,
        council=model.council.name,
        contact=model.council.contact,
        regime=Regime(model.council.regime),
        system=model.system.name,
        partner=partner.name,
        listed=model.listed,
        period=Period(partner.first_day, partner.last_day, partner.label or span),
        partner_columns=_person(lists.partner),
        people_columns=_person(lists.people),
        other_names=OtherNames(lists.names.id, lists.names.first_name, lists.names.last_name) if lists.names else None,
        record_child=lists.records.id if lists.records else None,
        categories=dict(model.categories),
        rules=tuple(_rule(rule) for rule in model.rules),
        thresholds=Thresholds(model.linkage.match, model.linkage.clerical),
        fingerprint=_fingerprint(model),
        recording=_recording(model),
        approval=Approval(given.name, given.role, given.day, given.fingerprint) if given else None,
    )


def _person(model: PersonModel) -> PersonColumns:
    return PersonColumns(
        model.id,
        model.first_name,
        model.last_name,
        model.birth_date,
        tuple(model.date_formats),
        model.sex,
        {"female": tuple(model.sex_values.female), "male": tuple(model.sex_values.male)},
        model.postcode,
        model.address,
        tuple(model.other_first_names),
        tuple(model.other_last_names),
    )


def _rule(model: RuleModel) -> OutcomeRule:
    holds = tuple(Holds(each.source, each.column, tuple(each.values)) for each in model.holds)
    return OutcomeRule(model.category, model.found, model.unsettled, model.age_from, holds)


def _fingerprint(model: ReconciliationModel) -> str:
    """A hash of what the definition means; remarks do not change it, and the order of rules does."""
    return _hash(model.model_dump(mode="json", exclude={"approval"}))


def _recording(model: ReconciliationModel) -> str:
    """A hash of what says who is counted as what: whose list of which days it is, the columns, rules and linkage."""
    said = model.model_dump(mode="json", include={"listed", "lists", "rules", "linkage"})
    partner = model.partner
    return _hash({**said, "partner": [partner.name, partner.first_day.isoformat(), partner.last_day.isoformat()]})


def _hash(said: dict[str, Any]) -> str:
    text = json.dumps(said, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
