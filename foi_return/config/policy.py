"""Loads a suppression policy from a file of profiles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import Field

from foi_return.config.toml_file import Model, check_model, read_toml, text_faults
from foi_return.errors import DisclosureError, Fault
from foi_return.terms.policy import Policy, ZeroPolicy
from foi_return.text import listed, nearest

DEFAULT_PROFILE = "fewer-than-5"


class _Profile(Model):
    threshold: int
    zeros: Literal["shown", "protected", "may be hidden", "hidden"] = "shown"
    reason: str = Field(min_length=1)


class _Profiles(Model):
    format: int
    profiles: dict[str, _Profile] = Field(min_length=1)


def load_policies(path: Path | None = None) -> dict[str, Policy]:
    """Every profile of a file, or of the file that comes with the program, by name.

    Raises:
        DisclosureError: The file is faulty, or a threshold is below 2.
    """
    path = path or Path(str(files("foi_return") / "policies" / "profiles.toml"))
    model = check_model(_Profiles, read_toml(path, DisclosureError), str(path), DisclosureError)
    policies = {
        name: Policy(name, profile.threshold, ZeroPolicy(profile.zeros), profile.reason)
        for name, profile in model.profiles.items()
    }
    faults = [fault for policy in policies.values() for fault in _faults(policy, f"{path}: profiles.{policy.name}")]
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
) -> Policy:
    """The policy of this return: a profile, with any of its settings replaced.

    A threshold other than the profile's needs a reason of its own, because a blanket rule can be overturned
    (Information Commissioner v Miller [2018] UKUT 229 (AAC)).

    Raises:
        DisclosureError: There is no such profile, a setting is impossible, or the reason is missing.
    """
    policies = load_policies(path)
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


def _faults(policy: Policy, where: str) -> Iterator[Fault]:
    if policy.threshold < 2:
        yield Fault(
            f"{where}: threshold",
            f"the threshold is {policy.threshold}, so no number would be small",
            "a whole number of 2 or more",
        )
    if not policy.reason.strip():
        yield Fault(f"{where}: reason", "the reason is blank", "a sentence, which is printed with the figures")
