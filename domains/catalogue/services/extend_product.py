"""Add choices and variants to a product that is there."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from domains.catalogue.extending import AddedVariant, Additions, Matrix, NewChoice, NewDimension, ensure_fits
from domains.catalogue.models import OptionAxis, OptionValue, Product, Variant
from domains.catalogue.services.create_product import NewVariant, add_variants
from domains.catalogue.services.set_prices import NewPrice, set_prices
from domains.common.money import Money

_NOTHING = Additions()


def ensure_extendable(*, product_id: UUID, additions: Additions, waiting: Additions = _NOTHING) -> None:
    """Pass where these can be added to the product as it is, with what waits already. Raises as `ensure_fits` does."""
    matrix = _matrix_of(product_id, [variant.sku for variant in (*waiting.variants, *additions.variants)])
    ensure_fits(additions=additions, matrix=matrix.extended_by(waiting))


def extend_product(*, product: Product, additions: Additions, now: datetime) -> list[Variant]:
    """Add axes, values, variants and prices to a product that the caller holds; the caller records that it changed.

    Raises as `ensure_fits` does, and SkuTaken where another product takes one at this moment.
    """
    ensure_extendable(product_id=product.id, additions=additions)
    _add_axes(product, additions.axes)
    _add_values(product, additions.values)
    last = Variant.objects.filter(product=product).aggregate(last=Max("position"))["last"]
    variants = add_variants(
        product=product,
        variants=[
            NewVariant(sku=new.sku, options=new.options, weight_grams=new.weight_grams) for new in additions.variants
        ],
        first_position=0 if last is None else last + 1,
    )
    prices = [
        price for variant, new in zip(variants, additions.variants, strict=True) for price in _prices(variant.id, new)
    ]
    if prices:
        set_prices(prices=prices, now=now)
    return variants


def _matrix_of(product_id: UUID, skus: list[str]) -> Matrix:
    offered: defaultdict[str, set[str]] = defaultdict(set)
    axes = OptionAxis.objects.filter(product=product_id)
    for axis, value in axes.values_list("code", "values__code"):
        offered[axis] |= {value} - {None}
    options = Variant.objects.filter(product=product_id).values_list("options", flat=True)
    return Matrix(
        offered=offered,
        combinations=frozenset(frozenset(each.items()) for each in options),
        skus=frozenset(Variant.objects.filter(sku__in=skus).values_list("sku", flat=True)),
    )


def _add_axes(product: Product, axes: tuple[NewDimension, ...]) -> None:
    if not axes:
        return
    last = OptionAxis.objects.filter(product=product).aggregate(last=Max("position"))["last"]
    first = 0 if last is None else last + 1
    OptionAxis.objects.bulk_create(
        OptionAxis(product=product, code=axis.code, name=axis.name, position=place)
        for place, axis in enumerate(axes, start=first)
    )
    present = {axis.code: axis.present for axis in axes}
    there = list(Variant.objects.filter(product=product))
    for variant in there:
        variant.options = {**variant.options, **present}
    Variant.objects.bulk_update(there, ["options"])


def _add_values(product: Product, values: tuple[NewChoice, ...]) -> None:
    axes = dict(OptionAxis.objects.filter(product=product).values_list("code", "id"))
    lasts = OptionAxis.objects.filter(product=product).annotate(last=Max("values__position"))
    places = {code: -1 if last is None else last for code, last in lasts.values_list("code", "last")}
    rows = []
    for new in values:
        places[new.axis] += 1
        rows.append(
            OptionValue(
                axis_id=axes[new.axis],
                code=new.code,
                name=new.name,
                swatch=new.swatch,
                swatch_file="",
                position=places[new.axis],
            )
        )
    OptionValue.objects.bulk_create(rows)


def _prices(variant_id: UUID, new: AddedVariant) -> list[NewPrice]:
    return [NewPrice(variant_id=variant_id, amount=Money(price.minor, price.currency)) for price in new.prices]
