"""Variants that a vendor adds or no longer offers: at once in a draft, with a revision where the product is shown."""

from datetime import timedelta
from functools import partial

import pytest

from domains.catalogue.errors import (
    BadPrice,
    CodeTaken,
    CombinationTaken,
    ProductStepRefused,
    SkuTaken,
    TooManyOptions,
    TooManyVariants,
    UnknownAxis,
    UnknownOption,
)
from domains.catalogue.extending import AddedVariant, Additions, Amount, NewChoice
from domains.catalogue.models import OptionValue, Price, PriceRange, Product, Variant
from domains.catalogue.submissions.errors import ProductInReview
from domains.catalogue.submissions.models import Submission
from domains.catalogue.submissions.services.decide import reject_submission
from domains.catalogue.submissions.services.offer_products import change_product, withdraw_product
from domains.catalogue.submissions.services.offer_variants import add_to_product, switch_in_product
from domains.common.errors import Denied, InvalidInput, NotFound
from domains.common.ids import new_id
from domains.identity.models import User
from domains.vendors.errors import HouseClosed
from domains.vendors.models import Vendor
from tests.domains.own_products import NOW, a_draft, a_house, approve, events, offered, switch
from tests.factories.catalogue import make_product, make_variant
from tests.factories.vendors import make_member, make_vendor
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

LARGE = NewChoice(axis="size", code="l", name="L")


def variant(sku: str, size: str, *prices: int) -> AddedVariant:
    amounts = tuple(Amount(minor=minor, currency="NGN") for minor in prices)
    return AddedVariant(sku=sku, options={"size": size}, weight_grams=300, prices=amounts)


def add(product: Product, member: User, *variants: AddedVariant, values: tuple[NewChoice, ...] = ()) -> None:
    additions = Additions(values=values, variants=variants)
    add_to_product(product_id=product.id, member_id=member.id, additions=additions, now=NOW)


def test_a_draft_has_them_at_once() -> None:
    member, product = a_draft(sizes=("M",))
    medium = product.variants.get()

    add(product, member, variant("AG-L", "l", 90_00), values=(LARGE,))

    assert offered(product) == [(medium.sku, {"size": "m"}, True), ("AG-L", {"size": "l"}, True)]
    large = Variant.objects.get(sku="AG-L")
    assert (large.position, large.weight_grams) == (1, 300)
    assert list(large.prices.values_list("amount_minor", "currency", "valid_from")) == [(90_00, "NGN", NOW)]
    assert list(OptionValue.objects.order_by("position").values_list("code", "position")) == [("m", 0), ("l", 1)]
    assert events() == ["PriceChanged", "ProductChanged"]
    assert Product.objects.get().updated_at == NOW
    assert Submission.objects.count() == 0


def test_shoppers_see_them_once_a_revision_is_approved_and_pay_from_then_on() -> None:
    member, product = a_house(sizes=("M",))
    medium = product.variants.get()
    later = NOW + timedelta(days=2)

    add(product, member, variant("AG-L", "l", 90_00), values=(LARGE,))
    before = offered(product), OptionValue.objects.count(), Price.objects.count()
    waiting = Submission.objects.get()
    approve(later)

    assert before == ([(medium.sku, {"size": "m"}, True)], 1, 1)
    assert waiting.changes == {
        "values": [{"axis": "size", "code": "l", "name": "L", "swatch": ""}],
        "variants": [
            {
                "sku": "AG-L",
                "options": {"size": "l"},
                "weight_grams": 300,
                "prices": [{"minor": 90_00, "currency": "NGN"}],
            }
        ],
    }
    assert offered(product) == [(medium.sku, {"size": "m"}, True), ("AG-L", {"size": "l"}, True)]
    assert Price.objects.get(variant__sku="AG-L").valid_from == later
    assert PriceRange.objects.get(product=product, valid_from=later).lowest_minor == 90_00
    assert Product.objects.get().state == "published"
    assert events() == ["ProductSubmitted", "PriceChanged", "ProductChanged", "ProductApproved"]


def test_join_the_texts_that_wait_and_each_other() -> None:
    member, product = a_house(sizes=("S", "M"))
    small, medium = product.variants.order_by("position")
    change_product(product_id=product.id, member_id=member.id, changes={"title": "Agbada"}, now=NOW)

    add(product, member, variant("AG-L", "l"), values=(LARGE,))
    add(product, member, variant("AG-XL", "xl"), values=(NewChoice(axis="size", code="xl", name="XL"),))
    Variant.objects.filter(id=small.id).update(is_active=False)
    switch(product, member, {small: True})
    waiting = Submission.objects.get().changes
    approve()

    assert [value["code"] for value in waiting["values"]] == ["l", "xl"]
    assert waiting["switched"] == {str(small.id): True}
    assert offered(product) == [
        (small.sku, {"size": "s"}, True),
        (medium.sku, {"size": "m"}, True),
        ("AG-L", {"size": "l"}, True),
        ("AG-XL", {"size": "xl"}, True),
    ]
    assert Product.objects.get().title == "Agbada"


@pytest.mark.parametrize("state", ["draft", "published"])
@pytest.mark.parametrize(
    ("additions", "error", "path"),
    [
        (Additions(variants=(variant("TAKEN", "s"),)), SkuTaken, ("variants", "0", "sku")),
        (
            Additions(values=(LARGE,), variants=(variant("X", "s"), variant("X", "l"))),
            SkuTaken,
            ("variants", "1", "sku"),
        ),
        (Additions(variants=(variant("X", "m"),)), CombinationTaken, ("variants", "0", "options")),
        (Additions(variants=(variant("X", "s"), variant("Y", "s"))), CombinationTaken, ("variants", "1", "options")),
        (Additions(variants=(variant("X", "xs"),)), UnknownOption, ("variants", "X")),
        (Additions(variants=(AddedVariant(sku="X", options={}),)), UnknownOption, ("variants", "X")),
        (
            Additions(variants=(AddedVariant(sku="X", options={"size": "s", "cut": "slim"}),)),
            UnknownAxis,
            ("variants", "0", "options"),
        ),
        (Additions(values=(NewChoice(axis="cut", code="slim", name="Slim"),)), UnknownAxis, ("values", "0", "axis")),
        (Additions(values=(NewChoice(axis="size", code="m", name="M"),)), CodeTaken, ("values", "0", "code")),
        (Additions(values=(LARGE, LARGE)), CodeTaken, ("values", "1", "code")),
        (
            Additions(values=tuple(NewChoice(axis="size", code=f"{n}", name=f"{n}") for n in range(99))),
            TooManyOptions,
            (),
        ),
        (Additions(variants=tuple(variant(f"{n}", f"{n}") for n in range(200))), TooManyVariants, ("variants",)),
        (Additions(variants=(variant("X", "s", 0),)), BadPrice, ("variants", "0", "prices")),
        (Additions(variants=(variant("X", "s", 10, 20),)), BadPrice, ("variants", "0", "prices")),
        (Additions(), InvalidInput, ("variants",)),
        (Additions(variants=tuple(variant(f"{n}", "s") for n in range(201))), InvalidInput, ("variants",)),
    ],
    ids=[
        "sku of another product", "sku twice", "combination", "combination twice", "unknown value", "axis left open",
        "axis of no product", "value of no axis", "code", "code twice", "values", "variants", "price of nothing",
        "two prices", "nothing", "too much at once",
    ],
)  # fmt: skip
def test_refuses_what_does_not_fit_and_changes_nothing(
    state: str, additions: Additions, error: type[InvalidInput], path: tuple[str, ...]
) -> None:
    member, product = a_house(sizes=("S", "M"), state=state, price=None)
    product.variants.filter(options={"size": "s"}).delete()
    make_variant(sku="TAKEN")

    with pytest.raises(error) as refused:
        add_to_product(product_id=product.id, member_id=member.id, additions=additions, now=NOW)

    assert refused.value.path == path
    assert (Variant.objects.filter(product=product).count(), Submission.objects.count(), events()) == (1, 0, [])
    assert OptionValue.objects.filter(axis__product=product).count() == 2


def test_what_waits_counts_as_if_it_were_there() -> None:
    member, product = a_house(sizes=("S", "M"))
    add(product, member, variant("AG-L", "l"), values=(LARGE,))
    waiting = Submission.objects.get().changes

    for again, error in (
        (Additions(values=(LARGE,)), CodeTaken),
        (Additions(variants=(variant("AG-XL", "l"),)), CombinationTaken),
        (Additions(variants=(variant("AG-L", "s"),)), CombinationTaken),
        (
            Additions(values=(NewChoice(axis="size", code="xl", name="XL"),), variants=(variant("AG-L", "xl"),)),
            SkuTaken,
        ),
    ):
        with pytest.raises(error):
            add_to_product(product_id=product.id, member_id=member.id, additions=again, now=NOW)

    assert Submission.objects.get().changes == waiting


def test_what_was_taken_meanwhile_is_not_approved_and_waits_on() -> None:
    member, product = a_house(title="Agbada", sizes=("M",))
    change_product(product_id=product.id, member_id=member.id, changes={"title": "Buba"}, now=NOW)
    add(product, member, variant("AG-L", "l", 90_00), values=(LARGE,))
    make_variant(sku="AG-L")

    with pytest.raises(SkuTaken):
        approve()

    assert Submission.objects.get().state == "waiting"
    assert (Product.objects.get(id=product.id).title, len(offered(product))) == ("Agbada", 1)
    assert events() == ["ProductSubmitted"]


@pytest.mark.parametrize("end", ["rejected", "withdrawn"])
def test_a_dropped_revision_leaves_nothing_behind(end: str) -> None:
    member, product = a_house(sizes=("M",))
    add(product, member, variant("AG-L", "l"), values=(LARGE,))
    if end == "rejected":
        reject_submission(submission_id=Submission.objects.get().id, reason="No", actor="staff:1", now=NOW)
    else:
        withdraw_product(product_id=product.id, member_id=member.id, now=NOW)

    assert len(offered(product)) == 1
    add(product, member, variant("AG-L", "l"), values=(LARGE,))
    approve()
    assert [sku for sku, *_ in offered(product)][1:] == ["AG-L"]


@pytest.mark.parametrize(("state", "error"), [("review", ProductInReview), ("archived", ProductStepRefused)])
def test_what_is_in_review_or_put_away_is_left_alone(state: str, error: type[Exception]) -> None:
    member, product = a_house(sizes=("M",), state=state)

    with pytest.raises(error):
        add(product, member, variant("AG-L", "l"), values=(LARGE,))
    with pytest.raises(error):
        switch(product, member, {product.variants.get(): False})

    assert (len(offered(product)), events()) == (1, [])


def test_staff_of_a_house_add_to_drafts_only() -> None:
    vendor = make_vendor()
    helper = make_member(vendor=vendor, role="staff")
    unsent = make_product(vendor=vendor, sizes=("M",), state="draft", publish_at=None)
    shown = make_product(vendor=vendor, sizes=("M",))

    add(unsent, helper, variant("AG-L", "l"), values=(LARGE,))
    for deed in (
        partial(add, shown, helper, variant("AG-XL", "l"), values=(LARGE,)),
        partial(switch, shown, helper, {shown.variants.get(): False}),
    ):
        with pytest.raises(Denied):
            deed()

    assert (len(offered(unsent)), len(offered(shown)), Submission.objects.count()) == (2, 1, 0)


@pytest.mark.parametrize(
    ("status", "draft", "shown"),
    [
        ("applied", True, False),
        ("approved", True, True),
        ("on_holiday", True, True),
        ("suspended", False, False),
        ("closed", False, False),
    ],
)
def test_the_vendors_status_says_what_its_people_may_do(status: str, draft: bool, shown: bool) -> None:
    vendor = make_vendor(status=status)
    member = make_member(vendor=vendor)
    for state, may in (("draft", draft), ("published", shown)):
        product = make_product(vendor=vendor, sizes=("M",), state=state)
        adding = partial(add, product, member, variant(f"AG-{state}", "l"), values=(LARGE,))
        if may:
            adding()
            continue
        with pytest.raises(HouseClosed):
            adding()

    assert Variant.objects.filter(sku="AG-draft").exists() is draft
    assert Submission.objects.exists() is shown


def test_others_products_and_variants_are_as_unknown_as_none() -> None:
    member, product = a_draft(sizes=("M",))
    _, foreign = a_draft(sizes=("M",))
    messages = set()

    for product_id in (foreign.id, new_id()):
        for deed in (
            partial(add_to_product, additions=Additions(values=(LARGE,))),
            partial(switch_in_product, switched={foreign.variants.get().id: False}),
        ):
            with pytest.raises(NotFound) as refused:
                deed(product_id=product_id, member_id=member.id, now=NOW)
            messages.add((refused.value.message, refused.value.path))
    for key in (foreign.variants.get().id, new_id()):
        with pytest.raises(NotFound) as missing:
            switch_in_product(product_id=product.id, member_id=member.id, switched={key: False}, now=NOW)
        assert missing.value.path == ("variants",)

    assert len(messages) == 1
    assert list(Variant.objects.values_list("is_active", flat=True)) == [True, True]
    assert events() == []


@pytest.mark.parametrize("count", [1, 50])
def test_needs_as_many_statements_for_one_as_for_fifty(count: int) -> None:
    member, product = a_house(sizes=("M",))
    unsent = make_product(vendor=product.vendor, sizes=("M",), state="draft", publish_at=None)

    def many(word: str) -> Additions:
        codes = [f"{word}-{n}" for n in range(count)]
        return Additions(
            values=tuple(NewChoice(axis="size", code=code, name=code) for code in codes),
            variants=tuple(variant(code, code, 10_00) for code in codes),
        )

    with counted_statements() as drafting:
        add_to_product(product_id=unsent.id, member_id=member.id, additions=many("a"), now=NOW)
    with counted_statements() as offering:
        add_to_product(product_id=product.id, member_id=member.id, additions=many("b"), now=NOW)
    with counted_statements() as approving:
        approve()

    assert (len(drafting), len(offering), len(approving)) == (16, 10, 22), (drafting, offering, approving)


def test_a_house_that_is_closed_meanwhile_has_the_last_word() -> None:
    member, product = a_house(sizes=("M",))
    Vendor.objects.filter(id=product.vendor_id).update(status="closed")

    with pytest.raises(HouseClosed):
        withdraw_product(product_id=product.id, member_id=member.id, now=NOW)
