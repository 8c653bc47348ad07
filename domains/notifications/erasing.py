"""Erase what was written to somebody."""

from uuid import UUID

from django.db.models import Q

from domains.notifications.models import FeedItem, Message


def erase_messages(*, user_id: UUID, email: str, phone: str) -> None:
    """Erase the feed of a closed account, and that and where it was written to."""
    FeedItem.objects.filter(user_id=user_id).delete()
    reached = [address for address in (email, phone) if address]
    Message.objects.filter(Q(user_id=user_id) | Q(recipient__in=reached)).delete()
