"""Work that somebody started and may ask about: an event, of which the starter knows the id."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction

from domains.common.db import fetch_all
from domains.common.errors import NotFound
from domains.common.events import Event, record
from domains.common.models import BackgroundTask

TASKS_KEPT = timedelta(days=7)

_STATUS = """
SELECT task.id, task.kind, task.created_at, delivery.state, coalesce(delivery.attempts, 0), delivery.finished_at
FROM background_task task
LEFT JOIN outbox_event event ON event.aggregate = 'task:' || task.id AND event.name = 'BackgroundTaskStarted'
LEFT JOIN outbox_delivery delivery ON delivery.event_id = event.id
WHERE task.id = %s AND task.owner = %s
"""


@dataclass(frozen=True, kw_only=True)
class BackgroundTaskStarted(Event):
    """Somebody wants something done that takes a while."""

    aggregate_kind: ClassVar[str] = "task"
    aggregate_key: ClassVar[str] = "task_id"
    task_id: UUID
    kind: str


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


def start_task(*, owner: str, kind: str, parameters: Mapping[str, Any]) -> UUID:
    """Have something done soon, for `owner` (such as `customer:<id>`), and give the id to ask with.

    `kind` is one that tasks/background.py knows.
    """
    with transaction.atomic():
        task = BackgroundTask.objects.create(owner=owner, kind=kind, parameters=dict(parameters))
        record(BackgroundTaskStarted(task_id=task.id, kind=kind))
    return task.id


async def task_status(*, task_id: UUID, owner: str) -> TaskStatus:
    """How far a task has come. Raises NotFound for an unknown one and for another's alike."""
    found = await fetch_all(_STATUS, (task_id, owner), row=_status)
    if not found:
        raise NotFound
    return found[0]


def prune_background_tasks(*, now: datetime, limit: int = 5_000) -> int:
    """Forget tasks started long ago, at most `limit`; returns how many."""
    old = BackgroundTask.objects.filter(created_at__lt=now - TASKS_KEPT).order_by("created_at")
    return BackgroundTask.objects.filter(id__in=list(old.values_list("id", flat=True)[:limit])).delete()[0]


def _status(
    task_id: UUID, kind: str, started_at: datetime, state: str | None, attempts: int, finished_at: datetime | None
) -> TaskStatus:
    if state == "done":
        now = TaskState.SUCCEEDED
    elif state == "dead":
        now = TaskState.FAILED
    else:
        now = TaskState.RUNNING if attempts else TaskState.QUEUED
    return TaskStatus(
        id=task_id, kind=kind, started_at=started_at, state=now, attempts=attempts, finished_at=finished_at
    )
