"""The arguments of the commands for letters, and of the choices of law that `build` takes too."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from foi_return.command_parser import new_command

if TYPE_CHECKING:
    from foi_return.config.exemptions import RefusalAnswer

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_SMALL_NUMBERS = "small numbers"


def add_correspondence_commands(commands: Commands) -> None:
    """Adds `cost`, `not-held` and `refuse`."""
    _add_cost(commands)
    _add_not_held(commands)
    _add_refuse(commands)


def add_letter_choices(parser: argparse.ArgumentParser) -> None:
    """Adds what an officer decides about the law: which questions are refused, and under which provision."""
    add = parser.add_argument
    add(
        "--refuse",
        action="append",
        metavar="QUESTION=SECTION",
        help="refuse a question, such as '4=31(1)(a)'; its tables are not published. Repeat it",
    )
    add(
        "--refuse-part",
        action="append",
        metavar="QUESTION=SECTION",
        help="say that a part of the answer to a question is refused; its tables stay. Repeat it",
    )
    add("--small-numbers-under", metavar="SECTION", help="withhold small numbers under this section instead")
    add(
        "--because",
        action="append",
        metavar="QUESTION=TEXT",
        help="why a section applies; 'small numbers=TEXT' for those, '4/40(2)=TEXT' for one of two. Repeat it",
    )
    add(
        "--public-interest",
        action="append",
        metavar="QUESTION=TEXT",
        help="why the public interest is in refusing, which a qualified exemption needs. Repeat it",
    )


def letter_choices(arguments: argparse.Namespace) -> dict[str, Any]:
    """The choices of law among parsed arguments, as `Answers` takes them.

    Raises:
        RequestError: One is not of the form that is expected, or says something of a question that is not refused.
    """
    from foi_return.config.exemptions import RefusalAnswer
    from foi_return.errors import Fault, RequestError

    faults: list[Fault] = []
    given = {
        name: _pairs(getattr(arguments, name.replace("-", "_"), None) or [], f"--{name}", faults)
        for name in ("refuse", "refuse-part", "because", "public-interest")
    }
    reasons, weighed = dict(given["because"]), dict(given["public-interest"])

    def refusal(question: str, section: str, part: bool) -> RefusalAnswer:
        key = question or _SMALL_NUMBERS
        texts = (told.get(f"{key}/{section}", told.get(key)) for told in (reasons, weighed))
        return RefusalAnswer(section, question, part, *texts)

    refusals = [refusal(question, section, False) for question, section in given["refuse"]]
    refusals += [refusal(question, section, True) for question, section in given["refuse-part"]]
    under = getattr(arguments, "small_numbers_under", None)
    known = {item.question for item in refusals} | ({_SMALL_NUMBERS} if under else set())
    known |= {f"{item.question}/{item.exemption}" for item in refusals}
    for name in ("because", "public-interest"):
        keys = [key for key, _ in given[name]]
        faults += [Fault(f"--{name}", f"'{key}' is given twice", "once") for key in keys if keys.count(key) > 1]
    faults += [
        Fault(
            "--because or --public-interest",
            f"'{key}' is not refused",
            "a question that is refused, or 'small numbers'",
        )
        for key in dict.fromkeys([*reasons, *weighed])
        if key not in known
    ]
    if faults:
        raise RequestError(faults)
    return {
        "refusals": tuple(refusals) or None,
        "small_numbers": refusal("", under, False) if under else None,
    }


def _pairs(texts: list[str], option: str, faults: list[Any]) -> list[tuple[str, str]]:
    from foi_return.errors import Fault

    pairs = []
    for text in texts:
        key, sign, value = text.partition("=")
        if sign and key.strip() and value.strip():
            pairs.append((key.strip(), value.strip()))
        else:
            faults.append(Fault(option, f"found '{text[:60]}'", "QUESTION=..., such as 4=31(1)(a)"))
    return pairs


def _add_cost(commands: Commands) -> None:
    parser = new_command(
        commands,
        "cost",
        "Estimate what answering would cost, and say whether it is above the limit of the Act.",
        "foi-return cost --regime FOIA --files 430 --minutes 10",
    )
    add = parser.add_argument
    add("--regime", choices=("FOIA", "FOISA"), default="FOIA", help="the Act (default: FOIA)")
    add("--hours", action="append", metavar="ACTIVITY=HOURS", help="hours of an activity, such as locate=3; repeat it")
    add("--files", type=int, metavar="N", help="how many files would have to be read; needs --minutes")
    add("--minutes", metavar="M", help="minutes for each of them, best from a sample")
    add("--other-costs", metavar="POUNDS", help="costs besides time that count")
    add("--rate", metavar="POUNDS", help="what an hour costs, where the Act allows to reckon with less (FOISA)")
    _add_json(parser)


def _add_not_held(commands: Commands) -> None:
    parser = new_command(
        commands,
        "not-held",
        "Write the letter of a council that has no children's services: not held, and who may hold it.",
        "foi-return not-held --council 'Smalltown District Council' --reference FOI-2026-0123 \\\n"
        "      --ask 'Anyshire County Council' --ask-at foi@anyshire.example",
    )
    _add_letter(parser)
    parser.add_argument("--ask", required=True, metavar="NAME", help="the council that may hold it")
    parser.add_argument("--ask-at", metavar="ADDRESS", help="where to write to it")
    _add_json(parser)


def _add_refuse(commands: Commands) -> None:
    parser = new_command(
        commands,
        "refuse",
        "Write the letter that refuses a request as a whole, such as on grounds of cost.",
        "foi-return refuse --council 'Anytown Council' --reference FOI-2026-0123 --section '12(1)' \\\n"
        "      --files 430 --minutes 10",
    )
    _add_letter(parser)
    add = parser.add_argument
    add("--section", required=True, metavar="SECTION", help="the section relied on, such as '12(1)'")
    add("--reason", metavar="TEXT", help="why it applies; for cost it follows from the estimate")
    add("--weighed", metavar="TEXT", help="why the public interest is in refusing, for a qualified exemption")
    add("--advice", action="append", metavar="TEXT", help="a paragraph of advice and assistance; repeat it")
    add("--hours", action="append", metavar="ACTIVITY=HOURS", help="the estimate, as for foi-return cost; repeat it")
    add("--files", type=int, metavar="N", help="files that would have to be read; needs --minutes")
    add("--minutes", metavar="M", help="minutes for each of them")
    add("--other-costs", metavar="POUNDS", help="costs besides time that count")
    add("--rate", metavar="POUNDS", help="what an hour costs, where the Act allows to reckon with less (FOISA)")
    _add_json(parser)


def _add_letter(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--council", required=True, metavar="NAME", help="the council that answers")
    add("--reference", required=True, metavar="REF", help="the council's reference for the request")
    add("--regime", choices=("FOIA", "FOISA"), default="FOIA", help="the Act that it answers under (default: FOIA)")
    add("--contact", metavar="ADDRESS", help="where the requester can ask about the letter")
    add("--received", metavar="DATE", help="the day on which the request was received, as yyyy-mm-dd")
    add("--request", metavar="NAME", help="request definition: a shipped name or a .toml file (default: core)")
    add("--output", metavar="DIR", help="folder in which the letter's folder is made (default: output)")
    add("--letter-template", metavar="FILE", help="the council's letterhead for the letter, a .docx file")
    add("--letter-words", metavar="FILE", help="a .toml file of words that replace those of the letter")


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print a summary for a program to read")
