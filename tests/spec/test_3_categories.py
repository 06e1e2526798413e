"""What a record means.

A category is mapped to values of a column; several values, columns and sources may feed it.
"""

from datetime import date

from tests.support.spec import Spec

TWO_CHILDREN = """
    child | born       | sex
    1     | 2008-05-01 | F
    2     | 2008-05-01 | M
    """


def test_both_may_come_from_different_records_of_one_year(spec: Spec) -> None:
    """The second child is recorded for CCE and CSE in different years only, so never for both."""
    spec(
        TWO_CHILDREN,
        """
        child | means | start
        1     | CSE   | 2021-05-01
        1     | CCE   | 2022-01-01
        2     | CSE   | 2021-05-01
        2     | CCE   | 2022-05-01
        """,
        """
        table | row  | year    | figure
        q1    | CCE  | 2021/22 | 1
        q1    | CSE  | 2021/22 | 2
        q1    | both | 2021/22 | 1
        q1    | both | 2022/23 | 0
        """,
    )


def test_exclusive_counts_keep_both_apart(spec: Spec) -> None:
    """CCE only, CSE only and both are then three groups without a child in common."""
    spec(
        TWO_CHILDREN,
        """
        child | means | start
        1     | CSE   | 2021-05-01
        1     | CCE   | 2022-01-01
        2     | CSE   | 2021-05-01
        """,
        """
        table  | row      | year    | figure
        q1     | CCE only | 2021/22 | 0
        q1     | CSE only | 2021/22 | 1
        q1     | both     | 2021/22 | 1
        q5-cse | Male     | 2021/22 | 1
        q5-cse | Female   | 2021/22 | 0
        """,
        counting={"overlap": "exclusive"},
    )


def test_one_value_may_mean_two_categories(spec: Spec) -> None:
    """Where the field map says so: county lines is a kind of CCE here."""
    spec(
        TWO_CHILDREN,
        """
        child | means        | start
        1     | County lines | 2021-05-01
        2     | CCE          | 2021-05-01
        """,
        """
        table | row          | year    | figure
        q1    | CCE          | 2021/22 | 2
        q3    | county lines | 2021/22 | 1
        """,
    )


def test_context_counts_in_a_record_that_means_a_category(spec: Spec) -> None:
    """A setting recorded with something else, such as neglect, is not a setting of exploitation."""
    spec(
        TWO_CHILDREN,
        """
        child | means   | start      | context
        1     | CSE     | 2021-05-01 | Online
        1     | CSE     | 2021-06-01 | Public
        2     | Neglect | 2021-05-01 | Online
        """,
        """
        table | row                                                    | year    | figure
        q4    | Online                                                 | 2021/22 | 1
        q4    | Public place, such as a park, street or shopping area | 2021/22 | 1
        """,
    )


def test_context_may_be_a_record_of_its_own(spec: Spec) -> None:
    """Where a system has a flag for the setting alone, the field map says `context_needs_category = false`."""
    spec(
        TWO_CHILDREN,
        """
        child | means   | start      | context
        2     | Neglect | 2021-05-01 | Online
        """,
        """
        table | row    | year    | figure
        q4    | Online | 2021/22 | 1
        q1    | CSE    | 2021/22 | 0
        """,
        context_needs_category=False,
    )


def test_only_some_risk_levels_may_count(spec: Spec) -> None:
    """A record without a level, or with one that is not named, then does not count."""
    spec(
        TWO_CHILDREN,
        """
        child | means | start      | risk
        1     | CSE   | 2021-05-01 | High
        2     | CSE   | 2021-05-01 | Low
        2     | CSE   | 2021-05-01 |
        """,
        """
        table | row | year    | figure
        q1    | CSE | 2021/22 | 1
        """,
        counting={"risk_levels": ["Medium", "High"]},
    )


def test_only_victims_may_count(spec: Spec) -> None:
    """Where the system tells children at risk from victims."""
    spec(
        TWO_CHILDREN,
        """
        child | means | start      | identified
        1     | CSE   | 2021-05-01 | Victim
        2     | CSE   | 2021-05-01 | Risk
        """,
        """
        table | row | year    | figure
        q1    | CSE | 2021/22 | 1
        """,
        counting={"identified_as": "victim"},
    )


def test_spelling_variants_are_one_value(spec: Spec) -> None:
    """Case and white space do not matter; anything else is another value."""
    spec(
        TWO_CHILDREN,
        """
        child | means | start
        1     | cse   | 2021-05-01
        2     | CSE   | 2021-05-01
        """,
        """
        table | row | year    | figure
        q1    | CSE | 2021/22 | 2
        """,
    )


def test_not_recorded_is_not_zero(spec: Spec) -> None:
    """CCE could be recorded from 1 April 2021 on: before, there is no figure for it, nor for both."""
    spec(
        TWO_CHILDREN,
        """
        child | means | start
        1     | CSE   | 2020-05-01
        1     | CCE   | 2020-05-01
        2     | CCE   | 2021-05-01
        """,
        """
        table  | row    | year    | figure
        q1     | CCE    | 2020/21 | [x]
        q1     | both   | 2020/21 | [x]
        q5-cce | Female | 2020/21 | [x]
        q1     | CSE    | 2020/21 | 1
        q1     | CCE    | 2021/22 | 1
        q1     | both   | 2021/22 | 0
        """,
        recorded={"cce": {"from": date(2021, 4, 1)}},
    )


def test_record_of_what_could_not_be_recorded_does_not_set_the_age(spec: Spec) -> None:
    """A backdated CCE record from before the flag existed is no record of that year, so the CSE record is the first."""
    spec(
        """
        child | born       | sex
        1     | 2007-10-01 | F
        """,
        """
        child | means | start
        1     | CCE   | 2020-05-01
        1     | CSE   | 2020-12-01
        """,
        """
        table  | row      | year    | figure
        q6-cse | 13 to 15 | 2020/21 | 1
        q6-cse | 10 to 12 | 2020/21 | 0
        """,
        recorded={"cce": {"from": date(2021, 4, 1)}},
    )


def test_zero_needs_reviewed_values(spec: Spec) -> None:
    """A value that the map does not name might be the category: its zeros are not published, its counts are."""
    spec(
        TWO_CHILDREN,
        """
        child | means            | start
        1     | CSE              | 2021-05-01
        2     | Exploitation (S) | 2021-05-01
        """,
        """
        table | row  | year    | figure
        q1    | CSE  | 2021/22 | 1
        q1    | CCE  | 2021/22 | [x]
        q1    | both | 2021/22 | [x]
        q1    | CSE  | 2022/23 | [x]
        """,
    )


def test_record_counts_on_days_that_its_source_covers(spec: Spec) -> None:
    """What was carried over from another system keeps its day, and stands in that one's records."""
    spec(
        TWO_CHILDREN,
        """
        child | means | start
        1     | CSE   | 2020-09-30
        2     | CSE   | 2020-10-01
        """,
        """
        table | row | year    | figure
        q1    | CSE | 2020/21 | 1
        """,
        covers={"from": date(2020, 10, 1)},
    )


def test_year_outside_the_extract_is_not_zero(spec: Spec) -> None:
    """The extract goes back to 1 October 2020: the year before has no figure, that year has one for its part."""
    spec(
        TWO_CHILDREN,
        """
        child | means | start
        1     | CSE   | 2020-11-01
        """,
        """
        table | row | year    | figure
        q1    | CSE | 2019/20 | [x]
        q1    | CSE | 2020/21 | 1
        """,
        covers={"from": date(2020, 10, 1)},
    )


def test_year_that_had_not_begun_is_not_applicable(spec: Spec) -> None:
    """The extract was made on 15 March 2025."""
    spec(
        TWO_CHILDREN,
        """
        child | means | start
        1     | CSE   | 2024-11-01
        """,
        """
        table | row | year    | figure
        q1    | CSE | 2024/25 | 1
        q1    | CSE | 2025/26 | [z]
        """,
        extracted_on=date(2025, 3, 15),
    )


def test_lowest_risk_level_that_counts_may_be_named(spec: Spec) -> None:
    """Where a map says that its levels stand in order; a record without a level is then not counted."""
    spec(
        """
        child | born       | sex
        1     | 2008-05-01 | F
        2     | 2008-05-01 | F
        3     | 2008-05-01 | M
        4     | 2008-05-01 | M
        """,
        """
        child | means | start      | risk
        1     | CSE   | 2021-05-01 | Low
        2     | CSE   | 2021-05-01 | Medium
        3     | CSE   | 2021-05-01 | High
        4     | CSE   | 2021-05-01 |
        """,
        """
        table  | row    | year    | figure
        q1     | CSE    | 2021/22 | 2
        q5-cse | Female | 2021/22 | 1
        """,
        counting={"risk_at_least": "Medium"},
    )
