"""Size guides that a vendor's people write over GraphQL, and what shoppers see of them."""

from functools import partial
from typing import Any

import pytest

from domains.catalogue.models import Category
from domains.catalogue.sizing.errors import SizeGuideExists
from domains.catalogue.sizing.measuring import LengthUnit, millimetres
from domains.catalogue.sizing.models import SizeGuide, SizeGuideRow
from domains.catalogue.sizing.services.keep_own_guides import create_own_guide, delete_own_guide, update_own_guide
from domains.common.bridge import in_transaction
from domains.common.errors import Denied, InvalidInput, NotFound
from domains.common.ids import new_id
from domains.vendors.errors import HouseClosed
from schema.ids import encode_id
from tests.api.client import graphql
from tests.concurrency import all_at_once, deadlocks, many_connections
from tests.factories.catalogue import make_category, make_product
from tests.factories.identity import an_access_token
from tests.factories.sizing import LETTERS, make_size_guide, new_sizes
from tests.factories.vendors import make_member, make_vendor
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

CREATE = """mutation($input: SizeGuideCreateInput!) { sizeGuideCreate(input: $input) {
  sizeGuide { id title kind gender isPublished category { name }
    rows { size measures { name lowMm highMm cm inches } } }
  errors { code path } } }"""
UPDATE = """mutation($input: SizeGuideUpdateInput!) { sizeGuideUpdate(input: $input) {
  sizeGuide { title gender isPublished rows { size measures { lowMm highMm } } } errors { code path } } }"""
DELETE = "mutation($id: ID!) { sizeGuideDelete(id: $id) { errors { code path } } }"
LIST = """query($vendor: ID!) { vendorSizeGuides(vendor: $vendor) {
  title isPublished category { name } rows { size } } }"""
SHOWN = "query($slug: String!) { product(slug: $slug) { sizeGuide { title isVendors } } }"
WAIST = [{"name": "WAIST", "low": 66, "high": 74}]


async def a_house(role: str = "owner", **facts: Any) -> tuple[Any, str, Any]:
    """A vendor, and the token and the row of somebody who works there."""
    vendor = await in_transaction(make_vendor, **facts)
    member = await in_transaction(make_member, vendor=vendor, role=role)
    return vendor, await in_transaction(an_access_token, member), member


def new(vendor: Any, **fields: Any) -> dict[str, Any]:
    facts = {"kind": "CLOTHING", "gender": "WOMEN", "title": "Letters", "unit": "CM"}
    rows = [{"size": "S", "measures": WAIST}]
    return {"input": {"vendor": encode_id("Vendor", vendor.id), "rows": rows, **facts, **fields}}


async def test_writes_one_in_inches_that_shoppers_see_at_once() -> None:
    vendor, token, _ = await a_house()
    category = await in_transaction(make_category)
    product = await in_transaction(make_product, vendor=vendor, category=category)
    rows = [
        {"size": "S", "measures": [{"name": "WAIST", "low": 26, "high": 29.25}]},
        {"size": "M", "measures": [{"name": "WAIST", "low": 29.25, "high": 31.5}]},
    ]

    named = {"category": encode_id("Category", category.id), "unit": "INCH", "rows": rows}
    told = (await graphql(CREATE, new(vendor, **named), token=token)).data["sizeGuideCreate"]
    seen = await graphql(SHOWN, {"slug": product.slug})

    assert told["errors"] == []
    assert told["sizeGuide"]["category"] == {"name": "Dresses"}
    assert [row["measures"] for row in told["sizeGuide"]["rows"]] == [
        [{"name": "WAIST", "lowMm": 660, "highMm": 743, "cm": "66–74.5", "inches": "26–29¼"}],
        [{"name": "WAIST", "lowMm": 743, "highMm": 800, "cm": "74.5–80", "inches": "29¼–31½"}],
    ]
    assert seen.data["product"]["sizeGuide"] == {"title": "Letters", "isVendors": True}


async def test_changes_hides_and_deletes_it() -> None:
    vendor, token, _ = await a_house()
    product = await in_transaction(make_product, vendor=vendor)
    made = (await graphql(CREATE, new(vendor), token=token)).data["sizeGuideCreate"]["sizeGuide"]
    rows = [{"size": "36", "measures": [{"name": "BUST", "low": 800, "high": 840}]}]
    changes = {"title": " Numbers ", "gender": "MEN", "isPublished": False, "unit": "MM", "rows": rows}

    told = (await graphql(UPDATE, {"input": {"id": made["id"], **changes}}, token=token)).data["sizeGuideUpdate"]
    hidden = await graphql(SHOWN, {"slug": product.slug})
    gone = await graphql(DELETE, {"id": made["id"]}, token=token)
    again = await graphql(DELETE, {"id": made["id"]}, token=token)

    assert told == {
        "sizeGuide": {
            "title": "Numbers",
            "gender": "MEN",
            "isPublished": False,
            "rows": [{"size": "36", "measures": [{"lowMm": 800, "highMm": 840}]}],
        },
        "errors": [],
    }
    assert hidden.data["product"]["sizeGuide"] is None
    assert gone.data["sizeGuideDelete"]["errors"] == []
    assert again.data["sizeGuideDelete"]["errors"] == [{"code": "NOT_FOUND", "path": []}]
    assert await in_transaction(SizeGuideRow.objects.count) == 0


@pytest.mark.parametrize(
    ("fields", "code", "path"),
    [
        ({"rows": []}, "BAD_SIZE_GUIDE", ["rows"]),
        ({"unit": "MM"}, "BAD_SIZE_GUIDE", ["rows", "0", "measures", "waist"]),
        ({"kind": "SHOES"}, "BAD_SIZE_GUIDE", ["rows", "0", "measures", "waist"]),
        ({"rows": [{"size": "S", "measures": []}]}, "BAD_SIZE_GUIDE", ["rows", "0", "measures"]),
        ({"rows": [{"size": "S", "measures": WAIST}] * 2}, "BAD_SIZE_GUIDE", ["rows", "1", "size"]),
        ({"rows": [{"size": "S", "measures": WAIST * 2}]}, "INVALID_INPUT", ["rows"]),
        ({"rows": [{"size": "S", "measures": [{**WAIST[0], "low": -1}]}]}, "INVALID_INPUT", ["rows"]),
        ({"rows": [{"size": "S", "measures": [{**WAIST[0], "high": 1e300}]}]}, "INVALID_INPUT", ["rows"]),
        ({"rows": [{"size": "S", "measures": [{**WAIST[0], "low": 75}]}]}, "BAD_SIZE_GUIDE", None),
        ({"title": " "}, "INVALID_INPUT", ["title"]),
        ({"title": "x" * 121}, "INVALID_INPUT", ["title"]),
        ({"category": encode_id("Category", new_id())}, "NOT_FOUND", ["category"]),
    ],
    ids=[
        "none", "millimetres for centimetres", "kind", "no measures", "size twice", "measure twice", "negative", "huge",
        "upside down", "no title", "long title", "category",
    ],
)  # fmt: skip
async def test_refuses_what_makes_no_sense(fields: dict[str, Any], code: str, path: list[str] | None) -> None:
    vendor, token, _ = await a_house()

    told = (await graphql(CREATE, new(vendor, **fields), token=token)).data["sizeGuideCreate"]

    [error] = told["errors"]
    assert (told["sizeGuide"], error["code"]) == (None, code)
    assert path is None or error["path"] == path
    assert await in_transaction(SizeGuide.objects.count) == 0


async def test_one_is_shown_for_a_place_and_drafts_wait_beside_it() -> None:
    vendor, token, _ = await a_house()
    other, _, _ = await a_house()
    await in_transaction(make_size_guide, vendor=other)

    codes = []
    for fields in ({}, {"isPublished": False}, {}):
        told = (await graphql(CREATE, new(vendor, **fields), token=token)).data["sizeGuideCreate"]
        codes.append([(error["code"], error["path"]) for error in told["errors"]])
    draft = await in_transaction(SizeGuide.objects.get, vendor=vendor, is_published=False)
    named = {"id": encode_id("SizeGuide", draft.id), "isPublished": True}
    showing = await graphql(UPDATE, {"input": named}, token=token)

    assert codes == [[], [], [("SIZE_GUIDE_EXISTS", ["category"])]]
    assert showing.data["sizeGuideUpdate"]["errors"] == [{"code": "SIZE_GUIDE_EXISTS", "path": ["isPublished"]}]


async def test_strangers_change_nothing_and_cannot_tell_it_from_none() -> None:
    vendor, _, _ = await a_house()
    _, stranger, _ = await a_house()
    own = await in_transaction(make_size_guide, vendor=vendor)
    platforms = await in_transaction(make_size_guide)
    answers = []

    for key in (own.id, platforms.id, new_id()):
        guide_id = encode_id("SizeGuide", key)
        updated = await graphql(UPDATE, {"input": {"id": guide_id, "title": "Mine"}}, token=stranger)
        answers.append((updated.data, (await graphql(DELETE, {"id": guide_id}, token=stranger)).data))
    made = []
    for key in (vendor.id, new_id()):
        named = {**new(vendor)["input"], "vendor": encode_id("Vendor", key)}
        made.append((await graphql(CREATE, {"input": named}, token=stranger)).data)
    listed = [
        await graphql(LIST, {"vendor": encode_id("Vendor", key)}, token=stranger) for key in (vendor.id, new_id())
    ]

    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0]["sizeGuideUpdate"]["errors"] == [{"code": "NOT_FOUND", "path": []}]
    assert made[0] == made[1]
    assert made[0]["sizeGuideCreate"]["errors"] == [{"code": "NOT_FOUND", "path": []}]
    assert [each.data["vendorSizeGuides"] for each in listed] == [None, None]
    assert await in_transaction(lambda: list(SizeGuide.objects.values_list("title", flat=True))) == ["Letters"] * 2


@pytest.mark.parametrize("count", [1, 50])
async def test_lists_them_with_as_many_statements_for_one_as_for_fifty(count: int) -> None:
    vendor, token, _ = await a_house()

    def make() -> None:
        for place in range(count):
            make_size_guide(vendor=vendor, category=make_category(name=f"Kind {place:02}"), title=f"Guide {place:02}")

    await in_transaction(make)
    with counted_statements() as statements:
        answer = await graphql(LIST, {"vendor": encode_id("Vendor", vendor.id)}, token=token)

    assert [guide["title"] for guide in answer.data["vendorSizeGuides"]] == [f"Guide {n:02}" for n in range(count)]
    # The session, the membership, the guides, their categories.
    assert len(statements) == 4, statements


@pytest.mark.parametrize(
    ("role", "status", "draft", "shown"),
    [
        ("owner", "approved", None, None),
        ("manager", "on_holiday", None, None),
        ("staff", "approved", None, Denied),
        ("owner", "applied", None, HouseClosed),
        ("owner", "suspended", HouseClosed, HouseClosed),
        ("owner", "closed", HouseClosed, HouseClosed),
    ],
)
def test_role_and_status_say_who_may(
    role: str, status: str, draft: type[Exception] | None, shown: type[Exception] | None
) -> None:
    vendor = make_vendor(status=status)
    member = make_member(vendor=vendor, role=role)
    for place, (is_published, refused) in enumerate(((False, draft), (True, shown))):
        category = make_category(name=f"Kind {place}")
        guide = make_size_guide(vendor=vendor, category=category, is_published=is_published)
        other = make_category(name=f"Other {place}")
        deeds = (
            partial(_write, vendor.id, member.id, other, is_published=is_published),
            partial(update_own_guide, guide_id=guide.id, member_id=member.id, title="New"),
            partial(delete_own_guide, guide_id=guide.id, member_id=member.id),
        )
        for deed in deeds:
            if refused is None:
                deed()
                continue
            with pytest.raises(refused):
                deed()
        assert SizeGuide.objects.filter(id=guide.id, title="Letters").exists() is (refused is not None)
        assert SizeGuide.objects.filter(category=other).exists() is (refused is None)


def _write(vendor_id: Any, member_id: Any, category: Category | None, *, is_published: bool = True) -> SizeGuide:
    return create_own_guide(
        vendor_id=vendor_id,
        member_id=member_id,
        category_id=category.id if category else None,
        kind="clothing",
        gender="women",
        title="Letters",
        rows=new_sizes(LETTERS),
        is_published=is_published,
    )


def test_members_who_race_for_a_place_show_one_guide() -> None:
    before = deadlocks()
    vendor = make_vendor()
    members = [make_member(vendor=vendor) for _ in range(4)]
    waiting = [make_size_guide(vendor=vendor, is_published=False) for _ in range(4)]

    deeds = [partial(_write, vendor.id, member.id, None) for member in members]
    deeds += [
        partial(update_own_guide, guide_id=guide.id, member_id=member.id, is_published=True)
        for guide, member in zip(waiting, members, strict=True)
    ]
    with many_connections():
        answers = all_at_once(deeds)

    assert sorted(type(answer).__name__ for answer in answers) == ["SizeGuide"] + ["SizeGuideExists"] * 7
    assert deadlocks() - before == 0
    assert SizeGuide.objects.filter(is_published=True).count() == 1
    assert SizeGuideExists().path == ("category_id",)


def test_a_member_who_leaves_may_do_nothing_more() -> None:
    vendor = make_vendor()
    member, guide = make_member(vendor=vendor), make_size_guide(vendor=vendor)
    vendor.members.all().delete()

    with pytest.raises(NotFound):
        update_own_guide(guide_id=guide.id, member_id=member.id, title="Mine")

    assert SizeGuide.objects.get().title == "Letters"


@pytest.mark.parametrize(
    ("length", "unit", "mm"),
    [(74.25, "cm", 743), (74.24, "cm", 742), (29.25, "inch", 743), (1, "inch", 25), (660, "mm", 660), (0.05, "cm", 1)],
)
def test_lengths_are_kept_in_whole_millimetres(length: float, unit: str, mm: int) -> None:
    assert millimetres(length, LengthUnit(unit)) == mm


@pytest.mark.parametrize("length", [0.0, -1.0, 10_000.0, float("inf"), float("nan")])
def test_what_is_no_length_is_refused(length: float) -> None:
    with pytest.raises(InvalidInput):
        millimetres(length, LengthUnit.CM)
