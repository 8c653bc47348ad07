"""Axes, values and variants that a vendor's people add to a product that is there, and what is offered no longer."""

import strawberry

import resolvers.own_products as answers
from domains.catalogue.errors import CombinationTaken, SkuTaken, TooManyVariants, UnknownAxis
from domains.catalogue.extending import AddedVariant, Additions, Amount, NewChoice, NewDimension
from domains.catalogue.submissions.rows import OwnProductRow
from domains.catalogue.submissions.wording import clean_code, clean_swatch, clean_weight
from domains.common.errors import InvalidInput
from domains.common.text import clean_line
from schema.base import Info
from schema.catalogue import SelectedOption
from schema.errors import UserError, attempt, shows
from schema.own_prices import MoneyInput, money_of
from schema.own_products import NewVariantInput, VendorProductPayload, key_of, options_of


@strawberry.type(description="Another variant, of any product, has that SKU, or the product has that combination.")
class SkuTakenError(UserError):
    """A `SkuTaken`."""

    sku: str = strawberry.field(description="Which; empty where it is not known.")


@strawberry.type(description="The product has a variant of that combination, or one waits for staff.")
class CombinationTakenError(UserError):
    """A `CombinationTaken`."""

    options: list[SelectedOption] = strawberry.field(description="Which.")


@strawberry.type(description="The product has no such axis.")
class UnknownAxisError(UserError):
    """An `UnknownAxis`."""

    axis: str = strawberry.field(description="Which.")


@strawberry.type(description="The product would have more variants than it may have.")
class TooManyVariantsError(UserError):
    """A `TooManyVariants`."""

    most: int = strawberry.field(description="So many it may have, those that wait for staff among them.")


@strawberry.input(description="One more axis of a draft; what can be chosen on it goes to `values`.")
class NewAxisInput:
    """One more kind of choice."""

    code: str = strawberry.field(description="Lower-case letters, digits and hyphens, such as colour.")
    name: str = strawberry.field(description="As shown.")
    present: str = strawberry.field(
        default="", description="Code of its value that variants there already are of; empty where there are none."
    )


@strawberry.input(description="One more value of an axis.")
class NewOptionValueInput:
    """One thing to choose."""

    axis: str = strawberry.field(description="Code of the axis, such as colour.")
    code: str = strawberry.field(description="Lower-case letters, digits and hyphens.")
    name: str = strawberry.field(description="As shown.")
    swatch: str = strawberry.field(default="", description="Colour as #rrggbb; empty for others.")


@strawberry.input(description="What to add to a product.")
class ProductVariantsAddInput:
    """All or none of it."""

    product: strawberry.ID = strawberry.field(description="The product.")
    axes: list[NewAxisInput] = strawberry.field(
        default_factory=list, description="Of a draft only: up to 5, with those there are."
    )
    values: list[NewOptionValueInput] = strawberry.field(
        default_factory=list, description="Values its axes do not have yet."
    )
    variants: list[NewVariantInput] = strawberry.field(
        default_factory=list, description="Up to 200, with those there are. Prices begin when the variant does."
    )


@strawberry.input(description="Whether a variant is to be offered.")
class VariantSwitchInput:
    """One switch."""

    variant: strawberry.ID = strawberry.field(description="The variant.")
    is_active: bool = strawberry.field(description="False: it is offered no longer; orders still name it.")


@strawberry.input(description="Which variants of a product are to be offered, and which no longer.")
class ProductVariantsSwitchInput:
    """All or none of it."""

    product: strawberry.ID = strawberry.field(description="The product.")
    variants: list[VariantSwitchInput] = strawberry.field(description="1 to 200.")


def _sku_taken(error: SkuTaken) -> SkuTakenError:
    return SkuTakenError(code=error.code, message=error.message, path=list(error.path), sku=error.sku)


def _combination_taken(error: CombinationTaken) -> CombinationTakenError:
    chosen = [SelectedOption(axis=axis, value=value) for axis, value in sorted(error.options.items())]
    return CombinationTakenError(code=error.code, message=error.message, path=list(error.path), options=chosen)


def _unknown_axis(error: UnknownAxis) -> UnknownAxisError:
    return UnknownAxisError(code=error.code, message=error.message, path=list(error.path), axis=error.axis)


def _too_many(error: TooManyVariants) -> TooManyVariantsError:
    return TooManyVariantsError(code=error.code, message=error.message, path=list(error.path), most=error.most)


shows(SkuTaken, as_type=_sku_taken)
shows(CombinationTaken, as_type=_combination_taken)
shows(UnknownAxis, as_type=_unknown_axis)
shows(TooManyVariants, as_type=_too_many)

OWN_VARIANTS_TYPES = (SkuTakenError, CombinationTakenError, UnknownAxisError, TooManyVariantsError)


def _axis(given: NewAxisInput, place: int) -> NewDimension:
    path = ("axes", str(place))
    return NewDimension(
        code=clean_code(given.code, path=(*path, "code"), at_most=30),
        name=clean_line(given.name, path=(*path, "name"), at_most=60),
        present=given.present,
    )


def _value(given: NewOptionValueInput, place: int) -> NewChoice:
    path = ("values", str(place))
    return NewChoice(
        axis=clean_code(given.axis, path=(*path, "axis"), at_most=30),
        code=clean_code(given.code, path=(*path, "code"), at_most=60),
        name=clean_line(given.name, path=(*path, "name"), at_most=80),
        swatch=clean_swatch(given.swatch, path=(*path, "swatch")),
    )


def _variant(given: NewVariantInput, place: int) -> AddedVariant:
    path = ("variants", str(place))
    return AddedVariant(
        sku=clean_line(given.sku, path=(*path, "sku"), at_most=60),
        options=options_of(given.options, path=path),
        weight_grams=clean_weight(given.weight_grams, path=(*path, "weightGrams")),
        prices=tuple(_amount(price) for price in given.prices),
    )


def _amount(given: MoneyInput) -> Amount:
    money = money_of(given)
    return Amount(minor=money.minor, currency=money.currency)


async def _add(info: Info, given: ProductVariantsAddInput) -> OwnProductRow:
    product_id = key_of(given.product, of="Product", path="product")
    additions = Additions(
        axes=tuple(_axis(axis, place) for place, axis in enumerate(given.axes)),
        values=tuple(_value(value, place) for place, value in enumerate(given.values)),
        variants=tuple(_variant(variant, place) for place, variant in enumerate(given.variants)),
    )
    return await answers.add_variants(info.context, product_id=product_id, additions=additions)


async def _switch(info: Info, given: ProductVariantsSwitchInput) -> OwnProductRow:
    product_id = key_of(given.product, of="Product", path="product")
    switched = {key_of(each.variant, of="Variant", path="variants"): each.is_active for each in given.variants}
    if len(switched) < len(given.variants):
        raise InvalidInput("Each variant once.", path=("variants",))
    return await answers.switch_variants(info.context, product_id=product_id, switched=switched)


@strawberry.type
class OwnVariantsMutation:
    """Writes of variants for those who work for a vendor."""

    @strawberry.mutation(
        description="Add axes, values and variants to a draft at once; to what is shown, all but axes by a revision."
    )
    async def product_variants_add(self, info: Info, input: ProductVariantsAddInput) -> VendorProductPayload:  # noqa: A002
        """Add."""
        return await attempt(VendorProductPayload, _add(info, input), into="product")

    @strawberry.mutation(
        description="Offer variants or no longer: at once, but what is shown offers more by a revision."
    )
    async def product_variants_switch(self, info: Info, input: ProductVariantsSwitchInput) -> VendorProductPayload:  # noqa: A002
        """Switch."""
        return await attempt(VendorProductPayload, _switch(info, input), into="product")
