"""More help for a map that is used as it stands: pattern of keys, why it is asked, what it rests on, an example."""

from __future__ import annotations

_REVIEWED = "A value that nobody has reviewed may be a category that was missed; figures that rest on it become [x]."

KEPT_HELP: tuple[tuple[str, str, str, str], ...] = (
    (
        "request/use",
        "As it stands, the figures follow from the map, and you are asked only about what the extract lacks or adds. "
        "As suggestions, each part is asked again, with the map's answer filled in.",
        "A map that joins files, unpacks cells or counts in a database can only be used as it stands.",
        "As it stands",
    ),
    (
        "request/earlier",
        "All answers of an earlier interview are taken over. What changes from year to year is asked again: reference, "
        "dates, years and files.",
        "The wizard saves it beside the output folder when an interview is finished.",
        r"C:\FOI\FOI-2025-0456-interview.toml",
    ),
    (
        "files/*/sheets",
        "Each sheet, or each table of a census, is read as one file.",
        "A sheet of notes has no column names, and cannot be read.",
        "Children; Hazards",
    ),
    (
        "files/database",
        "Counting runs in the database: no row of it comes here.",
        "docs/databases.md: the URL comes from the environment or the keyring, and stands in no file.",
        "Yes, connect",
    ),
    (
        "lacks/*",
        "The map reads a column that this file does not have. Under its new name it is read as before.",
        "The field map is changed accordingly, and written at the end.",
        "PERSON_DOB for DATE_OF_BIRTH",
    ),
    (
        "lacks/part",
        "A figure that leaves out some of the records is too low, and nobody can see that it is.",
        "The answer tells 'not recorded' from 0, and says what the figures were counted from.",
        "No figures",
    ),
    (
        "lacks/reason",
        "It stands in the answer where figures would be.",
        "Section 1 of either Act: say what is not held, or not held yet.",
        "The answers of forms were not supplied; they are to follow.",
    ),
    (
        "kept/*",
        "The map is used as it stands. It is read out so that you can see whether it still describes your system.",
        "foi-return map show reads out the whole of it.",
        "Yes, it is still so",
    ),
    ("new/*", "The extract holds values that the map does not name.", _REVIEWED, "Yes, every value stands right"),
    ("new/*/keys", "Only what you tick here is asked for next.", _REVIEWED, "Child sexual exploitation (CSE)"),
    ("new/*/is/*", "{One} with a record of a ticked value is counted.", _REVIEWED, "CSE risk assessment"),
    ("new/*/rest/*", "Values left over are written into the map as reviewed.", _REVIEWED, "count none of them"),
)
