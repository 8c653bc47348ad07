"""Writes of the feed. A reaction tells in its own transaction, so that each event is told exactly once."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from domains.checkout.models import OwnerKind
from domains.common.events import record
from domains.identity.models import User
from domains.notifications.events import FeedItemAdded
from domains.notifications.models import FeedItem, Preference
from domains.notifications.preferences import Channel, Topic
from domains.orders.models import Order, VendorOrder
from domains.reviews.models import Review


def tell(*, user_id: UUID, kind: FeedItem.Kind, facts: Mapping[str, Any], cause: str, now: datetime) -> FeedItem | None:
    """Put something into a customer's feed, once per cause; None where it was told before or nobody is there."""
    with transaction.atomic():
        # The feed's events must follow the order of commits; this lock makes its writers stand in line.
        if not User.objects.select_for_update(no_key=True).filter(id=user_id, is_active=True).exists():
            return None
        if FeedItem.objects.filter(user=user_id, kind=kind, cause=cause).exists():
            return None
        item = FeedItem.objects.create(user_id=user_id, kind=kind, facts=dict(facts), cause=cause, created_at=now)
        record(FeedItemAdded(user_id=user_id, item_id=item.id, kind=kind))
    return item


def tell_of_order(
    *, order_id: UUID, kind: FeedItem.Kind, cause: str, now: datetime, facts: Mapping[str, Any] | None = None
) -> FeedItem | None:
    """Tell the owner of an order; guests have no feed, their mail tells them."""
    order = Order.objects.get(id=order_id)
    if order.owner_kind != OwnerKind.CUSTOMER:
        return None
    told = {"order_id": str(order_id), "number": order.number, **(facts or {})}
    return tell(user_id=order.owner_id, kind=kind, facts=told, cause=cause, now=now)


def tell_of_part(*, vendor_order_id: UUID, kind: FeedItem.Kind, now: datetime) -> FeedItem | None:
    """Tell what became of one vendor's part; a part cancelled with the whole order is told by the order."""
    part = VendorOrder.objects.select_related("order", "vendor").get(id=vendor_order_id)
    if kind is FeedItem.Kind.ORDER_PART_CANCELLED and part.order.state == Order.State.CANCELLED:
        return None
    facts = {"vendor_order_id": str(part.id), "vendor": part.vendor.name}
    cause = f"vendor_order:{vendor_order_id}"
    return tell_of_order(order_id=part.order_id, kind=kind, cause=cause, now=now, facts=facts)


def tell_of_reply(*, review_id: UUID, now: datetime) -> FeedItem | None:
    """Tell a reviewer that the house has answered; a review that was taken back meanwhile tells nobody."""
    review = Review.objects.select_related("product__vendor").filter(id=review_id).first()
    if review is None or review.author_id is None:
        return None
    off = Preference.objects.filter(user=review.author_id, topic=Topic.REVIEWS, channel=Channel.IN_APP, is_on=False)
    if off.exists():
        return None
    facts = {
        "review_id": str(review_id),
        "product_id": str(review.product_id),
        "title": review.product.title,
        "vendor": review.product.vendor.name,
    }
    kind = FeedItem.Kind.REVIEW_REPLIED
    return tell(user_id=review.author_id, kind=kind, facts=facts, cause=f"review:{review_id}", now=now)


def mark_read(*, user_id: UUID, item_ids: Collection[UUID] | None, now: datetime) -> None:
    """Mark items of one's own feed as read, or all of them; what is no item of it is left alone."""
    chosen = Q() if item_ids is None else Q(id__in=item_ids)
    with transaction.atomic():
        unread = FeedItem.objects.filter(chosen, user=user_id, read_at=None)
        # By id: two devices that mark everything at once would deadlock.
        locked = list(unread.select_for_update(no_key=True).order_by("id").values_list("id", flat=True))
        FeedItem.objects.filter(id__in=locked).update(read_at=now)
