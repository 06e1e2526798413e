"""Verifies a disclosure certificate with the standard library alone. Read it: it takes ten minutes.

A certificate claims: these sums (cells) of these counts are published, or follow by subtraction; readers know these
statements besides; for each value that a small sum must keep there is a filling that agrees. All is computed anew.
"""

import hashlib
import json
import sys
from contextlib import ExitStack
from typing import Any, NamedTuple


class Verdict(NamedTuple):
    """Whether the certificate holds, why not, and what rests on the word of the program that made it."""

    valid: bool
    reasons: list[str]
    unproved: list[str]


def check(certificate: dict[str, Any], release: dict[str, Any] | None = None) -> Verdict:
    """Verifies a certificate, and that a release shows exactly the figures that it covers."""
    try:
        checker = _Checker(certificate)
        checker.check_figures()
        checker.check_fillings()
        checker.check_small_cells()
        if release is not None:
            checker.check_release(release)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        return Verdict(False, [f"The certificate cannot be read: {type(error).__name__} {error}"], [])
    return Verdict(not checker.faults, checker.faults, checker.unproved)


class _Checker:
    def __init__(self, certificate: dict[str, Any]):
        self.faults, self.unproved = list[str](), list[str]()
        rest = {name: part for name, part in certificate.items() if name != "digest"}
        text = json.dumps(rest, sort_keys=True, separators=(",", ":"))
        self.require(hashlib.sha256(text.encode()).hexdigest() == certificate["digest"], "The digest does not fit")
        policy = certificate["policy"]
        self.threshold, self.zeros, level = int(policy["threshold"]), policy["zeros"], policy["level"]
        self.exact, less = level == "not exactly known", level == "every value from L to one less than the threshold"
        self.rule, self.alike = policy["rounding"] or {"base": 1}, level == "every value that rounds to the same number"
        self.base, self.half = self.rule["base"], (self.rule["base"] // 2, (self.rule["base"] - 1) // 2)
        known = self.threshold >= 2 and self.zeros in ("shown", "may be hidden", "hidden") and self.base > self.alike
        known = known and (self.exact or less or self.alike or level == "every value from L to the threshold")
        self.banded, seen = policy["banded"], self.zeros == "shown"  # where bands tell small figures, others are not
        known = known and (not self.banded or (seen and (less or self.exact) and self.base == 1))
        self.require(known and certificate["format"] == 1, "The format or the policy is not known")
        self.top = self.threshold - 1 if less else self.threshold
        self.counts: list[int] = [inner["count"] for inner in certificate["inner_cells"]]
        self.cells = {tuple(cell["key"]): cell for cell in certificate["cells"]}
        self.require(len(self.cells) == len(certificate["cells"]), "A cell stands twice")
        self.values = {key: sum(self.counts[i] for i in cell["sums"]) for key, cell in self.cells.items()}
        self.statements, self.fillings = certificate["statements"], certificate["fillings"]
        self.witnesses = {tuple(each["cell"]): dict(each["values"]) for each in certificate["witnesses"]}
        self.limited = {tuple(each["cell"]): each for each in certificate["limited"]}
        self.given = {tuple(key) for key in certificate["given"]}
        exact = [cell for cell in self.cells.values() if seen and "statement" not in cell]
        self.zero = {i for cell in exact if cell["published"] == 0 for i in cell["sums"]}
        self.rounded = {c["statement"] for c in self.cells.values() if "statement" in c and c["published"] != "small"}
        first = {key: self.zeros != "hidden" and not cell["protect_zero"] for key, cell in self.cells.items()}
        self.small = {key for key, value in self.values.items() if first[key] <= value < self.threshold}
        large = {key for key, value in self.values.items() if self.banded and value >= self.threshold}
        told = {key: seen and cell["role"] != "latent" for key, cell in self.cells.items()}
        self.least = {key: self.threshold if told[key] and key in large else int(told[key]) for key in told}

    def require(self, condition: bool, fault: str) -> None:
        self.faults += [] if condition else [fault]

    def check_figures(self) -> None:
        """Shown figures are true, small ones are not shown, statements are true of the true counts."""
        self.require(all(type(count) is int and count >= 0 for count in self.counts), "A count is not a whole number")
        for key, cell in self.cells.items():
            once = len(set(cell["sums"])) == len(cell["sums"]) and min(cell["sums"], default=0) >= 0
            self.require(once, f"{key} sums an inner cell twice")
            if cell["role"] == "latent":
                self.require(cell["published"] is None and key not in self.given, f"{key} is latent but published")
            elif cell["published"] == "hidden":
                self.require(key not in self.given and self.values[key] >= self.least[key], f"{key} must be shown")
            elif "statement" in cell:
                self.check_rounded(key, cell)
            else:
                self.require(cell["published"] == self.values[key], f"{key} does not show its true value")
                self.require((key in self.small) == (key in self.given), f"{key} is small and shown, or no given")
        for statement in self.statements:
            right = all(i >= 0 for i, _ in statement["terms"]) and self.holds(statement, {})
            self.require(right, f"The statement '{statement['name']}' is false")

    def check_rounded(self, key: tuple[str, ...], cell: dict[str, Any]) -> None:
        """A rounded figure is told as the counts that it may stand for, and so is a band, which is for small ones."""
        statement, shown, low, high = self.statements[cell["statement"]], cell["published"], 1, self.threshold - 1
        fits = self.banded and key in self.small
        if shown != "small":
            far = self.rule["far"] * self.base - 1
            below, above = self.half if self.rule["method"] == "conventional" else (far, far)
            least = self.threshold if self.rule["hides_small"] else int(self.zeros == "shown")
            low, high, fits = max(least, shown - below), shown + above, shown % self.base == 0
        told = [statement["low"], statement["high"], statement["terms"]] == [low, high, [[i, 1] for i in cell["sums"]]]
        self.require(told and fits and cell["statement"] >= 0 and key not in self.given, f"{key} is not told as shown")

    def holds(self, statement: dict[str, Any], moved: dict[int, int]) -> bool:
        amount, low = sum(f * (self.counts[i] + moved.get(i, 0)) for i, f in statement["terms"]), statement["low"]
        return bool((low is None or amount >= low) and (statement["high"] is None or amount <= statement["high"]))

    def check_fillings(self) -> None:
        """Every filling agrees with all that the reader knows. What it does not move is as true as the truth."""
        cells_of, self.sums = [list[tuple[str, ...]]() for _ in self.counts], list[dict[tuple[str, ...], int]]()
        for key, cell in self.cells.items():
            for i in cell["sums"]:
                cells_of[i].append(key)
        for number, moved in enumerate(map(dict, self.fillings)):
            sums = dict[tuple[str, ...], int]()
            for i, move in moved.items():
                whole = type(move) is int and 0 <= i < len(self.counts) and self.counts[i] + move >= 0
                self.require(whole, f"Filling {number} has a count that is not a whole number of 0 or more")
                for key in cells_of[i]:
                    sums[key] = sums.get(key, self.values[key]) + move
            for key, value in sums.items():
                unseen = self.cells[key]["published"] in ("hidden", None) or "statement" in self.cells[key]
                right = value >= self.least[key] if unseen else value == self.values[key]
                self.require(right, f"Filling {number} contradicts {key}")
            for statement in self.statements:
                still = all(i not in moved for i, _ in statement["terms"])
                self.require(still or self.holds(statement, moved), f"Filling {number} breaks '{statement['name']}'")
            self.sums.append(sums)

    def check_small_cells(self) -> None:
        """Every small cell has a witness for each value, or a proof that no pattern could leave it that value."""
        for key in sorted(self.small - self.given):
            true, found = self.values[key], self.witnesses.get(key, {})
            for value, number in found.items():
                given = self.sums[number].get(key, true)
                self.require(given == value and number >= 0, f"The witness for {key} = {value} gives {given}")
            limit = self.limited.get(key, {"at_least": None, "at_most": None, "missing": []})
            low = self.add_up(key, limit["at_least"], 1) if limit["at_least"] else 0
            high = -self.add_up(key, limit["at_most"], -1) if limit["at_most"] else true + 2 * self.top + 99
            middle = (true + self.half[0]) // self.base * self.base
            first, last = (middle - self.half[0], middle + self.half[1]) if self.alike else (0, self.top)
            needed: Any = range(max(low, first, self.least[key]), min(high, last) + 1)
            if self.exact:
                needed = [] if found.keys() - {true} or low == high else [next(iter(limit["missing"]), true + 1)]
            for value in (each for each in needed if each not in found):
                unproved = value in limit["missing"]  # that it could not be so in any pattern is the program's word
                (self.unproved if unproved else self.faults).append(f"{key} has no witness for {value}")

    def add_up(self, key: tuple[str, ...], proof: dict[str, Any], sign: int) -> int:
        """The least value of sign * cell: scale times it is at least the sum of multiplier times relation."""
        scale, total = proof["scale"], 0
        rest = [sign * scale if i in self.cells[key]["sums"] else 0 for i in range(len(self.counts))]
        for other, multiplier in proof["cells"]:
            cell, known = self.cells[tuple(other)], tuple(other) in self.given
            self.require(cell["role"] == "published" and (known or multiplier > 0), f"The proof for {key} uses {other}")
            total += multiplier * (self.values[tuple(other)] if known else self.least[tuple(other)])
            for i in cell["sums"]:
                rest[i] -= multiplier
        for number, multiplier in proof["statements"]:
            statement = self.statements[number]
            total += multiplier * (statement["low"] if multiplier > 0 else statement["high"])
            for i, factor in statement["terms"]:
                rest[i] -= multiplier * factor
        sound = scale > 0 and all(number >= 0 and number not in self.rounded for number, _ in proof["statements"])
        sound = sound and all(left >= 0 or i in self.zero for i, left in enumerate(rest))
        self.require(sound, f"The proof for {key} does not add up")
        return -(-total // scale) if sound else 0

    def check_release(self, release: dict[str, Any]) -> None:
        """Every figure is a cell of the certificate, shown or hidden as it says, or a share of two shown ones."""
        self.require(release["policy"]["threshold"] == self.threshold, "The release states another threshold")
        seen: dict[tuple[str, ...], Any] = {}
        adding_up = {table["table"] for table in release.get("tables", ()) if table.get("adds_up")}
        for figure in [*release["cells"], *release.get("data_quality", [])]:
            narrowed = [f"{dimension}={label}" for dimension, label in sorted(figure["breakdown"].items())]
            key, mark = (figure["period"], figure["category"], *narrowed), figure.get("shorthand")
            if figure.get("unit", "").startswith("percent of ") and mark is None:  # stands after what it is a share of
                whole = seen[_whole(seen, key)]
                off = abs(100 * seen[key] - figure["value"] * whole)
                if figure.get("table") in adding_up:
                    off = 0 if figure["value"] == _whole_share(seen, key) else whole
                self.require(off <= 0.05 * whole + 1e-6, f"The release's share for {key} is not of its figures")
            elif mark not in ("x", "z") and not figure.get("unit", "").startswith("percent of "):
                cell = self.cells.get(key, {"published": None})
                seen[key] = shown = {"c": "hidden", "low": 0, "band": "small"}[mark] if mark else figure["value"]
                low = "statement" in cell and shown == 0 and self.zeros == "shown"
                right = cell["published"] == shown is not None and low == (mark == "low")
                self.require(right, f"The release's {key} is not as certified")
        due = {key for key, cell in self.cells.items() if cell["published"] not in (None, 0) or "statement" in cell}
        self.require(due <= seen.keys(), f"Certified cells are not in the release: {sorted(due - seen.keys())[:5]}")


def _whole(seen: dict[tuple[str, ...], Any], key: tuple[str, ...]) -> tuple[str, ...]:
    """What a share is of: of the total, or of those of whom it was recorded, where a row says how many they are."""
    recorded = (*key[:2], key[-1].partition("=")[0] + "=Recorded")
    return recorded if recorded in seen and not key[-1].endswith(("=Recorded", "=Not known")) else key[:2]


def _whole_share(seen: dict[tuple[str, ...], Any], key: tuple[str, ...]) -> int:
    """A share in whole numbers that add up to 100: rounded down, and up for those that lost most; the rest is one."""
    total = seen[key[:2]]
    shown = {k: n for k, n in seen.items() if k[:2] == key[:2] != k and isinstance(n, int)}
    parts = [*shown.values(), total - sum(shown.values())]
    lost = sorted(range(len(parts)), key=lambda place: (-(100 * parts[place] % total), place))
    up = lost[: 100 - sum(100 * part // total for part in parts)]
    return 100 if key == key[:2] else 100 * seen[key] // total + (list(shown).index(key) in up)


def main(arguments: list[str]) -> int:
    """`python checker.py certificate.json [release.json]` prints the verdict; 0 if the certificate is valid."""
    with ExitStack() as files:
        opened = [files.enter_context(open(name, encoding="utf-8")) for name in arguments]  # noqa: PTH123
        verdict = check(*map(json.load, opened))
    print(*verdict.reasons, *verdict.unproved, "valid" if verdict.valid else "INVALID", sep="\n")  # noqa: T201
    return 0 if verdict.valid else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
