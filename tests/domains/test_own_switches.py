"""What a vendor stops selling, which is at once, and offers again, which needs a yes where the product is shown."""

import pytest

from domains.catalogue.errors import NotReadyToPublish, ProductStepRefused
from domains.catalogue.models import Product, Variant
from domains.catalogue.submissions.models import Submission
from domains.catalogue.submissions.services.offer_products import change_product, take_from_sale
from domains.common.errors import Denied, NotFound
from tests.domains.own_products import NOW, a_draft, a_house, approve, events, offered, switch
from tests.factories.vendors import make_member, make_vendor

pytestmark = pytest.mark.usefixtures("database")


def test_stops_offering_at_once_whatever_the_state() -> None:
    member, product = a_draft(sizes=("S", "M"))
    _, shown = a_house(sizes=("S", "M"))
    owner = make_member(vendor=shown.vendor)

    switch(product, member, {product.variants.order_by("position")[0]: False})
    switch(shown, owner, {shown.variants.order_by("position")[0]: False})

    assert [is_active for *_, is_active in offered(product)] == [False, True]
    assert [is_active for *_, is_active in offered(shown)] == [False, True]
    assert events() == ["ProductChanged", "ProductChanged"]
    assert Submission.objects.count() == 0
    assert Product.objects.get(id=shown.id).updated_at == NOW


def test_what_is_shown_offers_more_once_staff_said_yes() -> None:
    member, product = a_house(sizes=("S", "M", "L"))
    small, medium, large = product.variants.order_by("position")
    switch(product, member, {small: False})

    switch(product, member, {small: True, medium: False, large: True})
    meanwhile = [is_active for *_, is_active in offered(product)]
    waiting = Submission.objects.get().changes
    approve()

    assert meanwhile == [False, False, True]
    assert waiting == {"switched": {str(small.id): True}}
    assert [is_active for *_, is_active in offered(product)] == [True, False, True]


def test_a_second_thought_takes_the_switch_out_of_the_revision() -> None:
    member, product = a_house(title="Agbada", sizes=("S", "M"))
    small, _ = product.variants.order_by("position")
    Variant.objects.filter(id=small.id).update(is_active=False)
    switch(product, member, {small: True})

    switch(product, member, {small: False})
    alone = Submission.objects.get()
    switch(product, member, {small: True})
    change_product(product_id=product.id, member_id=member.id, changes={"title": "Buba"}, now=NOW)
    switch(product, member, {small: False})

    assert (alone.state, alone.decided_by) == ("withdrawn", f"customer:{member.id}")
    assert Submission.objects.get(state="waiting").changes == {"title": "Buba"}
    assert [is_active for *_, is_active in offered(product)] == [False, True]


def test_takes_a_product_from_sale_at_once_and_drops_what_waits() -> None:
    member, product = a_house(sizes=("M",))
    change_product(product_id=product.id, member_id=member.id, changes={"title": "Buba"}, now=NOW)

    take_from_sale(product_id=product.id, member_id=member.id, now=NOW)

    waited = Submission.objects.get()
    assert Product.objects.get().state == "draft"
    assert (waited.state, waited.decided_by) == ("withdrawn", f"customer:{member.id}")
    assert events() == ["ProductSubmitted", "ProductHidden"]
    with pytest.raises(ProductStepRefused):
        take_from_sale(product_id=product.id, member_id=member.id, now=NOW)


def test_only_those_who_may_offer_take_from_sale() -> None:
    _, product = a_house()
    helper, stranger = make_member(vendor=product.vendor, role="staff"), make_member(vendor=make_vendor())

    for somebody, error in ((helper, Denied), (stranger, NotFound)):
        with pytest.raises(error):
            take_from_sale(product_id=product.id, member_id=somebody.id, now=NOW)

    assert (Product.objects.get().state, events()) == ("published", [])


def test_switching_to_what_is_so_already_waits_for_nobody() -> None:
    member, product = a_house()

    switch(product, member, {product.variants.get(): True})

    assert Submission.objects.count() == 0


def test_something_is_left_to_buy() -> None:
    member, product = a_house(sizes=("S", "M"))
    small, medium = product.variants.order_by("position")

    with pytest.raises(NotReadyToPublish):
        switch(product, member, {small: False, medium: False})
    switch(product, member, {small: False})
    with pytest.raises(NotReadyToPublish):
        switch(product, member, {medium: False})

    assert [is_active for *_, is_active in offered(product)] == [False, True]
