"""What is done from time to time. Each entry may be repeated or skipped without harm, and works in small batches."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django_tasks_redis.executor import purge_completed_tasks

from domains.catalogue.collections.services.fill_collections import prune_members
from domains.common.background import prune_background_tasks
from domains.common.bridge import in_transaction
from domains.common.deliveries import prune_outbox
from domains.common.idempotency import prune_answers
from domains.identity.services.export_account import prune_exports
from domains.identity.services.prune import prune_identity
from domains.inventory.services.release_holds import release_expired_holds
from domains.media.services.prune_leftovers import prune_leftovers
from domains.media.services.prune_uploads import prune_uploads
from domains.notifications.alerts.look import look_for_alerts
from domains.notifications.alerts.subscribe import forget_unconfirmed
from domains.notifications.news import digests, spread
from domains.notifications.reminders import BATCH, forget_addresses, remind_of_carts
from domains.orders.reconciling import reconcile_payments
from domains.payments.pruning import prune_webhooks
from domains.search.services.keep_misses import prune_misses
from domains.search.services.rebuild_vectors import renew_vectors
from tasks.erasure import erase_latecomers

# A key may be repeated for this long; the GraphQL door says so.
ANSWERS_KEPT = timedelta(days=2)
_BATCH = 1_000
_HOLDS = 200
_FILES = 100
_MOST_BATCHES = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """Something done every so often, by one scheduler at a time; it is ended after `at_most`."""

    name: str
    every: timedelta
    work: Callable[[datetime], Awaitable[object]]
    at_most: timedelta = timedelta(minutes=5)


async def _release_holds(now: datetime) -> None:
    await _in_batches(partial(release_expired_holds, now=now, limit=_HOLDS), full=_HOLDS)


async def _reconcile(now: datetime) -> None:
    await reconcile_payments(now=now)


async def _erase_latecomers(now: datetime) -> None:
    await in_transaction(erase_latecomers, now=now, limit=_BATCH)


async def _look_for_alerts(now: datetime) -> None:
    await in_transaction(look_for_alerts, now=now)


async def _remind_of_carts(now: datetime) -> None:
    await _in_batches(partial(remind_of_carts, now=now), full=BATCH)


async def _begin_news(now: datetime) -> None:
    await _in_batches(partial(spread.begin_news, now=now), full=spread.BATCH)


async def _gather_digests(now: datetime) -> None:
    await _in_batches(partial(digests.gather_digests, now=now), full=digests.BATCH)


async def _prune(now: datetime) -> None:
    await _in_batches(partial(prune_outbox, now=now, limit=_BATCH), full=_BATCH)
    await _in_batches(partial(prune_answers, before=now - ANSWERS_KEPT, limit=_BATCH), full=_BATCH)
    await _in_batches(partial(prune_webhooks, now=now, limit=_BATCH), full=_BATCH)
    await _in_batches(partial(prune_identity, now=now, limit=_BATCH), full=_BATCH)
    await _in_batches(partial(prune_members, now=now, limit=_BATCH), full=_BATCH)
    await _in_batches(partial(prune_background_tasks, now=now, limit=_BATCH), full=_BATCH)
    await _in_batches(partial(prune_misses, now=now, limit=_BATCH), full=_BATCH)
    await _in_batches(partial(prune_exports, now=now, limit=_FILES), full=_FILES)
    await _in_batches(partial(forget_unconfirmed, now=now, limit=_BATCH), full=_BATCH)
    await _in_batches(partial(spread.prune_news, now=now, limit=_BATCH), full=_BATCH)
    await _in_batches(partial(forget_addresses, now=now, limit=_BATCH), full=_BATCH)
    await _in_batches(partial(prune_uploads, now=now, limit=_FILES), full=_FILES)
    await _in_batches(partial(prune_leftovers, now=now, limit=_FILES), full=_FILES)


async def _prune_queues(_now: datetime) -> None:
    # Results expire by themselves; this takes them out of the index that the library keeps of them.
    for queue in settings.TASK_QUEUES:
        await in_transaction(purge_completed_tasks, backend_name=queue, days=1)


async def _renew_vectors(_now: datetime) -> None:
    await in_transaction(renew_vectors)


async def _in_batches(batch: Callable[[], int], *, full: int) -> None:
    for _ in range(_MOST_BATCHES):
        if await in_transaction(batch) < full:
            return


TIMETABLE: tuple[Entry, ...] = (
    Entry("release_expired_holds", timedelta(seconds=30), _release_holds),
    Entry("reconcile_payments", timedelta(seconds=15), _reconcile),
    Entry("erase_latecomers", timedelta(minutes=30), _erase_latecomers),
    Entry("renew_vectors", timedelta(minutes=5), _renew_vectors),
    Entry("look_for_alerts", timedelta(seconds=30), _look_for_alerts),
    Entry("remind_of_carts", timedelta(minutes=5), _remind_of_carts),
    Entry("begin_news", timedelta(seconds=30), _begin_news),
    Entry("gather_digests", timedelta(minutes=5), _gather_digests),
    Entry("prune", timedelta(hours=1), _prune),
    Entry("prune_queues", timedelta(hours=1), _prune_queues),
)
