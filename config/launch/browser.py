"""The browser that the storefront's tests drive: Debian's own Chromium."""

import os
import shutil
import subprocess

PATIENCE_SECONDS = 300


def find_browser() -> str | None:
    """Where Chromium is: what $CHROMIUM names, or what Debian and Ubuntu call it. None where there is none."""
    named = os.environ.get("CHROMIUM")
    names = (named,) if named else ("chromium", "chromium-browser")
    return next((found for name in names if (found := shutil.which(name))), None)


def fetch_browser() -> None:
    """Install Chromium where there is none and we may; where we may not, its tests are skipped and say so."""
    apt = shutil.which("apt-get")
    if find_browser() or apt is None or os.geteuid() != 0 or os.environ.get("CHROMIUM"):
        return
    print("test: installing Chromium for the storefront's tests (apt-get install chromium) ...", flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (("update", "-qq"), ("install", "-y", "-qq", "--no-install-recommends", "chromium")):
        try:
            done = subprocess.run(
                [apt, *command], env=env, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS
            )
        except (OSError, subprocess.TimeoutExpired):
            done = None
        if done is None or done.returncode != 0:
            print("test: that did not work; the storefront's tests will be skipped", flush=True)
            return
