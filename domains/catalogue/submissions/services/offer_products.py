"""What members of a vendor do with its products. Each asks for the membership, inside its own transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from domains.catalogue.attributes.holding import fit_attributes
from domains.catalogue.extending import (
    MOST_AXES,
    MOST_VALUES,
    MOST_VARIANTS,
    AddedVariant,
    Additions,
    Matrix,
    ensure_fits,
)
from domains.catalogue.models import Category, Price, Product, Variant
from domains.catalogue.services.create_product import NewAxis, NewVariant, create_product
from domains.catalogue.services.publish_product import archive_product, ensure_complete, unpublish_product
from domains.catalogue.services.set_prices import NewPrice, set_prices
from domains.catalogue.services.update_product import update_product
from domains.catalogue.services.withdraw_prices import withdraw_prices
from domains.catalogue.submissions.errors import NothingSubmitted
from domains.catalogue.submissions.models import Submission
from domains.catalogue.submissions.revisions import FIELDS, kept_fields
from domains.catalogue.submissions.services.closing import close, waiting_submission
from domains.catalogue.submissions.services.holding import hold_changeable, hold_own, revise, submit
from domains.catalogue.submissions.wording import clean_product
from domains.catalogue.transitions import Step, after
from domains.common.errors import InvalidInput, NotFound
from domains.common.money import Money
from domains.vendors.membership import Right, ensure_member

MAX_PRICES = 200


def create_draft(
    *,
    vendor_id: UUID,
    member_id: UUID,
    facts: Mapping[str, Any],
    axes: Sequence[NewAxis],
    variants: Sequence[NewVariant],
    prices: Sequence[tuple[str, Money]],
    now: datetime,
) -> Product:
    """Make a draft with its variants and their prices, by SKU. `facts` are fields of `FIELDS`.

    Raises NotFound, Denied, InvalidInput, CodeTaken, BadPrice, and of its variants what `ensure_fits` raises.
    """
    if len(axes) > MOST_AXES or len(variants) > MOST_VARIANTS or any(len(axis.values) > MOST_VALUES for axis in axes):
        raise InvalidInput(f"At most {MOST_AXES} axes and {MOST_VARIANTS} variants.", path=("variants",))
    clean = clean_product(facts)
    with transaction.atomic():
        ensure_member(user_id=member_id, vendor_id=vendor_id, right=Right.EDIT_PRODUCTS)
        _ensure_category(clean)
        _ensure_fits(axes, variants)
        product = create_product(vendor_id=vendor_id, axes=axes, variants=variants, **clean)
        by_sku = dict(Variant.objects.filter(product=product).values_list("sku", "id"))
        if any(sku not in by_sku for sku, _ in prices):
            raise NotFound("There is no such variant.", path=("prices",))
        if prices:
            set_prices(prices=[NewPrice(variant_id=by_sku[sku], amount=amount) for sku, amount in prices], now=now)
    return product


def change_product(*, product_id: UUID, member_id: UUID, changes: Mapping[str, Any], now: datetime) -> None:
    """Change a draft at once; of a product that is shown, offer a revision, which shoppers see once it is approved.

    Further changes join the revision that waits. Raises ProductInReview, ProductStepRefused, NotFound, Denied, and for
    its attributes what `fit_attributes` raises.
    """
    clean = clean_product(changes)
    with transaction.atomic():
        product = hold_changeable(product_id=product_id, member_id=member_id)
        _ensure_category(clean)
        if product.state == Product.State.DRAFT:
            update_product(product_id=product_id, now=now, **clean)
            return
        wanted = kept_fields(_fitting(product, clean))
        if waiting_submission(product_id) is None:
            present = kept_fields({name: getattr(product, name) for name in FIELDS})
            wanted = {name: value for name, value in wanted.items() if present[name] != value}
        revise(product=product, wanted=wanted, member_id=member_id, now=now)


def submit_product(*, product_id: UUID, member_id: UUID, now: datetime) -> Submission:
    """Ask staff to show a draft. Raises NotReadyToPublish, ProductStepRefused, NotFound, Denied."""
    with transaction.atomic():
        product = hold_own(product_id=product_id, member_id=member_id, right=Right.OFFER_PRODUCTS)
        _step(product, Step.SUBMIT, now)
        ensure_complete(product)
        return submit(product=product, changes={}, member_id=member_id, now=now)


def withdraw_product(*, product_id: UUID, member_id: UUID, now: datetime) -> None:
    """Take back what waits for staff: the product becomes a draft again, a revision is dropped.

    Raises NothingSubmitted, NotFound, Denied.
    """
    with transaction.atomic():
        product = hold_own(product_id=product_id, member_id=member_id, right=Right.OFFER_PRODUCTS)
        waiting = waiting_submission(product_id)
        if waiting is None:
            raise NothingSubmitted
        close(waiting, state=Submission.State.WITHDRAWN, by=f"customer:{member_id}", now=now)
        if product.state == Product.State.REVIEW:
            _step(product, Step.WITHDRAW, now)


def take_from_sale(*, product_id: UUID, member_id: UUID, now: datetime) -> Product:
    """Show a product to nobody any more, at once; it is a draft again, and a revision of it that waits is withdrawn.

    Raises ProductStepRefused, NotFound, Denied.
    """
    with transaction.atomic():
        hold_own(product_id=product_id, member_id=member_id, right=Right.OFFER_PRODUCTS)
        return unpublish_product(product_id=product_id, now=now, by=f"customer:{member_id}")


def archive_own_product(*, product_id: UUID, member_id: UUID, now: datetime) -> Product:
    """Put a product away for good, at once and in any state but that; what waits of it is withdrawn.

    Raises ProductStepRefused, NotFound, Denied.
    """
    with transaction.atomic():
        hold_own(product_id=product_id, member_id=member_id, right=Right.OFFER_PRODUCTS)
        return archive_product(product_id=product_id, now=now, by=f"customer:{member_id}")


def price_product(*, product_id: UUID, member_id: UUID, prices: Sequence[NewPrice], now: datetime) -> list[Price]:
    """Set prices of a product's variants, at once, shown or not. Raises what `set_prices` raises, NotFound, Denied."""
    if not 1 <= len(prices) <= MAX_PRICES:
        raise InvalidInput(f"Set 1 to {MAX_PRICES} prices at once.", path=("prices",))
    with transaction.atomic():
        hold_own(product_id=product_id, member_id=member_id, right=Right.OFFER_PRODUCTS)
        wanted = {price.variant_id for price in prices}
        if Variant.objects.filter(product=product_id, id__in=wanted).count() < len(wanted):
            raise NotFound("This product has no such variant.", path=("prices",))
        return set_prices(prices=prices, now=now)


def withdraw_own_prices(*, product_id: UUID, member_id: UUID, price_ids: Collection[UUID], now: datetime) -> None:
    """Take back prices of a product that have not begun, all or none. Raises PriceBegun, NotFound, Denied."""
    if not 1 <= len(price_ids) <= MAX_PRICES:
        raise InvalidInput(f"Withdraw 1 to {MAX_PRICES} prices at once.", path=("prices",))
    with transaction.atomic():
        hold_own(product_id=product_id, member_id=member_id, right=Right.OFFER_PRODUCTS)
        wanted = set(price_ids)
        if Price.objects.filter(id__in=wanted, variant__product=product_id).count() < len(wanted):
            raise NotFound("This product has no such price.", path=("prices",))
        withdraw_prices(price_ids=wanted, now=now)


def _ensure_fits(axes: Sequence[NewAxis], variants: Sequence[NewVariant]) -> None:
    """The vendor hears which of the variants is at fault."""
    skus = Variant.objects.filter(sku__in=[variant.sku for variant in variants]).values_list("sku", flat=True)
    ensure_fits(
        additions=Additions(
            variants=tuple(AddedVariant(sku=variant.sku, options=variant.options) for variant in variants)
        ),
        matrix=Matrix(
            offered={axis.code: {value.code for value in axis.values} for axis in axes},
            combinations=frozenset(),
            skus=frozenset(skus),
        ),
    )


def _step(product: Product, step: Step, now: datetime) -> None:
    product.state, product.updated_at = after(product.state, step), now
    product.save(update_fields=["state", "updated_at"])


def _fitting(product: Product, clean: Mapping[str, Any]) -> Mapping[str, Any]:
    """The changes with attributes as they will be stored: the vendor hears now what approval would refuse."""
    waiting = waiting_submission(product.id)
    offered = {**(waiting.changes if waiting else {}), **clean}
    if not offered.keys() & {"attributes", "category_id"}:
        return clean
    said = fit_attributes(
        category_id=offered.get("category_id", product.category_id),
        given=offered.get("attributes", product.attributes),
        kept=product.attributes,
        is_shown=True,
    )
    return {**clean, "attributes": said} if "attributes" in clean else clean


def _ensure_category(facts: Mapping[str, Any]) -> None:
    if "category_id" in facts and not Category.objects.filter(id=facts["category_id"]).exists():
        raise NotFound("There is no such category.", path=("category",))
