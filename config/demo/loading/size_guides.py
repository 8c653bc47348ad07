"""The demo's size guides, written as staff would write them."""

from config.demo.tables.size_guides import GUIDES
from domains.catalogue.models import Category
from domains.catalogue.sizing.rules import NewSize
from domains.catalogue.sizing.services.keep_size_guides import create_size_guide


def open_size_guides() -> None:
    """Make the platform's guides, each for its categories. Inside the caller's transaction."""
    categories = dict(Category.objects.values_list("slug", "id"))
    for guide in GUIDES:
        rows = [NewSize(size=size, measures=measures) for size, measures in guide.sizes.items()]
        for slug in guide.categories:
            create_size_guide(
                category_id=categories[slug], kind=guide.kind, gender=guide.gender, title=guide.title, rows=rows
            )
