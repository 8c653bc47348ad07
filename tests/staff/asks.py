"""What a request of the staff API looks like that succeeds, and for which roles."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.staff.world import World


@dataclass(frozen=True, slots=True)
class Ask:
    """A request that succeeds for the roles that may make it."""

    roles: str
    pk: Callable[[World], Any] | None = None
    body: Callable[[World], Mapping[str, Any]] = lambda world: {}
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    audited: str = ""


_CATALOGUE, _NO_FINANCE, _SUPPORT = "catalogue admin", "support catalogue admin", "support admin"

# Size guides and attributes, which products are described by, and groups of customers.
DEFINITIONS: Mapping[tuple[str, str], Ask] = {
    ("staff-size-guide-list", "get"): Ask(_NO_FINANCE),
    ("staff-size-guide-detail", "get"): Ask(_NO_FINANCE, pk=lambda w: w.size_guide.id),
    ("staff-size-guide-list", "post"): Ask(
        _CATALOGUE,
        body=lambda w: {
            "vendor_id": str(w.vendor.id),
            "kind": "clothing",
            "gender": "women",
            "title": "Skirts",
            "rows": [{"size": "S", "measures": {"waist": {"low": 660, "high": 740}}}],
        },
        status=201,
        audited="size_guide.create",
    ),
    ("staff-size-guide-detail", "patch"): Ask(
        _CATALOGUE,
        pk=lambda w: w.size_guide.id,
        body=lambda w: {"rows": [{"size": "M", "measures": {"waist": {"low": 740, "high": 820}}}]},
        headers={"If-Match": "*"},
        audited="size_guide.update",
    ),
    ("staff-size-guide-detail", "delete"): Ask(
        _CATALOGUE,
        pk=lambda w: w.size_guide.id,
        headers={"If-Match": "*"},
        status=204,
        audited="size_guide.delete",
    ),
    ("staff-attribute-list", "get"): Ask(_NO_FINANCE),
    ("staff-attribute-detail", "get"): Ask(_NO_FINANCE, pk=lambda w: w.attribute.id),
    ("staff-attribute-list", "post"): Ask(
        _CATALOGUE,
        body=lambda w: {"code": "vegan", "name": "Vegan", "kind": "boolean", "categories": [str(w.category.id)]},
        status=201,
        audited="attribute.create",
    ),
    ("staff-attribute-detail", "patch"): Ask(
        _CATALOGUE,
        pk=lambda w: w.attribute.id,
        body=lambda w: {"name": "Cloth"},
        headers={"If-Match": "*"},
        audited="attribute.update",
    ),
    ("staff-attribute-detail", "delete"): Ask(
        _CATALOGUE,
        pk=lambda w: w.attribute.id,
        headers={"If-Match": "*"},
        status=204,
        audited="attribute.delete",
    ),
    ("staff-customer-group-list", "get"): Ask(_SUPPORT),
    ("staff-customer-group-detail", "get"): Ask(_SUPPORT, pk=lambda w: w.group.id),
    ("staff-customer-group-list", "post"): Ask(
        _SUPPORT,
        body=lambda w: {"code": "wholesale", "name": "Wholesale"},
        status=201,
        audited="customer_group.create",
    ),
    ("staff-customer-group-detail", "patch"): Ask(
        _SUPPORT,
        pk=lambda w: w.group.id,
        body=lambda w: {"name": "Press and radio"},
        headers={"If-Match": "*"},
        audited="customer_group.update",
    ),
    ("staff-customer-group-detail", "delete"): Ask(
        _SUPPORT,
        pk=lambda w: w.group.id,
        headers={"If-Match": "*"},
        status=204,
        audited="customer_group.delete",
    ),
    ("staff-group-membership-list", "get"): Ask(_SUPPORT),
    ("staff-group-membership-detail", "get"): Ask(_SUPPORT, pk=lambda w: w.membership.id),
    ("staff-group-membership-list", "post"): Ask(
        _SUPPORT,
        body=lambda w: {"group_id": str(w.group.id), "email": w.reviewer.email},
        status=201,
        audited="group_membership.create",
    ),
    ("staff-group-membership-detail", "delete"): Ask(
        _SUPPORT,
        pk=lambda w: w.membership.id,
        headers={"If-Match": "*"},
        status=204,
        audited="group_membership.delete",
    ),
}
