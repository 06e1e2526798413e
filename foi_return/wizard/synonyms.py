"""Words that councils use, as data: what a value or a column may be called. Add to these lists freely.

Every phrase is in lower case, word by word; punctuation does not matter. A phrase alone, or among words that change
nothing (`BENIGN`), is a sure sign; among other words it is only a hint, because `Gang show rehearsal` is no gang.
"""

from __future__ import annotations


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in text.split("|"))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MEANINGS: dict[str, tuple[str, ...]] = {
    "cse": _phrases(
        "cse | child sexual exploitation | child sex exploitation | sexual exploitation | sexually exploited | csex"
    ),
    "cce": _phrases("cce | child criminal exploitation | criminal exploitation | criminally exploited"),
    "county_lines": _phrases("county lines | county line | countylines"),
    "gang": _phrases(
        "gang | gangs | gang affiliation | gang association | gang involvement | street gang | youth gang | urban "
        "street gang | usg"
    ),
    "ocg": _phrases(
        "ocg | ocgs | organised crime group | organised crime groups | organised criminal group | organised "
        "criminal groups | organized crime group | serious organised crime group | organised crime | serious and "
        "organised crime"
    ),
    "online": _phrases("online | on line | internet | social media | web | cyber | digital | gaming"),
    "public_place": _phrases(
        "public place | public places | public space | public spaces | park | parks | street | streets | shopping "
        "area | shopping areas | shopping centre | town centre | transport hub"
    ),
    "private_address": _phrases(
        "private address | private addresses | private residence | private dwelling | private property | private "
        "home | trap house | trap houses | cuckooed address"
    ),
    "temporary_accommodation": _phrases(
        "hotel | hotels | temporary accommodation | bed and breakfast | b b | hostel | hostels | short term let | "
        "airbnb"
    ),
    "school": _phrases(
        "school | schools | pru | prus | pupil referral unit | alternative provision | college | education setting "
        "| education"
    ),
    "placement": _phrases(
        "placement | care placement | residential care | residential placement | childrens home | children s home "
        "| care home | foster placement | foster care | supported accommodation"
    ),
}
"""Category or context of a request to the phrases that mean it."""

FLAG_MEANINGS: dict[str, tuple[str, ...]] = {
    "trafficking_flag": _phrases(
        "modern slavery | trafficking | trafficked | human trafficking | child trafficking | slavery | nrm"
    ),
    "missing_flag": _phrases("missing | missing from home | missing from care | exploitation concern | absconding"),
    "contextual_flag": _phrases("contextual safeguarding | extra familial harm | risk outside the home | roth | efh"),
}
"""Yes/no questions that feed no category, and what a field or value may be called that answers them."""

FACTOR_CODES: dict[str, str] = {"11a": "cse", "24a": "cce", "13a": "gang"}
"""Children in need census, assessment factors: the only national codes. 12A is trafficking, 10A missing."""

GENERIC = _phrases(
    "child exploitation | exploitation | exploited | contextual safeguarding | extra familial harm | cse cce | mace"
)
"""Phrases that name exploitation without saying which kind: a combined category that cannot be split."""

SPECIAL_CASES: dict[str, str] = {"county_lines": "cce"}
"""A category that is a form of another: one value may well mean both."""

NEGATIVES = _phrases(
    "no | not | non | none | nil | never | without | ruled out | no longer | unfounded | unsubstantiated | "
    "discounted | excluded | no evidence | negative | historic | historical | previous | former | ended"
)
"""Words that turn a phrase into its opposite, or put it into the past."""

BENIGN = _words(
    "a an and or the of to in at by with for from as on is child children childs young person people yp girl boy "
    "victim victims risk risks concern concerns flag marker indicator hazard alert warning factor category type "
    "need exploitation exploited exploit abuse involvement involved association associated affiliation affiliated "
    "member membership activity related linked link identified recorded confirmed safeguarding setting location "
    "place context based high medium moderate significant emerging severe"
)
"""Words beside a phrase that change nothing about what it means."""

SETTING_NAMES = _words("setting settings location locations place context contexts where venue site")
"""Words in the name of a column that holds settings of exploitation."""

AFFIRMATIVE = _words("yes y true t 1 x ticked tick checked present positive")
NEGATIVE = _words("no n false f 0 unticked unchecked absent none negative")
UNSURE = frozenset(_phrases("n a | n k | nk | not applicable | not known | not recorded | not stated | unknown"))
"""The values of a yes/no column. Only those of the first list mean what the column is named after."""

SEXES: dict[str, tuple[str, ...]] = {
    "Female": _phrases("female | f | girl | woman | fem"),
    "Male": _phrases("male | m | boy | man"),
    "Indeterminate": _phrases("indeterminate | indeterminable | i | intersex"),
    "Not known": _phrases(
        "u | unknown | not known | not stated | not recorded | not stated recorded | unborn | unborn unknown | "
        "unspecified | not specified | not disclosed | prefer not to say | nk | n k | blank"
    ),
}
"""The label in the answer to the values that mean it."""

SEX_CODES: dict[str, str] = {"1": "Male", "2": "Female", "0": "Not known", "9": "Indeterminate"}
"""Children in need census, GenderCurrent, until 2023/24. Trusted only where the whole column is such codes."""

GRADES: dict[str, tuple[str, ...]] = {
    "at risk": _phrases("at risk | risk | at risk of exploitation | risk of | suspected | vulnerable"),
    "victim": _phrases(
        "victim | victim of exploitation | exploited | being exploited | experienced | confirmed victim"
    ),
}
"""At risk or victim, and the values that mean each."""

LEVELS = _words(
    "low medium high standard significant emerging moderate severe green amber red none tier level rag mild"
)
"""Words of which risk levels are made."""

COLUMN_NAMES: dict[str, tuple[str, ...]] = {
    "id": _phrases(
        "person id | pers person id | child id | la child id | client id | service user id | person number | "
        "person no | child number | client number | case number | case no | mosaic id | lcs id | system id | swift "
        "id | legacy id | person ref | child ref | unique id | cina person id | miss person id | id | ref"
    ),
    "birth_date": _phrases(
        "date of birth | dob | birth date | person birth date | pers dob | birth dttm | birthdate | d o b | born | "
        "birth"
    ),
    "sex": _phrases(
        "sex | gender | pers sex | pers gender | gender main code | gender current | sex at birth | gender identity"
    ),
    "start": _phrases(
        "start date | date started | hazard start date | missing from | missing episode start date | episode start "
        "| date identified | date recorded | recorded on | recorded date | assessment date | date of assessment | "
        "assessment authorisation date | assessment auth date | auth date | date authorised | date completed | "
        "completed date | completion date | date added | date opened | opened | date from | from date | valid from "
        "| referral date | date of referral | event date | date created | created | start | from | date"
    ),
    "end": _phrases(
        "end date | date ended | hazard end date | returned | date returned | return date | episode end | missing "
        "episode end date | date closed | closed date | closed | closure date | ceased | date to | to date | valid "
        "to | end | to"
    ),
    "risk": _phrases(
        "risk level | level of risk | risk rating | risk score | risk grade | rag rating | rag | exploitation risk "
        "level | exploitation risk | level | risk | grading | score"
    ),
    "identified": _phrases(
        "identified as | at risk or victim | victim status | exploitation status | victim or at risk | status | victim"
    ),
    "codes": _phrases(
        "hazard | hazard type | alert | alert type | warning | warning type | warning note | flag | flag type | "
        "concern | exploitation concern | exploitation type | type of exploitation | factor | assessment factor | "
        "category | need | primary need | involvement | involvement type | setting | location | context | type | "
        "code | answer no | reason"
    ),
}
"""What a column is for to what it may be called; the best names first."""

COLUMN_AVOID: dict[str, tuple[str, ...]] = {
    "id": _phrases("record | episode | assessment | worker | school | ward | event | hazard | form | row | upn"),
    "start": _phrases("birth | dob | end | ended | closed | closure | returned | return | to | death | extract"),
    "end": _phrases("birth | dob | start | started | death | extract"),
    "birth_date": _phrases("place | mother | father | parent | expected"),
}
"""Words that show that a column is for something else, however it matches."""
