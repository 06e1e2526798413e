"""Descriptions of offences and outcomes in the manner of the Home Office's lists, and how often each is drawn.

The descriptions follow the public classification; the list is the generator's own and no copy of it. Sexual offences
dominate what carries the flag; behind them comes a long tail of everything else that a child's exploitation brings.

Source: Home Office, Crime recording rules for frontline officers and staff; the outcome types of crime outcomes.
"""

from __future__ import annotations

from typing import Final

_AGE_AND_SEX: Final = (
    "female aged 16 and over",
    "female child under 16",
    "female child under 13",
    "male aged 16 and over",
    "male child under 16",
    "male child under 13",
)

COMMON: Final = (
    "Sexual grooming",
    "Sexual activity involving a child under 16 - offender aged 18 and over",
    "Sexual activity involving a child under 13",
    "Rape of a female child under 16",
    "Rape of a female aged 16 and over",
    "Sexual assault on a female aged 13 and over",
    "Take, permit to be taken, make, distribute or publish indecent photographs or pseudo-photographs of children",
    "Engage in sexual communication with a child",
    "Causing or inciting a child under 16 to engage in sexual activity - no penetration",
    "Causing or inciting a child under 13 to engage in sexual activity - no penetration",
)
"""About half of the flagged crimes."""

REGULAR: Final = (
    "Rape of a female child under 13",
    "Rape of a male child under 16",
    "Rape of a male child under 13",
    "Sexual assault on a male aged 13 and over",
    "Sexual assault on a female child under 13",
    "Sexual assault on a male child under 13",
    "Assault of a female aged 13 and over by penetration",
    "Assault of a female child under 13 by penetration",
    "Possession of an indecent or pseudo-indecent photograph of a child",
    "Causing a child under 16 to watch a sexual act",
    "Engaging in sexual activity in the presence of a child under 16",
    "Causing or inciting a child under 16 to engage in sexual activity - penetration",
    "Causing or inciting a child under 13 to engage in sexual activity - penetration",
    "Arranging or facilitating the commission of a child sex offence",
    "Meeting a child following sexual grooming",
    "Sexual activity involving a child under 16 - offender under 18",
    "Causing or inciting sexual exploitation of a child aged 13 to 17",
    "Controlling a child in relation to sexual exploitation",
    "Paying for sexual services of a child aged 13 to 15",
    "Abduction of a child by other persons",
    "Disclose private sexual photographs and films with intent to cause distress",
    "Sending letters or electronic communications with intent to cause distress or anxiety",
    "Harassment",
    "Malicious communications",
)
"""About a third."""

RARE: Final = (
    *(
        f"{offence} of a {whom}{how}"
        for offence, how in (("Attempted rape", ""), ("Rape", " - multiple undefined offenders"))
        for whom in _AGE_AND_SEX
    ),
    *(f"Assault of a {whom} by penetration" for whom in ("male aged 13 and over", "male child under 13")),
    *(
        f"Causing sexual activity without consent - {whom}, {how}"
        for whom in ("female person", "male person")
        for how in ("penetration", "no penetration")
    ),
    *(
        f"Sexual activity with a person with a mental disorder - {whom}, {how}"
        for whom in ("female person", "male person")
        for how in ("penetration", "no penetration")
    ),
    *(
        f"Familial sexual offences with a {whom} family member aged {ages}"
        for whom in ("female", "male")
        for ages in ("under 13", "13 to 17")
    ),
    *(
        f"Abuse of position of trust - {what}, {ages}"
        for what in ("sexual activity with a child", "causing a child to engage in sexual activity")
        for ages in ("child aged 13 to 17", "child under 13")
    ),
    *(
        f"{act} for the purpose of sexual exploitation"
        for act in (
            "Arranging travel of another person within the UK",
            "Arranging travel of another person into the UK",
            "Arranging travel of another person out of the UK",
            "Trafficking within the UK",
            "Trafficking into the UK",
        )
    ),
    *(
        f"Paying for sexual services of a child {ages}"
        for ages in ("under 13 - penetration", "under 13 - no penetration", "aged 16 or 17")
    ),
    *(
        f"{act} sexual exploitation of a child {ages}"
        for act in ("Arranging or facilitating", "Controlling", "Causing or inciting")
        for ages in ("under 13", "aged 16 or 17")
    ),
    "Administering a substance with intent to commit a sexual offence",
    "Trespass with intent to commit a sexual offence",
    "Committing an offence with intent to commit a sexual offence",
    "Exposure",
    "Voyeurism",
    "Possession of extreme pornographic images",
    "Possession of a paedophile manual",
    "Breach of a sexual harm prevention order",
    "Breach of a sexual risk order",
    "Failure to notify under the Sexual Offences Act",
    "Causing or inciting prostitution for gain",
    "Controlling prostitution for gain",
    "Keeping a brothel used for prostitution",
    "Soliciting of another person for the purpose of obtaining their sexual services",
    "Unlawful sexual intercourse with a girl under 16 - historic",
    "Unlawful sexual intercourse with a girl under 13 - historic",
    "Indecent assault on a female aged 16 and over - historic",
    "Indecent assault on a female under 16 - historic",
    "Indecent assault on a male under 16 - historic",
    "Gross indecency with a girl or boy under 16 - historic",
    "Buggery of a boy under 16 - historic",
    "Publishing an obscene matter",
    "Outraging public decency",
    "Hold person in slavery or servitude",
    "Require person to perform forced or compulsory labour",
    "Commit offence other than kidnapping or false imprisonment with intention to arrange travel",
    "Kidnapping",
    "False imprisonment",
    "Child abduction by parent",
    "Cruelty to and neglect of children",
    "Threats to kill",
    "Attempted murder",
    "Wounding with intent to cause grievous bodily harm",
    "Inflicting grievous bodily harm without intent",
    "Assault occasioning actual bodily harm",
    "Common assault and battery",
    "Assault on a constable",
    "Racially or religiously aggravated common assault",
    "Racially or religiously aggravated harassment",
    "Stalking involving fear of violence",
    "Stalking involving serious alarm or distress",
    "Putting people in fear of violence",
    "Controlling or coercive behaviour in an intimate or family relationship",
    "Breach of a non-molestation order",
    "Breach of a restraining order",
    "Robbery of personal property",
    "Assault with intent to rob",
    "Blackmail",
    "Theft from the person of another",
    "Theft in a dwelling other than from an automatic machine or meter",
    "Theft from a shop",
    "Theft of a mobile phone - other stealing",
    "Theft or unauthorised taking of a motor vehicle",
    "Burglary in a dwelling with intent to steal",
    "Burglary in a dwelling with intent to commit damage",
    "Handling stolen goods",
    "Arson endangering life",
    "Arson not endangering life",
    "Criminal damage to a dwelling",
    "Criminal damage to a vehicle",
    "Other criminal damage",
    "Threat to commit criminal damage",
    "Supplying or offering to supply a controlled drug - cocaine",
    "Supplying or offering to supply a controlled drug - heroin",
    "Supplying or offering to supply a controlled drug - cannabis",
    "Possession of a controlled drug with intent to supply - cocaine",
    "Possession of a controlled drug with intent to supply - cannabis",
    "Possession of a controlled drug - cannabis",
    "Possession of a controlled drug - other",
    "Supplying a psychoactive substance",
    "Possession of an article with a blade or point",
    "Possession of an offensive weapon without lawful authority",
    "Possession of a firearm with intent to cause fear of violence",
    "Threaten with a blade or sharply pointed article in a public place",
    "Affray",
    "Violent disorder",
    "Fear or provocation of violence",
    "Public fear, alarm or distress",
    "Perverting the course of public justice",
    "Witness intimidation",
    "Unauthorised access to computer material",
    "Fraud by false representation",
    "Aiding suicide or attempted suicide",
    "Improper use of a public electronic communications network",
)
"""The tail: most of these come up once in some years and in others not at all."""

NOT_ASSIGNED: Final = "Not yet assigned an outcome"

OUTCOMES: Final = (
    ("Evidential difficulties: suspect identified; victim does not support further action", 24),
    ("Evidential difficulties: suspect identified; victim supports action", 18),
    ("Investigation complete - no suspect identified", 16),
    ("Charged/Summonsed", 11),
    ("Evidential difficulties: suspect not identified; victim does not support further action", 9),
    ("Further investigation to support formal action not in the public interest", 5),
    (NOT_ASSIGNED, 5),
    ("Responsibility for further investigation transferred to another body", 3),
    ("Community resolution", 2),
    ("Formal action against the offender is not in the public interest", 2),
    ("Charged/Summonsed - alternative offence", 1),
    ("Caution - youths", 1),
    ("Caution - youths - alternative offence", 1),
    ("Caution - adults", 1),
    ("Taken into consideration", 1),
    ("The offender has died", 1),
    ("Prosecution not in the public interest (CPS)", 1),
    ("Prosecution prevented: suspect under the age of criminal responsibility", 1),
    ("Prosecution prevented: suspect too ill", 1),
    ("Prosecution prevented: victim or key witness dead or too ill", 1),
    ("Prosecution time limit expired", 1),
    ("Diversionary, educational or intervention activity", 1),
)
"""Each outcome with its share, in proportion to the others."""

LEGACY_DISPOSALS: Final = {
    "Evidential difficulties: suspect identified; victim does not support further action": "EV DIFF VICTIM DECLINES",
    "Evidential difficulties: suspect identified; victim supports action": "EV DIFF VICTIM SUPPORTS",
    "Investigation complete - no suspect identified": "FILED UNDETECTED",
    "Charged/Summonsed": "CHARGED",
    "Evidential difficulties: suspect not identified; victim does not support further action": "NO SUSPECT DECLINES",
    "Community resolution": "COMMUNITY RES",
    "Caution - youths": "YOUTH CAUTION",
    "Caution - adults": "ADULT CAUTION",
    NOT_ASSIGNED: "LIVE",
}
"""How the legacy system writes an outcome; what it has no word for it writes as `OTHER DISPOSAL`."""

OTHER_DISPOSAL: Final = "OTHER DISPOSAL"
