"""What vendors offer, for the async doors."""

from collections.abc import Collection, Mapping
from uuid import UUID

from domains.common.db import fetch_all
from domains.shipping.rates import MethodOffer, RateRow, offers_from
from domains.shipping.reads import OFFERS_SQL


async def methods_by_vendor_id(
    vendor_ids: Collection[UUID], *, country: str, currency: str
) -> Mapping[UUID, tuple[MethodOffer, ...]]:
    """As `reads.methods_for`, in one statement of its own read scope."""
    params = {"vendor_ids": list(vendor_ids), "country": country, "currency": currency}
    rows = await fetch_all(OFFERS_SQL, params, row=RateRow)
    return offers_from(rows, vendor_ids=vendor_ids, currency=currency)
