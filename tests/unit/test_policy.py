"""Which counts are small: profiles, what may be changed of them, and what may not go unsaid."""

from __future__ import annotations

from pathlib import Path

import pytest

from foi_return.config.policy import DEFAULT_PROFILE, choose_policy, load_policies
from foi_return.disclosure.problem import SumCell
from foi_return.errors import DisclosureError
from foi_return.pipeline import protection_of
from foi_return.terms.policy import Policy, ZeroPolicy


def fault_of(*args: object, **choices: object) -> str:
    with pytest.raises(DisclosureError) as caught:
        choose_policy(*args, **choices)  # type: ignore[arg-type]
    return str(caught.value)


def write(folder: Path, text: str) -> Path:
    path = folder / "profiles.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_shipped_profiles_have_the_thresholds_in_use() -> None:
    policies = load_policies()
    assert {name: policy.threshold for name, policy in policies.items()} == {
        "fewer-than-5": 5,
        "five-or-fewer": 6,
        "fewer-than-10": 10,
        "bands": 5,
        "round-to-5": 8,
    }
    assert {policy.zeros for policy in policies.values()} == {ZeroPolicy.SHOWN}
    assert all(policy.reason for policy in policies.values())
    assert choose_policy(None) == policies[DEFAULT_PROFILE]


def is_small(policy: Policy, count: int) -> bool:
    return SumCell(("a",), (0,), count).is_small(protection_of(policy))


@pytest.mark.parametrize(
    ("name", "small", "large"), [("fewer-than-5", 4, 5), ("five-or-fewer", 5, 6), ("fewer-than-10", 9, 10)]
)
def test_profile_hides_what_its_name_says(name: str, small: int, large: int) -> None:
    policy = choose_policy(name)
    assert [is_small(policy, count) for count in (0, 1, small, large)] == [False, True, True, False]
    assert f"Numbers from 1 to {small} are hidden" in policy.sentence()
    assert "0 is a true zero" in policy.sentence()


def test_zeros_can_be_hidden_too() -> None:
    policy = choose_policy(None, zeros="hidden", reason="All were boys.")
    assert [is_small(policy, count) for count in (0, 4, 5)] == [True, True, False]
    assert "Zeros are hidden as well" in policy.sentence()


def test_changed_setting_needs_a_reason_and_says_that_it_was_changed() -> None:
    assert choose_policy(None, threshold=8, reason=" Small area. ") == Policy(
        "fewer-than-5, changed", 8, ZeroPolicy.SHOWN, "Small area."
    )
    for choices in ({"threshold": 8}, {"zeros": "hidden"}, {"threshold": 8, "reason": "  "}):
        assert "no reason is given" in fault_of(None, **choices)


def test_setting_that_is_the_profiles_own_is_no_change() -> None:
    assert choose_policy(None, threshold=5, zeros="shown") == choose_policy(None)


def test_reason_alone_can_be_replaced() -> None:
    assert choose_policy(None, reason="Ours.") == Policy("fewer-than-5", 5, ZeroPolicy.SHOWN, "Ours.")


@pytest.mark.parametrize("threshold", [1, 0, -5])
def test_threshold_below_two_hides_nothing_and_is_refused(threshold: int) -> None:
    assert f"the threshold is {threshold}, so no number would be small" in fault_of(
        None, threshold=threshold, reason="x"
    )


def test_unknown_profile_and_unknown_word_for_zeros_are_answered_with_the_nearest() -> None:
    assert "Did you mean 'fewer-than-10'?" in fault_of("fewer-than-100")
    assert "Did you mean 'hidden'?" in fault_of(None, zeros="hiden", reason="x")


def test_faults_of_the_choice_are_reported_together() -> None:
    message = fault_of(None, threshold=1, zeros="x", reason="\x1b")
    assert [words in message for words in ("threshold is 1", "found 'x'", "U+001B")] == [True] * 3


def test_own_file_replaces_the_shipped_profiles(tmp_path: Path) -> None:
    path = write(tmp_path, 'format = 1\n[profiles.ours]\nthreshold = 3\nzeros = "hidden"\nreason = "Ours."\n')
    assert choose_policy(None, path) == choose_policy("ours", path) == Policy("ours", 3, ZeroPolicy.HIDDEN, "Ours.")
    assert "there is no profile called 'fewer-than-5'" in fault_of("fewer-than-5", path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("format = 1\n", "profiles: there is no profile"),
        ("format = 1\n[profiles]\n", "profiles: there is no profile"),
        ('format = 1\n[profiles.a]\nthreshold = 1\nreason = "x"\n', "profiles.a: threshold"),
        ('format = 1\n[profiles.a]\nthreshold = "5"\nreason = "x"\n', "a valid integer"),
        ('format = 1\n[profiles.a]\nthreshold = 5.0\nreason = "x"\n', "a valid integer"),
        ("format = 1\n[profiles.a]\nthreshold = 5\n", "profiles.a.reason: this key is missing"),
        ('format = 1\n[profiles.a]\nthreshold = 5\nreason = " "\n', "the reason is blank"),
        ('format = 1\n[profiles.a]\nthreshold = 5\nzeros = "visible"\nreason = "x"\n', "'may be hidden' or 'hidden'"),
        ('format = 1\n[profiles.a]\ntreshold = 5\nreason = "x"\n', "Did you mean 'threshold'?"),
        ('format = 1\n[profiles.a]\nthreshold = 5\nreason = "x"\n[profiles.a]\n', "(at line 5, column 12)"),
        ('format = 2\n[profiles.a]\nthreshold = 5\nreason = "x"\n', "format version is 2"),
    ],
)
def test_file_of_profiles_that_contradicts_itself_says_where(tmp_path: Path, text: str, expected: str) -> None:
    assert expected in fault_of(None, write(tmp_path, text))


def test_missing_file_of_profiles_is_named(tmp_path: Path) -> None:
    assert "there is no such file" in fault_of(None, tmp_path / "nothing.toml")
