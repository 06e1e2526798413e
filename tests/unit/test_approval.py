"""A pack is a draft until a second person approves it as it was built, and becomes one again with any change."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from foi_return.errors import ApprovalError
from foi_return.outputs.approval import Approval, approve_pack, approved_pack, internal_of, load_approval, same_person
from foi_return.outputs.pack_zip import write_zip, zip_path
from tests.support.packs import PARTS, write_pack

DAY = date(2026, 7, 20)


def approve(pack: Path, name: str = "B. Second", role: str = "Head of service", made_by: str = "") -> Approval:
    return approve_pack(pack, name, role, DAY, made_by, ("Certificate: verified.",))


def every_byte(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_pack_is_a_draft_until_it_is_approved(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    before = every_byte(pack)
    with pytest.raises(ApprovalError, match="it is a draft"):
        approved_pack(pack)
    given = approve(pack)
    assert approved_pack(pack) == given
    assert (given.reference, given.made_by, given.name, given.role, given.day) == (
        "FOI-1", "A. Officer", "B. Second", "Head of service", DAY,
    )  # fmt: skip
    assert given.shown == ("Certificate: verified.",)
    assert set(given.files) == {*PARTS, "release.json"}
    assert every_byte(pack) == before, "the pack stays the same to the byte"
    assert (internal_of(pack) / "approval.json").stat().st_mode & 0o077 == 0


CHANGES: dict[str, Callable[[Path], object]] = {
    "changed": lambda pack: (pack / "FOI-1.xlsx").write_text("two"),
    "removed": lambda pack: (pack / "csv" / "all-tables.csv").unlink(),
    "added": lambda pack: (pack / "csv" / "more.csv").write_text("more"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_after_the_approval_makes_it_a_draft_again(what: str, tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    approve(pack)
    CHANGES[what](pack)
    with pytest.raises(ApprovalError, match=f"it was {what} since"):
        approved_pack(pack)


@pytest.mark.parametrize("what", CHANGES)
def test_a_pack_that_was_changed_since_it_was_built_is_not_approved(what: str, tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    CHANGES[what](pack)
    with pytest.raises(ApprovalError, match=f"it was {what} since"):
        approve(pack)
    assert load_approval(pack) is None


def test_a_file_that_becomes_a_link_is_a_change(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    workbook = pack / "FOI-1.xlsx"
    workbook.rename(tmp_path / "elsewhere.xlsx")
    workbook.symlink_to(tmp_path / "elsewhere.xlsx")
    with pytest.raises(ApprovalError, match="it was changed since"):
        approve(pack)


def test_what_the_approver_is_shown_must_be_as_it_was_built_too(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    (internal_of(pack) / "certificate.json").write_text('{"all": "well"}')
    with pytest.raises(ApprovalError, match=r"certificate\.json: it was changed"):
        approve(pack)


@pytest.mark.parametrize("part", PARTS)
def test_every_part_must_be_there(part: str, tmp_path: Path) -> None:
    with pytest.raises(ApprovalError, match="is missing"):
        approve(write_pack(tmp_path, without=part))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("A. Officer", "Officer, A", True),
        ("Zoë  Müller", "zoe muller", True),
        ("A. Officer", "B. Officer", False),
        ("A. Officer", "A. Offices", False),
    ],
)
def test_a_person_is_known_however_the_name_is_written(one: str, other: str, same: bool, tmp_path: Path) -> None:
    assert same_person(one, other) == same
    pack = write_pack(tmp_path, made_by=one)
    if same:
        with pytest.raises(ApprovalError, match=r"made the pack.*second person"):
            approve(pack, other)
    else:
        approve(pack, other)


def test_who_made_it_must_be_known(tmp_path: Path) -> None:
    pack = write_pack(tmp_path, made_by="")
    with pytest.raises(ApprovalError, match="--made-by"):
        approve(pack)
    with pytest.raises(ApprovalError, match="second person"):
        approve(pack, made_by="Second B")
    assert approve(pack, made_by="A. Officer").made_by == "A. Officer"


def test_who_made_it_cannot_be_said_otherwise(tmp_path: Path) -> None:
    with pytest.raises(ApprovalError, match=r"'A\. Officer' made the pack"):
        approve(write_pack(tmp_path), "B. Second", made_by="C. Third")


def test_blank_names_and_roles_are_refused_together(tmp_path: Path) -> None:
    with pytest.raises(ApprovalError) as refused:
        approve(write_pack(tmp_path), " ", "-")
    assert [fault.where for fault in refused.value.faults] == ["--name", "--role"]


def test_a_pack_that_is_built_again_is_a_new_draft(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    approve(pack)
    write_zip(pack)
    write_pack(tmp_path)
    assert load_approval(pack) is None
    assert not zip_path(pack).exists(), "it would look like the answer to send"


def test_a_zip_file_that_is_not_ours_stays(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    with zipfile.ZipFile(zip_path(pack), "w") as archive:
        archive.writestr("mine.txt", "mine")
    write_pack(tmp_path)
    assert zip_path(pack).is_file()


@pytest.mark.parametrize("content", ["", "[]", '{"format": 1}', '{"format": 1, "date": "x"}', '{"format": 2}'])
def test_a_damaged_record_is_no_approval(content: str, tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    approve(pack)
    (internal_of(pack) / "approval.json").write_text(content)
    with pytest.raises(ApprovalError, match="it is a draft"):
        approved_pack(pack)


def test_a_folder_that_is_no_pack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ApprovalError, match="It is no folder"):
        approve(tmp_path / "nothing")
    (tmp_path / "mine").mkdir()
    with pytest.raises(ApprovalError, match="Nothing says what was built"):
        approve(tmp_path / "mine")


def test_only_an_approved_pack_becomes_a_zip(tmp_path: Path) -> None:
    with pytest.raises(ApprovalError, match="it is a draft"):
        write_zip(write_pack(tmp_path))
    assert not list(tmp_path.glob("*.zip"))


def test_the_zip_is_the_same_for_the_same_pack_and_its_sums_are_right(tmp_path: Path) -> None:
    packs = [write_pack(tmp_path / place) for place in ("one", "other")]
    for pack in packs:
        approve(pack, "B. Second" if pack is packs[0] else "C. Third")
    (packs[1] / "FOI-1.xlsx").touch()
    one, other = (write_zip(pack) for pack in packs)
    assert one.read_bytes() == other.read_bytes()
    shutil.unpack_archive(one, tmp_path / "unpacked")
    folder = tmp_path / "unpacked" / "FOI-1"
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} == {
        *PARTS, "release.json", "SHA256SUMS",
    }  # fmt: skip
    sums = [shutil.which("sha256sum") or "sha256sum", "-c", "--strict", "SHA256SUMS"]
    assert subprocess.run(sums, cwd=folder, check=False, capture_output=True).returncode == 0
    (folder / "FOI-1.docx").write_text("another")
    assert subprocess.run(sums, cwd=folder, check=False, capture_output=True).returncode == 1


def test_the_record_says_which_bytes_were_approved(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    approve(pack)
    record = json.loads((internal_of(pack) / "approval.json").read_text())
    assert record["files"]["FOI-1.xlsx"] == "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"
    assert record["internal"].keys() == {"about.json", "certificate.json"}
