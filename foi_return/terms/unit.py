"""What is counted, in words: children, crimes, missing episodes. Sentences about figures follow from it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """What one figure is a number of.

    Attributes:
        plural: `children`.
        singular: `child`.
        is_person: Whether it is somebody, and no thing or event.
    """

    plural: str = "children"
    singular: str = "child"
    is_person: bool = True

    @property
    def one(self) -> str:
        """The singular with its article: `a child`, `an offence`."""
        return f"{'an' if self.singular[:1].lower() in 'aeiou' else 'a'} {self.singular}"

    @property
    def own_record(self) -> str:
        """A record about it, after it has been named: `a record of theirs`, `a record of its own`."""
        return "a record of theirs" if self.is_person else "a record of its own"


CHILDREN = Unit()
