"""What the `review` commands do: options into choices, files into folders that are not sent."""

from __future__ import annotations

import argparse
import json
import secrets
from collections.abc import Mapping
from pathlib import Path

from foi_return.config.field_map import find_field_map, load_field_map
from foi_return.config.request import load_request
from foi_return.config.review_file import review_record
from foi_return.console import Console
from foi_return.errors import Fault, RequestError
from foi_return.period_kinds import follow_each_other, parse_periods, span_label
from foi_return.review.figures import review_figures
from foi_return.review.listing import ListColumns, Listing, list_extract, list_records
from foi_return.review.plan import PLAN_NAME, ReviewPlan, id_check, load_plan, plan_text, rows_of
from foi_return.review.private_files import write_private
from foi_return.review.read_back import HandMade, read_list, read_sheet
from foi_return.review.report import plan_lines, plan_record, review_lines
from foi_return.review.sampling import Wish, count_strata, draw_sample, pool_small_strata
from foi_return.review.sheet_file import DECISION_COLUMN, SHEET_NAME, render_sheet
from foi_return.terms.review import Decision, Part, Review, ReviewPeriod
from foi_return.text import normalise

RESULT_NAME = "review-result.json"
DEFAULT_FOLDER = Path("output") / "review-internal"

_MOST_SEED = 10**9


def run_review_command(arguments: argparse.Namespace, sources: Mapping[str, Path]) -> int:
    """Runs `review sheet` or `review count`.

    Raises:
        UserError: Of the kind that fits.
    """
    if arguments.review_command == "sheet":
        return _sheet(arguments, sources)
    return _count(arguments)


def _sheet(arguments: argparse.Namespace, sources: Mapping[str, Path]) -> int:
    console = Console()
    confidence = _confidence(arguments.confidence)
    wishes = {
        Part.FLAGGED: _wish(arguments, arguments.flagged or "all", "--flagged"),
        Part.UNFLAGGED: _wish(arguments, arguments.unflagged or "planned", "--unflagged"),
    }
    period = _period(arguments.period)
    (records, left_out), about = _listed(arguments, sources, period, console)
    console.progress_done()
    if left_out:
        console.say_aside(f"{left_out:,} rows have no id by which a reviewer could find them, and are left out.")
    pooled = pool_small_strata(records)
    seed = secrets.randbelow(_MOST_SEED) if arguments.seed is None else arguments.seed
    drawn = draw_sample(pooled, wishes, seed, confidence)
    if not drawn:
        raise RequestError(Fault("--flagged, --unflagged", "no record would be reviewed", "at least one record"))
    sizes = count_strata(pooled)
    plan = ReviewPlan(
        about,
        arguments.definition or "",
        period,
        arguments.id,
        seed,
        confidence,
        tuple(sizes.items()),
        rows_of(drawn, list(sizes)),
        tuple(id_check(seed, number, record.id) for number, record in enumerate(drawn, start=1)),
    )
    folder = Path(arguments.output) if arguments.output else DEFAULT_FOLDER
    sheet = folder / SHEET_NAME
    files = {SHEET_NAME: render_sheet(plan, drawn), PLAN_NAME: plan_text(plan).encode()}
    private = write_private(folder, files, replace=arguments.force)
    if arguments.json:
        console.say(json.dumps({"sheet": str(sheet), **plan_record(plan)}, indent=2, ensure_ascii=False))
    else:
        console.say("\n".join(plan_lines(plan, sheet, private)))
    return 0


def _listed(
    arguments: argparse.Namespace, sources: Mapping[str, Path], period: ReviewPeriod | None, console: Console
) -> tuple[Listing, str]:
    """The records, and what the flag is called."""
    columns = ListColumns(arguments.id, arguments.stratum or "", arguments.flagged_column or "Flagged")
    if bool(arguments.list) == bool(arguments.map):
        raise RequestError(
            Fault("review sheet", "it needs one of a list and an extract", "--list FILE, or --map MAP and --source")
        )
    if arguments.list:
        if not arguments.about:
            raise RequestError(Fault("--about", "it is missing", "what the flag is, such as --about 'the CSE flag'"))
        path = Path(arguments.list).expanduser()
        return list_records(path, arguments.sheet, columns, arguments.per_id, console.progress), arguments.about
    if not arguments.category:
        raise RequestError(Fault("--category", "it is missing", "the category of the map that the flag stands for"))
    request = load_request(arguments.request or "core")
    field_map = load_field_map(find_field_map(arguments.map), request)
    records = list_extract(
        field_map, arguments.records, arguments.category, sources, columns, period, arguments.per_id, console.progress
    )
    labels = {category.key: category.label for category in request.categories}
    labels |= {context.key: context.label for context in request.contexts}
    label = labels.get(arguments.category, arguments.category)
    return records, arguments.about or f"the records of {label} in {field_map.system}"


def _count(arguments: argparse.Namespace) -> int:
    console = Console()
    path = Path(arguments.filled).expanduser()
    period = _period(arguments.period)
    if arguments.hand_made:
        if not arguments.about:
            raise RequestError(Fault("--about", "it is missing", "what the flag is, such as --about 'the CSE flag'"))
        strata = read_list(path, _hand_made(arguments))
        about, definition, confidence = arguments.about, arguments.definition or "", _confidence(arguments.confidence)
    else:
        plan = load_plan(_plan_path(arguments.plan, path))
        strata = read_sheet(path, plan)
        about, definition = arguments.about or plan.about, arguments.definition or plan.definition
        period = period or plan.period
        confidence = plan.confidence if arguments.confidence is None else _confidence(arguments.confidence)
    review = Review(about, definition, period, confidence, strata, review_figures(strata, confidence))
    result = Path(arguments.output) if arguments.output else path.parent / RESULT_NAME
    text = json.dumps(review_record(review), ensure_ascii=False, indent=2) + "\n"
    # A result follows from its sheet, so an earlier one beside it is no loss.
    private = write_private(
        result.parent, {result.name: text.encode()}, replace=arguments.force or not arguments.output
    )
    if arguments.json:
        console.say(json.dumps({"result": str(result), **review_record(review)}, indent=2, ensure_ascii=False))
    else:
        console.say("\n".join(review_lines(review, result, private)))
    return 0


def _plan_path(given: str | None, sheet: Path) -> Path:
    path = Path(given).expanduser() if given else sheet.parent / PLAN_NAME
    if not path.is_file():
        raise RequestError(
            Fault(
                str(path),
                "there is no such plan, which says what the rows of the sheet stand for",
                f"the {PLAN_NAME} that was written with the sheet",
                "Name it with --plan; for a list that was made by hand, add --hand-made",
            )
        )
    return path


def _hand_made(arguments: argparse.Namespace) -> HandMade:
    own: dict[Decision, list[str] | None] = {
        Decision.MET: arguments.met,
        Decision.NOT_MET: arguments.not_met,
        Decision.CANNOT_TELL: arguments.cannot_tell,
    }
    faults = []
    given = [(decision, normalise(word)) for decision, words in own.items() for word in words or ()]
    if len({word for _, word in given}) < len(set(given)):
        faults.append(
            Fault("--met, --not-met, --cannot-tell", "a word is given for two decisions", "one decision for a word")
        )
    populations = {}
    for text in arguments.population or ():
        group, sign, number = text.rpartition("=")
        side, _, stratum = group.partition(":")
        if not sign or side.strip() not in {part.value for part in Part} or not number.strip().isdecimal():
            faults.append(Fault("--population", f"found '{text}'", "flagged=464, or unflagged:STRATUM=800"))
        else:
            populations[Part(side.strip()), normalise(stratum)] = int(number)
    if faults:
        raise RequestError(faults)
    return HandMade(
        arguments.decision_column or DECISION_COLUMN,
        arguments.flagged_column or "Flagged",
        arguments.stratum or "",
        arguments.id or "",
        arguments.sheet,
        {word: decision for decision, word in given},
        populations,
    )


def _wish(arguments: argparse.Namespace, text: str, option: str) -> Wish:
    if normalise(text) == "all":
        return Wish()
    if normalise(text) == "planned":
        points = 5.0 if arguments.half_width is None else arguments.half_width
        expected = 50.0 if arguments.expected is None else arguments.expected
        if not 0 < points < 50:
            raise RequestError(Fault("--half-width", f"found {points:g}", "percentage points above 0 and below 50"))
        if not 0 <= expected <= 100:
            raise RequestError(Fault("--expected", f"found {expected:g}", "a share from 0 to 100 per cent"))
        return Wish(half_width=points / 100, expected=expected / 100)
    if text.strip().isdecimal():
        return Wish(int(text))
    raise RequestError(Fault(option, f"found '{text}'", "a whole number, 'all' or 'planned'"))


def _confidence(percent: float | None) -> float:
    if percent is None:
        return 0.95
    if not 50 <= percent < 100:
        raise RequestError(Fault("--confidence", f"found {percent:g}", "per cent, from 50 to less than 100"))
    return percent / 100


def _period(texts: list[str] | None) -> ReviewPeriod | None:
    if not texts:
        return None
    try:
        years = parse_periods(texts)
    except ValueError as problem:
        raise RequestError(Fault("--period", str(problem), "'2023/24', or '2019/20 to 2023/24'")) from None
    if not follow_each_other(years):
        raise RequestError(Fault("--period", "the years leave some out between them", "years that follow each other"))
    first, last = years[0], years[-1]
    return ReviewPeriod(span_label(first, last), first.first_day, last.last_day)
