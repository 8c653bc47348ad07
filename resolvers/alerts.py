"""How alerts are answered."""

from datetime import timedelta
from uuid import UUID

from domains.common.bridge import in_transaction
from domains.common.errors import InvalidInput
from domains.common.limits import Limit, spend
from domains.common.pagination import Page
from domains.identity.throttles import MAILS_PER_NETWORK
from domains.identity.viewer import ViewerKind
from domains.notifications import alert_queries as queries
from domains.notifications.alert_queries import AlertRow
from domains.notifications.alerts import subscribe
from domains.notifications.alerts.subscribe import Subscriber
from domains.notifications.models import Alert
from resolvers.context import Context

# Each is a letter to somebody who may not have asked for it.
CONFIRMATIONS = Limit("alert-address", count=5, period=timedelta(hours=1))


async def alerts(context: Context, *, first: int | None, after: str | None) -> Page[AlertRow]:
    """What the viewer waits for. Raises LoginRequired."""
    return await queries.list_alerts(user_id=context.viewer.customer_id(), first=first, after=after)


async def alert(context: Context, *, alert_id: UUID) -> AlertRow:
    """An alert of the viewer's own. Raises NotFound, LoginRequired."""
    return await queries.find_alert(alert_id=alert_id, user_id=context.viewer.customer_id())


async def wait_for_stock(context: Context, *, variant_id: UUID, email: str | None) -> AlertRow | None:
    """The customer's alert; None for an address, to which a letter goes."""
    subscriber = await _subscriber(context, email)
    made = await in_transaction(subscribe.wait_for_stock, subscriber=subscriber, variant_id=variant_id, now=context.now)
    return await _own(context, made)


async def wait_for_price(
    context: Context, *, product_id: UUID | None, variant_id: UUID | None, target_minor: int | None, email: str | None
) -> AlertRow | None:
    """The customer's alert; None for an address, to which a letter goes."""
    made = await in_transaction(
        subscribe.wait_for_price,
        subscriber=await _subscriber(context, email),
        product_id=product_id,
        variant_id=variant_id,
        currency=context.currency,
        target_minor=target_minor,
        now=context.now,
    )
    return await _own(context, made)


async def stop_waiting(context: Context, *, alert_id: UUID, kind: str) -> None:
    """Take back an alert of the viewer's own. Raises NotFound, LoginRequired."""
    user_id = context.viewer.customer_id()
    await in_transaction(subscribe.stop_waiting, user_id=user_id, alert_id=alert_id, kind=kind)


async def confirm(context: Context, *, token: str) -> None:
    """Begin to wait. Raises WrongLink, NotFound."""
    await in_transaction(subscribe.confirm_alert, token=token, now=context.now)


async def _subscriber(context: Context, email: str | None) -> Subscriber:
    if context.viewer.kind is ViewerKind.CUSTOMER:
        return Subscriber(user_id=context.viewer.customer_id())
    if not email:
        raise InvalidInput("Log in, or say where to write to.", path=("email",))
    subscriber = Subscriber.at(email)
    await spend(limit=MAILS_PER_NETWORK, subject=context.network)
    await spend(limit=CONFIRMATIONS, subject=subscriber.email)
    return subscriber


async def _own(context: Context, made: Alert) -> AlertRow | None:
    return await alert(context, alert_id=made.id) if made.user_id else None
