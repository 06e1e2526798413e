"""Properties of the document, and traces of the computer on which it was made."""

from __future__ import annotations

import re
from collections.abc import Iterator

from foi_return.text import normalise
from foi_return.verify.catalogue import found
from foi_return.verify.finding import Finding, Severity, counted
from foi_return.verify.package import Package

_ORGANISATION = re.compile(
    r"\b(?:council|borough|city|county|district|department|dept|office|government|services?|authority|trust|nhs|police|"
    r"constabulary|force|ltd|limited|plc|inc|llp|corporation|foundation|university|college|school|team|unit|agency|"
    r"commission(?:er)?|board|association|institute|ministry|directorate|foi|information|data|statistics|group|"
    r"committee|partnership|kommune|comhairle)\b",
    re.IGNORECASE,
)
_SOFTWARE = re.compile(
    r"^(?:openpyxl|python-docx|xlsxwriter|apache poi|microsoft.*|libreoffice.*|openoffice.*|google.*|windows user|user|"
    r"office user|administrator|admin|unknown|author|calibre|sas|r|spss|gptables|a11ytables|excel|pandas)$",
    re.IGNORECASE,
)
_NAMING = {"creator": "author", "lastModifiedBy": "last author", "Manager": "manager", "HyperlinkBase": "base of links"}
_DESCRIBING = ("description", "keywords", "category", "contentStatus")
_PROFILE = re.compile(r"[\\/](?:users|home|documents and settings)[\\/]", re.IGNORECASE)
_DEVICE_NAME_BYTES = 64


def check_properties(package: Package, organisation: str = "") -> Iterator[Finding]:
    """Names of persons in the properties of a workbook or a letter.

    Args:
        package: The file.
        organisation: The name of the organisation that publishes it; empty where it is not known.
    """
    own = {normalise(organisation)} - {""}
    for part in package.under("docProps/core.xml", "docProps/app.xml"):
        root = package.tree(part)
        own |= {normalise(element.text or "") for element in root.iter("Company")} - {""}
    for part in package.under("docProps/core.xml", "docProps/app.xml"):
        for element in package.tree(part):
            text, name = (element.text or "").strip(), element.tag
            if name == "HyperlinkBase" and text:
                yield found(
                    "personal-property", Severity.DOUBTFUL, part, "the base of links is a place of its author's"
                )
            elif name in _NAMING and text and not names_organisation(text, own):
                yield found("personal-property", Severity.DOUBTFUL, part, f"the {_NAMING[name]} may be a person's name")
            elif name in _DESCRIBING and text and name != "category":
                yield found("personal-property", Severity.NOTE, part, f"the property '{name}' holds a text")
    for part in package.under("docProps/custom.xml"):
        number = sum(1 for _ in package.tree(part).iter("property"))
        if number:
            yield found(
                "personal-property",
                Severity.DOUBTFUL,
                part,
                f"{counted(number, 'property', 'properties')} of the council's own or of a program",
            )


def names_organisation(text: str, own: set[str]) -> bool:
    """Whether a text names an organisation or a program, as far as its words tell."""
    return normalise(text) in own or bool(_ORGANISATION.search(text)) or bool(_SOFTWARE.match(text))


def check_traces(package: Package, main: str) -> Iterator[Finding]:
    """The folder in which a workbook was saved, and the printers of its sheets."""
    for element in package.tree(main).iter("absPath"):
        whose = "in somebody's own folder" if _PROFILE.search(element.get("url", "")) else "on the council's computers"
        yield found("absolute-path", Severity.DOUBTFUL, main, f"it says where it was saved, {whose}")
    on_network: list[str] = []
    settings: list[str] = []
    for part in package.under("xl/printerSettings/", "word/printerSettings"):
        device = package.parts[part][:_DEVICE_NAME_BYTES].decode("utf-16-le", errors="replace")
        (on_network if device.startswith("\\\\") else settings).append(part)
    if on_network:
        yield found("printer", Severity.DOUBTFUL, on_network[0], "it names a printer of the council's network")
    if settings:
        yield found("printer", Severity.NOTE, settings[0], "it holds the settings of a printer")
