"""What the worker does for attributes: texts are read as values, and found and counted by their names."""

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from domains.catalogue.attributes.rules import NewChoice
from domains.catalogue.attributes.services.keep_attributes import update_attribute
from domains.catalogue.models import Product
from domains.common.clock import utc_now
from domains.search.models import SearchFacet
from domains.search.services.index_products import rebuild_documents
from tests.factories.attributes import make_attribute, new_choices
from tests.factories.catalogue import make_product
from tests.tasks.test_reactions import run_durable


@pytest.fixture(autouse=True)
def _real_table(settings: Settings, _probes: None) -> None:
    settings.REACTIONS = "tasks.reactions.REACTIONS"


def _is_found(word: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_document WHERE words @@ to_tsquery('english', %s)", [word])
        [found] = cursor.fetchone() or (0,)
    return bool(found)


def test_follows_an_attribute_that_is_made_and_a_choice_that_gets_another_name() -> None:
    make_product(attributes={"material": "LINEN"})
    rebuild_documents(now=utc_now())
    attribute = make_attribute()

    adopted = run_durable("adopt_texts")
    indexed = [*run_durable("index_product"), *run_durable("index_attribute")]
    said = SearchFacet.objects.get().said
    was_found = (_is_found("linen"), _is_found("flax"))
    renamed = [*new_choices("Cotton", "Silk"), NewChoice(code="linen", name="Flax")]
    update_attribute(attribute_id=attribute.id, choices=renamed)
    again = run_durable("index_attribute")

    assert Product.objects.get().attributes == {"material": "linen"}
    assert (adopted, set(indexed), said) == (["done"], {"done"}, ["material:linen"])
    assert (was_found, again, (_is_found("linen"), _is_found("flax"))) == ((True, False), ["done"], (False, True))
