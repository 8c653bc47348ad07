"""What each staff role may do. Fails closed: an unknown role and an empty demand are refused."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType

from domains.common.errors import Denied


class Permission(StrEnum):
    """One thing that staff may do."""

    VIEW_PRODUCTS = "view_products"
    EDIT_PRODUCTS = "edit_products"
    VIEW_STOCK = "view_stock"
    CHANGE_STOCK = "change_stock"
    VIEW_VENDORS = "view_vendors"
    EDIT_VENDORS = "edit_vendors"
    VIEW_ORDERS = "view_orders"
    CANCEL_ORDERS = "cancel_orders"
    FULFIL_ORDERS = "fulfil_orders"
    VIEW_PAYMENTS = "view_payments"
    REFUND_PAYMENTS = "refund_payments"
    VIEW_CUSTOMERS = "view_customers"
    GROUP_CUSTOMERS = "group_customers"
    VIEW_REVIEWS = "view_reviews"
    MODERATE_REVIEWS = "moderate_reviews"
    VIEW_DELIVERIES = "view_deliveries"
    RETRY_DELIVERIES = "retry_deliveries"
    VIEW_STAFF = "view_staff"
    VIEW_AUDIT = "view_audit"


_REVIEWS = frozenset({Permission.VIEW_REVIEWS, Permission.MODERATE_REVIEWS})
_CATALOGUE = _REVIEWS | {Permission.VIEW_PRODUCTS, Permission.EDIT_PRODUCTS, Permission.VIEW_STOCK}
_SUPPORT = _REVIEWS | frozenset(
    {
        Permission.VIEW_PRODUCTS,
        Permission.VIEW_STOCK,
        Permission.VIEW_VENDORS,
        Permission.VIEW_ORDERS,
        Permission.CANCEL_ORDERS,
        Permission.FULFIL_ORDERS,
        Permission.VIEW_PAYMENTS,
        Permission.VIEW_CUSTOMERS,
        Permission.GROUP_CUSTOMERS,
    }
)
_FINANCE = frozenset(
    {
        Permission.VIEW_VENDORS,
        Permission.VIEW_ORDERS,
        Permission.CANCEL_ORDERS,
        Permission.VIEW_PAYMENTS,
        Permission.REFUND_PAYMENTS,
    }
)

# Keyed by the values of models.StaffRole; a role that is missing here may do nothing.
PERMISSIONS: Mapping[str, frozenset[Permission]] = MappingProxyType(
    {
        "support": _SUPPORT,
        "catalogue": _CATALOGUE | {Permission.CHANGE_STOCK, Permission.VIEW_VENDORS, Permission.EDIT_VENDORS},
        "finance": _FINANCE,
        "admin": frozenset(Permission),
    }
)


def permissions_of(role: str) -> frozenset[Permission]:
    """Everything the role may do; nothing for an unknown role."""
    return PERMISSIONS.get(role, frozenset())


def require(*, role: str, permissions: Collection[Permission]) -> None:
    """Pass only if the role has every one of `permissions`.

    Raises Denied otherwise, and also for an empty demand: "all of nothing" is a forgotten rule, not an open door.
    """
    if not permissions or not permissions_of(role).issuperset(permissions):
        raise Denied
