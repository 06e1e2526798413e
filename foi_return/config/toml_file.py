"""Reads a TOML file into a checked model, and turns every fault of it into a sentence that says where it is."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from foi_return.errors import Fault, UserError
from foi_return.text import listed, nearest, printable

FORMAT = 1
"""The version of every TOML format that this program reads and writes, but for field maps."""

MAX_TEXT = 2_000
"""The longest text, in characters, that configuration may hold; anything that is printed fits a cell."""

_SHOWN_PLACE = 200

_FORBIDDEN = {*range(0x00, 0x20), 0x7F, *range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)} | {
    0xFFFE,
    0xFFFF,
}


class Model(BaseModel):
    """The base of every configuration model: unknown keys are refused, values are taken as they stand."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


AnyModel = TypeVar("AnyModel", bound=Model)


def read_toml(path: Path, error: type[UserError]) -> dict[str, Any]:
    """The file's tables. A byte order mark, which Windows editors write, is left aside.

    Raises:
        UserError: Of the given kind, where the file cannot be found, read or parsed.
    """
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise error(Fault(str(path), "there is no such file", next_step="Check the path")) from None
    except UnicodeDecodeError:
        raise error(
            Fault(str(path), "this is not text in UTF-8", next_step="Save the file again with the encoding UTF-8")
        ) from None
    except RecursionError:
        raise error(Fault(str(path), "its lists or tables lie too deep in each other", "a few levels")) from None
    except ValueError as problem:
        raise error(
            Fault(
                str(path), f"this is not valid TOML: {printable(str(problem), 200)}", "", "Mend the line that is named"
            )
        ) from None
    except OSError as problem:
        if path.is_dir():
            raise error(Fault(str(path), "this is a folder", "a file", "Name the file in it")) from None
        raise error(
            Fault(str(path), f"the file cannot be read ({problem.strerror})", next_step="Check that you may open it")
        ) from None


def check_model(
    model: type[AnyModel], tables: Mapping[str, Any], where: str, error: type[UserError], version: int = FORMAT
) -> AnyModel:
    """Checks tables against a model of the given format version.

    Raises:
        UserError: Of the given kind, with every fault found.
    """
    faults = [*_version_faults(tables, where, version), *text_faults(tables, where)]
    try:
        checked = model.model_validate(dict(tables))
    except ValidationError as problem:
        faults += [_fault(model, dict(detail), where) for detail in problem.errors(include_url=False)]
        raise error(faults) from None
    if faults:
        raise error(faults)
    return checked


def _version_faults(tables: Mapping[str, Any], where: str, expected: int) -> Iterator[Fault]:
    version = tables.get("format")
    if version != expected:
        found = "the format version is missing" if version is None else f"the format version is {version!r}"
        step = "" if version is None else "A newer version of foi-return may be needed to read it"
        yield Fault(f"{where}: format", found, f"format = {expected}", step)


def text_faults(value: object, where: str) -> Iterator[Fault]:
    """Texts that could not be printed safely: control characters, direction overrides, or far too long.

    Args:
        value: A text, or tables and lists of them.
        where: Their place, for the messages.
    """
    if isinstance(value, Mapping):
        for key, item in value.items():
            place = f"{where}: {key}" if ": " not in where else f"{where}.{key}"
            yield from text_faults(str(key), place)
            yield from text_faults(item, place)
    elif isinstance(value, list):
        for number, item in enumerate(value, start=1):
            yield from text_faults(item, f"{where}[{number}]")
    elif isinstance(value, str):
        if len(value) > MAX_TEXT:
            shown = printable(where, _SHOWN_PLACE)
            yield Fault(shown, f"the text has {len(value):,} characters", f"at most {MAX_TEXT:,}", "Shorten it")
        bad = next((character for character in value if ord(character) in _FORBIDDEN), None)
        if bad is not None:
            yield Fault(
                printable(where, _SHOWN_PLACE),
                f"the text holds the invisible character U+{ord(bad):04X}",
                "printable text on one line",
                "Remove the character",
            )


def _fault(model: type[Model], detail: dict[str, Any], where: str) -> Fault:
    path = [str(part) if isinstance(part, str) else f"[{part + 1}]" for part in detail["loc"]]
    place = printable(".".join(path).replace(".[", "["), _SHOWN_PLACE) or "the file"
    given = detail.get("input")
    expected = str(detail["msg"]).removeprefix("Value error, ").replace("Input should be", "").strip()
    step = ""
    if detail["type"] == "extra_forbidden":
        keys = _keys_at(model, detail["loc"][:-1])
        found, expected = "this key is not known", f"one of {listed(keys)}" if keys else "no such key"
        step = nearest(str(detail["loc"][-1]), keys)
    elif detail["type"] == "missing":
        found, expected = "this key is missing", "a value"
    elif isinstance(given, str | int | float | bool):
        found = f"found {str(given)[:60]!r}"
    else:
        found = f"found {_kind(given)}"
    if detail["type"] == "date_type" and isinstance(given, str):
        expected, step = "a date such as 2021-04-01", "Write it without quotes"
    return Fault(f"{where}: {place}", found, expected, step)


def _kind(value: object) -> str:
    names: dict[type, str] = {dict: "a table", list: "a list", type(None): "nothing", datetime: "a date with a time"}
    return names.get(type(value), f"a {type(value).__name__}")


def _keys_at(model: type[Model], loc: tuple[Any, ...]) -> list[str]:
    """The keys that a model allows at a place, as a file writes them; empty where any key is allowed."""
    current: Any = model
    for part in loc:
        inner = _without_none(current)
        if _is_model(inner):
            current = {field.alias or name: field.annotation for name, field in inner.model_fields.items()}.get(part)
        else:
            arguments = get_args(inner)
            current = arguments[-1] if arguments else None
    inner = _without_none(current)
    return sorted(field.alias or name for name, field in inner.model_fields.items()) if _is_model(inner) else []


def _without_none(annotation: Any) -> Any:
    """What a key holds where it is given: `X` for `X | None`."""
    arguments = [argument for argument in get_args(annotation) if argument is not type(None)]
    return arguments[0] if len(arguments) == 1 and type(None) in get_args(annotation) else annotation


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Model)
