"""Files are looked through before they are sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from foi_return.verify import CHECKS, Finding, Severity, VerifyOptions, verify_file
from tests.support import faulty_workbooks as corpus

PERSONAL = ("Jo Example", "jo.example", "PRINT01", "A. Person", "same school", "A text of a cell")


def findings(content: bytes, folder: Path, name: str = "answer.xlsx", options: VerifyOptions | None = None) -> list[Finding]:
    path = folder / name
    path.write_bytes(content)
    return list(verify_file(path, options).findings)


@pytest.mark.parametrize("fault", corpus.FAULTS)
def test_fault_is_found_by_the_check_of_its_name_and_by_no_other(fault: str, tmp_path: Path) -> None:
    check, make = corpus.FAULTS[fault]
    found = findings(make(), tmp_path, options=VerifyOptions(attack=check == "given-away"))
    assert check in {finding.check for finding in found}
    words = " ".join(map(str, found))
    assert not [text for text in PERSONAL if text in words]
    assert {finding.check for finding in found} <= {check, *ALSO.get(fault, ())}


ALSO = {"chart of a hidden sheet": ("hidden-sheet",), "error": ("formula",)}
"""Faults that cannot be made without another."""


def test_corpus_holds_a_fault_for_every_check_of_workbooks() -> None:
    letters_only = {"tracked-change", "hidden-text", "mail-merge", "template-path", "document-variable"}
    assert {check for check, _ in corpus.FAULTS.values()} == set(CHECKS) - letters_only
    assert len(corpus.FAULTS) >= 40


@pytest.mark.parametrize("make", [corpus.clean_workbook, corpus.with_chart, corpus.with_chart_of_gaps, corpus.with_picture])
def test_nothing_is_found_in_a_clean_workbook(make: object, tmp_path: Path) -> None:
    assert callable(make)
    assert findings(make(), tmp_path) == []
