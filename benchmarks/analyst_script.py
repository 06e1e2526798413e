"""What a good analyst would write with pandas and openpyxl for the same tables: the peer of the benchmark.

python benchmarks/analyst_script.py hazards.csv people.csv missing.csv out.xlsx
"""

from __future__ import annotations

import sys

import openpyxl
import pandas as pd

YEARS = range(2019, 2026)
HAZARDS = {
    "cse": {"cse"},
    "cce": {"cce", "cce - county lines"},
    "gang": {"gang association"},
    "ocg": {"organised crime group"},
    "county_lines": {"cce - county lines"},
}
SETTINGS = [
    "Online",
    "Public place",
    "Private address",
    "Hotel or temporary accommodation",
    "School or PRU",
    "Placement",
]
SEXES = {"female": 0, "f": 0, "male": 1, "m": 1, "indeterminate": 2}
SEX_LABELS = {0: "Female", 1: "Male", 2: "Indeterminate"}


def read(hazards_path: str, people_path: str, missing_path: str) -> pd.DataFrame:
    text = {"dtype": str, "keep_default_na": False}
    hazards = pd.read_csv(
        hazards_path,
        skiprows=2,
        encoding="utf-8-sig",
        usecols=["Person ID", "Hazard", "Setting", "Start date"],
        **text,
    ).rename(columns={"Start date": "start"})
    missing = pd.read_csv(missing_path, encoding="cp1252", **text).rename(
        columns={"Exploitation concern": "Hazard", "Missing from": "start"}
    )[["Person ID", "Hazard", "start"]]
    records = pd.concat([hazards, missing], ignore_index=True)
    records["code"] = records["Hazard"].str.strip().str.casefold()
    for key, codes in HAZARDS.items():
        records[key] = records["code"].isin(codes)
    records = records[records[list(HAZARDS)].any(axis=1)].copy()
    for setting in SETTINGS:
        records[setting] = records["Setting"].fillna("").str.strip().str.casefold() == setting.casefold()
    records["start"] = pd.to_datetime(records["start"], format="%d/%m/%Y", errors="coerce")
    records["Person ID"] = records["Person ID"].str.strip()
    records = records[records["start"].notna() & (records["Person ID"] != "")]
    people = pd.read_csv(people_path, encoding="utf-8-sig", **text)
    people["born"] = pd.to_datetime(people["Date of birth"], format="%d/%m/%Y", errors="coerce")
    people["sex"] = people["Gender"].str.replace("\xa0", " ").str.strip().str.casefold().map(SEXES)
    people["Person ID"] = people["Person ID"].str.strip()
    grouped = people.groupby("Person ID")
    one = grouped.agg(born=("born", "min"), latest=("born", "max"), sex=("sex", "min"), other=("sex", "max"))
    one.loc[one["born"] != one["latest"], "born"] = pd.NaT
    one.loc[one["sex"] != one["other"], "sex"] = float("nan")
    return records.merge(one[["born", "sex"]], left_on="Person ID", right_index=True, how="left")


def spine(records: pd.DataFrame) -> pd.DataFrame:
    year = records["start"].dt.year - (records["start"].dt.month < 4)
    records = records.assign(year=year)[year.isin(YEARS)]
    before_2021 = records["year"] < 2021
    records.loc[before_2021, ["cce", "county_lines"]] = False
    records = records[records[list(HAZARDS)].any(axis=1)]
    on, born = records["start"], records["born"]
    birthday_to_come = (on.dt.month * 100 + on.dt.day) < (born.dt.month * 100 + born.dt.day)
    records = records.assign(age=on.dt.year - born.dt.year - birthday_to_come)
    records = records[~(records["age"] >= 18)].sort_values("start")
    flags = [*HAZARDS, *SETTINGS]
    rules = {"age": ("age", "first"), "sex": ("sex", "first"), **{flag: (flag, "max") for flag in flags}}
    children = records.groupby(["Person ID", "year"]).agg(**rules).reset_index()
    children["sex"] = children["sex"].map(SEX_LABELS).fillna("Not known")
    bands = pd.cut(children["age"], [-1, 9, 12, 15, 17], labels=["Under 10", "10 to 12", "13 to 15", "16 to 17"])
    children["age group"] = bands.cat.add_categories("Not known").fillna("Not known")
    children["both"] = children["cce"] & children["cse"]
    return children


def main() -> None:
    children = spine(read(*sys.argv[1:4]))
    book = openpyxl.Workbook()
    book.remove(book.active)

    def write(name: str, table: pd.DataFrame) -> None:
        sheet = book.create_sheet(name)
        sheet.append(["", *[f"{year}/{(year + 1) % 100}" for year in YEARS]])
        for label, row in table.iterrows():
            cells = [int(row.get(year, 0)) for year in YEARS]
            sheet.append([str(label), *["[c]" if 0 < cell < 5 else cell for cell in cells]])

    by_year = children.groupby("year")
    write("Q1", by_year[["cce", "cse", "both"]].sum().T)
    write("Q3", by_year[["gang", "ocg", "county_lines"]].sum().T)
    write("Q4", by_year[SETTINGS].sum().T)
    for key in ("cce", "cse", "both"):
        chosen = children[children[key]]
        for name, column in (("Q5", "sex"), ("Q6", "age group")):
            table = pd.crosstab(chosen[column], chosen["year"], margins=True, margins_name="Total")
            write(f"{name} {key}", table)
    book.save(sys.argv[4])


if __name__ == "__main__":
    main()
