"""Lines of a proposed map: keys with their values, and what is left open. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from foi_return.text import printable

LONGEST_REMARK = 400
"""A remark has no more characters than this."""

OPEN = "# OPEN: "
"""How a line begins that is to be decided on."""


def quote(value: object) -> str:
    """A text, a list or a table as TOML on one line."""
    import tomlkit

    if isinstance(value, Mapping):
        inner = ", ".join(f"{plain_key(str(name))} = {quote(item)}" for name, item in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(quote(item) for item in value)}]"
    return tomlkit.item(value).as_string()


def plain_key(name: str) -> str:
    """A key as TOML writes it."""
    plain = name.replace("_", "").replace("-", "")
    return name if plain.isascii() and plain.isalnum() else quote(name)


def remark(text: str) -> str:
    """A remark, on one line and not too long."""
    return f"# {printable(text, LONGEST_REMARK)}"


def set_line(name: str, value: object, said: str = "") -> str:
    """A key with its value, and a remark behind it."""
    line = f"{plain_key(name)} = {quote(value)}"
    return f"{line} {remark(said)}" if said else line


def open_line(name: str, value: object, said: str) -> str:
    """The same as a remark to be decided on."""
    return f"{OPEN}{plain_key(name)} = {quote(value)} {remark(said)}"
