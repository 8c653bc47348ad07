"""Bring the database to where the code expects it, and skip the work when it is there already.

Starting Django to find out that there is nothing to migrate or seed costs seconds; a digest costs milliseconds.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from config.supervisor.errors import StartFailed
from config.supervisor.home import ROOT, Home

CONNECT_SECONDS = 10
OWN_DATABASE = "fashionistar"
APPLIED = "SELECT md5(string_agg(concat(app, name, applied), ',' ORDER BY id)) FROM django_migrations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Proof that some code prepared some database: a digest of each."""

    sources: str
    applied: str


def own_database(server_url: str) -> str:
    """Create the marketplace's database on our own server unless it is there; return its URL."""
    try:
        with psycopg.connect(server_url, autocommit=True, connect_timeout=CONNECT_SECONDS) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [OWN_DATABASE]).fetchone()
            if found is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(OWN_DATABASE)))
    except psycopg.OperationalError as error:
        raise StartFailed(f"Our own PostgreSQL lets us not in: {error}".strip()) from error
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{OWN_DATABASE}"))


def is_prepared(home: Home, url: str) -> bool:
    """Did this very code already migrate and seed this very database?"""
    try:
        stamp = Stamp(**json.loads(_stamp_file(home).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return False
    # The digest holds the times of the migrations, so an emptied or replaced database has another one.
    return stamp == Stamp(sources=sources_digest(), applied=applied_digest(url))


def mark_prepared(home: Home, url: str) -> None:
    """Remember that the database is migrated and seeded."""
    stamp = {"sources": sources_digest(), "applied": applied_digest(url)}
    _stamp_file(home).write_text(json.dumps(stamp), encoding="utf-8")


def applied_digest(url: str) -> str:
    """Return what tells this database's migrations from any other's; empty when there are none.

    Raises StartFailed when the database cannot be reached.
    """
    try:
        with psycopg.connect(url, connect_timeout=CONNECT_SECONDS) as connection:
            row = connection.execute(APPLIED).fetchone()
    except psycopg.errors.UndefinedTable:
        return ""
    except psycopg.OperationalError as error:
        raise StartFailed(f"Cannot reach the database: {error}".strip()) from error
    return str(row[0] or "") if row else ""


def sources_digest(folders: Sequence[Path] = (ROOT / "domains", ROOT / "config")) -> str:
    """Return a digest of everything that decides what the migrations are."""
    digest = hashlib.sha256()
    migrations = [path for folder in folders for path in sorted(folder.rglob("migrations/*.py"))]
    # The lock file stands for the migrations of the libraries.
    for path in (*migrations, ROOT / "uv.lock"):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _stamp_file(home: Home) -> Path:
    return home.run / "prepared.json"
