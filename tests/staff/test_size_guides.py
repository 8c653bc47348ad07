"""Size guides through the staff API: written whole, changed by who has read them, one for a place."""

from typing import Any

import pytest

from domains.catalogue.sizing.models import SizeGuide, SizeGuideRow
from domains.common.ids import new_id
from domains.identity.models import StaffAction
from tests.factories.catalogue import make_category
from tests.factories.sizing import make_size_guide
from tests.factories.vendors import make_vendor
from tests.staff.asking import error_of, everything, staff

GUIDES = "/staff/size-guides/"


def _row(size: str = "S", low: int = 660, high: int = 740) -> dict[str, Any]:
    return {"size": size, "measures": {"waist": {"low": low, "high": high}}}


def _new(**fields: Any) -> dict[str, Any]:
    return {"kind": "clothing", "gender": "women", "title": "Skirts", "rows": [_row()], **fields}


def test_makes_changes_and_deletes_a_guide_and_writes_that_down() -> None:
    client, category = staff("catalogue"), make_category()

    made = client.post(GUIDES, _new(category_id=str(category.id)), format="json")
    path = f"{GUIDES}{made.json()['id']}/"
    changed = client.patch(
        path, {"rows": [_row(), _row("M", 740, 820)]}, format="json", headers={"If-Match": made.headers["ETag"]}
    )
    stale = client.patch(path, {"title": "Old"}, format="json", headers={"If-Match": made.headers["ETag"]})
    deleted = client.delete(path, headers={"If-Match": changed.headers["ETag"]})

    assert (made.status_code, made.json()["rows"], made.json()["vendor_id"]) == (201, [_row()], None)
    assert (changed.status_code, changed.json()["rows"]) == (200, [_row(), _row("M", 740, 820)])
    assert (stale.status_code, deleted.status_code) == (412, 204)
    assert (SizeGuide.objects.count(), SizeGuideRow.objects.count()) == (0, 0)
    created, updated, gone = StaffAction.objects.order_by("acted_at")
    assert [each.action for each in (created, updated, gone)] == [
        "size_guide.create", "size_guide.update", "size_guide.delete",
    ]  # fmt: skip
    assert updated.before == {"rows": [["S", {"waist": [660, 740]}]]}
    assert gone.before["title"] == "Skirts"


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_changes_nothing_without_what_was_read(method: str) -> None:
    client, guide = staff("catalogue"), make_size_guide()
    before = everything()

    response = getattr(client, method)(f"{GUIDES}{guide.id}/", {"title": "X"} if method == "patch" else None)

    assert response.status_code == 428
    assert everything() == before


BAD: dict[str, dict[str, Any]] = {
    "turned": {"rows": [_row(low=800, high=700)]},
    "centimetres": {"rows": [_row(low=66, high=74)]},
    "twice": {"rows": [_row(), _row()]},
    "descending": {"rows": [_row("M", 740, 820), _row()]},
    "unknown-measure": {"rows": [{"size": "S", "measures": {"elbow": {"low": 660, "high": 740}}}]},
    "other-kind": {"kind": "shoes"},
    "no-rows": {"rows": []},
    "no-measures": {"rows": [{"size": "S", "measures": {}}]},
    "half-a-span": {"rows": [{"size": "S", "measures": {"waist": {"low": 660}}}]},
    "size-alone": {"rows": [{"size": "S"}]},
    "words": {"rows": [{"size": "S", "measures": {"waist": {"low": "660", "high": 740}}}]},
    "list": {"rows": [{"size": "S", "measures": [1]}]},
    "unprintable": {"rows": [_row("S\u202e")]},
    "vendor": {"vendor_id": str(new_id())},
    "category": {"category_id": str(new_id())},
    "gender": {"gender": "x"},
    "field": {"colour": "red"},
}


@pytest.mark.parametrize("fields", BAD.values(), ids=BAD.keys())
def test_refuses_what_makes_no_sense_and_writes_nothing(fields: dict[str, Any]) -> None:
    client, guide = staff("catalogue"), make_size_guide(category=make_category())
    before = everything()

    made = client.post(GUIDES, _new(**fields), format="json")
    changed = client.patch(f"{GUIDES}{guide.id}/", fields, format="json", headers={"If-Match": "*"})

    assert {made.status_code, changed.status_code} <= {400, 404}, (made.content, changed.content)
    assert everything() == before


def test_names_the_size_at_fault() -> None:
    response = staff("catalogue").post(GUIDES, _new(rows=[_row(), _row("M", 100, 820)]), format="json")

    assert error_of(response)["code"] == "BAD_SIZE_GUIDE"
    assert "rows.1.measures.waist" in response.content.decode() or "waist" in str(error_of(response))


def test_one_guide_is_shown_for_a_place_and_drafts_wait_beside_it() -> None:
    client, vendor = staff("catalogue"), make_vendor()
    make_size_guide(vendor=vendor)
    make_size_guide()

    again = client.post(GUIDES, _new(vendor_id=str(vendor.id)), format="json")
    platform = client.post(GUIDES, _new(), format="json")
    draft = client.post(GUIDES, _new(vendor_id=str(vendor.id), is_published=False), format="json")
    shown = client.patch(
        f"{GUIDES}{draft.json()['id']}/", {"is_published": True}, format="json", headers={"If-Match": "*"}
    )

    assert [(each.status_code, error_of(each)["code"]) for each in (again, platform, shown)] == [
        (409, "SIZE_GUIDE_EXISTS")
    ] * 3
    assert draft.status_code == 201
    assert list(SizeGuide.objects.values_list("is_published", flat=True).order_by("is_published")) == [
        False, True, True,
    ]  # fmt: skip


def test_finds_the_guides_of_the_platform_and_of_a_vendor() -> None:
    client, vendor, category = staff("support"), make_vendor(), make_category()
    make_size_guide(vendor=vendor, title="House")
    make_size_guide(category=category, title="Dresses")

    def titles(**asked: Any) -> list[str]:
        return [row["title"] for row in client.get(GUIDES, asked).json()["results"]]

    assert titles(platform="true") == ["Dresses"]
    assert titles(vendor=str(vendor.id)) == ["House"]
    assert titles(category=str(category.id)) == ["Dresses"]
    assert titles(kind="shoes") == []
