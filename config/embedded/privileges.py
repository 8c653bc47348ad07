"""As whom PostgreSQL runs: it refuses root, so root lends it an unprivileged user."""

import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from config.embedded.binaries import copy_install
from config.embedded.errors import EmbeddedServerError
from config.embedded.processes import guarded

NOBODY = "65534:65534"
ROOT = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunAs:
    """A way to run PostgreSQL that was seen to work, and the installation it works with."""

    user: str
    install: Path


def choose_run_as(*, install: Path, directory: Path, data: Path) -> RunAs:
    """Return how to run `install` on `data`.

    An ordinary user runs it directly. For root it is, in this order: the owner of the data if that is somebody else;
    a user namespace, where the files stay root's; nobody, for which the binaries may have to be copied to `directory`.
    """
    if os.geteuid() != ROOT:
        return RunAs(user="self", install=install)
    owner = data.stat() if data.exists() else None
    if owner is None or owner.st_uid == ROOT:
        if _works(install, "userns"):
            return RunAs(user="userns", install=install)
        user = NOBODY
    else:
        user = f"{owner.st_uid}:{owner.st_gid}"
    if _works(install, user):
        return RunAs(user=user, install=install)
    copy = copy_install(install, directory / "binaries")
    if _works(copy, user):
        return RunAs(user=user, install=copy)
    raise EmbeddedServerError(
        f"PostgreSQL does not run as root, user namespaces are forbidden here, and user {user.split(':')[0]} cannot "
        f"reach {directory}. Run as an ordinary user, or set DATABASE_URL."
    )


def give_away(data: Path, run_as: RunAs) -> None:
    """Make sure the user of `run_as` owns `data`, which must exist."""
    if run_as.user in {"self", "userns"}:
        return
    user, group = (int(part) for part in run_as.user.split(":"))
    if data.stat().st_uid == user:
        return
    for path in (data, *data.rglob("*")):
        os.chown(path, user, group, follow_symlinks=False)


def _works(install: Path, user: str) -> bool:
    command = guarded([str(install / "bin" / "postgres"), "--version"], death_signal=signal.SIGKILL, run_as=user)
    return subprocess.run(command, capture_output=True, check=False, cwd="/").returncode == 0
