"""What a review and its answer may claim when the purchase is undone, or the house may do nothing any more."""

from functools import partial
from uuid import UUID

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from domains.catalogue.models import Product
from domains.common.clock import utc_now
from domains.common.errors import NotFound
from domains.identity.models import User
from domains.identity.viewer import Owner
from domains.orders.models import Order
from domains.orders.services.cancel_order import cancel_order
from domains.reviews.errors import NotBought, OwnHouse
from domains.reviews.models import Review, ReviewSummary, ReviewVote
from domains.reviews.services.reply import reply_to_review
from domains.reviews.services.verify_again import verify_again
from domains.reviews.services.vote import set_vote
from domains.reviews.services.write_review import create_review
from domains.reviews.wording import ReviewWords
from domains.vendors.errors import HouseClosed
from domains.vendors.models import VendorMember
from tests.concurrency import beside, many_connections, until_waiting
from tests.factories.catalogue import make_product
from tests.factories.identity import a_user
from tests.factories.reviews import a_member, buy, make_review
from tests.tasks.test_reactions import run_durable

pytestmark = pytest.mark.usefixtures("database")

WORDS = ReviewWords(rating=5, title="Lovely", body="", fit="")


@pytest.fixture(autouse=True)
def _our_reactions(settings: Settings) -> None:
    settings.REACTIONS = "tasks.reactions.REACTIONS"


def cancel(order: Order, shopper: User) -> None:
    owner = Owner(kind="customer", id=shopper.id)
    cancel_order(order_id=order.id, owner=owner, actor="customer:x", reason="", now=utc_now())


def proof(product: Product) -> tuple[bool, UUID | None]:
    """Whether the product's review is verified, and by which order."""
    return Review.objects.values_list("is_verified", "order_id").get(product=product)


def test_a_cancelled_purchase_verifies_nothing_and_another_one_does() -> None:
    shopper, product, other = a_user(), make_product(), make_product()
    first, second = (buy(user=shopper, product=product) for _ in range(2))
    elsewhere = buy(user=shopper, product=other)
    for each in (product, other):
        create_review(author_id=shopper.id, product_id=each.id, words=WORDS, now=utc_now())
    assert proof(product) == (True, second.id)

    cancel(second, shopper)
    run_durable("verify_reviews")
    assert proof(product) == (True, first.id)

    cancel(first, shopper)
    run_durable("verify_reviews")
    assert proof(product) == (False, None)
    # An opinion still, shown and counted.
    assert Review.objects.get(product=product).state == "published"
    assert ReviewSummary.objects.get(product=product).stars_5 == 1
    assert proof(other) == (True, elsewhere.id)

    verify_again(vendor_order_id=first.vendor_orders.get().id)
    assert proof(product) == (False, None)


def test_a_review_that_is_written_while_its_purchase_is_undone_is_none() -> None:
    shopper, product = a_user(), make_product()
    order = buy(user=shopper, product=product)
    write = partial(create_review, author_id=shopper.id, product_id=product.id, words=WORDS, now=utc_now())

    with many_connections():
        with transaction.atomic():
            cancel(order, shopper)
            writing, written = beside(write)
            until_waiting(1)
        writing.join(timeout=120)

    assert [type(answer) for answer in written] == [NotBought]
    assert not Review.objects.exists()


@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_a_house_that_may_do_nothing_answers_nobody(status: str) -> None:
    review = make_review()
    member, stranger = a_member(review.product.vendor), a_user()
    review.product.vendor.status = status
    review.product.vendor.save()

    with pytest.raises(HouseClosed):
        reply_to_review(review_id=review.id, member_id=member.id, text="Thanks", now=utc_now())
    with pytest.raises(NotFound):
        reply_to_review(review_id=review.id, member_id=stranger.id, text="Thanks", now=utc_now())

    review.refresh_from_db()
    assert (review.reply, review.replied_by_id) == ("", None)


def test_who_has_left_the_house_answers_for_it_no_more() -> None:
    review = make_review()
    member = a_member(review.product.vendor)
    reply_to_review(review_id=review.id, member_id=member.id, text="Thanks", now=utc_now())
    VendorMember.objects.filter(user=member).delete()

    with pytest.raises(NotFound):
        reply_to_review(review_id=review.id, member_id=member.id, text="Nonsense", now=utc_now())

    review.refresh_from_db()
    assert review.reply == "Thanks"


def test_nobody_reviews_what_their_own_house_sells() -> None:
    product = make_product()
    seller = a_member(product.vendor)
    buy(user=seller, product=product)

    with pytest.raises(OwnHouse):
        create_review(author_id=seller.id, product_id=product.id, words=WORDS, now=utc_now())

    assert not Review.objects.exists()


def test_nobody_votes_for_reviews_of_what_their_own_house_sells() -> None:
    review, voter = make_review(), a_user()
    set_vote(review_id=review.id, voter_id=voter.id, is_helpful=True, now=utc_now())
    VendorMember.objects.create(vendor=review.product.vendor, user=voter, role=VendorMember.Role.STAFF)
    beside_them = a_member(review.product.vendor)

    with pytest.raises(OwnHouse):
        set_vote(review_id=review.id, voter_id=beside_them.id, is_helpful=True, now=utc_now())

    assert ReviewVote.objects.get().voter_id == voter.id
    set_vote(review_id=review.id, voter_id=voter.id, is_helpful=False, now=utc_now())
    assert not ReviewVote.objects.exists()
