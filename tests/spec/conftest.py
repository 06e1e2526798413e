"""Gives each spec test the checker."""

from pathlib import Path

import pytest

from foi_return.engine.workspace import Workspace
from tests.support.spec import CheckedSpec, Spec


@pytest.fixture
def spec(tmp_path: Path, workspace: Workspace) -> Spec:
    """Checks examples with both engines."""
    return CheckedSpec(tmp_path, workspace)
