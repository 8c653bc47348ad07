"""Reactions that keep reviews true."""

from domains.reviews.services.verify_again import verify_again
from tasks.table import Happened


def verify_reviews(happened: Happened) -> None:
    """A purchase was undone."""
    verify_again(vendor_order_id=happened.id("vendor_order_id"))
