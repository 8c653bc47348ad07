"""Erasing a person from every domain, highest first, in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from domains.checkout.services.erase_shopping import erase_shopping
from domains.common.clock import utc_now
from domains.common.erasing import erase_answers
from domains.identity.models import User
from domains.identity.services.erase_account import erase_identity
from domains.identity.services.export_account import expire_exports
from domains.media.services.erase_uploads import erase_uploads
from domains.notifications.erasing import erase_messages
from domains.orders.services.erase_orders import erase_orders
from domains.reviews.services.erase_reviews import erase_reviews
from domains.vendors.following import erase_ties
from tasks.table import Happened

# Another process may take a closed session for open for fifteen seconds, and write what was just erased; who went
# within this time is looked at again.
LOOKED_AFTER = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaver:
    """Whom to erase; the addresses are empty when they were erased before."""

    user_id: UUID
    email: str
    phone: str
    now: datetime


ERASERS: Sequence[Callable[[Leaver], None]] = (
    lambda gone: erase_reviews(user_id=gone.user_id),
    lambda gone: erase_messages(user_id=gone.user_id, email=gone.email, phone=gone.phone),
    lambda gone: erase_orders(user_id=gone.user_id, email=gone.email),
    lambda gone: erase_shopping(user_id=gone.user_id, email=gone.email),
    lambda gone: erase_ties(user_id=gone.user_id),
    lambda gone: erase_uploads(owner_id=gone.user_id, now=gone.now),
    lambda gone: erase_answers(
        owner=f"customer:{gone.user_id}", words=[word for word in (gone.email, gone.phone) if word]
    ),
    lambda gone: expire_exports(user_id=gone.user_id, now=gone.now),
    lambda gone: erase_identity(user_id=gone.user_id),
)


def erase_account(happened: Happened) -> None:
    """Erase somebody who has closed their account; a second time there is nothing left to erase."""
    erase_person(user_id=happened.id("user_id"), now=utc_now())


def erase_person(*, user_id: UUID, now: datetime) -> None:
    """Erase a closed account's person from every domain, all or nothing; open accounts stay as they are."""
    with transaction.atomic():
        user = User.objects.select_for_update().filter(id=user_id, erased_at__isnull=False).first()
        if user is None:
            return
        # An address that was not proven may be anybody's.
        email = user.email if user.email_verified_at is not None else ""
        phone = user.phone if user.phone_verified_at is not None else ""
        leaver = Leaver(user_id=user_id, email=email, phone=phone, now=now)
        for erase in ERASERS:
            erase(leaver)


def erase_latecomers(*, now: datetime, limit: int) -> int:
    """Look again after up to `limit` accounts that were closed lately. Gives their number."""
    lately = User.objects.filter(erased_at__gt=now - LOOKED_AFTER, erased_at__lt=now - timedelta(minutes=1))
    user_ids = list(lately.order_by("-erased_at").values_list("id", flat=True)[:limit])
    for user_id in user_ids:
        erase_person(user_id=user_id, now=now)
    return len(user_ids)
