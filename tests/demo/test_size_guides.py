"""The demo's size guides: every size a garment comes in is in the guide its product has."""

import pytest

from config.demo.categories import grow_categories
from config.demo.loading.size_guides import open_size_guides
from config.demo.tables.garments import GARMENTS, Garment
from config.demo.tables.size_guides import GUIDES, Guide
from config.demo.tables.sizes import SCALE_BY_KEY
from domains.catalogue.models import Category
from domains.catalogue.sizing.models import SizeGuide
from domains.catalogue.sizing.rules import NewSize, clean_sizes

TREE = {category.slug: category for category in grow_categories(seed=1)}
BY_ID = {category.id: category for category in TREE.values()}
NEAREST = {slug: guide for guide in GUIDES for slug in guide.categories}


def _sizes_of(slug: str) -> set[str]:
    category = TREE[slug]
    while category.slug not in NEAREST:
        if category.parent_id is None:
            return set()
        category = BY_ID[category.parent_id]
    return set(NEAREST[category.slug].sizes)


@pytest.mark.parametrize("garment", GARMENTS, ids=lambda garment: garment.key)
def test_a_garment_comes_in_sizes_of_its_guide(garment: Garment) -> None:
    sizes = _sizes_of(garment.category)
    scale = SCALE_BY_KEY[garment.scale]

    assert not sizes or set(scale.labels) <= sizes


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.title)
def test_every_guide_makes_sense(guide: Guide) -> None:
    sizes = [NewSize(size=size, measures=spans) for size, spans in guide.sizes.items()]

    assert len(clean_sizes(kind=guide.kind, sizes=sizes)) == len(sizes)


@pytest.mark.usefixtures("database")
def test_writes_them_for_their_categories() -> None:
    Category.objects.bulk_create(
        Category(name=slug, slug=slug, path=slug) for guide in GUIDES for slug in guide.categories
    )

    open_size_guides()

    assert dict(SizeGuide.objects.values_list("category__slug", "title")) == {
        slug: guide.title for slug, guide in NEAREST.items()
    }
