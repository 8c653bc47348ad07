"""How members take a product of their house for themselves, and offer staff a revision of it."""

from collections.abc import Mapping, Set
from datetime import datetime
from typing import Any
from uuid import UUID

from domains.catalogue.errors import ProductStepRefused
from domains.catalogue.events import ProductSubmitted
from domains.catalogue.models import Product
from domains.catalogue.services.locking import locked_product
from domains.catalogue.submissions.errors import ProductInReview
from domains.catalogue.submissions.models import Submission
from domains.catalogue.submissions.revisions import joined, kept_switched, switched_of
from domains.catalogue.submissions.services.closing import close, waiting_submission
from domains.common.errors import NotFound
from domains.common.events import record
from domains.vendors.membership import Right, ensure_member


def hold_own(*, product_id: UUID, member_id: UUID, right: Right) -> Product:
    """The product, locked until the transaction ends. Raises NotFound, for others' as for none, HouseClosed, Denied."""
    product = locked_product(product_id)
    try:
        ensure_member(user_id=member_id, vendor_id=product.vendor_id, right=right)
    except NotFound as error:
        # In the very words of `locked_product`: whether there is one is nobody else's business.
        raise NotFound("There is no such product.") from error
    return product


def hold_changeable(*, product_id: UUID, member_id: UUID) -> Product:
    """The product, locked, where the member may change it: a draft at once, what is shown by a revision.

    Raises as `hold_own` does, ProductInReview, ProductStepRefused.
    """
    product = hold_own(product_id=product_id, member_id=member_id, right=Right.EDIT_PRODUCTS)
    if product.state == Product.State.REVIEW:
        raise ProductInReview
    if product.state == Product.State.ARCHIVED:
        raise ProductStepRefused(state=product.state, step="change")
    if product.state == Product.State.PUBLISHED:
        ensure_member(user_id=member_id, vendor_id=product.vendor_id, right=Right.OFFER_PRODUCTS)
    return product


def submit(*, product: Product, changes: Mapping[str, Any], member_id: UUID, now: datetime) -> Submission:
    """Have it wait for staff."""
    submission = Submission.objects.create(
        product=product, changes=dict(changes), submitted_by=f"customer:{member_id}", submitted_at=now
    )
    record(ProductSubmitted(product_id=product.id, submission_id=submission.id, vendor_id=product.vendor_id))
    return submission


def revise(*, product: Product, wanted: Mapping[str, Any], member_id: UUID, now: datetime) -> None:
    """Offer changes of a product that is shown; they join the revision that waits, where there is one."""
    waiting = waiting_submission(product.id)
    if waiting is not None:
        waiting.changes = joined(waiting.changes, wanted)
        waiting.save(update_fields=["changes"])
    elif wanted:
        submit(product=product, changes=wanted, member_id=member_id, now=now)


def forget_switches(*, product_id: UUID, variant_ids: Set[UUID], member_id: UUID, now: datetime) -> None:
    """Take these variants out of what the revision that waits switches; where nothing else is left, it is withdrawn."""
    waiting = waiting_submission(product_id)
    if waiting is None or not (switched := switched_of(waiting.changes)).keys() & variant_ids:
        return
    left = {key: is_active for key, is_active in switched.items() if key not in variant_ids}
    changes = {name: said for name, said in waiting.changes.items() if name != "switched"} | kept_switched(left)
    if not changes:
        # Without changes it would read as the product's own showing.
        close(waiting, state=Submission.State.WITHDRAWN, by=f"customer:{member_id}", now=now)
        return
    waiting.changes = changes
    waiting.save(update_fields=["changes"])
