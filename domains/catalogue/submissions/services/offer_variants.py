"""What members of a vendor do with the variants of a product that is there."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.catalogue.errors import NotReadyToPublish
from domains.catalogue.events import ProductChanged
from domains.catalogue.extending import Additions
from domains.catalogue.models import Product, Variant
from domains.catalogue.services.extend_product import ensure_extendable, extend_product
from domains.catalogue.services.update_product import switch_variants
from domains.catalogue.submissions.revisions import (
    additions_of,
    joined,
    kept_additions,
    kept_switched,
    switched_of,
)
from domains.catalogue.submissions.services.closing import waiting_submission
from domains.catalogue.submissions.services.holding import hold_changeable, revise
from domains.common.errors import InvalidInput, NotFound
from domains.common.events import record

MOST_AT_ONCE = 200


def add_to_product(*, product_id: UUID, member_id: UUID, additions: Additions, now: datetime) -> None:
    """Add values and variants to a draft at once, and to a product that is shown with the revision they join.

    All or none of them. Raises as `hold_changeable` and `ensure_fits` do.
    """
    if not 1 <= len(additions.values) + len(additions.variants) <= MOST_AT_ONCE:
        raise InvalidInput(f"Add 1 to {MOST_AT_ONCE} at once.", path=("variants",))
    with transaction.atomic():
        product = hold_changeable(product_id=product_id, member_id=member_id)
        if product.state == Product.State.DRAFT:
            extend_product(product=product, additions=additions, now=now)
            _touch(product, now)
            return
        waiting = waiting_submission(product_id)
        offered = additions_of(waiting.changes) if waiting else Additions()
        ensure_extendable(product_id=product_id, additions=additions, waiting=offered)
        revise(product=product, wanted=kept_additions(additions), member_id=member_id, now=now)


def switch_in_product(*, product_id: UUID, member_id: UUID, switched: Mapping[UUID, bool], now: datetime) -> None:
    """Offer variants, or no longer: of a draft at once, of a product that is shown by a revision.

    What is so already changes nothing. Raises as `hold_changeable` does, NotFound for a variant that is none of the
    product's, and NotReadyToPublish where a product that is shown would be left without any.
    """
    if not 1 <= len(switched) <= MOST_AT_ONCE:
        raise InvalidInput(f"Switch 1 to {MOST_AT_ONCE} at once.", path=("variants",))
    with transaction.atomic():
        product = hold_changeable(product_id=product_id, member_id=member_id)
        present = dict(Variant.objects.filter(product=product).values_list("id", "is_active"))
        if switched.keys() - present.keys():
            raise NotFound("This product has no such variant.", path=("variants",))
        if product.state == Product.State.DRAFT:
            switch_variants(product=product, switched=switched)
            _touch(product, now)
            return
        waiting = waiting_submission(product_id)
        wanted = kept_switched(switched)
        together = joined(waiting.changes, wanted) if waiting else wanted
        later = present | switched_of(together)
        if not any(later.values()) and not together.get("variants"):
            raise NotReadyToPublish(lacks=["a variant"])
        if waiting or any(present[key] != is_active for key, is_active in switched.items()):
            revise(product=product, wanted=wanted, member_id=member_id, now=now)


def _touch(product: Product, now: datetime) -> None:
    product.updated_at = now
    product.save(update_fields=["updated_at"])
    record(ProductChanged(product_id=product.id))
