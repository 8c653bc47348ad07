"""What the filters of the listing offer, with how many pieces each choice would leave."""

from collections.abc import Sequence
from dataclasses import dataclass

from domains.common.errors import DomainError
from domains.search.facets import CategoryCount, PriceBucket
from domains.search.pages import ProductPage
from rest.pages.asked import AXES, Asked
from rest.pages.folds import Fold, attribute_folds, axis_folds
from rest.pages.wording import Kind, worded

_BAR_WIDTH, _HEIGHT = 10, 28


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the price histogram, in units of its drawing."""

    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Choices:
    """All that can be chosen beside the words of a search."""

    categories: tuple[CategoryCount, ...] = ()
    folds: tuple[Fold, ...] = ()
    bars: tuple[Bar, ...] = ()
    in_stock: int | None = None
    on_sale: int | None = None


async def choices_of(page: ProductPage, *, asked: Asked, language: str) -> Choices:
    """What can be chosen on a page of a list; nothing where counting took too long: the list is worth more."""
    try:
        facets = await page.facets()
    except DomainError:
        return Choices()
    below = [each for each in facets.categories if not each.is_chosen]
    axes = [axis for axis in facets.options if axis.code in AXES]
    return Choices(
        categories=tuple(await worded(Kind.CATEGORY, below, language=language)),
        folds=(
            *await axis_folds(axes, asked=asked.options, language=language),
            *await attribute_folds(facets.attributes, asked=asked.traits, language=language),
        ),
        bars=bars(facets.prices),
        in_stock=facets.in_stock,
        on_sale=facets.on_sale,
    )


def bars(buckets: Sequence[PriceBucket]) -> tuple[Bar, ...]:
    """A bar per bucket, the fullest as high as the drawing."""
    most = max((bucket.count for bucket in buckets), default=0) or 1
    heights = [round(_HEIGHT * bucket.count / most) for bucket in buckets]
    return tuple(Bar(place * _BAR_WIDTH, _HEIGHT - height, height) for place, height in enumerate(heights))
