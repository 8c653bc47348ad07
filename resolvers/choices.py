"""How choices of options are answered."""

from asyncio import gather
from collections.abc import Mapping, Sequence
from uuid import UUID

from domains.catalogue.choosing import Answer, Choice, combinations, variant_for
from domains.catalogue.rows import AxisRow, OptionValueRow, ProductRow, VariantRow
from domains.common.errors import InvalidInput
from domains.inventory.availability import Availability
from domains.markets.languages import DEFAULT_LANGUAGE
from domains.markets.models import Translation
from resolvers.catalogue import AXES, VARIANT, VARIANTS
from resolvers.context import Context
from resolvers.inventory import OFFERED_STOCK
from resolvers.translations import translated

_ANSWERS = {
    Availability.IN_STOCK: Answer.AVAILABLE,
    Availability.LOW_STOCK: Answer.AVAILABLE,
    Availability.SOLD_OUT: Answer.SOLD_OUT,
    Availability.UNAVAILABLE: Answer.UNAVAILABLE,
}


async def choice(context: Context, product: ProductRow, *, options: Sequence[tuple[str, str]]) -> Choice:
    """What the choice means. Raises InvalidInput where it says two things of one axis."""
    chosen = dict(options)
    if len(chosen) < len(options):
        raise InvalidInput("Choose one value of each axis.", path=("options",))
    return await _answered(context, chosen, variant_for(await context.load(VARIANTS, product), chosen))


async def matrix(context: Context, product: ProductRow) -> list[Choice]:
    """Every combination of the product's options, and what there is of it."""
    axes, variants = await gather(context.load(AXES, product), context.load(VARIANTS, product))
    cells = combinations(axes, variants)
    return list(await gather(*(_answered(context, cell, variant_for(variants, cell)) for cell in cells)))


async def named(
    context: Context, *, product_id: UUID, variant_id: UUID, written: Mapping[str, str]
) -> list[tuple[str, str]]:
    """What was chosen, as pairs of names in the language of the operation; `written` are those of the catalogue."""
    if context.language == DEFAULT_LANGUAGE or not written:
        return list(written.items())
    variant, axes = await gather(context.load_key(VARIANT, variant_id), context.load_key(AXES, product_id))
    if variant is None:
        return list(written.items())
    chosen = [(axis, value) for axis in axes for value in axis.values if variant.options.get(axis.code) == value.code]
    return list(await gather(*(_said(context, axis, value) for axis, value in chosen)))


async def _said(context: Context, axis: AxisRow, value: OptionValueRow) -> tuple[str, str]:
    target = f"{axis.code}:{value.code}"
    names = await gather(
        translated(context, kind=Translation.Kind.AXIS, target=axis.code, name="name", written=axis.name),
        translated(context, kind=Translation.Kind.VALUE, target=target, name="name", written=value.name),
    )
    return names[0] or axis.name, names[1] or value.name


async def _answered(context: Context, options: Mapping[str, str], variant: VariantRow | None) -> Choice:
    if variant is None:
        return Choice(options, Answer.DOES_NOT_EXIST, None)
    stock = await context.load(OFFERED_STOCK, variant)
    return Choice(options, _ANSWERS[stock.availability], variant)
