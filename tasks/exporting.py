"""Making copies of what the shop knows of somebody: a zip of readable JSON files, one a section."""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from types import MappingProxyType
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

import orjson
from django.db import connection, transaction

from domains.checkout.exports import EXPORTS as CHECKOUT
from domains.common.clock import utc_now
from domains.common.private_files import keep_private
from domains.identity.exports import EXPORTS as IDENTITY
from domains.identity.models import AccountExport
from domains.identity.services.export_account import note_ready
from domains.media.exports import EXPORTS as MEDIA
from domains.notifications import account_letters
from domains.notifications.exports import EXPORTS as NOTIFICATIONS
from domains.orders.exports import EXPORTS as ORDERS
from domains.reviews.exports import EXPORTS as REVIEWS
from domains.vendors.exports import EXPORTS as VENDORS
from tasks.table import Happened

SECTIONS: Mapping[str, str] = MappingProxyType(
    {**IDENTITY, **ORDERS, **CHECKOUT, **REVIEWS, **VENDORS, **MEDIA, **NOTIFICATIONS}
)
_README = """What Fashionistar knows of you, as of {at:%Y-%m-%d %H:%M} UTC.

Each file is JSON: a list of what it is named after. Amounts are in minor units (kobo, cent) of their currency.
Card numbers are not in here: they never reach us.
"""


def build_export(happened: Happened) -> None:
    """Make the copy that was asked for; made again, it takes the place of the first."""
    make_export(export_id=happened.id("export_id"), now=utc_now())


def mail_export(happened: Happened) -> None:
    """Mail the link."""
    account_letters.mail_export(export_id=happened.id("export_id"), now=utc_now())


def make_export(*, export_id: UUID, now: datetime) -> None:
    """Write the file and note it, unless it is there, or the account has gone. Raises Unavailable."""
    waiting = AccountExport.objects.filter(id=export_id, state=AccountExport.State.REQUESTED, user__is_active=True)
    export = waiting.first()
    if export is None:
        return
    content = _zipped(sections_of(user_id=export.user_id), now=now)
    keep_private(path=export.path, content=content)
    note_ready(export_id=export_id, size=len(content), now=now)


def sections_of(*, user_id: UUID) -> Mapping[str, list[Any]]:
    """Every section, all of one moment."""
    sections = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for name, statement in SECTIONS.items():
            cursor.execute(f"SELECT to_jsonb(row)::text FROM ({statement}) AS row", {"user_id": user_id})  # noqa: S608
            sections[name] = [orjson.loads(text) for (text,) in cursor.fetchall()]
    return sections


def _zipped(sections: Mapping[str, list[Any]], *, now: datetime) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _README.format(at=now))
        for name, rows in sections.items():
            archive.writestr(f"{name}.json", orjson.dumps(rows, option=orjson.OPT_INDENT_2))
    return packed.getvalue()
