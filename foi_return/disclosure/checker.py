"""Verifies a disclosure certificate with the standard library alone. Read it: it takes ten minutes.

    python checker.py certificate.json [release.json]

A certificate claims: this is what is counted (inner cells); these sums of it are published, or follow by subtraction
(latent); this is what readers know besides (statements); and for each small sum these are whole-number fillings that a
reader cannot tell from the truth, one for each value that must stay possible. Everything is computed again here.
"""

from __future__ import annotations

import hashlib
import json
import sys
from typing import Any, NamedTuple

Key = tuple[str, ...]


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
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, ZeroDivisionError) as error:
        return Verdict(False, [f"The certificate cannot be read: {type(error).__name__} {error}"], [])
    return Verdict(not checker.faults, checker.faults, checker.unproved)


class _Checker:
    def __init__(self, certificate: dict[str, Any]):
        self.faults: list[str] = []
        self.unproved: list[str] = []
        rest = {name: part for name, part in certificate.items() if name != "digest"}
        text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        self.require(hashlib.sha256(text.encode()).hexdigest() == certificate["digest"], "The digest does not fit")
        policy = certificate["policy"]
        self.threshold, self.zeros, level = int(policy["threshold"]), policy["zeros"], policy["level"]
        known = self.threshold >= 2 and self.zeros in ("shown", "may be hidden", "hidden")
        self.exact = level == "not exactly known"
        less = level == "every value from L to one less than the threshold"
        known = known and (self.exact or less or level == "every value from L to the threshold")
        self.require(known and certificate["format"] == 1, "The format or the policy is not known")
        self.top = self.threshold - 1 if less else self.threshold
        self.counts: list[int] = [inner["count"] for inner in certificate["inner_cells"]]
        self.cells = {tuple(cell["key"]): cell for cell in certificate["cells"]}
        self.require(len(self.cells) == len(certificate["cells"]), "A cell stands twice")
        self.values = {key: sum(self.counts[i] for i in cell["sums"]) for key, cell in self.cells.items()}
        self.statements = certificate["statements"]
        self.fillings = certificate["fillings"]
        self.witnesses = {tuple(each["cell"]): dict(each["values"]) for each in certificate["witnesses"]}
        self.limited = {tuple(each["cell"]): each for each in certificate["limited"]}
        self.given = {tuple(key) for key in certificate["given"]}
        shown_zeros = (cell for cell in self.cells.values() if cell["published"] == 0 and self.zeros == "shown")
        self.zero = {i for cell in shown_zeros for i in cell["sums"]}

    def require(self, condition: bool, fault: str) -> None:
        if not condition:
            self.faults.append(fault)

    def is_small(self, key: Key) -> bool:
        value = self.values[key]
        return value < self.threshold if value else self.zeros == "hidden" or bool(self.cells[key]["protect_zero"])

    def check_figures(self) -> None:
        """Shown figures are true, small ones are not shown, statements are true of the true counts."""
        self.require(all(type(count) is int and count >= 0 for count in self.counts), "A count is not a whole number")
        for key, cell in self.cells.items():
            once = len(set(cell["sums"])) == len(cell["sums"]) and min(cell["sums"], default=0) >= 0
            self.require(once, f"{key} sums an inner cell twice")
            if cell["role"] == "latent":
                self.require(cell["published"] is None, f"{key} is latent but published")
            elif cell["published"] == "hidden":
                self.require(self.zeros != "shown" or self.values[key] > 0, f"{key} is a zero, and hidden")
                self.require(key not in self.given, f"{key} must be shown but is hidden")
            else:
                self.require(cell["published"] == self.values[key], f"{key} does not show its true value")
                self.require(not self.is_small(key) or key in self.given, f"{key} is small and shown")
        for statement in self.statements:
            amount = sum(factor * self.counts[i] for i, factor in statement["terms"])
            self.require(self.agrees(statement, amount), f"The statement '{statement['name']}' is false")

    def agrees(self, statement: dict[str, Any], amount: int) -> bool:
        low, high = statement["low"], statement["high"]
        return bool((low is None or amount >= low) and (high is None or amount <= high))

    def least(self, key: Key) -> int:
        """What a reader knows at least of a cell that is not shown."""
        return 1 if self.zeros == "shown" and self.cells[key]["role"] == "published" else 0

    def check_fillings(self) -> None:
        """Every filling agrees with all that the reader knows. What it does not move is as true as the truth."""
        cells_of: list[list[Key]] = [[] for _ in self.counts]
        for key, cell in self.cells.items():
            for i in cell["sums"]:
                cells_of[i].append(key)
        self.sums: list[dict[Key, int]] = []
        for number, moves in enumerate(self.fillings):
            moved = dict(moves)
            sums: dict[Key, int] = {}
            for i, move in moved.items():
                whole = type(move) is int and 0 <= i < len(self.counts) and self.counts[i] + move >= 0
                self.require(whole, f"Filling {number} has a count that is not a whole number of 0 or more")
                for key in cells_of[i]:
                    sums[key] = sums.get(key, self.values[key]) + move
            for key, value in sums.items():
                unseen = self.cells[key]["published"] in ("hidden", None)
                right = value >= self.least(key) if unseen else value == self.values[key]
                self.require(right, f"Filling {number} contradicts {key}")
            for statement in self.statements:
                if any(i in moved for i, _ in statement["terms"]):
                    amount = sum(factor * (self.counts[i] + moved.get(i, 0)) for i, factor in statement["terms"])
                    self.require(self.agrees(statement, amount), f"Filling {number} breaks '{statement['name']}'")
            self.sums.append(sums)

    def check_small_cells(self) -> None:
        """Every small cell has a witness for each value, or a proof that no pattern could leave it that value."""
        for key in self.cells:
            if not self.is_small(key) or key in self.given:
                continue
            true, found = self.values[key], self.witnesses.get(key, {})
            for value, number in found.items():
                given = self.sums[number].get(key, true)
                self.require(given == value and number >= 0, f"The witness for {key} = {value} gives {given}")
            limit = self.limited.get(key, {"at_least": None, "at_most": None, "missing": []})
            low = self.add_up(key, limit["at_least"], 1) if limit["at_least"] else 0
            high = -self.add_up(key, limit["at_most"], -1) if limit["at_most"] else self.top + true
            needed: Any = range(max(low, self.least(key)), min(high, self.top) + 1)
            if self.exact:
                needed = [] if found.keys() - {true} or low == high else [next(iter(limit["missing"]), true + 1)]
            for value in needed:
                if value not in found and value in limit["missing"]:
                    self.unproved.append(f"{key}: that it could never have been {value} is the program's word")
                else:
                    self.require(value in found, f"{key} has no witness for {value}")

    def add_up(self, key: Key, proof: dict[str, Any], sign: int) -> int:
        """The least value of sign * cell: scale times it is at least the sum of multiplier times relation."""
        scale, total = proof["scale"], 0
        rest = [sign * scale if i in self.cells[key]["sums"] else 0 for i in range(len(self.counts))]
        for other, multiplier in proof["cells"]:
            cell = self.cells[tuple(other)]
            known = tuple(other) in self.given
            self.require(cell["role"] == "published" and (known or multiplier > 0), f"The proof for {key} uses {other}")
            total += multiplier * (self.values[tuple(other)] if known else self.least(tuple(other)))
            for i in cell["sums"]:
                rest[i] -= multiplier
        for number, multiplier in proof["statements"]:
            statement = self.statements[number]
            total += multiplier * (statement["low"] if multiplier > 0 else statement["high"])
            for i, factor in statement["terms"]:
                rest[i] -= multiplier * factor
        sound = scale > 0 and all(left >= 0 or i in self.zero for i, left in enumerate(rest))
        self.require(sound, f"The proof for {key} does not add up")
        return -(-total // scale) if sound else 0

    def check_release(self, release: dict[str, Any]) -> None:
        """Every figure of the release is a cell of the certificate, shown or hidden as it says; only zeros lack one."""
        seen = set()
        for figure in release["cells"]:
            if figure.get("shorthand") in ("x", "z"):
                continue
            narrowed = [f"{dimension}={label}" for dimension, label in sorted(figure["breakdown"].items())]
            key = (figure["period"], figure["category"], *narrowed)
            seen.add(key)
            published = self.cells[key]["published"] if key in self.cells else None
            shown = "hidden" if figure.get("shorthand") == "c" else figure["value"]
            self.require(published is not None and published == shown, f"The release's {key} is not as certified")
        due = {key for key, cell in self.cells.items() if cell["role"] == "published" and cell["published"] != 0}
        left_out = due - seen
        self.require(not left_out, f"Certified cells are not in the release: {sorted(left_out)[:5]}")


def main(arguments: list[str]) -> int:
    """Prints the verdict; 0 if the certificate is valid."""
    documents = []
    for name in arguments:
        with open(name, encoding="utf-8") as file:  # noqa: PTH123 - nothing but the plainest means here
            documents.append(json.load(file))
    verdict = check(*documents)
    for line in (*verdict.reasons, *verdict.unproved, "valid" if verdict.valid else "INVALID"):
        print(line)  # noqa: T201 - a script's answer
    return 0 if verdict.valid else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
