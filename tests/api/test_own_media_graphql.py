"""A picture's way over GraphQL: uploaded, offered, looked at by staff, shown to shoppers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from domains.catalogue.models import Media, Product
from domains.catalogue.submissions.models import Submission
from domains.catalogue.submissions.services.decide import approve_submission
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.media.models import Upload
from schema.ids import encode_id
from tests.api.client import graphql
from tests.api.test_uploads import upload
from tests.factories.catalogue import make_media, make_product
from tests.factories.identity import an_access_token
from tests.factories.media import make_original, make_upload, picture_bytes
from tests.factories.vendors import make_member, make_vendor
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

SET = """mutation($input: ProductMediaSetInput!) { productMediaSet(input: $input) {
  product { media { id media { alt colour } }
    submissions { state pictures { isNew focalPoint { x y } media { url alt colour width height } } } }
  errors { code path } } }"""
SHOWN = """query($slug: String!) { product(slug: $slug) {
  media { alt colour width focalPoint { x y } } axes { values { code swatchUrl } } } }"""
LIST = """query($vendor: ID!) { vendorProducts(vendor: $vendor, first: 50) { nodes {
  media { id media { url(width: 320) alt } } submissions { pictures { isNew media { url(width: 320) } } } } } }"""


@pytest.fixture(autouse=True)
def _files(tmp_path: Path) -> Iterator[None]:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield


async def a_house(**facts: Any) -> tuple[Product, str, Any]:
    """A product of a house, and the token and the row of its owner."""
    vendor = await in_transaction(make_vendor)
    member = await in_transaction(make_member, vendor=vendor)
    product = await in_transaction(make_product, vendor=vendor, colours=("Indigo",), **facts)
    return product, await in_transaction(an_access_token, member), member


def asking(product: Product, **fields: Any) -> dict[str, Any]:
    return {"input": {"product": encode_id("Product", product.id), **fields}}


async def test_a_picture_is_uploaded_offered_and_shown() -> None:
    product, token, _ = await a_house()
    face = await in_transaction(make_media, product=product, file="p/face.svg")
    sent = [(await upload(picture_bytes(), token)).json()["data"]["mediaUpload"]["upload"] for _ in range(2)]
    pictures = [
        {"upload": sent[0]["id"], "alt": "In indigo", "colour": "indigo", "focalPoint": {"x": 0.5, "y": 0.25}},
        {"media": encode_id("Media", face.id), "alt": "Drawn"},
    ]
    swatches = [{"axis": "colour", "value": "indigo", "upload": sent[1]["id"]}]

    told = (await graphql(SET, asking(product, pictures=pictures, swatches=swatches), token=token)).data
    before = (await graphql(SHOWN, {"slug": product.slug})).data["product"]
    waiting = await in_transaction(Submission.objects.get)
    await in_transaction(approve_submission, submission_id=waiting.id, actor="staff:1", now=utc_now())
    after = (await graphql(SHOWN, {"slug": product.slug})).data["product"]

    assert told["productMediaSet"]["errors"] == []
    product_told = told["productMediaSet"]["product"]
    assert product_told["media"] == [
        {"id": encode_id("Media", face.id), "media": {"alt": product.title, "colour": None}}
    ]
    [offered, drawn] = product_told["submissions"][0]["pictures"]
    assert offered == {
        "isNew": True,
        "focalPoint": {"x": 0.5, "y": 0.25},
        "media": {"url": sent[0]["url"], "alt": "In indigo", "colour": "indigo", "width": 800, "height": 1000},
    }
    assert (drawn["isNew"], drawn["media"]["alt"]) == (False, "Drawn")
    assert [media["alt"] for media in before["media"]] == [product.title]
    assert after["media"] == [
        {"alt": "In indigo", "colour": "indigo", "width": 800, "focalPoint": {"x": 0.5, "y": 0.25}},
        {"alt": "Drawn", "colour": None, "width": 800, "focalPoint": {"x": 0.5, "y": 0.5}},
    ]
    assert [value["swatchUrl"] for axis in before["axes"] for value in axis["values"]] == [None, None]
    assert [value["swatchUrl"] for axis in after["axes"] for value in axis["values"]] == [None, sent[1]["url"]]


async def test_strangers_change_nothing_and_cannot_tell_it_from_none() -> None:
    product, _, _ = await a_house()
    _, token, stranger = await a_house()
    media = await in_transaction(make_media, product=product)
    own = await in_transaction(make_upload, owner_id=stranger.id)
    answers = []

    for product_id in (product.id, new_id()):
        named = {"product": encode_id("Product", product_id)}
        for picture in (
            {"media": encode_id("Media", media.id), "alt": "Mine"},
            {"upload": encode_id("UploadedPicture", own.id), "alt": "Mine"},
        ):
            answers.append((await graphql(SET, {"input": {**named, "pictures": [picture]}}, token=token)).data)

    assert answers[0] == answers[1] == answers[2] == answers[3]
    assert answers[0]["productMediaSet"]["errors"] == [{"code": "NOT_FOUND", "path": []}]
    assert await in_transaction(Media.objects.values_list("alt", flat=True).get) == product.title
    assert (await in_transaction(Upload.objects.get)).attached_to == ""


async def test_says_what_is_wrong_and_where() -> None:
    product, token, member = await a_house()
    own = await in_transaction(make_upload, owner_id=member.id)
    named = {"upload": encode_id("UploadedPicture", own.id), "alt": "x"}

    told = [
        (await graphql(SET, asking(product, pictures=[picture]), token=token)).data["productMediaSet"]["errors"]
        for picture in (
            {**named, "colour": "teal"},
            {**named, "alt": "x" * 201},
            {**named, "media": encode_id("Media", new_id())},
            {**named, "upload": encode_id("UploadedPicture", new_id())},
            {**named, "focalPoint": {"x": -1, "y": 0}},
        )
    ]

    assert told == [
        [{"code": "UNKNOWN_COLOUR", "path": ["pictures", "0", "colour"]}],
        [{"code": "INVALID_INPUT", "path": ["pictures", "0", "alt"]}],
        [{"code": "INVALID_INPUT", "path": ["pictures", "0"]}],
        [{"code": "NOT_FOUND", "path": ["pictures"]}],
        [{"code": "INVALID_INPUT", "path": ["pictures", "0", "focalPoint"]}],
    ]
    assert (await in_transaction(Upload.objects.get)).attached_to == ""


@pytest.mark.parametrize("count", [1, 50])
async def test_lists_pictures_with_as_many_statements_for_one_as_for_fifty(count: int) -> None:
    product, token, member = await a_house()

    def make() -> None:
        for place in range(count):
            each = product if place == 0 else make_product(vendor=product.vendor)
            path = make_original(path=f"p/{each.id}.jpg").path
            media = make_media(product=each, file=path)
            kept = {"media_id": str(media.id), "upload_id": None, "file": path, "width": 8, "height": 8, "alt": "x"}
            changes = {"media": {"pictures": [{**kept, "colour": "", "focal": None}], "removed": []}}
            Submission.objects.create(
                product=each, changes=changes, submitted_by=f"customer:{member.id}", submitted_at=utc_now()
            )

    await in_transaction(make)
    with counted_statements() as statements:
        answer = await graphql(LIST, {"vendor": encode_id("Vendor", product.vendor_id)}, token=token)

    nodes = answer.data["vendorProducts"]["nodes"]
    assert len(nodes) == count
    assert all(node["submissions"][0]["pictures"][0]["isNew"] is False for node in nodes)
    # The session, the membership, the products; media and submissions; the renditions of both at once.
    assert len(statements) == 6, statements
