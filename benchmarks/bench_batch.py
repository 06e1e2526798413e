"""What one request more costs in a batch over one large extract, against a `build` of its own.

All variants differ: years, age bands, thresholds, counting rules, categories. Each is protected together with all
before it, so protection, which is told apart, grows with the number of answers. Ratios of one run are what to quote.

    PYTHONPATH=. python benchmarks/bench_batch.py --rows 1000000 --variants 100 --builds 3
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
WORK = HERE / ".work"
YEARS = (
    "2019/20 to 2025/26",
    "2023/24 to 2025/26",
    "2021/22 to 2025/26",
    "2024/25 to 2025/26",
    "2020/21 to 2024/25",
    "2022/23 to 2024/25",
    "2019/20 to 2023/24",
    "2025/26",
    "2022/23 to 2025/26",
    "2019/20 to 2021/22",
)
BANDS: tuple[list[str] | None, ...] = (
    None,
    ["under 12", "12 to 14", "15 to 17"],
    ["under 10", "10 to 13", "14 to 15", "16 to 17"],
    ["under 16", "16 to 17"],
    ["under 13", "13 to 17"],
)
OTHERS: tuple[dict[str, str], ...] = (
    {},
    {"small_numbers.threshold": "10", "small_numbers.reason": '"As the requester asked."'},
)
RULES = ("starts in year", "open in year")


def variants(number: int, rules: int) -> list[str]:
    """The requests of the manifest, as TOML: so many, under so many sets of counting rules."""
    found = []
    every = itertools.product(OTHERS, RULES[:rules], BANDS, YEARS)
    for place, (other, rule, bands, years) in enumerate(itertools.islice(every, number), start=1):
        lines = ["[[requests]]", f'request.reference = "BENCH-{place:03}"', f'request.years = ["{years}"]']
        lines += [f"request.age_bands = {json.dumps(bands)}"] if bands else []
        lines += [f'counting.placed_by = "{rule}"']
        lines += [f"{key} = {value}" for key, value in other.items()]
        found.append("\n".join(lines))
    return found


def make_extract(rows: int) -> dict[str, Path]:
    """The three files of an extract with about so many rows, made where they are not there."""
    from foi_return.synthetic import HAZARD_ROWS_PER_CHILD, extract_files

    folder = WORK / str(rows)
    names = {"hazards": "exploitation.csv", "people": "people.csv", "missing": "missing.csv"}
    if not (folder / "missing.csv").exists():
        folder.mkdir(parents=True, exist_ok=True)
        extract_files.SHEET_ROWS_LIMIT = 0  # always CSV
        extract_files.write_extract(folder, seed=1, children=round(rows / HAZARD_ROWS_PER_CHILD))
    return {name: (folder / file).absolute() for name, file in names.items()}


def timed(command: list[str]) -> tuple[float, float, str]:
    """Runs a command to its end: seconds by the clock, seconds of processor, and what it printed."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[3:6]} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, processor, done.stdout


def main() -> None:
    """Runs some builds, then the batch, and prints what one request more costs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--variants", type=int, default=100)
    parser.add_argument("--rules", type=int, default=1, help="sets of counting rules in play")
    parser.add_argument("--builds", type=int, default=3, help="how many of the variants are built alone as well")
    arguments = parser.parse_args()
    files = make_extract(arguments.rows)
    output = WORK / "batch"
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    program = [sys.executable, "-m", "foi_return"]
    sources = [f"--source={name}={path}" for name, path in files.items()]
    alone = []
    for years in YEARS[: arguments.builds]:
        words = ["build", "--map", "anytown", "--reference", "ALONE", "--years", years, *sources]
        alone.append(timed([*program, *words, "--output", str(output / "alone"), "--json"])[:2])
        print(f"build alone, {years}: {alone[-1][0]:.2f} s, {alone[-1][1]:.2f} s of processor", flush=True)
    told = "\n".join(f'{name} = "{path}"' for name, path in files.items())
    manifest = output / "bench.toml"
    requests = "\n\n".join(variants(arguments.variants, arguments.rules))
    manifest.write_text(
        f'format = 1\n[defaults.extract]\nfield_map = "anytown"\n[defaults.extract.sources]\n{told}\n'
        f'[defaults.output]\nfolder = "answers"\n[defaults.earlier]\nregister_folder = "register"\n\n{requests}\n',
        encoding="utf-8",
    )
    whole, processor, printed = timed([*program, "batch", "run", str(manifest), "--json"])
    results = json.loads(printed)["requests"]
    first, *later = [(each["seconds"], each["seconds_of_protection"]) for each in results]
    rest = [seconds - protection for seconds, protection in later]
    solver = [protection for _, protection in later]
    print(f"batch of {len(results)}: {whole:.1f} s, {processor:.1f} s of processor, {json.loads(printed)['outcomes']}")
    print(f"first request, with reading and counting: {first[0]:.2f} s, of which protection {first[1]:.2f} s")
    print(
        f"each later one, without protection: median {statistics.median(rest):.3f} s, mean {statistics.mean(rest):.3f},"
        f" most {max(rest):.3f}"
    )
    for start in range(0, len(solver), 20):
        part = solver[start : start + 20]
        print(f"protection, requests {start + 2} to {start + 1 + len(part)}: mean {statistics.mean(part):.2f} s")
    build = statistics.median(wall for wall, _ in alone)
    worked = statistics.median(seconds for _, seconds in alone)
    print(f"one build of its own: median {build:.2f} s; a later request without protection is", end=" ")
    print(f"{statistics.median(rest) / build:.3f} of it, with it {statistics.mean(s for s, _ in later) / build:.3f}")
    print(f"processor: {processor / len(results):.2f} s for a request of the batch, {worked:.2f} s for a build")
    again, _, printed = timed([*program, "batch", "run", str(manifest), "--json"])
    print(f"the same batch again: {again:.1f} s, {json.loads(printed)['outcomes']}")


if __name__ == "__main__":
    main()
