"""The queue of what vendors offer: approved, rejected, and approved together, all or none."""

from datetime import timedelta

from django.core.files.storage import default_storage

from domains.catalogue.models import Product
from domains.catalogue.submissions.models import Submission
from domains.catalogue.submissions.services.offer_media import WantedPicture, set_pictures
from domains.catalogue.submissions.services.offer_products import submit_product, withdraw_product
from domains.common.clock import utc_now
from domains.identity.models import StaffAction
from domains.media.rendering.recipe import FocalPoint
from tests.factories.catalogue import make_media, make_product
from tests.factories.media import make_upload
from tests.factories.vendors import make_member, make_vendor
from tests.staff.asking import error_of, everything, staff

SUBMISSIONS = "/staff/submissions/"


def waiting(title: str = "Gown") -> Submission:
    vendor = make_vendor()
    product = make_product(vendor=vendor, title=title, state="draft", publish_at=None)
    return submit_product(product_id=product.id, member_id=make_member(vendor=vendor).id, now=utc_now())


def test_shows_the_queue_the_longest_waiting_first() -> None:
    first, second = waiting("Gown"), waiting("Wrap")
    client = staff("support")

    shown = client.get(SUBMISSIONS, {"state": "waiting"}).json()["results"]

    assert [(row["id"], row["product"]["title"]) for row in shown] == [
        (str(first.id), "Gown"),
        (str(second.id), "Wrap"),
    ]
    assert client.get(SUBMISSIONS, {"state": "approved"}).json()["results"] == []


def test_decides_under_an_entity_tag_and_writes_it_down() -> None:
    submission, client = waiting(), staff("catalogue")
    path = f"{SUBMISSIONS}{submission.id}/"
    tag = client.get(path)["ETag"]

    assert client.post(f"{path}reject/", {"reason": "Blurred"}).status_code == 428
    assert client.post(f"{path}reject/", {}, headers={"If-Match": tag}).status_code == 400
    done = client.post(f"{path}reject/", {"reason": "Blurred"}, headers={"If-Match": tag})
    late = client.post(f"{path}approve/", headers={"If-Match": tag})
    again = client.post(f"{path}approve/", headers={"If-Match": done["ETag"]})

    assert (done.status_code, done.json()["state"], done.json()["product"]["state"]) == (200, "rejected", "draft")
    assert (late.status_code, again.status_code) == (412, 409)
    assert error_of(again)["code"] == "SUBMISSIONS_DECIDED"
    written = StaffAction.objects.get()
    assert written.action == "submission.reject"
    assert (written.before["state"], written.before["product_state"]) == ("waiting", "review")
    assert (written.after["state"], written.after["reason"], written.after["product_state"]) == (
        "rejected",
        "Blurred",
        "draft",
    )


def test_approves_several_or_none() -> None:
    gown, wrap, coat = waiting("Gown"), waiting("Wrap"), waiting("Coat")
    member_id = coat.submitted_by.removeprefix("customer:")
    withdraw_product(product_id=coat.product_id, member_id=member_id, now=utc_now())  # type: ignore[arg-type]
    client, before = staff(), everything()

    refused = client.post(f"{SUBMISSIONS}approve/", {"submission_ids": [str(one.id) for one in (gown, coat, wrap)]})
    unchanged = everything()
    done = client.post(f"{SUBMISSIONS}approve/", {"submission_ids": [str(gown.id), str(wrap.id)]})

    assert (refused.status_code, unchanged == before) == (409, True)
    assert (done.status_code, done.json()) == (200, {"approved": 2})
    assert Product.objects.filter(state="published").count() == 2
    assert StaffAction.objects.filter(action="submission.approve").count() == 2


def test_shows_pictures_as_they_are_to_be() -> None:
    vendor = make_vendor()
    member = make_member(vendor=vendor)
    shown, unsent = make_product(vendor=vendor), make_product(vendor=vendor, state="draft", publish_at=None)
    face = make_media(product=shown, file="p/face.svg")
    make_media(product=unsent, file="p/draft.svg")
    upload = make_upload(owner_id=member.id)
    pictures = [
        WantedPicture(media_id=None, upload_id=upload.id, alt="Front", focal=FocalPoint(0.5, 0.25)),
        WantedPicture(media_id=face.id, upload_id=None, alt="Drawn"),
    ]
    now = utc_now()
    set_pictures(product_id=shown.id, member_id=member.id, pictures=pictures, swatches=(), now=now)
    submit_product(product_id=unsent.id, member_id=member.id, now=now + timedelta(seconds=1))

    revision, showing = staff("support").get(SUBMISSIONS, {"state": "waiting"}).json()["results"]

    facts = [(one["url"], one["alt"], one["is_new"], one["focal"]) for one in revision["pictures"]]
    assert facts == [
        (default_storage.url(upload.path), "Front", True, [0.5, 0.25]),
        (default_storage.url("p/face.svg"), "Drawn", False, None),
    ]
    assert [one["url"] for one in showing["pictures"]] == [default_storage.url("p/draft.svg")]
