"""A vendor puts a product away for good: nobody is shown it any more, and what was stays told."""

from collections.abc import Callable
from functools import partial

import pytest

from domains.catalogue.errors import ProductStepRefused
from domains.catalogue.models import Price, Product, Variant
from domains.catalogue.sales import sellable_variants
from domains.catalogue.submissions.errors import SubmissionsDecided
from domains.catalogue.submissions.models import Submission
from domains.catalogue.submissions.services.decide import approve_submission
from domains.catalogue.submissions.services.offer_products import (
    archive_own_product,
    change_product,
    submit_product,
    take_from_sale,
)
from domains.common.errors import Denied, NotFound
from domains.inventory.models import StockMovement
from domains.vendors.errors import HouseClosed
from tests.concurrency import all_at_once, deadlocks, many_connections
from tests.domains.own_products import NOW, a_draft, a_house, events
from tests.factories.inventory import make_stock
from tests.factories.vendors import make_member, make_vendor

pytestmark = pytest.mark.usefixtures("database")


def test_hides_what_is_shown_at_once_and_drops_its_revision() -> None:
    member, product = a_house()
    variant = product.variants.get()
    make_stock(variant=variant, on_hand=3)
    change_product(product_id=product.id, member_id=member.id, changes={"title": "Buba"}, now=NOW)
    told = len(events())

    archive_own_product(product_id=product.id, member_id=member.id, now=NOW)

    kept, waited = Product.objects.get(), Submission.objects.get()
    assert (kept.state, kept.title, kept.updated_at) == ("archived", product.title, NOW)
    assert (waited.state, waited.decided_by, waited.decided_at) == ("withdrawn", f"customer:{member.id}", NOW)
    assert events()[told:] == ["ProductHidden"]
    assert sellable_variants(variant_ids=[variant.id], currency="NGN", now=NOW) == {}
    assert (Variant.objects.count(), Price.objects.count(), StockMovement.objects.count()) == (1, 1, 1)


def test_a_draft_goes_unseen() -> None:
    member, product = a_draft()

    archive_own_product(product_id=product.id, member_id=member.id, now=NOW)

    assert (Product.objects.get().state, events()) == ("archived", [])


def test_what_waits_for_staff_is_withdrawn() -> None:
    member, product = a_draft()
    waiting = submit_product(product_id=product.id, member_id=member.id, now=NOW)

    archive_own_product(product_id=product.id, member_id=member.id, now=NOW)

    assert (Product.objects.get().state, Submission.objects.get().state) == ("archived", "withdrawn")
    with pytest.raises(SubmissionsDecided):
        approve_submission(submission_id=waiting.id, actor="staff:1", now=NOW)


def test_is_for_good() -> None:
    member, product = a_house()
    change = partial(change_product, changes={"title": "Buba"})
    steps: list[Callable[..., object]] = [archive_own_product, submit_product, take_from_sale, change]
    archive_own_product(product_id=product.id, member_id=member.id, now=NOW)

    for step in steps:
        with pytest.raises(ProductStepRefused):
            step(product_id=product.id, member_id=member.id, now=NOW)

    assert (Product.objects.get().state, events()) == ("archived", ["ProductHidden"])


def test_is_for_those_who_may_offer() -> None:
    member, product = a_house()
    helper, stranger = make_member(vendor=product.vendor, role="staff"), make_member(vendor=make_vendor())
    product.vendor.status = "suspended"

    for somebody, error in ((helper, Denied), (stranger, NotFound)):
        with pytest.raises(error):
            archive_own_product(product_id=product.id, member_id=somebody.id, now=NOW)
    product.vendor.save()
    with pytest.raises(HouseClosed):
        archive_own_product(product_id=product.id, member_id=member.id, now=NOW)

    assert (Product.objects.get().state, events()) == ("published", [])


def test_staff_who_approve_at_that_moment_show_nothing_in_the_end() -> None:
    houses = [a_draft() for _ in range(6)]
    waiting = [submit_product(product_id=product.id, member_id=member.id, now=NOW) for member, product in houses]
    before = deadlocks()
    deeds = [
        deed
        for (member, product), submission in zip(houses, waiting, strict=True)
        for deed in (
            partial(archive_own_product, product_id=product.id, member_id=member.id, now=NOW),
            partial(approve_submission, submission_id=submission.id, actor="staff:1", now=NOW),
        )
    ]

    with many_connections():
        answers = all_at_once(deeds)

    assert {type(each) for each in answers if isinstance(each, Exception)} <= {SubmissionsDecided}
    assert deadlocks() - before == 0
    assert set(Product.objects.values_list("state", flat=True)) == {"archived"}
    told = events()
    assert told.count("ProductHidden") == told.count("ProductPublished")
