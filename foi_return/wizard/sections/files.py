"""Section 2: the files of the extract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from foi_return.terms.request import Request
from foi_return.wizard.chosen import chosen_files
from foi_return.wizard.draft import Answer, Draft
from foi_return.wizard.facts import Facts, FileFacts
from foi_return.wizard.paths import full_path, full_paths
from foi_return.wizard.steps import Choice, Kind, Section, Step
from foi_return.wizard.view import lists_people, recorded_in_words, rows_in_words
from foi_return.wizard.words import slug

_SECTION = Section.FILES
MOST_COLUMNS_SHOWN = 12

TOGETHER = "files/all"
"""The key of the question for all files at once."""

FORMS = "A CSV file, a workbook (.xlsx, .xls, .xlsb, .ods), or a pattern of several such files (cin-*.xml)."


def file_steps(draft: Draft, facts: Facts) -> list[Step]:
    """The questions of this section: all paths at once, or one after the other until one is left empty."""
    expected = list(facts.base.sources) if facts.base else []
    one_by_one = bool(expected) or (TOGETHER not in draft and "files/1/path" in draft.given)
    return _one_by_one(expected, draft, facts) if one_by_one else _all_at_once(draft, facts)


def _one_by_one(expected: Sequence[str], draft: Draft, facts: Facts) -> list[Step]:
    steps: list[Step] = []
    named: dict[str, str] = {}
    number = 0
    while True:
        number += 1
        wanted = expected[number - 1] if number <= len(expected) else ""
        step = _path(number, wanted, draft, facts, bool(named))
        steps.append(step)
        if step.key not in draft:
            return steps
        path = draft.text(step.key)
        if not path:
            if number > len(expected):
                break
            continue
        sheets = facts.sheets.get(path, ())
        if len(sheets) > 1:
            steps.append(_sheet(number, path, sheets, wanted, named, facts))
        sheet = draft.text(f"files/{number}/sheet") if len(sheets) > 1 else ""
        steps.append(_name(number, path, sheet, wanted, tuple(named)))
        if name := draft.text(f"files/{number}/name"):
            named[name] = f"{path}\n{sheet}"
    return [*steps, _extracted(draft, facts)]


def _all_at_once(draft: Draft, facts: Facts) -> list[Step]:
    """One question for all paths, and one for each workbook with several sheets: which of them to read."""
    steps = [all_files_step(facts.request)]
    if TOGETHER not in draft:
        return steps
    named: dict[str, str] = {}
    number = 0
    for path in draft.many(TOGETHER):
        sheets: tuple[str, ...] = ("",)
        offered = facts.sheets.get(path, ())
        if len(offered) > 1 and f"files/{number + 1}/path" in draft:
            steps.append(_sheets(number + 1, path, offered))
            if steps[-1].key not in draft:
                return steps
            sheets = draft.many(steps[-1].key)
        for sheet in sheets:
            number += 1
            steps.append(replace(_path(number, "", draft, facts, bool(named)), settled=path, optional=True))
            if steps[-1].key not in draft:
                return steps
            if sheet:
                one = _sheet(number, path, offered, "", {}, facts)
                steps.append(replace(one, settled=sheet))
            steps.append(_name(number, path, sheet, "", tuple(named)))
            if name := draft.text(f"files/{number}/name"):
                named[name] = f"{path}\n{sheet}"
    return [*steps, _extracted(draft, facts)]


CENSUS_TABLES = ("children", "factors")
"""Of the tables of a children in need census, those that say who the children are and what was found."""


def _sheets(number: int, path: str, sheets: tuple[str, ...]) -> Step:
    name = PurePath(path.replace("\\", "/")).name
    census = set(CENSUS_TABLES) <= set(sheets)
    key = f"files/{number}/sheets"

    def apply(draft: Draft, answer: Answer) -> Draft:
        later = [each for each in _numbered(draft) if int(each.split("/")[1]) > number]
        return draft.without([*later, f"files/{number}/sheet", f"files/{number}/name"]).said(key, answer)

    return Step(
        key,
        _SECTION,
        Kind.CHECKBOX,
        f"Which {'tables' if census else 'sheets'} of {name} are to be read?",
        f"{name} holds {len(sheets)} tables of the census. The children, and the factors of their assessments, are "
        "what this request needs."
        if census
        else f"{name} has {len(sheets)} sheets. Untick those that hold no rows of the extract, such as notes.",
        tuple(Choice(sheet, sheet) for sheet in sheets),
        default=CENSUS_TABLES if census else sheets,
        check=lambda answer: "" if answer else "Tick at least one.",
        apply=apply,
    )


def _extracted(draft: Draft, facts: Facts) -> Step:
    last = max((file.number for file in chosen_files(draft, facts)), default=0)
    return extracted_step(facts, _last_file(last + 1, draft, facts))


def all_files_step(request: Request) -> Step:
    """All files at once; each is then read, described and, where there is anything to choose, asked about."""
    return Step(
        TOGETHER,
        _SECTION,
        Kind.PATH,
        "Paths of all files, or of the folder that holds them (several with ; between)",
        f"The files of the extract: {_wanted(request)} {FORMS} Type the paths, paste them, or drag the files into this "
        "window. The files are only read; nothing leaves this computer.",
        several=True,
        read=full_paths,
        check=lambda answer: "" if answer else "At least one file is needed.",
        echo=_echo_files,
        apply=lambda draft, answer: draft.without(_numbered(draft)).said(TOGETHER, answer),
    )


def _wanted(request: Request) -> str:
    """Which files a request needs."""
    if not lists_people(request):
        return f"each that records {recorded_in_words(request)}."
    return (
        f"the one that lists the {request.unit_of('').plural} with their birth dates, and each that records "
        f"{recorded_in_words(request)}. One file may be both."
    )


def _echo_files(answer: Answer) -> str:
    names = [PurePath(path).name for path in answer]
    return f"{len(names)} {'file' if len(names) == 1 else 'files'}: {'; '.join(names)}"


def _numbered(draft: Draft) -> frozenset[str]:
    """The answers about single files, which other paths would put to the wrong file."""
    return frozenset(key for key in draft.keys_under("files/") if key.split("/")[1].isdigit())


def _path(number: int, wanted: str, draft: Draft, facts: Facts, any_named: bool) -> Step:
    key = f"files/{number}/path"
    summary = _last_file(number, draft, facts)
    optional = any_named or bool(wanted)
    if wanted and facts.base:
        title = facts.base.sources[wanted].title
        message = f"File for '{wanted}'{f' ({title})' if title else ''}; leave empty if there is none"
        why = f"The map that you started from reads it. {FORMS}"
    elif any_named:
        message = "Path of the next file; leave empty if that was the last"
        request, what = facts.request, recorded_in_words(facts.request)
        listed = f"lists the {request.unit_of('').plural} or " if lists_people(request) else ""
        why = f"Name every file that {listed}records {'their ' if request.contexts else ''}{what}."
    else:
        message = "Path of the first file"
        why = (
            f"Name the files of the extract one after the other: {_wanted(facts.request)} {FORMS} Type the path, paste "
            "it, or drag the file into this window. The files are only read; nothing leaves this computer."
        )
    return Step(
        key,
        _SECTION,
        Kind.PATH,
        message,
        f"{summary}\n{why}" if summary else why,
        optional=optional,
        read=full_path,
        check=lambda answer: _check_files(answer, number, wanted, draft, facts),
    )


def _check_files(answer: Answer, number: int, wanted: str, draft: Draft, facts: Facts) -> str:
    path = str(answer)
    if not path and not wanted and not chosen_files(draft, facts):
        return "At least one file is needed."
    earlier = [draft.text(f"files/{place}/path") for place in range(1, number)]
    if path and path in earlier and len(facts.sheets.get(path, ())) < 2:
        return "This file has been named already."
    return ""


def _last_file(number: int, draft: Draft, facts: Facts) -> str:
    """What was found in the file named just before."""
    named = [file for file in chosen_files(draft, facts) if file.number == number - 1]
    return describe_file(named[0].title, named[0].file) if named else ""


def describe_file(title: str, file: FileFacts) -> str:
    """What was found in a file: where its header is, how many rows, which columns; no value."""
    names = [column.name for column in file.columns]
    shown = "; ".join(names[:MOST_COLUMNS_SHOWN])
    more = f"; and {len(names) - MOST_COLUMNS_SHOWN} more" if len(names) > MOST_COLUMNS_SHOWN else ""
    text = (
        f"Read {title}: the column names are in row {file.header_row}, with {rows_in_words(file.rows)} below.\n"
        f"  {len(names)} columns: {shown}{more}"
    )
    if file.repeated:
        text += f"\n  Left out, because several columns have the same name: {'; '.join(file.repeated)}"
    if file.unreadable:
        text += f"\n  {rows_in_words(file.unreadable)} could not be read: more or fewer cells than the header."
    return text


def _sheet(number: int, path: str, sheets: tuple[str, ...], wanted: str, named: dict[str, str], facts: Facts) -> Step:
    said = facts.base.sources[wanted].sheet if facts.base and wanted else None
    free = [sheet for sheet in sheets if f"{path}\n{sheet}" not in named.values()]
    offered = tuple(Choice(sheet, sheet) for sheet in free or sheets)
    return Step(
        f"files/{number}/sheet",
        _SECTION,
        Kind.SELECT,
        "Which sheet of the workbook?",
        f"{PurePath(path).name} has {len(sheets)} sheets. To read another one as well, name the workbook again.",
        offered,
        default=said if said in free else offered[0].value,
    )


def _name(number: int, path: str, sheet: str, wanted: str, taken: tuple[str, ...]) -> Step:
    name = wanted or slug(sheet or PurePath(path.replace("\\", "/")).stem)
    clashes = name in taken
    while name in taken:
        stem, _, count = name.rpartition("_")
        name = f"{stem}_{int(count) + 1}" if stem and count.isdigit() else f"{name}_2"
    return Step(
        f"files/{number}/name",
        _SECTION,
        Kind.TEXT,
        "A short name for this file",
        "Another file has the same name already. The field map needs one for each.",
        default=name,
        settled=None if clashes else name,
        read=lambda text: slug(text),
        check=lambda answer: "This name is taken." if answer in taken else "",
    )


def extracted_step(facts: Facts, summary: str) -> Step:
    """On which day the extract was made, below what was found in the file before."""
    newest = " The day on which the newest file was last changed is filled in." if facts.newest else ""
    why = "The figures are complete up to this day; the answer says so, and marks a year that had not ended." + newest
    return Step(
        "files/extracted_on",
        _SECTION,
        Kind.DATE,
        "On which day was the extract made? (leave empty if nobody knows)",
        f"{summary}\n{why}" if summary else why,
        default=facts.newest.isoformat() if facts.newest else None,
        optional=True,
        check=lambda answer: "This day is still to come." if str(answer) > facts.today.isoformat() else "",
    )
