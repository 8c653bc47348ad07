"""What is still missing before a cart can be paid for."""

from collections.abc import Iterable

from domains.checkout.cart_view import CartGroupView, CartView
from domains.checkout.errors import (
    AddressMissing,
    CartEmpty,
    CartNotReady,
    DeliveryMissing,
    EmailMissing,
    LineProblems,
    ProblemLine,
    TotalChanged,
)
from domains.checkout.problems import LineProblem, PriceChanged
from domains.checkout.quote import Quote, QuotedGroup, QuotedLine
from domains.common.errors import DomainError


def missing_from(view: CartView, *, expected_total_minor: int | None = None) -> tuple[DomainError, ...]:
    """Everything that keeps the cart from being paid for, outermost first; nothing when it is ready.

    `expected_total_minor` is the total the shopper agreed to: it must be the present one, and where it is, a changed
    unit price has been seen. Without it a line whose price changed keeps the cart from being paid for.
    """
    if not view.lines:
        return (CartEmpty(),)
    return tuple(_missing(view, expected_total_minor))


def ensure_ready(view: CartView, *, expected_total_minor: int | None = None) -> Quote:
    """The quote of a cart that can be paid for. Raises CartNotReady with everything that is missing."""
    errors = missing_from(view, expected_total_minor=expected_total_minor)
    if errors:
        raise CartNotReady(errors)
    return Quote(
        currency=view.currency,
        email=view.email,
        address=view.address or {},
        groups=tuple(_quoted_group(group) for group in view.groups),
        subtotal=view.subtotal,
        delivery=view.delivery,
        total=view.total,
    )


def _missing(view: CartView, expected_total_minor: int | None) -> Iterable[DomainError]:
    agreed = expected_total_minor == view.total.minor
    lines = [
        ProblemLine(line_id=line.line_id, variant_id=line.variant_id, problems=blocking)
        for line in view.lines
        if (blocking := tuple(problem for problem in line.problems if _blocks(problem, agreed=agreed)))
    ]
    if lines:
        yield LineProblems(lines=lines)
    if not view.email:
        yield EmailMissing()
    if not view.address:
        yield AddressMissing()
    for group in view.groups:
        if group.needs_delivery and group.chosen is None:
            yield DeliveryMissing(vendor_id=group.vendor_id, vendor_name=group.vendor_name)
    if expected_total_minor is not None and not agreed:
        yield TotalChanged(expected_minor=expected_total_minor, total=view.total)


def _blocks(problem: LineProblem, *, agreed: bool) -> bool:
    return not (agreed and isinstance(problem, PriceChanged))


def _quoted_group(group: CartGroupView) -> QuotedGroup:
    if group.chosen is None:  # `missing_from` has refused such a group
        raise DeliveryMissing(vendor_id=group.vendor_id, vendor_name=group.vendor_name)
    return QuotedGroup(
        vendor_id=group.vendor_id,
        vendor_name=group.vendor_name,
        lines=tuple(
            QuotedLine(
                variant_id=line.variant_id,
                product_id=line.sold.product_id,
                vendor_id=line.sold.vendor_id,
                title=line.sold.title,
                sku=line.sold.sku,
                options=line.sold.options,
                image=line.sold.image,
                quantity=line.quantity,
                unit_price=line.sold.unit_price,
                total=line.total,
            )
            for line in group.lines
            if line.sold is not None and line.total is not None
        ),
        subtotal=group.subtotal,
        method_id=group.chosen.offer.method_id,
        method_name=group.chosen.offer.name,
        delivery=group.delivery,
        total=group.total,
    )
