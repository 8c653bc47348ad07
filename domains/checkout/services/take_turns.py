"""Writers of one shopper's things that take turns."""

from django.db import connection

from domains.identity.viewer import Owner


def take_turns(*, owner: Owner, what: str) -> None:
    """Wait for whoever writes these things of that owner, and keep others waiting until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{what} of {owner.kind}:{owner.id}"])
