"""Who may review, what is kept, who may vote, and that summaries count right however many write at once."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from django.test import override_settings

from config.audit.snapshot import audit
from domains.common.clock import utc_now
from domains.common.errors import InvalidInput, NotFound
from domains.common.ids import new_id
from domains.common.models import OutboxEvent
from domains.identity.models import User
from domains.identity.viewer import Owner
from domains.orders.services.cancel_order import cancel_order
from domains.reviews.errors import AlreadyReviewed, EditingOver, ModerationRefused, NotBought, OwnReview
from domains.reviews.models import Review, ReviewSummary, ReviewVote
from domains.reviews.services.moderate import publish_review, reject_review
from domains.reviews.services.reply import reply_to_review
from domains.reviews.services.vote import set_vote
from domains.reviews.services.write_review import create_review, delete_review, update_review
from domains.reviews.wording import ReviewWords, checked, shown_name
from tests.concurrency import all_at_once, many_connections
from tests.factories.catalogue import make_product
from tests.factories.identity import a_user
from tests.factories.orders import make_order, make_paid_order
from tests.factories.reviews import a_member, buy, make_review

pytestmark = pytest.mark.usefixtures("database")

NOW = utc_now()


def words(*, rating: int = 5, title: str = "Lovely", body: str = "", fit: str = "") -> ReviewWords:
    return ReviewWords(rating=rating, title=title, body=body, fit=fit)


def stars(product_id: UUID) -> tuple[int, ...]:
    found = ReviewSummary.objects.filter(product_id=product_id)
    return next(iter(found.values_list("stars_1", "stars_2", "stars_3", "stars_4", "stars_5")), (0, 0, 0, 0, 0))


def in_step() -> bool:
    return not [breach for breach in audit() if breach.invariant.id.startswith("E-")]


def test_a_buyer_reviews_once_and_is_shown_at_once() -> None:
    shopper, product = a_user(), make_product()
    order = buy(user=shopper, product=product)

    review = create_review(author_id=shopper.id, product_id=product.id, words=words(fit="runs_small"), now=NOW)

    assert (review.state, review.is_verified, review.order_id) == ("published", True, order.id)
    assert (review.author_name, review.author_country) == ("Ada O.", "NG")
    assert stars(product.id) == (0, 0, 0, 0, 1)
    assert ReviewSummary.objects.get(product=product).runs_small == 1
    event = OutboxEvent.objects.get(name="ReviewWritten")
    assert event.payload["author_id"] == str(shopper.id)
    with pytest.raises(AlreadyReviewed):
        create_review(author_id=shopper.id, product_id=product.id, words=words(rating=1), now=NOW)
    assert stars(product.id) == (0, 0, 0, 0, 1)


def _never_bought(shopper: User) -> UUID:
    return make_product().id


def _not_captured(shopper: User) -> UUID:
    product = make_product()
    make_order(now=NOW, owner=Owner(kind="customer", id=shopper.id), items={product.variants.get(): 1})
    return product.id


def _cancelled(shopper: User) -> UUID:
    product = make_product()
    order = buy(user=shopper, product=product)
    cancel_order(order_id=order.id, owner=Owner(kind="customer", id=shopper.id), actor="customer:x", reason="", now=NOW)
    return product.id


def _bought_by_a_guest_of_the_same_id(shopper: User) -> UUID:
    product = make_product()
    make_paid_order(now=NOW, owner=Owner(kind="guest", id=shopper.id), items={product.variants.get(): 1})
    return product.id


@pytest.mark.parametrize("history", [_never_bought, _not_captured, _cancelled, _bought_by_a_guest_of_the_same_id])
def test_nobody_else_may_review(history: Callable[[User], UUID]) -> None:
    shopper = a_user()
    product_id = history(shopper)

    with pytest.raises(NotBought):
        create_review(author_id=shopper.id, product_id=product_id, words=words(), now=NOW)

    assert not Review.objects.exists()


def test_waits_for_staff_where_that_is_wanted() -> None:
    shopper, product = a_user(), make_product()
    buy(user=shopper, product=product)

    with override_settings(REVIEWS_AUTO_PUBLISH=False):
        review = create_review(author_id=shopper.id, product_id=product.id, words=words(), now=NOW)

    assert review.state == "pending"
    assert stars(product.id) == (0, 0, 0, 0, 0)


def test_is_changed_by_its_writer_for_thirty_days() -> None:
    author = a_user()
    review = make_review(author=author, written_at=NOW)
    almost = NOW + timedelta(days=30) - timedelta(microseconds=1)

    changed = update_review(review_id=review.id, author_id=author.id, words=words(rating=2), now=almost)

    assert (changed.rating, changed.state, changed.edited_at) == (2, "published", almost)
    assert stars(review.product_id) == (0, 1, 0, 0, 0)
    with pytest.raises(EditingOver):
        update_review(review_id=review.id, author_id=author.id, words=words(rating=3), now=NOW + timedelta(days=30))
    assert stars(review.product_id) == (0, 1, 0, 0, 0)


def test_a_rejected_one_waits_for_staff_after_a_change() -> None:
    author = a_user()
    review = make_review(author=author, state=Review.State.REJECTED)

    changed = update_review(review_id=review.id, author_id=author.id, words=words(), now=NOW)

    assert changed.state == "pending"


def test_a_rejected_one_that_is_taken_back_and_written_anew_waits_for_staff() -> None:
    shopper, product = a_user(), make_product()
    buy(user=shopper, product=product)
    review = create_review(author_id=shopper.id, product_id=product.id, words=words(), now=NOW)
    reject_review(review_id=review.id, reason="Rude.", actor="staff:x", now=NOW)
    delete_review(review_id=review.id, author_id=shopper.id)

    again = create_review(author_id=shopper.id, product_id=product.id, words=words(), now=NOW)
    assert (again.state, stars(product.id)) == ("pending", (0, 0, 0, 0, 0))

    publish_review(review_id=again.id, actor="staff:x", now=NOW)
    delete_review(review_id=again.id, author_id=shopper.id)
    last = create_review(author_id=shopper.id, product_id=product.id, words=words(), now=NOW)
    assert (last.state, stars(product.id)) == ("published", (0, 0, 0, 0, 1))


def test_belongs_to_its_writer_alone() -> None:
    review, stranger = make_review(title="Mine"), a_user()

    with pytest.raises(NotFound):
        update_review(review_id=review.id, author_id=stranger.id, words=words(title="Theirs"), now=NOW)
    with pytest.raises(NotFound):
        delete_review(review_id=review.id, author_id=stranger.id)

    assert Review.objects.get().title == "Mine"
    assert not OutboxEvent.objects.exists()


def test_taken_back_with_its_votes() -> None:
    review = make_review()
    set_vote(review_id=review.id, voter_id=a_user().id, is_helpful=True, now=NOW)
    assert review.author_id

    delete_review(review_id=review.id, author_id=review.author_id)

    assert not Review.objects.exists()
    assert not ReviewVote.objects.exists()
    assert stars(review.product_id) == (0, 0, 0, 0, 0)


def test_stays_when_its_writer_leaves() -> None:
    author = a_user()
    review = make_review(author=author)

    author.delete()

    assert Review.objects.get().author_id is None
    assert stars(review.product_id) == (0, 0, 0, 0, 1)


def test_goes_with_its_product() -> None:
    review = make_review(product=make_product(price=None))
    set_vote(review_id=review.id, voter_id=a_user().id, is_helpful=True, now=NOW)

    review.product.delete()

    assert not Review.objects.exists()
    assert not ReviewSummary.objects.exists()


def test_counts_a_vote_once_and_takes_it_back() -> None:
    review, voter = make_review(), a_user()

    for _ in range(2):
        set_vote(review_id=review.id, voter_id=voter.id, is_helpful=True, now=NOW)
    assert Review.objects.get().helpful_count == 1
    for _ in range(2):
        set_vote(review_id=review.id, voter_id=voter.id, is_helpful=False, now=NOW)

    assert Review.objects.get().helpful_count == 0


def test_takes_no_vote_of_the_writer_nor_for_what_is_not_shown() -> None:
    review, waiting = make_review(), make_review(state=Review.State.PENDING)
    assert review.author_id

    with pytest.raises(OwnReview):
        set_vote(review_id=review.id, voter_id=review.author_id, is_helpful=True, now=NOW)
    for unknown in (waiting.id, new_id()):
        with pytest.raises(NotFound):
            set_vote(review_id=unknown, voter_id=a_user().id, is_helpful=True, now=NOW)

    assert not ReviewVote.objects.exists()


def test_is_answered_by_the_house_alone() -> None:
    review, stranger = make_review(), a_user()
    elsewhere = a_member(make_product().vendor)
    for nobody in (stranger, elsewhere):
        with pytest.raises(NotFound):
            reply_to_review(review_id=review.id, member_id=nobody.id, text="Thanks", now=NOW)
    assert Review.objects.get().reply == ""

    member = a_member(review.product.vendor)
    reply_to_review(review_id=review.id, member_id=member.id, text=" Thank you! \r\n\r\n\r\n\r\nAda", now=NOW)
    reply_to_review(review_id=review.id, member_id=member.id, text="Thanks", now=NOW)

    answered = Review.objects.get()
    assert (answered.reply, answered.replied_by_id) == ("Thanks", member.id)
    assert OutboxEvent.objects.filter(name="ReviewReplied").count() == 1


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        (words(rating=0), "rating"),
        (words(rating=6), "rating"),
        (words(rating=True), "rating"),
        (words(title=""), "title"),
        (words(title=" \u2028 "), "title"),
        (words(title="x" * 101), "title"),
        (words(title="x" * 10**6), "title"),
        (words(title="a\x00b"), "title"),
        (words(title="\u202egnp.exe"), "title"),
        (words(body="a\x07b"), "body"),
        (words(body="\ud800"), "body"),
        (words(body="x" * 4_001), "body"),
        (words(body="\n" * 10**6), "body"),
    ],
    ids=lambda value: str(value)[:30] if isinstance(value, str) else "",
)
def test_refuses_words_that_break_a_rule(bad: ReviewWords, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked(bad)

    assert refused.value.path == (field,)


def test_keeps_words_composed_and_in_lines() -> None:
    said = checked(words(title="  \ufb01ne  fit ", body="One\r\n two \u2028\n\n\n\nthree\n"))

    assert (said.title, said.body) == ("fine fit", "One\ntwo\n\nthree")


@pytest.mark.parametrize(
    ("full_name", "shown"),
    [("Ada Obi", "Ada O."), ("Ada", "Ada"), ("", "A customer"), (" Ada  Ngozi Obi", "Ada O."), ("x" * 150, "x" * 60)],
)
def test_names_the_writer_by_an_initial(full_name: str, shown: str) -> None:
    assert shown_name(full_name) == shown


def test_keeps_summaries_and_votes_right_when_all_write_at_once() -> None:
    review, product = make_review(), make_product()
    shoppers = [a_user() for _ in range(12)]
    for shopper in shoppers[:3]:
        buy(user=shopper, product=product)
    written = [make_review(product=product, author=shopper, rating=3) for shopper in shoppers[3:]]
    calls: list[Callable[[], object]] = [
        partial(create_review, author_id=shopper.id, product_id=product.id, words=words(rating=4), now=NOW)
        for shopper in shoppers[:3] * 3
    ]
    calls += [
        partial(set_vote, review_id=review.id, voter_id=shopper.id, is_helpful=True, now=NOW)
        for shopper in shoppers * 2
    ]
    calls += [
        partial(update_review, review_id=one.id, author_id=one.author_id, words=words(rating=1), now=NOW)
        for one in written[:5]
        if one.author_id
    ]
    calls += [partial(delete_review, review_id=one.id, author_id=one.author_id) for one in written[5:] if one.author_id]

    with many_connections():
        answers = all_at_once(calls)

    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert [type(answer) for answer in refused] == [AlreadyReviewed] * 6
    assert stars(product.id) == (5, 0, 0, 3, 0)
    assert Review.objects.get(id=review.id).helpful_count == 12
    assert in_step()


def test_keeps_the_histogram_right_while_staff_moderate_and_writers_change_at_once() -> None:
    product = make_product()
    reviews = [make_review(product=product, rating=1 + number % 5) for number in range(10)]
    calls: list[Callable[[], object]] = []
    for review in reviews:
        assert review.author_id
        calls += [
            partial(reject_review, review_id=review.id, reason="Rude.", actor="staff:x", now=NOW),
            partial(publish_review, review_id=review.id, actor="staff:x", now=NOW),
            partial(update_review, review_id=review.id, author_id=review.author_id, words=words(rating=4), now=NOW),
        ]

    with many_connections():
        answers = all_at_once(calls * 2)

    assert {type(answer) for answer in answers if isinstance(answer, Exception)} <= {ModerationRefused}
    shown = Review.objects.filter(product=product, state="published")
    assert stars(product.id) == (0, 0, 0, shown.count(), 0)
    assert in_step()
