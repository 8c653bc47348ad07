"""How choices of options are answered."""

from asyncio import gather
from collections.abc import Mapping, Sequence

from domains.catalogue.choosing import Answer, Choice, combinations, variant_for
from domains.catalogue.rows import ProductRow, VariantRow
from domains.common.errors import InvalidInput
from resolvers.catalogue import AXES, VARIANTS
from resolvers.context import Context
from resolvers.inventory import STOCK


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


async def _answered(context: Context, options: Mapping[str, str], variant: VariantRow | None) -> Choice:
    if variant is None:
        return Choice(options, Answer.DOES_NOT_EXIST, None)
    is_left = (await context.load(STOCK, variant)).available > 0
    return Choice(options, Answer.AVAILABLE if is_left else Answer.SOLD_OUT, variant)
