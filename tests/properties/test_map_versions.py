"""However a shipped map is laid out and whatever else it says, a migration changes nothing that it means."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foi_return.config.field_map import bind_field_map, shipped_field_maps
from foi_return.config.field_map_versions import MAP_FORMAT, migrated, migrated_text
from foi_return.config.request import load_request
from foi_return.config.toml_write import toml_text

MAPS = {name: path.read_text(encoding="utf-8") for name, path in shipped_field_maps().items()}


def with_keys(text: str, passwords: dict[str, str], needs: bool | None, remark: str, last: str) -> str:
    """A shipped map as format 1 wrote it, with keys that are called or placed otherwise now."""
    text = text.replace(f"format = {MAP_FORMAT}\n", "format = 1\n", 1)
    for source, variable in passwords.items():
        heading = f"[sources.{source}]\n"
        text = text.replace(heading, f'{heading}# {remark}\npassword = "environment:{variable}" # {remark}\n', 1)
    if needs is not None:
        text = text.replace('request = "core"\n', f'request = "core"\ncontext_needs_category = {str(needs).lower()}\n')
    return text + last


variables = st.from_regex(r"[A-Z_][A-Z0-9_]{0,8}", fullmatch=True)
remarks = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=20)
lasts = st.sampled_from(
    ["", "\n", "\n# The end.", "\n[approval]\nname = 'A'\nrole = 'B'\ndate = 2026-05-21\nfingerprint = 'x'\n"]
)


@st.composite
def older(draw: st.DrawFn) -> str:
    text = MAPS[draw(st.sampled_from(sorted(MAPS)))]
    sources = [name for name in tomllib.loads(text)["sources"] if f"[sources.{name}]\n" in text and "kind" not in text]
    passwords = draw(st.dictionaries(st.sampled_from(sources), variables)) if sources else {}
    needs = draw(st.sampled_from([None, True, False]))
    return with_keys(text, passwords, needs, draw(remarks), draw(lasts)).replace(
        "\n", draw(st.sampled_from(["\n", "\r\n"]))
    )


def meaning(tables: dict[str, Any]) -> Any:
    return bind_field_map(tables, load_request(tables["request"]), "map")


@settings(max_examples=25)
@given(text=older())
def test_migration_never_changes_the_meaning(text: str) -> None:
    before, found = tomllib.loads(text), migrated_text(text, "map")
    after = tomllib.loads(found)
    assert after["format"] == MAP_FORMAT
    one, other = meaning(before), meaning(after)
    assert one == other
    assert one.fingerprint == other.fingerprint
    assert one.older
    assert not other.older
    assert migrated_text(found, "map") == found


@pytest.mark.parametrize("name", sorted(MAPS))
def test_maps_that_a_program_wrote_migrate_too(name: str) -> None:
    tables = {**tomllib.loads(MAPS[name]), "format": 1, "context_needs_category": False}
    text = toml_text(dict(sorted(tables.items(), key=lambda item: isinstance(item[1], dict))), "written")
    assert meaning(tomllib.loads(migrated_text(text, "map"))).fingerprint == meaning(tables).fingerprint
    assert tables["context_needs_category"] is False, "the tables given were changed"
    assert migrated(tables, "map").version == 1
