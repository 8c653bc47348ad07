"""Sync reads of stock, for writes."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import F, Sum

from domains.inventory.models import StockLevel


def available_units(*, variant_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """Units that can be bought of each variant over all locations; 0 for one without stock."""
    levels = StockLevel.objects.filter(variant_id__in=variant_ids).values("variant_id")
    summed = levels.annotate(units=Sum(F("on_hand") - F("reserved"))).values_list("variant_id", "units")
    return dict.fromkeys(variant_ids, 0) | dict(summed)
