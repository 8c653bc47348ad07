"""Ask for a copy of what is known of oneself, note that it is made, and fetch it once."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from domains.common.errors import NotFound
from domains.common.events import record
from domains.common.private_files import delete_private
from domains.identity.events import AccountExportReady, AccountExportRequested
from domains.identity.models import AccountExport, User

EXPORTS_KEPT = timedelta(days=7)
# Purpose of the token in the mailed link.
LINK = "account_export"


def request_export(*, user_id: UUID, now: datetime) -> AccountExport:
    """Have a copy made. Raises NotFound for an account that is closed."""
    with transaction.atomic():
        user = User.objects.select_for_update().filter(id=user_id, is_active=True).first()
        if user is None:
            raise NotFound
        export = AccountExport.objects.create(user=user, requested_at=now, expires_at=now + EXPORTS_KEPT)
        record(AccountExportRequested(user_id=user.id, export_id=export.id))
    return export


def note_ready(*, export_id: UUID, size: int, now: datetime) -> None:
    """The file is there; its link goes out, once."""
    with transaction.atomic():
        waiting = AccountExport.objects.select_for_update().filter(id=export_id, state=AccountExport.State.REQUESTED)
        export = waiting.first()
        if export is None:
            return
        export.state, export.ready_at, export.size = AccountExport.State.READY, now, size
        export.save(update_fields=["state", "ready_at", "size"])
        record(AccountExportReady(user_id=export.user_id, export_id=export.id))


def take_export(*, export_id: UUID, viewer_id: UUID | None, now: datetime) -> AccountExport:
    """Use the link up: of any number of tries one gets the file.

    Raises NotFound for a link that was used, has expired, is of a closed account, or comes with the token of another.
    """
    with transaction.atomic():
        ready = AccountExport.objects.select_for_update(of=("self",)).filter(
            id=export_id, state=AccountExport.State.READY, expires_at__gt=now, user__is_active=True
        )
        export = ready.first()
        if export is None or viewer_id not in {None, export.user_id}:
            raise NotFound
        export.state = AccountExport.State.FETCHED
        export.save(update_fields=["state"])
    return export


def expire_exports(*, user_id: UUID, now: datetime) -> None:
    """Let the next pruning take the exports of an account that is erased."""
    AccountExport.objects.filter(user=user_id).update(expires_at=now)


def void_mailed_exports(*, user_id: UUID, now: datetime) -> None:
    """End the links that were mailed so far; a copy that is still being made goes to the address of then."""
    AccountExport.objects.filter(user=user_id, state=AccountExport.State.READY).update(expires_at=now)


def prune_exports(*, now: datetime, limit: int) -> int:
    """Delete up to `limit` exports that have expired, files first. Gives the number of rows that went."""
    old = list(AccountExport.objects.filter(expires_at__lte=now).order_by("expires_at")[:limit])
    for export in old:
        delete_private(path=export.path)
    AccountExport.objects.filter(id__in=[export.id for export in old]).delete()
    return len(old)
