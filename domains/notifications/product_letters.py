"""What a vendor's people are told of the products they offer, by mail and in the shop."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from domains.catalogue.submissions.models import Submission
from domains.identity.models import User
from domains.notifications.feed import tell
from domains.notifications.models import FeedItem
from domains.notifications.services import Template, send_email

type Kind = FeedItem.Kind

_SUBJECTS: Mapping[str, str] = {
    FeedItem.Kind.PRODUCT_SUBMITTED: "We have got “{title}” and will look at it",
    FeedItem.Kind.PRODUCT_APPROVED: "“{title}” is approved",
    FeedItem.Kind.PRODUCT_REJECTED: "“{title}” needs changes",
}


def write_to_members(*, submission_id: UUID, kind: Kind) -> None:
    """Write to everybody who works for the vendor, once per submission and news. Raises what `send_email` raises."""
    submission = _submission(submission_id)
    vendor = submission.product.vendor
    for member in _members(vendor.id):
        send_email(
            template=Template.VENDOR_PRODUCT,
            cause=f"{kind}:{submission_id}",
            recipient=member.email,
            context={
                "subject": _SUBJECTS[kind].format(title=submission.product.title),
                "kind": str(kind),
                "title": submission.product.title,
                "vendor": vendor.name,
                "is_revision": bool(submission.changes),
                "reason": submission.reason,
            },
        )


def tell_members(*, submission_id: UUID, kind: Kind, now: datetime) -> None:
    """Put it into the feed of everybody who works for the vendor, once."""
    submission = _submission(submission_id)
    facts = {
        "product_id": str(submission.product_id),
        "title": submission.product.title,
        "is_revision": bool(submission.changes),
        "reason": submission.reason,
    }
    for member in _members(submission.product.vendor_id):
        tell(user_id=member.id, kind=kind, facts=facts, cause=f"submission:{submission_id}", now=now)


def _submission(submission_id: UUID) -> Submission:
    return Submission.objects.select_related("product__vendor").get(id=submission_id)


def _members(vendor_id: UUID) -> list[User]:
    # By id: each one's feed is locked in turn.
    return list(User.objects.filter(memberships__vendor=vendor_id, is_active=True).order_by("id"))
