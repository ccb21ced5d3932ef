"""The checks against Slack's published schemas, which lie beside a developer's checkout and on no user's machine."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("PROMISE_BOT_SHARED") or Path(__file__).parents[3] / "shared")

if not SHARED.is_dir():
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of the published schemas."""
    return SHARED
