"""The linkage model: how alike each pair of rows is, by Fellegi and Sunter's theory, with splink on DuckDB.

Everything stays in the memory of this computer: the database has no folder to spill to, may open no file and load no
extension, and neither splink nor DuckDB writes a log. The same lists give the same weights: one thread, no sampling
that is not seeded.

Source: I. P. Fellegi and A. B. Sunter, A theory for record linkage, JASA 64 (1969); splink's documentation.
"""

from __future__ import annotations

import importlib.util
import logging
import math
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from foi_return.errors import Fault, RequestError
from foi_return.reconcile.people import ListedPerson

SEED = 20_140_930
FEWEST_TO_LEARN_FROM = 60
"""Fewer pairs than this that agree in both names and the birth date teach too little: the model's own values stand."""

_SAMPLED_PAIRS = 1_000_000
_LEAST_M, _LEAST_U = 0.002, 0.000_001


@dataclass(frozen=True, slots=True)
class Level:
    """One way in which two rows can agree on something.

    Attributes:
        sql: When they do; empty for "in no other way".
        says: What a clerk is told.
        m: How often two rows of one person agree so, before the lists have taught better.
        by_name: The column by whose frequency agreement weighs less or more; empty for none.
    """

    sql: str
    says: str
    m: float
    by_name: str = ""


COMPARISONS: dict[str, tuple[Level, ...]] = {
    "first_name": (
        Level('"first_name_l" = "first_name_r"', "same", 0.83, "first_name"),
        Level('list_has_any("first_names_l", "first_names_r")', "short form or other name", 0.07),
        Level(
            'damerau_levenshtein("first_name_l", "first_name_r") <= 1 '
            'OR jaro_winkler_similarity("first_name_l", "first_name_r") >= 0.92',
            "alike",
            0.06,
        ),
        Level('"first_name_l" = "last_name_r" AND "last_name_l" = "first_name_r"', "swapped with surname", 0.005),
        Level("", "different", 0.035),
    ),
    "last_name": (
        Level('"last_name_l" = "last_name_r"', "same", 0.82, "last_name"),
        Level('list_has_any("last_names_l", "last_names_r")', "other surname, or a part", 0.05),
        Level(
            'damerau_levenshtein("last_name_l", "last_name_r") <= 1 '
            'OR jaro_winkler_similarity("last_name_l", "last_name_r") >= 0.92',
            "alike",
            0.06,
        ),
        Level('"first_name_l" = "last_name_r" AND "last_name_l" = "first_name_r"', "swapped with first name", 0.005),
        Level("", "different", 0.065),
    ),
    "birth_date": (
        Level('"birth_date_l" = "birth_date_r"', "same", 0.9),
        Level('"birth_date_l" = "birth_swapped_r"', "day and month swapped", 0.03),
        Level('damerau_levenshtein("birth_date_l", "birth_date_r") <= 1', "one digit", 0.04),
        Level('substr("birth_date_l", 1, 7) = substr("birth_date_r", 1, 7) '
              'OR substr("birth_date_l", 6) = substr("birth_date_r", 6)', "two parts of three", 0.01),
        Level("", "different", 0.02),
    ),
    "sex": (Level('"sex_l" = "sex_r"', "same", 0.985), Level("", "different", 0.015)),
    "place": (
        Level('"postcode_l" = "postcode_r" AND "house_l" = "house_r"', "same address", 0.7),
        Level('"postcode_l" = "postcode_r"', "same postcode", 0.06),
        Level('substr("postcode_l", 1, length("postcode_l") - 2) = substr("postcode_r", 1, length("postcode_r") - 2)',
              "same postcode sector", 0.04),
        Level("", "different", 0.2),
    ),
}  # fmt: skip
"""What is compared, and in which ways two rows can agree, the closest first."""

_COMPARED = {"place": "postcode"}
"""The column whose absence makes a comparison say nothing, where it has another name."""

_BLOCKS = (
    '"l"."birth_date" = "r"."birth_date"',
    '"l"."birth_date" = "r"."birth_swapped"',
    '"l"."first_name" = "r"."first_name" AND "l"."last_name" = "r"."last_name"',
    '"l"."first_name" = "r"."last_name" AND "l"."last_name" = "r"."first_name"',
    '"l"."last_name" = "r"."last_name" AND substr("l"."first_name", 1, 2) = substr("r"."first_name", 1, 2)',
    '"l"."last_name" = "r"."last_name" AND substr("l"."birth_date", 1, 4) = substr("r"."birth_date", 1, 4)',
    '"l"."first_name" = "r"."first_name" AND substr("l"."birth_date", 1, 7) = substr("r"."birth_date", 1, 7)',
    '"l"."first_name" = "r"."first_name" AND substr("l"."birth_date", 6) = substr("r"."birth_date", 6)',
    '"l"."postcode" = "r"."postcode" AND substr("l"."birth_date", 1, 4) = substr("r"."birth_date", 1, 4)',
    '"l"."postcode" = "r"."postcode" AND "l"."first_name" = "r"."first_name"',
)
"""Pairs are looked at only where one of these holds: rows that share none of them are not one person, or not to be
known as one."""

_BOTH_NAMES, _BIRTH_DATE = _BLOCKS[2], _BLOCKS[0]


@dataclass(frozen=True, slots=True)
class Pair:
    """A row of the partner's list and a person of social care's who may be one.

    Attributes:
        listed: The place of the row in the partner's list.
        person: The place of the person among social care's people.
        weight: How many times likelier the agreement is if they are one, as a power of two, with the prior odds.
        levels: By comparison: the place of the level on which they agree; -1 where one of them has nothing there.
    """

    listed: int
    person: int
    weight: float
    levels: tuple[tuple[str, int], ...]

    @property
    def probability(self) -> float:
        """How likely it is that they are one."""
        return 1 / (1 + 2**-self.weight) if self.weight > -1_000 else 0.0

    def says(self, comparison: str) -> str:
        """How they agree on something, in words."""
        level = dict(self.levels)[comparison]
        return "not there" if level < 0 else COMPARISONS[comparison][level].says


def require_splink() -> None:
    """Refuses to go on where the optional library is not installed.

    Raises:
        RequestError: It is not.
    """
    if importlib.util.find_spec("splink") is None:
        raise RequestError(
            Fault(
                "reconcile",
                "the library splink, with which lists are compared, is not installed",
                "foi-return with its optional part for reconciliation",
                "Install it with: pip install 'foi-return[reconcile]'",
            )
        )


def score_pairs(partner: Sequence[ListedPerson], people: Sequence[ListedPerson], least: float) -> list[Pair]:
    """Every pair that is likely enough to be one person.

    Args:
        partner: The partner's rows that can be compared.
        people: Social care's people.
        least: The least probability.

    Returns:
        Pairs in the order of the partner's rows, the likeliest first.

    Raises:
        RequestError: splink is not installed.
    """
    require_splink()
    if not partner or not people:
        return []
    with _quiet():
        rows = _Linkage(partner, people).predict(least)
    return sorted(rows, key=lambda pair: (pair.listed, -pair.weight, pair.person))


@contextmanager
def _quiet() -> Iterator[None]:
    """Nothing that the libraries say gets out: their messages may repeat names and queries."""
    logger = logging.getLogger("splink")
    before = logger.disabled, logger.level, logger.propagate
    logger.setLevel(logging.CRITICAL + 1)
    logger.propagate = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.disabled, logger.level, logger.propagate = before


class _Linkage:
    """One run of splink in a database of its own."""

    def __init__(self, partner: Sequence[ListedPerson], people: Sequence[ListedPerson]):
        import duckdb

        self._connection = duckdb.connect(":memory:")
        for setting in (
            "temp_directory = ''", "threads = 1", "enable_progress_bar = false", "enable_external_access = false",
            "autoinstall_known_extensions = false", "autoload_known_extensions = false",
        ):  # fmt: skip
            self._connection.execute(f"SET {setting}")
        for table, persons in (("listed", partner), ("social_care", people)):
            self._fill(table, persons)
        self._certain = self._count_certain()
        self._pairs = len(partner) * len(people)
        self._expected = max(self._certain / 0.75, len(partner) * 0.05)

    def _fill(self, table: str, persons: Sequence[ListedPerson]) -> None:
        columns: dict[str, tuple[str, list[Any]]] = {
            "unique_id": ("INTEGER", list(range(len(persons)))),
            "first_name": ("VARCHAR", [each.first_name or None for each in persons]),
            "last_name": ("VARCHAR", [each.last_name or None for each in persons]),
            "first_names": ("VARCHAR[]", [sorted(each.first_names) for each in persons]),
            "last_names": ("VARCHAR[]", [sorted(each.last_names) for each in persons]),
            "birth_date": ("VARCHAR", [each.birth_date or None for each in persons]),
            "birth_swapped": ("VARCHAR", [_swapped(each.birth_date) for each in persons]),
            "sex": ("VARCHAR", [each.sex or None for each in persons]),
            "postcode": ("VARCHAR", [each.postcode or None for each in persons]),
            "house": ("VARCHAR", [each.house for each in persons]),
        }
        self._connection.execute(
            f"CREATE TABLE {table} ({', '.join(f'{name} {kind}' for name, (kind, _) in columns.items())})"
        )
        lists = ", ".join(f"unnest(?::{kind}[])" for kind, _ in columns.values())
        self._connection.execute(f"INSERT INTO {table} SELECT {lists}", [values for _, values in columns.values()])

    def _count_certain(self) -> int:
        both = "listed l JOIN social_care r USING (first_name, last_name, birth_date)"
        return int(self._connection.execute(f"SELECT count(DISTINCT l.unique_id) FROM {both}").fetchall()[0][0])

    def predict(self, least: float) -> list[Pair]:
        try:
            model = self._trained_model()
            found = self._linker(model).inference.predict(threshold_match_probability=least).as_record_list()
        finally:
            self._connection.close()
        return [
            Pair(
                *((row["unique_id_l"], row["unique_id_r"]) if row["source_dataset_l"] == "listed" else
                  (row["unique_id_r"], row["unique_id_l"])),
                float(row["match_weight"]),
                tuple((name, _place(levels, row[f"gamma_{name}"])) for name, levels in COMPARISONS.items()),
            )
            for row in found
        ]  # fmt: skip

    def _linker(self, settings: Any) -> Any:
        from splink import DuckDBAPI, Linker

        database = DuckDBAPI(connection=self._connection)
        tables = [database.register(name, dataset_display_name=name) for name in ("listed", "social_care")]
        return Linker(tables, settings, log_level=None)

    def _trained_model(self) -> dict[str, Any]:
        from splink.blocking_rule_library import CustomRule

        linker = self._linker(self._settings())
        linker.training.estimate_u_using_random_sampling(
            max_pairs=_SAMPLED_PAIRS, seed=SEED, min_count_per_level=None, num_chunks=1
        )
        if self._certain >= FEWEST_TO_LEARN_FROM:
            for rule in (_BOTH_NAMES, _BIRTH_DATE):
                linker.training.estimate_parameters_using_expectation_maximisation(
                    CustomRule(_plain(rule)), fix_u_probabilities=True
                )
        return _kept_sane(linker.misc.save_model_to_json())

    def _settings(self) -> Any:
        import splink.comparison_level_library as cll
        import splink.comparison_library as cl
        from splink import SettingsCreator
        from splink.blocking_rule_library import CustomRule

        comparisons: list[Any] = []
        for name, levels in COMPARISONS.items():
            made: list[Any] = [cll.NullLevel(_COMPARED.get(name, name))]
            for level in levels:
                creator = cll.CustomLevel(level.sql, level.says) if level.sql else cll.ElseLevel()
                options: dict[str, Any] = {"m_probability": level.m}
                if level.by_name:
                    options |= {"tf_adjustment_column": level.by_name, "tf_minimum_u_value": 0.000_2}
                made.append(creator.configure(**options))
            comparisons.append(cl.CustomComparison(made, output_column_name=name))
        blocks: list[Any] = [CustomRule(_plain(rule)) for rule in _BLOCKS]
        return SettingsCreator(
            link_type="link_only",
            comparisons=comparisons,
            blocking_rules_to_generate_predictions=blocks,
            probability_two_random_records_match=min(0.5, max(self._expected / self._pairs, 1e-9)),
            retain_matching_columns=True,
            retain_intermediate_calculation_columns=False,
            em_convergence=0.001,
            linker_uid="reconcile",
        )


def _plain(rule: str) -> str:
    """A rule in splink's notation."""
    return rule.replace('"l".', "l.").replace('"r".', "r.")


def _kept_sane(model: dict[str, Any]) -> dict[str, Any]:
    """The model with every level possible: what the lists never showed is rare, not impossible."""
    for comparison in model["comparisons"]:
        starting = iter(COMPARISONS[comparison["output_column_name"]])
        for level in comparison["comparison_levels"]:
            if not level.get("is_null_level"):
                usual = next(starting).m
                learnt = level.get("m_probability") or usual
                level["m_probability"] = min(max(learnt, usual / 4, _LEAST_M), 0.9999)
                level["u_probability"] = min(max(level.get("u_probability") or _LEAST_U, _LEAST_U), 0.9999)
    return model


def _place(levels: Sequence[Level], gamma: int) -> int:
    """Splink counts levels from the last, which is 0; -1 is that one of the rows has nothing there."""
    return -1 if gamma < 0 else len(levels) - 1 - gamma


def _swapped(birth_date: str) -> str | None:
    """The date with day and month swapped; None where that is no date, or the same one."""
    year, _, rest = birth_date.partition("-")
    month, _, day = rest.partition("-")
    return f"{year}-{day}-{month}" if birth_date and day != month and int(day) <= 12 else None


def weight_of(probability: float) -> float:
    """The weight at which two rows are one person with this probability."""
    return math.log2(probability / (1 - probability))
