"""The cost limit: what counts, what it costs, whether that is above the limit, and the words for it."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from foi_return.cli import main
from foi_return.config.cost_rules import load_cost_rules, read_estimate
from foi_return.correspondence.cost_report import cost_lines, cost_record
from foi_return.errors import RequestError
from foi_return.terms.field_map import Regime

FOIA, FOISA = Regime.FOIA, Regime.FOISA


@pytest.mark.parametrize(
    ("regime", "limit", "rate", "hours", "counts"),
    [
        (FOIA, 450, 25, 18, {"determine", "locate", "retrieve", "extract"}),
        (FOISA, 600, 15, 40, {"locate", "retrieve", "provide"}),
    ],
)
def test_limits_rates_and_what_counts_are_those_of_the_regulations(
    regime: Regime, limit: int, rate: int, hours: int, counts: set[str]
) -> None:
    rules = load_cost_rules(regime)
    assert (rules.limit, rules.rate, float(rules.hours)) == (limit, rate, hours)
    assert {activity.key for activity in rules.activities if activity.counts} == counts
    assert all("2004/" in text for text in (rules.limit_source, rules.rate_source))
    assert all(activity.source for activity in rules.activities)


@pytest.mark.parametrize(
    ("regime", "hours", "cost", "over"),
    [
        (FOIA, ["extract=18"], 450, False),
        (FOIA, ["extract=18.04"], 451, True),
        (FOIA, ["determine=10", "locate=8"], 450, False),
        (FOIA, ["extract=10", "redact=100", "consider=50"], 250, False),
        (FOISA, ["locate=40"], 600, False),
        (FOISA, ["locate=39", "provide=1.5"], Fraction(1215, 2), True),
        (FOISA, ["determine=100", "locate=4"], 60, False),
    ],
)
def test_only_what_counts_is_weighed_and_the_limit_itself_is_not_above_it(
    regime: Regime, hours: list[str], cost: int, over: bool
) -> None:
    estimate = read_estimate(regime, hours)
    assert estimate.cost == cost
    assert estimate.is_over is over


def test_reading_files_is_work_that_counts() -> None:
    estimate = read_estimate(FOIA, ["locate=2"], files_to_read=430, minutes="10")
    assert estimate.counted == Fraction(430 * 10, 60) + 2
    assert estimate.is_over
    assert estimate.files_within == 96, "two hours of the eighteen are spent on locating"
    assert read_estimate(FOIA, ["locate=19"], files_to_read=10, minutes="5").files_within == 0
    assert read_estimate(FOISA, [], files_to_read=240, minutes="10").is_over is False
    assert read_estimate(FOISA, [], files_to_read=241, minutes="10").is_over is True


def test_scottish_staff_may_cost_less_than_the_most_and_a_fee_begins_above_100_pounds() -> None:
    estimate = read_estimate(FOISA, ["locate=20"], rate="12.50")
    assert estimate.cost == 250
    assert estimate.fee == 15
    assert read_estimate(FOISA, ["locate=6"]).fee == 0
    assert read_estimate(FOISA, ["locate=41"]).fee is None
    assert read_estimate(FOIA, ["locate=6"]).fee is None


def test_other_costs_count_too() -> None:
    estimate = read_estimate(FOIA, ["locate=17"], other="25.01")
    assert estimate.is_over
    assert "and with other costs of £25.01 this comes to £450.01" in " ".join(cost_record(estimate)["letter"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((FOIA, ["lcate=1"]), "'lcate' is no activity under FOIA.*Did you mean 'locate'"),
        ((FOIA, ["locate=x"]), "'x' is no number"),
        ((FOIA, ["locate=-1"]), "'-1' is no number"),
        ((FOIA, ["locate=1", "locate=2"]), "given twice"),
        ((FOIA, []), "nothing is said of the work"),
        ((FOIA, [], 3), "files and minutes go together"),
        ((FOIA, [], 0, "5"), "nothing to read"),
        ((FOIA, [], 3, "0"), "nothing to read"),
        ((FOIA, ["locate=1"], None, None, None, "20"), "FOIA sets the rate"),
        ((FOISA, ["locate=1"], None, None, None, "16"), "at most 15 pounds"),
        ((FOIA, ["locate=1e9"]), "'1e9' is no number"),
    ],
)
def test_what_cannot_be_an_estimate_is_told(words: tuple[object, ...], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        read_estimate(*words)  # type: ignore[arg-type]


def test_words_for_a_letter_say_the_work_the_cost_and_what_could_be_had() -> None:
    lines = cost_lines(read_estimate(FOIA, [], files_to_read=430, minutes="10"))
    text = "\n".join(lines)
    assert lines[0] == "Freedom of Information Act 2000: £1,791.67, ABOVE the appropriate limit of £450."
    assert "about 430 files would have to be read one by one, at about 10 minutes each" in text
    assert "At £25 an hour this comes to £1,791.67, which is above the appropriate limit of £450." in text
    assert "Within the limit about 100 files could be read." in text
    assert "must not be a number of children that an answer hides" in text


def test_an_estimate_within_the_limit_offers_no_words_to_refuse_with() -> None:
    record = cost_record(read_estimate(FOIA, ["locate=3"]))
    assert (record["over_limit"], record["letter"], record["advice"]) == (False, [], [])


def test_command_prints_the_same_for_a_program(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cost", "--regime", "FOISA", "--hours", "locate=50", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["cost"], record["limit"], record["over_limit"]) == (750, 600, True)
    assert record["activities"][0] == {
        "activity": "determine",
        "words": "determining whether the information is held",
        "counts": False,
        "hours": 0,
        "source": "SSI 2004/467, reg. 3(2)(a)(i)",
    }
    assert main(["cost", "--hours", "locate=3"]) == 0
    assert "£75, not above the appropriate limit of £450." in capsys.readouterr().out
