"""The clerical list: pairs that a person must decide. It shows names and birth dates, because a clerk needs them.

It is the one file of the program that does. It lies in a folder of its own that only its owner can open, so that no
later run replaces what a clerk has filled in.
"""

from __future__ import annotations

import io
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from foi_return.errors import Fault, OutputError, SourceError
from foi_return.outputs.file_faults import file_fault
from foi_return.outputs.folder_names import CLERICAL_LIST, CLERICAL_SUFFIX, safe_folder_name
from foi_return.reconcile.linking import Decision
from foi_return.reconcile.model import COMPARISONS, Pair
from foi_return.reconcile.people import ListedPerson
from foi_return.reconcile.reading import Lists
from foi_return.terms.map_parts import SourceSpec
from foi_return.text import listed, normalise

CHECK, DECISION = "Check", "Decision"
_SHOWN = ("first name", "surname", "birth date", "sex", "postcode", "address", "other names")
_HEADINGS = (
    "Pair",
    DECISION,
    *(f"{side}: {name}" for name in _SHOWN for side in ("List", "On file")),
    "How alike",
    CHECK,
)
_WIDTHS = (7, 15, *(22 for _ in _SHOWN for _ in range(2)), 60, 20)
_LONGEST = 200
_SHOWN_ROWS = 10
_TITLE = "Pairs to decide: internal. This list holds names and birth dates. Do not send it."
_HELP = (
    f"For each row, choose in the column '{DECISION}': 'same' if both are one child, 'different' if they are not, "
    "'cannot tell' if the records do not say. Look both up in your systems first. Leave the last column as it is."
)


def clerical_folder(output: Path, reference: str) -> Path:
    """Where the clerical list of a reference lies."""
    return output / f"{safe_folder_name(reference)}{CLERICAL_SUFFIX}"


def write_clerical_list(lists: Lists, pairs: Sequence[Pair], folder: Path, *, force: bool) -> tuple[Path, bool]:
    """Writes the list into a folder that only the owner can open.

    Args:
        lists: What the pairs are of.
        pairs: Pairs in the order in which they are decided.
        folder: The folder; it is made.
        force: Whether a list that is there already is replaced, with all that was decided in it.

    Returns:
        The file, and whether only the owner can read it; some systems cannot promise that.

    Raises:
        OutputError: A list is there already, or it cannot be written.
    """
    path = folder / CLERICAL_LIST
    content = render_clerical_list(lists, pairs)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        if force:
            path.unlink(missing_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
    except FileExistsError:
        step = "Fill it in and run `foi-return reconcile count`, or replace it with --force"
        raise OutputError(Fault(str(path), "a list to decide is there already", "no such file", step)) from None
    except OSError as problem:
        raise OutputError(file_fault(problem, path)) from None
    return path, os.name == "posix" and not path.stat().st_mode & 0o077 and not folder.stat().st_mode & 0o077


def render_clerical_list(lists: Lists, pairs: Sequence[Pair]) -> bytes:
    """The bytes of the workbook."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties({"title": "Pairs to decide", "comments": "Internal: do not send."})
        font: dict[str, object] = {"font_name": "Arial", "font_size": 12, "valign": "top"}
        bold = workbook.add_format({**font, "bold": True, "text_wrap": True})
        text = workbook.add_format({**font, "text_wrap": True, "quote_prefix": True})
        plain = workbook.add_format(font)
        sheet = workbook.add_worksheet("Pairs")
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, _TITLE, workbook.add_format({**font, "bold": True, "font_size": 16}))
        sheet.write_string(1, 0, _HELP, plain)
        for column, heading in enumerate(_HEADINGS):
            sheet.write_string(2, column, heading, bold)
        for number, pair in enumerate(pairs, start=1):
            sheet.write_number(2 + number, 0, number, plain)
            sheet.write_blank(2 + number, 1, None, plain)
            for column, cell in enumerate(_cells(lists, pair), start=2):
                sheet.write_string(2 + number, column, cell[:_LONGEST], text)
        sheet.data_validation(
            3,
            1,
            2 + max(1, len(pairs)),
            1,
            {
                "validate": "list",
                "source": [decision.value for decision in Decision],
                "error_title": "Decision",
                "error_message": "Choose same, different or cannot tell.",
            },
        )
        sheet.freeze_panes(3, 2)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
    return buffer.getvalue()


def _cells(lists: Lists, pair: Pair) -> Iterator[str]:
    row, person = lists.partner[pair.listed], lists.people[pair.person]
    for on_list, on_file in zip(row.shown, person.shown, strict=True):
        yield on_list
        yield on_file
    alike = "; ".join(f"{name.replace('_', ' ')}: {pair.says(name)}" for name in COMPARISONS)
    yield f"{alike}. Likelihood {min(pair.probability, 0.9999):.0%}"
    yield check_of(row, person)


def check_of(row: ListedPerson, person: ListedPerson) -> str:
    """Sixteen letters that stand for a pair, and change with what either row says."""
    return row.fingerprint() + person.fingerprint()


def read_decisions(path: Path, lists: Lists, pairs: Sequence[Pair]) -> dict[tuple[int, int], Decision]:
    """What clerks decided, by the places of the row and the person. A row without a decision is left aside.

    Raises:
        SourceError: The file cannot be read; a decision is none of the words; a pair is decided in two ways, or is
            no pair of these lists. Rows are named by their number only.
    """
    from foi_return.engine.workspace import open_workspace
    from foi_return.sources.extract import read_source

    places = {check_of(lists.partner[pair.listed], lists.people[pair.person]): pair for pair in pairs}
    with open_workspace() as workspace:
        raw = read_source(workspace, SourceSpec("decisions"), path, [CHECK, DECISION])
        columns = f"{raw.columns[CHECK]}, {raw.columns[DECISION]}"
        query = f"SELECT CAST({raw.row_sql} AS BIGINT), {columns} FROM {raw.table} ORDER BY 1"
        rows = [(row, (check or "").strip(), normalise(said or "")) for row, check, said in
                workspace.duckdb.execute(query).fetchall()]  # fmt: skip
    words = {decision.value: decision for decision in Decision}
    found: dict[tuple[int, int], Decision] = {}
    wrong: dict[str, list[int]] = {"word": [], "pair": [], "twice": []}
    for number, check, said in rows:
        if not said:
            continue
        if said not in words:
            wrong["word"].append(number)
        elif check not in places:
            wrong["pair"].append(number)
        else:
            place = places[check].listed, places[check].person
            if found.setdefault(place, words[said]) is not words[said]:
                wrong["twice"].append(number)
    faults = list(_faults(path.name, wrong, _sames(found)))
    if faults:
        raise SourceError(faults)
    return found


def _sames(found: Mapping[tuple[int, int], Decision]) -> int:
    """How many of the partner's rows are decided to be the same as more than one person."""
    rows = Counter(row for (row, _), decision in found.items() if decision is Decision.SAME)
    return sum(times > 1 for times in rows.values())


def _faults(name: str, wrong: Mapping[str, Sequence[int]], sames: int) -> Iterator[Fault]:
    for kind, found, expected, step in (
        ("word", "the decision is none of the words", listed(decision.value for decision in Decision), "Mend it"),
        (
            "pair",
            "this is no pair of these lists, or one of its rows has changed since the list was written",
            "the list that was written from these files",
            "Write the list again with `foi-return reconcile link --force`",
        ),
        ("twice", "the pair is decided in two ways", "each pair once", "Remove one of the rows"),
    ):
        rows = wrong[kind]
        if rows:
            more = f" and {len(rows) - _SHOWN_ROWS} more" if len(rows) > _SHOWN_ROWS else ""
            where = f"{name}, row{'s' if len(rows) > 1 else ''} {', '.join(map(str, rows[:_SHOWN_ROWS]))}{more}"
            yield Fault(where, found, expected, step)
    if sames:
        found = f"{sames} rows of the partner's list are the same as more than one person"
        yield Fault(name, found, "one 'same' for a row", "If a child has two ids, choose the one to count under")
