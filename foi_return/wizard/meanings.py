"""Suggests what a value of a column means: which category or context, which sex, yes or no. Pure; nobody is bound.

A wrong suggestion that is taken for granted becomes a wrong figure. So only what can hardly mean anything else is sure
(and ticked); what is likely is of medium confidence, the rest a hint; both are shown with the reason and not ticked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from foi_return.terms.request import Request
from foi_return.wizard import synonyms
from foi_return.wizard.column_names import column_words
from foi_return.wizard.value_words import CODE_BEFORE, value_words
from foi_return.wizard.words import find_phrase, words_of

NEARLY = 88
"""How alike two spellings must be, of 100, for a hint."""

SHORTEST_NEAR = 6
"""Shorter words are not compared for likeness: too many are alike."""

_LIST_MARK = re.compile(r"^\s*[a-z]\)\s*", re.IGNORECASE)


class Confidence(StrEnum):
    """How far a suggestion can be trusted."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What something may mean or be for.

    Attributes:
        target: A category or context, a label, or a column.
        confidence: High enough to be ticked; likely, but to be checked; or a hint.
        reason: Why, in words that follow on `because it is`: "named 'CSE'".
    """

    target: str
    confidence: Confidence
    reason: str

    @property
    def is_sure(self) -> bool:
        """Whether it is ticked to begin with."""
        return self.confidence is Confidence.HIGH


@dataclass(frozen=True, slots=True)
class _Found:
    """Phrases of one meaning in a text: the words that they cover, and the longest of them."""

    key: str
    covered: frozenset[int]
    phrase: str


def suggest_meanings(values: Iterable[str], column: str, request: Request) -> dict[str, tuple[Suggestion, ...]]:
    """What each value of a column may mean.

    Args:
        values: The values of the column, each once.
        column: The column's name, which says what yes and no are about.
        request: The request whose categories and contexts are meant.

    Returns:
        Suggestions by value; none where the value seems to mean nothing that is asked for.
    """
    listed = list(values)
    if is_yes_no(listed):
        return _yes_no_meanings(listed, column, request)
    place = _Place(_holds_factors(column), _holds_kinds(column))
    meanings = {value: _meanings(value, request, place) for value in listed}
    return meanings if _holds_settings(meanings, column, request) else _without_settings(meanings, request)


@dataclass(frozen=True, slots=True)
class _Place:
    """What the name of a column says of its values.

    Attributes:
        factors: They are factors of the census, whose codes are the nation's.
        kinds: They are kinds of exploitation, so that one word says which.
    """

    factors: bool = False
    kinds: bool = False


def is_yes_no(values: Iterable[str]) -> bool:
    """Whether these are the values of a yes/no column: nothing but yes, no and not known, and a yes among them."""
    words = [" ".join(words_of(value)) for value in values]
    known = synonyms.AFFIRMATIVE | synonyms.NEGATIVE | synonyms.UNSURE
    return bool(words) and all(word in known for word in words) and any(word in synonyms.AFFIRMATIVE for word in words)


def suggest_column_meaning(column: str, request: Request) -> tuple[Suggestion, ...]:
    """What a yes/no column is about, by its name; a question mark at its end asks the question, and is no doubt."""
    if says_otherwise(value_words(column)):
        return ()
    return _meanings(column.rstrip(" ?"), request, _Place(factors=True))


def suggest_sexes(values: Iterable[str]) -> dict[str, Suggestion]:
    """The label for each value of a column with sex or gender; a value that says nothing known is left out."""
    listed = list(values)
    codes = {value: value.lstrip("0") or "0" for value in listed}
    all_codes = all(code in synonyms.SEX_CODES for code in codes.values())
    found: dict[str, Suggestion] = {}
    for value in listed:
        if codes[value] in synonyms.SEX_CODES:
            label = synonyms.SEX_CODES[codes[value]]
            sure = Confidence.HIGH if all_codes and len(value) == 1 else Confidence.LOW
            found[value] = Suggestion(label, sure, "a code of the children in need census")
            continue
        words = " ".join(words_of(_LIST_MARK.sub("", value)))
        for label, names in synonyms.SEXES.items():
            if words in names:
                found[value] = Suggestion(label, Confidence.HIGH, f"written '{value}'")
    return found


def suggest_grades(values: Iterable[str]) -> dict[str, Suggestion]:
    """Which values say at risk, and which victim."""
    found = {}
    for value in values:
        words = " ".join(words_of(value))
        for grade, names in synonyms.GRADES.items():
            if words in names:
                found[value] = Suggestion(grade, Confidence.HIGH, f"written '{value}'")
    return found


def suggest_flag(key: str, texts: Iterable[str]) -> tuple[str, ...]:
    """Of the names of values or columns, those that may answer a yes/no question that feeds no category."""
    phrases = [words_of(phrase) for phrase in synonyms.FLAG_MEANINGS.get(key, ())]
    return tuple(
        text
        for text in texts
        if any(find_phrase(phrase, words_of(text)) >= 0 for phrase in phrases) and not _negative(words_of(text))
    )


def says_otherwise(words: tuple[str, ...]) -> str:
    """What in a text shows that it records no exploitation of the child: a denial, an event, another person."""
    if negative := _negative(words):
        return negative
    return next((word for word in words if word in synonyms.NOT_RECORDS | synonyms.OTHER_PEOPLE), "")


def _holds_settings(meanings: Mapping[str, tuple[Suggestion, ...]], column: str, request: Request) -> bool:
    """Whether a column is one of settings: by its name, or because several of its values are."""
    contexts = {context.key for context in request.contexts}
    named = [item.target for items in meanings.values() for item in items if item.is_sure and item.target in contexts]
    by_name = bool(synonyms.SETTING_NAMES & set(column_words(column)))
    return (by_name and bool(named)) or (len(named) >= 3 and len(set(named)) >= 2)


def _without_settings(
    meanings: Mapping[str, tuple[Suggestion, ...]], request: Request
) -> dict[str, tuple[Suggestion, ...]]:
    """Settings as hints only: `Placement` among hazards may be about anything; `Online CSE` says what it is.

    With other words beside it, a setting in such a column is no hint either: a school nurse is no setting.
    """
    contexts = {context.key for context in request.contexts}
    changed = {}
    for value, items in meanings.items():
        says_category = any(item.is_sure and item.target not in contexts for item in items)
        changed[value] = tuple(
            replace(item, confidence=Confidence.LOW, reason=f"{item.reason}, but the column holds no settings")
            if item.target in contexts and not says_category
            else item
            for item in items
            if item.target not in contexts or item.is_sure or says_category
        )
    return changed


def _yes_no_meanings(values: list[str], column: str, request: Request) -> dict[str, tuple[Suggestion, ...]]:
    about = suggest_column_meaning(column, request)
    meanings: dict[str, tuple[Suggestion, ...]] = {}
    for value in values:
        yes = " ".join(words_of(value)) in synonyms.AFFIRMATIVE
        meanings[value] = tuple(
            replace(item, reason=f"the column is {item.reason}") if yes else item for item in about if yes
        )
    return meanings


def _meanings(value: str, request: Request, place: _Place) -> tuple[Suggestion, ...]:
    text = _LIST_MARK.sub("", value)
    if code := _factor_code(text, request):
        return (_by_code(code, text, place.factors),)
    words = value_words(CODE_BEFORE.sub("", text) if CODE_BEFORE.match(text) and len(words_of(text)) > 1 else text)
    found = _without_parts([*_find_phrases(words, request), *_find_kinds(words, request, place)])
    if found:
        return tuple(_judge(value, words, found, request))
    return tuple(_nearly(words, request)) or tuple(_generic(words, request)) or tuple(_uncertain_code(words, request))


def _without_parts(found: list[_Found]) -> list[_Found]:
    """Without phrases that are part of a longer one: the street of a street gang is no setting."""
    return [item for item in found if not any(item.covered < other.covered for other in found)]


def _find_kinds(words: tuple[str, ...], request: Request, place: _Place) -> Iterator[_Found]:
    """The kinds of exploitation that single words say, in a column of kinds."""
    for word, key in synonyms.KIND_WORDS.items() if place.kinds else ():
        if word in words and key in request.memberships and not synonyms.NO_KINDS & set(words):
            yield _Found(key, frozenset([words.index(word)]), word)


def _find_phrases(words: tuple[str, ...], request: Request) -> Iterator[_Found]:
    for key in request.memberships:
        covered: set[int] = set()
        longest: tuple[str, ...] = ()
        for phrase in _phrases(key, request):
            place = find_phrase(phrase, words)
            if place >= 0:
                covered.update(range(place, place + len(phrase)))
                longest = max(longest, phrase, key=len)
        if covered:
            yield _Found(key, frozenset(covered), " ".join(longest))


def _phrases(key: str, request: Request) -> tuple[tuple[str, ...], ...]:
    """The phrases for a category or context: those of the list, else what the request itself calls it."""
    if key in synonyms.MEANINGS:
        return tuple(words_of(phrase) for phrase in synonyms.MEANINGS[key])
    labels = {category.key: category.label for category in request.categories}
    labels |= {context.key: context.label for context in request.contexts}
    label = labels[key]
    short = re.findall(r"\(([A-Z]{2,})\)", label)
    plain = words_of(re.sub(r"\(.*?\)", "", label))
    return tuple(phrase for phrase in (words_of(key), plain, *map(words_of, short)) if phrase)


def _judge(value: str, words: tuple[str, ...], found: list[_Found], request: Request) -> Iterator[Suggestion]:
    """High only where one category (or a category and its special case, or a category and a context) says all."""
    categories = {category.key for category in request.recorded_categories}
    covered = frozenset[int]().union(*(item.covered for item in found))
    others = [word for place, word in enumerate(words) if place not in covered and word not in synonyms.BENIGN]
    doubt = _doubt(value, words, others)
    named = list(dict.fromkeys(item.key for item in found))
    for item in {item.key: item for item in found}.values():
        rivals = [key for key in named if key != item.key and (key in categories) == (item.key in categories)]
        reason = f"named '{item.phrase}'"
        if doubt:
            vague = item.phrase in synonyms.EVERYDAY or rivals or not _only_unknown(value, words, others)
            yield Suggestion(item.key, Confidence.LOW if vague else Confidence.MEDIUM, f"{reason}, but {doubt}")
        elif rivals and not _form_of_each_other(value, item.key, rivals):
            yield Suggestion(item.key, Confidence.LOW, f"{reason}, but it names more than one, perhaps either")
        else:
            yield Suggestion(item.key, Confidence.HIGH, reason)
    for special, general in synonyms.SPECIAL_CASES.items():
        if special in named and general not in named and general in categories and not doubt:
            yield Suggestion(general, Confidence.LOW, f"'{special.replace('_', ' ')}' is a form of it")


def _doubt(value: str, words: tuple[str, ...], others: list[str]) -> str:
    if negative := _negative(words):
        return f"it says '{negative}'"
    if "?" in value:
        return "it has a question mark"
    if others:
        return f"it also says '{' '.join(others[:4])}'"
    return ""


def _only_unknown(value: str, words: tuple[str, ...], others: list[str]) -> bool:
    """Whether nothing but one or two words that are not known leave a doubt: the meaning is then likely."""
    return "?" not in value and len(others) <= 2 and not says_otherwise(words)


def _form_of_each_other(value: str, key: str, rivals: list[str]) -> bool:
    """Whether a value that names two means both, as `CCE - county lines` does and `CCE/county lines` may not."""
    if len(rivals) != 1 or re.search(r"[/&+,;]|\bor\b|\band\b", value, re.IGNORECASE):
        return False
    pair = {key, rivals[0]}
    return any(pair == {special, general} for special, general in synonyms.SPECIAL_CASES.items())


def _negative(words: tuple[str, ...]) -> str:
    return next((text for text in synonyms.NEGATIVES if find_phrase(words_of(text), words) >= 0), "")


def _generic(words: tuple[str, ...], request: Request) -> Iterator[Suggestion]:
    named = any(find_phrase(words_of(phrase), words) >= 0 for phrase in synonyms.GENERIC)
    named = named or (len(words) == 1 and words[0] in synonyms.GENERIC_CODES)
    if named and not says_otherwise(words) and not synonyms.OTHER_KINDS & set(words):
        for key in ("cce", "cse"):
            if key in request.memberships:
                yield Suggestion(key, Confidence.LOW, "it names exploitation without saying which kind")


def _uncertain_code(words: tuple[str, ...], request: Request) -> Iterator[Suggestion]:
    key = synonyms.UNCERTAIN_CODES.get(words[0]) if len(words) == 1 else None
    if key in request.memberships:
        yield Suggestion(str(key), Confidence.LOW, f"'{words[0]}' may be short for it")


def _nearly(words: tuple[str, ...], request: Request) -> Iterator[Suggestion]:
    """A meaning whose phrase is spelt nearly so, alone or among words that change nothing."""
    from rapidfuzz import fuzz

    for key in request.memberships:
        for phrase in _phrases(key, request):
            text = " ".join(phrase)
            if len(text) < SHORTEST_NEAR:
                continue
            windows = (range(place, place + len(phrase)) for place in range(len(words) - len(phrase) + 1))
            near = (window for window in windows if fuzz.ratio(text, " ".join(words[i] for i in window)) >= NEARLY)
            rest = next(([word for i, word in enumerate(words) if i not in window] for window in near), None)
            if rest is not None:
                sure = all(word in synonyms.BENIGN for word in rest)
                yield Suggestion(key, Confidence.MEDIUM if sure else Confidence.LOW, f"spelt nearly like '{text}'")
                break


def _factor_code(text: str, request: Request) -> str:
    words = words_of(text)
    code = words[0] if words else ""
    is_alone = len(words) == 1
    return code if is_alone and synonyms.FACTOR_CODES.get(code) in request.memberships else ""


def _by_code(code: str, text: str, factors: bool) -> Suggestion:
    key = synonyms.FACTOR_CODES[code]
    if factors:
        return Suggestion(key, Confidence.HIGH, f"factor {text.strip().upper()} of the children in need census")
    return Suggestion(key, Confidence.LOW, f"perhaps factor {code.upper()} of the children in need census")


def _holds_factors(column: str) -> bool:
    words = set(column_words(column))
    return bool(words & {"factor", "factors", "cin", "census"}) or column_words(column) == ("answer", "no")


def _holds_kinds(column: str) -> bool:
    """Whether the name says that the values are kinds of exploitation."""
    words = set(column_words(column))
    return bool(words & {"exploitation", "exploited"}) and not words & synonyms.SETTING_NAMES


def reasons_of(suggestions: Iterable[Suggestion], labels: Mapping[str, str]) -> str:
    """Hints in one line, for a value that is not ticked."""
    return "; ".join(f"perhaps {labels[item.target]}: {item.reason}" for item in suggestions)
