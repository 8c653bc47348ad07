"""Purchases and orders, as the API shows them."""

from datetime import datetime
from typing import cast

import strawberry

import resolvers.orders as answers
from domains.orders.models import Order as StoredOrder
from domains.orders.models import Purchase as StoredPurchase
from domains.orders.models import VendorOrder as StoredVendorOrder
from domains.orders.rows import LineRow, OrderRow, PurchaseRow, TimelineRow, VendorOrderRow
from resolvers.vendors import VENDOR
from schema.base import Connection, Info, MinorUnits, MoneyAmount, Node, derived, global_id, is_row, related
from schema.errors import UserError, attempt
from schema.ids import decode_id, encode_id
from schema.media import media_url
from schema.options import ChosenOption
from schema.payments import Payment
from schema.vendors import Vendor

strawberry.enum(StoredOrder.State, name="OrderState", description="Follows from its vendor orders.")
strawberry.enum(
    StoredVendorOrder.State, name="VendorOrderState", description="Where a vendor's part of an order stands."
)
strawberry.enum(
    StoredPurchase.State, name="PurchaseState", description="Whether a purchase is under way, an order, or over."
)


@strawberry.type(description="What was bought, as it was named and priced then. Never changes.")
class OrderLine:
    """`LineRow`."""

    is_type_of = is_row(LineRow)

    id: strawberry.ID = global_id("OrderLine")
    variant_id: strawberry.ID = derived(
        lambda row: encode_id("Variant", row.variant_id), description="Global id of the variant; it may be gone."
    )
    product_id: strawberry.ID = derived(
        lambda row: encode_id("Product", row.product_id), description="Global id of the product; it may be gone."
    )
    title: str = strawberry.field(description="The product's name.")
    sku: str = strawberry.field(description="The vendor's article number.")
    image_url: str | None = derived(lambda row: media_url(row.image), description="A picture, where there is one.")
    quantity: int = strawberry.field(description="How many.")
    unit_price: MoneyAmount = strawberry.field(description="The price of one.")
    total: MoneyAmount = strawberry.field(description="The price of all.")
    options: list[ChosenOption] = derived(
        lambda row: [ChosenOption(name=name, value=value) for name, value in row.options.items()],
        description="Size, colour and the like.",
    )


@strawberry.type(description="The part of an order that one vendor sends.")
class VendorOrder(Node):
    """`VendorOrderRow`."""

    is_type_of = is_row(VendorOrderRow)

    id: strawberry.ID = global_id("VendorOrder")
    number: str = strawberry.field(description="For people; the order's number and a count.")
    state: StoredVendorOrder.State = strawberry.field(description="Where it stands.")
    vendor: Vendor | None = related(VENDOR, description="Who sends it; shown even when it has closed since.")
    subtotal: MoneyAmount = strawberry.field(description="The goods.")
    delivery: MoneyAmount = strawberry.field(description="The delivery.")
    total: MoneyAmount = strawberry.field(description="Goods and delivery.")
    delivery_method: str = strawberry.field(description="How the vendor sends it.")
    placed_at: datetime = strawberry.field(description="When it was ordered.")
    cancelled_at: datetime | None = strawberry.field(description="When it was cancelled.")
    cancelled_because: str = strawberry.field(description="Why it was cancelled; empty when it was not.")
    lines: list[OrderLine] = related(answers.LINES_OF_PART, description="What was bought.")


@strawberry.type(description="Something that happened to an order.")
class TimelineEntry:
    """`TimelineRow`."""

    is_type_of = is_row(TimelineRow)

    id: strawberry.ID = global_id("TimelineEntry")
    kind: str = strawberry.field(description="Such as placed, claimed, paid, vendor_order_cancelled, refunded.")
    happened_at: datetime = strawberry.field(description="When.")
    vendor_order_id: strawberry.ID | None = derived(
        lambda row: encode_id("VendorOrder", row.vendor_order_id) if row.vendor_order_id else None,
        description="The part it is about; null for all of the order.",
    )


@strawberry.type(description="Where an order is sent, as it was given at checkout.")
class OrderAddress:
    """The frozen address."""

    full_name: str = strawberry.field(description="Who receives it.")
    line1: str = strawberry.field(description="Street and number.")
    line2: str = strawberry.field(description="Flat, floor, building; may be empty.")
    city: str = strawberry.field(description="Town or city.")
    region: str = strawberry.field(description="State or province; may be empty.")
    postcode: str = strawberry.field(description="May be empty.")
    country: str = strawberry.field(description="ISO 3166-1 alpha-2 code.")
    phone: str = strawberry.field(description="E.164; may be empty.")


_ADDRESS = ("full_name", "line1", "line2", "city", "region", "postcode", "country", "phone")


@strawberry.type(description="What a shopper bought in one payment.")
class Order(Node):
    """`OrderRow`."""

    is_type_of = is_row(OrderRow)

    id: strawberry.ID = global_id("Order")
    number: str = strawberry.field(description="For people; nobody gets access by knowing it.")
    state: StoredOrder.State = strawberry.field(description="Where it stands.")
    email: str = strawberry.field(description="Where mail about it goes.")
    subtotal: MoneyAmount = strawberry.field(description="The goods.")
    delivery: MoneyAmount = strawberry.field(description="The deliveries.")
    total: MoneyAmount = strawberry.field(description="Goods and deliveries.")
    placed_at: datetime = strawberry.field(description="When it was placed.")
    vendor_orders: list[VendorOrder] = related(answers.PARTS_OF_ORDER, description="A part per vendor.")
    timeline: list[TimelineEntry] = related(answers.TIMELINE_OF_ORDER, description="What happened, the oldest first.")
    payment: Payment | None = related(answers.PAYMENT_OF_ORDER, description="How it is paid for.")
    address: OrderAddress = derived(
        lambda row: OrderAddress(**{key: row.address.get(key) or "" for key in _ADDRESS}),
        description="Where it is sent.",
    )


@strawberry.type(description="A cart frozen for payment: what it will cost, until it is an order or over.")
class Purchase(Node):
    """`PurchaseRow`."""

    is_type_of = is_row(PurchaseRow)

    id: strawberry.ID = global_id("Purchase")
    state: StoredPurchase.State = strawberry.field(description="Where it stands.")
    total: MoneyAmount = strawberry.field(description="What it costs.")
    expires_at: datetime = strawberry.field(description="Until when its stock is held.")
    order: Order | None = related(answers.ORDER_OF_PURCHASE, description="What it became.")
    payment: Payment | None = related(answers.PAYMENT_OF_PURCHASE, description="How it is paid for.")


@strawberry.type(description="Where the shopper has to go before the payment goes on.")
class NextAction:
    """The provider's page."""

    url: str = strawberry.field(description="Open it; the provider sends the shopper back to `returnUrl`.")


@strawberry.input(description="Pay for the viewer's cart.")
class CheckoutCompleteInput:
    """How to pay."""

    idempotency_key: str = strawberry.field(
        description="Made by the client, 1 to 255 characters; the same key gives the same answer and one effect."
    )
    payment_method: str = strawberry.field(description="The provider's token of a card.")
    expected_total_minor: MinorUnits | None = strawberry.field(
        default=None, description="Minor units the shopper agreed to; nothing happens when it costs something else now."
    )
    return_url: str | None = strawberry.field(
        default=None, description="Where the provider sends the shopper back to; an address of a storefront."
    )


@strawberry.input(description="The order to cancel.")
class OrderCancelInput:
    """Which, and why."""

    id: strawberry.ID = strawberry.field(description="Global id of the order.")
    reason: str = strawberry.field(default="", description="At most 200 characters.")


@strawberry.input(description="The part of an order to cancel.")
class VendorOrderCancelInput:
    """Which, and why."""

    id: strawberry.ID = strawberry.field(description="Global id of the vendor order.")
    reason: str = strawberry.field(default="", description="At most 200 characters.")


@strawberry.type(description="An order, or what is still missing for one.")
class CheckoutCompletePayload:
    """What completing a checkout answers."""

    purchase: Purchase | None = strawberry.field(
        default=None, description="Read it again by `purchase` while it is under way. Null on failure."
    )
    errors: list[UserError] = strawberry.field(description="Empty when there is an order or may still be one.")

    @strawberry.field(description="The order; null while the payment is under way.")
    async def order(self, info: Info) -> Order | None:
        """What the purchase became."""
        return cast("Order | None", await answers.order_of(info.context, self.purchase))

    @strawberry.field(description="Where the shopper has to go now; null for nowhere.")
    async def next_action(self, info: Info) -> NextAction | None:
        """The provider's page."""
        url = await answers.next_action_url(info.context, self.purchase)
        return NextAction(url=url) if url else None


@strawberry.type(description="The order after cancelling.")
class OrderCancelPayload:
    """What `orderCancel` answers."""

    order: Order | None = strawberry.field(default=None, description="Null on failure.")
    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type(description="The part of an order after cancelling.")
class VendorOrderCancelPayload:
    """What `vendorOrderCancel` answers."""

    vendor_order: VendorOrder | None = strawberry.field(default=None, description="Null on failure.")
    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type
class OrdersQuery:
    """Queries of orders."""

    @strawberry.field(description="The viewer's orders, the newest first.")
    async def orders(self, info: Info, first: int | None = None, after: str | None = None) -> Connection[Order]:
        """A page of orders."""
        return cast("Connection[Order]", await answers.orders(info.context, first=first, after=after))

    @strawberry.field(description="One of the viewer's orders.")
    async def order(self, info: Info, id: strawberry.ID) -> Order:  # noqa: A002
        """An order."""
        return cast("Order", await answers.order(info.context, order_id=decode_id(id, expected="Order")))

    @strawberry.field(description="One of the viewer's purchases, to see what a payment came to.")
    async def purchase(self, info: Info, id: strawberry.ID) -> Purchase:  # noqa: A002
        """A purchase."""
        return cast("Purchase", await answers.purchase(info.context, purchase_id=decode_id(id, expected="Purchase")))


# Ids are decoded inside the attempt, so that a foreign one is data like any other refusal.
async def _cancel(info: Info, given: OrderCancelInput) -> OrderRow:
    order_id = decode_id(given.id, expected="Order", path=("id",))
    return await answers.cancel(info.context, order_id=order_id, reason=given.reason)


async def _cancel_part(info: Info, given: VendorOrderCancelInput) -> VendorOrderRow:
    vendor_order_id = decode_id(given.id, expected="VendorOrder", path=("id",))
    return await answers.cancel_part(info.context, vendor_order_id=vendor_order_id, reason=given.reason)


@strawberry.type
class OrdersMutation:
    """Mutations of orders."""

    @strawberry.mutation(description="Pay for the cart and place the order; a repeat with the same key is harmless.")
    async def checkout_complete(self, info: Info, input: CheckoutCompleteInput) -> CheckoutCompletePayload:  # noqa: A002
        """Complete."""
        work = answers.complete_checkout(
            info.context,
            key=input.idempotency_key,
            payment_method=input.payment_method,
            expected_total=input.expected_total_minor,
            return_url=input.return_url,
        )
        return await attempt(CheckoutCompletePayload, work, into="purchase")

    @strawberry.mutation(description="Cancel all of an order, while no vendor has sent anything.")
    async def order_cancel(self, info: Info, input: OrderCancelInput) -> OrderCancelPayload:  # noqa: A002
        """Cancel."""
        return await attempt(OrderCancelPayload, _cancel(info, input), into="order")

    @strawberry.mutation(description="Cancel one vendor's part of an order, while the vendor has not sent it.")
    async def vendor_order_cancel(self, info: Info, input: VendorOrderCancelInput) -> VendorOrderCancelPayload:  # noqa: A002
        """Cancel a part."""
        return await attempt(VendorOrderCancelPayload, _cancel_part(info, input), into="vendor_order")
