"""Erase what was written to somebody."""

from uuid import UUID

from django.db.models import Q

from domains.notifications.addresses import hash_of_address
from domains.notifications.models import (
    Alert,
    CartReminder,
    FeedItem,
    FollowerNews,
    Message,
    NewsTurn,
    Preference,
    RemindedAddress,
)


def erase_messages(*, user_id: UUID, email: str, phone: str) -> None:
    """Erase the feed, alerts, reminders, news and preferences of a closed account, and all that was written to it.

    An opt-out of the address stays: it names nobody, and keeps us from writing again.
    """
    FeedItem.objects.filter(user_id=user_id).delete()
    Alert.objects.filter(Q(user_id=user_id) | Q(email=email) & ~Q(email="")).delete()
    Preference.objects.filter(user_id=user_id).delete()
    CartReminder.objects.filter(user_id=user_id).delete()
    FollowerNews.objects.filter(user_id=user_id).delete()
    NewsTurn.objects.filter(user_id=user_id).delete()
    if email:
        RemindedAddress.objects.filter(address=hash_of_address(email)).delete()
    reached = [address for address in (email, phone) if address]
    Message.objects.filter(Q(user_id=user_id) | Q(recipient__in=reached)).delete()
