"""The products of a vendor as its own people see and keep them, drafts too."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

import resolvers.catalogue as goods
import resolvers.inventory as stocks
import resolvers.own_products as answers
import resolvers.own_stock as shelves
import resolvers.vendors as houses
from domains.catalogue.models import Product as StoredProduct
from domains.catalogue.services.create_product import NewAxis, NewValue, NewVariant
from domains.catalogue.submissions.models import Submission
from domains.catalogue.submissions.rows import OwnProductRow
from domains.catalogue.submissions.wording import clean_code, clean_swatch, clean_weight
from domains.common.errors import InvalidInput
from domains.common.text import clean_line
from domains.vendors.models import VendorMember
from schema.base import Connection, Info, derived, global_id, related
from schema.catalogue import Category, OptionAxis, OptionInput, Price, SelectedOption
from schema.errors import UserError, attempt
from schema.ids import decode_id
from schema.inventory import Stock
from schema.media import FocalPoint, Media
from schema.own_prices import MoneyInput, PlannedPrice, PriceInput, money_of
from schema.own_stock import VendorShelf
from schema.vendors import Vendor

strawberry.enum(StoredProduct.State, name="ProductState", description="Where a product stands on its way to shoppers.")
strawberry.enum(Submission.State, name="SubmissionState", description="What became of what a vendor offered.")
strawberry.enum(VendorMember.Role, name="VendorRole", description="Owners and managers offer; staff prepare drafts.")


@strawberry.type(description="That the viewer works for a vendor.")
class VendorMembership:
    """A `MembershipRow`."""

    role: VendorMember.Role = strawberry.field(description="What the viewer may do there.")
    joined_at: datetime = strawberry.field(description="Since when.")
    vendor: Vendor = related(houses.VENDOR, description="For whom.")


@strawberry.type(description="A picture of a product, as those who work for its vendor see it.")
class VendorMedia:
    """A `MediaRow`."""

    id: strawberry.ID = global_id("Media")
    media: Media = derived(lambda row: row, description="The picture.")


@strawberry.type(description="A picture in the place that a revision gives it.")
class OfferedMedia:
    """An `OfferedPictureRow`."""

    media: Media = derived(lambda row: row, description="The picture, as it is to be described.")
    is_new: bool = strawberry.field(description="Whether the product does not have it yet.")
    focal_point: FocalPoint | None = strawberry.field(description="What crops are to keep; null for what they keep.")


@strawberry.type(description="A product, or a revision of one, that was offered to be shown.")
class ProductSubmission:
    """A `SubmissionRow`."""

    state: Submission.State = strawberry.field(description="WAITING until staff have decided.")
    changes: JSON = strawberry.field(description="What a revision changes; empty for the product's own showing.")
    pictures: list[OfferedMedia] | None = strawberry.field(
        description="All pictures in order, where a revision changes them; those of a rejected one are gone in a day."
    )
    reason: str = strawberry.field(description="Why it was rejected; empty otherwise.")
    submitted_at: datetime = strawberry.field(description="When it was offered.")
    decided_at: datetime | None = strawberry.field(description="When it was decided on.")


@strawberry.type(description="A variant of a product, offered or not.")
class VendorVariant:
    """An `OwnVariantRow`."""

    id: strawberry.ID = global_id("Variant")
    sku: str = strawberry.field(description="Your own number of it.")
    options: list[SelectedOption] = derived(
        lambda row: [SelectedOption(axis=axis, value=value) for axis, value in row.options.items()],
        description="What is chosen on each axis.",
    )
    weight_grams: int = strawberry.field(description="Weight when packed.")
    is_active: bool = strawberry.field(description="Whether it is offered.")
    price: Price | None = related(goods.PRICE, description="Null where it has none in the request's currency.")
    planned_prices: list[PlannedPrice] = related(
        answers.PLANNED_PRICES,
        description="Its next 50 prices that have not begun, in all currencies, the first to begin first.",
    )
    stock: Stock = related(stocks.STOCK, description="What is left of it, whether or not it is for sale.")
    shelves: list[VendorShelf] = related(shelves.SHELVES, description="What each of your places has of it.")


@strawberry.type(description="A product in any state, as those who work for its vendor see it.")
class VendorProduct:
    """An `OwnProductRow`."""

    id: strawberry.ID = global_id("Product")
    title: str = strawberry.field(description="Title.")
    slug: str = strawberry.field(description="Its part of an address.")
    description: str = strawberry.field(description="Plain text; may be empty.")
    attributes: JSON = strawberry.field(description="Names and values.")
    state: StoredProduct.State = strawberry.field(description="Where it stands.")
    publish_at: datetime | None = strawberry.field(description="Since when it is shown, or will be.")
    unpublish_at: datetime | None = strawberry.field(description="Until when, where there is an end.")
    updated_at: datetime = strawberry.field(description="When it last changed.")
    vendor: Vendor = related(houses.VENDOR, description="Whose it is.")
    category: Category = related(goods.CATEGORY, description="Where it stands in the tree.")
    axes: list[OptionAxis] = related(goods.AXES, description="What can be chosen.")
    variants: list[VendorVariant] = related(answers.VARIANTS, description="All of them, in order.")
    media: list[VendorMedia] = related(goods.MEDIA, description="Its pictures in order; the first is its face.")
    submissions: list[ProductSubmission] = related(
        answers.SUBMISSIONS, description="The last 20 times it was offered, the newest first."
    )


@strawberry.input(description="What a product says: exactly one of the values.")
class AttributeInput:
    """One attribute."""

    name: str = strawberry.field(description="Code of an attribute, or any name for a value in your own words.")
    value: str | None = strawberry.field(
        default=None,
        description="A text; or the code or name of a choice, or the digits of a number.",
    )
    choices: list[str] | None = strawberry.field(default=None, description="Codes of choices; up to 20.")
    boolean: bool | None = strawberry.field(default=None, description="Yes or no.")
    number: float | None = strawberry.field(default=None, description="Up to three digits behind the point.")

    def said(self) -> tuple[str, Any]:
        """The name and the value. Raises InvalidInput unless exactly one was given."""
        given = [each for each in (self.value, self.choices, self.boolean, self.number) if each is not None]
        if len(given) != 1:
            raise InvalidInput("Give one value.", path=("attributes", self.name[:60]))
        return self.name, given[0]


@strawberry.input(description="A value of an axis.")
class OptionValueInput:
    """One thing to choose."""

    code: str = strawberry.field(description="Lower-case letters, digits and hyphens.")
    name: str = strawberry.field(description="As shown.")
    swatch: str = strawberry.field(default="", description="Colour as #rrggbb; empty for others.")


@strawberry.input(description="An axis of choice.")
class OptionAxisInput:
    """One kind of choice."""

    code: str = strawberry.field(description="Such as size.")
    name: str = strawberry.field(description="As shown.")
    values: list[OptionValueInput] = strawberry.field(description="What can be chosen, in order.")


@strawberry.input(description="A variant of a new product.")
class NewVariantInput:
    """One combination."""

    sku: str = strawberry.field(description="Your own number of it.")
    options: list[OptionInput] = strawberry.field(default_factory=list, description="One value of every axis.")
    weight_grams: int = strawberry.field(default=0, description="Weight when packed.")
    prices: list[MoneyInput] = strawberry.field(default_factory=list, description="One per currency, from now on.")


@strawberry.input(description="A new draft.")
class ProductCreateInput:
    """A product with its variants."""

    vendor: strawberry.ID = strawberry.field(description="The vendor you work for.")
    category: strawberry.ID = strawberry.field(description="Where it stands in the tree.")
    title: str = strawberry.field(description="Up to 200 characters.")
    description: str = strawberry.field(default="", description="Plain text, up to 20,000 characters.")
    attributes: list[AttributeInput] = strawberry.field(default_factory=list, description="Up to 50.")
    axes: list[OptionAxisInput] = strawberry.field(default_factory=list, description="Up to 5.")
    variants: list[NewVariantInput] = strawberry.field(default_factory=list, description="Up to 200.")


@strawberry.input(description="Changes of a product; what is left out stays.")
class ProductUpdateInput:
    """A draft changes at once; of a product that is shown this makes a revision."""

    id: strawberry.ID = strawberry.field(description="The product.")
    title: str | None = strawberry.field(default=None, description="Up to 200 characters.")
    description: str | None = strawberry.field(default=None, description="Plain text, up to 20,000 characters.")
    category: strawberry.ID | None = strawberry.field(default=None, description="Where it stands in the tree.")
    attributes: list[AttributeInput] | None = strawberry.field(default=None, description="All of them; up to 50.")


@strawberry.type(description="What became of the product.")
class VendorProductPayload:
    """What the mutations of a vendor's products answer."""

    product: VendorProduct | None = strawberry.field(default=None, description="Null on failure.")
    errors: list[UserError] = strawberry.field(description="Empty on success.")


def key_of(value: str, *, of: str, path: str) -> UUID:
    """The key in a global id. Raises NotFound."""
    return decode_id(value, expected=of, path=(path,))


def _pairs(given: Sequence[AttributeInput]) -> list[tuple[str, Any]]:
    return [each.said() for each in given]


async def _create(info: Info, given: ProductCreateInput) -> OwnProductRow:
    facts = {
        "title": given.title,
        "description": given.description,
        "attributes": _pairs(given.attributes),
        "category_id": key_of(given.category, of="Category", path="category"),
    }
    vendor_id = key_of(given.vendor, of="Vendor", path="vendor")
    prices = [(variant.sku, money_of(price)) for variant in given.variants for price in variant.prices]
    choices = (
        [_axis(axis) for axis in given.axes],
        [_variant(variant, place) for place, variant in enumerate(given.variants)],
    )
    return await answers.create(info.context, vendor_id=vendor_id, facts=facts, choices=choices, prices=prices)


def _axis(given: OptionAxisInput) -> NewAxis:
    path = ("axes",)
    return NewAxis(
        code=clean_code(given.code, path=path, at_most=30),
        name=clean_line(given.name, path=path, at_most=60),
        values=[
            NewValue(
                code=clean_code(value.code, path=path, at_most=60),
                name=clean_line(value.name, path=path, at_most=80),
                swatch=clean_swatch(value.swatch, path=path),
            )
            for value in given.values
        ],
    )


def options_of(given: Sequence[OptionInput], *, path: tuple[str, ...]) -> dict[str, str]:
    """Axis code to value code. Raises InvalidInput where an axis is named twice."""
    options = {option.axis: option.value for option in given}
    if len(options) < len(given):
        raise InvalidInput("One value of every axis.", path=(*path, "options"))
    return options


def _variant(given: NewVariantInput, place: int) -> NewVariant:
    path = ("variants", str(place))
    return NewVariant(
        sku=clean_line(given.sku, path=(*path, "sku"), at_most=60),
        options=options_of(given.options, path=path),
        weight_grams=clean_weight(given.weight_grams, path=(*path, "weightGrams")),
    )


async def _update(info: Info, given: ProductUpdateInput) -> OwnProductRow:
    changes: dict[str, Any] = {"title": given.title, "description": given.description}
    if given.category is not None:
        changes["category_id"] = key_of(given.category, of="Category", path="category")
    if given.attributes is not None:
        changes["attributes"] = _pairs(given.attributes)
    said = {name: value for name, value in changes.items() if value is not None}
    if not said:
        raise InvalidInput("Say what is to change.")
    return await answers.change(info.context, product_id=key_of(given.id, of="Product", path="id"), changes=said)


async def _price(info: Info, product: str, prices: Sequence[PriceInput]) -> OwnProductRow:
    wanted = [price.wanted() for price in prices]
    return await answers.price(info.context, product_id=key_of(product, of="Product", path="product"), prices=wanted)


async def _withdraw_prices(info: Info, product: str, prices: Sequence[str]) -> OwnProductRow:
    product_id = key_of(product, of="Product", path="product")
    price_ids = [key_of(price, of="PlannedPrice", path="prices") for price in prices]
    return await answers.withdraw_prices(info.context, product_id=product_id, price_ids=price_ids)


async def _submit(info: Info, id_: str) -> OwnProductRow:
    return await answers.submit(info.context, product_id=key_of(id_, of="Product", path="id"))


async def _unpublish(info: Info, id_: str) -> OwnProductRow:
    return await answers.unpublish(info.context, product_id=key_of(id_, of="Product", path="id"))


async def _archive(info: Info, id_: str) -> OwnProductRow:
    return await answers.archive(info.context, product_id=key_of(id_, of="Product", path="id"))


async def _withdraw(info: Info, id_: str) -> OwnProductRow:
    return await answers.withdraw(info.context, product_id=key_of(id_, of="Product", path="id"))


@strawberry.type
class OwnProductsQuery:
    """Reads for those who work for a vendor."""

    @strawberry.field(description="Products of a vendor the viewer works for, drafts too, the last changed first.")
    async def vendor_products(
        self,
        info: Info,
        vendor: strawberry.ID,
        state: StoredProduct.State | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[VendorProduct] | None:
        """Null for others' vendors. Pages of 1 to 50, 20 if not said."""
        key = key_of(vendor, of="Vendor", path="vendor")
        page = await answers.products(info.context, vendor_id=key, state=state, first=first, after=after)
        return cast("Connection[VendorProduct] | None", page)

    @strawberry.field(description="A product of a vendor the viewer works for; null for all others.")
    async def vendor_product(self, info: Info, id: strawberry.ID) -> VendorProduct | None:  # noqa: A002
        """Drafts too."""
        found = await answers.product(info.context, product_id=key_of(id, of="Product", path="id"))
        return cast("VendorProduct | None", found)


@strawberry.type
class OwnProductsMutation:
    """Writes for those who work for a vendor."""

    @strawberry.mutation(description="Make a draft for a vendor you work for.")
    async def product_create(self, info: Info, input: ProductCreateInput) -> VendorProductPayload:  # noqa: A002
        """Create."""
        return await attempt(VendorProductPayload, _create(info, input), into="product")

    @strawberry.mutation(description="Change a draft; of a product that is shown, offer a revision to staff.")
    async def product_update(self, info: Info, input: ProductUpdateInput) -> VendorProductPayload:  # noqa: A002
        """Update."""
        return await attempt(VendorProductPayload, _update(info, input), into="product")

    @strawberry.mutation(description="Set up to 200 prices of a product's variants, from now or a later moment on.")
    async def product_prices_set(
        self, info: Info, product: strawberry.ID, prices: list[PriceInput]
    ) -> VendorProductPayload:
        """Price."""
        return await attempt(VendorProductPayload, _price(info, product, prices), into="product")

    @strawberry.mutation(
        description="Take back 1 to 200 planned prices of a product, all or none; one that has begun stays."
    )
    async def product_prices_withdraw(
        self, info: Info, product: strawberry.ID, prices: list[strawberry.ID]
    ) -> VendorProductPayload:
        """Withdraw prices."""
        return await attempt(VendorProductPayload, _withdraw_prices(info, product, prices), into="product")

    @strawberry.mutation(description="Ask staff to show a draft.")
    async def product_submit(self, info: Info, id: strawberry.ID) -> VendorProductPayload:  # noqa: A002
        """Submit."""
        return await attempt(VendorProductPayload, _submit(info, id), into="product")

    @strawberry.mutation(
        description="Take a product from sale at once: it is a draft again, and needs a yes to be shown."
    )
    async def product_unpublish(self, info: Info, id: strawberry.ID) -> VendorProductPayload:  # noqa: A002
        """Unpublish."""
        return await attempt(VendorProductPayload, _unpublish(info, id), into="product")

    @strawberry.mutation(
        description="Put a product away for good, at once: nobody is shown it any more, and orders still name it."
    )
    async def product_archive(self, info: Info, id: strawberry.ID) -> VendorProductPayload:  # noqa: A002
        """Archive."""
        return await attempt(VendorProductPayload, _archive(info, id), into="product")

    @strawberry.mutation(description="Take back what waits for staff: a draft again, or a revision dropped.")
    async def product_withdraw(self, info: Info, id: strawberry.ID) -> VendorProductPayload:  # noqa: A002
        """Withdraw."""
        return await attempt(VendorProductPayload, _withdraw(info, id), into="product")
