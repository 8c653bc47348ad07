"""Size guides that a vendor's people write."""

from typing import Any, cast

import strawberry

import resolvers.catalogue as goods
import resolvers.own_guides as answers
from domains.catalogue.sizing.measuring import LengthUnit, Measure, millimetres
from domains.catalogue.sizing.models import SizeGuide as StoredGuide
from domains.catalogue.sizing.rows import OwnGuideRow
from domains.catalogue.sizing.rules import NewSize
from domains.common.errors import InvalidInput
from schema.base import Info, global_id, related
from schema.catalogue import Category
from schema.errors import UserError, attempt
from schema.own_products import key_of
from schema.sizing import SizeGuideRow

strawberry.enum(LengthUnit, description="What lengths are written in.")


@strawberry.type(description="A size guide of a vendor, as those who work there see it.")
class VendorSizeGuide:
    """An `OwnGuideRow`."""

    id: strawberry.ID = global_id("SizeGuide")
    title: str = strawberry.field(description="Title.")
    kind: StoredGuide.Kind = strawberry.field(description="What is worn.")
    gender: StoredGuide.Gender = strawberry.field(description="Whom the sizes are cut for.")
    is_published: bool = strawberry.field(description="Whether shoppers see it.")
    category: Category | None = related(
        goods.CATEGORY, description="For this and all below it; null for everything of yours."
    )
    rows: list[SizeGuideRow] = strawberry.field(description="From the smallest to the largest.")


@strawberry.input(description="What a size is made for of one measure.")
class SizeMeasureInput:
    """One measure."""

    name: Measure = strawberry.field(description="Which measure.")
    low: float = strawberry.field(description="The lowest.")
    high: float = strawberry.field(description="The highest.")


@strawberry.input(description="A size, and the body it is made for.")
class SizeInput:
    """One size."""

    size: str = strawberry.field(description="As it is written, such as 38 or M.")
    measures: list[SizeMeasureInput] = strawberry.field(description="The same ones for every size.")


@strawberry.input(description="A size guide of your house.")
class SizeGuideCreateInput:
    """A guide with its sizes."""

    vendor: strawberry.ID = strawberry.field(description="The vendor you work for.")
    category: strawberry.ID | None = strawberry.field(
        default=None, description="For this and all below it; left out, for everything of yours."
    )
    kind: StoredGuide.Kind = strawberry.field(description="What is worn.")
    gender: StoredGuide.Gender = strawberry.field(description="Whom the sizes are cut for.")
    title: str = strawberry.field(description="Up to 120 characters.")
    unit: LengthUnit = strawberry.field(description="What the measures are written in.")
    rows: list[SizeInput] = strawberry.field(description="1 to 60, from the smallest.")
    is_published: bool = strawberry.field(default=True, description="Whether shoppers see it.")


@strawberry.input(description="Changes of a size guide; what is left out stays.")
class SizeGuideUpdateInput:
    """What it is of and for stays."""

    id: strawberry.ID = strawberry.field(description="The guide.")
    gender: StoredGuide.Gender | None = strawberry.field(default=None, description="Whom the sizes are cut for.")
    title: str | None = strawberry.field(default=None, description="Up to 120 characters.")
    unit: LengthUnit | None = strawberry.field(default=None, description="With `rows`.")
    rows: list[SizeInput] | None = strawberry.field(default=None, description="All of them, 1 to 60.")
    is_published: bool | None = strawberry.field(default=None, description="Whether shoppers see it.")


@strawberry.type(description="What became of the guide.")
class VendorSizeGuidePayload:
    """A guide, or why there is none."""

    size_guide: VendorSizeGuide | None = strawberry.field(default=None, description="Null on failure.")
    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type(description="Whether the guide is gone.")
class SizeGuideDeletePayload:
    """What `sizeGuideDelete` answers."""

    errors: list[UserError] = strawberry.field(description="Empty on success.")


def _size(given: SizeInput, unit: LengthUnit) -> NewSize:
    measures: dict[str, tuple[int, int]] = {
        measure.name: (millimetres(measure.low, unit), millimetres(measure.high, unit)) for measure in given.measures
    }
    if len(measures) < len(given.measures):
        raise InvalidInput("Each measure once.", path=("rows",))
    return NewSize(size=given.size, measures=measures)


async def _create(info: Info, given: SizeGuideCreateInput) -> OwnGuideRow:
    category = given.category
    facts: dict[str, Any] = {
        "category_id": key_of(category, of="Category", path="category") if category is not None else None,
        "kind": given.kind,
        "gender": given.gender,
        "title": given.title,
        "rows": [_size(size, given.unit) for size in given.rows],
        "is_published": given.is_published,
    }
    return await answers.create(info.context, vendor_id=key_of(given.vendor, of="Vendor", path="vendor"), facts=facts)


async def _update(info: Info, given: SizeGuideUpdateInput) -> OwnGuideRow:
    changes: dict[str, Any] = {"gender": given.gender, "title": given.title, "is_published": given.is_published}
    if given.rows is not None:
        if given.unit is None:
            raise InvalidInput("Say what the measures are written in.", path=("unit",))
        changes["rows"] = [_size(size, given.unit) for size in given.rows]
    said = {name: value for name, value in changes.items() if value is not None}
    if not said:
        raise InvalidInput("Say what is to change.")
    return await answers.change(info.context, guide_id=key_of(given.id, of="SizeGuide", path="id"), changes=said)


async def _delete(info: Info, id_: str) -> None:
    await answers.delete(info.context, guide_id=key_of(id_, of="SizeGuide", path="id"))


@strawberry.type
class OwnGuidesQuery:
    """Reads of size guides for those who work for a vendor."""

    @strawberry.field(description="The size guides of a vendor the viewer works for, by title; null of all others.")
    async def vendor_size_guides(self, info: Info, vendor: strawberry.ID) -> list[VendorSizeGuide] | None:
        """Up to 100."""
        found = await answers.of_vendor(info.context, vendor_id=key_of(vendor, of="Vendor", path="vendor"))
        return cast("list[VendorSizeGuide] | None", found)


@strawberry.type
class OwnGuidesMutation:
    """Writes of size guides for those who work for a vendor."""

    @strawberry.mutation(description="Write a size guide of your house; shoppers see it at once unless it is a draft.")
    async def size_guide_create(self, info: Info, input: SizeGuideCreateInput) -> VendorSizeGuidePayload:  # noqa: A002
        """Create."""
        return await attempt(VendorSizeGuidePayload, _create(info, input), into="size_guide")

    @strawberry.mutation(description="Change a size guide of your house.")
    async def size_guide_update(self, info: Info, input: SizeGuideUpdateInput) -> VendorSizeGuidePayload:  # noqa: A002
        """Update."""
        return await attempt(VendorSizeGuidePayload, _update(info, input), into="size_guide")

    @strawberry.mutation(description="Forget a size guide of your house; its products have the next nearest one.")
    async def size_guide_delete(self, info: Info, id: strawberry.ID) -> SizeGuideDeletePayload:  # noqa: A002
        """Delete."""
        return await attempt(SizeGuideDeletePayload, _delete(info, id))
