"""The task behind every durable reaction. Its arguments name a delivery; everything else is read from the outbox."""

import logging
from time import perf_counter

from django.conf import settings
from django.db import connections
from django.tasks import task

from domains.common.request_context import request_id
from tasks.background_loop import awaited, run_async
from tasks.outbox.claim import Claim, begin
from tasks.outbox.finish import LeaseLost, bury, fail, fenced, finish
from tasks.table import Reaction, Way, current_table

log = logging.getLogger("fashionistar.reactions")


@task
def run_reaction(*, delivery_id: int, token: int) -> str:
    """Run the delivery's reaction, if the token is still the delivery's, and say what became of it.

    Repeating it later, or giving up, is the outbox's business; the task itself never fails.
    """
    try:
        return _run(delivery_id=delivery_id, token=token)
    finally:
        request_id.set("")
        # No request ends here, so nobody else would give the connection back to the pool.
        connections.close_all()


def _run(*, delivery_id: int, token: int) -> str:
    claim = begin(delivery_id=delivery_id, token=token, lease=settings.OUTBOX_LEASE)
    if claim is None:
        return "refused"
    reaction = current_table().by_name[claim.reaction]
    if claim.attempts > reaction.attempts:
        bury(delivery_id=claim.delivery_id, token=claim.token, error="Workers died while running this.")
        log.error("reaction given up", extra={"reaction": reaction.name, "delivery_id": delivery_id})
        return "given up"
    request_id.set(claim.happened.request_id)
    began = perf_counter()
    try:
        _react(reaction, claim)
    except LeaseLost:
        log.warning("reaction overtaken", extra={"reaction": reaction.name, "delivery_id": delivery_id})
        return "refused"
    except Exception as error:  # noqa: BLE001 - the edge: whatever a handler raises is recorded and repeated
        return _failed(reaction, claim, error)
    log.info(
        "reaction done",
        extra={
            "reaction": reaction.name,
            "delivery_id": delivery_id,
            "attempt": claim.attempts,
            "duration_ms": round((perf_counter() - began) * 1000),
        },
    )
    return "done"


def _react(reaction: Reaction, claim: Claim) -> None:
    if reaction.way is Way.EFFECT:
        with fenced(delivery_id=claim.delivery_id, token=claim.token, lease=settings.OUTBOX_LEASE):
            reaction.handler(claim.happened)
        return
    answer = reaction.handler(claim.happened)
    if answer is not None:
        run_async(awaited(answer))
    if not finish(held=[(claim.delivery_id, claim.token)]):
        raise LeaseLost


def _failed(reaction: Reaction, claim: Claim, error: Exception) -> str:
    outcome = fail(
        delivery_id=claim.delivery_id,
        token=claim.token,
        error=repr(error),
        attempts=reaction.attempts,
        first_retry=settings.OUTBOX_FIRST_RETRY,
    )
    log.error(
        "reaction failed",
        extra={
            "reaction": reaction.name,
            "delivery_id": claim.delivery_id,
            "attempt": claim.attempts,
            "outcome": outcome,
        },
        exc_info=error,
    )
    return outcome
