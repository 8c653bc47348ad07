"""Vendors, as the API shows them."""

from datetime import datetime

import strawberry

import resolvers.following as fans
import resolvers.vendors as answers
from domains.common.errors import InvalidInput
from domains.vendors.rows import VendorRow
from schema.base import Connection, Info, Node, derived, global_id, is_row, related
from schema.ids import decode_id
from schema.media import media_url
from schema.words import Kind, worded


@strawberry.type(description="A fashion house that sells on the marketplace.")
class Vendor(Node):
    """A `VendorRow`."""

    is_type_of = is_row(VendorRow)
    id: strawberry.ID = global_id("Vendor")
    name: str = strawberry.field(description="Name of the house.")
    slug: str = strawberry.field(description="Its part of an address.")
    tagline: str = worded(Kind.VENDOR, "tagline", description="One line about it; may be empty.")
    story: str = worded(Kind.VENDOR, "story", description="Its story; may be empty.")
    city: str = strawberry.field(description="Where it works.")
    country: str = strawberry.field(description="ISO 3166-1 alpha-2 code.")
    takes_orders: bool = strawberry.field(description="False while it is on holiday.")
    logo_url: str | None = derived(lambda vendor: media_url(vendor.logo), description="Picture of its sign.")
    joined_at: datetime = derived(lambda vendor: vendor.created_at, description="Since when it sells here.")
    viewer_follows: bool = related(fans.VIEWER_FOLLOWS, description="Whether the viewer follows it.")

    @strawberry.field(description="How many customers follow it.")
    async def follower_count(self, info: Info) -> int:
        """Zero where nothing was counted."""
        return await info.context.load(fans.FOLLOWER_COUNT, self) or 0


@strawberry.type
class VendorsQuery:
    """Reads of vendors."""

    @strawberry.field(
        description="A vendor by id or by slug, or one it had before; null where there is none to be seen."
    )
    async def vendor(self, info: Info, id: strawberry.ID | None = None, slug: str | None = None) -> Vendor | None:  # noqa: A002
        """Raises InvalidInput unless exactly one of the two is given."""
        if (id is None) == (slug is None):
            raise InvalidInput("Give either an id or a slug.")
        key = decode_id(id, expected="Vendor") if id else None
        return await answers.vendor(info.context, vendor_id=key, slug=slug)  # type: ignore[return-value]

    @strawberry.field(description="All vendors, by name.")
    async def vendors(self, info: Info, first: int | None = None, after: str | None = None) -> Connection[Vendor]:
        """Pages of 1 to 50, 20 if not said."""
        return await answers.vendors(info.context, first=first, after=after)  # type: ignore[return-value]
