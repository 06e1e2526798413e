"""The children in need census: its tables, its years, and files that are none."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from foi_return.engine.workspace import Workspace
from foi_return.errors import SourceError
from foi_return.sources.cin_xml import SEX_AS_RECORDED, TABLES
from foi_return.sources.extract import list_columns, list_sheets, read_source
from foi_return.sources.xml_stream import MAX_DEPTH
from foi_return.terms.map_parts import SourceSpec
from foi_return.terms.places import piece_and_row, place_in_words
from tests.support.cin_census import YEARS, Assessment, CensusChild, census_xml, draw_census, write_census
from tests.support.reading import show, write_bytes
from tests.support.small_council import SmallCouncil, count_council

FACTORS = ["LAchildID", "AssessmentAuthorisationDate", "AssessmentFactors"]
GIRL = CensusChild("A1", date(2008, 5, 1), "Female", (Assessment(date(2021, 5, 1), date(2021, 6, 1), ("11A", "24A")),))


def read_rows(workspace: Workspace, path: Path, part: str, needed: list[str]) -> list[tuple[str, ...]]:
    raw = read_source(workspace, SourceSpec("cin", part=part), path, needed)
    assert not raw.unreadable
    return sorted(tuple(cell.strip() for cell in cells) for cells in show(workspace, raw, needed).rows.values())


@pytest.mark.parametrize("dirty", [False, True])
@pytest.mark.parametrize("seed", [1, 2])
def test_every_factor_of_every_year_becomes_a_row(workspace: Workspace, tmp_path: Path, seed: int, dirty: bool) -> None:
    census = draw_census(seed)
    pattern = write_census(tmp_path, census, dirty)
    expected = sorted(
        (child.child, item.authorised.isoformat(), factor)
        for children in census.values()
        for child in children
        for item in child.assessments
        for factor in item.factors
    )
    assert read_rows(workspace, pattern, "factors", FACTORS) == expected
    assert len(expected) > 100


def test_every_assessment_becomes_a_row_with_its_referral_and_year(workspace: Workspace, tmp_path: Path) -> None:
    census = draw_census(3)
    needed = ["LAchildID", "AssessmentActualStartDate", "AssessmentAuthorisationDate", "CINreferralDate", "Year"]
    expected = sorted(
        (child.child, item.started.isoformat(), item.authorised.isoformat(), f"{year - 1}-04-01", str(year))
        for year, children in census.items()
        for child in children
        for item in child.assessments
    )
    assert read_rows(workspace, write_census(tmp_path, census), "assessments", needed) == expected


def test_children_have_the_code_for_sex_of_their_own_year(workspace: Workspace, tmp_path: Path) -> None:
    census = draw_census(4)
    needed = ["LAchildID", "PersonBirthDate", SEX_AS_RECORDED, "Year"]
    expected = sorted(
        (child.child, child.born.isoformat(), child.code(year), str(year))
        for year, children in census.items()
        for child in children
    )
    found = read_rows(workspace, write_census(tmp_path, census), "children", needed)
    assert found == expected
    assert {row[2] for row in found} == {"0", "1", "2", "F", "M", "U"}


def test_row_numbers_are_the_lines_of_each_file(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "cin-a.xml").write_text(census_xml(2022, [GIRL]))
    (tmp_path / "cin-b.xml").write_text(census_xml(2023, [GIRL]))
    raw = read_source(workspace, SourceSpec("cin", part="factors"), tmp_path / "cin-*.xml", FACTORS)
    places = [piece_and_row(number, raw.pieces) for number in show(workspace, raw, FACTORS).rows]
    text = (tmp_path / "cin-a.xml").read_text().splitlines()
    assert [name for name, _ in places] == ["cin-a.xml"] * 2 + ["cin-b.xml"] * 2
    assert [text[line - 1].rpartition("<AssessmentFactors>")[2] for _, line in places] == [
        "11A</AssessmentFactors>",
        "24A</AssessmentFactors>",
    ] * 2
    assert place_in_words(10_000_000_007, raw.pieces) == "cin-b.xml, row 7"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_encodings_and_namespaces_do_not_matter(workspace: Workspace, tmp_path: Path, encoding: str) -> None:
    text = census_xml(2022, [GIRL], namespace="urn:census").replace("utf-8", encoding.removesuffix("-sig"))
    path = write_bytes(tmp_path, text, encoding, "cin.xml")
    expected = [("A1", "2021-06-01", "11A"), ("A1", "2021-06-01", "24A")]
    assert read_rows(workspace, path, "factors", FACTORS) == expected
    prefixed = census_xml(2022, [GIRL]).replace("<", "<c:").replace("<c:/", "</c:").replace("<c:?", "<?")
    prefixed = prefixed.replace("<c:Message", '<c:Message xmlns:c="urn:census"')
    assert read_rows(workspace, write_bytes(tmp_path, prefixed, name="cin.xml"), "factors", FACTORS) == expected


def test_child_without_details_and_file_without_children_are_read(workspace: Workspace, tmp_path: Path) -> None:
    empty = write_bytes(tmp_path, "<Message><Children/></Message>", name="cin.xml")
    assert read_rows(workspace, empty, "children", ["LAchildID"]) == []
    bare = write_bytes(tmp_path, "<Message><Children><Child/></Children></Message>", name="cin.xml")
    assert read_rows(workspace, bare, "children", ["LAchildID", "Year"]) == [("", "")]
    assert read_rows(workspace, bare, "factors", ["LAchildID"]) == []


def test_tables_of_a_census_are_offered_as_its_sheets(workspace: Workspace, tmp_path: Path) -> None:
    path = write_bytes(tmp_path, census_xml(2022, [GIRL]), name="cin.xml")
    assert list_sheets(path) == ["children", "assessments", "factors"]
    assert list_columns(path, "factors") == (list(TABLES["factors"]), 1)
    raw = read_source(workspace, SourceSpec("cin", sheet="factors"), path, FACTORS)
    assert len(show(workspace, raw, FACTORS).rows) == 2


def fault_of(workspace: Workspace, path: Path, part: str = "factors", needed: tuple[str, ...] = tuple(FACTORS)) -> str:
    with pytest.raises(SourceError) as caught:
        read_source(workspace, SourceSpec("cin", part=part, kind="cin xml"), path, list(needed))
    assert "A1" not in str(caught.value)
    return str(caught.value)


def test_map_must_say_which_table(workspace: Workspace, tmp_path: Path) -> None:
    path = write_bytes(tmp_path, census_xml(2022, [GIRL]), name="cin.xml")
    assert "does not say which table" in fault_of(workspace, path, part="")
    assert "'children', 'assessments', 'factors'" in fault_of(workspace, path, part="")
    unknown = fault_of(workspace, path, needed=("LAchildID", "AssessmentFactor"))
    assert "Did you mean 'AssessmentFactors'?" in unknown


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<html><body>A1</body></html>", "its outermost element is 'html'"),
        ("<Message><Header/></Message>", "it has no element Children"),
        ("<Message><Children><Child>A1</Children></Message>", "line 1: the file is damaged or cut short"),
        ("<Message>\n<Children>\n<Child><LAchildID>A1", "line 3: the file is damaged or cut short"),
        ("no xml A1", "damaged or cut short"),
        ('<?xml version="1.0" encoding="klingon"?><Message/>', "damaged or cut short"),
        ("", "it is empty"),
        ('<!DOCTYPE Message [<!ENTITY a "A1">]><Message>&a;</Message>', "declares a document type"),
        ('<!DOCTYPE Message SYSTEM "file:///etc/hostname"><Message/>', "declares a document type"),
        ("<Message>" + "<x>" * MAX_DEPTH, "lie within each other"),
        ("<Message><Children>" + "A1" * 600_000, "the text in an element is too long"),
        ("<Message x='" + "A1" * 900_000, "a tag does not end"),
    ],
)
def test_what_is_no_census_says_so(workspace: Workspace, tmp_path: Path, text: str, found: str) -> None:
    assert found in fault_of(workspace, write_bytes(tmp_path, text, name="cin.xml"))


def test_cut_file_names_its_line_and_nothing_else(workspace: Workspace, tmp_path: Path) -> None:
    whole = census_xml(2022, [GIRL] * 50)
    message = fault_of(workspace, write_bytes(tmp_path, whole[: len(whole) // 2], name="cin.xml"))
    assert message.startswith("cin (cin.xml), line ")


class Census(SmallCouncil):
    """The core request answered from seven collections, stacked."""

    def write(self, folder: Path) -> dict[str, Path]:
        pattern = write_census(folder, draw_census(5, children=150))
        return {"people": pattern, "records": pattern}

    def field_map_tables(self) -> dict[str, object]:
        tables = super().field_map_tables()
        rules = {"cse": "11A", "cce": "24A", "gang": "13A"}
        return tables | {
            "sources": {"people": {"part": "children"}, "records": {"part": "factors"}},
            "child": {
                "source": "people",
                "id": "LAchildID",
                "birth_date": "PersonBirthDate",
                "date_formats": ["yyyy-mm-dd"],
                "sex": SEX_AS_RECORDED,
                "sex_values": {"Female": ["2", "F"], "Male": ["1", "M"], "Not known": ["0", "U"]},
            },
            "records": {
                "records": {
                    "source": "records",
                    "child": "LAchildID",
                    "start": "AssessmentAuthorisationDate",
                    "date_formats": ["yyyy-mm-dd"],
                    "not_counted": {"AssessmentFactors": ["1A", "2B", "3A", "4C", "10A", "12A", "21"]},
                }
            },
            "categories": {
                key: {
                    "recorded": {"from": date(2021, 4, 1)} if key == "cce" else {},
                    "rules": [{"records": "records", "column": "AssessmentFactors", "values": [rules[key]]}],
                }
                if key in rules
                else {"held": False, "reason": "The census has no such factor."}
                for key in tables["categories"]
            },
            "contexts": {key: {"held": False, "reason": "The census has none."} for key in tables["contexts"]},
        }


def test_stacked_years_count_each_child_once_with_one_sex(workspace: Workspace, tmp_path: Path) -> None:
    counted = count_council(Census([], [], years=("2019/20 to 2025/26",)), tmp_path, workspace)
    expected: Counter[tuple[str, str]] = Counter()
    for year in YEARS:
        label = f"{year - 1}/{year % 100}"
        first, last = date(year - 1, 4, 1), date(year, 3, 31)
        girls = {
            child.child
            for children in draw_census(5, children=150).values()
            for child in children
            for item in child.assessments
            if "11A" in item.factors and first <= item.authorised <= last and child.sex == "Female"
            if (item.authorised.year - child.born.year) - (
                (item.authorised.month, item.authorised.day) < (child.born.month, child.born.day)
            ) < 18
        }  # fmt: skip
        expected["Female", label] = len(girls)
        assert counted.figure("q5-cse", label, "Female") == len(girls)
    assert sum(expected.values()) > 50
    assert counted.figure("q1", "2020/21", "Child criminal exploitation (CCE)") == "[x]"
    assert counted.sql == counted.pandas
