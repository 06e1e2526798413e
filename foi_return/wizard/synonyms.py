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
        "cse | child sexual exploitation | child sex exploitation | sexual exploitation | sex exploitation | sexually "
        "exploited | csex"
    ),
    "cce": _phrases(
        "cce | child criminal exploitation | criminal exploitation | criminally exploited | criminal child exploitation"
    ),
    "county_lines": _phrases("county lines | county line | countylines | countyline | county drug lines"),
    "gang": _phrases(
        "gang | gangs | gang affiliation | gang association | gang involvement | gang related | gang affiliated | "
        "street gang | street gangs | youth gang | urban street gang | urban street gangs | usg"
    ),
    "ocg": _phrases(
        "ocg | ocgs | socg | organised crime group | organised crime groups | organised criminal group | organised "
        "criminal groups | organised criminal gang | serious organised crime group | organised crime | serious "
        "organised crime | serious and organised crime"
    ),
    "online": _phrases(
        "online | on line | internet | social media | social network | web | website | cyber | digital | gaming | "
        "virtual | snapchat | instagram | facebook | whatsapp | tiktok | discord | telegram | chat room | dating app "
        "| app | apps | live streaming | mobile phone | xbox | playstation"
    ),
    "public_place": _phrases(
        "public place | public places | public space | public spaces | park | parks | street | streets | shopping "
        "area | shopping areas | shopping centre | shopping mall | retail park | town centre | city centre | high "
        "street | transport hub | train station | railway station | bus station | bus stop | open space | playground "
        "| skate park | car park | beach | woodland | canal | takeaway | fast food outlet | public transport | "
        "outdoors"
    ),
    "private_address": _phrases(
        "private address | private addresses | private residence | private dwelling | private property | private home "
        "| trap house | trap houses | cuckooed address | cuckooed property | cuckooed | cuckooing | dwelling | flat | "
        "house | party house | house party | residential address | domestic address | home address | family home | "
        "own home"
    ),
    "temporary_accommodation": _phrases(
        "hotel | hotels | motel | temporary accommodation | bed and breakfast | bed breakfast | b b | hostel | "
        "hostels | short term let | holiday let | airbnb | air bnb | air b b | bnb | guest house | guesthouse | "
        "travelodge | premier inn | homeless accommodation"
    ),
    "school": _phrases(
        "school | schools | pru | prus | pupil referral unit | alternative provision | college | further education | "
        "sixth form | academy | education setting | educational setting | education establishment | education"
    ),
    "placement": _phrases(
        "placement | care placement | residential care | residential placement | childrens home | children s home | "
        "care home | foster placement | foster home | foster care | foster carer | supported accommodation | "
        "supported lodgings | semi independent | semi independent accommodation | residential unit | residential home "
        "| secure unit | secure home"
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

GENERIC_CODES = _words("ce")
"""Short forms of child exploitation, of no certain kind; only a hint where they stand alone."""

OTHER_KINDS = _words(
    "labour labor debt financial slavery servitude domestic organ begging benefit prior trafficking radicalisation"
)
"""Words that say that exploitation is of a kind that no category asks for."""

NO_KINDS = _words("abuse abused assault harm harmful behaviour health damage record offence offending activity")
"""Words beside one of the next that make it another thing: sexual abuse is no kind of exploitation."""

KIND_WORDS: dict[str, str] = {"sexual": "cse", "criminal": "cce"}
"""In a column of kinds of exploitation, the one word that says the kind."""

UNCERTAIN_CODES: dict[str, str] = {"cl": "county_lines", "oc": "ocg"}
"""Codes that may well mean something else."""

EVERYDAY = _words("gang gangs web app apps house flat virtual digital")
"""Phrases of one word that everybody uses for other things too: with an unknown word beside them, only a hint."""

SPECIAL_CASES: dict[str, str] = {"county_lines": "cce"}
"""A category that is a form of another: one value may well mean both."""

NEGATIVES = _phrases(
    "no | not | non | none | nil | never | without | ruled out | no longer | unfounded | unsubstantiated | discounted "
    "| excluded | no evidence | negative | historic | historical | previous | previously | former | formerly | ended "
    "| end dated | closed | removed | resolved | disproved | disproven | declined | rejected | withdrawn | refuted | "
    "cleared | inactive | expired | old | do not use | entered in error | error | duplicate | deleted | void | test"
)
"""Words that turn a phrase into its opposite, or put it into the past."""

NOT_RECORDS = _words(
    "training train trained session sessions workshop workshops awareness assembly lesson lessons leaflet leaflets "
    "poster course talk presentation rehearsal rehearsals show film play club quiz exam exams resit resits template "
    "blank policy procedure newsletter conference checklist toolkit prevention programme educational survey audit"
)
"""Words that show that a value is about something done or learnt, not about a child that is exploited."""

OTHER_PEOPLE = _words(
    "sibling siblings brother sister parent parents mother father mum dad carer carers uncle aunt cousin relative "
    "adult adults perpetrator perpetrators offender offenders suspect suspects household associate friend friends "
    "staff worker"
)
"""Words that show that a value is about somebody else than the child, or about what the child did."""

BENIGN = _words(
    "an and or the of to in at by with for from as on is child children childs young person people yp girl boy "
    "victim victims risk risks concern concerns flag marker indicator hazard alert warning factor category type need "
    "exploitation exploited exploit abuse involvement involved association associated affiliation affiliated member "
    "membership activity related linked link identified recorded confirmed safeguarding setting location place "
    "context based high medium moderate significant emerging severe low hi h m l being drawn into known suspected "
    "suspicion subject via through vulnerable vulnerability unspecified urban code cin factors cat issue issues"
)
"""Words beside a phrase that change nothing about what it means."""

OTHER_COLUMNS = _words(
    "offence offences crime charge service services activity course event team worker lesson document"
)
"""Words in the name of a column that says what was done, or which crime it was: its values are no flags of a child."""

SETTING_NAMES = _words("setting settings location locations place context contexts where venue site")
"""Words in the name of a column that holds settings of exploitation."""

AFFIRMATIVE = _words("yes y true t 1 x ticked tick checked present positive")
NEGATIVE = _words("no n false f 0 unticked unchecked absent none negative")
UNSURE = frozenset(_phrases("n a | n k | nk | not applicable | not known | not recorded | not stated | unknown"))
"""The values of a yes/no column. Only those of the first list mean what the column is named after."""

SEXES: dict[str, tuple[str, ...]] = {
    "Female": _phrases("female | f | girl | woman | fem"),
    "Male": _phrases("male | m | boy | man"),
    "Indeterminate": _phrases("indeterminate | indeterminable | i | intersex | neither"),
    "Non-binary": _phrases("non binary | nonbinary | nb"),
    "Other": _phrases("other | self described"),
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
        "person id | pers person id | child id | la child id | client id | service user id | person number | person "
        "no | child number | client number | case number | case no | mosaic id | lcs id | system id | swift id | "
        "person ref | child ref | unique id | unique ref | cina person id | miss person id | la child id | child | id "
        "| ref | legacy id"
    ),
    "birth_date": _phrases(
        "date of birth | dob | do b | birth date | person birth date | pers dob | birth dttm | birthdate | d o b | "
        "born | birth"
    ),
    "sex": _phrases(
        "sex | m f | gender | pers sex | pers gender | gender main code | gender current | sex at birth | gender "
        "identity"
    ),
    "start": _phrases(
        "start date | date started | hazard start date | missing from | missing episode start date | episode start | "
        "date identified | date recorded | recorded on | recorded date | assessment date | date of assessment | "
        "assessment authorisation date | assessment auth date | auth date | date authorised | date completed | "
        "completed date | completion date | date added | date opened | opened | date from | from date | valid from | "
        "referral date | date of referral | event date | date created | created | start | from | date"
    ),
    "end": _phrases(
        "end date | date ended | hazard end date | returned | date returned | return date | episode end | missing "
        "episode end date | date closed | closed date | closed | closure date | ceased | date to | to date | valid to "
        "| end | to"
    ),
    "risk": _phrases(
        "risk level | level of risk | severity | risk rating | risk score | risk grade | rag rating | rag | "
        "exploitation risk level | exploitation risk | level | risk | grading | score"
    ),
    "identified": _phrases(
        "identified as | at risk or victim | victim status | exploitation status | victim or at risk | status | victim"
    ),
    "codes": _phrases(
        "hazard | hazard type | alert | alert type | warning | warning type | warning note | flag | flag type | "
        "concern | exploitation concern | exploitation type | type of exploitation | factor | assessment factor | "
        "category | need | primary need | involvement | involvement type | setting | location | context | type | code "
        "| answer no | reason"
    ),
}
"""What a column is for to what it may be called; the best names first."""

COLUMN_AVOID: dict[str, tuple[str, ...]] = {
    "id": _phrases(
        "record | episode | assessment | worker | school | ward | event | hazard | form | row | upn | uprn | nhs | "
        "chi | warning | alert | workflow | step | table | instance | occurrence | crime | team | manager | mother | "
        "father | sibling | carer | parent | placement | setting | family | household | address | contact | referral "
        "| incident | staff | user name | date | perpetrator | suspect | offender"
    ),
    "start": _phrases("birth | dob | end | ended | closed | closure | returned | return | to | death | extract"),
    "end": _phrases("birth | dob | start | started | death | extract"),
    "sex": _phrases("mother | father | parent | carer | worker | sibling | perpetrator | suspect | offender"),
    "birth_date": _phrases(
        "place | mother | father | parent | expected | due | mc | estimated | carer | worker | "
        "sibling | perpetrator | suspect | offender"
    ),
}
"""Words that show that a column is for something else, however it matches."""

SECOND_BEST: dict[str, tuple[str, ...]] = {"id": ("legacy", "old", "former", "previous", "alternative")}
"""Words in the name of a column that serves only where no other does."""

PERSON_WORDS = _words(
    "person persons child client subject victim nominal pupil individual patient customer case young user yp service"
)
SYSTEM_WORDS = _words("swift mosaic lcs ics fwi frameworki carefirst eclipse icon paris azeus capita system unique")
ID_WORDS = _words("id ids no number ref reference urn key identifier")
"""A word of the first two, then one of the third, names the id of a person."""

NAME_PARTS = _words("value answer name code type of la date id by in dim fact last updated flag completed")
"""Words of which the names of columns are run together, besides those on the lists."""


def _events(role: str, text: str) -> dict[str, str]:
    return dict.fromkeys(text.split(), role)


EVENTS: dict[str, str] = {
    **_events("start", "authorised authorisation auth authorized authorization missing started start began begin"),
    **_events(
        "start", "identified flagged raised recorded reported discussed opened open added from effective occurred"
    ),
    **_events("start", "contact referral referred attended completed completion assessed created"),
    **_events(
        "end", "end ended closed closure close removed resolved returned return ceased cease until expiry expired"
    ),
    **_events("end", "deregistered discharged to"),
    **_events(
        "other", "birth born dob death died updated modified review reviewed next due expected extract extracted"
    ),
    **_events("other", "printed refreshed amended changed"),
}
"""What a date is the date of, the best word first: the start of a record, its end, or something else."""

FIRM_EVENTS = frozenset(["authorised", "authorisation", "auth", "authorized", "authorization"])
"""Events that say more than any other: the census dates an assessment's factors by its authorisation."""

ANSWER_NAMES = _words("answer value response selected ticked checked present result")
"""Words in the name of a yes/no column that answers the code beside it."""

LEVEL_ORDER = (
    "none", "low", "green", "mild", "standard", "moderate", "medium", "amber", "emerging", "significant", "high", "red",
    "severe", "very high",
)  # fmt: skip
"""Words of which risk levels are made, from the lowest."""
