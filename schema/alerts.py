"""Alerts of stock and prices, as the API shows them."""

from datetime import datetime
from typing import cast
from uuid import UUID

import strawberry

import resolvers.alerts as answers
import resolvers.catalogue as goods
from domains.common.errors import InvalidInput
from domains.notifications.alert_queries import AlertRow
from domains.notifications.models import Alert as StoredAlert
from schema.base import Connection, Info, MinorUnits, MoneyAmount, Node, global_id, is_row, related
from schema.catalogue import Product, Variant
from schema.errors import UserError, attempt
from schema.ids import decode_id

strawberry.enum(StoredAlert.Kind, name="AlertKind", description="What is waited for.")


@strawberry.type(description="Something the viewer wants to be told of, once.")
class Alert(Node):
    """An `AlertRow`."""

    is_type_of = is_row(AlertRow)
    id: strawberry.ID = global_id("Alert")
    kind: StoredAlert.Kind = strawberry.field(description="STOCK or PRICE.")
    product: Product | None = related(goods.PRODUCT, description="While it is shown.")
    variant: Variant | None = related(goods.VARIANT, description="Null for a product's price, or while not shown.")
    reference: MoneyAmount | None = strawberry.field(description="What it cost when the viewer asked; PRICE only.")
    target: MoneyAmount | None = strawberry.field(description="What it is to cost at most; null for any drop.")
    created_at: datetime = strawberry.field(description="When the viewer asked.")
    fired_at: datetime | None = strawberry.field(description="When the viewer was told, which ends it; else null.")


@strawberry.input(description="A sold-out variant to wait for.")
class StockAlertCreateInput:
    """Which, and where to write to."""

    variant_id: strawberry.ID = strawberry.field(description="Global id of the variant.")
    email: str | None = strawberry.field(default=None, description="For who is not logged in; it gets a link first.")


@strawberry.input(description="A price to wait for; give either a product, for its cheapest variant, or a variant.")
class PriceAlertCreateInput:
    """Of what, how low, and where to write to."""

    product_id: strawberry.ID | None = strawberry.field(default=None, description="Global id of the product.")
    variant_id: strawberry.ID | None = strawberry.field(default=None, description="Global id of the variant.")
    target_minor: MinorUnits | None = strawberry.field(
        default=None, description="Tell at this price or below, in the request's currency; null for any drop."
    )
    email: str | None = strawberry.field(default=None, description="For who is not logged in; it gets a link first.")


@strawberry.type(description="The alert as it is now.")
class AlertPayload:
    """What making an alert answers."""

    alert: Alert | None = strawberry.field(
        default=None, description="Null on failure, and for an address: it has a letter with a link first."
    )
    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type(description="Whether it was done.")
class AlertDonePayload:
    """What confirming and deleting answer."""

    errors: list[UserError] = strawberry.field(description="Empty on success.")


# Ids are decoded inside the attempt, so that a foreign one is data like any other refusal.
async def _wait_for_stock(info: Info, given: StockAlertCreateInput) -> AlertRow | None:
    variant_id = decode_id(given.variant_id, expected="Variant", path=("variantId",))
    return await answers.wait_for_stock(info.context, variant_id=variant_id, email=given.email)


async def _wait_for_price(info: Info, given: PriceAlertCreateInput) -> AlertRow | None:
    if (given.product_id is None) == (given.variant_id is None):
        raise InvalidInput("Give either a product or a variant.", path=("productId",))
    return await answers.wait_for_price(
        info.context,
        product_id=_key(given.product_id, "Product", "productId"),
        variant_id=_key(given.variant_id, "Variant", "variantId"),
        target_minor=given.target_minor,
        email=given.email,
    )


async def _stop(info: Info, value: str, kind: StoredAlert.Kind) -> None:
    alert_id = decode_id(value, expected="Alert", path=("id",))
    await answers.stop_waiting(info.context, alert_id=alert_id, kind=kind)


def _key(value: str | None, expected: str, field: str) -> UUID | None:
    return None if value is None else decode_id(value, expected=expected, path=(field,))


@strawberry.type
class AlertsQuery:
    """Queries of alerts."""

    @strawberry.field(description="What the viewer waits for and was told of, the newest first.")
    async def alerts(self, info: Info, first: int | None = None, after: str | None = None) -> Connection[Alert]:
        """Pages of 1 to 50, 20 if not said."""
        return cast("Connection[Alert]", await answers.alerts(info.context, first=first, after=after))


@strawberry.type
class AlertsMutation:
    """Mutations of alerts."""

    @strawberry.mutation(description="Be told once when a sold-out variant is back; a repeat changes nothing.")
    async def stock_alert_create(self, info: Info, input: StockAlertCreateInput) -> AlertPayload:  # noqa: A002
        """Wait for stock."""
        return await attempt(AlertPayload, _wait_for_stock(info, input), into="alert")

    @strawberry.mutation(description="Be told once when a price drops; a repeat starts from today's price.")
    async def price_alert_create(self, info: Info, input: PriceAlertCreateInput) -> AlertPayload:  # noqa: A002
        """Wait for a price."""
        return await attempt(AlertPayload, _wait_for_price(info, input), into="alert")

    @strawberry.mutation(description="Take back a stock alert of the viewer's own.")
    async def stock_alert_delete(self, info: Info, id: strawberry.ID) -> AlertDonePayload:  # noqa: A002
        """Stop."""
        return await attempt(AlertDonePayload, _stop(info, id, StoredAlert.Kind.STOCK))

    @strawberry.mutation(description="Take back a price alert of the viewer's own.")
    async def price_alert_delete(self, info: Info, id: strawberry.ID) -> AlertDonePayload:  # noqa: A002
        """Stop."""
        return await attempt(AlertDonePayload, _stop(info, id, StoredAlert.Kind.PRICE))

    @strawberry.mutation(description="Begin an alert that was asked for with an address, by the link it was sent.")
    async def alert_confirm(self, info: Info, token: str) -> AlertDonePayload:
        """Confirm."""
        return await attempt(AlertDonePayload, answers.confirm(info.context, token=token))
