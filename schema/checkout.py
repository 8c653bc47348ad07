"""The cart, as the API shows and changes it."""

from operator import attrgetter
from typing import Any, cast

import strawberry

import resolvers.catalogue as catalogue
import resolvers.checkout as answers
import resolvers.choices as choices
import resolvers.vendors as vendors
from domains.checkout import problems
from domains.checkout.cart_view import CartLineView, CartView
from domains.checkout.errors import CurrencyFixed, DeliveryMissing, InsufficientStock, LineProblems, TotalChanged
from domains.checkout.readiness import missing_from
from domains.identity.addresses import PostalAddress
from schema.base import Info, MoneyAmount, derived, is_row, related
from schema.catalogue import Product, Variant
from schema.errors import UserError, attempt, shows, user_error
from schema.identity import AddressInput
from schema.ids import decode_id, encode_id
from schema.media import media_url
from schema.options import ChosenOption
from schema.shipping import DeliveryOption
from schema.vendors import Vendor
from schema.words import Kind, worded


@strawberry.interface(description="Why a line can't be bought as it stands.")
class LineProblem:
    """One of `domains.checkout.problems`."""

    message: str = strawberry.field(description="A sentence for the shopper.")


@strawberry.type(description="The price changed since the shopper last touched the line.")
class PriceChanged(LineProblem):
    """`problems.PriceChanged`."""

    is_type_of = is_row(problems.PriceChanged)
    message: str = derived(lambda p: f"The price is now {p.new}.", description="A sentence for the shopper.")
    old: MoneyAmount = strawberry.field(description="Unit price the shopper saw.")
    new: MoneyAmount = strawberry.field(description="Unit price now; totals are already calculated with it.")


@strawberry.type(description="There are fewer units than wanted.")
class StockReduced(LineProblem):
    """`problems.StockReduced`."""

    is_type_of = is_row(problems.StockReduced)
    message: str = derived(lambda p: f"Only {p.available} are left.", description="A sentence for the shopper.")
    available: int = strawberry.field(description="Units there are.")


@strawberry.type(description="There are none left. The line costs nothing in the totals.")
class SoldOut(LineProblem):
    """`problems.SoldOut`."""

    is_type_of = is_row(problems.SoldOut)
    message: str = derived(lambda _: "Sold out.", description="A sentence for the shopper.")


@strawberry.type(description="The vendor does not sell it any more, or not in the cart's currency.")
class Unavailable(LineProblem):
    """`problems.Unavailable`."""

    is_type_of = is_row(problems.Unavailable)
    message: str = derived(lambda _: "No longer available.", description="A sentence for the shopper.")


@strawberry.type(description="The vendor does not ship its part of the cart to the address.")
class NotShippable(LineProblem):
    """`problems.NotShippable`."""

    is_type_of = is_row(problems.NotShippable)
    message: str = derived(lambda p: f"Not delivered to {p.country}.", description="A sentence for the shopper.")
    country: str = strawberry.field(description="ISO 3166-1 alpha-2 code of the cart's address.")


def _id(type_name: str, attribute: str, description: str) -> Any:
    return derived(lambda row: encode_id(type_name, getattr(row, attribute)), description=description)


def _sold(attribute: str, description: str) -> Any:
    return derived(lambda line: line.sold and getattr(line.sold, attribute), description=description)


def _image(line: CartLineView) -> str | None:
    return media_url(line.sold.image) if line.sold else None


@strawberry.type(description="A variant in the cart, at its present price.")
class CartLine:
    """`CartLineView`."""

    id: strawberry.ID = _id("CartLine", "line_id", "Give it to `cartLineUpdate` or `cartLineRemove`.")
    variant_id: strawberry.ID = _id("Variant", "variant_id", "The variant.")
    variant: Variant | None = related(catalogue.VARIANT, description="The variant; null once it is not shown any more.")
    product: Product | None = related(catalogue.PRODUCT, description="Its product; null once it is not shown any more.")
    vendor: Vendor | None = related(vendors.VENDOR, description="Its vendor; null once it has no page any more.")
    quantity: int = strawberry.field(description="Units wanted, 1 to 99.")
    title: str | None = worded(
        Kind.PRODUCT,
        "title",
        target=attrgetter("product_id"),
        written=lambda line: line.sold and line.sold.title,
        description="Title of the product; null once unavailable.",
    )
    sku: str | None = _sold("sku", "The vendor's article number; null once unavailable.")
    image_url: str | None = derived(_image, description="A picture of the variant, where there is one.")
    unit_price: MoneyAmount | None = _sold("unit_price", "Price now; null once unavailable.")
    total: MoneyAmount | None = strawberry.field(description="Unit price times quantity; null once unavailable.")
    problems: list[LineProblem] = strawberry.field(description="Empty when it can be bought as it stands.")

    @strawberry.field(description="What was chosen, in the language of the operation; empty once unavailable.")
    async def options(self, info: Info) -> list[ChosenOption]:
        """In the order of the axes."""
        line = cast("CartLineView", self)
        facts = {"product_id": line.product_id, "variant_id": line.variant_id}
        chosen = await choices.named(info.context, written=line.sold.options if line.sold else {}, **facts)
        return [ChosenOption(name=name, value=value) for name, value in chosen]


@strawberry.type(description="The lines of one vendor, who ships them together.")
class CartGroup:
    """`CartGroupView`."""

    vendor_id: strawberry.ID = _id("Vendor", "vendor_id", "The vendor; give it to `cartDeliverySet`.")
    vendor_name: str = strawberry.field(description="Name of the vendor.")
    vendor: Vendor | None = related(vendors.VENDOR, description="The vendor; null once it has no page any more.")
    lines: list[CartLine] = strawberry.field(description="Its lines, in the order of the cart.")
    delivery_options: list[DeliveryOption] = derived(
        lambda group: group.options, description="What the vendor offers; empty until the address is known."
    )
    chosen_delivery: DeliveryOption | None = derived(
        lambda group: group.chosen, description="What was chosen, while it is offered."
    )
    subtotal: MoneyAmount = strawberry.field(description="Sum of the lines that can be bought.")
    delivery: MoneyAmount = strawberry.field(description="Charge of the delivery chosen; zero until then.")
    total: MoneyAmount = strawberry.field(description="Subtotal and delivery.")


@strawberry.type(description="Where the order goes.")
class CartAddress:
    """`PostalAddress`."""

    full_name: str = strawberry.field(description="Who receives it.")
    line1: str = strawberry.field(description="Street and number.")
    line2: str = strawberry.field(description="Flat, floor, building; may be empty.")
    city: str = strawberry.field(description="Town or city.")
    region: str = strawberry.field(description="State or province; may be empty.")
    postcode: str = strawberry.field(description="May be empty.")
    country: str = strawberry.field(description="ISO 3166-1 alpha-2 code.")
    phone: str = strawberry.field(description="E.164; may be empty.")


def _address(cart: CartView) -> PostalAddress | None:
    return PostalAddress(**cart.address) if cart.address else None


@strawberry.type(description="The viewer's cart, recalculated at this moment: what it shows is what would be charged.")
class Cart:
    """`CartView`."""

    id: strawberry.ID = _id("Cart", "cart_id", "Identifies the cart until it is bought.")
    version: int = strawberry.field(description="Rises with every change.")
    currency: str = strawberry.field(description="ISO 4217 code of all its amounts.")
    email: str = strawberry.field(description="Who is told about the order; empty until set.")
    remind_me: bool = strawberry.field(description="Whether a guest is to be reminded of it at that email.")
    address: CartAddress | None = derived(_address, description="Where it goes; null until set.")
    lines: list[CartLine] = strawberry.field(description="All lines, in the order of their adding.")
    groups: list[CartGroup] = strawberry.field(description="The lines by vendor; unavailable ones are in none.")
    subtotal: MoneyAmount = strawberry.field(description="Sum of the groups' subtotals.")
    delivery: MoneyAmount = strawberry.field(description="Sum of the groups' deliveries.")
    total: MoneyAmount = strawberry.field(description="Subtotal and delivery.")

    @strawberry.field(
        description="Whether its currency is the operation's; if not, it takes nothing more until it is empty."
    )
    def matches_context(self, info: Info) -> bool:
        """A cart keeps the currency it began with."""
        return self.currency == info.context.currency

    missing: list[UserError] = derived(
        lambda cart: [user_error(error) for error in missing_from(cart)],
        description="What keeps it from being paid for; empty when it is ready.",
    )


@strawberry.type(description="There are fewer units than wanted; the cart is as it was.")
class InsufficientStockError(UserError):
    """`InsufficientStock` with its facts."""

    variant_id: strawberry.ID = strawberry.field(description="The variant.")
    available: int = strawberry.field(description="Units there are.")


@strawberry.type(description="The cart has lines in another currency than the one asked in; it is as it was.")
class CurrencyFixedError(UserError):
    """`CurrencyFixed` with the cart's currency."""

    currency: str = strawberry.field(description="ISO 4217 code of the cart's amounts.")


@strawberry.type(description="A line that can't be bought as it stands.")
class ProblemLine:
    """The domain's `ProblemLine`."""

    line_id: strawberry.ID = _id("CartLine", "line_id", "The line.")
    variant_id: strawberry.ID = _id("Variant", "variant_id", "Its variant.")
    problems: list[LineProblem] = strawberry.field(description="Why.")


@strawberry.type(description="Some lines can't be bought as they stand.")
class LineProblemsError(UserError):
    """`LineProblems` with its lines."""

    lines: list[ProblemLine] = strawberry.field(description="All such lines.")


@strawberry.type(description="No delivery is chosen for a vendor's lines.")
class DeliveryMissingError(UserError):
    """`DeliveryMissing` with its vendor."""

    vendor_id: strawberry.ID = strawberry.field(description="The vendor.")


@strawberry.type(description="The total is no longer the one the shopper agreed to.")
class TotalChangedError(UserError):
    """`TotalChanged` with the present total."""

    total: MoneyAmount = strawberry.field(description="The total now.")


def _facts(error: Any) -> dict[str, Any]:
    return {"code": error.code, "message": error.message, "path": list(error.path)}


shows(
    InsufficientStock,
    lambda error: InsufficientStockError(
        **_facts(error), variant_id=encode_id("Variant", error.variant_id), available=error.available
    ),
)
shows(CurrencyFixed, lambda error: CurrencyFixedError(**_facts(error), currency=error.currency))
shows(LineProblems, lambda error: LineProblemsError(**_facts(error), lines=cast("Any", error.lines)))
shows(
    DeliveryMissing,
    lambda error: DeliveryMissingError(**_facts(error), vendor_id=encode_id("Vendor", error.vendor_id)),
)
shows(TotalChanged, lambda error: TotalChangedError(**_facts(error), total=cast("Any", error.total)))

# Types that only an interface leads to.
CHECKOUT_TYPES: tuple[type, ...] = (
    PriceChanged,
    StockReduced,
    SoldOut,
    Unavailable,
    NotShippable,
    InsufficientStockError,
    CurrencyFixedError,
    LineProblemsError,
    DeliveryMissingError,
    TotalChangedError,
)


@strawberry.input(description="What to put into the cart.")
class CartLineAddInput:
    """A variant and how many of it."""

    variant_id: strawberry.ID = strawberry.field(description="The variant.")
    quantity: int = strawberry.field(default=1, description="1 to 99; adds to what the cart has of it already.")
    currency: str | None = strawberry.field(
        default=None, description="ISO 4217 code for a new cart. A cart with lines in another is refused."
    )


@strawberry.input(description="How many of a line are wanted.")
class CartLineUpdateInput:
    """A line and its quantity."""

    line_id: strawberry.ID = strawberry.field(description="The line.")
    quantity: int = strawberry.field(description="1 to 99. Setting it takes note of the present price.")


@strawberry.input(description="A line to take out.")
class CartLineRemoveInput:
    """A line."""

    line_id: strawberry.ID = strawberry.field(description="The line.")


@strawberry.input(description="Who is told about the order and where it goes; what is left out stays as it is.")
class CartContactSetInput:
    """Email, address, or both."""

    email: str | None = strawberry.field(default=None, description="For the confirmation.")
    address: AddressInput | None = strawberry.field(default=None, description="Where it goes.")
    remind_me: bool | None = strawberry.field(
        default=None,
        description="Guests: whether to be reminded once, by mail, of this cart when it is left. Off until it is said, "
        "and off again with another email. Customers choose it in their preferences.",
    )


@strawberry.input(description="How one vendor's lines are delivered.")
class CartDeliverySetInput:
    """A vendor and one of the methods it offers."""

    vendor_id: strawberry.ID = strawberry.field(description="The vendor of a group.")
    method_id: strawberry.ID = strawberry.field(description="A `methodId` of the group's delivery options.")


@strawberry.type(description="The whole cart after the change, or as it is where the change was refused.")
class CartPayload:
    """What every change of a cart answers."""

    errors: list[UserError] = strawberry.field(description="Empty on success.")

    @strawberry.field(description="Null while there is no cart.")
    async def cart(self, info: Info) -> Cart | None:
        """The cart, read after the change."""
        return cast("Cart | None", await answers.cart(info.context))


# Ids are decoded inside the attempt, so that a foreign one is data like any other refusal.
async def _add(info: Info, given: CartLineAddInput) -> None:
    variant_id = decode_id(given.variant_id, expected="Variant", path=("variantId",))
    await answers.add_line(
        info.context, variant_id=variant_id, quantity=given.quantity, currency=given.currency or None
    )


async def _update(info: Info, given: CartLineUpdateInput) -> None:
    line_id = decode_id(given.line_id, expected="CartLine", path=("lineId",))
    await answers.update_line(info.context, line_id=line_id, quantity=given.quantity)


async def _remove(info: Info, given: CartLineRemoveInput) -> None:
    await answers.remove_line(info.context, line_id=decode_id(given.line_id, expected="CartLine", path=("lineId",)))


async def _deliver(info: Info, given: CartDeliverySetInput) -> None:
    await answers.choose_delivery(
        info.context,
        vendor_id=decode_id(given.vendor_id, expected="Vendor", path=("vendorId",)),
        method_id=decode_id(given.method_id, expected="ShippingMethod", path=("methodId",)),
    )


@strawberry.type
class CheckoutQuery:
    """Queries of checkout."""

    @strawberry.field(description="The viewer's cart; null for strangers and while there is none.")
    async def cart(self, info: Info) -> Cart | None:
        """The open cart."""
        return cast("Cart | None", await answers.cart(info.context))


@strawberry.type
class CheckoutMutation:
    """Mutations of checkout."""

    @strawberry.mutation(description="Put a variant into the cart, which is made with its first line.")
    async def cart_line_add(self, info: Info, input: CartLineAddInput) -> CartPayload:  # noqa: A002
        """Add."""
        return await attempt(CartPayload, _add(info, input))

    @strawberry.mutation(description="Set how many of a line are wanted; the present price counts as seen.")
    async def cart_line_update(self, info: Info, input: CartLineUpdateInput) -> CartPayload:  # noqa: A002
        """Update."""
        return await attempt(CartPayload, _update(info, input))

    @strawberry.mutation(description="Take a line out of the cart.")
    async def cart_line_remove(self, info: Info, input: CartLineRemoveInput) -> CartPayload:  # noqa: A002
        """Remove."""
        return await attempt(CartPayload, _remove(info, input))

    @strawberry.mutation(description="Set the cart's email, address, or both.")
    async def cart_contact_set(self, info: Info, input: CartContactSetInput) -> CartPayload:  # noqa: A002
        """Set the contact."""
        address = input.address.as_address() if input.address else None
        deed = answers.choose_contact(info.context, email=input.email, address=address, remind_me=input.remind_me)
        return await attempt(CartPayload, deed)

    @strawberry.mutation(description="Choose how one vendor's lines are delivered; the cart needs an address first.")
    async def cart_delivery_set(self, info: Info, input: CartDeliverySetInput) -> CartPayload:  # noqa: A002
        """Set a delivery."""
        return await attempt(CartPayload, _deliver(info, input))

    @strawberry.mutation(description="Take all lines and deliveries out of the cart; email and address stay.")
    async def cart_clear(self, info: Info) -> CartPayload:
        """Clear."""
        return await attempt(CartPayload, answers.clear(info.context))
