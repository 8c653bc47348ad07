"""How a purchase divides into one vendor order per vendor, and what the platform earns of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from domains.checkout.quote import Quote, QuotedGroup, QuotedLine
from domains.common.money import Money, share_out, total
from domains.orders.errors import SplitDoesNotAddUp

_WHOLE_BP = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareLine:
    """A line with the commission within it."""

    line: QuotedLine
    commission: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorShare:
    """One vendor's part; `total` is subtotal and delivery, `commission` is on the goods only."""

    vendor_id: UUID
    lines: tuple[ShareLine, ...]
    subtotal: Money
    delivery: Money
    total: Money
    delivery_method: str
    commission_rate_bp: int
    commission: Money


def split_by_vendor(*, quote: Quote, commission_rates_bp: Mapping[UUID, int]) -> tuple[VendorShare, ...]:
    """Divide a purchase into one share per vendor, in the quote's order.

    Every line is in exactly one share, and the shares add up to the quote to the minor unit; raises SplitDoesNotAddUp
    for a quote that does not add up itself. A vendor without a rate pays no commission.
    """
    shares = tuple(_share(group, commission_rates_bp.get(group.vendor_id, 0)) for group in quote.groups)
    currency = quote.currency
    adds_up = (
        len({share.vendor_id for share in shares}) == len(shares)
        and all(line.line.vendor_id == share.vendor_id for share in shares for line in share.lines)
        and total((share.subtotal for share in shares), currency=currency) == quote.subtotal
        and total((share.delivery for share in shares), currency=currency) == quote.delivery
        and total((share.total for share in shares), currency=currency) == quote.total
    )
    if not adds_up:
        raise SplitDoesNotAddUp
    return shares


def commission_on(amount: Money, *, rate_bp: int) -> Money:
    """The platform's part of an amount at a rate in basis points, half a minor unit rounded up."""
    return Money((amount.minor * rate_bp + _WHOLE_BP // 2) // _WHOLE_BP, amount.currency)


def _share(group: QuotedGroup, rate_bp: int) -> VendorShare:
    commission = commission_on(group.subtotal, rate_bp=rate_bp)
    parts = share_out(commission, weights=[line.total.minor for line in group.lines])
    adds_up = (
        total((line.total for line in group.lines), currency=group.subtotal.currency) == group.subtotal
        and all(line.unit_price * line.quantity == line.total for line in group.lines)
        and group.subtotal + group.delivery == group.total
    )
    if not adds_up:
        raise SplitDoesNotAddUp
    return VendorShare(
        vendor_id=group.vendor_id,
        lines=tuple(ShareLine(line=line, commission=part) for line, part in zip(group.lines, parts, strict=True)),
        subtotal=group.subtotal,
        delivery=group.delivery,
        total=group.total,
        delivery_method=group.method_name,
        commission_rate_bp=rate_bp,
        commission=commission,
    )
