"""Invented police files of child sexual abuse crimes with victims and suspects, of which some are group-based.

A crime is group-based if it has two or more offenders, identified or not: the greater of the number that the crime
record states and of the suspects that are named decides. No column says so. Among the group-based crimes are others:
with a single offender, recorded in another year, or with a recorded date that cannot be read; their victims and
suspects do not count, nor do those whose crime is in no file.

**What is counted.** A row of the victims' file is one person on one crime; likewise for suspects. Its reference is the
person's, and comes again where they are on several crimes. The report draws its figures from crime records, and so
counts a person on two crimes twice: what is counted is the pair of crime number and reference.

Ages are nowhere written: they are completed years from the birth date to the offence date, which stands beside it. A
crime without an offence date is neither recent nor non-recent, and its victims and suspects have no age. A crime is
non-recent if it was recorded more than a year after the offence; exactly one year is recent.

The margins are those of `group_based_margins`, or, for another number of crimes, drawn with its shares.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from foi_return.synthetic import group_based_margins as report
from foi_return.synthetic import group_based_words as words
from foi_return.synthetic.dealing import Dealer
from foi_return.synthetic.drawing import NO_DATES, Draws, Row, write_table
from foi_return.synthetic.group_based_people import Crime, People, orphan_rows, suspect_rows, victim_rows

GROUP_BASED_SEED = 1
SINGLE_OFFENDER_CRIMES = 6_000
"""Crimes with one offender in the demonstration's files."""

CRIMES_HEADER = (
    "Crime No", "Force", "Date Recorded", "Offence Date", "Offence Description", "Criterion", "CSAE by Child",
    "No of Offenders",
)  # fmt: skip
VICTIMS_HEADER = ("Victim Ref", "Crime No", "Sex", "Date of Birth", "Offence Date", "Self-Defined Ethnicity")
SUSPECTS_HEADER = ("Suspect Ref", "Crime No", "Sex", "Date of Birth", "Offence Date", "Self-Defined Ethnicity")

_FORCES = 44
_MOST_SUSPECTS = 7


@dataclass(frozen=True, slots=True)
class GroupBasedFiles:
    """The three files, all CSV in UTF-8 with a byte order mark.

    Attributes:
        crimes: One title row above the header.
        victims: Joined to the crimes by the crime number; a reference is a person's, on all of their crimes.
        suspects: Likewise.
    """

    crimes: Path
    victims: Path
    suspects: Path


def write_group_based(
    folder: Path,
    seed: int = GROUP_BASED_SEED,
    *,
    crimes: int | None = None,
    single: int = SINGLE_OFFENDER_CRIMES,
) -> GroupBasedFiles:
    """Writes `crimes.csv`, `victims.csv` and `suspects.csv`.

    The same seed and numbers give the same files, to the byte.

    Args:
        folder: Made if it does not exist. Files of these names are overwritten.
        seed: Chooses the crimes.
        crimes: How many are group-based and recorded in 2023. None gives the report's crimes, with its margins,
            whatever the seed; a number gives margins that follow from the seed alone.
        single: How many have a single offender.

    Raises:
        ValueError: A number is negative.
        OSError: A file cannot be written.
    """
    if (crimes or 0) < 0 or single < 0:
        raise ValueError("numbers of crimes must not be negative")
    folder.mkdir(parents=True, exist_ok=True)
    files = GroupBasedFiles(folder / "crimes.csv", folder / "victims.csv", folder / "suspects.csv")
    draws = Draws(seed)
    counted = Dealer(draws, exact=crimes is None)
    total = report.CRIMES if crimes is None else crimes
    group = _group_based(counted, total)
    others = [*_singles(draws, single), *_outside(draws, total // 25), *_undated(draws, total // 300)]
    numbers = draws.shuffled(range(10_000, 10_000 + len(group) + len(others)))
    for crime, number in zip([*group, *others], numbers, strict=True):
        crime.number = f"CN/{number:06d}/{str((crime.recorded or date(report.YEAR, 1, 1)).year)[2:]}"
    free = Dealer(draws, exact=False)
    hurt, named = People(), People()
    victims = [*victim_rows(counted, hurt, group), *victim_rows(free, hurt, others)]
    suspects = [*suspect_rows(counted, named, group), *suspect_rows(free, named, others)]
    titles = ("Child sexual abuse crimes",)
    rows = (_crime_row(draws, crime) for crime in [*group, *others])
    write_table(files.crimes, "utf-8-sig", titles, CRIMES_HEADER, draws.exported(rows, 0.02))
    for path, header, people, letter in (
        (files.victims, VICTIMS_HEADER, victims, "V"),
        (files.suspects, SUSPECTS_HEADER, suspects, "S"),
    ):
        mixed = draws.shuffled(people)
        places = {person: place for place, person in enumerate(dict.fromkeys(person for person, _ in mixed), start=1)}
        referred = [(f"{letter}{places[person]:07d}", *row) for person, row in mixed]
        write_table(path, "utf-8-sig", (), header, draws.exported([*referred, *orphan_rows(draws, letter)], 0.03))
    return files


def _group_based(dealer: Dealer, total: int) -> list[Crime]:
    """The group-based crimes recorded in the year."""
    draws = dealer.draws
    crimes = [Crime(criterion=it) for it in dealer.deal([""] * total, report.CRITERIA)]
    _date_recorded(dealer, crimes)
    marked = [crime for crime in crimes if crime.recorded and crime.recorded.month > 3]
    children, later = report.BY_CHILDREN, report.APRIL_TO_DECEMBER
    shares = {True: sum(children.values()), False: sum(later.values()) - sum(children.values())}
    within = {it: {True: children[it], False: later[it] - children[it]} for it in children}
    for crime, by_child in zip(marked, dealer.deal([it.criterion for it in marked], shares, within), strict=True):
        crime.by_child = by_child
    recency = dealer.deal([it.criterion for it in crimes], report.RECENCY, {report.FAMILIAL: report.FAMILIAL_RECENCY})
    offences = dealer.deal(
        [f"{it.criterion}{' by child' if it.by_child and it.criterion == report.OTHER else ''}" for it in crimes],
        report.OFFENCES,
        {
            report.CSE: {report.RAPE: report.CSE_RAPE},
            report.INSTITUTIONAL: {report.ASSAULT: report.INSTITUTIONAL_ASSAULT},
            f"{report.OTHER} by child": {report.ACTIVITY: report.OTHER_BY_CHILDREN_ACTIVITY},
        },
    )
    for crime, crime.recency, crime.offence in zip(crimes, recency, offences, strict=True):
        crime.offence_day = _offence_day(draws, crime)
    _add_people(dealer, crimes)
    return crimes


def _date_recorded(dealer: Dealer, crimes: Sequence[Crime]) -> None:
    later = report.APRIL_TO_DECEMBER
    within = {it: {True: later[it], False: report.CRITERIA[it] - later[it]} for it in later}
    shares = {True: sum(later.values()), False: report.CRIMES - sum(later.values())}
    parts = dealer.deal([crime.criterion for crime in crimes], shares, within)
    for part, months in ((False, range(1, 4)), (True, range(4, 13))):
        those = [crime for crime, it in zip(crimes, parts, strict=True) if it is part]
        totals = {month: report.MONTHS[month - 1] for month in months}
        for crime, month in zip(those, dealer.deal([""] * len(those), totals), strict=True):
            following = date(report.YEAR + month // 12, month % 12 + 1, 1)
            crime.recorded = dealer.draws.day(date(report.YEAR, month, 1), following - timedelta(days=1))


def _offence_day(draws: Draws, crime: Crime) -> date | None:
    """A day up to a year before recording, or from the day before that on; both edges are drawn often."""
    recorded = crime.recorded
    if recorded is None or crime.recency == report.NOT_RECORDED:
        return None
    edge = recorded.replace(year=recorded.year - 1)  # no crime is recorded on a 29 February
    if crime.recency == report.NON_RECENT:
        before = 1 if draws.happens(0.02) else 1 + draws.number(365 * draws.choose((3, 10, 20, 40)))
        return edge - timedelta(days=before)
    return edge if draws.happens(0.02) else draws.day(max(edge, recorded - timedelta(days=200)), recorded)


def _add_people(dealer: Dealer, crimes: Sequence[Crime]) -> None:
    """Says how many victims, named suspects and stated offenders each crime has."""
    draws = dealer.draws
    for crime in crimes:
        crime.victims = 1 if draws.happens(0.975) else 0
        crime.suspects = draws.choose((0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 3, 3, 4))
    extra = report.VICTIMS - sum(crime.victims for crime in crimes) if dealer.exact else len(crimes) // 15
    for _ in range(extra):
        draws.choose(crimes).victims += 1
    while dealer.exact and (missing := report.SUSPECTS - sum(crime.suspects for crime in crimes)):
        step = 1 if missing > 0 else -1
        for crime in draws.shuffled(crimes)[: abs(missing)]:
            crime.suspects = min(max(crime.suspects + step, 0), _MOST_SUSPECTS)
    for crime in crimes:
        if crime.suspects < 2:
            crime.stated = draws.choose((2, 2, 2, 2, 3, 3, 4, 6))
        else:
            crime.stated = draws.choose((0, 1, 2, *[crime.suspects] * 9, crime.suspects + 1, crime.suspects + 3))


def _singles(draws: Draws, number: int) -> Iterator[Crime]:
    """Crimes with one offender at most, named or stated or neither."""
    for _ in range(number):
        crime = _other(draws, draws.day(date(report.YEAR, 1, 1), date(report.YEAR, 12, 31)))
        crime.suspects, crime.stated = draws.choose((0, 1, 1)), draws.choose((0, 1, 1, 1))
        crime.criterion = crime.criterion if draws.happens(0.1) else ""
        yield crime


def _outside(draws: Draws, number: int) -> Iterator[Crime]:
    """Group-based crimes recorded in the months before and after the year, its neighbouring days among them."""
    for _ in range(number):
        span = draws.choose(((12, 1, -1), (1, 1, 1)))
        first = date(report.YEAR + span[2], span[0], span[1])
        edge = date(report.YEAR - 1, 12, 31) if span[2] < 0 else first
        crime = _other(draws, edge if draws.happens(0.2) else draws.day(first, first + timedelta(days=30)))
        crime.suspects, crime.stated = 2, 2
        yield crime


def _undated(draws: Draws, number: int) -> Iterator[Crime]:
    for _ in range(number):
        crime = _other(draws, None)
        crime.suspects, crime.stated = 1, 3
        yield crime


def _other(draws: Draws, recorded: date | None) -> Crime:
    crime = Crime(recorded=recorded, criterion=draws.choose(tuple(report.CRITERIA)))
    crime.recency = draws.choose((report.RECENT, report.RECENT, report.NON_RECENT))
    crime.offence = draws.choose(tuple(report.OFFENCES))
    crime.by_child = draws.happens(0.3) if recorded and recorded >= date(report.YEAR, 4, 1) else None
    crime.offence_day = _offence_day(draws, crime)
    return crime


def _crime_row(draws: Draws, crime: Crime) -> Row:
    criterion = draws.choose(words.CRITERION[crime.criterion]) if crime.criterion else ""
    return (
        crime.number,
        f"Force {1 + draws.number(_FORCES):02d}",
        draws.date_text(crime.recorded) if crime.recorded else draws.choose((*NO_DATES, "")),
        draws.date_text(crime.offence_day) if crime.offence_day else draws.choose((*NO_DATES, "", "")),
        draws.untidy_spaces(draws.choose(words.OFFENCE[crime.offence])),
        draws.untidy_case(draws.untidy_spaces(criterion)),
        "" if crime.by_child is None else draws.choose(words.BY_CHILD[crime.by_child]),
        str(crime.stated) if crime.stated else draws.choose(words.NO_NUMBER),
    )
