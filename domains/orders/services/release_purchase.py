"""A purchase comes to nothing."""

from datetime import datetime

from domains.common.events import record
from domains.inventory.services.release_holds import release_holds
from domains.orders.events import PurchaseReleased
from domains.orders.models import Purchase


def release_purchase(*, purchase: Purchase, because: str, now: datetime) -> None:
    """Free the stock of a locked purchase, and its cart for another try. A second time nothing changes."""
    if purchase.state != Purchase.State.PREPARED:
        return
    purchase.state = Purchase.State.RELEASED
    purchase.released_because = because[:40]
    purchase.save(update_fields=["state", "released_because"])
    release_holds(purchase_id=purchase.id, reason=because, now=now)
    record(
        PurchaseReleased(
            purchase_id=purchase.id,
            cart_id=purchase.cart_id,
            owner_kind=purchase.owner_kind,
            owner_id=purchase.owner_id,
            because=because,
        )
    )
