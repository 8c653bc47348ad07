"""Which products shoppers may see and which they may buy: one definition as Q for the ORM, one as SQL, tested equal.

The SQL names the tables `product` and `vendor` and takes the moment as `%(at)s`.
"""

from datetime import datetime

from django.db.models import Q

from domains.vendors.models import Vendor

VISIBLE_STATUSES = (Vendor.Status.APPROVED, Vendor.Status.ON_HOLIDAY)

_OPEN_SQL = """
    product.state = 'published'
    AND product.publish_at <= %(at)s
    AND (product.unpublish_at IS NULL OR product.unpublish_at > %(at)s)
"""
PUBLISHED_SQL = f"({_OPEN_SQL} AND vendor.status IN ('approved', 'on_holiday'))"
TAKES_ORDERS_SQL = "vendor.status = 'approved'"
SELLABLE_SQL = f"({_OPEN_SQL} AND {TAKES_ORDERS_SQL})"


def published(*, at: datetime) -> Q:
    """Products that shoppers see: published, within their window, of a vendor who is approved or on holiday."""
    return _open(at) & Q(vendor__status__in=VISIBLE_STATUSES)


def sellable(*, at: datetime) -> Q:
    """Products that shoppers may buy: those they see, unless the vendor is on holiday."""
    return _open(at) & Q(vendor__status=Vendor.Status.APPROVED)


def _open(at: datetime) -> Q:
    still_open = Q(unpublish_at__isnull=True) | Q(unpublish_at__gt=at)
    return Q(state="published", publish_at__lte=at) & still_open
