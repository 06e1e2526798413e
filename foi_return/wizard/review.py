"""All answers in words, by section, for a last look before anything is written. Pure."""

from __future__ import annotations

from collections.abc import Callable

from foi_return.periods import Span, date_in_words
from foi_return.terms.field_map import FieldMap, FlagAnswer
from foi_return.terms.flag_doubts import flag_doubts, in_order
from foi_return.terms.map_parts import CategoryMapping, RecordsSpec
from foi_return.terms.meaning import test_in_words
from foi_return.terms.request import Breakdown
from foi_return.terms.said import rules_said
from foi_return.text import sentence_case
from foi_return.wizard.chosen import chosen_files
from foi_return.wizard.draft import YES, Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.kept import keeps, kept_paths
from foi_return.wizard.sections.clock import due_in_words
from foi_return.wizard.sections.counting import OWN_POLICY
from foi_return.wizard.sections.flag_review import review_of
from foi_return.wizard.sections.letter import letter_rows
from foi_return.wizard.sections.the_request import BANDS_ARE, OURS, asked_kind
from foi_return.wizard.sections.writing import answers_path
from foi_return.wizard.steps import Section, long_date
from foi_return.wizard.view import labels_of, lines, rows_in_words

Rows = list[tuple[str, str]]
_RULES = ("In which year", "Age", "Who counts", "CCE and CSE", "Risk levels", "At risk or victim", "On two of them")
"""What the sentences of the counting rules are about, in their order."""


def review(draft: Draft, facts: Facts, field_map: FieldMap) -> dict[Section, str]:
    """What was answered in each section, as lines of text."""
    parts: dict[Section, Callable[[Draft, Facts, FieldMap], Rows]] = {
        Section.REQUEST: _request,
        Section.FILES: _files,
        Section.PEOPLE: _people,
        Section.RECORDS: _all_records,
        Section.CATEGORIES: _categories,
        Section.FLAGS: _flags,
        Section.CONTEXTS: _contexts,
        Section.BREAKDOWNS: _breakdowns,
        Section.COUNTING: _counting,
        Section.POLICY: _policy,
        Section.LETTER: _letter,
        Section.WRITING: _writing,
    }
    told = {section: lines(part(draft, facts, field_map)) for section, part in parts.items()}
    return {section: text for section, text in told.items() if text}


def _request(draft: Draft, facts: Facts, field_map: FieldMap) -> Rows:
    received = draft.day("request/received") or facts.today
    return [
        ("Reference", draft.text("request/reference")),
        ("Council", f"{field_map.council}, under the {field_map.regime.act}"),
        ("Contact", field_map.contact or "none"),
        ("Received", f"{long_date(received)}. {due_in_words(draft)}"),
        ("Years", draft.text("request/years")),
        *_bands(draft, facts),
        ("System", field_map.system),
    ]


def _bands(draft: Draft, facts: Facts) -> Rows:
    if not facts.request.uses(Breakdown.AGE_GROUP):
        return []
    return [("Age groups", draft.text("request/age_bands") + ("; our own" if draft.text(BANDS_ARE) == OURS else ""))]


def _files(draft: Draft, facts: Facts, field_map: FieldMap) -> Rows:
    rows = list(kept_paths(draft, facts).items()) if keeps(draft, facts) else []
    for file in chosen_files(draft, facts):
        unused = "" if file.name in field_map.sources else "; not used, because nothing in it counts"
        rows.append((file.name, f"{file.file.path}, {rows_in_words(file.file.rows)}{unused}"))
    extracted = draft.day("files/extracted_on")
    return [*rows, ("Extract made on", date_in_words(extracted) if extracted else "not known")]


def _people(_draft: Draft, facts: Facts, field_map: FieldMap) -> Rows:
    child = field_map.child
    if not child.is_known:
        return []
    rows = [
        ("Listed in", child.source),
        (f"{sentence_case(facts.request.unit_of('').singular)}'s id", child.id),
        ("Birth date", f"{child.birth_date}, written {' or '.join(child.date_formats)}"),
        (child.sex_asks.capitalize(), child.sex or "not recorded"),
    ]
    return rows + [(f"  {label}", "; ".join(values)) for label, values in child.sex_values.items()]


def _all_records(_draft: Draft, facts: Facts, field_map: FieldMap) -> Rows:
    return [row for records in field_map.records.values() for row in _records(records, field_map, facts)]


def _records(records: RecordsSpec, field_map: FieldMap, facts: Facts) -> Rows:
    title = field_map.sources[field_map.base_of(records.source)].title
    rows = [
        (records.name, title),
        (f"  {sentence_case(facts.request.unit_of(records.unit).singular)}'s id", " + ".join(records.id_columns)),
        ("  Start and end", f"{records.start}; {records.end or 'no end'} ({' or '.join(records.date_formats)})"),
        ("  Complete", _span(records.covers)),
    ]
    table = field_map.tables.get(records.source)
    joins = table.joins if table else ()
    rows += [("  Each belongs to", f"a row of {join.source}, found by {' and '.join(join.where)}") for join in joins]
    if records.only_if is not None:
        rows.append(("  Only rows where", test_in_words(records.only_if)))
    if records.risk_level:
        rows.append(("  Risk level", f"{records.risk_level.column}: {'; '.join(records.risk_level.values)}"))
    if records.identified_as:
        graded = records.identified_as
        told = [f"{grade} = {', '.join(values)}" for grade, values in graded.values.items() if values]
        rows.append(("  Identified as", f"{graded.column}: {'; '.join(told)}"))
    return rows


def _span(span: Span) -> str:
    start = f"from {date_in_words(span.start)}" if span.start else "all dates"
    return f"{start} to {date_in_words(span.end)}" if span.end else start


def _categories(_draft: Draft, facts: Facts, field_map: FieldMap) -> Rows:
    rows: Rows = []
    for key, label in labels_of(facts.request).items():
        mapping = field_map.mappings[key]
        rows += [(label, text) if place == 0 else ("", text) for place, text in enumerate(_mapping(mapping))]
    for records in field_map.records.values():
        for column, values in records.not_counted.items():
            rows.append((f"Not counted, {records.name}", f"{column}: {'; '.join(values)}"))
    return rows


def _contexts(_draft: Draft, facts: Facts, field_map: FieldMap) -> Rows:
    if not facts.request.contexts:
        return []
    if not any(context.key in field_map.mappings for context in facts.request.contexts):
        return [("Settings", "none")]
    alone = "only with a category on the same row" if field_map.context_needs_category else "on every row"
    own = [("Your own settings", "; ".join(field_map.own_contexts.values()))] if field_map.own_contexts else []
    return [("Settings count", alone), *own]


def _mapping(mapping: CategoryMapping) -> list[str]:
    if not mapping.applicable:
        return [f"not applicable: {mapping.reason}"]
    if not mapping.held:
        return [f"not recorded: {mapping.reason}"]
    texts = [f"{rule.records}: every row" for rule in mapping.rules if rule.every]
    texts += [f"{rule.records}, {rule.column}: {'; '.join(rule.values)}" for rule in mapping.rules if rule.values]
    texts += [
        f"{rule.records}, the words in {rule.column}: {'; '.join(rule.contains)}"
        for rule in mapping.rules
        if rule.contains
    ]
    if mapping.recorded.start or mapping.recorded.end:
        texts.append(f"could be recorded {_span(mapping.recorded)}")
    if mapping.label:
        texts.append(f"named '{mapping.label}' in the answer")
    return texts


def _flags(_draft: Draft, facts: Facts, field_map: FieldMap) -> Rows:
    rows = []
    for flag in facts.request.flags:
        statement = field_map.flags[flag.key]
        printed = statement.published().printed_names
        names = f": {'; '.join(printed)}" if statement.answer is FlagAnswer.YES else ""
        since = f", since {date_in_words(statement.since)}" if statement.since else ""
        asked = f" (ask: {statement.ask})" if statement.ask else ""
        rows.append((f"{flag.part} {flag.label}", f"{statement.answer}{names}{since}{asked}"))
    doubts = in_order(flag_doubts(field_map, facts.request))
    return [*rows, *((f"To do: {doubt.kind}", doubt.sentence) for doubt in doubts)]


def _breakdowns(_draft: Draft, facts: Facts, field_map: FieldMap) -> Rows:
    labels = {dimension.key: dimension.label for dimension in facts.request.dimensions}
    rows = []
    for records in field_map.records.values():
        for key, classes in records.classes.items():
            if classes.column is None:
                rows.append((labels[key], f"{records.name}, the time from {classes.first} to {classes.last}"))
                continue
            rows.append((labels[key], f"{records.name}, {'the number in ' * classes.is_number}{classes.column}"))
            own = [label for label, values in classes.values.items() if values == (label,)]
            rows += [("  Rows as recorded", "; ".join(own))] if own else []
            others = {label: values for label, values in classes.values.items() if label not in own}
            rows += [(f"  {label}", "; ".join(values)) for label, values in others.items()]
    return rows + [(labels[key], f"not recorded: {reason}") for key, reason in field_map.not_held.items()]


def _counting(draft: Draft, facts: Facts, field_map: FieldMap) -> Rows:
    rows: Rows = []
    for said in rules_said(facts.request, field_map):
        told = (True, said.ages, said.ages, said.overlap, said.risk, said.identified, bool(said.each_of))
        names = [name for name, is_told in zip(_RULES, told, strict=True) if is_told]
        rows += zip(names, field_map.counting.sentences(asked_kind(draft), said), strict=True)
    return list(dict.fromkeys(rows))


def _policy(draft: Draft, facts: Facts, _field_map: FieldMap) -> Rows:
    profile = draft.text("policy/profile")
    if profile == OWN_POLICY:
        hidden = f"Numbers from 1 to {int(draft.text('policy/threshold')) - 1} are hidden; zeros are "
        return [("Small numbers", hidden + draft.text("policy/zeros")), ("Reason", draft.text("policy/reason"))]
    policy = facts.policies[profile]
    return [("Small numbers", policy.sentence()), ("Reason", policy.reason)]


def _letter(draft: Draft, _facts: Facts, _field_map: FieldMap) -> Rows:
    return letter_rows(draft)


def _writing(draft: Draft, _facts: Facts, _field_map: FieldMap) -> Rows:
    return [
        ("Answers folder", draft.text("write/output")),
        ("Field map", draft.text("write/map")),
        ("Answers file", str(answers_path(draft))),
        ("Review of flags", review_of(draft) or "none goes with the answer"),
        ("Charts", "yes" if draft.text("write/charts") == YES else "no"),
    ]
