"""Loads the cost limits, and checks what somebody says that answering would take."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from importlib.resources import files
from pathlib import Path

from pydantic import Field

from foi_return.config.toml_file import Model, check_model, read_toml
from foi_return.errors import Fault, RequestError
from foi_return.terms.cost import Activity, CostRules, Estimate, Reading, estimate_cost
from foi_return.terms.field_map import Regime
from foi_return.text import listed, nearest, printable

_MOST = 1_000_000


class _Activity(Model):
    key: str
    words: str
    counts: bool
    source: str = Field(min_length=1)


class _Rules(Model):
    limit: int
    limit_source: str = Field(min_length=1)
    rate: int
    rate_is: str
    rate_source: str = Field(min_length=1)
    rate_may_be_less: bool = False
    called: str
    provision: str
    reading_is: str
    activities: list[_Activity]
    together: str
    free_up_to: int | None = None
    fee_share: int = 0
    fee_source: str = ""


class _Costs(Model):
    format: int
    foia: _Rules = Field(alias="FOIA")
    foisa: _Rules = Field(alias="FOISA")


@cache
def load_cost_rules(regime: Regime) -> CostRules:
    """The cost limit of an Act."""
    path = Path(str(files("foi_return") / "letters" / "cost.toml"))
    model = check_model(_Costs, read_toml(path, RequestError), str(path), RequestError)
    rules = model.foia if regime is Regime.FOIA else model.foisa
    return CostRules(
        regime,
        rules.limit,
        rules.limit_source,
        rules.rate,
        rules.rate_is,
        rules.rate_source,
        rules.rate_may_be_less,
        rules.called,
        rules.provision,
        rules.reading_is,
        tuple(Activity(item.key, item.words, item.counts, item.source) for item in rules.activities),
        rules.together,
        rules.free_up_to,
        rules.fee_share,
        rules.fee_source,
    )


def read_estimate(
    regime: Regime,
    hours: Iterable[str],
    files_to_read: int | None = None,
    minutes: str | None = None,
    other: str | None = None,
    rate: str | None = None,
) -> Estimate:
    """An estimate from what was typed.

    Args:
        regime: The Act.
        hours: `ACTIVITY=HOURS`, each activity once.
        files_to_read: How many files somebody would have to read.
        minutes: Minutes for each of them.
        other: Costs besides time that count, in pounds.
        rate: Pounds for an hour, where the Act lets a council reckon with less than the most.

    Raises:
        RequestError: Something cannot be understood, or nothing was said; every fault is reported.
    """
    rules = load_cost_rules(regime)
    faults: list[Fault] = []
    spent = _hours(rules, hours, faults)
    if (files_to_read is None) is not (minutes is None):
        faults.append(Fault("--files", "files and minutes go together", "both --files N and --minutes M"))
    reading = None
    if files_to_read is not None and minutes is not None:
        each = _number(minutes, "--minutes", faults)
        if not 0 < files_to_read <= _MOST or not each:
            faults.append(Fault("--files", "there is nothing to read", "1 file or more, of more than 0 minutes"))
        reading = Reading(files_to_read, each)
    beside = _number(other, "--other-costs", faults) if other else Fraction(0)
    hourly = _rate(rules, rate, faults) if rate else None
    if not (spent or reading or beside or faults):
        expected = "--hours ACTIVITY=HOURS, or --files N --minutes M"
        faults.append(Fault("cost", "nothing is said of the work that answering would take", expected))
    if faults:
        raise RequestError(faults)
    return estimate_cost(rules, spent, reading, beside, hourly)


def _hours(rules: CostRules, texts: Iterable[str], faults: list[Fault]) -> dict[str, Fraction]:
    keys = [activity.key for activity in rules.activities]
    spent: dict[str, Fraction] = {}
    for text in texts:
        key, _, number = (part.strip() for part in text.partition("="))
        if key not in keys:
            where = f"'{printable(key, 40)}' is no activity under {rules.regime}"
            faults.append(Fault("--hours", where, listed(keys), nearest(key, keys)))
        elif key in spent:
            faults.append(Fault("--hours", f"'{key}' is given twice", "each activity once"))
        else:
            spent[key] = _number(number, f"--hours {key}", faults)
    return spent


def _rate(rules: CostRules, text: str, faults: list[Fault]) -> Fraction:
    rate = _number(text, "--rate", faults)
    if not rules.rate_may_be_less:
        faults.append(Fault("--rate", f"{rules.regime} sets the rate", f"no --rate; it is {rules.rate} pounds"))
    elif not 0 < rate <= rules.rate:
        faults.append(Fault("--rate", f"found {printable(text, 40)}", f"more than 0, at most {rules.rate} pounds"))
    return rate


def _number(text: str, where: str, faults: list[Fault]) -> Fraction:
    """A number such as 12 or 1.5, at most a million; 0 with a fault where it is none."""
    plain = text.replace(",", "").strip()
    if plain.replace(".", "", 1).isascii() and plain.replace(".", "", 1).isdigit() and Fraction(plain) <= _MOST:
        return Fraction(plain)
    faults.append(Fault(where, f"'{printable(text, 40)}' is no number of this kind", "a number such as 12 or 1.5"))
    return Fraction(0)
