"""Which records place a child in a year.

A financial year runs from 1 April to 31 March. The rule is `placed_by` in the field map's `[counting]`.
"""

from tests.support.spec import Spec

ONE_CHILD = """
    child | born       | sex
    1     | 2008-05-01 | F
    """


def test_child_with_several_records_counts_once_in_a_year(spec: Spec) -> None:
    """However many records there are, the figures count individual children."""
    spec(
        ONE_CHILD,
        """
        child | means | start
        1     | CSE   | 2021-04-01
        1     | CSE   | 2021-09-12
        1     | CSE   | 2022-03-31
        """,
        """
        table | row | year    | figure
        q1    | CSE | 2020/21 | 0
        q1    | CSE | 2021/22 | 1
        q1    | CSE | 2022/23 | 0
        """,
    )


def test_child_may_count_in_several_years(spec: Spec) -> None:
    """Years are counted apart, so they do not add up to a number of children."""
    spec(
        ONE_CHILD,
        """
        child | means | start
        1     | CSE   | 2020-03-31
        1     | CSE   | 2020-04-01
        """,
        """
        table | row | year    | figure
        q1    | CSE | 2019/20 | 1
        q1    | CSE | 2020/21 | 1
        """,
    )


def test_starts_in_year_looks_at_the_start_only(spec: Spec) -> None:
    """The default: a record that was opened years before, and is still open, does not count again."""
    spec(
        ONE_CHILD,
        """
        child | means | start      | end
        1     | CSE   | 2019-06-01 |
        """,
        """
        table | row | year    | figure
        q1    | CSE | 2019/20 | 1
        q1    | CSE | 2020/21 | 0
        """,
    )


def test_open_in_year_counts_every_year_that_a_record_touches(spec: Spec) -> None:
    """The first and the last day of a record both count."""
    spec(
        ONE_CHILD,
        """
        child | means | start      | end
        1     | CSE   | 2017-06-01 | 2021-04-01
        """,
        """
        table | row | year    | figure
        q1    | CSE | 2019/20 | 1
        q1    | CSE | 2020/21 | 1
        q1    | CSE | 2021/22 | 1
        q1    | CSE | 2022/23 | 0
        """,
        counting={"placed_by": "open in year"},
    )


def test_open_at_year_end_counts_on_31_march_only(spec: Spec) -> None:
    """A record that ends on 31 March was open on that day; one that ends the day before was not."""
    spec(
        ONE_CHILD,
        """
        child | means | start      | end
        1     | CSE   | 2019-06-01 | 2020-03-31
        1     | CCE   | 2020-06-01 | 2021-03-30
        """,
        """
        table | row | year    | figure
        q1    | CSE | 2019/20 | 1
        q1    | CCE | 2020/21 | 0
        """,
        counting={"placed_by": "open at year end"},
    )


def test_end_before_start_is_taken_as_the_start(spec: Spec) -> None:
    """The record is doubtful, which is reported, but that the child was recorded on its start date is not."""
    spec(
        ONE_CHILD,
        """
        child | means | start      | end
        1     | CSE   | 2020-06-01 | 2019-06-01
        """,
        """
        table | row | year    | figure
        q1    | CSE | 2019/20 | 0
        q1    | CSE | 2020/21 | 1
        """,
        counting={"placed_by": "open in year"},
    )


def test_requests_may_ask_by_calendar_year_quarter_or_month(spec: Spec) -> None:
    """All the periods of one request are of one kind. A child counts once in each, so quarters do not add up to a year.

    Quarters count from the start of the year before them: 2021 Q1 begins in January, 2021/22 Q1 in April.
    """
    records = """
        child | means | start
        1     | CSE   | 2020-12-31
        1     | CSE   | 2021-01-01
        1     | CSE   | 2021-03-31
        1     | CSE   | 2021-04-01
        """
    spec(
        ONE_CHILD,
        records,
        """
        table | row | year | figure
        q1    | CSE | 2020 | 1
        q1    | CSE | 2021 | 1
        """,
        years=["2020 to 2021"],
    )
    spec(
        ONE_CHILD,
        records,
        """
        table | row | year                     | figure
        q1    | CSE | October to December 2020 | 1
        q1    | CSE | January to March 2021    | 1
        q1    | CSE | April to June 2021       | 1
        q1    | CSE | July to September 2021   | 0
        """,
        years=["2020 Q4 to 2021 Q3"],
    )
    spec(
        ONE_CHILD,
        records,
        """
        table | row | year          | figure
        q1    | CSE | February 2021 | 0
        q1    | CSE | March 2021    | 1
        """,
        years=["2021-02 to 2021-03"],
    )
