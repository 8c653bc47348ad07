"""Categories, products, variants and prices for tests: only what the test is about has to be said."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import count, product
from typing import Any

from django.utils.text import slugify

from domains.catalogue.models import Category, Media, OptionAxis, OptionValue, Price, Product, Variant
from domains.common.money import Money
from domains.vendors.models import Vendor
from tests.factories.vendors import make_vendor

PUBLISHED_AT = datetime(2026, 1, 1, tzinfo=UTC)
NGN_25_000 = Money(25_000_00, "NGN")
_numbers = count(1)


def make_category(*, name: str = "Dresses", parent: Category | None = None, position: int = 0) -> Category:
    """The category of that name below `parent`, made where it does not exist."""
    slug = slugify(name)
    category, _ = Category.objects.get_or_create(
        path=f"{parent.path}/{slug}" if parent else slug,
        defaults={
            "parent": parent,
            "name": name,
            "slug": slug,
            "depth": parent.depth + 1 if parent else 0,
            "position": position,
        },
    )
    return category


def make_product(
    *,
    vendor: Vendor | None = None,
    category: Category | None = None,
    title: str = "Aso Oke Dress",
    slug: str | None = None,
    description: str = "",
    attributes: Mapping[str, Any] | None = None,
    state: str = Product.State.PUBLISHED,
    publish_at: datetime | None = PUBLISHED_AT,
    unpublish_at: datetime | None = None,
    sizes: Sequence[str] = ("M",),
    colours: Sequence[str] = (),
    price: Money | None = NGN_25_000,
) -> Product:
    """A published product with a variant per size and colour, each at `price` (or unpriced)."""
    made = Product.objects.create(
        vendor=vendor or make_vendor(),
        category=category or make_category(),
        title=title,
        slug=slug or f"{slugify(title)}-{next(_numbers)}",
        description=description,
        attributes=dict(attributes or {}),
        state=state,
        publish_at=publish_at,
        unpublish_at=unpublish_at,
    )
    axes = {code: names for code, names in (("size", sizes), ("colour", colours)) if names}
    for position, (code, names) in enumerate(axes.items()):
        make_axis(product=made, code=code, values=names, position=position)
    for chosen in product(*axes.values()):
        options = {code: slugify(name) for code, name in zip(axes, chosen, strict=True)}
        make_variant(product=made, options=options, price=price)
    return made


def make_axis(*, product: Product, code: str, values: Sequence[str], position: int = 0) -> OptionAxis:
    """An option axis with values of these names; a colour gets a swatch."""
    axis = OptionAxis.objects.create(product=product, code=code, name=code.title(), position=position)
    OptionValue.objects.bulk_create(
        OptionValue(
            axis=axis,
            code=slugify(name),
            name=name,
            swatch="#3f51b5" if code == "colour" else "",
            position=place,
        )
        for place, name in enumerate(values)
    )
    return axis


def make_variant(
    *,
    product: Product | None = None,
    options: Mapping[str, str] | None = None,
    price: Money | None = NGN_25_000,
    sku: str | None = None,
    weight_grams: int = 400,
    is_active: bool = True,
) -> Variant:
    """A variant, of a new product without further variants where none is given."""
    if product is None:
        product = make_product(sizes=(), price=None)
        # A product without axes already has its one variant, of no options.
        product.variants.all().delete()
    variant = Variant.objects.create(
        product=product,
        options=dict(options or {}),
        sku=sku or f"SKU-{next(_numbers)}",
        position=product.variants.count(),
        weight_grams=weight_grams,
        is_active=is_active,
    )
    if price is not None:
        make_price(variant=variant, price=price)
    return variant


def make_price(
    *,
    variant: Variant,
    price: Money,
    compare_at: Money | None = None,
    valid_from: datetime = PUBLISHED_AT,
    valid_until: datetime | None = None,
) -> Price:
    """What the variant costs while the range holds."""
    return Price.objects.create(
        variant=variant,
        currency=price.currency,
        amount_minor=price.minor,
        compare_at_minor=compare_at.minor if compare_at else None,
        valid_from=valid_from,
        valid_until=valid_until,
    )


def make_media(*, product: Product, file: str = "p/1.svg", colour: str = "", position: int = 0) -> Media:
    """A picture of the product, of one colour where one is named."""
    return Media.objects.create(
        product=product, file=file, colour=colour, alt=product.title, width=800, height=1000, position=position
    )
