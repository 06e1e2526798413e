"""The part of a field map's file that says what a source is and how to read it."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, model_validator

from foi_return.config.toml_file import Model
from foi_return.terms.map_parts import SourceSpec


class SourceModel(Model):
    """A table of the extract: a file, several files or sheets that hold it between them, or a table of a database."""

    title: str = ""
    sheet: str | None = Field(default=None, min_length=1)
    sheets: Annotated[list[str], Field(min_length=1)] | Literal["*"] | None = None
    header_row: int | None = Field(default=None, ge=1, le=50)
    header_rows: Literal[1, 2] | None = None
    kind: Literal["cin xml"] | None = None
    part: Literal["children", "assessments", "factors"] | None = None
    password: str | None = Field(default=None, alias="password_from")
    table: str | None = Field(default=None, min_length=1)
    query: str | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _agree(self) -> SourceModel:
        # Checked here, because a fault of the key itself would repeat what may be a password.
        if self.password is not None and not re.fullmatch(r"environment:[A-Za-z_][A-Za-z0-9_]*", self.password):
            raise ValueError("password_from = 'environment:NAME', the name of a variable and not the password")
        if self.sheet and self.sheets:
            raise ValueError("either sheet or sheets, not both")
        if (self.kind or self.part) and (self.sheet or self.sheets or self.header_row or self.header_rows):
            raise ValueError("kind and part for a census file, or sheet and header_row for a workbook, not both")
        return self

    def spec(self, name: str) -> SourceSpec:
        """What the table means."""
        return SourceSpec(
            name,
            self.title,
            self.sheet,
            ("*",) if self.sheets == "*" else tuple(self.sheets or ()),
            self.header_row,
            self.header_rows,
            self.kind or "",
            self.part or "",
            (self.password or "").removeprefix("environment:"),
            self.table,
            self.query,
        )
