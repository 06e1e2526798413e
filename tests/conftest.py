"""Fixtures that every kind of test shares."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from foi_return.engine.workspace import Workspace, open_workspace

settings.register_profile(
    "default", deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.register_profile("thorough", parent=settings.get_profile("default"), max_examples=2_000, derandomize=False)
settings.load_profile("default")


@pytest.fixture(scope="session")
def workspace() -> Iterator[Workspace]:
    """One database for a whole test run: every table in it has a name of its own."""
    with open_workspace() as opened:
        yield opened


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--approve", action="store_true", help="take what the golden tests found as right")
