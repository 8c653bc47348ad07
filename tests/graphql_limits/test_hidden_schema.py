"""With the developer tools off, the schema tells nobody what it has."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings
from graphql import is_input_object_type
from strawberry.schema.config import StrawberryConfig

from domains.common.clock import utc_now
from domains.identity.viewer import Viewer
from resolvers.context import Context
from schema import root
from schema.base import MINOR_UNITS, MinorUnits
from schema.errors import InputError, translate
from schema.live import Subscription

NAMES = {
    name
    for type_name, kind in root.schema._schema.type_map.items()
    for name in [type_name, *getattr(kind, "fields", {}), *getattr(kind, "values", {})]
    if not name.startswith("__")
}
# What an attacker tries: real words of shops, each with a slip, so that only suggestions could give them away.
_LIST = """
account accounts address addresses admin amount api app article articles attribute audit auth axis badge bag balance
bank banner basket bill billing blog body brand brands bundle buyer cancel card cart carts catalog category categories
change charge checkout city client code color colour collection comment company config confirm connection contact
content country coupon create credit currency current cursor customer customers data date debug delete delivery
description detail device discount document dress edit email employee entity error event events export facet favorite
feature feed field file filter find first flag follow fulfil gender gift group guest hash help hidden history home image
images import index info input inventory invoice item items key language last ledger level like limit line lines link
list locale location login logout manager me media member menu merchant message method money name network node nodes
note notification number offer option options order orders owner page pages pass password path pay payment payout
permission person phone photo picture ping policy post price prices product products profile promotion provider
purchase quantity query question quote rate rating receipt record refresh refund register report reset result return
review reviews role root sale search secret section seller session setting shipping shop size slug sms sort staff stamp
state status stock store style subscription suggest swatch tag tags task tax team template text title token total
transaction type update upload url user users value variant vendor vendors version view viewer wallet webhook wishlist
"""
WORDS = _LIST.split()
FORMS = (
    "{{ {word} }}",
    "{{ product({word}: 1) {{ id }} }}",
    "{{ product(slug: \"a\") {{ {word} {{ id }} }} }}",
    "{{ products(sort: {word}) {{ totalCount }} }}",
    "{{ products(filter: {{{word}: 1}}) {{ totalCount }} }}",
    "{{ node(id: \"a\") {{ ... on {word} {{ id }} }} }}",
    "query ($x: {word}) {{ ping }}",
    "mutation {{ {word} }}",
    "{{ ping @{word} }}",
)  # fmt: skip


@pytest.fixture(scope="module")
def hidden() -> Iterator[Any]:
    """Our schema as the public meets it in production."""
    with override_settings(DEVELOPER_TOOLS=False):
        yield root.Schema(
            query=root.Query,
            mutation=root.Mutation,
            subscription=Subscription,
            types=[InputError],
            extensions=root._extensions(),
            config=StrawberryConfig(disable_field_suggestions=True, scalar_map={MinorUnits: MINOR_UNITS}),
        )


async def told(schema: Any, document: str, variables: dict[str, Any] | None = None) -> list[Any]:
    """The errors as the door would send them."""
    context = Context(viewer=Viewer.ANONYMOUS, now=utc_now(), currency="NGN", network="guesser")
    result = await schema.execute(document, variable_values=variables, context_value=context)
    translate(result)
    return list(result.errors or ())


async def test_gives_away_no_name_to_a_list_of_guesses(hidden: Any) -> None:
    assert len(WORDS) >= 200
    # A guess like "orderz" is answered with what it names itself, and the types that every document shows anyway.
    found: set[str] = set()
    for word in WORDS:
        for form in FORMS:
            document = form.format(word=f"{word}z")
            texts = " ".join(error.message for error in await told(hidden, document))
            found |= set(re.findall(r"\w+", texts)) & NAMES - set(re.findall(r"\w+", document))
            assert "Did you mean" not in texts

    shown = {"Query", "Mutation", "Product", "ProductSort", "ProductFilterInput"}
    assert {name for name in found - shown if not name.islower()} == set()


async def test_suggests_nothing_about_variables(hidden: Any) -> None:
    sort = """query ($sort: ProductSort!, $filter: ProductFilterInput) {
        products(sort: $sort, filter: $filter) { totalCount } }"""
    filters = root.schema._schema.type_map["ProductFilterInput"]
    assert is_input_object_type(filters)

    errors = [
        *await told(hidden, sort, {"sort": "NEWES"}),
        *await told(hidden, sort, {"sort": "NEWEST", "filter": {f"{name}z": 1 for name in filters.fields}}),
    ]

    assert len(errors) >= 2
    assert not any("Did you mean" in error.message or "NEWEST" in error.message for error in errors)


@pytest.mark.parametrize(
    "document",
    [
        "{ __schema { types { name } } }",
        "{ x: __schema { types { name } } }",
        '{ __type(name: "Product") { name } }',
        "{ ...F } fragment F on Query { ... { __schema { queryType { name } } } }",
        "{ ping } fragment Unused on Query { __schema { queryType { name } } }",
        "mutation { __schema { queryType { name } } }",
        "subscription { __schema { queryType { name } } }",
    ],
)
async def test_does_not_describe_itself(hidden: Any, document: str) -> None:
    errors = await told(hidden, document)

    assert [error.extensions["code"] for error in errors] in (["INTROSPECTION_DISABLED"], ["BAD_REQUEST"])
    assert document.startswith("subscription") or errors[0].extensions["code"] == "INTROSPECTION_DISABLED"


async def test_still_says_the_type_of_an_object(hidden: Any) -> None:
    assert await told(hidden, "{ __typename }") == []
