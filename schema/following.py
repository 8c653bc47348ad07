"""Followed vendors and recently viewed products, as the API shows them."""

from typing import cast

import strawberry

import resolvers.following as answers
from domains.checkout.viewing import MOST_REMEMBERED
from domains.common.errors import InvalidInput
from domains.vendors.rows import VendorRow
from schema.base import Connection, Info
from schema.catalogue import Product
from schema.errors import UserError, attempt
from schema.ids import decode_id
from schema.vendors import Vendor


@strawberry.input(description="A vendor to follow.")
class VendorFollowInput:
    """Which, and whether."""

    id: strawberry.ID = strawberry.field(description="Global id of the vendor.")
    follow: bool = strawberry.field(default=True, description="False to follow it no longer.")


@strawberry.type(description="The vendor as it is now.")
class VendorFollowPayload:
    """What `vendorFollow` answers."""

    vendor: Vendor | None = strawberry.field(default=None, description="Null on failure.")
    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type(description="Whether it was remembered.")
class ProductViewedPayload:
    """What `productViewed` answers."""

    errors: list[UserError] = strawberry.field(description="Empty on success.")


# Ids are decoded inside the attempt, so that a foreign one is data like any other refusal.
async def _follow(info: Info, given: VendorFollowInput) -> VendorRow:
    vendor_id = decode_id(given.id, expected="Vendor", path=("id",))
    return await answers.follow(info.context, vendor_id=vendor_id, follows=given.follow)


async def _note(info: Info, ids: list[strawberry.ID]) -> None:
    # Checked before the work of decoding.
    if len(ids) > MOST_REMEMBERED:
        raise InvalidInput(f"At most {MOST_REMEMBERED} at once.", path=("ids",))
    product_ids = [decode_id(value, expected="Product", path=("ids",)) for value in ids]
    await answers.note_views(info.context, product_ids=product_ids)


@strawberry.type
class FollowingQuery:
    """Queries of what the viewer follows and looked at."""

    @strawberry.field(description="The vendors the viewer follows, the last one followed first.")
    async def followed_vendors(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[Vendor]:
        """Pages of 1 to 50, 20 if not said."""
        return cast("Connection[Vendor]", await answers.followed(info.context, first=first, after=after))

    @strawberry.field(description="The last 50 products the viewer looked at, the last one first.")
    async def recently_viewed(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[Product]:
        """Pages of 1 to 50, 20 if not said; products no longer shown are left out."""
        return cast("Connection[Product]", await answers.recently_viewed(info.context, first=first, after=after))


@strawberry.type
class FollowingMutation:
    """Mutations of what the viewer follows and looked at."""

    @strawberry.mutation(description="Follow a vendor, or no longer; a repeat changes nothing.")
    async def vendor_follow(self, info: Info, input: VendorFollowInput) -> VendorFollowPayload:  # noqa: A002
        """Follow."""
        return await attempt(VendorFollowPayload, _follow(info, input), into="vendor")

    @strawberry.mutation(description="Remember up to 50 products in the order in which they were looked at.")
    async def product_viewed(self, info: Info, ids: list[strawberry.ID]) -> ProductViewedPayload:
        """Ids of products that are not shown are left out."""
        return await attempt(ProductViewedPayload, _note(info, ids))
