"""The kinds of work that somebody may start and ask about (domains/common/background.py)."""

from collections.abc import Callable, Mapping
from uuid import UUID

from domains.common.models import BackgroundTask
from domains.notifications.order_letters import confirm_to_buyer
from tasks.table import Happened


def run_task(happened: Happened) -> None:
    """Do what was asked for. A task that was forgotten meanwhile needs nothing."""
    task = BackgroundTask.objects.filter(id=happened.id("task_id")).first()
    if task is not None:
        _KINDS[task.kind](task)


def _confirm_again(task: BackgroundTask) -> None:
    confirm_to_buyer(order_id=UUID(task.parameters["order_id"]), cause=f"task:{task.id}")


_KINDS: Mapping[str, Callable[[BackgroundTask], None]] = {"order_confirmation": _confirm_again}
