"""In which words the invented police files write what the margins count: several spellings for most of it."""

from __future__ import annotations

from typing import Final

from foi_return.synthetic.group_based_margins import (
    ACTIVITY,
    ASSAULT,
    CSE,
    FAMILIAL,
    FEMALE,
    INSTITUTIONAL,
    MALE,
    NOT_RECORDED,
    OTHER,
    OTHER_TYPE,
    RAPE,
    UNKNOWN,
)

CRITERION: Final = {
    FAMILIAL: ("Familial",),
    CSE: ("Child Sexual Exploitation", "Child Sexual Exploitation", "CSE"),
    INSTITUTIONAL: ("Institutional", "Institutional", "Institutional or organisational"),
    OTHER: ("Other",),
    UNKNOWN: ("Unknown", "Unknown", "Not known"),
}

OFFENCE: Final = {
    RAPE: (
        "Rape of a female child under 16",
        "Rape of a female child under 16",
        "Rape of a female child under 13",
        "Rape of a male child under 16",
        "Rape of a male child under 13",
        "Rape of a female aged 16 and over",
    ),
    ASSAULT: (
        "Sexual assault on a female aged 13 and over",
        "Sexual assault on a female child under 13",
        "Sexual assault on a male aged 13 and over",
        "Sexual assault on a male child under 13",
        "Assault of a female child under 13 by penetration",
        "Assault of a female aged 13 and over by penetration",
    ),
    ACTIVITY: (
        "Sexual activity involving a child under 16",
        "Sexual activity involving a child under 13",
        "Causing or inciting a child under 16 to engage in sexual activity",
        "Causing or inciting a child under 13 to engage in sexual activity",
        "Familial sexual activity with a child",
        "Abuse of a position of trust - sexual activity with a child",
    ),
    OTHER_TYPE: (
        "Sexual grooming",
        "Arranging or facilitating sexual exploitation of a child",
        "Trafficking for the purpose of sexual exploitation",
        "Causing a child to watch a sexual act",
        "Indecency with a child - historic",
    ),
}

SEX: Final = {
    FEMALE: ("Female", "Female", "Female", "F", "female", "FEMALE"),
    MALE: ("Male", "Male", "Male", "M", "male", "MALE"),
    NOT_RECORDED: ("", "", "Unknown", "Not recorded", "U", "unknown"),
}

ETHNICITY: Final = {
    "White": ("W1 - British", "W1 - British", "White", "W9 - Any other White background", "white"),
    "Asian": ("A2 - Pakistani", "A1 - Indian", "A3 - Bangladeshi", "A9 - Any other Asian background", "Asian"),
    "Black": ("B1 - Caribbean", "B2 - African", "B9 - Any other Black background", "Black"),
    "Mixed": ("M1 - White and Black Caribbean", "M3 - White and Asian", "Mixed"),
    "Other": ("O9 - Any other ethnic group", "Other"),
    NOT_RECORDED: ("", "", "", "Not stated", "NS", "Not recorded", "Unknown"),
}

NO_NUMBER: Final = ("", "", "Unknown", "Not known")
"""Where nobody stated how many offenders there were."""

BY_CHILD: Final = {True: ("Y", "Y", "Yes"), False: ("N", "N", "No", "")}
