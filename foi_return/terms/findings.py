"""Findings: recorded doubts about an extract. A finding holds counts and row numbers, never a child's value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from foi_return.terms.unit import CHILDREN, Unit
from foi_return.text import sentence_case


class FindingCode(StrEnum):
    """What was found; the value is what files call it."""

    ROW_UNREADABLE = "row-unreadable"
    TOTAL_ROW = "total-row"
    SHEET_HIDDEN = "sheet-hidden"
    NOT_CALCULATED = "formula-not-calculated"
    ERROR_CELL = "error-in-cell"
    COLUMNS_DIFFER = "columns-differ-between-files"
    NO_CHILD_ID = "no-child-id"
    NO_ID = "no-id"
    NO_START = "no-start-date"
    BAD_START = "start-not-a-date"
    BAD_END = "end-not-a-date"
    END_BEFORE_START = "end-before-start"
    RISK_NOT_MAPPED = "risk-level-not-mapped"
    IDENTIFIED_NOT_MAPPED = "identified-as-not-mapped"
    VALUE_NOT_REVIEWED = "value-not-reviewed"
    SEX_NOT_MAPPED = "sex-value-not-mapped"
    BAD_BIRTH_DATE = "birth-date-not-a-date"
    CONFLICTING_PEOPLE = "people-rows-disagree"
    REPEATED_PEOPLE = "people-rows-repeated"
    NO_PERSON = "child-not-in-people"
    NO_BIRTH_DATE = "no-birth-date"
    BORN_AFTER_RECORD = "born-after-record"
    NOT_A_CHILD = "over-18-at-record"
    SOURCE_EMPTY = "source-without-rows"
    KEY_UNMATCHED = "key-without-match"
    KEY_REPEATED = "key-repeated"
    ROW_REPEATED = "row-repeated"
    CELL_NOT_JSON = "cell-not-json"
    CONDITION_NOT_REVIEWED = "condition-value-not-reviewed"
    ID_NOT_IN_CROSSWALK = "id-not-in-crosswalk"
    IDS_IN_RING = "merged-ids-in-a-ring"
    ID_DAMAGED = "id-damaged-by-spreadsheet"
    ID_ZEROS_LOST = "id-lost-leading-zeros"
    NO_SEX = "no-sex"
    ALIKE_PEOPLE = "people-alike"
    STARTS_LATE = "records-start-late"
    OUTSIDE_COVERS = "outside-covers"
    NOT_WITHIN = "not-within-category"
    CLASS_NOT_MAPPED = "breakdown-value-not-mapped"
    CLASSES_DIFFER = "breakdown-values-disagree"


@dataclass(frozen=True, slots=True)
class FindingMeaning:
    """What a finding means and what the program did about it, with places for what is counted (`meaning_of`).

    Attributes:
        meaning: What is the matter with these rows.
        effect: What became of them.
        loses_rows: Whether rows that meant a category were left out of every count.
    """

    meaning: str
    effect: str
    loses_rows: bool = False


FINDING_MEANINGS: Mapping[FindingCode, FindingMeaning] = {
    FindingCode.ROW_UNREADABLE: FindingMeaning(
        "The row has more or fewer cells than the header, or its quotes do not close", "not read", True
    ),
    FindingCode.TOTAL_ROW: FindingMeaning("The row below the records is a total of them, not a record", "not read"),
    FindingCode.SHEET_HIDDEN: FindingMeaning(
        "The workbook has a hidden sheet that the field map does not name", "not read"
    ),
    FindingCode.NOT_CALCULATED: FindingMeaning(
        "The cell holds a formula that no program has calculated, so that its value is not in the file",
        "taken for an unknown value, not for a blank one",
    ),
    FindingCode.ERROR_CELL: FindingMeaning(
        "The cell holds an error such as #N/A in place of a value", "taken for an unknown value, not for a blank one"
    ),
    FindingCode.COLUMNS_DIFFER: FindingMeaning(
        "A file or sheet has other columns than the first of its source",
        "read; every column that the map reads is there",
    ),
    FindingCode.NO_CHILD_ID: FindingMeaning("The {singular}'s id is blank", "not counted", True),
    FindingCode.NO_ID: FindingMeaning("The id of what is counted is blank", "not counted", True),
    FindingCode.NO_START: FindingMeaning("The start date is blank", "not counted", True),
    FindingCode.BAD_START: FindingMeaning(
        "The start date is in none of the formats that the field map lists, or no such day exists", "not counted", True
    ),
    FindingCode.BAD_END: FindingMeaning(
        "The end date is in none of the formats that the field map lists, or no such day exists",
        "not counted where the counting rule needs an end date; else counted",
    ),
    FindingCode.END_BEFORE_START: FindingMeaning(
        "The end date is before the start date", "counted as a record of one day, its start date"
    ),
    FindingCode.RISK_NOT_MAPPED: FindingMeaning(
        "The risk level is a value that the field map does not list",
        "not counted where only some risk levels count; else counted",
    ),
    FindingCode.IDENTIFIED_NOT_MAPPED: FindingMeaning(
        "The value that tells at risk from victim is one that the field map does not list",
        "not counted where only one of the two counts; else counted",
    ),
    FindingCode.VALUE_NOT_REVIEWED: FindingMeaning(
        "A coded column holds a value that the field map neither maps to a category nor lists as not counted",
        "not counted under that column; zeros that rest on the column are not published",
        True,
    ),
    FindingCode.SEX_NOT_MAPPED: FindingMeaning(
        "The sex or gender is a value that the field map does not list", "shown as not known"
    ),
    FindingCode.BAD_BIRTH_DATE: FindingMeaning(
        "The birth date is in none of the formats that the field map lists, or no such day exists",
        "age shown as not known",
    ),
    FindingCode.CONFLICTING_PEOPLE: FindingMeaning(
        "Rows with the same {singular}'s id disagree on birth date or sex",
        "what they disagree on is shown as not known",
    ),
    FindingCode.REPEATED_PEOPLE: FindingMeaning("{One}'s id has more than one row", "counted as one {singular}"),
    FindingCode.NO_PERSON: FindingMeaning(
        "{One} with a counted record is missing from the people source", "counted; sex and age shown as not known"
    ),
    FindingCode.NO_BIRTH_DATE: FindingMeaning(
        "{One} with a counted record has no usable birth date", "counted as {one}; age shown as not known"
    ),
    FindingCode.BORN_AFTER_RECORD: FindingMeaning(
        "The {singular}'s birth date is after the day on which age is taken", "counted; age shown as not known"
    ),
    FindingCode.SOURCE_EMPTY: FindingMeaning(
        "There is not one row to count from", "what rests on it is shown as 0: see that the file is whole"
    ),
    FindingCode.KEY_UNMATCHED: FindingMeaning(
        "The row names a row of another source that is not there", "the columns of that source are blank in it"
    ),
    FindingCode.KEY_REPEATED: FindingMeaning(
        "Rows with the same key say different things, where one row was expected", "the first row of a key is used"
    ),
    FindingCode.ROW_REPEATED: FindingMeaning(
        "The row says in every column that the field map reads what an earlier row says", "counted once"
    ),
    FindingCode.CELL_NOT_JSON: FindingMeaning(
        "The cell is not in the JSON form that the field map says", "nothing is read from it", True
    ),
    FindingCode.CONDITION_NOT_REVIEWED: FindingMeaning(
        "A column that decides whether a record counts holds a value that the field map does not name",
        "not counted where only named values count; else counted",
    ),
    FindingCode.ID_NOT_IN_CROSSWALK: FindingMeaning(
        "The id of the other system is not in the crosswalk",
        "counted as {one} of the other system alone; sex and age shown as not known",
    ),
    FindingCode.IDS_IN_RING: FindingMeaning(
        "Merged ids lead round in a ring, so that none of them is the one that is left", "counted as one {singular}"
    ),
    FindingCode.ID_DAMAGED: FindingMeaning(
        "The {singular}'s id looks like what a spreadsheet makes of a long number (1.2E+11, 12.0, more than 15 digits)",
        "taken as it stands: one {singular} may be counted as two, or two as one",
    ),
    FindingCode.ID_ZEROS_LOST: FindingMeaning(
        "The {singular}'s id is nobody's in the people source, but would be somebody's if leading zeros did not matter",
        "taken as it stands, so sex and age are not known; id_form in the field map would fill the ids up",
    ),
    FindingCode.NO_SEX: FindingMeaning(
        "{One} with a counted record has no usable sex or gender", "counted; sex shown as not known"
    ),
    FindingCode.ALIKE_PEOPLE: FindingMeaning(
        "People with one birth date and nearly the same name have different ids", "counted as different {plural}"
    ),
    FindingCode.STARTS_LATE: FindingMeaning(
        "The months before the first record that means a category, though they are asked for and said to be covered",
        "shown as zeros unless covers in the field map says from when the records are complete",
    ),
    FindingCode.OUTSIDE_COVERS: FindingMeaning(
        "The start date is in a period that is asked for, on a day that the source does not cover by the field map, or "
        "after the day on which the extract was made",
        "not counted where records count by their start: another source covers the day, or none does",
    ),
    FindingCode.NOT_WITHIN: FindingMeaning(
        "The record is of a category that lies within another by definition, and nothing with its id and period is "
        "recorded for that one",
        "counted as it is recorded",
    ),
    FindingCode.CLASS_NOT_MAPPED: FindingMeaning(
        "A column that a breakdown reads holds a value that the field map does not list", "counted; shown as not known"
    ),
    FindingCode.CLASSES_DIFFER: FindingMeaning(
        "Records with the same id and period fall in different rows of a breakdown", "counted; shown as not known"
    ),
    FindingCode.NOT_A_CHILD: FindingMeaning(
        "The person was 18 or over at the record, which would otherwise count", "not counted: not a child"
    ),
}


def meaning_of(code: FindingCode, unit: Unit = CHILDREN) -> FindingMeaning:
    """What a finding means where this is what is counted."""
    found = FINDING_MEANINGS[code]
    words = {"one": unit.one, "One": sentence_case(unit.one), "singular": unit.singular, "plural": unit.plural}
    return FindingMeaning(found.meaning.format(**words), found.effect.format(**words), found.loses_rows)


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of doubt about one source.

    Attributes:
        code: What was found.
        source: The source it was found in.
        count: How many rows (for findings about a child in a year, how many child-years).
        column: The column concerned, as the council names it; empty where none is.
        rows: Row numbers in the file as a spreadsheet shows them, in order; the header and titles count as rows. Where
            the source has several pieces they are numbers of `terms.places`.
        pieces: The pieces of the source, by which its row numbers are told apart; empty where it is one.
        unit: What its words speak of; two findings that differ in nothing else are one.
    """

    code: FindingCode
    source: str
    count: int
    column: str = ""
    rows: tuple[int, ...] = ()
    pieces: tuple[str, ...] = ()
    unit: Unit = field(default=CHILDREN, compare=False)

    @property
    def meaning(self) -> str:
        """What is the matter with these rows."""
        return meaning_of(self.code, self.unit).meaning

    @property
    def effect(self) -> str:
        """What became of them."""
        return meaning_of(self.code, self.unit).effect

    def sentence(self) -> str:
        """The finding in words, with its count; for the officer's screen and the internal findings only."""
        column = f", column '{self.column}'" if self.column else ""
        return f"{self.source}{column}: {self.meaning} ({self.count:,}; {self.effect})."
