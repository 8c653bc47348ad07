"""What members of a vendor do with the variants of a product that is there."""

from collections.abc import Mapping, Set
from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.catalogue.errors import AxesSettled
from domains.catalogue.events import ProductChanged
from domains.catalogue.extending import Additions
from domains.catalogue.models import Product, Variant
from domains.catalogue.services.extend_product import ensure_extendable, extend_product
from domains.catalogue.services.publish_product import ensure_buyable
from domains.catalogue.services.update_product import switch_variants
from domains.catalogue.submissions.revisions import additions_of, kept_additions, kept_switched
from domains.catalogue.submissions.services.closing import waiting_submission
from domains.catalogue.submissions.services.holding import forget_switches, hold_changeable, revise
from domains.common.errors import InvalidInput, NotFound
from domains.common.events import record

MOST_AT_ONCE = 200


def add_to_product(*, product_id: UUID, member_id: UUID, additions: Additions, now: datetime) -> None:
    """Add axes, values and variants to a draft at once; values and variants to what is shown with the revision.

    All or none of them. Raises as `hold_changeable` and `ensure_fits` do, AxesSettled.
    """
    if not 1 <= len(additions.axes) + len(additions.values) + len(additions.variants) <= MOST_AT_ONCE:
        raise InvalidInput(f"Add 1 to {MOST_AT_ONCE} at once.", path=("variants",))
    with transaction.atomic():
        product = hold_changeable(product_id=product_id, member_id=member_id)
        if product.state == Product.State.DRAFT:
            extend_product(product=product, additions=additions, now=now)
            _touch(product, now)
            return
        if additions.axes:
            raise AxesSettled
        waiting = waiting_submission(product_id)
        offered = additions_of(waiting.changes) if waiting else Additions()
        ensure_extendable(product_id=product_id, additions=additions, waiting=offered)
        revise(product=product, wanted=kept_additions(additions), member_id=member_id, now=now)


def switch_in_product(*, product_id: UUID, member_id: UUID, switched: Mapping[UUID, bool], now: datetime) -> None:
    """Offer variants, or no longer. What is switched off is off at once; on, at once in a draft, else by a revision.

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
        _stop_offering(product, {key for key, is_active in switched.items() if not is_active}, present, now)
        wanted = {key: True for key, is_active in switched.items() if is_active and not present[key]}
        forget_switches(
            product_id=product_id, variant_ids=switched.keys() - wanted.keys(), member_id=member_id, now=now
        )
        if wanted:
            revise(product=product, wanted=kept_switched(wanted), member_id=member_id, now=now)


def _stop_offering(product: Product, variant_ids: Set[UUID], present: Mapping[UUID, bool], now: datetime) -> None:
    """Stopping a sale waits for nobody."""
    stopped = dict.fromkeys((key for key in variant_ids if present[key]), False)
    if stopped:
        switch_variants(product=product, switched=stopped)
        ensure_buyable(product)
        _touch(product, now)


def _touch(product: Product, now: datetime) -> None:
    product.updated_at = now
    product.save(update_fields=["updated_at"])
    record(ProductChanged(product_id=product.id))
