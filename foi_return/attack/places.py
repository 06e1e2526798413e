"""Places: what a figure counts, as the words of a published table say it, written one way whatever the file.

Two figures are figures of the same children if their places are equal.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from foi_return.text import normalise

SEX, AGE, CONTEXT = "sex", "age group", "context"
NOT_KNOWN = "Not known"
RECORDED = "Recorded"
"""The row that says of how many a breakdown was recorded: the total without those of whom it is not known."""
TOTAL = "Total"
ONLY = " only"
OLDEST = 200
"""Stands for no upper age."""

_YEAR = re.compile(r"(?:fy\s*)?((?:19|20)\d\d)(?:\s*(?:/|-|\N{EN DASH}|to)\s*(\d{4}|\d\d))?", re.IGNORECASE)
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_NAMES = "|".join(_MONTHS)
_MONTH_SPAN = re.compile(rf"(?:(?:{_NAMES})(?: \d{{4}})? to )?(?:{_NAMES}) \d{{4}}")
_QUARTER = re.compile(r"((?:19|20)\d\d)(/\d\d)? q([1-4])|q([1-4]) ((?:19|20)\d\d)(/\d\d)?")
_UNDER = re.compile(r"(?:aged? )?(?:under|below|<|up to)\s*(\d{1,2})(?: years)?", re.IGNORECASE)
_OVER = re.compile(r"(?:aged? )?(\d{1,2})\s*(?:\+|plus|(?:years )?(?:and|or) (?:over|older|above))", re.IGNORECASE)
_BAND = re.compile(r"(?:aged? )?(\d{1,2})\s*(?:-|to|\N{EN DASH})\s*(\d{1,2})(?: years)?", re.IGNORECASE)
_ONE_AGE = re.compile(r"(?:aged? )?(\d{1,2})(?: years(?: old)?)?", re.IGNORECASE)
_TOTAL = re.compile(
    r"(?:grand |over)?(?:total|all)s?(?: (?:children|people|ages|sexes|persons|years|genders))?|overall"
)
_BOTH = re.compile(r"both (.+?) and (.+)")
_ACRONYM = re.compile(r"\b(cce|cse)\b")
_CATEGORY_WORDS = {
    *("child", "children", "number", "of", "the", "individual", "recorded", "identified", "as", "at", "risk", "for"),
    *("with", "both", "and", "only", "criminal", "sexual", "exploitation", "cce", "cse"),
}
_NOT_KNOWN = frozenset(
    ("not known", "unknown", "not stated", "not recorded", "not stated/recorded", "missing", "no birth date", "u")
)
_SEXES = {"Female": ("female", "females", "girl", "girls", "f"), "Male": ("male", "males", "boy", "boys", "m")}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """What a figure counts.

    Attributes:
        definition: Empty for the file under attack and all that counts the same children; else whose definition.
        period: The year; empty where the table names none.
        category: The key of the category, such as `cce`, `cce only`, `both cce and cse`, or its label.
        labels: What narrows it, as (dimension, label), sorted; empty for a total.
    """

    definition: str
    period: str
    category: str
    labels: tuple[tuple[str, str], ...] = ()

    def label(self, dimension: str) -> str | None:
        """The label in a dimension, or None for its total."""
        return next((label for name, label in self.labels if name == dimension), None)

    def with_label(self, dimension: str, label: str | None) -> Place:
        """The same place at another label of a dimension; None for the total."""
        others = [pair for pair in self.labels if pair[0] != dimension]
        added = [(dimension, label)] if label is not None else []
        return Place(self.definition, self.period, self.category, tuple(sorted([*others, *added])))

    def of(self, category: str) -> Place:
        """The same place in another category."""
        return Place(self.definition, self.period, category, self.labels)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What narrows it, by name."""
        return tuple(name for name, _ in self.labels)


def place_words(place: Place) -> str:
    """The whole place: `2021/22, CCE, Male`."""
    labels = [label_words(dimension, label) for dimension, label in place.labels]
    parts = [part for part in (place.period, category_words(place.category), *labels) if part]
    return (", ".join(parts) or TOTAL) + (f" (as {place.definition} counts)" if place.definition else "")


def short_words(place: Place, beside: Place) -> str:
    """What tells a place from another one that has just been named: `Female`, `Total`, `CSE, Male`."""
    parts = []
    if place.period != beside.period:
        parts.append(place.period or "all years")
    labels = [label_words(dimension, label) for dimension, label in place.labels]
    if place.category != beside.category:
        parts += [category_words(place.category), *labels]
    else:
        parts += labels or [TOTAL]
    definition = f" (as {place.definition} counts)" if place.definition != beside.definition else ""
    return ", ".join(part for part in parts if part) + definition


def additive(places: Iterable[Place]) -> frozenset[str]:
    """The dimensions of a table of this program whose rows add up: whatever is counted is in one row of it.

    Only contexts do not: a child can have several.
    """
    return frozenset(dimension for place in places for dimension in place.dimensions) - {CONTEXT}


def category_words(key: str) -> str:
    """A category as a sentence names it: `CCE only`, `Both CCE and CSE`."""
    if key == "both cce and cse":
        return "Both CCE and CSE"
    if key.removesuffix(ONLY) in ("cce", "cse"):
        return key[:3].upper() + key[3:]
    return key[:1].upper() + key[1:]


def label_words(dimension: str, label: str) -> str:
    """A label, with its dimension where the label alone would not be understood."""
    return f"aged {label}" if is_age(dimension) and label[:1].isdigit() else label


def category_key(label: str) -> str:
    """The key of the category that a label names and nothing more; `CCE`, `Both CCE and CSE` and their likes are known.

    A label that says more than that, such as `CCE through county lines`, is a category of its own.
    """
    text = normalise(label)
    return subject_key(text) if set(re.findall(r"[a-z]+", text)) <= _CATEGORY_WORDS else text


def subject_key(title: str) -> str:
    """The key of the category that a title is about; the title itself where it names none, or several."""
    text = normalise(title)
    found: set[str] = set(_ACRONYM.findall(text))
    if not found:
        found |= {"cce"} if "criminal exploitation" in text else set()
        found |= {"cse"} if "sexual exploitation" in text else set()
    if len(found) == 2:
        return "both cce and cse" if "both" in text or re.search(r"cce (?:and|&|\+) cse", text) else text
    if len(found) == 1:
        (key,) = found
        return key + (ONLY if re.search(r"\bonly\b", text) else "")
    return text


def parts_of_both(key: str) -> tuple[str, str] | None:
    """The two categories that a category of both is made of."""
    match = _BOTH.fullmatch(key)
    return (match[1], match[2]) if match else None


def period_label(text: str) -> str | None:
    """A year, quarter or month written one way (`2019/20`, `2019`, `April to June 2019`); None for any other text."""
    match = _YEAR.fullmatch(text.strip())
    if match:
        return match[1] if match[2] is None else f"{match[1]}/{match[2][-2:]}"
    words = normalise(text)
    if _MONTH_SPAN.fullmatch(words):
        return " ".join(word if word == "to" else word.capitalize() for word in words.split())
    quarter = _QUARTER.fullmatch(words)
    return _quarter_label(*quarter.groups()) if quarter else None


def _quarter_label(year: str, ends: str, number: str, number_first: str, year_last: str, ends_last: str) -> str:
    """A quarter by its months: the first of a financial year begins in April."""
    first = 3 * (int(number or number_first) - 1) + (3 if ends or ends_last else 0)
    names = _MONTHS[first % 12].capitalize(), _MONTHS[first % 12 + 2].capitalize()
    return f"{names[0]} to {names[1]} {int(year or year_last) + first // 12}"


def is_total(text: str) -> bool:
    """Whether a label says that it stands for everything."""
    return bool(_TOTAL.fullmatch(normalise(text)))


def is_not_known(text: str) -> bool:
    """Whether a label stands for those of whom it is not known."""
    return normalise(text) in _NOT_KNOWN


def is_age(dimension: str) -> bool:
    """Whether a dimension is one of age groups; another definition of age has a dimension of its own."""
    return dimension.startswith(AGE)


def sex_label(text: str) -> str | None:
    """`Female` or `Male` where the text is one of the words for it."""
    word = normalise(text)
    return next((label for label, words in _SEXES.items() if word in words), None)


@lru_cache(maxsize=4096)
def age_span(text: str) -> tuple[int, int] | None:
    """The ages that a band holds, both included, or None where the text is no band."""
    cleaned = " ".join(text.split())
    if match := _UNDER.fullmatch(cleaned):
        return (0, int(match[1]) - (0 if "up to" in cleaned.casefold() else 1))
    if match := _OVER.fullmatch(cleaned):
        return (int(match[1]), OLDEST)
    if match := _BAND.fullmatch(cleaned):
        return (int(match[1]), int(match[2])) if int(match[1]) <= int(match[2]) else None
    if match := _ONE_AGE.fullmatch(cleaned):
        return (int(match[1]), int(match[1]))
    return None


def span_label(span: tuple[int, int]) -> str:
    """A band written one way."""
    low, high = span
    if high >= OLDEST:
        return f"{low} and over"
    if low == 0:
        return f"Under {high + 1}"
    return str(low) if low == high else f"{low} to {high}"


def canonical(dimension: str, text: str) -> str:
    """A label written one way in its dimension."""
    cleaned = " ".join(text.split())
    if dimension in (SEX, AGE) and is_not_known(cleaned):
        return NOT_KNOWN
    if dimension == SEX:
        return sex_label(cleaned) or cleaned
    if dimension == AGE:
        span = age_span(cleaned)
        return span_label(span) if span else cleaned
    return cleaned


def dimension_of(heading: str, labels: Collection[str]) -> str:
    """Which dimension a row or a column of labels is, by its heading or else by the labels themselves.

    Returns:
        `period`, `category`, SEX, AGE, CONTEXT, or the heading itself; empty where there is no heading.
    """
    word = normalise(heading)
    telling = [label for label in labels if label.strip() and not is_total(label) and not is_not_known(label)]
    if telling and all(period_label(label) for label in telling):
        return "period"
    for name, words in (
        ("period", ("year", "financial year", "period", "time period")),
        ("category", ("category", "type", "measure", "exploitation", "type of exploitation")),
        (SEX, ("sex", "gender", "sex or gender")),
        (AGE, ("age", "age group", "age band", "age group (years)", "age_group")),
        (CONTEXT, ("context",)),
    ):
        if word in words:
            return name
    if telling and all(sex_label(label) for label in telling):
        return SEX
    if telling and all(age_span(label) for label in telling):
        return AGE
    known = [label for label in telling if category_key(label).removesuffix(ONLY) in ("cce", "cse", "both cce and cse")]
    return "category" if len(known) > len(telling) / 2 else word
