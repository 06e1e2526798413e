"""The words of what is counted, and of whom figures are about, as a request definition gives them."""

from __future__ import annotations

from pathlib import Path

import pytest

from foi_return.cli import main
from foi_return.config.field_map import find_field_map, load_field_map
from foi_return.config.policy import choose_policy
from foi_return.config.request import load_request
from foi_return.errors import RequestError
from foi_return.period_kinds import PeriodKind
from foi_return.terms.findings import FINDING_MEANINGS, meaning_of
from foi_return.terms.said import rules_said
from foi_return.terms.unit import CHILDREN, PEOPLE, Unit, said_of_people, together
from tests.support.texts import published_texts

DEFINITION = """
format = 1
name = "offences"
title = "Offences"
unit = "offences"
years = ["2023"]
{more}
questions = [{{ number = "1", text = "How many offences were there?" }}]

[categories.offences]
label = "Offences"

[[tables]]
key = "q1"
question = "1"
title = "Offences"
categories = ["offences"]
"""
OFFENCES = Unit("offences", "offence", is_person=False)


def defined(folder: Path, more: str = "") -> Path:
    path = folder / "request.toml"
    path.write_text(DEFINITION.format(more=more), encoding="utf-8")
    return path


def test_thing_is_nobody_and_no_thing_is_found() -> None:
    assert (CHILDREN.one, CHILDREN.none, CHILDREN.of_whom) == ("a child", "nobody", "of whom")
    assert (OFFENCES.one, OFFENCES.none, OFFENCES.of_whom) == ("an offence", "no offence", "for which")


def test_several_units_are_people_only_if_all_are() -> None:
    victims = Unit("victims", "victim")
    assert together([OFFENCES, victims]) == Unit("offences and victims", "offence or victim", is_person=False)
    assert together([victims, CHILDREN]).none == "nobody"
    assert together([victims]) == victims


@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("core", CHILDREN),
        ("missing-from-care", CHILDREN),
        ("group-based", Unit("victims and suspects", "victim or suspect")),
        ("recorded-crime", Unit("victims and suspects", "victim or suspect")),
    ],
)
def test_people_are_those_named_else_those_counted(name: str, people: Unit) -> None:
    assert load_request(name).people == people


def test_people_of_things_are_people_unless_they_are_named(tmp_path: Path) -> None:
    assert load_request(str(defined(tmp_path))).people == PEOPLE
    named = load_request(str(defined(tmp_path, 'people = { label = "drivers", singular = "driver" }')))
    assert named.people == Unit("drivers", "driver")
    assert named.of_unit("").people == named.people
    with pytest.raises(RequestError, match="singular"):
        load_request(str(defined(tmp_path, 'people = { label = "drivers" }')))


def test_reason_of_a_policy_speaks_of_the_people_and_keeps_other_braces(tmp_path: Path) -> None:
    own = tmp_path / "policies.toml"
    own.write_text(
        'format = 1\n[profiles.ours]\nthreshold = 5\nreason = "To protect {people} {like} {a_person}."\n',
        encoding="utf-8",
    )
    assert choose_policy(None, own, people=PEOPLE).reason == "To protect people {like} a person."
    assert choose_policy(None).reason.endswith("who knows a child or the area identify the child.")
    assert said_of_people("No {person}.", Unit("drivers", "driver")) == "No driver."


def test_rules_are_told_of_each_unit_those_of_the_first_before_others() -> None:
    """The attack finds a rule by its place: the rules of the first unit stand where an answer about one has them."""
    request = load_request("missing-from-care")
    field_map = load_field_map(find_field_map("missing-from-care"), request)
    children, episodes = rules_said(request, field_map)
    assert (children.unit, children.ages) == (CHILDREN, True)
    assert (episodes.unit.plural, episodes.ages, episodes.overlap) == ("missing episodes", False, False)
    told = field_map.counting.sentences(PeriodKind.FINANCIAL_YEAR, episodes)
    assert told == (
        "A missing episode counts once in each financial year in which a record of its own starts, however many "
        "records there are, and may count in several years.",
    )


def test_every_finding_can_be_said_of_anything() -> None:
    for code in FINDING_MEANINGS:
        told = meaning_of(code, OFFENCES)
        assert "{" not in told.meaning + told.effect
        assert "child" not in told.meaning.replace("not a child", "").lower()
    assert meaning_of(next(iter(FINDING_MEANINGS))) == next(iter(FINDING_MEANINGS.values()))


def test_letter_of_an_authority_that_holds_nothing_names_the_service(tmp_path: Path) -> None:
    def letter(request: str, regime: str = "FOIA") -> str:
        words = ["--request", request, "--council", "Anytown", "--ask", "Othertown", "--regime", regime]
        folder = tmp_path / f"{Path(request).stem}-{regime}"
        assert main(["not-held", *words, "--reference", "N1", "--output", str(folder)]) == 0
        return " ".join(text for _, text in published_texts(folder))

    assert "not the authority for children's services in our area" in letter("core")
    assert "do not provide social work services to children" in letter("core", "FOISA")
    assert "Othertown provides policing in our area" in letter("recorded-crime")
    assert "not the authority for this service in our area" in letter(str(defined(tmp_path)))
