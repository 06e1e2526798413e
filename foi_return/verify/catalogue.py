"""Every check by its key: what it looks for, what to do about it, and why.

Source: ICO, advisory note of September 2023, and Disclosing documents to the public securely, 2025; Cabinet Office,
Communication by Spreadsheet, December 2023; Government Analysis Function, Releasing statistics in spreadsheets;
WhatDoTheyKnow, which hides workbooks with hidden sheets, rows or columns, pivot caches or external links.
"""

from __future__ import annotations

from dataclasses import dataclass

from foi_return.verify.finding import Finding, Severity

_NEW_FILE = "Copy what is to be published, as values, into a new workbook"


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    Attributes:
        about: What it looks for, as docs/verify.md has it.
        next_step: What to do where it finds something.
    """

    about: str
    next_step: str


CHECKS = {
    "hidden-sheet": Check("a sheet that is hidden, or hidden so that Excel's menu does not show it", _NEW_FILE),
    "hidden-rows": Check("rows that are hidden, or have no height", f"Delete the rows, or: {_NEW_FILE}"),
    "hidden-columns": Check("columns that are hidden, or have no width", f"Delete the columns, or: {_NEW_FILE}"),
    "filtered-rows": Check("rows that a filter keeps from sight", f"Delete the rows. {_NEW_FILE}"),
    "collapsed-group": Check("rows or columns in an outline that is folded up", f"Delete them, or: {_NEW_FILE}"),
    "hidden-window": Check(
        "a workbook whose window is hidden", "Show the window (View, Unhide) and look at the workbook"
    ),
    "unseen-text": Check(
        "text in the colour of its background, or too small to be seen", "Make it visible and look at it, or delete it"
    ),
    "masked-value": Check(
        "a number whose format shows nothing, or shows a text in its place", "Write the text into the cell itself"
    ),
    "precision": Check(
        "a number stored with more decimal places than are shown; a share such as 2 of 7 can be read from them",
        "Round the numbers themselves, not their format",
    ),
    "unshown-zeros": Check("zeros that the sheet is told not to show", "Show zeros, or hide them as the policy says"),
    "merged-over": Check("values beneath a merged cell", "Unmerge the cells and delete what lies beneath"),
    "far-cell": Check("something far away from everything else on its sheet", "Look at it, and delete it"),
    "pivot-cache": Check(
        "a pivot table, whose cache is a copy of the rows it was made from",
        f"{_NEW_FILE}; paste the pivot table's values only",
    ),
    "slicer-cache": Check("slicers and timelines, which list the values of their source", _NEW_FILE),
    "external-link": Check("links to other workbooks, with a copy of their values", f"Break the links. {_NEW_FILE}"),
    "local-link": Check("links to files or folders of the council's computers", "Remove the links"),
    "connection": Check(
        "connections and queries, with the names of servers and the text of the query", f"Delete them. {_NEW_FILE}"
    ),
    "data-model": Check("a data model, which holds whole tables out of sight", _NEW_FILE),
    "power-query": Check(
        "Power Query, with its steps and the places of its sources", f"Delete the queries. {_NEW_FILE}"
    ),
    "defined-name": Check(
        "names that are hidden, hold values themselves, or lead to other files", "Delete them (Formulas, Name Manager)"
    ),
    "scenario": Check("scenarios, which hold other values of cells", "Delete them (Data, What-If Analysis)"),
    "custom-view": Check("saved views, which may hide rows or name a person", "Delete them (View, Custom Views)"),
    "comment": Check("comments and notes, with their authors", "Delete them (File, Info, Inspect Document)"),
    "person": Check(
        "a list of persons who wrote in the file", "Delete comments and persons (File, Info, Inspect Document)"
    ),
    "tracked-change": Check(
        "tracked changes, with what was deleted and by whom", "Accept or reject all, then check again"
    ),
    "revision-log": Check(
        "the log of a shared workbook: every value that was changed", f"Stop sharing it. {_NEW_FILE}"
    ),
    "personal-property": Check(
        "the document's properties where they name somebody: author, last author, manager, others",
        "Let them name the organisation, or empty them (File, Info, Inspect Document)",
    ),
    "absolute-path": Check(
        "the folder in which the file was last saved", "Save it again after File, Info, Inspect Document"
    ),
    "printer": Check("the settings of a printer", "Remove them: choose another printer, or make a new file"),
    "embedded-file": Check(
        "whole files inside the file", "Delete the object; put a picture without a file in its place"
    ),
    "control": Check("form controls and ActiveX objects, which may hold values", "Delete them"),
    "macro": Check("programs inside the file", "Save it as .xlsx or .docx, without macros"),
    "web-extension": Check("add-ins of the web inside the file", "Remove them (File, Info, Inspect Document)"),
    "custom-xml": Check("data of other programs inside the file", "Remove it (File, Info, Inspect Document)"),
    "rich-data": Check("linked data types, with a copy of values from elsewhere", _NEW_FILE),
    "picture": Check(
        "pictures that say where, when or with what they were made, or are cropped",
        "Save the picture anew as it is shown",
    ),
    "hidden-shape": Check("a picture, box or chart that is hidden", "Delete it (Home, Find & Select, Selection Pane)"),
    "thumbnail": Check("a small picture of an earlier state of the file", "Save it without a preview picture"),
    "signature": Check("a digital signature, which names its signer", "Remove it, unless it is meant to be there"),
    "stray-part": Check("a part of the file that nothing refers to", _NEW_FILE),
    "left-over-text": Check("texts of cells that are no longer there", _NEW_FILE),
    "validation-list": Check("lists of allowed values behind cells", "Delete the validation (Data, Data Validation)"),
    "conditional-format": Check("formats that depend on values", "Delete the rules, or format the cells themselves"),
    "chart-cache": Check(
        "a chart that holds numbers which no visible cell shows", "Draw it anew from the published cells only"
    ),
    "formula": Check("formulas", "Replace them by their values"),
    "error-value": Check("cells that show an error", "Put a number or a shorthand in their place"),
    "empty-cell": Check("an empty cell in a table", "Say why: a shorthand such as [x], with its meaning"),
    "shorthand": Check(
        "a mark in place of a number, whose meaning is told nowhere", "Say what it means above the table"
    ),
    "small-number": Check(
        "a number under the threshold", "Hide it, and what would give it away, or say who decided it"
    ),
    "given-away": Check(
        "a hidden number that other published numbers give away", "See how, with `foi-return attack`, and hide more"
    ),
    "identifier": Check(
        "columns that identify people: names, birth dates, NHS numbers, pupil numbers, postcodes, case numbers",
        "Never send rows about persons: send counts",
    ),
    "record-rows": Check(
        "rows that look like one person or event each, or far too many rows for a table",
        "If they are about persons, send counts",
    ),
    "hidden-text": Check("hidden text of a letter", "Show all text (Home, paragraph mark) and delete it"),
    "mail-merge": Check(
        "the link of a letter to the list that it was merged from", "Copy the letter into a new document"
    ),
    "template-path": Check("the place of the template on the council's computers", "Attach the normal template"),
    "document-variable": Check("variables that programs left in a letter", "Copy the letter into a new document"),
}
"""The checks, in the order of docs/verify.md."""


def found(check: str, severity: Severity, where: str, what: str, next_step: str = "") -> Finding:
    """A finding of a check in the catalogue, with the catalogue's advice unless there is a better one."""
    return Finding(check, severity, where, what, next_step or CHECKS[check].next_step)
