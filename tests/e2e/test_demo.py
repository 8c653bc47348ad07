"""The main job, as a new user runs it: the marketplace comes up from nothing and the whole story goes well."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# What conftest set for this process is none of the marketplace's business: it brings its own servers.
_OURS = {
    "DATABASE_URL", "REDIS_URL", "REDIS_PREFIX", "ENVIRONMENT", "SECRET_KEY", "MAIL_DIR", "SMS_DIR",
    "TEST_DATABASE_URL", "TEST_REDIS_URL", "DJANGO_SETTINGS_MODULE",
}  # fmt: skip


@pytest.mark.timeout(900)
def test_walks_through_a_purchase_on_a_fresh_marketplace(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if name not in _OURS}

    done = subprocess.run(
        [sys.executable, "-m", "config.launch", "demo"],
        env={**env, "VAR_DIR": str(tmp_path / "var"), "DEMO_LIVE_WITHIN": "30", "DEMO_PATIENCE": "120"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=880,
    )

    assert done.returncode == 0, f"{done.stdout[-4_000:]}{done.stderr[-2_000:]}"
    assert "All 61 steps went as they should." in done.stdout
