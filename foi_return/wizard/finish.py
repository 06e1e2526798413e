"""Writes the field map and the answers file, makes the answer from them, and says where everything is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from foi_return.config.answers import Answers, answers_tables
from foi_return.config.build_words import build_words, quoted
from foi_return.config.field_map import load_field_map
from foi_return.config.toml_write import toml_text
from foi_return.errors import Fault, OutputError
from foi_return.outputs.file_faults import file_fault
from foi_return.outputs.follow_up import follow_up_lines
from foi_return.wizard.asker import Asker
from foi_return.wizard.compose import compose_answers, compose_map, map_tables, says_the_same
from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.keep import draft_text
from foi_return.wizard.sections.writing import answers_path

if TYPE_CHECKING:
    from foi_return.run import Outcome

_MAP_COMMENT = """The field map of {council}, written by `foi-return wizard`.

It says where {system} records each thing that the request asks for.
Lines that start with # are remarks. Values under not_counted were reviewed and mean none of the categories."""
_ANSWERS_COMMENT = """The answers for {reference}, written by `foi-return wizard`.
Make the same answer again: foi-return build --answers {name}"""

_INTERVIEW_COMMENT = """Every answer of the interview for {reference}, by its key.
The same interview without a question: foi-return wizard --answers {name} --no-input
The start of a new one:                foi-return wizard --answers {name}"""


def write_return(draft: Draft, facts: Facts, asker: Asker) -> Outcome:
    """Saves the field map and the answers file, then makes the answer as `foi-return build` would.

    Raises:
        UserError: Of the kind that fits, with every fault found.
    """
    from foi_return.run import answer_request

    map_path = Path(draft.text("write/map")).absolute()
    answers = compose_answers(draft, facts, map_path)
    save_map(draft, facts, map_path)
    path = answers_path(draft).absolute()
    comment = _ANSWERS_COMMENT.format(reference=answers.reference, name=path.name)
    _write(path, toml_text(answers_tables(answers), comment))
    interview = path.with_name(f"{path.stem.removesuffix('-answers')}-interview.toml")
    _write(interview, draft_text(draft, _INTERVIEW_COMMENT.format(reference=answers.reference, name=interview.name)))
    outcome = answer_request(answers, asker.progress)
    _say_where(outcome, answers, map_path, path, asker)
    asker.tell(f"The interview:       {interview}", whole=True)
    return outcome


def save_map(draft: Draft, facts: Facts, path: Path) -> None:
    """Writes the field map and makes sure that the file means what was answered. One that does so already stays.

    Raises:
        FieldMapError: The answers contradict each other.
        OutputError: The file cannot be written, or does not say what was answered.
    """
    meant = compose_map(draft, facts)
    if path.is_file() and says_the_same(path, draft, facts):
        return
    comment = _MAP_COMMENT.format(council=meant.council, system=meant.system)
    _write(path, toml_text(map_tables(draft, facts), comment))
    if load_field_map(path, facts.request).fingerprint != meant.fingerprint:
        raise OutputError(Fault(str(path), "the file does not say what was answered", "", "Please report this"))


def _write(path: Path, text: str) -> None:
    aside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(text, encoding="utf-8", newline="\n")
        aside.replace(path)
    except OSError as problem:
        raise OutputError(file_fault(problem, path)) from None


def _say_where(outcome: Outcome, answers: Answers, map_path: Path, answers_file: Path, asker: Asker) -> None:
    findings = [finding.sentence() for finding in outcome.counted.findings]
    findings += [
        f"{item.source}, column '{item.column}': {len(item.named) + item.rarer:,} values were not reviewed."
        for item in outcome.counted.unreviewed
    ]
    if findings:
        asker.tell("\nDoubtful rows in the extract; the row numbers are in the internal folder:")
        asker.tell("\n".join(f"  {sentence}" for sentence in findings))
    if outcome.doubts:
        asker.tell("\nNOT READY TO SEND. The internal folder holds this list, follow-up.txt:")
        asker.tell("\n".join(follow_up_lines(outcome.doubts)))
    asker.tell(
        f"\nThe workbook:        {outcome.workbook}\n"
        f"Must not be sent:    {outcome.internal}\n"
        f"The field map:       {map_path}\n"
        f"The answers file:    {answers_file}",
        whole=True,
    )
    if not outcome.counted.answer.protection_stands:
        asker.tell(
            "\nDRAFT: small numbers are hidden, but the figures are not yet protected against subtraction. Do not send "
            "it."
        )
    asker.tell(
        f"\nThe answer is a draft until a second person approves it:\nfoi-return approve {outcome.pack}", whole=True
    )
    asker.tell(f"\nThe same answer without questions:\n{quoted(build_words(answers))}", whole=True)
