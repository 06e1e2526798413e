"""Section 8: where the answer, the field map and the answers file are written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from foi_return.errors import OutputError
from foi_return.outputs.folder_names import safe_folder_name
from foi_return.wizard.draft import NO, YES, Answer, Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.paths import full_path
from foi_return.wizard.sections.flag_review import review_steps
from foi_return.wizard.steps import Kind, Section, Step, yes_or_no
from foi_return.wizard.words import slug

_SECTION = Section.WRITING


def writing_steps(draft: Draft, facts: Facts) -> list[Step]:
    """The questions of this section."""
    output = facts.output or str(Path(facts.folder) / "output")
    steps = [
        Step(
            "write/output",
            _SECTION,
            Kind.PATH,
            "Folder for the answers",
            "The workbook goes into a folder of its own in it, named after your reference. What must not be sent goes "
            "into a second one beside that.",
            default=output,
            settled=output if "write/output" not in draft.again else None,
            echo=lambda answer: f"The answers go to {answer}",
            read=full_path,
        )
    ]
    if "write/output" not in draft:
        return steps
    folder = Path(draft.text("write/output")).parent
    default = facts.save_to or str(folder / f"{slug(draft.text('request/council'), dash='-')}-field-map.toml")
    steps.append(
        Step(
            "write/map",
            _SECTION,
            Kind.PATH,
            "File for the field map",
            "It says how your system records each thing that was asked for, with the values that you reviewed, and "
            f"no {facts.request.unit_of('').singular}'s details. Keep it: next year's answer starts from it.",
            default=default,
            settled=default if "write/map" not in draft.again else None,
            echo=lambda answer: f"The field map goes to {answer}",
            read=_map_path,
            check=lambda answer: "" if str(answer).endswith(".toml") else "A field map ends in .toml.",
        )
    )
    steps += [*review_steps(draft, facts), _charts(draft)]
    for key in ("write/map", "write/answers"):
        path = draft.text(key) if key == "write/map" else str(answers_path(draft))
        if path and path in facts.taken:
            steps.append(_replace(key, path))
    return steps


def _charts(draft: Draft) -> Step:
    """Charts are drawn only where somebody asks for them, so nobody is asked before."""
    step = yes_or_no(
        "write/charts",
        _SECTION,
        "Draw charts in the workbook too?",
        "a line for each row of a table, on sheets of their own",
        "tables only",
        help="Only published figures are drawn; a line has a gap where none is published. Your requester asks for "
        "tables; charts help others who read the answer.",
        default=NO,
    )
    return replace(step, settled=NO if step.key not in draft.again else None)


def _map_path(text: str) -> str:
    path = full_path(text)
    return path if Path(path).suffix else f"{path}.toml"


def answers_path(draft: Draft) -> Path:
    """Where the answers file goes: beside the output folder, named after the reference."""
    try:
        name = safe_folder_name(draft.text("request/reference"))
    except OutputError:
        name = "return"
    return Path(draft.text("write/output")).parent / f"{name}-answers.toml"


def _replace(key: str, path: str) -> Step:
    step = yes_or_no(
        f"{key}/replace/{path}",
        _SECTION,
        "Replace the file that is there?",
        "replace it",
        "write to another place",
        help=f"There is a file already: {path}",
        default=NO,
    )

    def apply(draft: Draft, answer: Answer) -> Draft:
        if answer == YES:
            return draft.said(step.key, answer)
        return draft.ask_again(["write/map" if key == "write/map" else "write/output"])

    return replace(step, apply=apply)
