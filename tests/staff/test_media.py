"""Pictures of products through the staff API: given, described, put in order and taken away."""

from typing import Any

import pytest

from domains.catalogue.models import Media
from domains.common.models import OutboxEvent
from domains.identity.models import StaffAction
from domains.media.models import Leftover, Original, Upload
from schema.ids import encode_id
from tests.factories.catalogue import make_media, make_product
from tests.factories.identity import a_staff_member
from tests.factories.media import make_original, make_upload
from tests.sql_counting import counted_statements
from tests.staff.asking import client_of, error_of, everything, staff

MEDIA = "/staff/media/"


def test_gives_a_product_a_picture_of_ones_own() -> None:
    author, product = a_staff_member(role="catalogue"), make_product(colours=("Indigo",))
    make_media(product=product)
    upload = make_upload(owner_id=author.id)
    body = {
        "product_id": str(product.id),
        "upload_id": encode_id("UploadedPicture", upload.id),
        "alt": "  The back,\tin the sun ",
        "colour": "indigo",
    }

    response = client_of(author).post(MEDIA, body)

    assert response.status_code == 201, response.content
    shown = response.json()
    assert (shown["alt"], shown["colour"], shown["position"]) == ("The back, in the sun", "indigo", 1)
    assert (shown["width"], shown["height"], shown["url"]) == (800, 1000, f"/media/{upload.path}")
    assert (shown["focal_point"], shown["renditions"], shown["made"]) == ({"x": 0.5, "y": 0.5}, "waiting", [])
    assert list(OutboxEvent.objects.order_by("id").values_list("name", flat=True)) == [
        "PictureAttached",
        "MediaChanged",
    ]
    written = StaffAction.objects.get()
    assert (written.action, written.after["alt"]) == ("media.create", "The back, in the sun")


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"alt": ""}, 400, "INVALID_INPUT"),
        ({"alt": "   "}, 400, "INVALID_INPUT"),
        ({"alt": "x" * 201}, 400, "INVALID_INPUT"),
        ({"colour": "scarlet"}, 400, "UNKNOWN_COLOUR"),
        ({"upload_id": "x"}, 400, "INVALID_INPUT"),
        ({"upload_id": 5}, 400, "INVALID_INPUT"),
        ({"upload_id": "01a200f9-a969-761d-9786-e4b89eac1d43"}, 404, "NOT_FOUND"),
        ({"position": 1}, 400, "UNKNOWN_FIELD"),
    ],
    ids=lambda part: str(part)[:40],
)
def test_refuses_what_it_cannot_show(fields: dict[str, Any], status: int, code: str) -> None:
    author, product = a_staff_member(role="catalogue"), make_product()
    upload = make_upload(owner_id=author.id)
    body = {"product_id": str(product.id), "upload_id": str(upload.id), "alt": "The back", **fields}
    client, before = client_of(author), everything()

    response = client.post(MEDIA, body)

    assert response.status_code == status, response.content
    assert error_of(response)["code"] == code
    assert everything() == before


def test_takes_no_picture_that_somebody_else_sent_or_that_is_used() -> None:
    author, product = a_staff_member(role="catalogue"), make_product()
    theirs = make_upload(owner_id=a_staff_member(role="support").id)
    used = make_upload(owner_id=author.id)
    client = client_of(author)
    body = {"product_id": str(product.id), "alt": "The back"}
    client.post(MEDIA, body | {"upload_id": str(used.id)})
    other = make_product()
    before = everything()

    foreign = client.post(MEDIA, body | {"upload_id": str(theirs.id)})
    again = client.post(MEDIA, body | {"upload_id": str(used.id), "product_id": str(other.id)})

    assert (foreign.status_code, error_of(foreign)["code"]) == (404, "NOT_FOUND")
    assert (again.status_code, error_of(again)["code"]) == (409, "ALREADY_ATTACHED")
    assert everything() == before


def test_describes_what_was_seen_and_has_it_rendered_anew() -> None:
    product = make_product()
    picture = make_media(product=product, file="p/1.jpg")
    make_original(path="p/1.jpg")
    client, path = staff("catalogue"), f"{MEDIA}{picture.id}/"
    seen = client.get(path)
    changes = {"alt": "Hand-woven", "focal_point": {"x": 0.25, "y": 0.1}}

    blind = client.patch(path, changes)
    changed = client.patch(path, changes, headers={"If-Match": seen["ETag"]})
    late = client.patch(path, {"alt": "Woven"}, headers={"If-Match": seen["ETag"]})

    assert [response.status_code for response in (blind, changed, late)] == [428, 200, 412]
    shown = changed.json()
    assert (shown["alt"], shown["focal_point"], shown["renditions"]) == ("Hand-woven", {"x": 0.25, "y": 0.1}, "waiting")
    assert [each["width"] for each in shown["made"]] == [160, 320, 640]
    assert OutboxEvent.objects.filter(name="FocalPointMoved").count() == 1
    written = StaffAction.objects.get()
    assert written.before == {"alt": product.title, "focal_point": {"focal_x": 0.5, "focal_y": 0.5}}
    assert written.after == {"alt": "Hand-woven", "focal_point": {"focal_x": 0.25, "focal_y": 0.1}}


@pytest.mark.parametrize(
    "point", [{"x": 1.5, "y": 0}, {"x": -0.1, "y": 0}, {"x": 0.5}, {"x": "a", "y": 0}, {"x": 0, "y": 0, "z": 0}, 5],
    ids=str,
)  # fmt: skip
def test_knows_no_point_outside(point: Any) -> None:
    picture = make_media(product=make_product(), file="p/1.jpg")
    client, before = staff("catalogue"), everything()

    response = client.patch(f"{MEDIA}{picture.id}/", {"focal_point": point}, headers={"If-Match": "*"})

    assert response.status_code == 400, response.content
    assert everything() == before


def test_a_drawing_has_no_focal_point() -> None:
    picture = make_media(product=make_product())
    client, before = staff("catalogue"), everything()

    changes = {"focal_point": {"x": 0, "y": 0}}
    response = client.patch(f"{MEDIA}{picture.id}/", changes, headers={"If-Match": "*"})

    assert (response.status_code, error_of(response)["path"]) == (404, ["focal_point"])
    assert everything() == before


def test_puts_all_pictures_of_a_product_in_order() -> None:
    product, other = make_product(), make_media(product=make_product())
    first, second, third = (make_media(product=product, file=f"{n}.svg", position=n) for n in range(3))
    client = staff("catalogue")

    def arrange(*media: Media) -> Any:
        body = {"product_id": str(product.id), "media_ids": [str(each.id) for each in media]}
        return client.post(f"{MEDIA}arrange/", body)

    done = arrange(third, first, second)
    before = everything()
    refused = [arrange(first, second), arrange(first, second, third, other), arrange(first, first, third)]

    assert done.status_code == 204
    assert list(Media.objects.filter(product=product).order_by("position")) == [third, first, second]
    assert [error_of(each)["code"] for each in refused] == ["NOT_ITS_MEDIA"] * 3
    assert everything() == before


def test_takes_a_picture_away_with_its_files() -> None:
    author, product = a_staff_member(role="catalogue"), make_product()
    upload, client = make_upload(owner_id=author.id), client_of(author)
    body = {"product_id": str(product.id), "upload_id": str(upload.id), "alt": "The back"}
    key = client.post(MEDIA, body).json()["id"]

    blind = client.delete(f"{MEDIA}{key}/")
    removed = client.delete(f"{MEDIA}{key}/", headers={"If-Match": "*"})
    again = client.delete(f"{MEDIA}{key}/", headers={"If-Match": "*"})

    assert [blind.status_code, removed.status_code, again.status_code] == [428, 204, 404]
    assert (Media.objects.count(), Upload.objects.count(), Original.objects.count()) == (0, 0, 0)
    assert list(Leftover.objects.values_list("path", flat=True)) == [upload.path]


def test_keeps_files_that_other_products_show() -> None:
    picture = make_media(product=make_product(), file="p/shared.jpg")
    make_media(product=make_product(), file="p/shared.jpg")
    make_original(path="p/shared.jpg")

    staff("catalogue").delete(f"{MEDIA}{picture.id}/", headers={"If-Match": "*"})

    assert (Original.objects.count(), Leftover.objects.count()) == (1, 0)


def test_lists_the_pictures_of_a_product_in_as_many_statements_for_one_as_for_fifty() -> None:
    product, client, counts = make_product(), staff("catalogue"), []
    make_media(product=make_product())
    for number in range(50):
        make_media(product=product, file=f"p/{number}.jpg", position=number)
        if number in {0, 49}:
            with counted_statements() as counted:
                answer = client.get(MEDIA, {"product": str(product.id), "ordering": "position", "page_size": "50"})
            counts.append(len(counted))

    assert [row["position"] for row in answer.json()["results"]] == list(range(50))
    assert counts[0] == counts[1]
