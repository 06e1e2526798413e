"""Who is a child, and how old.

Age is counted in completed years. Whether somebody is a child is tested record by record (`who_counts`); the age group
comes from the day that `age_taken` names, and a child has one age group in a year.
"""

from tests.support.spec import Spec


def test_age_is_taken_at_the_first_record_of_any_category(spec: Spec) -> None:
    """Recorded for CSE at 12 and for CCE at 13 in one year: the child is 12 in every table of that year."""
    spec(
        """
        child | born       | sex
        1     | 2008-06-15 | F
        """,
        """
        child | means | start
        1     | CSE   | 2021-05-01
        1     | CCE   | 2021-09-01
        """,
        """
        table   | row      | year    | figure
        q6-cse  | 10 to 12 | 2021/22 | 1
        q6-cce  | 10 to 12 | 2021/22 | 1
        q6-both | 10 to 12 | 2021/22 | 1
        q6-cce  | 13 to 15 | 2021/22 | 0
        """,
    )


def test_each_record_is_tested_for_being_a_childs(spec: Spec) -> None:
    """17 at the first record and 18 at the next: the first counts, the second does not."""
    spec(
        """
        child | born       | sex
        1     | 2003-10-01 | M
        """,
        """
        child | means | start
        1     | CSE   | 2021-09-30
        1     | CCE   | 2021-10-01
        """,
        """
        table | row  | year    | figure
        q1    | CSE  | 2021/22 | 1
        q1    | CCE  | 2021/22 | 0
        q1    | both | 2021/22 | 0
        """,
    )


def test_record_opened_years_before_is_tested_on_the_years_first_day(spec: Spec) -> None:
    """Open since the child was 15: counted for as long as they are under 18 on 1 April."""
    spec(
        """
        child | born       | sex
        1     | 2003-04-01 | F
        """,
        """
        child | means | start      | end
        1     | CSE   | 2018-07-01 |
        """,
        """
        table  | row      | year    | figure
        q6-cse | 16 to 17 | 2019/20 | 1
        q6-cse | 16 to 17 | 2020/21 | 1
        q1     | CSE      | 2021/22 | 0
        """,
        counting={"placed_by": "open in year"},
    )


def test_born_on_29_february_reaches_an_age_on_1_march(spec: Spec) -> None:
    """In years without a 29 February; so this person is still 17 on 28 February 2022."""
    spec(
        """
        child | born       | sex
        1     | 2004-02-29 | F
        2     | 2004-02-29 | F
        """,
        """
        child | means | start
        1     | CSE   | 2022-02-28
        2     | CSE   | 2022-03-01
        """,
        """
        table | row | year    | figure
        q1    | CSE | 2021/22 | 1
        """,
    )


def test_age_may_be_taken_on_a_fixed_day(spec: Spec) -> None:
    """On 31 March this child is 13, on 31 August 12. Whether they are a child is still asked at the record."""
    people = """
        child | born       | sex
        1     | 2008-12-24 | F
        """
    records = """
        child | means | start
        1     | CSE   | 2021-05-01
        """
    spec(
        people,
        records,
        """
        table  | row      | year    | figure
        q6-cse | 13 to 15 | 2021/22 | 1
        """,
        counting={"age_taken": "31 March"},
    )
    spec(
        people,
        records,
        """
        table  | row      | year    | figure
        q6-cse | 10 to 12 | 2021/22 | 1
        """,
        counting={"age_taken": "31 August"},
    )


def test_fixed_day_lies_in_the_period_asked_for(spec: Spec) -> None:
    """The rules "31 March" and "year start" take the last and the first day of other periods than financial years.

    A quarter or a month may hold no 31 August: then it is the last one before the period ends, here that of 2020.
    """
    people = """
        child | born       | sex
        1     | 2011-02-01 | F
        """
    records = """
        child | means | start
        1     | CSE   | 2021-02-10
        """
    spec(
        people,
        records,
        """
        table  | row      | year                  | figure
        q6-cse | 10 to 12 | January to March 2021 | 1
        """,
        years=["2021 Q1"],
        counting={"age_taken": "31 March"},
    )
    spec(
        people,
        records,
        """
        table  | row      | year                  | figure
        q6-cse | Under 10 | January to March 2021 | 1
        """,
        years=["2021 Q1"],
        counting={"age_taken": "31 August"},
    )
    spec(
        people,
        records,
        """
        table  | row      | year | figure
        q6-cse | Under 10 | 2021 | 1
        """,
        years=["2021"],
        counting={"age_taken": "year start"},
    )


def test_no_birth_date_counts_as_a_child_of_unknown_age(spec: Spec) -> None:
    """So does a birth date after the day on which age is taken, and a child who is missing from the people file."""
    spec(
        """
        child | born       | sex
        1     |            | F
        2     | 2010-02-30 | F
        3     | 2022-01-01 | F
        """,
        """
        child | means | start
        1     | CSE   | 2021-05-01
        2     | CSE   | 2021-05-01
        3     | CSE   | 2021-05-01
        4     | CSE   | 2021-05-01
        """,
        """
        table  | row       | year    | figure
        q1     | CSE       | 2021/22 | 4
        q6-cse | Not known | 2021/22 | 4
        q5-cse | Not known | 2021/22 | 1
        q5-cse | Female    | 2021/22 | 3
        """,
    )


def test_everybody_recorded_can_be_counted(spec: Spec) -> None:
    """Then a row for people of 18 and over appears where there are any."""
    spec(
        """
        child | born       | sex
        1     | 1999-01-01 | M
        """,
        """
        child | means | start
        1     | CCE   | 2021-05-01
        """,
        """
        table  | row         | year    | figure
        q1     | CCE         | 2021/22 | 1
        q6-cce | 18 and over | 2021/22 | 1
        """,
        counting={"who_counts": "everybody"},
    )
