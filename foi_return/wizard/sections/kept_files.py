"""Section 2 for a map that is used as it stands: which file holds each source, and what the files lack of the map."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from foi_return.terms.map_parts import DatabaseSpec
from foi_return.wizard.draft import Answer, Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.kept import (
    COUNT_REST,
    NO_COLUMN,
    NO_FIGURES,
    Missing,
    find_loss,
    kept_base,
    kept_paths,
    may_be_without,
    missing_columns,
    needed_sources,
    path_key,
    records_without,
    sources_left_out,
)
from foi_return.wizard.matching import Match, match_sources
from foi_return.wizard.paths import full_path
from foi_return.wizard.sections.files import TOGETHER, all_files_step, extracted_step
from foi_return.wizard.steps import Choice, Kind, Section, Step
from foi_return.wizard.view import labels_of, lines
from foi_return.wizard.words import words_of

_SECTION = Section.FILES
CONNECT = "connect"


def kept_file_steps(draft: Draft, facts: Facts) -> list[Step]:
    """The questions of this section."""
    base = kept_base(facts)
    if base.database is not None:
        counted_on = replace(extracted_step(facts, ""), default=facts.today.isoformat(), help=_COUNTED_ON)
        return [_connect(base.database), counted_on]
    steps = [_together(facts)]
    if TOGETHER not in draft:
        return steps
    matches = match_sources(base, draft.many(TOGETHER), facts.headers)
    for number, name in enumerate(base.sources, start=1):
        steps.append(_source(number, name, matches[name], draft, facts))
        if steps[-1].key not in draft:
            return steps
    steps += _lost(draft, facts)
    if any(step.key not in draft for step in steps):
        return steps
    steps += [_column(missing, draft, facts) for missing in missing_columns(draft, facts)]
    return [*steps, extracted_step(facts, _unused(draft, facts))]


_COUNTED_ON = (
    "The figures are complete up to this day; the answer says so, and marks a year that had not ended. A database is "
    "counted as it is now: today is filled in. Give another day if it is a copy that was made then."
)


def _connect(database: DatabaseSpec) -> Step:
    return Step(
        "files/database",
        _SECTION,
        Kind.SELECT,
        "Connect to the database now?",
        f"The map counts in a database. Its URL stands in '{database.url_from}', and nowhere else. The session is "
        "read-only; what comes back is counts, and the values of coded columns. No file is needed. If it cannot be "
        "reached, save and leave, set what is missing, and go on with --resume.",
        (Choice(CONNECT, "Yes, connect"),),
        default=CONNECT,
    )


def _together(facts: Facts) -> Step:
    sources = kept_base(facts).sources
    wanted = lines((name, source.title) for name, source in sources.items())
    step = all_files_step(facts.request)
    return replace(
        step,
        help=f"The map reads:\n{wanted}\nGive all of these files, in any order: the program finds out by their columns "
        "which is which. Several files of one kind are given as a pattern, such as cin-*.xml. The files are only read; "
        "nothing leaves this computer.",
    )


def _source(number: int, name: str, match: Match, draft: Draft, facts: Facts) -> Step:
    base = kept_base(facts)
    title = base.sources[name].title
    needed = name in needed_sources(base) or _is_last_hope(name, draft, facts)
    left = "" if needed else "; leave empty if there is none"
    unread = [(PurePath(path).name, why) for path, why in facts.unread.items() if path in draft.many(TOGETHER)]
    why = "A path, or a pattern of several files, such as cin-*.xml."
    if match.path:
        why = f"{why} Suggested: {match.reason}."
    elif unread:
        why = f"{why} Files that could not be read:\n{lines(unread)}"
    elif draft.many(TOGETHER):
        found = "None of the files that you named has the columns which the map reads of it"
        why = f"{why} {found}; if those were the wrong files, go back."
    if needed:
        why = f"{why} Without it nothing can be counted."
    return Step(
        path_key(number),
        _SECTION,
        Kind.PATH,
        f"File for '{name}'{f' ({title})' if title else ''}{left}",
        why,
        default=match.path or None,
        settled=match.path if match.sure else None,
        optional=not needed,
        read=full_path,
        echo=lambda answer: f"'{name}' is {_name_of(answer)}." if answer else "",
    )


def _is_last_hope(name: str, draft: Draft, facts: Facts) -> bool:
    """Whether no records could be read without this source as well."""
    base = kept_base(facts)
    others = [other for other in sources_left_out(draft, facts) if other != name]
    return set(records_without(base, (*others, name))) == set(base.records)


def _name_of(answer: Answer) -> str:
    return PurePath(str(answer).replace("\\", "/")).name


def _unused(draft: Draft, facts: Facts) -> str:
    """The files that no source was found in."""
    used = set(kept_paths(draft, facts).values())
    if any("*" in path for path in used):
        return ""
    unused = [_name_of(path) for path in draft.many(TOGETHER) if path not in used]
    return f"Not used, because the map does not read them: {'; '.join(unused)}." if unused else ""


def _lost(draft: Draft, facts: Facts) -> list[Step]:
    """What becomes of the categories that files left out would have recorded."""
    loss = find_loss(draft, facts)
    if not loss.records:
        return []
    labels = labels_of(facts.request)
    steps = []
    if loss.part:
        steps.append(
            Step(
                "lacks/part",
                _SECTION,
                Kind.SELECT,
                "What shall be said of these?",
                "Other records hold these as well, but without the missing files the figures would be too low:\n"
                f"{lines((labels[key],) for key in loss.part)}",
                (
                    Choice(NO_FIGURES, "No figures: not recorded in what was supplied"),
                    Choice(COUNT_REST, "Figures from the other records, which may be too low"),
                ),
                default=NO_FIGURES,
            )
        )
    gone = [*loss.whole, *(loss.part if draft.text("lacks/part") == NO_FIGURES else ())]
    if gone:
        steps.append(
            Step(
                "lacks/reason",
                _SECTION,
                Kind.TEXT,
                "Why are there no figures? (a sentence for the reader)",
                f"Without these records nothing can be counted for:\n{lines((labels[key],) for key in gone)}\nThe "
                "answer then says 'not recorded', never 0.",
                default="The records that hold this were not supplied for this answer.",
            )
        )
    return steps


ALIKE = 65
"""How alike two names must be, of 100 and whatever the order of their words, for one to be suggested for the other."""


def _nearest(missing: Missing) -> str | None:
    """The column whose name is most like that of the one that is missing; None where none is alike."""
    from rapidfuzz import fuzz

    alike = {name: fuzz.token_sort_ratio(*map(_spread, (missing.column, name))) for name in missing.offered}
    best = max(alike, key=lambda name: alike[name], default=None)
    return best if best is not None and alike[best] >= ALIKE else None


def _spread(name: str) -> str:
    return " ".join(words_of(name))


def _column(missing: Missing, draft: Draft, facts: Facts) -> Step:
    """Under which name the extract has a column that the map reads under another."""
    base = kept_base(facts)
    choices = [Choice(name, name) for name in missing.offered]
    if may_be_without(base, missing):
        choices.append(Choice(NO_COLUMN, "None: the files do not have it any more"))
    taken = [draft.text(other.key) for other in missing_columns(draft, facts) if other != missing]
    taken = [name for name in taken if name]
    return Step(
        missing.key,
        _SECTION,
        Kind.SELECT,
        f"Which column of '{missing.source}' is now '{missing.column}'?",
        f"The map reads a column '{missing.column}' of '{missing.source}', which this file does not have. If it has "
        "another name now, say which; the map is changed. If this is the wrong file, go back and name another.",
        tuple(choices),
        default=_nearest(missing),
        check=lambda answer: "Another column is read by this name already." if answer in taken else "",
    )
