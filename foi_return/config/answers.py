"""The answers file: everything that the wizard asks and the map does not hold, so that a return can be made again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from foi_return.config.exemptions import RefusalAnswer
from foi_return.config.request import RequestOverrides
from foi_return.config.toml_file import FORMAT, Model, check_model, read_toml
from foi_return.errors import RequestError
from foi_return.terms.timing import Timing


class _Request(Model):
    name: str = "core"
    reference: str | None = None
    received: date | None = None
    clarification_asked: date | None = None
    clarification_received: date | None = None
    bank_holidays: list[date] = []
    not_bank_holidays: list[date] = []
    due: date | None = None
    due_reason: str = ""
    years: list[str] | None = None
    age_bands: list[str] | None = None
    own_age_bands: bool | None = None
    categories: list[str] | None = None


class _Extract(Model):
    field_map: str | None = None
    extracted_on: date | None = None
    sources: dict[str, str] = {}


class _Counting(Model):
    placed_by: str | None = None
    age_taken: str | None = None
    who_counts: str | None = None
    overlap: str | None = None
    risk_levels: list[str] | None = None
    identified_as: str | None = None


class _SmallNumbers(Model):
    policy: str | None = None
    policy_file: str | None = None
    threshold: int | None = None
    zeros: Literal["shown", "protected", "may be hidden", "hidden"] | None = None
    reason: str | None = None


class _Output(Model):
    folder: str | None = None
    charts: bool | None = None
    prepared_by: str | None = None
    also: list[str] = []


class _Refusal(Model):
    exemption: str
    reason: str | None = None
    public_interest: str | None = None


class _QuestionRefusal(_Refusal):
    question: str
    part: bool = False


class _Letter(Model):
    template: str | None = None
    words: str | None = None
    small_numbers: _Refusal | None = None
    refusals: list[_QuestionRefusal] | None = None


class _Earlier(Model):
    releases: list[str] = []
    register_folder: str | None = None
    unprotected: list[str] = []
    maps: list[str] = []
    requests: list[str] = []


class _Review(Model):
    result: str | None = None


class _Answers(Model):
    format: int
    request: _Request = _Request()
    extract: _Extract = _Extract()
    counting: _Counting = _Counting()
    small_numbers: _SmallNumbers = _SmallNumbers()
    output: _Output = _Output()
    letter: _Letter = _Letter()
    earlier: _Earlier = _Earlier()
    review: _Review = _Review()


@dataclass(frozen=True, slots=True)
class Answers:
    """What one return is made with; None leaves a choice to the map, the request or the default.

    Attributes:
        request: The name or path of the request definition.
        reference: The council's reference.
        received: The day on which the request was received.
        timing: What else bears on the last day for the answer.
        overrides: Years, age bands and categories that this requester asks for.
        field_map: The name or path of the field map.
        extracted_on: The day on which the extract was made.
        sources: The file of each source, by the source's name.
        counting: Counting rules that replace the map's.
        policy: The name of the suppression profile.
        policy_file: A file of profiles in place of the shipped one.
        threshold: A threshold that replaces the profile's.
        zeros: `shown` or `hidden`, replacing the profile's.
        reason: The reason for the policy, which is printed.
        output: The folder in which the answer's folder is made.
        earlier: Earlier answers that the reader has, as `release.json` files.
        engine: What counts: `duckdb`, or `pandas`, the reference.
        letter_template: The council's letterhead, a `.docx` file.
        letter_words: A file of words that replace those of the letter.
        review: The result of a review of flags, whose figures are published with the answer.
        register: The folder of the register of answers.
        unprotected: References of earlier answers that this one need not be protected against, where it cannot.
        earlier_maps: Field maps that earlier answers were made with, where they are not the present one.
        earlier_requests: Request definitions that earlier answers were made by, where they are not the present one.
        small_numbers: Under which provision small numbers are withheld.
        refusals: The questions that are refused; None where nobody said.
        charts: Whether charts are drawn of the published figures.
        prepared_by: Who makes the answer; somebody else approves it.
        also: Further forms of the pack's files: `ods`, `pdf`.
    """

    request: str | None = None
    reference: str | None = None
    received: date | None = None
    overrides: RequestOverrides = field(default_factory=RequestOverrides)
    field_map: str | None = None
    extracted_on: date | None = None
    sources: Mapping[str, Path] = field(default_factory=dict)
    counting: Mapping[str, Any] = field(default_factory=dict)
    policy: str | None = None
    policy_file: Path | None = None
    threshold: int | None = None
    zeros: str | None = None
    reason: str | None = None
    output: Path | None = None
    engine: str | None = None
    earlier: tuple[Path, ...] = ()
    letter_template: Path | None = None
    letter_words: Path | None = None
    review: Path | None = None
    register: Path | None = None
    unprotected: tuple[str, ...] = ()
    earlier_maps: tuple[Path, ...] = ()
    earlier_requests: tuple[Path, ...] = ()
    small_numbers: RefusalAnswer | None = None
    refusals: tuple[RefusalAnswer, ...] | None = None
    charts: bool | None = None
    prepared_by: str | None = None
    also: tuple[str, ...] = ()
    timing: Timing = field(default_factory=Timing)

    def overlaid(self, other: Answers) -> Answers:
        """These answers, replaced by each that the other gives; sources and counting rules are merged by name."""
        changes: dict[str, Any] = {}
        for name in ("request", "reference", "received", "field_map", "extracted_on", "policy", "policy_file",
                     "threshold", "zeros", "reason", "output", "engine", "letter_template",
                     "letter_words", "small_numbers", "refusals", "charts", "prepared_by",
                     "register", "review"):  # fmt: skip
            value = getattr(other, name)
            if value is not None:
                changes[name] = value
        changes["sources"] = {**self.sources, **other.sources}
        changes["earlier"] = (*self.earlier, *other.earlier)
        changes["unprotected"] = (*self.unprotected, *other.unprotected)
        changes["earlier_maps"] = (*self.earlier_maps, *other.earlier_maps)
        changes["earlier_requests"] = (*self.earlier_requests, *other.earlier_requests)
        changes["also"] = other.also or self.also
        changes["timing"] = self.timing.overlaid(other.timing)
        changes["counting"] = {**self.counting, **other.counting}
        mine, theirs = self.overrides, other.overrides
        changes["overrides"] = RequestOverrides(
            mine.years if theirs.years is None else theirs.years,
            mine.age_bands if theirs.age_bands is None else theirs.age_bands,
            mine.categories if theirs.categories is None else theirs.categories,
            mine.own_age_bands or theirs.own_age_bands,
        )
        return replace(self, **changes)


def load_answers(path: Path) -> Answers:
    """Loads an answers file; the paths in it are relative to its own folder.

    Raises:
        RequestError: The file is faulty.
    """
    return check_answers(read_toml(path, RequestError), str(path), path.parent)


def check_answers(tables: Mapping[str, Any], where: str, folder: Path) -> Answers:
    """The answers that tables hold, whichever file they stand in.

    Args:
        tables: The tables of an answers file.
        where: Their place, for the messages.
        folder: The folder that paths in them are relative to.

    Raises:
        RequestError: They are faulty.
    """
    model = check_model(_Answers, tables, where, RequestError)
    return Answers(
        request=_from_folder(model.request.name, folder),
        reference=model.request.reference,
        received=model.request.received,
        timing=_timing(model.request),
        overrides=RequestOverrides(
            model.request.years,
            model.request.age_bands,
            model.request.categories,
            bool(model.request.own_age_bands),
        ),
        field_map=_from_folder(model.extract.field_map, folder),
        extracted_on=model.extract.extracted_on,
        sources={name: folder / source for name, source in model.extract.sources.items()},
        counting=model.counting.model_dump(exclude_none=True),
        policy=model.small_numbers.policy,
        policy_file=folder / model.small_numbers.policy_file if model.small_numbers.policy_file else None,
        threshold=model.small_numbers.threshold,
        zeros=model.small_numbers.zeros,
        reason=model.small_numbers.reason,
        output=folder / model.output.folder if model.output.folder else None,
        prepared_by=model.output.prepared_by,
        also=tuple(model.output.also),
        letter_template=folder / model.letter.template if model.letter.template else None,
        letter_words=folder / model.letter.words if model.letter.words else None,
        small_numbers=_refusal(model.letter.small_numbers) if model.letter.small_numbers else None,
        refusals=None if model.letter.refusals is None else tuple(map(_refusal, model.letter.refusals)),
        charts=model.output.charts,
        earlier=tuple(folder / release for release in model.earlier.releases),
        review=folder / model.review.result if model.review.result else None,
        unprotected=tuple(model.earlier.unprotected),
        earlier_maps=tuple(folder / name for name in model.earlier.maps),
        earlier_requests=tuple(folder / name for name in model.earlier.requests),
        register=folder / model.earlier.register_folder if model.earlier.register_folder else None,
    )


def _refusal(model: _Refusal) -> RefusalAnswer:
    question, part = (model.question, model.part) if isinstance(model, _QuestionRefusal) else ("", False)
    return RefusalAnswer(model.exemption, question, part, model.reason, model.public_interest)


def _refusal_table(answer: RefusalAnswer) -> dict[str, Any]:
    texts = {"reason": answer.reason, "public_interest": answer.public_interest}
    told = {key: text for key, text in texts.items() if text is not None}
    named = {"question": answer.question, "part": answer.part} if answer.question else {}
    return {**named, "exemption": answer.exemption, **told}


def _timing(model: _Request) -> Timing:
    return Timing(
        model.clarification_asked,
        model.clarification_received,
        tuple(model.bank_holidays),
        tuple(model.not_bank_holidays),
        model.due,
        model.due_reason.strip(),
    )


def _from_folder(name_or_path: str | None, folder: Path) -> str | None:
    """A path in an answers file, from the folder that the file is in; a name of something shipped stays as it is."""
    return str(folder / name_or_path) if name_or_path is not None and _is_path(name_or_path, folder) else name_or_path


def _is_path(name_or_path: str, folder: Path) -> bool:
    try:
        return name_or_path.endswith(".toml") or (folder / name_or_path).is_file()
    except OSError:  # A name that is too long for the system, for one.
        return False


def _absolute(name_or_path: str | None) -> str | None:
    if name_or_path is None or not _is_path(name_or_path, Path()):
        return name_or_path
    return str(Path(name_or_path).absolute())


def answers_tables(answers: Answers) -> dict[str, Any]:
    """The answers as the tables of an answers file, with absolute paths; what was not answered is left out.

    An empty list is an answer: no risk levels means all, whatever the map says.
    """
    overrides = answers.overrides
    tables: dict[str, dict[str, Any]] = {
        "request": {
            "name": _absolute(answers.request),
            "reference": answers.reference,
            "received": answers.received,
            **_timing_table(answers.timing),
            "years": _plain_list(overrides.years),
            "age_bands": _plain_list(overrides.age_bands),
            "own_age_bands": overrides.own_age_bands or None,
            "categories": _plain_list(overrides.categories),
        },
        "extract": {
            "field_map": _absolute(answers.field_map),
            "extracted_on": answers.extracted_on,
            "sources": {name: str(path.absolute()) for name, path in answers.sources.items()},
        },
        "counting": dict(answers.counting),
        "small_numbers": {
            "policy": answers.policy,
            "policy_file": str(answers.policy_file.absolute()) if answers.policy_file else None,
            "threshold": answers.threshold,
            "zeros": answers.zeros,
            "reason": answers.reason,
        },
        "output": {
            "folder": str(answers.output.absolute()) if answers.output else None,
            "charts": answers.charts,
            "prepared_by": answers.prepared_by,
            "also": list(answers.also) or None,
        },
        "letter": {
            "template": str(answers.letter_template.absolute()) if answers.letter_template else None,
            "words": str(answers.letter_words.absolute()) if answers.letter_words else None,
            "small_numbers": _refusal_table(answers.small_numbers) if answers.small_numbers else None,
            "refusals": [_refusal_table(refusal) for refusal in answers.refusals] if answers.refusals else None,
        },
        "earlier": {
            "releases": [str(path.absolute()) for path in answers.earlier] or None,
            "unprotected": list(answers.unprotected) or None,
            "maps": [str(path.absolute()) for path in answers.earlier_maps] or None,
            "requests": [str(path.absolute()) for path in answers.earlier_requests] or None,
            "register_folder": str(answers.register.absolute()) if answers.register else None,
        },
        "review": {"result": str(answers.review.absolute()) if answers.review else None},
    }
    kept = {
        name: {key: value for key, value in table.items() if value is not None and value != {}}
        for name, table in tables.items()
    }
    return {"format": FORMAT, **{name: table for name, table in kept.items() if table}}


def _timing_table(timing: Timing) -> dict[str, Any]:
    return {
        "clarification_asked": timing.asked,
        "clarification_received": timing.clarified,
        "bank_holidays": list(timing.days_off) or None,
        "not_bank_holidays": list(timing.working_days) or None,
        "due": timing.due,
        "due_reason": timing.due_reason or None,
    }


def _plain_list(items: Any) -> list[str] | None:
    return None if items is None else list(items)
