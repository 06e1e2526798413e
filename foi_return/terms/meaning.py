"""What a field map means, fact by fact, in plain English: for reading it, and for comparing two of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from foi_return.period_kinds import kind_of_all
from foi_return.periods import Span, date_in_words
from foi_return.terms.field_map import FieldMap, FlagAnswer, FlagStatement
from foi_return.terms.map_parts import UNLINKED, CategoryMapping, GradeSpec, RecordsSpec, Rule
from foi_return.terms.request import FlagQuestion, Request
from foi_return.terms.said import rules_said
from foi_return.terms.shapes import Condition, Conditions, TableSpec, Test
from foi_return.terms.unit import Unit
from foi_return.text import listed, normalise


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a map says.

    Attributes:
        heading: Under which heading it is read.
        place: What it is about; two maps that say different things of one place differ there.
        sentence: What it says.
        counts: Whether it bears on what is counted, and not on words alone.
        value: The value of a column that it is about; empty where it is about none.
        together: The beginning of a sentence that says it of several values; empty where it is about none.
    """

    heading: str
    place: tuple[str, ...]
    sentence: str
    counts: bool = True
    value: str = ""
    together: str = ""


def brief_sentences(facts: Iterable[Fact]) -> Iterator[str]:
    """What facts say, with those that differ in a value alone as one sentence."""
    for together, group in groupby(facts, key=lambda fact: fact.together):
        found = list(group)
        if together and len(found) > 1:
            yield f"{together} {'; '.join(fact.value for fact in found)}."
        else:
            yield from (fact.sentence for fact in found)


def facts_of(field_map: FieldMap, request: Request) -> tuple[Fact, ...]:
    """Everything that a map says, in the order in which a reader wants it."""
    return (
        *_heading_facts(field_map),
        *_child_facts(field_map, request.unit_of("")),
        *(fact for table in field_map.tables.values() for fact in _table_facts(table)),
        *(
            fact
            for records in field_map.records.values()
            for fact in _records_facts(records, request.unit_of(records.unit))
        ),
        *_category_facts(field_map, request),
        *_flag_facts(field_map, request),
        *(
            Fact("What is not recorded", ("not held", key), f"The breakdown '{key}' is not recorded: {reason}")
            for key, reason in field_map.not_held.items()
        ),
        *(
            Fact(f"How {request.counted.plural} are counted", ("counting", str(number)), sentence)
            for number, sentence in enumerate(_counting_sentences(field_map, request))
        ),
    )


def _counting_sentences(field_map: FieldMap, request: Request) -> Iterator[str]:
    """The counting rules; those of the first thing that is counted come first."""
    kind = kind_of_all(request.periods)
    told = (each for said in rules_said(request, field_map) for each in field_map.counting.sentences(kind, said))
    yield from dict.fromkeys(told)


def _heading_facts(field_map: FieldMap) -> Iterator[Fact]:
    heading = "What this map is"
    yield Fact(
        heading,
        ("map",),
        f"It answers the request '{field_map.request}' for {field_map.council} from {field_map.system}, under the "
        f"{field_map.regime.act}.",
    )
    if field_map.database is not None:
        yield Fact(
            heading,
            ("database",),
            f"Records are counted in a database, whose URL stands in '{field_map.database.url_from}'; a query may take "
            f"{field_map.database.timeout_seconds:,} seconds.",
        )
    for name, source in field_map.sources.items():
        said = f": {source.title}" if source.title else ""
        if field_map.database is not None:
            place = f"the table '{source.table}'" if source.table else f"what this query gives: {source.query}"
            yield Fact(heading, ("source", name), f"In the database, '{name}'{said} is {place}.")
            continue
        sheet = f", sheet '{source.sheet}'" if source.sheet else ""
        yield Fact(heading, ("source", name), f"The extract has a file called '{name}'{said}{sheet}.", False)
    for name, walk in field_map.crosswalks.items():
        yield Fact(
            heading,
            ("crosswalk", name),
            f"'{name}': the file '{walk.source}' says which id in '{walk.new}' stands for the id in '{walk.old}'.",
        )


def _child_facts(field_map: FieldMap, unit: Unit) -> Iterator[Fact]:
    child = field_map.child
    heading = f"{'Who' if unit.is_person else 'What'} {unit.one} is"
    if not child.is_known:
        yield Fact(heading, ("child",), "No file says anything of what is counted beside the records.")
        return
    yield Fact(
        heading,
        ("child",),
        f"The file '{child.source}' lists the {unit.plural}: their id in '{child.id}', their birth date in "
        f"'{child.birth_date}', written {' or '.join(child.date_formats)}.",
    )
    if child.id_form is not None:
        yield Fact(
            heading,
            ("child", "id form"),
            f"Ids with fewer than {child.id_form.width} characters are filled up on the left with "
            f"'{child.id_form.fill}', here and in records.",
        )
    if child.merged:
        yield Fact(heading, ("child", "merged"), f"Ids that were merged into others stand in '{child.merged}'.")
    if child.names:
        sentence = f"Names ({listed(child.names)}) are read only to find {unit.plural} who may be there twice."
        yield Fact(heading, ("child", "names"), sentence, False)
    if child.sex is None:
        yield Fact(heading, ("child", "sex"), "Sex or gender is not recorded.")
        return
    yield Fact(heading, ("child", "sex"), f"{child.sex_asks.capitalize()} stands in '{child.sex}'.")
    for label, values in child.sex_values.items():
        for value in values:
            place = ("child", "sex", normalise(value))
            together = f"In '{child.sex}', these are shown as {label}:"
            yield Fact(heading, place, f"In '{child.sex}', '{value}' is shown as {label}.", True, value, together)


def _table_facts(table: TableSpec) -> Iterator[Fact]:
    heading = "Tables that are made from the files"
    yield Fact(heading, ("table", table.name), f"'{table.name}' has a row for each row of '{table.base}'.")
    for join in table.joins:
        keys = " and ".join(f"'{ours}' is its '{theirs}'" for ours, theirs in join.where.items())
        yield Fact(
            heading,
            ("table", table.name, join.source),
            f"To '{table.name}' it adds '{join.source}', where {keys}; of several such rows, "
            + ("each of them." if join.each else "the first."),
        )
    for count in table.counts:
        keys = " and ".join(f"'{theirs}' is its '{ours}'" for ours, theirs in count.where.items())
        what = f"different values of '{count.distinct}'" if count.distinct else "rows"
        yield Fact(
            heading,
            ("table", table.name, "count", count.into),
            f"'{count.into}' is the number of {what} in '{count.source}' whose {keys}.",
        )
    packed = table.unpacking
    if packed is not None:
        how = (
            f"{packed.packing.value}, by '{packed.delimiter}'"
            if packed.packing == "delimited"
            else packed.packing.value
        )
        yield Fact(
            heading,
            ("table", table.name, "unpack"),
            f"Each cell of '{packed.column}' ({how}) becomes as many rows as it holds values, in the column "
            f"'{packed.into}'.",
        )


def _records_facts(records: RecordsSpec, unit: Unit) -> Iterator[Fact]:
    heading = f"The records '{records.name}'"
    stem = ("records", records.name)
    end = f", its end from '{records.end}'" if records.end else "; records have no end"
    yield Fact(
        heading,
        stem,
        f"Each row of '{records.source}' may be a record of the {unit.singular} in {_id_in_words(records)}. It counts "
        f"from '{records.start}'{end} (dates written {' or '.join(records.date_formats)}).",
    )
    yield Fact(heading, (*stem, "covers"), f"They are complete {_span(records.covers)}.")
    yield from _special_facts(heading, stem, records, unit)
    if records.only_if is not None:
        yield Fact(heading, (*stem, "only if"), f"A row is a record only if {test_in_words(records.only_if)}.")
    for name, grade in (("risk level", records.risk_level), ("at risk or victim", records.identified_as)):
        if grade is not None:
            yield from _grade_facts(heading, (*stem, name), name, grade)
    yield from _class_facts(heading, stem, records)
    for column, values in records.not_counted.items():
        for value in values:
            sentence = f"In '{column}', '{value}' was looked at and means none of the categories."
            together = f"In '{column}', these were looked at and mean none of the categories:"
            place = (*stem, "value", normalise(column), normalise(value))
            yield Fact(heading, place, sentence, True, value, together)


def _id_in_words(records: RecordsSpec) -> str:
    """The columns of the id, each in quotes; of several it is said that one of them alone is no id."""
    *others, last = (f"'{column}'" for column in records.id_columns)
    return f"{', '.join(others)} and {last} together" if others else last


def _class_facts(heading: str, stem: tuple[str, ...], records: RecordsSpec) -> Iterator[Fact]:
    """Where these records say in which row of a breakdown of the request's own something falls."""
    for key, classes in records.classes.items():
        place = (*stem, "breakdown", key)
        if classes.column is None:
            yield Fact(heading, place, f"The breakdown '{key}' is the time from '{classes.first}' to '{classes.last}'.")
            continue
        if classes.is_number:
            yield Fact(heading, place, f"The breakdown '{key}' goes by the number in '{classes.column}'.")
            continue
        yield Fact(heading, place, f"The breakdown '{key}' stands in '{classes.column}'.")
        for label, values in classes.values.items():
            for value in values:
                if values == (label,):
                    said = f"In '{classes.column}', '{value}' is a row of its own."
                    together = f"In '{classes.column}', each of these is a row of its own:"
                else:
                    said = f"In '{classes.column}', '{value}' is shown as {label}."
                    together = f"In '{classes.column}', these are shown as {label}:"
                yield Fact(heading, (*place, normalise(value)), said, True, value, together)


def _special_facts(heading: str, stem: tuple[str, ...], records: RecordsSpec, unit: Unit) -> Iterator[Fact]:
    """What only some records have: ids of another system, figures to follow, links to other records."""
    if records.child_ids == UNLINKED:
        yield Fact(heading, (*stem, "ids"), "Their ids are another system's, and nothing says whose they are here.")
    elif records.child_ids:
        sentence = f"Their ids are another system's; '{records.child_ids}' says whose they are here."
        yield Fact(heading, (*stem, "ids"), sentence)
    if records.to_follow is not None:
        days = _span(records.to_follow.days)
        yield Fact(heading, (*stem, "to follow"), f"Figures {days} are to follow: {records.to_follow.note}")
    if records.linked_to is not None:
        link = records.linked_to
        yield Fact(
            heading,
            (*stem, "linked to"),
            f"One counts only if the {unit.singular} has one of the records '{link.records}' within "
            f"{link.within_days} days of it.",
        )
    if records.risk_level is not None and records.risk_level.ordered:
        order = ", ".join(records.risk_level.values)
        yield Fact(heading, (*stem, "order"), f"The risk levels, from the lowest to the highest: {order}.")


def _grade_facts(heading: str, stem: tuple[str, ...], name: str, grade: GradeSpec) -> Iterator[Fact]:
    for label, values in grade.values.items():
        for value in values:
            sentence = f"In '{grade.column}' ({name}), '{value}' is {label}."
            together = f"In '{grade.column}' ({name}), these are {label}:"
            yield Fact(heading, (*stem, normalise(grade.column), normalise(value)), sentence, True, value, together)


def _span(span: Span) -> str:
    start = f"from {date_in_words(span.start)}" if span.start else "from any day"
    return f"{start} to {date_in_words(span.end)}" if span.end else f"{start} on"


def test_in_words(test: Test) -> str:
    """What a row must hold, as a sentence goes on with it."""
    if isinstance(test, Conditions):
        word = " and " if test.every else " or "
        return word.join(
            f"({test_in_words(part)})" if isinstance(part, Conditions) else test_in_words(part) for part in test.parts
        )
    return _condition(test)


def _condition(condition: Condition) -> str:
    parts = []
    if condition.values:
        parts.append(f"'{condition.column}' is {' or '.join(repr(value) for value in condition.values)}")
    if condition.not_values:
        parts.append(f"'{condition.column}' is not {' or '.join(repr(value) for value in condition.not_values)}")
    if condition.at_least is not None:
        parts.append(f"'{condition.column}' is {condition.at_least} or more")
    return " and ".join(parts)


def _category_facts(field_map: FieldMap, request: Request) -> Iterator[Fact]:
    labels = {category.key: category.label for category in request.recorded_categories}
    labels |= {context.key: context.label for context in request.contexts}
    for key, label in labels.items():
        mapping = field_map.mappings.get(key)
        if mapping is not None:
            yield from _mapping_facts(f"{label}", key, mapping)
    if request.contexts:
        alone = (
            "only in a record that means a category as well" if field_map.context_needs_category else "in any record"
        )
        yield Fact("Settings", ("contexts",), f"A setting counts {alone}.")


def _mapping_facts(heading: str, key: str, mapping: CategoryMapping) -> Iterator[Fact]:
    if not mapping.applicable:
        yield Fact(heading, (key,), f"The question cannot arise: {mapping.reason}")
        return
    if not mapping.held:
        yield Fact(heading, (key,), f"No figures: {mapping.reason}")
        return
    yield Fact(heading, (key,), f"It could be recorded {_span(mapping.recorded)}.")
    if mapping.label:
        sentence = f"The answer calls it '{mapping.label}', the closest equivalent."
        yield Fact(heading, (key, "label"), sentence, False)
    if mapping.may_overlap:
        sentence = f"A value of it may mean {listed(sorted(mapping.may_overlap))} as well."
        yield Fact(heading, (key, "overlap"), sentence, False)
    for rule in mapping.rules:
        yield from _rule_facts(heading, key, rule)


def _rule_facts(heading: str, key: str, rule: Rule) -> Iterator[Fact]:
    if rule.every:
        yield Fact(heading, (key, rule.records, "every"), f"Each of the records '{rule.records}' means it.")
        return
    where = f"'{rule.column}' of the records '{rule.records}'"
    for value in rule.values:
        place = (key, rule.records, normalise(rule.column), normalise(value))
        yield Fact(heading, place, f"'{value}' in {where} means it.", True, value, f"Any of these in {where} means it:")
    for phrase in rule.contains:
        spot = (key, rule.records, normalise(rule.column), "contains", normalise(phrase))
        yield Fact(heading, spot, f"The words '{phrase}' in the free text of {where} mean it.")


def _flag_facts(field_map: FieldMap, request: Request) -> Iterator[Fact]:
    for flag in request.flags:
        statement = field_map.flags.get(flag.key)
        if statement is not None:
            names = f": {'; '.join(statement.fields)}" if statement.answer is FlagAnswer.YES else ""
            since = f", since {date_in_words(statement.since)}" if statement.since else ""
            note = f" {statement.note}" if statement.note else ""
            sentence = f"{flag.part} {flag.label}: {statement.answer}{names}{since}.{note}"
            yield Fact("The yes/no questions", ("flag", flag.key), sentence, False)
            yield from _name_facts(flag, statement)


def _name_facts(flag: FlagQuestion, statement: FlagStatement) -> Iterator[Fact]:
    """Which names are published, which are described instead, and whom the council asks."""
    heading, stem = "The yes/no questions", ("flag", flag.key)
    for name in statement.fields:
        place = (*stem, "name", name)
        if name in statement.described_as:
            told = f"described instead, as '{statement.described_as[name]}'"
        else:
            told = "cleared for publication" if name in statement.cleared else "not cleared for publication yet"
        yield Fact(heading, place, f"{flag.part} The name '{name}' is {told}.", False)
    if statement.ask:
        yield Fact(heading, (*stem, "ask"), f"{flag.part} To be asked: {statement.ask}. This is not published.", False)


@dataclass(frozen=True, slots=True)
class Difference:
    """One place in which two maps differ.

    Attributes:
        before: What the old map says; empty where it says nothing.
        after: What the new map says; empty where it says nothing.
        heading: Under which heading it is read.
        counts: Whether figures may differ.
    """

    before: str
    after: str
    heading: str
    counts: bool

    def sentence(self) -> str:
        """The difference in words."""
        if not self.before:
            return f"New: {self.after}"
        return f"Was: {self.before} Now: {self.after}" if self.after else f"No longer: {self.before}"


def differences(old: tuple[Fact, ...], new: tuple[Fact, ...]) -> tuple[Difference, ...]:
    """Where two maps mean different things, in the order of the new one; what only the old one says comes last.

    The order of entries, spelling of values and remarks make no difference.
    """
    before: Mapping[tuple[str, ...], Fact] = {fact.place: fact for fact in old}
    after = {fact.place: fact for fact in new}
    found = []
    for place, fact in after.items():
        earlier = before.get(place)
        if earlier is None or earlier.sentence != fact.sentence:
            found.append(Difference(earlier.sentence if earlier else "", fact.sentence, fact.heading, fact.counts))
    found += [
        Difference(fact.sentence, "", fact.heading, fact.counts) for place, fact in before.items() if place not in after
    ]
    return tuple(found)
