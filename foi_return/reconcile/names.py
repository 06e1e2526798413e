"""How names, postcodes and addresses are evened out before they are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?)([0-9])([A-Z]{2})")
_HOUSE = re.compile(r"\b[0-9]+[a-z]?\b")
_LONGEST = 60
_UNKNOWN = frozenset({"unknown", "not known", "unk", "n a", "none", "null", "tbc", "xx", "x", "nk", "anon", "no name"})

_SHORT_FORMS = (
    "abigail abi abbie abby gail", "adam ad", "aleksandra alexandra alex ola sasha sandra lexi",
    "alexander alex alec sandy sasha xander lex", "amelia amy millie milly mia", "andrew andy drew",
    "anna annie ann anne", "anthony tony ant", "benjamin ben benji benny", "bethany beth",
    "catherine katherine kathryn katharine cathy kathy kate katie cath kat kitty kath", "charles charlie chas chuck",
    "charlotte charlie lottie lotte char", "christina christine chris tina chrissie", "christopher chris kit topher",
    "daniel dan danny", "danielle dani", "david dave davy davey", "deborah debbie deb",
    "edward ed eddie ted teddy ned", "eleanor ellie elle nell nora ella",
    "elizabeth liz lizzie beth betty eliza libby lizzy elisabeth ellie elsie", "emily em emmy millie",
    "emma em emmie", "ethan eth", "evelyn evie eve", "florence flo florrie flossie",
    "frances fran francesca frankie", "francis frank frankie fran", "frederick fred freddie freddy", "gabriel gabe",
    "gabrielle gabby gabi", "george georgie", "georgina georgia georgie gina", "gregory greg", "hannah han",
    "harold harry hal", "harriet hattie harri", "henry harry hal hank",
    "isabella isabel isabelle izzy bella isobel issy", "jacob jake", "jacqueline jackie jacqui",
    "james jim jimmy jamie jem", "jasmine jas jazz", "jennifer jen jenny jenna", "jessica jess jessie",
    "jonathan jon jonny jono johnathan", "john johnny jack jon", "joseph joe joey jo", "josephine jo josie",
    "joshua josh", "kayleigh kay kayley", "kenneth ken kenny", "kimberley kim kimberly", "lauren laurie loz",
    "lawrence laurence larry laurie", "leonard leo len lenny", "leonardo leo", "lewis louis lou lew", "louise lou",
    "lucy lu lucie", "madeleine maddie madeline maddy", "margaret maggie meg peggy margie", "martha marti",
    "matthew matt matty mat", "maximilian max", "megan meg", "melissa mel lissa", "michael mike mick micky mikey",
    "michelle shell chelle", "mohammed muhammad mohammad mohamed muhammed mo", "nathan nate nat",
    "nathaniel nathan nate nat", "natalie nat", "nicholas nick nicky nicolas", "nicola nicky nic nikki",
    "oliver ollie olly", "olivia liv livvy livia", "oscar ozzy", "pamela pam", "patricia pat patsy trish tricia",
    "patrick pat paddy", "peter pete", "philip phil phillip", "phoebe phebe", "poppy pops",
    "rebecca becky becca bex", "reginald reg reggie", "richard rich rick dick ricky",
    "robert rob bob bobby robbie bert", "ronald ron ronnie", "rosemary rose rosie", "samantha sam sammy",
    "samuel sam sammy", "sarah sara sadie", "scarlett scarlet", "sebastian seb", "sophia sophie sofia soph",
    "stephen steven steve stevie", "stephanie steph", "susan sue susie suzanne", "theodore theo ted teddy",
    "theresa tess terry teresa", "thomas tom tommy", "timothy tim timmy", "toby tobias",
    "victoria vicky vikki tori vic", "vincent vince vinnie", "william will bill billy liam willy",
    "zachary zac zach zack zak",
)  # fmt: skip
"""Formal names with their usual short forms, a line for each; a short form may stand for several."""


@cache
def _forms() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for number, line in enumerate(_SHORT_FORMS):
        for name in line.split():
            found.setdefault(name, set()).add(f"#{number}")
    return {name: frozenset(groups) for name, groups in found.items()}


def name_groups(first_name: str) -> frozenset[str]:
    """The families of first names that a name may stand for: `bill` and `william` share one; empty for most names."""
    return _forms().get(first_name, frozenset())


def fold(text: str) -> str:
    """A name in small letters without accents, hyphens and apostrophes; empty where it holds no letter.

    Letters of every alphabet are kept. A word for "not known" is no name.
    """
    spread = unicodedata.normalize("NFKD", text[: _LONGEST * 4]).casefold()
    letters = "".join(
        character if character.isalpha() else "" if unicodedata.combining(character) or character in "'\u2019`" else " "
        for character in spread
    )
    folded = " ".join(letters.split())[:_LONGEST].strip()
    return "" if folded in _UNKNOWN else folded


def first_of(names: str) -> str:
    """The first of several first names, already folded."""
    return names.partition(" ")[0]


def parts_of(last_name: str) -> tuple[str, ...]:
    """A surname, already folded, without white space; and each part of a double one that is no mere `de` or `al`."""
    words = last_name.split()
    whole = "".join(words)
    return (whole, *(word for word in words if len(word) > 3)) if len(words) > 1 else (whole,) if whole else ()


def postcode_of(text: str) -> str:
    """A whole postcode without its space; empty where the text is none."""
    found = _POSTCODE.fullmatch("".join(text.split()).upper()[:8])
    return "".join(found.groups()) if found else ""


def house_of(address: str) -> str:
    """The first number of an address's line, such as `12` or `12a`; empty where it has none."""
    found = _HOUSE.search(address[:200].casefold())
    return found[0] if found else ""
