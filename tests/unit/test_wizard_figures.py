"""Figures before they are written: how tables stand on a screen, why cells are hidden, what another answer would do."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from foi_return.config.policy import load_policies
from foi_return.disclosure.problem import place_key
from foi_return.period_kinds import parse_periods
from foi_return.register import REGISTER_VARIABLE, open_register
from foi_return.synthetic import write_extract
from foi_return.terms.shorthand import Shorthand
from foi_return.wizard.bench import Bench
from foi_return.wizard.changing import ALL, change_step, opened_by, reopened, section_step
from foi_return.wizard.coming import coming_tables, unanswered
from foi_return.wizard.course import course, next_turn
from foi_return.wizard.draft import Answer, Draft
from foi_return.wizard.evidence import column_in_words
from foi_return.wizard.facts import ColumnFacts, Facts
from foi_return.wizard.figures import Figures
from foi_return.wizard.finish import write_return
from foi_return.wizard.looking import Looking
from foi_return.wizard.looking_steps import UNASKED, what_if_step, with_threshold
from foi_return.wizard.preview import BANDED, INTERNAL, PROTECTED, PROTECTING, SMALL, reason_of, runs, table_view
from foi_return.wizard.sections.counting import OWN_POLICY
from foi_return.wizard.steps import Kind, Section, Step
from foi_return.wizard.study import Study
from foi_return.wizard.supposed import supposed
from foi_return.wizard.table_rich import draw_table
from foi_return.wizard.table_view import TableView, blocks, plain_table
from foi_return.wizard.what_if import category_figures, changed_parts, changed_totals, comparison, count_kinds
from foi_return.wizard.whole_review import whole_review
from tests.unit.test_wizard_draft import ScriptedAsker

YEARS = ("2019/20", "2020/21", "2021/22", "2022/23", "2023/24", "2024/25", "2025/26")
WIDE = TableView(
    "Question 1: Children, 2019/20 to 2025/26",
    "As published.",
    ("Category", *YEARS),
    (
        ("Child criminal exploitation (CCE)", "[x]", "[x]", "[c]", "12", "1,234", "[c]", "0"),
        ("Both", "[x]", "[x]", "0", "5", "[c]", "7", "0"),
    ),
    ("[c] hidden", "  CCE: a small number itself in 2021/22"),
)


# --- How a table stands on the screen --------------------------------------------------------------


@pytest.mark.parametrize("width", [79, 59, 39, 30])
def test_table_fits_the_window_with_every_cell_once(width: int) -> None:
    text = plain_table(WIDE, width)
    assert max(map(len, text.splitlines())) <= width
    assert all(text.count(year) == 1 + (year in "2019/20 2025/26 2021/22") for year in YEARS)
    columns = [place for block in blocks(WIDE, width) for place in block.columns[1:]]
    assert columns == list(range(1, 8)), "every column once, in order"
    assert text.count("1,234") == 1


def test_table_stands_last_so_that_the_question_is_next_to_it() -> None:
    shown = plain_table(WIDE, 79).splitlines()
    assert shown.index("[c] hidden") < shown.index(WIDE.title)
    assert shown[-1].startswith("Both")


@pytest.mark.parametrize("width", [79, 59])
def test_drawn_table_fits_the_window_and_holds_the_same(width: int) -> None:
    drawn = io.StringIO()
    draw_table(WIDE, width, drawn)
    lines = drawn.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    assert all(cell in drawn.getvalue() for row in WIDE.rows for cell in row[1:])


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
@pytest.mark.parametrize("width", [79, 59])
def test_console_without_unicode_gets_borders_of_ascii(encoding: str, width: int) -> None:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding)
    draw_table(WIDE, width, file)
    file.flush()
    text = raw.getvalue().decode(encoding)
    assert text.isascii()
    assert "+--" in text
    assert max(map(len, text.splitlines())) <= width


def test_mark_is_the_signal_and_colour_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("FORCE_COLOR", "1")  # As a terminal would be.
    drawn = io.StringIO()
    draw_table(WIDE, 79, drawn)
    assert "[c]" in drawn.getvalue()
    assert "\x1b[3" not in drawn.getvalue(), "no colour"


def test_neighbouring_years_are_told_as_a_run() -> None:
    assert runs([0, 1, 2, 4, 6], YEARS) == "2019/20 to 2021/22, 2023/24, 2025/26"


def test_neighbouring_quarters_are_named_one_by_one() -> None:
    quarters = [period.label for period in parse_periods(["2023 Q1 to 2023 Q3"])]
    assert runs([0, 1], quarters) == "January to March 2023, April to June 2023"


# --- A draft of the demo ---------------------------------------------------------------------------

SAID: Mapping[str, Answer] = {
    "request/start": "none",
    "request/reference": "FOI-1",
    "request/council": "Anytown Council",
    "request/contact": "",
    "request/regime": "FOIA",
    "request/received": "2026-07-06",
    "request/as_asked": "yes",
    "request/system": "Mosaic",
    "files/extracted_on": "2026-05-21",
    "held/ocg": "no rows",
    "held/ocg/column": "exploitation/Hazard",
    "held/ocg/values": ("Organised crime group",),
    "since/which": ("cce",),
    "since/cce": "2021-04-01",
}


class Office:
    """A finished interview on a synthetic council, with what is needed to look at its figures."""

    def __init__(self, folder: Path):
        files = write_extract(folder / "extract", seed=4, children=600)
        self.study = Study(None, folder / "output", folder / "map.toml", lambda _text: None)
        answers = {**SAID, "files/all": tuple(str(path) for path in sorted(files.people.parent.iterdir()))}
        self.facts, _ = self.study.look(Draft(answers))
        draft = Draft(answers)
        while True:  # The paths are settled first; the files are then read.
            self.facts, refused = self.study.look(draft)
            assert not refused
            turn = next_turn(draft, self.facts)
            if turn.settled is None:
                break
            draft = turn.draft
        whole = supposed(draft, self.facts)
        assert whole is not None
        self.draft = whole
        self.read: list[str] = []
        self.bench = Bench(self.read.append)

    def figures(self, draft: Draft | None = None) -> Figures:
        return self.bench.figures(draft or self.draft, self.facts)

    def other(self, key: str, answer: Answer) -> Draft:
        whole = supposed(self.draft.said(key, answer), self.facts)
        assert whole is not None
        return whole


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def written(office: Office) -> Path:
    """The folder of the answer that the interview gives."""
    write_return(office.draft, office.facts, ScriptedAsker({}))
    return Path(office.draft.text("write/output")) / "FOI-1"


def test_tables_on_the_screen_are_those_that_are_written(office: Office, written: Path) -> None:
    release = json.loads((written / "release.json").read_text(encoding="utf-8"))
    told = {
        (cell["table"], cell["period"], cell["category"], *sorted(cell.get("breakdown", {}).items())): (
            f"[{cell['shorthand']}]" if "shorthand" in cell else f"{cell['value']:,}"
        )
        for cell in release["cells"]
    }
    shown = {}
    figures = office.figures()
    for number, table in enumerate(figures.prepared.answer.tables):
        view = table_view(figures, number)
        assert view.lead == PROTECTED
        for row, texts in zip(table.rows, view.rows, strict=True):
            for cell, text in zip(row.cells, texts[1:], strict=True):
                shown[(table.key, cell.period, cell.category, *sorted(cell.breakdown.items()))] = text
    assert shown == told


def test_answers_in_the_register_are_protected_against_on_the_screen_too(
    office: Office, written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = office.figures()
    assert not alone.inputs.earlier
    open_register(tmp_path / "register").enter(written / "release.json", None, sent=True)
    monkeypatch.setenv(REGISTER_VARIABLE, str(tmp_path / "register"))
    together = office.figures()
    assert [answer.reference for answer in together.inputs.earlier] == ["FOI-1"]
    shown, before = together.prepared.answer.tables, alone.prepared.answer.tables
    assert shown == before, "what readers have already is shown again, and nothing more"


def test_each_hidden_cell_says_whether_it_is_small_itself(office: Office) -> None:
    figures = office.figures()
    counted = {
        place_key(cell.selector.period, cell.category, dict(cell.breakdown)): cell.figure
        for table in figures.counted
        for row in table.rows
        for cell in row.cells
    }
    reasons = set()
    for table in figures.prepared.answer.tables:
        for row in table.rows:
            for cell in row.cells:
                reason = reason_of(figures, cell)
                true = counted[place_key(cell.period, cell.category, cell.breakdown)]
                assert (reason == SMALL) == (true in (1, 2, 3, 4)), (cell, true)
                assert bool(reason) == (cell.published is Shorthand.CONFIDENTIAL)
                reasons.add(reason)
    assert reasons == {"", SMALL, PROTECTING}, "the council has cells of every kind"


@pytest.mark.slow
def test_small_numbers_shown_as_a_range_are_told_from_those_that_protect_them(office: Office) -> None:
    figures = office.figures(office.other("policy/profile", "bands"))
    seen = set()
    for number, table in enumerate(figures.prepared.answer.tables):
        public, internal = table_view(figures, number), table_view(figures, number, internal=True)
        for place, row in enumerate(table.rows):
            for year, cell in enumerate(row.cells, start=1):
                reason, true = reason_of(figures, cell), internal.rows[place][year].split(" ")[0]
                if reason == BANDED:
                    assert public.rows[place][year] == "1 to 4"
                    assert true in ("1", "2", "3", "4")
                elif reason:
                    assert reason == PROTECTING
                    assert int(true) >= 5
                seen.add(reason)
    assert BANDED in seen


def test_rounded_numbers_stand_beside_the_true_ones_in_the_internal_view_only(office: Office) -> None:
    figures = office.figures(office.other("policy/profile", "round-to-5"))
    cells = [cell for row in table_view(figures, 0).rows for cell in row[1:]]
    assert all(cell.startswith("[") or int(cell) % 5 == 0 for cell in cells)
    beside = [cell for row in table_view(figures, 0, internal=True).rows for cell in row[1:]]
    assert any(cell.endswith("]") and not cell.startswith("[") for cell in beside)


def test_true_counts_are_shown_only_in_the_internal_view_which_says_so(office: Office) -> None:
    figures = office.figures()
    hidden = [
        (number, row, place)
        for number, table in enumerate(figures.prepared.answer.tables)
        for row, cells in enumerate(table.rows)
        for place, cell in enumerate(cells.cells, start=1)
        if cell.published is Shorthand.CONFIDENTIAL
    ]
    assert hidden
    for number, row, place in hidden:
        public, internal = table_view(figures, number), table_view(figures, number, internal=True)
        assert public.rows[row][place] == "[c]"
        assert internal.rows[row][place].removesuffix(" [c]").replace(",", "").isdigit()
        assert internal.lead == INTERNAL
        assert internal.title.startswith("INTERNAL VIEW")


def test_gap_is_told_with_its_reason_and_its_years(office: Office) -> None:
    notes = " ".join(table_view(office.figures(), 0).notes)
    assert "2019/20 to 2020/21: [x] Could not be recorded in the system before 1 April 2021." in notes


# --- What another answer would do ------------------------------------------------------------------


def test_comparison_counts_what_the_other_tables_really_hide(office: Office) -> None:
    now, then = office.figures(), office.figures(office.other("policy/profile", "fewer-than-10"))
    view = comparison({"Now": now, "Then": then}, "What if")
    told = {row[0]: row[1:] for row in view.rows}
    for place, figures in enumerate((now, then)):
        cells = [cell for table in figures.prepared.answer.tables for row in table.rows for cell in row.cells]
        hidden = sum(cell.published is Shorthand.CONFIDENTIAL for cell in cells)
        small = sum(reason_of(figures, cell) == SMALL for cell in cells)
        assert told["Hidden because they are small"][place] == str(small)
        assert told["Hidden to protect another"][place] == str(hidden - small)
    assert sum(sum(counts.values()) for counts in count_kinds(now).values()) == sum(
        int(row[1])
        for row in view.rows
        if row[0] in ("Shown", *(kind for kind in told if kind.startswith(("Hid", "Not"))))
    )


def test_comparison_shows_no_figure_of_a_table(office: Office) -> None:
    before, after = office.figures(), office.figures(office.other("counting/overlap", "exclusive"))
    text = plain_table(comparison({"Now": before, "Then": after}, "What if"), 79)
    assert "[c]" not in text
    assert "2021/22" not in text


def test_reading_and_counting_are_done_once_for_each_meaning(office: Office) -> None:
    bench = Bench(office.read.append)
    office.read.clear()
    bench.figures(office.draft, office.facts)
    bench.figures(office.other("policy/profile", "five-or-fewer"), office.facts)
    bench.figures(office.other("counting/age_taken", "31 March"), office.facts)
    bench.figures(office.draft, office.facts)
    assert sum("Reading people" in text for text in office.read) == 1
    assert sum(text == "Counting children" for text in office.read) == 2
    assert sum(text == "Protecting small numbers" for text in office.read) == 3
    bench.close()


def with_last_total(figures: Figures, published: int) -> Figures:
    """The figures with another number in the last year of the second category."""
    answer = figures.prepared.answer
    table = answer.tables[0]
    row = table.rows[1]
    changed = replace(row, cells=(*row.cells[:-1], replace(row.cells[-1], published=published)))
    tables = (replace(table, rows=(table.rows[0], changed, *table.rows[2:])), *answer.tables[1:])
    return replace(figures, prepared=replace(figures.prepared, answer=replace(answer, tables=tables)))


@pytest.mark.parametrize(("then", "told"), [(21, "changed by less than 5"), (16, "changed by less than 5")])
def test_changed_total_that_differs_by_few_children_is_not_told_as_two_numbers(
    office: Office, then: int, told: str
) -> None:
    before = with_last_total(office.figures(), 20)
    (line,) = changed_totals(before, with_last_total(before, then))
    assert line.endswith(told)
    assert str(then) not in line.replace("2025/26", "")


def test_changed_total_is_told_with_what_it_was(office: Office) -> None:
    before = with_last_total(office.figures(), 20)
    (line,) = changed_totals(before, with_last_total(before, 25))
    assert line == "Child sexual exploitation (CSE), 2025/26: 25, was 20"
    assert changed_totals(before, before) == []
    assert changed_parts(before, before) == 0


def test_category_figures_are_the_protected_ones_of_the_tables(office: Office) -> None:
    figures = office.figures()
    view = category_figures(figures, ("cse", "online"), office.facts.request)
    assert view.rows[0] == table_view(figures, 0).rows[1]
    assert len(view.rows) == 2
    assert "provisional" in view.lead


# --- The questions while looking -------------------------------------------------------------------


def test_threshold_of_ones_own_still_needs_its_reason(office: Office) -> None:
    other = with_threshold(office.draft, "3")
    assert other.text("policy/profile") == OWN_POLICY
    turn = next_turn(other, office.facts)
    while turn.settled is not None:
        turn = next_turn(turn.draft, office.facts)
    assert turn.step is not None
    assert turn.step.key == "policy/reason"
    assert turn.step.key in UNASKED


def test_only_rules_that_leave_a_choice_can_be_thought_of_otherwise(office: Office) -> None:
    offered = {choice.value for choice in what_if_step(office.draft, office.facts).choices}
    assert {"policy/profile", "policy/threshold", "counting/overlap", "counting/age_taken"} <= offered
    assert not any(key.startswith("counting/how") for key in offered)


def test_adopted_answer_is_as_if_it_had_been_given(office: Office) -> None:
    script = {"look/what-if": "counting/overlap", "counting/overlap": "exclusive", "look/adopt": "adopt"}
    asker = ScriptedAsker(script)
    looking = Looking(asker, asker.ask, office.bench)
    found = looking.what_if(office.draft, office.facts)
    assert found.given["counting/overlap"] == "exclusive"
    assert {key: answer for key, answer in found.answers.items() if key != "counting/overlap"} == {
        key: answer for key, answer in office.draft.answers.items() if key != "counting/overlap"
    }
    assert "Hidden to protect another" in asker.screen


def test_question_shows_figures_of_its_own_column(office: Office) -> None:
    asker = ScriptedAsker({})
    looking = Looking(asker, asker.ask, office.bench)
    steps = course(office.draft, office.facts)
    step = next(step for step in steps if step.key.startswith("values/exploitation/Setting"))
    looking.at_question(step, office.draft, office.facts)
    assert "Hotel or" in asker.screen
    assert "Child criminal" not in asker.screen


def test_figures_that_take_long_are_worked_out_only_on_request(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    asker = ScriptedAsker({})
    looking = Looking(asker, asker.ask, office.bench)
    other = office.other("counting/overlap", "exclusive")
    monkeypatch.setattr(office.bench, "seconds", 0.0)
    assert "in all tables" in looking.changed(office.draft, other, office.facts)
    monkeypatch.setattr(office.bench, "seconds", 3.0)
    assert "'Look at the tables'" in looking.changed(office.draft, other, office.facts)


# --- Changing an answer and the review -------------------------------------------------------------


def test_any_single_answer_can_be_opened_even_one_that_nobody_was_asked(office: Office) -> None:
    for section in (Section(choice.value) for choice in section_step(office.draft, office.facts).choices):
        for choice in change_step(section, office.draft, office.facts).choices:
            if choice.value == ALL:
                continue
            turn = next_turn(reopened(section, choice.value, office.draft, office.facts), office.facts)
            assert turn.step is not None, choice.value
            assert turn.step.key == choice.value


def test_change_says_which_questions_it_opens(office: Office) -> None:
    step = next(step for step in course(office.draft, office.facts) if step.key == "policy/profile")
    after = step.applied(office.draft, OWN_POLICY)
    assert opened_by(step, office.draft, after, office.facts) == (
        "This change opens 3 questions: 'Smallest number that may be published'; 'May a true zero be published?'; "
        "'Why this rule? (a sentence that is printed with the figures)'"
    )
    assert opened_by(step, office.draft, step.applied(office.draft, "five-or-fewer"), office.facts) == ""


def test_review_says_what_comes_out_and_what_does_not_in_the_words_of_the_letter(office: Office, written: Path) -> None:
    import docx

    parts = dict(whole_review(office.draft, office.facts))
    coming, told = (" ".join(parts[heading].split()) for heading in list(parts)[-2:])
    assert "Question 5 Child sexual exploitation (CSE): children by gender, 2019/20 to 2025/26" in coming
    assert "2019/20 to 2020/21: [x] Could not be recorded in the system before 1 April 2021." in coming
    letter = docx.Document(str(written / "FOI-1.docx"))
    said = " ".join(" ".join(paragraph.text.split()) for paragraph in letter.paragraphs)
    sentence = "For some years there is no figure, because it was not recorded in a structured form then"
    assert sentence in told
    assert sentence in said
    assert "Provided. See sheet Q1 of the workbook." in told
    assert "Provided. See sheet Q1 of the workbook." in said


def test_what_can_be_answered_in_full_is_not_among_what_cannot(office: Office) -> None:
    from foi_return.config.letter_words import load_letter_words

    inputs = office.figures().inputs
    told = unanswered(inputs, load_letter_words(None), "x.xlsx")
    assert "Question 1" in told
    assert "Question 3" not in told
    assert "Question 3" in coming_tables(inputs)


@pytest.mark.parametrize("profile", load_policies())
def test_review_needs_no_count_under_any_policy(office: Office, profile: str) -> None:
    assert whole_review(office.other("policy/profile", profile), office.facts)


# --- Evidence of a column --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "told"),
    [
        (ColumnFacts("Sex", 100, 99, 2, {"M": 50, "F": 49}), "filled in 99% of rows; 2 different values: M, F"),
        (ColumnFacts("Sex", 1000, 999, 1, {"M": 999}), "filled in 99% of rows; 1 value: M"),
        (ColumnFacts("Id", 10, 10, 10, None, "ids"), "filled in every row; 10 different values; ids"),
        (
            ColumnFacts("Notes", 1000, 2, 2, None, "free text"),
            "filled in less than 1% of rows; 2 different values; free text",
        ),
        (ColumnFacts("End", 10, 0, 0, {}), "empty"),
        (
            ColumnFacts("Born", 10, 10, 9, None, "dates", {"dd/mm/yyyy": 10}, (2003, 2019)),
            "filled in every row; dates from 2003 to 2019",
        ),
    ],
)
def test_column_is_told_by_how_full_it_is_and_what_it_holds(column: ColumnFacts, told: str) -> None:
    assert column_in_words(column) == told


def test_draft_without_a_suggestion_cannot_be_supposed() -> None:
    def step(_draft: Draft, _facts: Facts) -> list[Step]:
        return [Step("x", Section.FILES, Kind.TEXT, "What?")]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("foi_return.wizard.course.SECTIONS", (step,))
        assert supposed(Draft(), Facts(None, None)) is None  # type: ignore[arg-type]
