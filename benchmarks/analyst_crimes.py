"""What a good analyst would write with pandas and openpyxl for flagged crimes of one system: the peer of the benchmark.

python benchmarks/analyst_crimes.py connect.csv out.xlsx
"""

from __future__ import annotations

import sys

import pandas as pd

FIRST, LAST = "2017-12-05", "2020-11-30"
READ = ["Crime Number", "Incident Created Date", "HO Sub Sub Group", "HO Outcome Desc", "Keyword Desc"]


def main() -> None:
    """Counts each flagged crime once, by year, by offence and by outcome, and writes three sheets."""
    path, out = sys.argv[1:]
    rows = pd.read_csv(path, skiprows=3, usecols=READ, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    rows = rows.rename(columns=dict(zip(READ, ["number", "day", "offence", "outcome", "words"], strict=True)))
    words = rows["words"].str.split(";").explode().str.split().str.join(" ").str.casefold()
    rows = rows[(words == "child sex exploitation").groupby(level=0).any()]
    for column in ("number", "offence", "outcome"):
        rows[column] = rows[column].str.split().str.join(" ")
    one = rows.groupby("number", as_index=False).first()
    text = one["day"].str.split().str.join(" ").str.removesuffix(" 00:00:00")
    day = pd.to_datetime(text, format="%d/%m/%Y", errors="coerce")
    for other in ("%d-%b-%Y", "%Y-%m-%d"):
        day = day.fillna(pd.to_datetime(text, format=other, errors="coerce"))
    one = one[(day >= FIRST) & (day <= LAST)]
    year = day.dt.year - (day.dt.month < 4)
    one = one.assign(year=year)
    with pd.ExcelWriter(out, engine="openpyxl") as book:
        one.groupby("year").size().to_frame("crimes").to_excel(book, sheet_name="crimes")
        for column in ("offence", "outcome"):
            table = one.groupby([column, "year"]).size().unstack(fill_value=0)
            table.to_excel(book, sheet_name=column)


if __name__ == "__main__":
    main()
