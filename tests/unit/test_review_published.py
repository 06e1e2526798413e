"""A review's figures are protected with the answer: a small one is hidden with all that gives it away."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from foi_return.config.policy import choose_policy
from foi_return.config.review_file import load_published_review, load_review, review_record
from foi_return.disclosure.certificate import certify
from foi_return.disclosure.checker import check
from foi_return.errors import RequestError
from foi_return.outputs.open_data import render_open_data
from foi_return.outputs.release import release_record
from foi_return.outputs.workbook_layout import lay_out
from foi_return.pipeline import PreparedReturn, prepare_return
from foi_return.review.figures import review_figures
from foi_return.terms.policy import Policy, ZeroPolicy
from foi_return.terms.protected import Figure
from foi_return.terms.review import Part, Review, ReviewPeriod, Stratum
from foi_return.terms.shorthand import Shorthand
from tests.unit.test_policy_rules import CELLS, inputs

C = Shorthand.CONFIDENTIAL
YEARS = ReviewPeriod("2018/19", date(2018, 4, 1), date(2019, 3, 31))


def review(*strata: Stratum) -> Review:
    return Review("the CSE flag", "", YEARS, 0.95, strata, review_figures(strata))


CENSUS = review(Stratum(Part.FLAGGED, 464, 276, 188), Stratum(Part.UNFLAGGED, 1900, 177, 1723))
SAMPLE = review(Stratum(Part.FLAGGED, 464, 60, 30, 10, 364), Stratum(Part.UNFLAGGED, 5000, 12, 180, 8))


def published(of: Review, policy: Policy | None = None) -> PreparedReturn:
    made = inputs(policy or choose_policy(None))
    return prepare_return(replace(made, review=of), CELLS, frozenset())


def lines(found: PreparedReturn) -> dict[str, Figure]:
    assert found.answer.review is not None
    return {line.key: line.published for line in found.answer.review.lines}


def test_published_figures_of_the_known_review() -> None:
    found = published(CENSUS)
    shown = lines(found)
    assert (shown["flagged"], shown["flagged-met"], shown["unflagged-met"], shown["met"]) == (464, 276, 177, 453)
    assert (shown["estimated-flags-right"], shown["estimated-cases-flagged"]) == (59.5, 60.9)
    note = next(note.text for note in found.answer.notes if "Review of" in note.text)
    assert note.startswith("Quality of the records: Review of the CSE flag, 2018/19. ")
    for figure in ("453", "59.5%", "60.9%"):
        assert figure in note


def test_a_census_has_no_columns_of_intervals_and_a_sample_has() -> None:
    for of, columns in ((CENSUS, 2), (SAMPLE, 4)):
        sheet = next(sheet for sheet in lay_out(published(of).answer) if sheet.name == "Review")
        assert sheet.table is not None
        assert len(sheet.table.columns) == columns
        assert all(len(row) == columns for row in sheet.table.rows)


def test_a_small_number_is_hidden_with_the_shares_that_give_it_away() -> None:
    few = review(Stratum(Part.FLAGGED, 464, 276, 188), Stratum(Part.UNFLAGGED, 1900, 3, 1897))
    found = published(few)
    shown = lines(found)
    assert shown["unflagged-met"] is C
    assert C in (shown["met"], shown["flagged-met"])
    assert shown["estimated-cases-flagged"] is C
    assert check(certify(found.problem, found.suppression), release_record(found.answer)).valid
    told = json.dumps(release_record(found.answer)) + "".join(note.text for note in found.answer.notes)
    assert "279" not in told
    assert "98.9" not in told


def test_counts_on_which_nothing_rests_are_hidden_first() -> None:
    doubt = review(Stratum(Part.FLAGGED, 464, 276, 184, 4), Stratum(Part.UNFLAGGED, 1900, 177, 1723))
    shown = lines(published(doubt))
    assert (shown["flagged-cannot-tell"], shown["flagged-not-met"]) == (C, C)
    assert (shown["flagged"], shown["flagged-met"], shown["estimated-flags-right"]) == (464, 276, 59.5)
    # What the doubtful records could make of the share would tell how many there are.
    assert shown["estimated-flags-right-most"] is C


def test_certificate_covers_the_counts() -> None:
    found = published(CENSUS)
    release, certificate = release_record(found.answer), certify(found.problem, found.suppression)
    assert check(certificate, release).valid
    changed = next(each for each in release["data_quality"] if each["breakdown"] == {"count": "met"})
    changed["value"] += 1
    assert not check(certificate, release).valid


@pytest.mark.parametrize("name", ["bands", "round-to-5"])
def test_where_counts_are_not_exact_nothing_is_estimated_from_true_ones(name: str) -> None:
    shown = lines(published(SAMPLE, choose_policy(name)))
    assert {figure for key, figure in shown.items() if key.startswith("estimated-")} == {C}


def test_rounded_census_gives_shares_of_rounded_counts() -> None:
    shown = lines(published(CENSUS, choose_policy("round-to-5")))
    assert (shown["flagged"], shown["flagged-met"]) == (465, 275)
    assert shown["estimated-flags-right"] == 59.1  # 275 of 465


def test_a_zero_that_discloses_is_protected() -> None:
    every = review(Stratum(Part.FLAGGED, 40, 40), Stratum(Part.UNFLAGGED, 90, 20, 70))
    policy = replace(choose_policy(None), zeros=ZeroPolicy.PROTECTED)
    shown = lines(published(every, policy))
    assert shown["flagged-not-met"] is C
    assert shown["estimated-flags-right"] is C


def test_intervals_are_in_the_release_record_and_the_open_data() -> None:
    found = published(SAMPLE)
    cases = next(
        each for each in release_record(found.answer)["review"]["figures"] if each["figure"] == "estimated-cases"
    )
    assert cases["value"] == 578  # 464 * 60 / 100 + 5000 * 12 / 200 = 578.4
    assert cases["low"]["value"] < 578 < cases["high"]["value"]
    rows = render_open_data(found.answer)["review.csv"].decode().splitlines()
    row = next(row for row in rows if row.startswith("estimated-cases,"))
    assert row.endswith(f",578,,{cases['low']['value']},{cases['high']['value']}")


def test_result_survives_its_file(tmp_path: Path) -> None:
    path = tmp_path / "review-result.json"
    path.write_text(json.dumps(review_record(SAMPLE)), encoding="utf-8")
    assert load_published_review(path) == SAMPLE


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda record: record["strata"][0].update(met=270), "does not follow from the counts"),
        (lambda record: record["strata"][0].update(population=10), "more records in the review"),
        (lambda record: record["figures"][0]["found"].update(low=0.9, high=0.95), "does not hold its value"),
        (lambda record: record.update(period=None), "which years"),
        (lambda record: record.update(format=2), "format"),
        (lambda record: record.update(extra="C000123"), "extra"),
        (lambda record: record["strata"][0].update(met=-1), "strata.0.met"),
        (lambda record: record["strata"].clear(), "strata"),
        (lambda record: record.update(about="a\u202eb"), "invisible character"),
    ],
)
def test_a_result_that_was_changed_is_refused(change: object, complaint: str, tmp_path: Path) -> None:
    record = review_record(SAMPLE)
    change(record)  # type: ignore[operator]
    path = tmp_path / "review-result.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(RequestError) as caught:
        load_published_review(path)
    assert complaint in str(caught.value)
    assert "C000123" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff\xfe\x00"])
def test_a_file_that_is_no_result_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "review-result.json"
    path.write_bytes(content)
    with pytest.raises(RequestError):
        load_review(path)
