"""Size guides for tests: only what the test is about has to be said."""

from collections.abc import Mapping
from types import MappingProxyType

from domains.catalogue.models import Category
from domains.catalogue.sizing.models import SizeGuide
from domains.catalogue.sizing.rules import NewSize, Span
from domains.catalogue.sizing.services.keep_size_guides import create_size_guide
from domains.vendors.models import Vendor

LETTERS: Mapping[str, Mapping[str, Span]] = MappingProxyType(
    {
        "S": {"bust": (820, 880), "waist": (660, 720)},
        "M": {"bust": (900, 960), "waist": (740, 800)},
        "L": {"bust": (980, 1040), "waist": (820, 880)},
    }
)


def new_sizes(sizes: Mapping[str, Mapping[str, Span]]) -> list[NewSize]:
    """Sizes to be in a guide, in their order."""
    return [NewSize(size=size, measures=measures) for size, measures in sizes.items()]


def make_size_guide(
    *,
    vendor: Vendor | None = None,
    category: Category | None = None,
    title: str = "Letters",
    kind: str = SizeGuide.Kind.CLOTHING,
    gender: str = SizeGuide.Gender.WOMEN,
    sizes: Mapping[str, Mapping[str, Span]] = LETTERS,
    is_published: bool = True,
) -> SizeGuide:
    """A guide that is shown, of the platform and for everything where nothing else is said."""
    return create_size_guide(
        vendor_id=vendor.id if vendor else None,
        category_id=category.id if category else None,
        title=title,
        kind=kind,
        gender=gender,
        rows=new_sizes(sizes),
        is_published=is_published,
    )
