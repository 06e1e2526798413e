"""Under which terms a reader may use a published answer again.

Source: Re-use of Public Sector Information Regulations 2015; The National Archives, Open Government Licence 3.0.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence for re-use.

    Attributes:
        name: Its name, as a reader knows it.
        url: The address of its text.
    """

    name: str
    url: str


OPEN_GOVERNMENT_LICENCE = Licence(
    "Open Government Licence v3.0", "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
)
