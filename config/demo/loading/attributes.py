"""The demo's attributes."""

from config.demo.tables.attributes import ATTRIBUTES
from domains.catalogue.attributes.models import Attribute, AttributeChoice, AttributePlace
from domains.catalogue.models import Category


def open_attributes() -> None:
    """Make all of them, to filter by, inside the caller's transaction; all that they say is indexed afterwards.

    Without events: there is nothing to index anew.
    """
    categories = dict(Category.objects.values_list("slug", "id"))
    for position, each in enumerate(ATTRIBUTES, start=1):
        made = Attribute.objects.create(
            code=each.code, name=each.name, kind=each.kind, unit=each.unit, is_filterable=True, position=position
        )
        AttributeChoice.objects.bulk_create(
            AttributeChoice(attribute=made, code=code, name=name, position=place)
            for place, (code, name, _) in enumerate(each.choices)
        )
        AttributePlace.objects.bulk_create(
            AttributePlace(attribute=made, category_id=categories[slug]) for slug in each.categories
        )
