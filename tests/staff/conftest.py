"""Every test of staff has a database, kept and emptied afterwards."""

import pytest


@pytest.fixture(autouse=True)
def _stored(database: None) -> None:
    """Commits are real."""
