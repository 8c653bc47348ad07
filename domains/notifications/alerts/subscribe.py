"""Ask to be told, confirm it, and no longer want it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from domains.catalogue.models import Product, Variant
from domains.catalogue.scopes import published
from domains.common.errors import InvalidInput, NotFound
from domains.common.events import record
from domains.identity.emails import normalised
from domains.identity.links import code_id_of
from domains.identity.models import User
from domains.inventory.reads import available_units
from domains.notifications.addresses import hash_of_address
from domains.notifications.alerts.costs import COST_SQL
from domains.notifications.errors import StillInStock, TooManyAlerts
from domains.notifications.events import AlertRequested
from domains.notifications.models import Alert, OptOut
from domains.notifications.preferences import Topic

MOST_ALERTS = 200
# An address that nobody has confirmed for so long is forgotten.
UNCONFIRMED_FOR = timedelta(days=7)
CONFIRM = "confirm_alert"


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Who wants to be told: a customer, or whoever reads the mail of an address."""

    user_id: UUID | None = None
    email: str = ""

    @classmethod
    def at(cls, email: str) -> "Subscriber":
        """Whoever reads the mail of that address. Raises InvalidEmail."""
        return cls(email=normalised(email))


def wait_for_stock(*, subscriber: Subscriber, variant_id: UUID, now: datetime) -> Alert:
    """Be told when a sold-out variant can be bought again; a repeat changes nothing.

    Raises NotFound for a variant that is not shown, StillInStock, TooManyAlerts.
    """
    product_id = _shown(product_id=None, variant_id=variant_id, now=now)
    if available_units(variant_ids=[variant_id])[variant_id] > 0:
        raise StillInStock
    return _keep(
        subscriber,
        Alert(kind=Alert.Kind.STOCK, product_id=product_id, variant_id=variant_id),
        now=now,
    )


def wait_for_price(
    *,
    subscriber: Subscriber,
    product_id: UUID | None,
    variant_id: UUID | None,
    currency: str,
    target_minor: int | None,
    now: datetime,
) -> Alert:
    """Be told when a product (its cheapest variant) or a variant costs less than now, or `target_minor` at most.

    A repeat takes the new target and today's price. Raises NotFound for what is not shown or has no price in the
    currency, InvalidInput for a target that is not below the present price, TooManyAlerts.
    """
    product_id = _shown(product_id=product_id, variant_id=variant_id, now=now)
    cost = _cost(product_id=product_id, variant_id=variant_id, currency=currency, now=now)
    if cost is None:
        raise NotFound("That has no price in this currency.")
    if target_minor is not None and not 0 < target_minor < cost:
        raise InvalidInput("Choose a price below the present one.", path=("targetMinor",))
    wanted = Alert(
        kind=Alert.Kind.PRICE,
        product_id=product_id,
        variant_id=variant_id,
        currency=currency,
        reference_minor=cost,
        target_minor=target_minor,
    )
    return _keep(subscriber, wanted, now=now)


def stop_waiting(*, user_id: UUID, alert_id: UUID, kind: str) -> None:
    """Take back an alert of the customer's own, told or not. Raises NotFound."""
    if not Alert.objects.filter(id=alert_id, user=user_id, kind=kind).delete()[0]:
        raise NotFound("There is no such alert.")


def confirm_alert(*, token: str, now: datetime) -> Alert:
    """Begin to wait, for who has the link that was mailed; a repeat changes nothing.

    Raises WrongLink, or NotFound for an alert that was taken back or forgotten.
    """
    alert_id = code_id_of(token=token, purpose=CONFIRM)
    with transaction.atomic():
        alert = Alert.objects.select_for_update(no_key=True).filter(id=alert_id).first()
        if alert is None:
            raise NotFound("There is no such alert any more.")
        if alert.confirmed_at is None:
            alert.confirmed_at = now
            alert.save(update_fields=["confirmed_at"])
            # Who asks for it again, and shows that the address is theirs, is no longer opted out.
            OptOut.objects.filter(address=alert.address, topic=Topic.ALERTS).delete()
    return alert


def forget_unconfirmed(*, now: datetime, limit: int) -> int:
    """Forget addresses that nobody has confirmed; gives how many."""
    stale = Alert.objects.filter(confirmed_at=None, created_at__lt=now - UNCONFIRMED_FOR).order_by("created_at")
    gone, _ = Alert.objects.filter(id__in=list(stale.values_list("id", flat=True)[:limit])).delete()
    return gone


def _keep(subscriber: Subscriber, wanted: Alert, *, now: datetime) -> Alert:
    wanted.user_id, wanted.email = subscriber.user_id, subscriber.email
    wanted.created_at = now
    if subscriber.user_id is None:
        wanted.address = hash_of_address(subscriber.email)
    else:
        wanted.confirmed_at = now
    with transaction.atomic():
        # The alert before its owner, as telling locks them: the other way round the two would deadlock.
        kept = _insert_or_renew(wanted)
        if subscriber.user_id is not None:
            _ensure_room(subscriber.user_id)
        if kept.confirmed_at is None:
            record(AlertRequested(alert_id=kept.id))
    return kept


def _ensure_room(user_id: UUID) -> None:
    # Its lock keeps two alerts made at once from passing the limit together.
    if not User.objects.select_for_update(no_key=True).filter(id=user_id, is_active=True).exists():
        raise NotFound
    if Alert.objects.filter(user=user_id, fired_at=None).count() > MOST_ALERTS:
        raise TooManyAlerts(most=MOST_ALERTS)


def _insert_or_renew(wanted: Alert) -> Alert:
    same = Alert.objects.filter(
        user=wanted.user_id,
        email=wanted.email,
        kind=wanted.kind,
        product=wanted.product_id,
        variant=wanted.variant_id,
        currency=wanted.currency,
        fired_at=None,
    )
    kept = None
    while kept is None:
        # Two of the same at once: one is kept, the other waits here and then finds it. One that was just being told is
        # over when its row is ours: then another is made.
        Alert.objects.bulk_create([wanted], ignore_conflicts=True)
        kept = same.select_for_update(no_key=True).first()
    if kept.id != wanted.id and kept.kind == Alert.Kind.PRICE:
        kept.reference_minor, kept.target_minor = wanted.reference_minor, wanted.target_minor
        kept.save(update_fields=["reference_minor", "target_minor"])
    return kept


def _shown(*, product_id: UUID | None, variant_id: UUID | None, now: datetime) -> UUID:
    shown = Product.objects.filter(published(at=now))
    found = None
    if variant_id is not None:
        active = Variant.objects.filter(id=variant_id, is_active=True, product__in=shown)
        found = active.values_list("product_id", flat=True).first()
    elif product_id is not None:
        found = shown.filter(id=product_id).values_list("id", flat=True).first()
    if found is None:
        raise NotFound("There is no such product.")
    return found


def _cost(*, product_id: UUID, variant_id: UUID | None, currency: str, now: datetime) -> int | None:
    params: dict[str, Any] = {"product_id": product_id, "variant_id": variant_id, "currency": currency, "at": now}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT cost.minor FROM (SELECT %(product_id)s::uuid AS product_id, %(variant_id)s::uuid AS variant_id,"  # noqa: S608
            f" %(currency)s AS currency) AS alert CROSS JOIN {COST_SQL}",
            params,
        )
        [(minor,)] = cursor.fetchall()
        return None if minor is None else int(minor)
