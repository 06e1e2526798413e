"""Rows that could not be used are told to the reader as figures of the one system, protected like any other."""

from __future__ import annotations

from dataclasses import replace

from foi_return.config.policy import choose_policy
from foi_return.disclosure.certificate import certify
from foi_return.disclosure.checker import check
from foi_return.outputs.release import release_record
from foi_return.pipeline import PreparedReturn, prepare_return
from foi_return.quality import quality_counts
from foi_return.terms.findings import Finding, FindingCode
from foi_return.terms.policy import Policy, ZeroPolicy
from foi_return.terms.shorthand import Shorthand
from tests.unit.test_policy_rules import CELLS, inputs

FOUND = (
    Finding(FindingCode.NO_START, "records", 12, "Start"),
    Finding(FindingCode.NO_CHILD_ID, "records", 3, "Child"),
    Finding(FindingCode.NO_BIRTH_DATE, "records", 7),
)


def prepared(policy: Policy | None = None) -> PreparedReturn:
    return prepare_return(inputs(policy or choose_policy(None)), CELLS, frozenset(), FOUND)


def quality_notes(found: PreparedReturn) -> list[str]:
    return [note.text for note in found.answer.notes if note.text.startswith("Quality of the records")]


def test_small_numbers_of_rows_are_hidden_and_others_shown() -> None:
    found = prepared()
    assert [figure.published for figure in found.answer.quality] == [Shorthand.CONFIDENTIAL, 12]
    first, second = quality_notes(found)
    assert "Rows of which this is so: [c] (not counted)." in first
    assert "Rows of which this is so: 12 (not counted)." in second


def test_children_who_stand_in_the_tables_are_not_told_again() -> None:
    assert {count.code for count in quality_counts(FOUND)} == {FindingCode.NO_START, FindingCode.NO_CHILD_ID}


def test_figures_are_part_of_the_certificate() -> None:
    found = prepared()
    certificate, release = certify(found.problem, found.suppression), release_record(found.answer)
    assert check(certificate, release).valid
    release["data_quality"][1]["value"] = 13
    assert not check(certificate, release).valid
    del release["data_quality"][1]
    assert not check(certificate, release).valid


def test_ranges_and_rounding_hold_for_them_too() -> None:
    assert "1 to 4" in quality_notes(prepared(choose_policy("bands")))[0]
    rounded = prepared(choose_policy("round-to-5"))
    assert [figure.published for figure in rounded.answer.quality] == [Shorthand.CONFIDENTIAL, 10]


def test_nothing_is_told_where_zeros_are_hidden() -> None:
    hidden = replace(choose_policy(None), zeros=ZeroPolicy.HIDDEN)
    assert quality_notes(prepared(hidden)) == []
