"""What is refused: offered by the program, chosen by the officer, and said as the Act asks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from foi_return.cli import _parser
from foi_return.config.answers import Answers, answers_tables, load_answers
from foi_return.config.build_words import refusal_words
from foi_return.config.exemptions import RefusalAnswer, decide, load_exemptions, without_refused
from foi_return.config.letter_words import load_letter_words
from foi_return.config.request import load_request
from foi_return.config.toml_write import toml_text
from foi_return.correspondence.arguments import letter_choices
from foi_return.errors import RequestError
from foi_return.outputs.letter_file import render_letter
from foi_return.terms.field_map import Regime
from foi_return.terms.refusals import Decisions, Weight
from tests.support.letters import FACTS, letter_text
from tests.support.protected import realistic_return

CORE = load_request("core")
WORDS = load_letter_words()
CRIME = RefusalAnswer("31(1)(a)", "2", reason="Names of operations.", public_interest="It is met otherwise.")


def letter(decisions: Decisions, regime: Regime = Regime.FOIA) -> str:
    facts = replace(FACTS, decisions=decisions)
    return letter_text(render_letter(replace(realistic_return(), regime=regime), facts, WORDS))


def answer_to(question: str, text: str) -> str:
    return text.split(f"### Question {question}\n")[1].split("\n#")[0]


@pytest.mark.parametrize("regime", list(Regime))
def test_every_provision_says_what_it_is_what_it_needs_and_where_the_act_says_so(regime: Regime) -> None:
    offered = load_exemptions(regime)
    assert len(offered) >= 11
    act = "Freedom of Information Act 2000" if regime is Regime.FOIA else "Freedom of Information (Scotland) Act 2002"
    for section, exemption in offered.items():
        assert exemption.source.startswith(act), section
        assert f"ection {section} of the {{act}}" in exemption.words or "read with" in exemption.words, section
        assert exemption.advice and exemption.title
        assert exemption.whole_request is (exemption.weight is Weight.NOT_AN_EXEMPTION)
        if exemption.weight is Weight.QUALIFIED:
            assert ("17(1) and (3)" if regime is Regime.FOIA else "16(1) and (2)") in exemption.source, section


@pytest.mark.parametrize(
    ("regime", "absolute", "qualified"),
    [
        (Regime.FOIA, {"21(1)", "40(2)", "41(1)", "44(1)(a)"}, {"22(1)", "31(1)(a)", "38(1)", "43(2)"}),
        (Regime.FOISA, {"25(1)", "26(a)", "36(2)", "38(1)(b)"}, {"27(1)", "33(1)(b)", "35(1)(a)", "39(1)"}),
    ],
)
def test_exemptions_are_absolute_or_qualified_as_section_2_says(
    regime: Regime, absolute: set[str], qualified: set[str]
) -> None:
    offered = load_exemptions(regime)
    assert {key for key, item in offered.items() if item.weight is Weight.ABSOLUTE} == absolute
    assert {key for key, item in offered.items() if item.weight is Weight.QUALIFIED} == qualified
    assert {key for key, item in offered.items() if item.weight is Weight.NOT_AN_EXEMPTION} == {
        "12(1)", "14(1)", "14(2)",
    }  # fmt: skip


def test_refused_question_names_the_exemption_the_reason_and_what_was_weighed() -> None:
    text = answer_to("2", letter(decide(Regime.FOIA, CORE, [CRIME])))
    assert (
        "Our answer: Refused. We hold information of this kind. We withhold it under section 31(1)(a) of the Freedom"
        in text
    )
    assert "Why: Names of operations." in text
    assert "The public interest: It is met otherwise." in text
    assert "Provided" not in text
    assert "| 2(a)" not in text


def test_question_refused_in_part_is_answered_too() -> None:
    refused = RefusalAnswer("40(2)", "1", part=True, reason="A field names a person.")
    text = answer_to("1", letter(decide(Regime.FOIA, CORE, [refused])))
    assert "Our answer: Provided. See sheet Q1" in text
    assert "Refused in part. We withhold it under section 40(2)" in text
    assert "This exemption is absolute, so there is no test of the public interest." in text


def test_cost_is_no_exemption_and_nothing_is_said_to_be_held() -> None:
    refused = RefusalAnswer("12(1)", "7", reason="430 files.")
    request = replace(CORE, questions=realistic_return().questions)
    text = answer_to("7", letter(decide(Regime.FOIA, request, [refused])))
    assert "Our answer: Refused. We estimate that to answer would cost more than the appropriate limit" in text
    assert "We hold" not in text
    assert "exemption" not in text


def test_small_numbers_are_withheld_under_the_section_that_was_chosen() -> None:
    usual = letter(Decisions())
    assert "section 40(2)" in usual
    chosen = RefusalAnswer("38(1)", reason="Families could be found.", public_interest="The figures meet it.")
    text = letter(decide(Regime.FOIA, CORE, (), chosen)).split("## Small numbers\n")[1].split("\n#")[0]
    assert "We withhold it under section 38(1) of the Freedom of Information Act 2000" in text
    assert "Why: Families could be found." in text
    assert "The public interest: The figures meet it." in text
    assert "40(2)" not in text
    scottish = decide(Regime.FOISA, CORE, (), RefusalAnswer("39(1)", reason="r", public_interest="p"))
    assert "section 39(1) of the Freedom of Information (Scotland) Act 2002" in letter(scottish, Regime.FOISA)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (replace(CRIME, exemption="31(1)(b)"), r"'31\(1\)\(b\)' is not among the provisions.*Did you mean"),
        (replace(CRIME, question="9"), "the request has no question '9'"),
        (replace(CRIME, reason=None), "without a reason"),
        (replace(CRIME, public_interest=" "), "qualified, and nothing is said of the public interest"),
        (RefusalAnswer("12(1)", "2", part=True, reason="r"), "refuses a request, not a part"),
        (RefusalAnswer("38(1)(b)", "2"), "not among the provisions of the Freedom of Information Act 2000"),
    ],
)
def test_what_is_missing_of_a_refusal_is_told(answer: RefusalAnswer, message: str) -> None:
    with pytest.raises(RequestError, match=message):
        decide(Regime.FOIA, CORE, [answer])


def test_all_faults_of_refusals_are_told_together() -> None:
    small = RefusalAnswer("31(1)(a)", reason="r", public_interest="p")
    with pytest.raises(RequestError) as raised:
        decide(Regime.FOIA, CORE, [CRIME, CRIME, replace(CRIME, question="9", reason="")], small)
    told = str(raised.value)
    for words in ("refused twice", "no question '9'", "without a reason", "not one for small numbers"):
        assert words in told


def test_tables_of_a_refused_question_are_not_counted() -> None:
    refused = RefusalAnswer("40(2)", "5")
    request = without_refused(CORE, decide(Regime.FOIA, CORE, [refused, CRIME]))
    assert [table.key for table in request.tables] == ["q1", "q3", "q4", "q6-cce", "q6-cse", "q6-both"]
    assert (request.flags, request.flag_question) == ((), "")
    assert request.questions == CORE.questions
    kept = decide(Regime.FOIA, CORE, [replace(refused, part=True)])
    assert without_refused(CORE, kept) == CORE


def test_a_request_of_which_every_table_is_refused_needs_no_extract() -> None:
    refused = [RefusalAnswer("40(2)", number) for number in "13456"]
    with pytest.raises(RequestError, match="foi-return refuse"):
        without_refused(CORE, decide(Regime.FOIA, CORE, refused))


def test_options_the_answers_file_and_the_printed_command_say_the_same(tmp_path: Path) -> None:
    options = [
        "--refuse", "2=31(1)(a)", "--refuse-part", "4=40(2)", "--because", "2=Names, = of operations.",
        "--public-interest", "2=Met.", "--small-numbers-under", "38(1)", "--because", "small numbers=Families.",
        "--public-interest", "small numbers=Met by figures.",
    ]  # fmt: skip
    answers = Answers(**letter_choices(_parser().parse_args(["build", *options])))
    path = tmp_path / "answers.toml"
    path.write_text(toml_text(answers_tables(answers), ""), encoding="utf-8")
    loaded = load_answers(path)
    assert (loaded.refusals, loaded.small_numbers) == (answers.refusals, answers.small_numbers)
    again = letter_choices(_parser().parse_args(["build", *refusal_words(loaded)]))
    assert again == {"refusals": answers.refusals, "small_numbers": answers.small_numbers}
    assert answers.refusals
    assert answers.refusals[0] == RefusalAnswer("31(1)(a)", "2", False, "Names, = of operations.", "Met.")


def test_a_question_may_be_refused_in_part_under_two_sections_each_with_its_reason() -> None:
    options = [
        "--refuse-part", "2=31(1)(a)", "--refuse-part", "2=40(2)", "--because", "2=One reason.",
        "--because", "2/40(2)=Another.", "--public-interest", "2/31(1)(a)=Met.",
    ]  # fmt: skip
    chosen = letter_choices(_parser().parse_args(["build", *options]))
    crime = RefusalAnswer("31(1)(a)", "2", True, "One reason.", "Met.")
    assert chosen["refusals"] == (crime, RefusalAnswer("40(2)", "2", True, "Another."))
    words = refusal_words(Answers(**chosen))
    assert letter_choices(_parser().parse_args(["build", *words])) == chosen


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--refuse", "2=40(2)", "--because", "2=a", "--because", "2=b"], "'2' is given twice"),
        (["--refuse", "2"], "--refuse: found '2'"),
        (["--because", "2=r"], "'2' is not refused"),
        (["--refuse", "2=31(1)(a)", "--public-interest", "small numbers=p"], "'small numbers' is not refused"),
    ],
)
def test_options_that_cannot_be_meant_are_told(options: list[str], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        letter_choices(_parser().parse_args(["build", *options]))
