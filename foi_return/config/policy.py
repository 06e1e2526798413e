"""Loads a suppression policy from a file of profiles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from foi_return.config.toml_file import Model, check_model, read_toml, text_faults
from foi_return.errors import DisclosureError, Fault
from foi_return.terms.policy import Policy, PolicyLevel, ShownCell, Weights, ZeroPolicy
from foi_return.terms.rounding import Rounding, RoundingMethod
from foi_return.terms.shorthand import TAKEN_LETTERS
from foi_return.terms.unit import CHILDREN, Unit, said_of_people
from foi_return.text import listed, nearest

DEFAULT_PROFILE = "fewer-than-5"

_BASES = (5, 10)
_LONGEST_MARK = 4
_USUAL = Weights()
_Weight = Annotated[int, Field(ge=1)]


class _Weights(Model):
    total: _Weight = _USUAL.total
    part: _Weight = _USUAL.part
    not_known: _Weight = _USUAL.not_known
    categories: dict[str, _Weight] = {}
    questions: dict[str, _Weight] = {}


class _Rounding(Model):
    base: int
    method: Literal["conventional", "controlled"] = "conventional"
    small: Literal["hidden", "rounded"]


class _Profile(Model):
    threshold: int
    zeros: Literal["shown", "protected", "may be hidden", "hidden"] = "shown"
    reason: str = Field(min_length=1)
    level: Literal["full", "less", "exact", "rounded"] | None = None
    mark: str = "c"
    weights: _Weights = _Weights()
    rounding: _Rounding | None = None
    small: Literal["hidden", "band"] = "hidden"


class _Shown(Model):
    period: str
    category: str
    breakdown: dict[str, str] = {}
    reason: str = ""
    name: str = ""
    decided: date | None = Field(default=None, alias="date")


class _Policies(Model):
    format: int
    profiles: dict[str, _Profile] = {}
    shown: list[_Shown] = []


def load_policies(path: Path | None = None, people: Unit = CHILDREN) -> dict[str, Policy]:
    """Every profile of a file, or of the file that comes with the program, by name.

    A file that has no profile of its own, but cells that must be shown, has the shipped profiles.

    Args:
        path: The file; None for the one that comes with the program.
        people: Whom the figures are about, for the reasons.

    Raises:
        DisclosureError: The file is faulty, or a profile contradicts itself.
    """
    shipped = Path(str(files("foi_return") / "policies" / "profiles.toml"))
    path = path or shipped
    model = check_model(_Policies, read_toml(path, DisclosureError), str(path), DisclosureError)
    if not model.profiles and not model.shown:
        raise DisclosureError(Fault(f"{path}: profiles", "there is no profile", "[profiles.NAME] with its settings"))
    shown = tuple(_shown(cell, f"{path}: shown[{number}]") for number, cell in enumerate(model.shown, start=1))
    profiles = {name: _policy(name, profile, shown, people) for name, profile in model.profiles.items()}
    shipped_ones = {} if profiles else load_policies(people=people)
    policies = profiles or {name: replace(policy, shown=shown) for name, policy in shipped_ones.items()}
    faults = [fault for policy in policies.values() for fault in _faults(policy, f"{path}: profiles.{policy.name}")]
    faults += _twice(shown)
    if faults:
        raise DisclosureError(faults)
    return policies


def choose_policy(
    name: str | None,
    path: Path | None = None,
    *,
    threshold: int | None = None,
    zeros: str | None = None,
    reason: str | None = None,
    people: Unit = CHILDREN,
) -> Policy:
    """The policy of this return: a profile, with any of its settings replaced.

    A threshold other than the profile's needs a reason of its own, because a blanket rule can be overturned
    (Information Commissioner v Miller [2018] UKUT 229 (AAC)).

    Raises:
        DisclosureError: There is no such profile, a setting is impossible, or the reason is missing.
    """
    policies = load_policies(path, people)
    if name is None:
        name = DEFAULT_PROFILE if path is None or DEFAULT_PROFILE in policies else next(iter(policies))
    if name not in policies:
        raise DisclosureError(
            Fault("policy", f"there is no profile called '{name}'", listed(policies), nearest(name, policies))
        )
    policy = policies[name]
    reason = (reason or "").strip()
    faults = list(text_faults(reason, "policy: reason"))
    zero_policy = policy.zeros
    if zeros is not None:
        try:
            zero_policy = ZeroPolicy(zeros)
        except ValueError:
            faults.append(Fault("policy: zeros", f"found '{zeros}'", listed(ZeroPolicy), nearest(zeros, ZeroPolicy)))
    changed = replace(
        policy,
        threshold=policy.threshold if threshold is None else threshold,
        zeros=zero_policy,
        reason=reason or policy.reason,
    )
    faults += _faults(changed, "policy")
    if (changed.threshold, changed.zeros) != (policy.threshold, policy.zeros):
        changed = replace(changed, name=f"{policy.name}, changed")
        if not reason:
            faults.append(
                Fault(
                    "policy: reason",
                    "the threshold or the rule for zeros is not the profile's, and no reason is given",
                    "the reason why, in a sentence, which is printed with the figures",
                    "Give it with --reason",
                )
            )
    if faults:
        raise DisclosureError(faults)
    return changed


def _policy(name: str, profile: _Profile, shown: tuple[ShownCell, ...], people: Unit) -> Policy:
    rounding = None
    if profile.rounding is not None:
        method, hides = RoundingMethod(profile.rounding.method), profile.rounding.small == "hidden"
        rounding = Rounding(profile.rounding.base, method, hides)
    usual = PolicyLevel.FULL if rounding is None else PolicyLevel.ROUNDED
    banded = profile.small == "band"
    usual = PolicyLevel.LESS if banded else usual
    return Policy(
        name,
        profile.threshold,
        ZeroPolicy(profile.zeros),
        said_of_people(profile.reason, people),
        PolicyLevel(profile.level) if profile.level else usual,
        Weights(**profile.weights.model_dump()),
        profile.mark,
        rounding,
        shown,
        banded,
    )


def _shown(model: _Shown, where: str) -> ShownCell:
    return ShownCell(where, model.period, model.category, model.breakdown, model.reason, model.name, model.decided)


def _faults(policy: Policy, where: str) -> Iterator[Fault]:
    """Where a policy contradicts itself."""
    if policy.threshold < 2:
        yield Fault(
            f"{where}: threshold",
            f"the threshold is {policy.threshold}, so no number would be small",
            "a whole number of 2 or more",
        )
    if not policy.reason.strip():
        yield Fault(f"{where}: reason", "the reason is blank", "a sentence, which is printed with the figures")
    if policy.threshold == 2 and policy.level is PolicyLevel.LESS:
        yield Fault(
            f"{where}: level",
            "with threshold 2 the level 'less' protects nothing: the only small number is 1",
            'level = "full", or a threshold of 3 or more',
            "Change one of the two",
        )
    letters = policy.mark.isascii() and policy.mark.isalpha() and len(policy.mark) <= _LONGEST_MARK
    if not letters or policy.mark.casefold() in TAKEN_LETTERS:
        found = "means something else already" if letters else "is not a mark"
        yield Fault(
            f"{where}: mark",
            f"'{policy.mark}' {found}",
            f"one to {_LONGEST_MARK} letters, without the brackets, other than {listed(TAKEN_LETTERS)}",
            "'c' is what the guidance has",
        )
    yield from _rounding_faults(policy, where)
    yield from _band_faults(policy, where)


def _rounding_faults(policy: Policy, where: str) -> Iterator[Fault]:
    rounding, level = policy.rounding, policy.level
    if rounding is None:
        if level is PolicyLevel.ROUNDED:
            yield Fault(
                f"{where}: level",
                "the level 'rounded' is given, but nothing is rounded",
                "'full', 'less' or 'exact', or a rule of rounding",
                'Change the level, or add rounding = { base = 5, small = "hidden" }',
            )
        return
    if rounding.base not in _BASES:
        yield Fault(f"{where}: rounding.base", f"the base is {rounding.base}", " or ".join(map(str, _BASES)))
    if level in (PolicyLevel.LESS, PolicyLevel.EXACT) or (level is PolicyLevel.FULL and not rounding.hides_small):
        yield Fault(
            f"{where}: level",
            f"the level '{level.value}' is for numbers that are hidden, not for rounded ones",
            "'rounded'" + (", or 'full'" if rounding.hides_small else ", or small = \"hidden\" with the level 'full'"),
            "Change the level, or leave it out",
        )
    if policy.zeros not in (ZeroPolicy.SHOWN, ZeroPolicy.HIDDEN):
        yield Fault(
            f"{where}: zeros",
            f"zeros are '{policy.zeros.value}', and numbers are rounded",
            "'shown' (0 is a true zero) or 'hidden' (0 is not told apart from what rounds to it)",
            "Change one of the two",
        )


def _band_faults(policy: Policy, where: str) -> Iterator[Fault]:
    """A band says that its number is no zero and below the threshold, and that a hidden number is neither."""
    if not policy.banded:
        return
    step = "Change one of the two"
    if policy.threshold < 3:
        found = f"small numbers are shown as a range, and the threshold is {policy.threshold}: only 1 is small"
        yield Fault(f"{where}: small", found, 'a threshold of 3 or more, or small = "hidden"', step)
    if policy.level not in (PolicyLevel.LESS, PolicyLevel.EXACT):
        found = f"small numbers are shown as a range, and the level is '{policy.level.value}'"
        yield Fault(f"{where}: level", found, "'less' (every value of the range) or 'exact'", step)
    if policy.zeros is not ZeroPolicy.SHOWN:
        found = f"small numbers are shown as a range, and zeros are '{policy.zeros.value}'"
        yield Fault(f"{where}: zeros", found, "'shown'", step)
    if policy.rounding is not None:
        found = "numbers are rounded, and small ones are shown as a range"
        yield Fault(f"{where}: rounding", found, "one of the two", step)


def _twice(shown: Sequence[ShownCell]) -> Iterator[Fault]:
    places: dict[tuple[object, ...], str] = {}
    for cell in shown:
        place = (cell.period, cell.category, *sorted(cell.breakdown.items()))
        if place in places:
            yield Fault(cell.where, f"the same cell is asked for in {places[place]}", "each cell once", "Remove one")
        places.setdefault(place, cell.where)
