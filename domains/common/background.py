"""Work that somebody started and may ask about: an event, of which the starter knows the id."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from django.db import connection, transaction

from domains.common.db import fetch_all
from domains.common.errors import NotFound
from domains.common.events import Event, record
from domains.common.models import BackgroundTask

TASKS_KEPT = timedelta(days=7)

# Each chunk of long work is an event of its own: the last one says where the task stands.
_LAST_EVENT = """
FROM background_task task
LEFT JOIN LATERAL (
    SELECT event.id, event.dispatched_at FROM outbox_event event WHERE event.aggregate = 'task:' || task.id
    ORDER BY event.id DESC LIMIT 1
) event ON true
LEFT JOIN outbox_delivery delivery ON delivery.event_id = event.id
"""
_STATUS = f"""
SELECT
    task.id, task.kind, task.created_at, delivery.state, task.chunk + coalesce(delivery.attempts, 0),
    delivery.finished_at, task.processed, task.total
{_LAST_EVENT}
WHERE task.id = %(id)s AND (%(owners)s::text[] IS NULL OR task.owner = ANY(%(owners)s::text[]))
"""
_UNFINISHED = f"""
SELECT task.id
{_LAST_EVENT}
WHERE task.kind = %s AND (delivery.state = 'pending' OR (delivery.id IS NULL AND event.dispatched_at IS NULL))
ORDER BY task.created_at DESC, task.id DESC
LIMIT 1
"""


@dataclass(frozen=True, kw_only=True)
class BackgroundTaskStarted(Event):
    """Somebody wants something done that takes a while."""

    aggregate_kind: ClassVar[str] = "task"
    aggregate_key: ClassVar[str] = "task_id"
    task_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class BackgroundTaskContinued(Event):
    """A chunk of a task is done and another one is due."""

    aggregate_kind: ClassVar[str] = "task"
    aggregate_key: ClassVar[str] = "task_id"
    task_id: UUID
    kind: str
    chunk: int


class TaskState(StrEnum):
    """How far a task has come."""

    QUEUED = "queued"
    RUNNING = "running"  # begun; a failure is repeated a few times before it counts
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class TaskStatus:
    """What the starter of a task may know."""

    id: UUID
    kind: str
    started_at: datetime
    state: TaskState
    attempts: int
    finished_at: datetime | None
    # Of work that is done in chunks.
    processed: int | None
    total: int | None


def start_task(*, owner: str, kind: str, parameters: Mapping[str, Any], total: int | None = None) -> UUID:
    """Have something done soon, for `owner` (such as `customer:<id>`), and give the id to ask with.

    `kind` is one that tasks/background.py knows; work that is done in chunks says how much there is.
    """
    processed = None if total is None else 0
    with transaction.atomic():
        task = BackgroundTask.objects.create(
            owner=owner, kind=kind, parameters=dict(parameters), processed=processed, total=total
        )
        record(BackgroundTaskStarted(task_id=task.id, kind=kind))
    return task.id


def advance_task(*, task: BackgroundTask, processed: int, parameters: Mapping[str, Any], is_done: bool) -> None:
    """Note that the next chunk of a task is done, and have another one done unless that was the last.

    Whoever did the same chunk meanwhile has noted it: then nothing changes.
    """
    with transaction.atomic():
        row = BackgroundTask.objects.select_for_update(no_key=True).filter(id=task.id, chunk=task.chunk).first()
        if row is None:
            return
        row.chunk, row.processed, row.parameters = row.chunk + 1, processed, dict(parameters)
        row.save(update_fields=["chunk", "processed", "parameters"])
        if not is_done:
            record(BackgroundTaskContinued(task_id=row.id, kind=row.kind, chunk=row.chunk))


def unfinished_task(*, kind: str) -> UUID | None:
    """The task of that kind that is waiting or under way, if there is one."""
    with connection.cursor() as cursor:
        cursor.execute(_UNFINISHED, [kind])
        found = cursor.fetchone()
    return found[0] if found else None


def state_of(*, delivery: str | None, attempts: int) -> TaskState:
    """How far a task has come, by the state of the delivery of its last event."""
    if delivery == "done":
        return TaskState.SUCCEEDED
    if delivery == "dead":
        return TaskState.FAILED
    return TaskState.RUNNING if attempts else TaskState.QUEUED


async def task_status(*, task_id: UUID, owners: Collection[str]) -> TaskStatus:
    """How far a task has come. Raises NotFound for an unknown one and for one that none of `owners` has started."""
    found = await fetch_all(_STATUS, {"id": task_id, "owners": list(owners)}, row=_status)
    if not found:
        raise NotFound
    return found[0]


def look_at_task(*, task_id: UUID) -> TaskStatus:
    """The same for whoever runs the shop, whoever started it. Raises NotFound."""
    with connection.cursor() as cursor:
        cursor.execute(_STATUS, {"id": task_id, "owners": None})
        found = cursor.fetchone()
    if found is None:
        raise NotFound
    return _status(*found)


def prune_background_tasks(*, now: datetime, limit: int = 5_000) -> int:
    """Forget tasks started long ago, at most `limit`; returns how many."""
    old = BackgroundTask.objects.filter(created_at__lt=now - TASKS_KEPT).order_by("created_at")
    return BackgroundTask.objects.filter(id__in=list(old.values_list("id", flat=True)[:limit])).delete()[0]


def _status(
    task_id: UUID,
    kind: str,
    started_at: datetime,
    delivery: str | None,
    attempts: int,
    finished_at: datetime | None,
    processed: int | None,
    total: int | None,
) -> TaskStatus:
    return TaskStatus(
        id=task_id,
        kind=kind,
        started_at=started_at,
        state=state_of(delivery=delivery, attempts=attempts),
        attempts=attempts,
        finished_at=finished_at,
        processed=processed,
        total=total,
    )
