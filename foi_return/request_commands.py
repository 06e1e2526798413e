"""What each `request` command does and prints."""

from __future__ import annotations

import argparse
import json

from foi_return.config.field_map import find_field_map, load_field_map
from foi_return.config.request import load_request, shipped_requests
from foi_return.console import Console
from foi_return.terms.request import Request
from foi_return.terms.request_words import request_lines


def run_request_command(arguments: argparse.Namespace) -> int:
    """Runs a parsed `request` command and returns its exit code."""
    commands = {"list": _list, "show": _show, "check": _check}
    return commands[arguments.request_command](arguments)


def _list(arguments: argparse.Namespace) -> int:
    console = Console()
    found = [load_request(name) for name in shipped_requests()]
    if arguments.json:
        console.say(json.dumps([_record(request) for request in found], indent=2, ensure_ascii=False))
        return 0
    for request in found:
        console.say(f"{request.name}: {request.title} ({request.counted.plural}, {len(request.tables)} tables)")
    return 0


def _show(arguments: argparse.Namespace) -> int:
    Console().say("\n".join(request_lines(load_request(arguments.request))))
    return 0


def _check(arguments: argparse.Namespace) -> int:
    console = Console()
    request = load_request(arguments.request)
    field_map = load_field_map(find_field_map(arguments.map), request) if arguments.map else None
    if arguments.json:
        told = {**_record(request), "map": field_map.name if field_map else None}
        console.say(json.dumps(told, indent=2, ensure_ascii=False))
        return 0
    console.say("\n".join(request_lines(request)))
    console.say(f"\n{request.name}: it can be used.")
    if field_map is not None:
        console.say(f"The field map '{field_map.name}' answers it.")
    return 0


def _record(request: Request) -> dict[str, object]:
    return {
        "name": request.name,
        "title": request.title,
        "counts": [request.unit, *(unit.plural for unit in request.units.values())],
        "periods": [period.label for period in request.periods],
        "categories": [category.key for category in request.categories],
        "contexts": [context.key for context in request.contexts],
        "breakdowns": [dimension.key for dimension in request.dimensions],
        "tables": [table.key for table in request.tables],
    }
