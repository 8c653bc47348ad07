"""Reactions that have alerts told, and their messages sent."""

from uuid import UUID

from domains.common.clock import utc_now
from domains.notifications import alert_letters
from domains.notifications.alerts import fire, look
from domains.vendors.models import Vendor
from tasks.table import Happened


def announce_stock(happened: Happened) -> None:
    """A variant is back where none was left."""
    look.announce_stock(variant_id=happened.id("variant_id"), cause=f"event:{happened.event_id}")


def fire_price_alerts(happened: Happened) -> None:
    """Prices of a product, or what is sold of it, are others; prices that begin later are looked for when they do."""
    product_id = happened.id("product_id")
    fire.fire_alerts(product_id=product_id, variant_id=None, cause=f"event:{happened.event_id}", now=utc_now())


def announce_house(happened: Happened) -> None:
    """A house may sell, or no longer; stock is looked for by itself."""
    if happened.payload["status"] == Vendor.Status.APPROVED:
        look.announce_house(vendor_id=happened.id("vendor_id"), cause=f"event:{happened.event_id}")


def fire_alerts(happened: Happened) -> None:
    """Tell the next batch."""
    variant_id = happened.payload["variant_id"]
    fire.fire_alerts(
        product_id=happened.id("product_id"),
        variant_id=UUID(variant_id) if variant_id else None,
        cause=happened.payload["cause"],
        now=utc_now(),
    )


def mail_alerts(happened: Happened) -> None:
    """Send a batch's messages."""
    alert_letters.mail_batch(batch_id=happened.id("batch_id"))


def mail_confirmation(happened: Happened) -> None:
    """Ask whether the address is theirs."""
    alert_letters.mail_confirmation(alert_id=happened.id("alert_id"), cause=f"event:{happened.event_id}")
