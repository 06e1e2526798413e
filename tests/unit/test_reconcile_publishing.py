"""The figures of a comparison: known answers, protection, and percentages that add up to 100."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_return.attack import attack_files, parse_options
from foi_return.config.earlier_comparisons import load_earlier_comparisons
from foi_return.config.policy import choose_policy
from foi_return.disclosure.percentages import whole_shares
from foi_return.outputs.release import write_release
from foi_return.outputs.workbook import write_workbook
from foi_return.pipeline import PreparedReturn
from foi_return.reconcile.publishing import prepare_answer
from foi_return.run import certify_return
from foi_return.terms.protected import Figure, ProtectedReturn
from foi_return.terms.reconciliation import Reconciliation
from foi_return.terms.shorthand import Shorthand
from foi_return.told import protection_sentences
from tests.support.partner_lists import demo_reconciliation

POLICY = choose_policy(None, None)


def _definition(folder: Path, counts: Mapping[str, int]) -> Reconciliation:
    return replace(demo_reconciliation(folder), categories={key: f"Label {key}" for key in counts})


def _answer(folder: Path, counts: Mapping[str, int], profile: str | None = None) -> ProtectedReturn:
    policy = choose_policy(profile, None)
    prepared = prepare_answer(_definition(folder, counts), counts, policy, "REF-1")
    certify_return(prepared)
    return prepared.answer


def _column(answer: ProtectedReturn, table: int) -> list[Figure]:
    return [row.cells[0].published for row in answer.tables[table].rows]


def test_known_answer_of_the_review_of_293_children(tmp_path: Path) -> None:
    counts = {"referred": 68, "below": 44, "other": 79, "not_found": 82, "elsewhere": 20}
    answer = _answer(tmp_path, counts)
    assert _column(answer, 0) == [68, 44, 79, 82, 20, 293]
    assert _column(answer, 1) == [23, 15, 27, 28, 7, 100]
    write_workbook(answer, tmp_path / "answer.xlsx")


def test_small_number_is_hidden_with_what_gives_it_away_and_percentages_too(tmp_path: Path) -> None:
    counts = {"referred": 68, "below": 44, "other": 79, "not_found": 82, "adult": 18, "restricted": 2}
    answer = _answer(tmp_path, counts)
    numbers, percentages = _column(answer, 0), _column(answer, 1)
    hidden = [place for place, number in enumerate(numbers) if number is Shorthand.CONFIDENTIAL]
    assert 5 in hidden
    assert len(hidden) == 2
    assert [place for place, share in enumerate(percentages) if share is Shorthand.CONFIDENTIAL] == hidden
    write_release(answer, tmp_path / "release.json")
    report = attack_files([tmp_path / "release.json"], [], parse_options())
    assert report.exit_code == 0


def test_attack_finds_a_small_number_that_one_mark_alone_hides(tmp_path: Path) -> None:
    answer = _answer(tmp_path, {"referred": 68, "below": 44, "adult": 18, "restricted": 2})
    write_release(answer, tmp_path / "release.json")
    record = json.loads((tmp_path / "release.json").read_text(encoding="utf-8"))
    for cell in record["cells"]:
        if cell["table"] == "outcome" and cell["breakdown"] == {"outcome": "referred"}:
            cell["value"] = 68
            cell.pop("shorthand", None)
        if cell["table"] == "outcome-percent":
            cell.pop("value", None)
            cell["shorthand"] = "c"
        if cell["table"] == "outcome" and cell["breakdown"] in ({"outcome": "below"}, {"outcome": "adult"}):
            cell["value"] = {"below": 44, "adult": 18}[cell["breakdown"]["outcome"]]
            cell.pop("shorthand", None)
    (tmp_path / "release.json").write_text(json.dumps(record), encoding="utf-8")
    assert attack_files([tmp_path / "release.json"], [], parse_options()).exit_code == 9


@pytest.mark.parametrize("profile", ["round-to-5", "bands"])
def test_other_profiles_are_certified_too(profile: str, tmp_path: Path) -> None:
    _answer(tmp_path, {"referred": 68, "below": 3, "other": 0, "not_found": 82, "restricted": 2}, profile)


@pytest.mark.parametrize("forged", [22, 24, 23.2])
def test_certificate_refuses_a_percentage_that_is_not_of_the_figures(forged: float, tmp_path: Path) -> None:
    from foi_return.disclosure.checker import check
    from foi_return.outputs.release import release_record

    counts = {"referred": 68, "below": 44, "other": 79, "not_found": 82, "elsewhere": 20}
    prepared = prepare_answer(_definition(tmp_path, counts), counts, POLICY, "REF-1")
    certificate, _ = certify_return(prepared)
    record = release_record(prepared.answer)
    share = next(cell for cell in record["cells"] if cell["table"] == "outcome-percent")
    assert check(certificate, record).valid
    share["value"] = forged
    assert not check(certificate, record).valid


COUNTS = {"referred": 68, "below": 44, "other": 12, "not_found": 82, "adult": 18, "restricted": 2}


def _release(folder: Path, name: str, counts: Mapping[str, int], **policy: object) -> Path:
    chosen = choose_policy(None, None, reason="A test", **policy)  # type: ignore[arg-type]
    prepared = prepare_answer(_definition(folder, counts), counts, chosen, name)
    write_release(prepared.answer, folder / f"{name}.json")
    return folder / f"{name}.json"


def _with_earlier(folder: Path, counts: Mapping[str, int], *earlier: Path) -> PreparedReturn:
    definition = _definition(folder, counts)
    known, left_out = load_earlier_comparisons(earlier, definition.recording, ())
    assert not left_out
    prepared = prepare_answer(definition, counts, POLICY, "NOW", known)
    certify_return(prepared)
    return prepared


def test_cell_that_an_earlier_comparison_hides_is_hidden_again_and_no_other(tmp_path: Path) -> None:
    before = _release(tmp_path, "R-1", COUNTS)
    hidden = {
        cell["breakdown"]["outcome"]
        for cell in json.loads(before.read_text(encoding="utf-8"))["cells"]
        if cell["table"] == "outcome" and cell.get("shorthand") == "c"
    }
    again = _with_earlier(tmp_path, COUNTS, before).answer
    shown = dict(zip(COUNTS, _column(again, 0), strict=False))
    assert {key for key, figure in shown.items() if figure is Shorthand.CONFIDENTIAL} == hidden


def test_what_an_earlier_comparison_showed_cannot_guard_a_small_number_now(tmp_path: Path) -> None:
    def hidden(answer: ProtectedReturn) -> set[str]:
        column = zip(COUNTS, _column(answer, 0), strict=False)
        return {key for key, figure in column if figure is Shorthand.CONFIDENTIAL}

    (guard,) = hidden(_answer(tmp_path, COUNTS)) - {"restricted"}
    before = _release(tmp_path, "R-1", COUNTS)
    record = json.loads(before.read_text(encoding="utf-8"))
    for cell in record["cells"]:
        key = cell["breakdown"].get("outcome")
        if cell["table"] == "outcome" and key == guard:
            cell["value"] = COUNTS[guard]
            cell.pop("shorthand")
        elif cell["table"] == "outcome" and key == "referred":
            del cell["value"]
            cell["shorthand"] = "c"
    before.write_text(json.dumps(record), encoding="utf-8")
    assert hidden(_with_earlier(tmp_path, COUNTS, before).answer) == {"restricted", "referred"}


def test_figure_that_the_lists_no_longer_bear_out_is_told_as_revised_and_a_small_difference_as_exposed(
    tmp_path: Path,
) -> None:
    before = _release(tmp_path, "R-1", COUNTS)
    now = _with_earlier(tmp_path, {**COUNTS, "not_found": 80, "below": 46}, before)
    revised = {each.name: each for each in now.revised}
    assert "R-1: not_found" in revised
    assert any(each.exposed for each in now.revised)


def test_what_readers_know_already_is_said_to_be_out(tmp_path: Path) -> None:
    before = _release(tmp_path, "R-1", COUNTS, threshold=2)
    told = protection_sentences(_with_earlier(tmp_path, COUNTS, before), 0)
    assert any("Already out from earlier answers" in sentence and "restricted" in sentence for sentence in told)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=12).filter(any))
def test_whole_shares_add_up_to_100_and_lie_less_than_1_from_the_share(parts: list[int]) -> None:
    total = sum(parts)
    shares = whole_shares(parts, total)
    assert sum(shares) == 100
    assert all(abs(share * total - 100 * part) < total for share, part in zip(shares, parts, strict=True))
