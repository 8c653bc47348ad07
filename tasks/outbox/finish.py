"""Close deliveries: done, failed or dead. Whoever lost the lease is refused."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from enum import StrEnum

from django.db import connection, transaction

from domains.common.errors import DomainError, Kind
from domains.common.models import Delivery
from tasks.outbox.statements import BURY, FAIL, FINISH, GIVE_BACK, HOLD


class LeaseLost(DomainError):
    """The delivery belongs to another worker now: nothing of what was done under the old token is kept."""

    kind = Kind.CONFLICT
    code = "LEASE_LOST"

    def __init__(self) -> None:
        super().__init__("Another worker has taken this over.")


class Failed(StrEnum):
    """What became of a delivery whose reaction failed."""

    AGAIN = "again"
    GIVEN_UP = "given up"
    REFUSED = "refused"


@contextmanager
def fenced(*, delivery_id: int, token: int, lease: timedelta) -> Iterator[None]:
    """Run the block in a transaction that also closes the delivery; both are kept, or neither.

    Raises LeaseLost, before the block, when somebody has a higher token.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            # A frozen worker would keep its locks, the delivery's and those of the block, until it thaws: the
            # database ends its session instead, and with it the transaction.
            cursor.execute(
                "SELECT set_config('idle_in_transaction_session_timeout', %s, true)",
                [str(lease // timedelta(milliseconds=1))],
            )
            cursor.execute(HOLD, {"id": delivery_id, "token": token})
            if cursor.fetchone() is None:
                raise LeaseLost
        yield
        if not finish(held=[(delivery_id, token)]):
            raise LeaseLost


def finish(*, held: Collection[tuple[int, int]]) -> int:
    """Mark deliveries (id, token) as done and say how many were still ours."""
    if not held:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(FINISH, {"ids": [id_ for id_, _ in held], "tokens": [token for _, token in held]})
        return len(cursor.fetchall())


def fail(
    *,
    delivery_id: int,
    token: int,
    error: str,
    attempts: int,
    first_retry: timedelta,
    in_the_end: Delivery.State = Delivery.State.DEAD,
) -> Failed:
    """Try again later, twice as long after each attempt; after `attempts` of them it stays as `in_the_end` says."""
    with connection.cursor() as cursor:
        cursor.execute(
            FAIL,
            {
                "id": delivery_id,
                "token": token,
                "error": error[:500],
                "attempts": attempts,
                "first": first_retry.total_seconds(),
                "in_the_end": in_the_end,
            },
        )
        row = cursor.fetchone()
    if row is None:
        return Failed.REFUSED
    return Failed.AGAIN if row[0] == Delivery.State.PENDING else Failed.GIVEN_UP


def bury(*, delivery_id: int, token: int, error: str) -> None:
    """Give up on a delivery without running it once more."""
    with connection.cursor() as cursor:
        cursor.execute(BURY, {"id": delivery_id, "token": token, "error": error[:500]})


def give_back(*, held: Collection[tuple[int, int]]) -> None:
    """Let go of deliveries that were claimed but never reached their queue."""
    with connection.cursor() as cursor:
        cursor.execute(GIVE_BACK, {"ids": [id_ for id_, _ in held], "tokens": [token for _, token in held]})
