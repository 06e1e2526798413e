"""A small number may be shown as the range it lies in; what would narrow that range is hidden."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path

import pytest

from foi_return.config.earlier import load_earlier
from foi_return.config.policy import choose_policy, load_policies
from foi_return.disclosure.audit import audit
from foi_return.disclosure.certificate import certify, digest
from foi_return.disclosure.checker import check
from foi_return.errors import DisclosureError
from foi_return.outputs.release import release_record
from foi_return.outputs.workbook_layout import lay_out
from foi_return.pipeline import prepare_return
from foi_return.terms.shorthand import Shorthand
from tests.unit.test_policy_rules import CELLS, figures, inputs, prepared

BANDS = choose_policy("bands")


def test_small_numbers_are_shown_as_a_range_and_no_hidden_number_is_small() -> None:
    found = prepared(BANDS)
    shown = figures(found)
    assert shown[("cce", "age_group=Under 12")] is Shorthand.BAND
    assert shown[("cse", "sex=Male")] is Shorthand.BAND
    values = {cell.key: cell.value for cell in found.problem.cells}
    assert found.suppression.secondary
    assert all(values[key] >= 5 for key in found.suppression.secondary)


def test_every_value_of_the_range_stays_possible() -> None:
    found = prepared(BANDS)
    small = [cell for cell in audit(found.problem, found.suppression.hidden) if cell.small]
    assert small
    limited = {limit.key: limit.missing for limit in found.suppression.limited}
    assert all(set(cell.missing) <= set(limited.get(cell.key, ())) for cell in small)


def test_workbook_prints_the_range_and_says_what_both_marks_mean() -> None:
    answer = prepared(BANDS).answer
    texts = [line.text for sheet in lay_out(answer) for line in sheet.lines]
    assert any(text.startswith("1 to 4 means a small number") for text in texts)
    assert any(text.startswith("[c] means hidden because it would reveal a small number") for text in texts)
    cells = [cell for sheet in lay_out(answer) if sheet.table for row in sheet.table.rows for cell in row]
    assert "1 to 4" in cells
    assert "[band]" not in cells


def test_certificate_is_valid_and_a_band_on_a_large_number_is_not() -> None:
    found = prepared(BANDS)
    certificate, release = certify(found.problem, found.suppression), release_record(found.answer)
    assert check(certificate, release).valid
    hidden = next(cell for cell in certificate["cells"] if cell["published"] == "hidden")
    banded = next(cell for cell in certificate["cells"] if cell["published"] == "small")
    for cell, stands in ((hidden, "small"), (banded, "hidden")):
        forged = copy.deepcopy(certificate)
        next(each for each in forged["cells"] if each["key"] == cell["key"])["published"] = stands
        forged["digest"] = digest({name: part for name, part in forged.items() if name != "digest"})
        assert not check(forged, release).valid


def test_earlier_answer_with_bands_is_read_as_ranges(tmp_path: Path) -> None:
    path = tmp_path / "release.json"
    path.write_text(json.dumps(release_record(prepared(BANDS).answer)), encoding="utf-8")
    asked = inputs()
    earlier = load_earlier(path, asked.request, asked.field_map, ("Female", "Male", "Not known"))
    told = {(cell.category, *cell.breakdown.values()): (cell.low, cell.high) for cell in earlier.cells}
    assert told[("cse", "Male")] == (1, 4)
    assert (5, None) in told.values()
    again = prepare_return(replace(asked, earlier=(earlier,)), CELLS, frozenset())
    assert check(certify(again.problem, again.suppression), release_record(again.answer)).valid


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ('threshold = 5\nlevel = "full"', "the level is 'full'"),
        ('threshold = 5\nzeros = "hidden"', "zeros are 'hidden'"),
        ('threshold = 5\nrounding = { base = 5, small = "hidden" }\nlevel = "less"', "numbers are rounded, and"),
        ('threshold = 2\nlevel = "exact"', "only 1 is small"),
    ],
)
def test_bands_contradict_some_rules(setting: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "policies.toml"
    path.write_text(f'format = 1\n[profiles.own]\nsmall = "band"\nreason = "Our own."\n{setting}\n', encoding="utf-8")
    with pytest.raises(DisclosureError) as raised:
        load_policies(path)
    assert words in str(raised.value)
