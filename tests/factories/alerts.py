"""Alerts for tests: only what the test is about has to be said."""

from datetime import datetime

from domains.catalogue.models import Product, Variant
from domains.common.clock import utc_now
from domains.identity.models import User
from domains.notifications.addresses import hash_of_address
from domains.notifications.models import Alert
from tests.factories.identity import a_user


def a_stock_alert(*, variant: Variant, user: User | None = None, email: str = "", confirmed: bool = True) -> Alert:
    """Somebody waits for the variant: a customer nobody has seen before, unless one or an address is named."""
    return _keep(Alert(kind="stock", product_id=variant.product_id, variant=variant), user, email, confirmed)


def a_price_alert(
    *,
    product: Product,
    variant: Variant | None = None,
    user: User | None = None,
    email: str = "",
    reference_minor: int = 25_000_00,
    target_minor: int | None = None,
    currency: str = "NGN",
    confirmed: bool = True,
) -> Alert:
    """Somebody waits for a price below the reference, or for the target."""
    alert = Alert(
        kind="price",
        product=product,
        variant=variant,
        currency=currency,
        reference_minor=reference_minor,
        target_minor=target_minor,
    )
    return _keep(alert, user, email, confirmed)


def _keep(alert: Alert, user: User | None, email: str, confirmed: bool, now: datetime | None = None) -> Alert:
    if email:
        alert.email, alert.address = email, hash_of_address(email)
    else:
        alert.user = user or a_user()
    alert.created_at = now or utc_now()
    alert.confirmed_at = alert.created_at if confirmed else None
    alert.save()
    return alert
