"""What staff change is written down in the transaction that changes it: who, what, before and after."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from domains.common.request_context import request_id
from domains.identity.models import StaffAction, User

type Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What a member of staff is about to do, and to what: `action` is `product.publish`, `target_kind` `product`."""

    by: User
    action: str
    target_kind: str

    @property
    def actor(self) -> str:
        """The member of staff as the author of a change: `staff:<id>`."""
        return f"staff:{self.by.id}"


def audited[R](
    *,
    deed: Deed,
    target_id: UUID | int,
    look: Callable[[], Facts],
    change: Callable[[], R],
    now: datetime,
    check: Callable[[], None] | None = None,
) -> R:
    """Run `change` and write down the facts that differ by it.

    `look` locks what the change locks, first, and reads the facts: so nobody moves them between the two looks.
    `check` runs under those locks, before the change. Whatever raises leaves neither change nor record.
    """
    with transaction.atomic():
        before = look()
        if check is not None:
            check()
        changed = change()
        _write_down(deed, target_id=target_id, facts=(before, look()), now=now)
    return changed


def audited_creation[R](
    *, deed: Deed, create: Callable[[], R], target_id: Callable[[R], UUID], look: Callable[[R], Facts], now: datetime
) -> R:
    """Run `create` and write down the facts of what it made."""
    with transaction.atomic():
        made = create()
        _write_down(deed, target_id=target_id(made), facts=({}, look(made)), now=now)
    return made


def _write_down(deed: Deed, *, target_id: UUID | int, facts: tuple[Facts, Facts], now: datetime) -> None:
    before, after = facts
    moved = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    StaffAction.objects.create(
        actor=deed.by,
        actor_role=deed.by.staff_role,
        action=deed.action,
        target_kind=deed.target_kind,
        target_id=str(target_id),
        before={key: before[key] for key in moved if key in before},
        after={key: after[key] for key in moved if key in after},
        request_id=request_id.get(),
        acted_at=now,
    )
