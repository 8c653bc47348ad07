"""How sizes are answered."""

from asyncio import gather
from collections.abc import Sequence
from types import MappingProxyType

from domains.catalogue.rows import ProductRow
from domains.catalogue.sizing.advising import NO_GUIDE, Advice, advise, measures_of
from domains.catalogue.sizing.converting import SizeSystem, convert
from domains.catalogue.sizing.measuring import Measure
from domains.catalogue.sizing.queries import guide_by_product_id
from domains.reviews.fitting import FitVerdict
from resolvers.context import Context
from resolvers.relations import Relation
from resolvers.reviews import SUMMARY

GUIDE = Relation(batch=guide_by_product_id, keys="product_ids")
_SHIFTS = MappingProxyType({FitVerdict.RUNS_SMALL: 1, FitVerdict.RUNS_LARGE: -1})


async def advice(context: Context, product: ProductRow, *, measures: Sequence[tuple[Measure, int]]) -> Advice:
    """The size of the product for somebody of these measures. Raises InvalidInput."""
    wanted = measures_of(measures)
    guide, summary = await gather(context.load(GUIDE, product), context.load(SUMMARY, product))
    if guide is None:
        return NO_GUIDE
    return advise(sizes=guide.rows, measures=wanted, shift=_SHIFTS.get(summary.fit.verdict, 0))


async def conversion(
    context: Context, *, kind: str, gender: str, system: SizeSystem, size: str, to: SizeSystem
) -> list[str]:
    """What a size is called elsewhere. Raises UnknownSize, UnknownSizeSystem."""
    return list(convert(kind=kind, gender=gender, system=system, size=size, to=to))
