"""Measures disclosure control as a council meets it: the whole reply to the core request, and an earlier answer.

Thirty random councils (300, 1,500 and 5,000 children over seven years) go through the same road as a real return, from
inner cells to a verified certificate. The earlier answer is about five of the years, with other age bands. A separate
reader then says what each hidden cell can be, with the earlier answer alone and with both.

Times are processor time of the one thread that works, so that other programs on the machine do not count.

Run: PYTHONPATH=. python benchmarks/bench_reply.py [--zeros shown|may-be-hidden|protected] [--councils 30]
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from foi_return.config.earlier import load_earlier
from foi_return.config.field_map import find_field_map, load_field_map
from foi_return.config.policy import choose_policy
from foi_return.config.request import RequestOverrides, load_request, override
from foi_return.disclosure.audit import audit
from foi_return.disclosure.certificate import certify
from foi_return.disclosure.checker import check
from foi_return.inner_cells import InnerCell
from foi_return.outputs.release import release_record
from foi_return.pipeline import PreparedReturn, ReturnInputs, prepare_return
from foi_return.terms.policy import ZeroPolicy
from foi_return.terms.request import NOT_KNOWN

YEARS = tuple(f"{year}/{year % 100 + 1}" for year in range(2019, 2026))
EARLIER_YEARS = ("2020/21 to 2024/25",)
EARLIER_BANDS = ("under 12", "12 to 14", "15", "16 to 17")
FINEST = {"Under 10": 4, "10 to 11": 7, "12": 8, "13 to 14": 30, "15": 21, "16 to 17": 28, NOT_KNOWN: 2}
"""Age groups at the union of both answers' edges, with how many of a hundred children are in each."""
GIRLS = {"cce": (20, 77, 1, 2), "cse": (80, 17, 1, 2), "both": (60, 37, 1, 2)}
SEXES = ("Female", "Male", "Indeterminate", NOT_KNOWN)
BESIDE = {"gang": 0.12, "ocg": 0.06, "county_lines": 0.25}
CONTEXTS = {
    "online": 0.25,
    "public_place": 0.2,
    "private_address": 0.1,
    "temporary_accommodation": 0.04,
    "school": 0.08,
    "placement": 0.06,
}


def random_council(seed: int, children: int) -> tuple[InnerCell, ...]:
    """Inner cells of a council in which so many children were recorded over the seven years, growing and skewed."""
    draw = random.Random(seed)
    cells: Counter[tuple[str, tuple[str, ...], str, str]] = Counter()
    for number, year in enumerate(YEARS):
        shares = [draw.uniform(0.2, 0.6), draw.uniform(0.2, 0.6), draw.uniform(0.02, 0.2)]
        for _ in range(int(children / 7 * (0.6 + 0.133 * number))):
            kind = draw.choices(("cce", "cse", "both"), shares)[0]
            if number < 2 and kind != "cse":
                kind = "cse"  # The flag for criminal exploitation came later.
            keys = {"cce", "cse"} if kind == "both" else {kind}
            keys |= {key for key, share in BESIDE.items() if draw.random() < share and (key != "county_lines")}
            if "cce" in keys and draw.random() < BESIDE["county_lines"]:
                keys.add("county_lines")
            keys |= {key for key, share in CONTEXTS.items() if draw.random() < share}
            sex = draw.choices(SEXES, GIRLS[kind])[0]
            age = draw.choices(tuple(FINEST), tuple(FINEST.values()))[0]
            cells[(year, tuple(sorted(keys)), sex, age)] += 1
    return tuple(InnerCell(*place, count) for place, count in sorted(cells.items()))


@dataclass(frozen=True)
class Measured:
    """What one council gave."""

    line: str
    seconds: float
    proved: bool
    valid: bool
    limited: int
    small: int
    recovered: int
    out_before: int


def inputs_for(zeros: ZeroPolicy) -> tuple[ReturnInputs, ReturnInputs]:
    """The reply to the core request, and the earlier answer, by one field map."""
    request = load_request("core")
    field_map = load_field_map(find_field_map("anytown"), request)
    policy = replace(choose_policy("fewer-than-5", None), zeros=zeros)
    earlier = override(request, RequestOverrides(years=EARLIER_YEARS, age_bands=EARLIER_BANDS))
    return (
        ReturnInputs("NOW", request, field_map, policy, None),
        ReturnInputs("EARLIER", earlier, field_map, policy, None),
    )


def regrouped(cells: tuple[InnerCell, ...], groups: dict[str, str], years: set[str]) -> tuple[InnerCell, ...]:
    """The inner cells as another request would have them counted: of its years, in its own finest age groups."""
    counts: Counter[tuple[str, tuple[str, ...], str, str]] = Counter()
    for cell in cells:
        if cell.period in years:
            place = (cell.period, cell.memberships, cell.sex, groups.get(cell.age_group, cell.age_group))
            counts[place] += cell.count
    return tuple(InnerCell(*place, count) for place, count in sorted(counts.items()))


EARLIER_GROUPS = {"Under 10": "Under 12", "10 to 11": "Under 12", "12": "12 to 14", "13 to 14": "12 to 14"}


def with_earlier(now: ReturnInputs, before: ReturnInputs, cells: tuple[InnerCell, ...]) -> ReturnInputs:
    """The inputs of the reply, told of the earlier answer by its release record."""
    years = {period.label for period in before.request.periods}
    prepared = prepare_return(before, regrouped(cells, EARLIER_GROUPS, years), frozenset())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "release.json"
        path.write_text(json.dumps(release_record(prepared.answer)), encoding="utf-8")
        sexes = (*now.field_map.child.sex_values,)
        every_sex = tuple(dict.fromkeys([*sexes, NOT_KNOWN]))
        earlier = load_earlier(path, load_request("core"), now.field_map, every_sex)
    return replace(now, earlier=(earlier,))


def measure(seed: int, zeros: ZeroPolicy) -> Measured:
    """Protects one council's reply, verifies its certificate, and reads it."""
    children = (300, 1500, 5000)[seed % 3]
    cells = random_council(seed, children)
    now, before = inputs_for(zeros)
    inputs = with_earlier(now, before, cells)
    start = time.process_time()
    prepared = prepare_return(inputs, cells, frozenset())
    took = time.process_time() - start
    start = time.process_time()
    verdict = check(certify(prepared.problem, prepared.suppression), release_record(prepared.answer))
    lapse = time.process_time() - start
    recovered, out_before = what_came_out(prepared)
    found, problem = prepared.suppression, prepared.problem
    limited = sum(each.notable for each in found.limited)
    published = sum(cell.published for cell in problem.cells)
    latent = sum(cell.is_small(problem.protection) and not cell.published for cell in problem.cells)
    line = (
        f"{seed:2} {children:5} children: {published} cells, {len(problem.statements)} statements, small "
        f"{len(found.primary)}, latent {latent}, secondary {len(found.secondary)}, cost {found.cost}, bound "
        f"{found.bound}, {'proved' if found.proved else 'NOT PROVED'}, L above 1 {limited}, already out {out_before}, "
        f"recovered {recovered}; {took:.2f} s; certificate {'valid' if verdict.valid else verdict.reasons[:2]} in "
        f"{lapse:.2f} s"
    )
    return Measured(line, took, found.proved, verdict.valid, limited, len(found.primary), recovered, out_before)


def what_came_out(prepared: PreparedReturn) -> tuple[int, int]:
    """How many small cells the reader of both answers knows exactly, or confines, that were not limited before."""
    limits = {each.key: set(each.missing) for each in prepared.suppression.limited}
    already = sum(each.already_out for each in prepared.suppression.limited)
    came_out = 0
    for cell in audit(prepared.problem, prepared.suppression.hidden):
        if cell.small and not set(cell.missing) <= limits.get(cell.key, set()):
            came_out += 1
    return came_out, already


def main() -> None:
    """Prints a line for each council, then the summary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--zeros", choices=("shown", "may-be-hidden", "protected"), default="shown")
    parser.add_argument("--councils", type=int, default=30)
    parser.add_argument("--first", type=int, default=0)
    asked = parser.parse_args()
    zeros = ZeroPolicy(asked.zeros.replace("-", " "))
    results = []
    for seed in range(asked.first, asked.first + asked.councils):
        results.append(measure(seed, zeros))
        print(results[-1].line, flush=True)
    times = [each.seconds for each in results]
    print(
        f"zeros {zeros.value}: proved {sum(each.proved for each in results)} of {len(results)}, certificates valid "
        f"{sum(each.valid for each in results)}, median {statistics.median(times):.2f} s, worst {max(times):.2f} s, "
        f"small cells {sum(each.small for each in results)}, L above 1 {sum(each.limited for each in results)}, "
        f"already out {sum(each.out_before for each in results)}, recovered {sum(each.recovered for each in results)}"
    )


if __name__ == "__main__":
    main()
