"""The metadata of the open data: what each CSV file holds, for programs, as the W3C describes it.

Source: W3C, Metadata Vocabulary for Tabular Data (recommendation of 17 December 2015).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from foi_return.outputs.document_parts import LANGUAGE
from foi_return.outputs.open_data_columns import Cell, OpenColumn
from foi_return.terms.licence import Licence
from foi_return.terms.protected import ProtectedReturn


@dataclass(frozen=True, slots=True)
class DescribedFile:
    """A CSV file before it is written.

    Attributes:
        name: Its name.
        title: What it holds.
        description: What a reader must know, in sentences.
        columns: Its columns, in order.
        key: The columns that tell its rows apart.
        rows: A cell for each column, in each row.
    """

    name: str
    title: str
    description: tuple[str, ...]
    columns: tuple[OpenColumn, ...]
    key: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def metadata_record(answer: ProtectedReturn, files: Sequence[DescribedFile], licence: Licence) -> dict[str, Any]:
    """The metadata of all the files as JSON's own types; the same for the same answer."""
    first, last = answer.periods[0].first_day, answer.periods[-1].last_day
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": LANGUAGE}],
        "dc:title": answer.title,
        "dc:identifier": answer.reference,
        "dc:description": f"Answer to a request under the {answer.regime.act}. {answer.policy.sentence}",
        "dc:publisher": {"schema:name": answer.council},
        "dc:license": {"@id": licence.url},
        "dc:rights": licence.name,
        "dc:temporal": f"{first.isoformat()}/{last.isoformat()}",
        "dc:source": answer.system,
        "dialect": {
            "encoding": "utf-8",
            "lineTerminators": ["\r\n"],
            "delimiter": ",",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        },
        "tables": [_table(file) for file in files],
    }


def _table(file: DescribedFile) -> dict[str, Any]:
    return {
        "url": file.name,
        "dc:title": file.title,
        "dc:description": " ".join(file.description) or file.title,
        "tableSchema": {"columns": [_column(column) for column in file.columns], "primaryKey": list(file.key)},
    }


def _column(column: OpenColumn) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        "titles": [column.name, column.title],
        "dc:description": column.description,
        "datatype": column.datatype if isinstance(column.datatype, str) else dict(column.datatype),
        "required": column.required,
    }
    if column.separator:
        described["separator"] = column.separator
    return described
