"""What writes need to know of vendors. Sync, inside the caller's transaction."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from domains.vendors.models import CommissionPlan


def commission_rates(*, vendor_ids: Collection[UUID], now: datetime) -> Mapping[UUID, int]:
    """The commission of each vendor now, in basis points: its own plan before the global one, else none (0).

    Of several plans the latest to begin counts; one that begins at this instant counts already.
    """
    plans = (
        CommissionPlan.objects.filter(Q(vendor__in=vendor_ids) | Q(vendor=None), valid_from__lte=now)
        .order_by("vendor_id", "-valid_from")
        .distinct("vendor_id")
        .values_list("vendor_id", "rate_bp")
    )
    latest: dict[UUID | None, int] = dict(plans)
    everybody = latest.get(None, 0)
    return {vendor_id: latest.get(vendor_id, everybody) for vendor_id in vendor_ids}
