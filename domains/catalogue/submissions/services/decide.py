"""What staff say to submissions."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.catalogue.events import ProductApproved, ProductRejected
from domains.catalogue.models import Product
from domains.catalogue.services.locking import locked_products
from domains.catalogue.services.publish_product import publish_product
from domains.catalogue.submissions.errors import RejectionNeedsReason, SubmissionsDecided
from domains.catalogue.submissions.models import Submission
from domains.catalogue.submissions.services.apply_revision import apply_revision
from domains.catalogue.submissions.services.closing import close
from domains.catalogue.transitions import Step, after
from domains.common.errors import NotFound
from domains.common.events import record


def hold_waiting(*, submission_ids: Collection[UUID]) -> list[Submission]:
    """These submissions and their products, locked, in order of the products. The caller's transaction holds them.

    Raises NotFound for an unknown one, and SubmissionsDecided where any of them no longer waits.
    """
    wanted = set(submission_ids)
    product_ids = dict(Submission.objects.filter(id__in=wanted).values_list("id", "product_id"))
    if len(product_ids) < len(wanted):
        raise NotFound("There is no such submission.")
    # Products first, as vendors do: a member who withdraws meanwhile waits, or has done so.
    locked_products(product_ids.values())
    held = list(Submission.objects.select_for_update(no_key=True).filter(id__in=wanted).order_by("product_id"))
    if decided := sorted(one.id for one in held if one.state != Submission.State.WAITING):
        raise SubmissionsDecided(submission_ids=decided)
    return held


def approve_submission(*, submission_id: UUID, actor: str, now: datetime) -> Submission:
    """Show a product from now on, or change one that is shown as its vendor wishes.

    Raises SubmissionsDecided, NotReadyToPublish, NotFound, and what `apply_revision` raises: then it still waits.
    """
    with transaction.atomic():
        [submission] = hold_waiting(submission_ids=[submission_id])
        close(submission, state=Submission.State.APPROVED, by=actor, now=now)
        if submission.changes:
            # `hold_waiting` has locked it.
            product = Product.objects.get(id=submission.product_id)
            apply_revision(product=product, changes=submission.changes, now=now)
        else:
            publish_product(product_id=submission.product_id, now=now)
        record(ProductApproved(**_facts(submission)))
    return submission


def reject_submission(*, submission_id: UUID, reason: str, actor: str, now: datetime) -> Submission:
    """Give a product back to its vendor as a draft, or drop a revision; the vendor reads why.

    Raises RejectionNeedsReason, SubmissionsDecided, NotFound.
    """
    if not reason.strip():
        raise RejectionNeedsReason
    with transaction.atomic():
        [submission] = hold_waiting(submission_ids=[submission_id])
        close(submission, state=Submission.State.REJECTED, by=actor, now=now, reason=reason.strip())
        product = Product.objects.get(id=submission.product_id)
        if product.state == Product.State.REVIEW:
            product.state, product.updated_at = after(product.state, Step.REJECT), now
            product.save(update_fields=["state", "updated_at"])
        record(ProductRejected(**_facts(submission), reason=submission.reason))
    return submission


def _facts(submission: Submission) -> dict[str, UUID]:
    product = Product.objects.get(id=submission.product_id)
    return {"product_id": product.id, "submission_id": submission.id, "vendor_id": product.vendor_id}
