"""Start a task and ask how far it has come. Everybody sees their own only; another's does not exist for them."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from domains.common.background import TaskState, TaskStatus, start_task, task_status
from domains.common.bridge import in_transaction
from domains.common.limits import Limit, spend
from domains.orders.queries import find_order
from rest.api import viewer_of_request

router = Router(tags=["tasks"])

STARTING = Limit(name="start-task", count=5, period=timedelta(hours=1))


class Wanted(Schema):
    """What is to be done: `order_confirmation` mails the confirmation of an order again."""

    kind: Literal["order_confirmation"]
    order_id: UUID


class Started(Schema):
    """Ask for the task under this id."""

    id: UUID
    state: TaskState


class TaskOut(Schema):
    """How far a task has come; `attempts` counts how often it was begun.

    Long work says how much of it is done, of `total`, and is begun anew for each chunk.
    """

    id: UUID
    kind: str
    state: TaskState
    attempts: int
    started_at: datetime
    finished_at: datetime | None
    processed: int | None
    total: int | None


@router.post("", response={202: Started}, summary="Start a task")
async def start(request: HttpRequest, wanted: Wanted) -> Status[Started]:
    """Queues the task; 404 for an order that is not the viewer's, 429 after five in an hour."""
    owner = (await viewer_of_request(request)).owner()
    await find_order(order_id=wanted.order_id, owner=owner)
    await spend(limit=STARTING, subject=owner.actor)
    task_id = await in_transaction(
        start_task, owner=owner.actor, kind=wanted.kind, parameters={"order_id": str(wanted.order_id)}
    )
    return Status(202, Started(id=task_id, state=TaskState.QUEUED))


@router.get("/{task_id}", response=TaskOut, summary="The status of a task")
async def status(request: HttpRequest, task_id: UUID) -> TaskStatus:
    """404 for a task that is not the viewer's, as for one that does not exist; kept for seven days."""
    viewer = await viewer_of_request(request)
    owners = [viewer.owner().actor, *([f"staff:{viewer.id}"] if viewer.staff_role else [])]
    return await task_status(task_id=task_id, owners=owners)
