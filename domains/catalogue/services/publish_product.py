"""Show a product to shoppers, or no longer."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.catalogue.attributes.holding import lacking_attributes
from domains.catalogue.errors import NotReadyToPublish
from domains.catalogue.events import ProductHidden, ProductPublished
from domains.catalogue.models import Price, Product, Variant
from domains.catalogue.services.locking import locked_product
from domains.catalogue.submissions.models import Submission
from domains.catalogue.submissions.services.closing import close_waiting
from domains.catalogue.transitions import Step, after
from domains.common.errors import InvalidInput
from domains.common.events import record

# Who it was is in the audit log.
STAFF = "staff"


def publish_product(
    *, product_id: UUID, now: datetime, publish_at: datetime | None = None, unpublish_at: datetime | None = None
) -> Product:
    """Show a product from a moment on (now, where none is said) until another, or for good.

    Raises NotReadyToPublish without active variants, any price or a required attribute, and ProductStepRefused.
    """
    begins = publish_at or now
    if unpublish_at is not None and unpublish_at <= begins:
        raise InvalidInput("A window ends after it has begun.", path=("unpublish_at",))
    with transaction.atomic():
        product = locked_product(product_id)
        was_state, product.state = product.state, after(product.state, Step.PUBLISH)
        ensure_complete(product)
        product.publish_at, product.unpublish_at, product.updated_at = begins, unpublish_at, now
        product.save(update_fields=["state", "publish_at", "unpublish_at", "updated_at"])
        if was_state == Product.State.REVIEW:
            close_waiting(product_id=product.id, state=Submission.State.APPROVED, by=STAFF, now=now)
        record(ProductPublished(product_id=product.id, publish_at=begins, unpublish_at=unpublish_at))
    return product


def unpublish_product(*, product_id: UUID, now: datetime, by: str = STAFF) -> Product:
    """Take a product from the shoppers' sight and back to draft; what waits of it is withdrawn."""
    return _take(product_id, Step.UNPUBLISH, now, by)


def archive_product(*, product_id: UUID, now: datetime, by: str = STAFF) -> Product:
    """Put a product away for good; orders still name it, and what waits of it is withdrawn."""
    return _take(product_id, Step.ARCHIVE, now, by)


def _take(product_id: UUID, step: Step, now: datetime, by: str) -> Product:
    with transaction.atomic():
        product = locked_product(product_id)
        was_state, product.state = product.state, after(product.state, step)
        product.updated_at = now
        product.save(update_fields=["state", "updated_at"])
        # A revision of what is shown no more has nothing left to revise.
        close_waiting(product_id=product.id, state=Submission.State.WITHDRAWN, by=by, now=now)
        if was_state == Product.State.PUBLISHED:
            record(ProductHidden(product_id=product.id, state=product.state))
    return product


def ensure_complete(product: Product) -> None:
    """Raises NotReadyToPublish while something is missing that shoppers need."""
    ensure_buyable(product)
    if lacking := lacking_attributes(category_id=product.category_id, said=product.attributes):
        raise NotReadyToPublish(lacks=[f"the attribute {name}" for name in lacking])


def ensure_buyable(product: Product) -> None:
    """Raises NotReadyToPublish without active variants, or without any price."""
    active = Variant.objects.filter(product=product, is_active=True)
    if not active.exists():
        raise NotReadyToPublish(lacks=["a variant"])
    if not Price.objects.filter(variant__in=active).exists():
        raise NotReadyToPublish(lacks=["a price"])
