"""Writers that take turns where no row of theirs could be locked: each counts what another may be about to add."""

from django.db import connection

_TAKE = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def take_turns(what: str) -> None:
    """Wait for whoever writes the things of that name, and keep others waiting until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [what])
