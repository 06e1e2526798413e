"""Verifies a disclosure certificate with the standard library alone. Read it: it takes ten minutes.

    python checker.py certificate.json [release.json]

A certificate claims: this is what is counted (inner cells); these sums of it are published, or follow by subtraction
(latent); this is what readers know besides (statements); and for each small sum these are whole-number fillings that a
reader cannot tell from the truth, one for each value that must stay possible. Nothing here trusts the program that made
it: every sum, bound and filling is computed again.
"""

from __future__ import annotations

import hashlib
import json
import sys
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
        self.require(certificate["format"] == 1, "The format is not 1")
        policy = certificate["policy"]
        self.threshold, self.zeros, level = policy["threshold"], policy["zeros"], policy["level"]
        self.require(self.threshold >= 2, "The threshold is below 2")
        self.require(self.zeros in ("shown", "may be hidden", "hidden"), "The zero policy is not known")
        self.exact = level == "not exactly known"
        less = level == "every value from L to one less than the threshold"
        self.require(self.exact or less or level == "every value from L to the threshold", "The level is not known")
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

    def require(self, condition: bool, fault: str) -> None:
        if not condition:
            self.faults.append(fault)

    def is_small(self, key: tuple[str, ...]) -> bool:
        value = self.values[key]
        if value == 0:
            return self.zeros == "hidden" or bool(self.cells[key]["protect_zero"])
        return value < self.threshold

    def check_figures(self) -> None:
        """Shown figures are true, small ones are not shown, statements are true of the true counts."""
        self.require(all(type(count) is int and count >= 0 for count in self.counts), "A count is not a whole number")
        for key, cell in self.cells.items():
            self.require(
                len(set(cell["sums"])) == len(cell["sums"]) and min(cell["sums"], default=0) >= 0, f"{key} sums twice"
            )
            if cell["role"] == "latent":
                self.require(cell["published"] is None, f"{key} is latent but published")
            elif cell["published"] == "hidden":
                self.require(self.zeros != "shown" or self.values[key] > 0, f"{key} is a zero, and hidden")
                self.require(key not in self.given, f"{key} must be shown but is hidden")
            else:
                self.require(cell["published"] == self.values[key], f"{key} does not show its true value")
                self.require(not self.is_small(key) or key in self.given, f"{key} is small and shown")
        self.require(all(self.statement_holds(each, self.counts) for each in self.statements), "A statement is false")

    def statement_holds(self, statement: dict[str, Any], counts: list[int]) -> bool:
        amount = sum(factor * counts[i] for i, factor in statement["terms"])
        low, high = statement["low"], statement["high"]
        return (low is None or amount >= low) and (high is None or amount <= high)

    def least(self, key: tuple[str, ...]) -> int:
        """What a reader knows at least of a cell that is not shown."""
        return 1 if self.zeros == "shown" and self.cells[key]["role"] == "published" else 0

    def check_fillings(self) -> None:
        """Every filling agrees with all that the reader knows."""
        self.sums: list[dict[tuple[str, ...], int]] = []
        for number, moves in enumerate(self.fillings):
            counts = list(self.counts)
            for i, move in moves:
                counts[i] += move
            whole = all(type(count) is int and count >= 0 for count in counts)
            self.require(whole, f"Filling {number} has a count that is not a whole number of 0 or more")
            self.require(
                all(self.statement_holds(s, counts) for s in self.statements), f"Filling {number} breaks a statement"
            )
            sums = {key: sum(counts[i] for i in cell["sums"]) for key, cell in self.cells.items()}
            for key, cell in self.cells.items():
                agrees = (
                    sums[key] >= self.least(key)
                    if cell["published"] in ("hidden", None)
                    else sums[key] == cell["published"]
                )
                self.require(agrees, f"Filling {number} contradicts {key}")
            self.sums.append(sums)

    def check_small_cells(self) -> None:
        """Every small cell has a witness for each value, or a proof that no pattern could leave it that value."""
        for key in self.cells:
            if not self.is_small(key) or key in self.given:
                continue
            found = set()
            for value, number in self.witnesses.get(key, {}).items():
                self.require(self.sums[number][key] == value, f"The witness for {key} = {value} gives another value")
                found.add(value)
            low, high = self.proved_bounds(key)
            true = self.values[key]
            if self.exact:
                self.require(bool(found - {true}) or low == high == true, f"{key} is known exactly")
                continue
            undecided = self.limited.get(key, {}).get("missing", [])
            for value in range(self.least(key), self.top + 1):
                if value in found or value < low or (high is not None and value > high):
                    continue
                if value in undecided:
                    self.unproved.append(f"{key}: that it could never have been {value} is the program's word")
                else:
                    self.faults.append(f"{key} has no witness for {value}")

    def proved_bounds(self, key: tuple[str, ...]) -> tuple[int, int | None]:
        """Bounds of a small cell that hold even if everything that can be hidden is hidden."""
        limit = self.limited.get(key)
        if limit is None:
            return 0, None
        low, high = limit["at_least"], limit["at_most"]
        return (
            0 if low is None else self.add_up(key, low, 1),
            None if high is None else -self.add_up(key, high, -1),
        )

    def add_up(self, key: tuple[str, ...], proof: dict[str, Any], sign: int) -> int:
        """The least value of sign * cell: scale times it is at least the sum of multiplier times relation."""
        scale, total = proof["scale"], 0
        rest = [0] * len(self.counts)
        for i in self.cells[key]["sums"]:
            rest[i] += sign * scale
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
        zero = {
            i for cell in self.cells.values() if cell["published"] == 0 and self.zeros == "shown" for i in cell["sums"]
        }
        sound = scale > 0 and all(left >= 0 for i, left in enumerate(rest) if i not in zero)
        self.require(sound, f"The proof for {key} does not add up")
        return -(-total // scale) if sound else 0

    def check_release(self, release: dict[str, Any]) -> None:
        """Every figure of the release is a cell of the certificate, shown or hidden as it says, and none is left out."""
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
        left_out = {key for key, cell in self.cells.items() if cell["role"] == "published"} - seen
        self.require(not left_out, f"Certified cells are not in the release: {sorted(left_out)[:5]}")


def main(arguments: list[str]) -> int:
    """Prints the verdict; 0 if the certificate is valid."""
    documents = []
    for name in arguments:
        with open(name, encoding="utf-8") as file:  # noqa: PTH123 - nothing but the plainest means here
            documents.append(json.load(file))
    verdict = check(*documents)
    for line in (*verdict.reasons, *verdict.unproved):
        print(line)  # noqa: T201 - a script's answer
    print("valid" if verdict.valid else "INVALID")  # noqa: T201
    return 0 if verdict.valid else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
