"""Renditions of pictures in use: made once, swapped as a whole, parked where none can be made."""

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

from domains.common.clock import utc_now
from domains.common.errors import InvalidInput, NotFound
from domains.common.ids import new_id
from domains.common.models import OutboxEvent
from domains.media.errors import StorageUnavailable
from domains.media.models import Leftover, Original, Rendition, Upload
from domains.media.rendering.recipe import RECIPE, FocalPoint
from domains.media.services.attach_upload import attach_upload
from domains.media.services.discard_picture import discard_picture
from domains.media.services.make_renditions import make_renditions
from domains.media.services.move_focal_point import move_focal_point
from domains.media.services.prune_leftovers import prune_leftovers
from domains.media.services.register_originals import register_original
from domains.media.storage import write_file
from tests.domains.test_media_storage import kept_in, s3_environment
from tests.factories.catalogue import make_media, make_product
from tests.factories.media import make_upload, picture_bytes
from tests.fakes.s3 import fake_s3

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def media(tmp_path: Path) -> Iterator[Path]:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield tmp_path


def files(directory: Path) -> set[str]:
    return {str(path.relative_to(directory)) for path in directory.rglob("*.*")}


def paths() -> set[str]:
    return set(Rendition.objects.values_list("path", flat=True))


def an_attached(content: bytes | None = None) -> Original:
    upload = make_upload(owner_id=new_id(), content=content or picture_bytes(size=(400, 500)))
    attach_upload(upload_id=upload.id, owner_id=upload.owner_id, attached_to="product:1", now=utc_now())
    return Original.objects.get(path=upload.path)


def make(original: Original) -> str:
    return str(make_renditions(original_id=original.id, now=utc_now()))


def test_asks_for_renditions_once_when_a_picture_is_attached() -> None:
    original = an_attached()
    upload = Upload.objects.get()

    attach_upload(upload_id=upload.id, owner_id=upload.owner_id, attached_to="product:1", now=utc_now())

    event = OutboxEvent.objects.get()
    assert (event.name, event.payload) == ("PictureAttached", {"original_id": str(original.id)})


def test_makes_a_row_and_a_file_of_each(media: Path) -> None:
    original = an_attached()

    assert make(original) == "made"

    rows = Rendition.objects.order_by("shape", "width").values_list("shape", "width", "height")
    assert list(rows) == [
        ("original", 160, 200),
        ("original", 320, 400),
        ("original", 400, 500),
        ("square", 160, 160),
        ("square", 320, 320),
        ("square", 400, 400),
    ]
    assert files(media) == paths() | {original.path}
    assert {row.size for row in Rendition.objects.all()} == {
        (media / row.path).stat().st_size for row in Rendition.objects.all()
    }
    original.refresh_from_db()
    assert (original.state, original.recipe, original.colour) == ("made", RECIPE, "#008083")
    assert Leftover.objects.count() == 0


def test_makes_nothing_twice() -> None:
    original = an_attached()
    make(original)
    before = paths()

    assert make(original) == "made"

    assert paths() == before


@pytest.mark.parametrize("content", [b"no picture at all", picture_bytes()[:-300]], ids=["none", "cut off"])
def test_parks_what_cannot_be_drawn_and_says_why(content: bytes) -> None:
    original = an_attached(content)

    assert [make(original), make(original)] == ["parked", "parked"]

    original.refresh_from_db()
    assert (original.trouble, paths()) == ("Send a JPEG, PNG or WebP picture.", set())


def test_parks_a_picture_whose_file_is_not_there(media: Path) -> None:
    original = an_attached()
    (media / original.path).unlink()

    assert make(original) == "parked"


def test_makes_them_anew_around_another_focal_point_and_keeps_the_old_for_a_day(media: Path) -> None:
    original = an_attached(picture_bytes(size=(500, 400)))
    make(original)
    before, now = paths(), utc_now()

    move_focal_point(path=original.path, focal=FocalPoint(0.1, 0.9))
    assert paths() == before
    make(original)

    assert paths().isdisjoint(before)
    assert set(Leftover.objects.values_list("path", flat=True)) == before
    assert OutboxEvent.objects.filter(name="FocalPointMoved").count() == 1
    assert prune_leftovers(now=now + timedelta(hours=23), limit=100) == 0
    assert prune_leftovers(now=now + timedelta(hours=25), limit=100) == len(before)
    assert files(media) == paths() | {original.path}


def test_does_nothing_for_the_focal_point_it_has() -> None:
    original = an_attached()

    move_focal_point(path=original.path, focal=FocalPoint(0.5, 0.5))

    assert OutboxEvent.objects.filter(name="FocalPointMoved").count() == 0


def test_knows_no_focal_point_outside_or_of_nothing() -> None:
    original = an_attached()

    with pytest.raises(InvalidInput):
        move_focal_point(path=original.path, focal=FocalPoint(1.1, 0))
    with pytest.raises(NotFound):
        move_focal_point(path="p/1.svg", focal=FocalPoint(0, 0))


def test_forgets_a_picture_that_nothing_uses(media: Path) -> None:
    original = an_attached()
    make(original)

    discard_picture(path=original.path, now=utc_now())

    assert (Original.objects.count(), Rendition.objects.count(), Upload.objects.count()) == (0, 0, 0)
    prune_leftovers(now=utc_now() + timedelta(days=2), limit=100)
    assert files(media) == set()


def test_knows_no_drawings() -> None:
    register_original(path="p/1.svg")

    assert (Original.objects.count(), OutboxEvent.objects.count()) == (0, 0)


def test_leaves_everything_as_it_was_while_the_storage_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    with fake_s3() as bucket, kept_in(s3_environment(bucket.url), monkeypatch):
        original = an_attached()
        bucket.failing_after = 3

        with pytest.raises(StorageUnavailable):
            make(original)

        original.refresh_from_db()
        assert (original.state, paths()) == ("waiting", set())
        # Two files were written, and their names are known; then it is all done anew under other names.
        written = {name for name in bucket.objects if name.startswith("renditions/")}
        assert len(written) == 2
        assert written < set(Leftover.objects.values_list("path", flat=True))
        bucket.failing_after = None
        assert make(original) == "made"
        prune_leftovers(now=utc_now() + timedelta(days=2), limit=100)
        assert set(bucket.objects) == paths() | {original.path}


def test_goes_through_everything_that_is_in_use_and_takes_up_where_it_was_stopped() -> None:
    product = make_product()
    for number in range(3):
        write_file(path=f"old/{number}.jpg", content=picture_bytes(size=(100, 100)))
        make_media(product=product, file=f"old/{number}.jpg", position=number)
    make_media(product=product, file="p/drawing.svg", position=4)
    write_file(path="old/poison.jpg", content=b"\xff\xd8\xff poison")
    make_media(product=product, file="old/poison.jpg", position=5)

    said = [StringIO(), StringIO()]
    for each in said:
        call_command("make_renditions", stdout=each)

    assert [each.getvalue() for each in said] == [
        "3 pictures made, 1 parked.\n",
        "0 pictures made, 0 parked.\n",
    ]
    assert Original.objects.filter(state="made").count() == 3


def test_makes_renditions_of_an_older_recipe_anew() -> None:
    original = an_attached()
    make(original)
    Original.objects.update(recipe=0)
    before = paths()

    call_command("make_renditions", stdout=StringIO())

    assert paths().isdisjoint(before)
    assert Original.objects.get().recipe == RECIPE
