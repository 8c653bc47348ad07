"""The cart over the GraphQL door."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from domains.catalogue.models import Product, Variant
from domains.checkout.models import Cart
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.common.money import Money
from domains.identity.tokens import issue_guest
from domains.inventory.models import StockLevel
from domains.shipping.models import ShippingMethod
from schema.ids import encode_id
from tests.api.client import graphql
from tests.factories.catalogue import make_price, make_product, make_variant
from tests.factories.checkout import an_owner, make_ready_cart
from tests.factories.identity import a_guest_token, a_user, an_access_token
from tests.factories.inventory import make_stock
from tests.factories.shipping import make_method
from tests.factories.vendors import make_vendor
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

MONEY = "{ minor currency exponent }"
PROBLEMS = f"""problems {{ __typename message ... on PriceChanged {{ old {MONEY} new {MONEY} }}
    ... on StockReduced {{ available }} ... on NotShippable {{ country }} }}"""
ERRORS = f"""errors {{ __typename code message path
    ... on InsufficientStockError {{ variantId available }}
    ... on LineProblemsError {{ lines {{ lineId {PROBLEMS} }} }}
    ... on DeliveryMissingError {{ vendorId }} }}"""
CART = f"""cart {{
    id version currency email address {{ fullName city region country phone }}
    lines {{ id variantId variant {{ sku }} product {{ slug }} vendor {{ name }} quantity
             title sku options {{ name value }} imageUrl unitPrice {MONEY} total {MONEY} {PROBLEMS} }}
    groups {{ vendorId vendorName vendor {{ name }} lines {{ id }} subtotal {MONEY} delivery {MONEY} total {MONEY}
              deliveryOptions {{ methodId code name minDays maxDays charge {MONEY} }} chosenDelivery {{ methodId }} }}
    subtotal {MONEY} delivery {MONEY} total {MONEY} missing {{ __typename code path }} }}"""
READ = f"{{ {CART} }}"
ADD = f"mutation ($input: CartLineAddInput!) {{ cartLineAdd(input: $input) {{ {CART} {ERRORS} }} }}"
UPDATE = f"mutation ($input: CartLineUpdateInput!) {{ cartLineUpdate(input: $input) {{ {CART} {ERRORS} }} }}"
REMOVE = f"mutation ($input: CartLineRemoveInput!) {{ cartLineRemove(input: $input) {{ {CART} {ERRORS} }} }}"
CONTACT = f"mutation ($input: CartContactSetInput!) {{ cartContactSet(input: $input) {{ {CART} {ERRORS} }} }}"
DELIVERY = f"mutation ($input: CartDeliverySetInput!) {{ cartDeliverySet(input: $input) {{ {CART} {ERRORS} }} }}"
CLEAR = f"mutation {{ cartClear {{ {CART} {ERRORS} }} }}"
LAGOS = {"fullName": "Ada Obi", "line1": "1 Marina Road", "city": "Lagos", "region": "Lagos", "country": "NG"}


def ngn(minor: int) -> dict[str, Any]:
    return {"minor": minor, "currency": "NGN", "exponent": 2}


async def asked(document: str, *, token: str | None, **given: Any) -> Any:
    """The payload of the document's one mutation."""
    answer = await graphql(document, {"input": given} if given else {}, token=token)
    [payload] = answer.data.values()
    return payload


def _stocked(*, on_hand: int = 10, title: str = "Aso Oke Dress") -> tuple[Variant, ShippingMethod]:
    variant = make_product(title=title, sizes=["M"], vendor=make_vendor(name="Atelier Lagos")).variants.get()
    make_stock(variant=variant, on_hand=on_hand)
    return variant, make_method(vendor=variant.product.vendor)


def _variant_id(variant: Variant) -> str:
    return encode_id("Variant", variant.id)


async def test_fills_a_cart_until_nothing_is_missing() -> None:
    token = a_guest_token()
    dress, method = await in_transaction(_stocked)
    vendor_id = encode_id("Vendor", dress.product.vendor_id)

    added = await asked(ADD, token=token, variantId=_variant_id(dress), quantity=2)
    contacted = await asked(CONTACT, token=token, email="Ada@Example.com", address=LAGOS)
    [option] = contacted["cart"]["groups"][0]["deliveryOptions"]
    delivered = await asked(DELIVERY, token=token, vendorId=vendor_id, methodId=option["methodId"])
    read = (await graphql(READ, token=token)).data["cart"]

    assert [payload["errors"] for payload in (added, contacted, delivered)] == [[], [], []]
    assert [[error["code"] for error in payload["cart"]["missing"]] for payload in (added, contacted, delivered)] == [
        ["EMAIL_MISSING", "ADDRESS_MISSING", "DELIVERY_MISSING"],
        ["DELIVERY_MISSING"],
        [],
    ]
    assert option == {
        "methodId": encode_id("ShippingMethod", method.id),
        "code": "standard",
        "name": "Standard",
        "minDays": 2,
        "maxDays": 5,
        "charge": ngn(2_500_00),
    }
    assert read == delivered["cart"]
    assert (read["email"], read["version"], read["currency"]) == ("ada@example.com", 3, "NGN")
    assert (read["subtotal"], read["delivery"], read["total"]) == (ngn(50_000_00), ngn(2_500_00), ngn(52_500_00))
    [line] = read["lines"]
    assert (line["title"], line["quantity"], line["options"], line["unitPrice"], line["total"]) == (
        "Aso Oke Dress",
        2,
        [{"name": "Size", "value": "M"}],
        ngn(25_000_00),
        ngn(50_000_00),
    )
    assert (line["variant"]["sku"], line["vendor"]["name"]) == (dress.sku, "Atelier Lagos")


async def test_says_how_many_are_left_and_shows_the_cart_as_it_is() -> None:
    token = a_guest_token()
    last_pair, _ = await in_transaction(_stocked, on_hand=3)
    await asked(ADD, token=token, variantId=_variant_id(last_pair), quantity=2)

    payload = await asked(ADD, token=token, variantId=_variant_id(last_pair), quantity=2)

    [error] = payload["errors"]
    assert (error["__typename"], error["code"], error["path"]) == (
        "InsufficientStockError",
        "INSUFFICIENT_STOCK",
        ["quantity"],
    )
    assert (error["variantId"], error["available"]) == (_variant_id(last_pair), 3)
    assert [line["quantity"] for line in payload["cart"]["lines"]] == [2]


def _spoil(variants: list[Variant]) -> None:
    cheaper, fewer, withdrawn = variants
    make_price(variant=cheaper, price=Money(20_000_00, "NGN"), valid_from=utc_now() - timedelta(minutes=1))
    StockLevel.objects.filter(variant=fewer).update(on_hand=1)
    Product.objects.filter(id=withdrawn.product_id).update(state=Product.State.ARCHIVED)


async def test_shows_what_happened_to_each_line_since() -> None:
    token = a_guest_token()
    variants = [(await in_transaction(_stocked))[0] for _ in range(3)]
    for variant in variants:
        await asked(ADD, token=token, variantId=_variant_id(variant), quantity=2)
    await in_transaction(_spoil, variants)

    cart = (await graphql(READ, token=token)).data["cart"]

    assert [line["problems"] for line in cart["lines"]] == [
        [
            {
                "__typename": "PriceChanged",
                "message": "The price is now 20,000.00 NGN.",
                "old": ngn(25_000_00),
                "new": ngn(20_000_00),
            }
        ],
        [{"__typename": "StockReduced", "message": "Only 1 are left.", "available": 1}],
        [{"__typename": "Unavailable", "message": "No longer available."}],
    ]
    assert [line["title"] is None for line in cart["lines"]] == [False, False, True]
    assert [line["product"] is None for line in cart["lines"]] == [False, False, True]
    assert cart["missing"][0] == {"__typename": "LineProblemsError", "code": "LINE_PROBLEMS", "path": ["lines"]}


async def test_updates_removes_and_clears() -> None:
    token = a_guest_token()
    dress, scarf = (await in_transaction(_stocked))[0], (await in_transaction(_stocked, title="Scarf"))[0]
    await asked(ADD, token=token, variantId=_variant_id(dress))
    both = (await asked(ADD, token=token, variantId=_variant_id(scarf)))["cart"]
    first, second = [line["id"] for line in both["lines"]]

    updated = await asked(UPDATE, token=token, lineId=first, quantity=4)
    removed = await asked(REMOVE, token=token, lineId=second)
    cleared = await asked(CLEAR, token=token)

    assert [line["quantity"] for line in updated["cart"]["lines"]] == [4, 1]
    assert [line["id"] for line in removed["cart"]["lines"]] == [first]
    assert (cleared["cart"]["lines"], cleared["cart"]["total"]) == ([], ngn(0))
    assert [error["code"] for error in cleared["cart"]["missing"]] == ["CART_EMPTY"]


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"quantity": 0}, "QUANTITY_OUT_OF_RANGE", ["quantity"]),
        ({"quantity": 100}, "QUANTITY_OUT_OF_RANGE", ["quantity"]),
        ({"currency": "XXXXXX"}, "UNKNOWN_CURRENCY", []),
        ({"variantId": "nonsense"}, "NOT_FOUND", ["variantId"]),
        ({"variantId": encode_id("Product", UUID(int=1))}, "NOT_FOUND", ["variantId"]),
        ({"variantId": encode_id("Variant", UUID(int=1))}, "VARIANT_UNAVAILABLE", ["variantId"]),
    ],
)
async def test_gives_bad_input_back_as_data(given: dict[str, Any], code: str, path: list[str]) -> None:
    dress, _ = await in_transaction(_stocked)

    payload = await asked(ADD, token=a_guest_token(), **{"variantId": _variant_id(dress), **given})

    [error] = payload["errors"]
    assert (error["__typename"], error["code"], error["path"]) == ("InputError", code, path)
    assert payload["cart"] is None
    assert await in_transaction(Cart.objects.count) == 0


@pytest.mark.parametrize("quantity", [2**31, 1.5, "1e3", True])
async def test_m01_takes_no_quantity_that_is_no_whole_number(quantity: object) -> None:
    answer = await graphql(
        ADD, {"input": {"variantId": encode_id("Variant", new_id()), "quantity": quantity}}, token=a_guest_token()
    )

    assert answer.error_codes == ["BAD_REQUEST"]
    assert answer.body.get("data") is None


async def test_a_stranger_s_line_looks_like_no_line() -> None:
    owner, stranger = a_guest_token(), a_guest_token()
    dress, _ = await in_transaction(_stocked)
    cart = (await asked(ADD, token=owner, variantId=_variant_id(dress)))["cart"]
    await asked(ADD, token=stranger, variantId=_variant_id(dress))

    answers = [
        (await asked(document, token=stranger, lineId=line_id, **more))["errors"]
        for line_id in (cart["lines"][0]["id"], encode_id("CartLine", new_id()))
        for document, more in ((UPDATE, {"quantity": 2}), (REMOVE, {}))
    ]

    assert answers == [answers[0]] * 4
    assert answers[0][0]["code"] == "NOT_FOUND"
    assert (await graphql(READ, token=owner)).data["cart"]["lines"][0]["quantity"] == 1


async def test_somebody_without_a_token_has_no_cart() -> None:
    dress, _ = await in_transaction(_stocked)

    payload = await asked(ADD, token=None, variantId=_variant_id(dress))

    assert (payload["cart"], payload["errors"][0]["code"]) == (None, "LOGIN_REQUIRED")
    assert (await graphql(READ)).data == {"cart": None}


async def test_keeps_the_cart_s_currency_unless_another_is_insisted_on() -> None:
    token = a_guest_token()
    dress, _ = await in_transaction(_stocked)
    await in_transaction(make_price, variant=dress, price=Money(40_00, "USD"))
    await asked(ADD, token=token, variantId=_variant_id(dress), currency="USD")

    kept = await asked(ADD, token=token, variantId=_variant_id(dress))
    refused = await asked(ADD, token=token, variantId=_variant_id(dress), currency="NGN")

    assert kept["cart"]["total"] == {"minor": 80_00, "currency": "USD", "exponent": 2}
    assert refused["errors"][0]["code"] == "CURRENCY_FIXED"


def _carts_of(sizes: tuple[int, int]) -> list[str]:
    tokens = []
    for size in sizes:
        owner = an_owner()
        items: dict[Variant, int] = {make_variant(): 1}
        items |= dict.fromkeys(make_product(sizes=[f"size {n}" for n in range(size - 1)] or ["M"]).variants.all(), 1)
        make_ready_cart(owner=owner, items=items)
        tokens.append(issue_guest(guest_id=owner.id, now=utc_now()))
    return tokens


async def test_reads_a_small_and_a_large_cart_with_the_same_statements() -> None:
    small, large = await in_transaction(_carts_of, (2, 50))

    counts = []
    for token, size in ((small, 2), (large, 50)):
        with counted_statements() as statements:
            cart = (await graphql(READ, token=token)).data["cart"]
        assert len(cart["lines"]) == size
        assert cart["missing"] == []
        counts.append(len(statements))

    # The cart itself, and one batch each of variants, products and vendors.
    assert counts == [7, 7]


async def test_a_guest_agrees_to_a_reminder_and_a_customer_is_sent_to_the_preferences() -> None:
    document = """mutation ($input: CartContactSetInput!) { cartContactSet(input: $input) {
        cart { email remindMe } errors { code path } } }"""
    variant, _ = await in_transaction(_stocked)
    answers = []
    for token in (a_guest_token(), await in_transaction(lambda: an_access_token(a_user()))):
        await asked(ADD, token=token, variantId=_variant_id(variant), quantity=1)
        answers.append(
            [
                await asked(document, token=token, **given)
                for given in (
                    {"remindMe": True},
                    {"email": "ada@example.com"},
                    {"remindMe": True},
                    {"email": "obi@example.com"},
                )
            ]
        )

    def cart(email: str, *, remind_me: bool = False, refused: Sequence[str] = ()) -> dict[str, Any]:
        errors = [{"code": refused[0], "path": [refused[1]]}] if refused else []
        return {"cart": {"email": email, "remindMe": remind_me}, "errors": errors}

    no = ("REMINDERS_ARE_PREFERENCES", "remindMe")
    assert answers == [
        [
            cart("", refused=("EMAIL_MISSING", "email")),
            cart("ada@example.com"),
            cart("ada@example.com", remind_me=True),
            cart("obi@example.com"),
        ],
        [cart("", refused=no), cart("ada@example.com"), cart("ada@example.com", refused=no), cart("obi@example.com")],
    ]
