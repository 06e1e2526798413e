"""The letter: what is refused, and under which provision. Where nobody says otherwise, nothing is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from foi_return.config.exemptions import RefusalAnswer, load_exemptions
from foi_return.terms.field_map import Regime
from foi_return.terms.refusals import Exemption, Weight
from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.steps import Choice, Kind, Section, Step

_SECTION = Section.LETTER
HOW = "letter/how"
AS_HELD, OTHERWISE = "as held", "otherwise"
WHOLLY, IN_PART = "wholly", "in part"
_USUAL = {Regime.FOIA: "40(2)", Regime.FOISA: "38(1)(b)"}


def letter_steps(draft: Draft, facts: Facts) -> list[Step]:
    """The questions of this section."""
    regime = _regime(draft)
    offered = load_exemptions(regime, facts.request.people)
    steps = [_how(draft, regime)]
    if draft.text(HOW) != OTHERWISE:
        return steps
    steps.append(_small_numbers(regime))
    if draft.text("letter/small_numbers") not in ("", _USUAL[regime]):
        steps += _texts("letter/small_numbers", offered.get(draft.text("letter/small_numbers")), draft)
    questions = facts.request.questions
    steps.append(
        Step(
            "letter/questions",
            _SECTION,
            Kind.CHECKBOX,
            "Which questions are refused, wholly or in part?",
            "Tick none where every question is answered as far as the information is held. A question that is wholly "
            "refused has no table in the workbook.",
            tuple(Choice(question.number, f"Question {question.number}", question.text) for question in questions),
            default=(),
        )
    )
    for number in draft.many("letter/questions"):
        steps += _of_question(number, regime, offered, draft)
    return steps


def chosen_refusals(draft: Draft) -> tuple[RefusalAnswer | None, tuple[RefusalAnswer, ...] | None]:
    """What was decided of small numbers, and of the questions, as far as it is decided; None where the usual holds."""
    if draft.text(HOW) != OTHERWISE:
        return None, None
    small = draft.text("letter/small_numbers")
    regime = _regime(draft)
    usual = small in ("", _USUAL[regime]) or not _is_told("letter/small_numbers", small, draft)
    refused = tuple(
        RefusalAnswer(
            draft.text(f"letter/refused/{number}/section"),
            number,
            draft.text(f"letter/refused/{number}/extent") == IN_PART,
            *_said(f"letter/refused/{number}", draft),
        )
        for number in draft.many("letter/questions")
        if _is_told(f"letter/refused/{number}", draft.text(f"letter/refused/{number}/section"), draft)
    )
    return None if usual else RefusalAnswer(small, "", False, *_said("letter/small_numbers", draft)), refused or None


def letter_rows(draft: Draft) -> list[tuple[str, str]]:
    """What was decided, for the last look before anything is written."""
    small, refused = chosen_refusals(draft)
    section = small.exemption if small else _USUAL[_regime(draft)]
    rows = [("Small numbers under", f"section {section}")]
    rows += [
        (f"Question {item.question}", f"refused {IN_PART if item.part else WHOLLY} under section {item.exemption}")
        for item in refused or ()
    ]
    return rows if refused else [*rows, ("Questions", "all answered as far as the information is held")]


def _regime(draft: Draft) -> Regime:
    return Regime(draft.text("request/regime") or "FOIA")


def _is_told(stem: str, section: str, draft: Draft) -> bool:
    """Whether all is said of a refusal; while the questions are being answered, one may be begun."""
    exemption = load_exemptions(_regime(draft)).get(section)
    if exemption is None or f"{stem}/reason" not in draft:
        return False
    return exemption.weight is not Weight.QUALIFIED or f"{stem}/public_interest" in draft


def _said(stem: str, draft: Draft) -> tuple[str | None, str | None]:
    return draft.text(f"{stem}/reason") or None, draft.text(f"{stem}/public_interest") or None


def _how(draft: Draft, regime: Regime) -> Step:
    usual = f"section {_USUAL[regime]}"
    return Step(
        HOW,
        _SECTION,
        Kind.SELECT,
        "What does the letter refuse?",
        f"The usual answer gives all that is held, and withholds small numbers as personal data ({usual}). Which "
        "exemption is relied on is your decision.",
        (
            Choice(AS_HELD, f"Only small numbers, under {usual}"),
            Choice(OTHERWISE, "Other things too, or small numbers under another section"),
        ),
        default=AS_HELD,
        settled=AS_HELD if HOW not in draft.again and draft.text(HOW) != OTHERWISE else None,
        echo=lambda answer: f"The letter withholds small numbers under {usual}." if answer == AS_HELD else "",
    )


def _small_numbers(regime: Regime) -> Step:
    return Step(
        "letter/small_numbers",
        _SECTION,
        Kind.SELECT,
        "Under which section are small numbers withheld?",
        "The letter says so, and why.",
        tuple(_choice(item) for item in load_exemptions(regime).values() if item.for_small_numbers),
        default=_USUAL[regime],
    )


def _of_question(number: str, regime: Regime, exemptions: Mapping[str, Exemption], draft: Draft) -> Iterator[Step]:
    stem = f"letter/refused/{number}"
    yield Step(
        f"{stem}/section",
        _SECTION,
        Kind.SELECT,
        f"Question {number}: under which section?",
        "The provisions that are offered, with what each needs. Another one can be put into your own words for the "
        "letter (--letter-words).",
        tuple(_choice(item) for item in exemptions.values()),
        default=_USUAL[regime],
    )
    exemption = exemptions.get(draft.text(f"{stem}/section"))
    if exemption is None:
        return
    yield Step(
        f"{stem}/extent",
        _SECTION,
        Kind.SELECT,
        f"Question {number}: wholly, or in part?",
        "A question that is wholly refused has no table; one that is refused in part keeps its tables as they are.",
        (Choice(WHOLLY, "Wholly"), Choice(IN_PART, "In part")),
        default=WHOLLY,
        settled=WHOLLY if exemption.whole_request else None,
    )
    yield from _texts(stem, exemption, draft)


def _texts(stem: str, exemption: Exemption | None, draft: Draft) -> Iterator[Step]:
    """The reason, and what was weighed."""
    if exemption is None:
        return
    yield Step(
        f"{stem}/reason",
        _SECTION,
        Kind.TEXT,
        f"Why does section {exemption.section} apply? (sentences that the letter prints)",
        f"{exemption.advice} Name no number that the answer hides, and nobody.",
        default=exemption.reason or None,
    )
    if exemption.weight is Weight.QUALIFIED and f"{stem}/reason" in draft:
        yield Step(
            f"{stem}/public_interest",
            _SECTION,
            Kind.TEXT,
            "Why does the public interest in refusing outweigh that in disclosing?",
            f"Section {exemption.section} is qualified: the letter must say what was weighed ({exemption.source}).",
        )


def _choice(exemption: Exemption) -> Choice:
    return Choice(exemption.section, f"Section {exemption.section}: {exemption.title}", str(exemption.weight))
