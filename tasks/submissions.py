"""Reactions to what vendors offer and what staff say to it: letters and feeds of the vendor's people."""

from domains.common.clock import utc_now
from domains.notifications import product_letters
from domains.notifications.models import FeedItem
from tasks.table import Happened

_Kind = FeedItem.Kind


def tell_of_submission(happened: Happened) -> None:
    """Write that it has arrived."""
    _write(happened, _Kind.PRODUCT_SUBMITTED)


def tell_of_approval(happened: Happened) -> None:
    """Write that it is shown."""
    _write(happened, _Kind.PRODUCT_APPROVED)


def tell_of_rejection(happened: Happened) -> None:
    """Write why not."""
    _write(happened, _Kind.PRODUCT_REJECTED)


def feed_submission(happened: Happened) -> None:
    """Tell in the shop that it has arrived."""
    _tell(happened, _Kind.PRODUCT_SUBMITTED)


def feed_approval(happened: Happened) -> None:
    """Tell in the shop that it is shown."""
    _tell(happened, _Kind.PRODUCT_APPROVED)


def feed_rejection(happened: Happened) -> None:
    """Tell in the shop why not."""
    _tell(happened, _Kind.PRODUCT_REJECTED)


def _write(happened: Happened, kind: FeedItem.Kind) -> None:
    product_letters.write_to_members(submission_id=happened.id("submission_id"), kind=kind)


def _tell(happened: Happened, kind: FeedItem.Kind) -> None:
    product_letters.tell_members(submission_id=happened.id("submission_id"), kind=kind, now=utc_now())
