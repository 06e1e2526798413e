"""Loads the provisions under which an answer may be refused, and checks an officer's choice among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from pydantic import Field

from foi_return.config.toml_file import Model, check_model, read_toml
from foi_return.errors import Fault, RequestError
from foi_return.terms.field_map import Regime
from foi_return.terms.refusals import Decisions, Exemption, Refusal, Weight
from foi_return.terms.request import Request
from foi_return.terms.unit import CHILDREN, Unit, said_of_people
from foi_return.text import listed, nearest

SMALL_NUMBERS = "small numbers"
"""What stands in place of a question's number where small numbers are meant."""


class _Exemption(Model):
    regime: str
    section: str = Field(min_length=1)
    title: str = Field(min_length=1)
    weight: str
    words: str = Field(min_length=1)
    reason: str = ""
    advice: str = Field(min_length=1)
    source: str = Field(min_length=1)
    for_small_numbers: bool = False
    whole_request: bool = False


class _Exemptions(Model):
    format: int
    exemptions: list[_Exemption]


@dataclass(frozen=True, slots=True)
class RefusalAnswer:
    """What an officer said of one refusal.

    Attributes:
        exemption: The provision, as its Act counts it: `40(2)`.
        question: The number of the question; empty for small numbers.
        part: Whether only a part of the answer is refused.
        reason: Why the provision applies; None takes what is offered.
        public_interest: Why the public interest is in refusing.
    """

    exemption: str
    question: str = ""
    part: bool = False
    reason: str | None = None
    public_interest: str | None = None


@cache
def load_exemptions(regime: Regime, people: Unit = CHILDREN) -> Mapping[str, Exemption]:
    """The provisions of an Act that are offered, by section, in order; the reasons offered speak of these people."""
    path = Path(str(files("foi_return") / "letters" / "exemptions.toml"))
    model = check_model(_Exemptions, read_toml(path, RequestError), str(path), RequestError)
    return {
        item.section: Exemption(
            regime,
            item.section,
            item.title,
            Weight(item.weight),
            item.words,
            said_of_people(item.reason, people),
            item.advice,
            item.source,
            item.for_small_numbers,
            item.whole_request,
        )
        for item in model.exemptions
        if Regime(item.regime) is regime
    }


def decide(
    regime: Regime, request: Request, refused: Sequence[RefusalAnswer], small_numbers: RefusalAnswer | None = None
) -> Decisions:
    """What an officer decided, checked.

    Args:
        regime: The Act that is answered under.
        request: The request, whose questions can be refused.
        refused: The questions that are refused.
        small_numbers: The provision for small numbers; None for that which the letter's words name.

    Raises:
        RequestError: A provision or a question is not known, or a text is missing that the Act asks for; every fault
            is reported.
    """
    questions, people = [question.number for question in request.questions], request.people
    faults = list(_unknown_questions(refused, questions))
    made = [_refusal(regime, answer, f"question {answer.question}", faults, people) for answer in refused]
    chosen = _refusal(regime, small_numbers, SMALL_NUMBERS, faults, people) if small_numbers else None
    faults += _repeated(refused)
    if faults:
        raise RequestError(faults)
    return Decisions(chosen, tuple(refusal for refusal in made if refusal))


def without_refused(request: Request, decisions: Decisions) -> Request:
    """The request without the tables and answers about fields of questions of which nothing is answered.

    Raises:
        RequestError: No table is left.
    """
    refused = decisions.wholly_refused
    if not refused:
        return request
    tables = tuple(table for table in request.tables if table.question not in refused)
    if not tables:
        raise RequestError(
            Fault("refusals", "every table of the request is refused", "at least one that is answered",
                  "A request that is refused as a whole needs no extract: foi-return refuse")
        )  # fmt: skip
    if request.flag_question in refused:
        return replace(request, tables=tables, flags=(), flag_question="")
    return replace(request, tables=tables)


def whole_refusal(regime: Regime, answer: RefusalAnswer, people: Unit = CHILDREN) -> Refusal:
    """The refusal of a request as a whole, checked.

    Raises:
        RequestError: The provision is not known, or a text is missing that the Act asks for.
    """
    faults: list[Fault] = []
    refusal = _refusal(regime, answer, "the request", faults, people)
    if refusal is None or faults:
        raise RequestError(faults)
    return refusal


def _refusal(regime: Regime, answer: RefusalAnswer, what: str, faults: list[Fault], people: Unit) -> Refusal | None:
    """The refusal that an answer means; None, with its faults, where it means none."""
    known = load_exemptions(regime, people)
    where = f"refusal of {what}" if what != SMALL_NUMBERS else what
    section = answer.exemption.strip().removeprefix("s.").removeprefix("section ").strip()
    if section not in known:
        offered = known if what != SMALL_NUMBERS else [key for key, item in known.items() if item.for_small_numbers]
        faults.append(
            Fault(where, f"'{answer.exemption}' is not among the provisions of the {regime.act} that are offered",
                  listed(offered), nearest(section, known))
        )  # fmt: skip
        return None
    exemption = known[section]
    reason = exemption.reason if answer.reason is None else answer.reason.strip()
    public_interest = (answer.public_interest or "").strip()
    faults += _missing(where, exemption, answer, reason, public_interest)
    if what == SMALL_NUMBERS and not exemption.for_small_numbers:
        usable = [key for key, item in known.items() if item.for_small_numbers]
        faults.append(Fault(where, f"section {section} is not one for small numbers", listed(usable)))
    return Refusal(answer.question, exemption, not answer.part, reason, public_interest)


def _missing(
    where: str, exemption: Exemption, answer: RefusalAnswer, reason: str, public_interest: str
) -> Iterator[Fault]:
    section = f"section {exemption.section}"
    if not reason:
        yield Fault(where, f"{section} is given without a reason", "why it applies", exemption.advice)
    if exemption.weight is Weight.QUALIFIED and not public_interest:
        yield Fault(
            where,
            f"{section} is qualified, and nothing is said of the public interest",
            "why the public interest in refusing outweighs that in disclosing",
            "Say it with --public-interest, or public_interest in an answers file",
        )
    if exemption.whole_request and answer.part:
        yield Fault(where, f"{section} refuses a request, not a part of an answer", "a whole refusal")


def _unknown_questions(refused: Iterable[RefusalAnswer], questions: Sequence[str]) -> Iterator[Fault]:
    for answer in refused:
        if answer.question not in questions:
            yield Fault("refusals", f"the request has no question '{answer.question}'", listed(questions))


def _repeated(refused: Sequence[RefusalAnswer]) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for answer in refused:
        key = (answer.question, answer.exemption)
        if key in seen:
            yield Fault("refusals", f"question {answer.question} is refused twice under {answer.exemption}", "once")
        seen.add(key)
