"""Pictures that a vendor gives to a product: at once to a draft, with a revision where the product is shown."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from domains.catalogue.errors import NotItsMedia, TooManyMedia, UnknownColour, UnknownValue
from domains.catalogue.extending import Additions, NewChoice
from domains.catalogue.models import Media, OptionValue, Product
from domains.catalogue.services.keep_media import add_media, remove_media
from domains.catalogue.services.publish_product import archive_product
from domains.catalogue.submissions.errors import ProductInReview
from domains.catalogue.submissions.models import Submission
from domains.catalogue.submissions.services.decide import approve_submission, reject_submission
from domains.catalogue.submissions.services.offer_media import WantedPicture, WantedSwatch, set_pictures
from domains.catalogue.submissions.services.offer_products import change_product, withdraw_product
from domains.catalogue.submissions.services.offer_variants import add_to_product
from domains.common.clock import utc_now
from domains.common.errors import Denied, DomainError, InvalidInput, NotFound
from domains.common.ids import new_id
from domains.common.models import OutboxEvent
from domains.identity.models import User
from domains.media.models import Leftover, Original, Upload
from domains.media.rendering.recipe import FocalPoint
from tests.concurrency import all_at_once, deadlocks, many_connections
from tests.factories.catalogue import make_media, make_product
from tests.factories.media import make_original, make_upload
from tests.factories.vendors import make_member, make_vendor

pytestmark = pytest.mark.usefixtures("database")


def a_house(**facts: Any) -> tuple[User, Product]:
    vendor = make_vendor()
    product = make_product(vendor=vendor, sizes=(), colours=("Indigo", "Rust"), **facts)
    return make_member(vendor=vendor), product


def new(upload: Upload, alt: str = "Front", colour: str = "", focal: FocalPoint | None = None) -> WantedPicture:
    return WantedPicture(media_id=None, upload_id=upload.id, alt=alt, colour=colour, focal=focal)


def old(media: Media, alt: str = "Kept", colour: str = "", focal: FocalPoint | None = None) -> WantedPicture:
    return WantedPicture(media_id=media.id, upload_id=None, alt=alt, colour=colour, focal=focal)


def place(product: Product, member: User, *pictures: WantedPicture, **how: Any) -> None:
    facts: dict[str, Any] = {"pictures": pictures, "swatches": (), "now": utc_now(), **how}
    set_pictures(product_id=product.id, member_id=member.id, **facts)


def approve() -> None:
    waiting = Submission.objects.get(state="waiting")
    approve_submission(submission_id=waiting.id, actor="staff:1", now=utc_now())


def shown(product: Product) -> list[tuple[str, str, str]]:
    rows = Media.objects.filter(product=product).order_by("position")
    return list(rows.values_list("file", "alt", "colour"))


def attached() -> dict[UUID, str]:
    return dict(Upload.objects.values_list("id", "attached_to"))


def events() -> list[str]:
    return list(OutboxEvent.objects.order_by("id").values_list("name", flat=True))


def test_a_draft_shows_them_at_once_in_order() -> None:
    member, product = a_house(state="draft", publish_at=None)
    kept = make_media(product=product, file=make_original(path="p/kept.jpg").path)
    gone = make_media(product=product, file="p/gone.jpg", position=1)
    upload = make_upload(owner_id=member.id)

    place(product, member, new(upload, " Front ", "indigo", FocalPoint(0.5, 0.25)), old(kept, "Back"))

    assert shown(product) == [(upload.path, "Front", "indigo"), ("p/kept.jpg", "Back", "")]
    assert not Media.objects.filter(id=gone.id).exists()
    assert attached() == {upload.id: f"product:{product.id}"}
    original = Original.objects.get(path=upload.path)
    assert (original.focal_x, original.focal_y) == (0.5, 0.25)
    assert sorted(events()) == ["FocalPointMoved", "MediaChanged", "PictureAttached"]
    assert Submission.objects.count() == 0


def test_what_is_shown_has_them_once_a_revision_is_approved() -> None:
    member, product = a_house(title="Gown")
    face = make_media(product=product, file=make_original(path="p/face.jpg").path)
    gone = make_media(product=product, file="p/gone.jpg", position=1)
    upload = make_upload(owner_id=member.id)
    change_product(product_id=product.id, member_id=member.id, changes={"title": "Silk Gown"}, now=utc_now())

    place(product, member, new(upload, "Front", "rust"), old(face, "Face", focal=FocalPoint(0.5, 0.1)))
    before = shown(product), Original.objects.get(path="p/face.jpg").focal_y
    changes = Submission.objects.get().changes
    approve()

    assert before == ([("p/face.jpg", "Gown", ""), ("p/gone.jpg", "Gown", "")], 0.5)
    assert changes["title"] == "Silk Gown"
    assert changes["media"]["removed"] == [str(gone.id)]
    assert [(each["file"], each["focal"]) for each in changes["media"]["pictures"]] == [
        (upload.path, None),
        ("p/face.jpg", [0.5, 0.1]),
    ]
    assert shown(product) == [(upload.path, "Front", "rust"), ("p/face.jpg", "Face", "")]
    assert Original.objects.get(path="p/face.jpg").focal_y == 0.1
    assert Product.objects.get().title == "Silk Gown"
    assert events().count("MediaChanged") == 1


def test_a_later_order_of_pictures_replaces_the_one_that_waits() -> None:
    member, product = a_house()
    dropped, stays = make_upload(owner_id=member.id), make_upload(owner_id=member.id)
    colleague = make_member(vendor=product.vendor, role="manager")

    place(product, member, new(dropped), new(stays))
    place(product, colleague, new(stays, "Only this"))
    meanwhile = attached()
    approve()

    assert meanwhile == {stays.id: f"product:{product.id}"}
    assert list(Leftover.objects.values_list("path", flat=True)) == [dropped.path]
    assert shown(product) == [(stays.path, "Only this", "")]


def test_a_repeat_changes_nothing() -> None:
    member, product = a_house(state="draft", publish_at=None)
    shown_product = make_product(vendor=product.vendor)
    first, second = make_upload(owner_id=member.id), make_upload(owner_id=member.id)
    for each, upload in ((product, first), (shown_product, second)):
        place(each, member, new(upload))
    approve()

    for each, upload in ((product, first), (shown_product, second)):
        place(each, member, new(upload))

    assert [len(shown(each)) for each in (product, shown_product)] == [1, 1]
    assert Submission.objects.filter(state="waiting").count() == 0
    assert Leftover.objects.count() == 0


def test_cloths_and_colours_may_be_of_values_that_wait() -> None:
    member, product = a_house()
    teal = Additions(values=(NewChoice(axis="colour", code="teal", name="Teal", swatch="#008080"),))
    add_to_product(product_id=product.id, member_id=member.id, additions=teal, now=utc_now())
    picture, cloth, rust = (make_upload(owner_id=member.id) for _ in range(3))

    place(
        product,
        member,
        new(picture, "In teal", "teal"),
        swatches=[
            WantedSwatch(axis="colour", value="teal", upload_id=cloth.id),
            WantedSwatch(axis="colour", value="rust", upload_id=rust.id),
        ],
    )
    approve()

    assert shown(product) == [(picture.path, "In teal", "teal")]
    cloths = OptionValue.objects.filter(axis__product=product).order_by("position")
    assert list(cloths.values_list("code", "swatch_file")) == [
        ("indigo", ""),
        ("rust", rust.path),
        ("teal", cloth.path),
    ]


@pytest.mark.parametrize("end", ["rejected", "withdrawn", "archived"])
def test_pictures_of_a_dropped_revision_are_let_go(end: str) -> None:
    member, product = a_house()
    kept = make_media(product=product, file="p/kept.svg")
    upload, cloth = make_upload(owner_id=member.id), make_upload(owner_id=member.id)
    cloths = [WantedSwatch(axis="colour", value="rust", upload_id=cloth.id)]
    place(product, member, new(upload), old(kept), swatches=cloths)

    if end == "rejected":
        waiting = Submission.objects.get()
        reject_submission(submission_id=waiting.id, reason="Blurred", actor="staff:1", now=utc_now())
    elif end == "withdrawn":
        withdraw_product(product_id=product.id, member_id=member.id, now=utc_now())
    else:
        archive_product(product_id=product.id, now=utc_now())

    assert shown(product) == [("p/kept.svg", product.title, "")]
    assert set(Leftover.objects.values_list("path", flat=True)) == {upload.path, cloth.path}
    assert (Upload.objects.count(), Original.objects.count()) == (0, 0)


def test_what_staff_did_meanwhile_stays_done() -> None:
    member, product = a_house()
    first, second = (make_media(product=product, file=f"p/{n}.jpg", position=n) for n in range(2))
    place(product, member, old(second, "Now the face"), old(first, "Second"))
    staff = new_id()
    upload = make_upload(owner_id=staff)

    remove_media(media_id=first.id, now=utc_now())
    add_media(product_id=product.id, upload_id=upload.id, owner_id=staff, alt="By staff", now=utc_now())
    approve()

    assert shown(product) == [("p/1.jpg", "Now the face", ""), (upload.path, "By staff", "")]


def _refusals() -> list[tuple[str, type[DomainError], tuple[str, ...]]]:
    return [
        ("another's upload", NotFound, ("pictures",)),
        ("expired upload", NotFound, ("pictures",)),
        ("upload used elsewhere", NotFound, ("pictures",)),
        ("picture of another product", NotFound, ("pictures", "0")),
        ("unknown colour", UnknownColour, ("pictures", "0", "colour")),
        ("no text", InvalidInput, ("pictures", "0", "alt")),
        ("point outside", InvalidInput, ("pictures", "0", "focalPoint")),
        ("nothing named", InvalidInput, ("pictures", "0")),
        ("twice", NotItsMedia, ("media_ids",)),
        ("too many", TooManyMedia, ()),
        ("unknown value", UnknownValue, ("swatches", "0")),
        ("nothing to change", InvalidInput, ("pictures",)),
    ]


@pytest.mark.parametrize("state", ["draft", "published"])
@pytest.mark.parametrize(("what", "error", "path"), _refusals(), ids=[what for what, *_ in _refusals()])
def test_refuses_what_can_not_be_shown_and_attaches_nothing(
    what: str, error: type[DomainError], path: tuple[str, ...], state: str
) -> None:
    member, product = a_house(state=state)
    good, foreign = make_upload(owner_id=member.id), make_upload(owner_id=new_id())
    expired = make_upload(owner_id=member.id, now=utc_now() - timedelta(days=2))
    used = make_upload(owner_id=member.id)
    Upload.objects.filter(id=used.id).update(attached_to="review:1", expires_at=None)
    elsewhere = make_media(product=make_product(), file="p/elsewhere.jpg")
    wanted: dict[str, tuple[WantedPicture, ...]] = {
        "another's upload": (new(good), new(foreign)),
        "expired upload": (new(good), new(expired)),
        "upload used elsewhere": (new(good), new(used)),
        "picture of another product": (old(elsewhere),),
        "unknown colour": (new(good, colour="teal"),),
        "no text": (new(good, " "),),
        "point outside": (new(good, focal=FocalPoint(1.5, 0)),),
        "nothing named": (WantedPicture(media_id=None, upload_id=None, alt="x"),),
        "twice": (new(good), new(good)),
        "too many": (new(good),) * 51,
        "unknown value": (new(good),),
    }
    cloth = make_upload(owner_id=member.id)
    teal = [WantedSwatch(axis="colour", value="teal", upload_id=cloth.id)] if what == "unknown value" else []
    before = attached()

    with pytest.raises(error) as refused:
        place(product, member, pictures=wanted.get(what), swatches=teal)

    assert refused.value.path == path
    assert attached() == before
    assert (shown(product), Submission.objects.count(), events()) == ([], 0, [])


def test_strangers_helpers_and_the_impatient_change_nothing() -> None:
    member, product = a_house()
    helper = make_member(vendor=product.vendor, role="staff")
    stranger = make_member(vendor=make_vendor())
    reviewed = make_product(vendor=product.vendor, state="review")
    messages = set()

    for key in (product.id, new_id()):
        upload = make_upload(owner_id=stranger.id)
        with pytest.raises(NotFound) as refused:
            set_pictures(product_id=key, member_id=stranger.id, pictures=[new(upload)], swatches=(), now=utc_now())
        messages.add((refused.value.message, refused.value.path))
    with pytest.raises(Denied):
        place(product, helper, new(make_upload(owner_id=helper.id)))
    with pytest.raises(ProductInReview):
        place(reviewed, member, new(make_upload(owner_id=member.id)))

    assert len(messages) == 1
    assert set(attached().values()) == {""}
    assert events() == []


def test_members_who_race_with_staff_lose_no_picture_that_was_approved() -> None:
    before = deadlocks()
    member, product = a_house()
    mates = [member, *(make_member(vendor=product.vendor, role="manager") for _ in range(3))]
    first = make_upload(owner_id=member.id)
    place(product, member, new(first))
    waiting = Submission.objects.get()
    uploads = [[make_upload(owner_id=mate.id) for _ in range(3)] for mate in mates]

    deeds: list[Any] = [
        partial(place, product, mate, *map(new, order))
        for mate, own in zip(mates, uploads, strict=True)
        for order in (own, own[::-1])
    ]
    deeds.append(partial(approve_submission, submission_id=waiting.id, actor="staff:1", now=utc_now()))
    with many_connections():
        answers = all_at_once(deeds)
    if Submission.objects.filter(state="waiting").exists():
        approve()

    # Whoever named an upload that another order had let go of was told so.
    assert {type(each) for each in answers if isinstance(each, Exception)} <= {NotFound}
    assert deadlocks() - before == 0
    files = [file for file, *_ in shown(product)]
    assert len(files) == len(set(files)) >= 1
    # Nothing is kept that nobody shows, and everything that is shown is kept.
    assert set(Upload.objects.exclude(attached_to="").values_list("path", flat=True)) == set(files)
