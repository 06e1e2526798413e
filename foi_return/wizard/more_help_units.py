"""More help for requests that count several things: pattern of keys, why it is asked, what it rests on, an example."""

from __future__ import annotations

_SEVERAL = "The request counts several things; a figure is a number of one of them, and of nothing else."
_WHICH = "What the request asks for is printed in the workbook, word by word; other rows are left out."

UNIT_HELP: tuple[tuple[str, str, str, str], ...] = (
    (
        "units/how/*",
        "Crimes, victims and suspects stand in rows of their own. Each is found by its id, in the file that holds it.",
        _SEVERAL,
        "Yes, all of them",
    ),
    (
        "units/*/files",
        "One file may hold several of them: in a file of missing episodes, the children are counted by the child's id "
        "and the episodes by the episode's.",
        _SEVERAL,
        "victims.csv",
    ),
    (
        "units/*/with",
        "A victim counts in the year of the crime, and only if the crime does. So the victim's row has to find the "
        "crime's.",
        "The two columns are compared by a sample of their ids; no id is shown or kept.",
        "Yes, to a row of crimes.csv",
    ),
    ("units/*/by", "It is the id by which the two files fit together.", "", "Crime No"),
    (
        "units/*/to",
        "The id is looked for here. What is not found has no date, and is not counted.",
        "",
        "Crime No",
    ),
    (
        "records/*/on_each",
        "A reference may be that of a person, who keeps it on every crime, or of a row. Together with the crime's id "
        "it is another on each crime.",
        _WHICH,
        "Yes, its id is 'Crime No' and 'Victim Ref' together",
    ),
    (
        "records/*/counted",
        "A file often holds more than is asked for: crimes with one offender beside those with several. What does not "
        "count is in no total.",
        _WHICH,
        "Only rows that meet conditions",
    ),
    (
        "records/*/if/*",
        "Each condition reads one column, or the number of rows in another file. Of several, one may be enough, or all "
        "may be needed.",
        _WHICH,
        "2 or more in 'No of Offenders', or 2 or more suspects",
    ),
    (
        "new_split/*",
        "The extract holds values in the column of a breakdown that the map does not list. Unless you say which row "
        "they are, they are counted as not known.",
        "The rows of a table add to its total; what is not known has a row of its own.",
        "W2 - Irish is White",
    ),
)
