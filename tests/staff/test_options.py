"""What products come in, through the staff API: named, coloured, shown as cloth, offered and no longer offered."""

from typing import Any

import pytest

from domains.catalogue.models import OptionValue
from domains.common.models import OutboxEvent
from domains.identity.models import StaffAction
from domains.media.models import Leftover, Original
from tests.factories.catalogue import make_media, make_product
from tests.factories.identity import a_staff_member
from tests.factories.media import make_upload
from tests.staff.asking import client_of, error_of, everything, staff

VALUES = "/staff/option-values/"
ANY = {"If-Match": "*"}


def _colour(name: str = "Indigo") -> OptionValue:
    product = make_product(sizes=("M",), colours=(name,))
    return OptionValue.objects.select_related("axis").get(axis__product=product, axis__code="colour")


def test_offers_one_more_colour() -> None:
    value, client = _colour(), staff("catalogue")

    body = {"axis_id": str(value.axis_id), "code": "ox-blood", "name": "Ox blood", "swatch": "#4a0404"}
    response = client.post(VALUES, body)

    assert response.status_code == 201, response.content
    shown = response.json()
    assert {key: shown[key] for key in ("axis", "code", "name", "swatch", "swatch_url", "position")} == {
        "axis": "colour",
        "code": "ox-blood",
        "name": "Ox blood",
        "swatch": "#4a0404",
        "swatch_url": None,
        "position": 1,
    }
    assert StaffAction.objects.get().action == "option_value.create"
    assert OutboxEvent.objects.get().name == "ProductChanged"


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"swatch": "red"}, 400, "INVALID_INPUT"),
        ({"swatch": "#4A0404"}, 400, "INVALID_INPUT"),
        ({"swatch": "#4a040"}, 400, "INVALID_INPUT"),
        ({"swatch": "#4a0404;x"}, 400, "INVALID_INPUT"),
        ({"code": "Ox Blood"}, 400, "INVALID_INPUT"),
        ({"code": "indigo"}, 409, "CODE_TAKEN"),
        ({"name": " "}, 400, "INVALID_INPUT"),
        ({"axis_id": "01a200f9-a969-761d-9786-e4b89eac1d43"}, 404, "NOT_FOUND"),
        ({"position": 0}, 400, "UNKNOWN_FIELD"),
    ],
    ids=str,
)
def test_refuses_what_is_no_choice(fields: dict[str, Any], status: int, code: str) -> None:
    value, client = _colour(), staff("catalogue")
    before = everything()

    response = client.post(VALUES, {"axis_id": str(value.axis_id), "code": "ox", "name": "Ox blood", **fields})

    assert (response.status_code, error_of(response)["code"]) == (status, code), response.content
    assert everything() == before


def test_changes_a_swatch_that_was_seen() -> None:
    value, client = _colour(), staff("catalogue")
    path = f"{VALUES}{value.id}/"
    seen = client.get(path)["ETag"]

    blind = client.patch(path, {"swatch": "#00416a"})
    changed = client.patch(path, {"swatch": "#00416a"}, headers={"If-Match": seen})
    late = client.patch(path, {"name": "Blue"}, headers={"If-Match": seen})

    assert [response.status_code for response in (blind, changed, late)] == [428, 200, 412]
    assert changed.json()["swatch"] == "#00416a"
    written = StaffAction.objects.get()
    assert (written.before, written.after) == ({"swatch": "#3f51b5"}, {"swatch": "#00416a"})


def test_shows_the_cloth_and_lets_go_of_the_picture_before() -> None:
    author, value = a_staff_member(role="catalogue"), _colour()
    first, second = make_upload(owner_id=author.id), make_upload(owner_id=author.id)
    client, path = client_of(author), f"{VALUES}{value.id}/"

    client.patch(path, {"upload_id": str(first.id)}, headers=ANY)
    shown = client.patch(path, {"upload_id": str(second.id)}, headers=ANY).json()

    assert shown["swatch_url"] == f"/media/{second.path}"
    assert list(Original.objects.values_list("path", flat=True)) == [second.path]
    assert list(Leftover.objects.values_list("path", flat=True)) == [first.path]


def test_takes_no_picture_of_somebody_else() -> None:
    value, client = _colour(), staff("catalogue")
    theirs = make_upload(owner_id=a_staff_member(role="support").id)
    before = everything()

    response = client.patch(f"{VALUES}{value.id}/", {"upload_id": str(theirs.id)}, headers=ANY)

    assert response.status_code == 404
    assert everything() == before


def test_keeps_what_variants_or_pictures_are_of() -> None:
    value, client = _colour(), staff("catalogue")
    spare = OptionValue.objects.create(axis=value.axis, code="ochre", name="Ochre", swatch_file="")
    make_media(product=value.axis.product, colour="ochre")
    before = everything()

    answers = [client.delete(f"{VALUES}{each.id}/", headers=ANY) for each in (value, spare)]

    assert [(answer.status_code, error_of(answer)["code"]) for answer in answers] == [(409, "OPTION_IN_USE")] * 2
    assert everything() == before


def test_offers_a_choice_no_longer() -> None:
    value, client = _colour(), staff("catalogue")
    spare = OptionValue.objects.create(axis=value.axis, code="ochre", name="Ochre", swatch_file="")

    gone = client.delete(f"{VALUES}{spare.id}/", headers=ANY)

    assert gone.status_code == 204
    assert not OptionValue.objects.filter(id=spare.id).exists()
    assert StaffAction.objects.get().before["code"] == "ochre"


def test_lists_the_choices_of_a_product() -> None:
    value = _colour()
    _colour("Ochre")

    found = staff().get(VALUES, {"product": str(value.axis.product_id), "axis": "colour"}).json()["results"]

    assert [row["id"] for row in found] == [str(value.id)]
