"""The kinds of work that somebody may start and ask about (domains/common/background.py)."""

from collections.abc import Callable, Mapping
from uuid import UUID

from domains.common.clock import utc_now
from domains.common.models import BackgroundTask
from domains.notifications.order_letters import confirm_to_buyer
from domains.search.embedding.embedder import current_embedder
from domains.search.services.rebuild_vectors import REBUILD_VECTORS, rebuild_chunk
from tasks.table import Happened


def run_task(happened: Happened) -> None:
    """Do what was asked for. A task that was forgotten meanwhile needs nothing."""
    task = BackgroundTask.objects.filter(id=happened.id("task_id")).first()
    # An event that is handled twice finds its chunk done.
    if task is not None and task.chunk == happened.payload.get("chunk", 0):
        _KINDS[task.kind](task)


def _confirm_again(task: BackgroundTask) -> None:
    confirm_to_buyer(order_id=UUID(task.parameters["order_id"]), cause=f"task:{task.id}")


def _rebuild_vectors(task: BackgroundTask) -> None:
    rebuild_chunk(task=task, embedder=current_embedder(), now=utc_now())


_KINDS: Mapping[str, Callable[[BackgroundTask], None]] = {
    "order_confirmation": _confirm_again,
    REBUILD_VECTORS: _rebuild_vectors,
}
