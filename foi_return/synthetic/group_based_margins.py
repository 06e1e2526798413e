"""The margins of a published report on group-based child sexual abuse, which the invented crimes are made to have.

Source: Hydrant Programme, Group-Based Offending Publication (COCAD), 2023: crimes recorded from 1 January to
31 December 2023 by 44 police forces of England and Wales.

**Invented**, because the report prints them in graphs whose figures are not legible: the crimes of each month, and so
of each quarter; suspects under 10, at 16 to 17 and from 30 on; how many crimes of the criterion unknown are of April
to December, and how many of those were committed by children. The inventions keep what the text says: fewer crimes in
February, April, June, August, October and December than in the month before, most in November; 48% of suspects aged
10 to 17.

**Where the report's own figures do not agree:**

- The chart of criteria has five shares and, as it was printed, five names, Child Sexual Exploitation not among them.
  Read side by side, 717 is Institutional and 366 Ritualistic. But the text says that no crime was ritualistic, and the
  pages on the criteria count 717 crimes of sexual exploitation (472 of 717 rape) and 366 institutional ones (207 of
  366 sexual assault). The shares have moved by one name; the pages are followed here.
- 1,125 of 4,228 is 26.6%, printed as 26%; 232 of 4,228 is 5.49%, printed as 6%; 201 of 521 is printed both as 39% and
  as 38%.
- Crimes committed by children, beside familial: 83 of 565; beside sexual exploitation: 128 of 828. The bases fit the
  other way round only: 828 of April to December is more than the 717 sexual exploitation crimes of the whole year.
- Familial victims of "aged 10 and under" are compared with victims "under 10"; both are taken to be under 10. After
  16 to 17 comes "over 18", taken to be 18 and over. Victims of 16 to 17 (551) follow by subtraction.
- Suspects of 10 to 13 (917) and 14 to 15 (945) follow from 1,862 for both and from the one figure that is printed.
- Which figure of ethnicity belongs to which name cannot be told from the chart beyond White; they are taken in order.
- The findings say that rape and sexual activity are reported most; by the figures sexual assault (1,200) comes before
  sexual activity (1,094).
"""

from __future__ import annotations

from typing import Final

NOT_RECORDED: Final = ""
YEAR: Final = 2023
CRIMES: Final = 4_228

FAMILIAL, CSE, INSTITUTIONAL, OTHER, UNKNOWN = "Familial", "CSE", "Institutional", "Other", "Unknown"
CRITERIA: Final = {FAMILIAL: 1_125, CSE: 717, INSTITUTIONAL: 366, OTHER: 1_636, UNKNOWN: 384}
"""Ritualistic is a criterion too, with no crime."""

APRIL_TO_DECEMBER: Final = {FAMILIAL: 828, CSE: 565, INSTITUTIONAL: 258, OTHER: 1_271, UNKNOWN: 290}
"""Crimes recorded since it is noted whether children committed them; that of UNKNOWN is invented."""

BY_CHILDREN: Final = {FAMILIAL: 128, CSE: 83, INSTITUTIONAL: 146, OTHER: 704, UNKNOWN: 21}
"""Of APRIL_TO_DECEMBER, those committed by children; that of UNKNOWN is invented."""

MONTHS: Final = (349, 318, 349, 323, 372, 341, 362, 335, 372, 352, 405, 350)
"""Crimes recorded in January to December. Invented, all twelve."""

RECENT, NON_RECENT = "Recent", "Non-recent"
RECENCY: Final = {RECENT: 2_440, NON_RECENT: 1_500, NOT_RECORDED: 288}
FAMILIAL_RECENCY: Final = {RECENT: 440, NON_RECENT: 660, NOT_RECORDED: 25}
"""660 is the report's; how the other 465 divide is invented."""

RAPE, ASSAULT, ACTIVITY, OTHER_TYPE = "Rape", "Sexual assault", "Sexual activity", "Other"
OFFENCES: Final = {RAPE: 1_702, ASSAULT: 1_200, ACTIVITY: 1_094, OTHER_TYPE: 232}
CSE_RAPE, INSTITUTIONAL_ASSAULT, OTHER_BY_CHILDREN_ACTIVITY = 472, 207, 359

VICTIMS: Final = 4_422
FEMALE, MALE = "Female", "Male"
VICTIM_SEX: Final = {FEMALE: 3_012, MALE: 865, NOT_RECORDED: 545}
CSE_VICTIM_SEX: Final = {FEMALE: 630, MALE: 79}

Band = tuple[int, int]
"""The lowest and the highest age of a band, in completed years at the offence."""

UNDER_10: Final = (0, 9)
AGE_18_TO_29: Final = (18, 29)
NO_AGE: Final = (-1, -1)
VICTIM_AGES: Final[dict[Band, int]] = {
    UNDER_10: 1_014, (10, 13): 1_179, (14, 15): 1_105, (16, 17): 551, (18, 40): 157, NO_AGE: 416,
}  # fmt: skip
FAMILIAL_UNDER_10, FAMILIAL_AGE_RECORDED = 628, 1_097

WHITE = "White"
VICTIM_ETHNICITY: Final = {WHITE: 1_744, "Asian": 72, "Black": 88, "Mixed": 75, "Other": 79, NOT_RECORDED: 2_364}

SUSPECTS: Final = 6_670
SUSPECT_SEX: Final = {FEMALE: 1_170, MALE: 3_620, NOT_RECORDED: 1_880}
CRITERION_SUSPECT_SEX: Final = {
    FAMILIAL: {FEMALE: 402, MALE: 871},
    CSE: {FEMALE: 62, MALE: 479},
    INSTITUTIONAL: {FEMALE: 77, MALE: 376},
}
SUSPECT_AGES: Final[dict[Band, int]] = {
    UNDER_10: 112, (10, 13): 917, (14, 15): 945, (16, 17): 425, AGE_18_TO_29: 843,
    (30, 39): 612, (40, 49): 478, (50, 59): 264, (60, 85): 172, NO_AGE: 1_902,
}  # fmt: skip
CSE_SUSPECTS_18_TO_29, CSE_SUSPECT_AGE_RECORDED = 201, 521
SUSPECT_ETHNICITY: Final = {WHITE: 1_884, "Asian": 165, "Black": 110, "Mixed": 60, "Other": 47, NOT_RECORDED: 4_404}
CSE_SUSPECTS_WHITE, CSE_SUSPECT_ETHNICITY_RECORDED = 224, 319
