"""Photos of reviews: whose they may be, how many, and what becomes of their files."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from django.test import override_settings

from domains.common.clock import utc_now
from domains.common.errors import InvalidInput, NotFound
from domains.common.ids import new_id
from domains.identity.models import User
from domains.media.models import Original, Rendition, Upload
from domains.media.services.attach_upload import attach_upload
from domains.media.services.prune_leftovers import prune_leftovers
from domains.media.services.prune_uploads import prune_uploads
from domains.media.storage import write_file
from domains.reviews.models import Review, ReviewPhoto
from domains.reviews.services.write_review import create_review, delete_review, update_review
from domains.reviews.wording import PhotoWords, ReviewWords
from tests.concurrency import all_at_once, many_connections
from tests.factories.catalogue import make_product
from tests.factories.identity import a_user
from tests.factories.reviews import add_photo, an_upload, buy, make_review

pytestmark = pytest.mark.usefixtures("database")

NOW = utc_now()
WORDS = ReviewWords(rating=5, title="Lovely", body="")


@pytest.fixture(autouse=True)
def media(tmp_path: Path) -> Iterator[Path]:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield tmp_path


def photos(*uploads: Upload) -> list[PhotoWords]:
    return [PhotoWords(upload_id=upload.id) for upload in uploads]


def shown(review: Review) -> list[UUID]:
    return list(review.photos.order_by("position").values_list("upload_id", flat=True))


def later() -> int:
    now = utc_now() + timedelta(days=3)
    return prune_uploads(now=now, limit=50) + prune_leftovers(now=now, limit=50)


def test_shows_the_writers_own_uploads_in_their_order() -> None:
    author, product = a_user(), make_product()
    buy(user=author, product=product)
    uploads = [an_upload(author) for _ in range(5)][::-1]

    review = create_review(author_id=author.id, product_id=product.id, words=WORDS, photos=photos(*uploads), now=NOW)

    assert shown(review) == [upload.id for upload in uploads]
    assert set(Upload.objects.values_list("attached_to", "expires_at")) == {(f"review:{review.id}", None)}
    assert later() == 0


def _somebody_elses(_author: User) -> UUID:
    return an_upload(a_user()).id


def _expired(author: User) -> UUID:
    return an_upload(author, now=NOW - timedelta(hours=25)).id


def _used(author: User) -> UUID:
    upload = an_upload(author)
    attach_upload(upload_id=upload.id, owner_id=author.id, attached_to="review:other", now=NOW)
    return upload.id


def _never_was(_author: User) -> UUID:
    return new_id()


@pytest.mark.parametrize("which", [_somebody_elses, _expired, _used, _never_was])
def test_takes_no_other_upload_and_then_changes_nothing(which: Callable[[User], UUID]) -> None:
    author, product = a_user(), make_product()
    buy(user=author, product=product)
    good = an_upload(author)
    bad = [PhotoWords(upload_id=good.id), PhotoWords(upload_id=which(author))]
    before = list(Upload.objects.order_by("id").values())

    with pytest.raises(NotFound) as refused:
        create_review(author_id=author.id, product_id=product.id, words=WORDS, photos=bad, now=NOW)

    assert (refused.value.path, refused.value.message) == (
        ("photos",), "There is no such upload. Please upload the picture again.",
    )  # fmt: skip
    assert not Review.objects.exists()
    assert list(Upload.objects.order_by("id").values()) == before


def test_a_refused_change_leaves_words_and_photos_alone() -> None:
    author = a_user()
    review = make_review(author=author, title="Before")
    kept = add_photo(review)
    bad = [PhotoWords(upload_id=new_id())]

    with pytest.raises(NotFound):
        update_review(review_id=review.id, author_id=author.id, words=WORDS, photos=bad, now=NOW)

    assert Review.objects.get().title == "Before"
    assert shown(review) == [kept.upload_id]


def test_takes_five_photos_each_once() -> None:
    author = a_user()
    review = make_review(author=author)
    uploads = [an_upload(author) for _ in range(6)]
    change = partial(update_review, review_id=review.id, author_id=author.id, words=WORDS, now=NOW)

    for bad in (photos(*uploads), photos(uploads[0], uploads[0])):
        with pytest.raises(InvalidInput) as refused:
            change(photos=bad)
        assert refused.value.path == ("photos",)

    assert not ReviewPhoto.objects.exists()


def test_a_change_keeps_moves_adds_and_deletes_photos(media: Path) -> None:
    author = a_user()
    review = make_review(author=author)
    first, second, third = (an_upload(author) for _ in range(3))
    change = partial(update_review, review_id=review.id, author_id=author.id, words=WORDS, now=NOW)

    change(photos=photos(first, second))
    change(photos=None)
    assert shown(review) == [first.id, second.id]
    change(photos=[PhotoWords(upload_id=third.id), PhotoWords(upload_id=second.id, alt=" The  hem ")])

    assert list(review.photos.order_by("position").values_list("upload_id", "alt")) == [
        (third.id, ""),
        (second.id, "The hem"),
    ]
    assert later() == 1
    assert [(media / upload.path).exists() for upload in (first, second, third)] == [False, True, True]


def _taken_back(review: Review, author: User) -> None:
    delete_review(review_id=review.id, author_id=author.id)


def _deleted_by_hand(review: Review, _author: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reviews_photo WHERE review_id = %s", [review.id])
        cursor.execute("DELETE FROM reviews_review WHERE id = %s", [review.id])


@pytest.mark.parametrize("way", [_taken_back, _deleted_by_hand])
def test_files_go_with_the_review_however_it_goes(way: Callable[[Review, User], None], media: Path) -> None:
    author = a_user()
    review = make_review(author=author)
    upload = an_upload(author)
    update_review(review_id=review.id, author_id=author.id, words=WORDS, photos=photos(upload), now=NOW)
    original = Original.objects.get(path=upload.path)
    rendition = Rendition.objects.create(
        original=original, shape="square", width=320, height=320, size=1, path="renditions/1.webp"
    )
    write_file(path=rendition.path, content=b"small")

    way(review, author)

    with pytest.raises(NotFound):
        attach_upload(upload_id=upload.id, owner_id=author.id, attached_to="review:x", now=utc_now())
    assert later() == 2
    assert [(media / path).exists() for path in (upload.path, rendition.path)] == [False, False]
    assert [model.objects.exists() for model in (Upload, Original, Rendition)] == [False] * 3


def test_two_reviews_that_want_the_same_photos_do_not_deadlock() -> None:
    author = a_user()
    uploads = [an_upload(author) for _ in range(5)]
    reviews = [make_review(author=author) for _ in range(6)]
    calls = [
        partial(
            update_review, review_id=review.id, author_id=author.id, words=WORDS,
            photos=photos(*(uploads if number % 2 else uploads[::-1])), now=NOW,
        )
        for number, review in enumerate(reviews)
    ]  # fmt: skip

    with many_connections():
        answers = all_at_once(calls)

    assert sorted(type(answer).__name__ for answer in answers) == ["NotFound"] * 5 + ["Review"]
    assert ReviewPhoto.objects.count() == 5
    assert ReviewPhoto.objects.values("review").distinct().count() == 1
