"""Where a vendor ships from, and what has arrived there, as its own people keep it."""

from typing import cast

import strawberry

import resolvers.own_stock as answers
from domains.common.errors import InvalidInput
from domains.inventory.errors import StockPromised
from domains.inventory.shelves import LocationRow
from schema.base import Info, global_id
from schema.errors import UserError, attempt, shows
from schema.ids import decode_id


@strawberry.type(description="A place your house ships from.")
class VendorLocation:
    """A `LocationRow`."""

    id: strawberry.ID = global_id("VendorLocation")
    name: str = strawberry.field(description="Its name.")
    country: str = strawberry.field(description="ISO 3166-1 code of its country.")


@strawberry.type(description="What a place has of a variant.")
class VendorShelf:
    """A `ShelfRow`."""

    location: VendorLocation = strawberry.field(description="Where.")
    on_hand: int = strawberry.field(description="Units there are.")
    reserved: int = strawberry.field(description="How many of them are promised to purchases in progress.")


@strawberry.input(description="A place your house ships from.")
class VendorLocationCreateInput:
    """One more place."""

    vendor: strawberry.ID = strawberry.field(description="The vendor you work for.")
    name: str = strawberry.field(description="Up to 120 characters; one place per name.")
    country: str = strawberry.field(description="ISO 3166-1 code, such as NG.")


@strawberry.input(description="Units of a variant.")
class VariantUnitsInput:
    """How many."""

    variant: strawberry.ID = strawberry.field(description="The variant, of a draft too.")
    quantity: int = strawberry.field(description="1 to 1,000,000.")


@strawberry.input(description="What has arrived at a place of yours.")
class StockReceiveInput:
    """All or none of it."""

    location: strawberry.ID = strawberry.field(description="Where; see `vendorLocations`.")
    units: list[VariantUnitsInput] = strawberry.field(description="1 to 200 variants, each once.")
    reference: str = strawberry.field(default="", description="Your own note, such as a delivery's number.")


@strawberry.input(description="What was counted of a variant.")
class VariantCountInput:
    """How many there are."""

    variant: strawberry.ID = strawberry.field(description="The variant, of a draft too.")
    on_hand: int = strawberry.field(description="Units there are, promised ones among them: 0 to 1,000,000.")


@strawberry.input(description="What was counted at a place of yours.")
class StockCorrectInput:
    """All or none of it."""

    location: strawberry.ID = strawberry.field(description="Where; see `vendorLocations`.")
    counts: list[VariantCountInput] = strawberry.field(description="1 to 200 variants, each once.")
    reason: str = strawberry.field(description="Why, such as a stocktake; up to 80 characters.")


@strawberry.type(description="What became of the place.")
class VendorLocationPayload:
    """A place, or why there is none."""

    location: VendorLocation | None = strawberry.field(default=None, description="Null on failure.")
    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type(description="Whether it is on the shelf; `VendorVariant.shelves` shows it.")
class StockReceivePayload:
    """What `stockReceive` answers."""

    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type(description="Whether it was put right; `VendorVariant.shelves` shows it.")
class StockCorrectPayload:
    """What `stockCorrect` answers."""

    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type(description="Purchases in progress hold more of it than was counted. Nothing was put right.")
class StockPromisedError(UserError):
    """A `StockPromised`."""

    reserved: int = strawberry.field(description="Units they hold.")


def _promised(error: StockPromised) -> StockPromisedError:
    return StockPromisedError(code=error.code, message=error.message, path=list(error.path), reserved=error.reserved)


shows(StockPromised, as_type=_promised)


async def _create(info: Info, given: VendorLocationCreateInput) -> LocationRow:
    vendor_id = decode_id(given.vendor, expected="Vendor", path=("vendor",))
    return await answers.create_location(info.context, vendor_id=vendor_id, name=given.name, country=given.country)


async def _receive(info: Info, given: StockReceiveInput) -> None:
    units = {decode_id(each.variant, expected="Variant", path=("units",)): each.quantity for each in given.units}
    if len(units) < len(given.units):
        raise InvalidInput("Each variant once.", path=("units",))
    location_id = decode_id(given.location, expected="VendorLocation", path=("location",))
    await answers.receive(info.context, location_id=location_id, units=units, reference=given.reference)


async def _correct(info: Info, given: StockCorrectInput) -> None:
    counts = {decode_id(each.variant, expected="Variant", path=("counts",)): each.on_hand for each in given.counts}
    if len(counts) < len(given.counts):
        raise InvalidInput("Each variant once.", path=("counts",))
    location_id = decode_id(given.location, expected="VendorLocation", path=("location",))
    await answers.correct(info.context, location_id=location_id, counts=counts, reason=given.reason)


@strawberry.type
class OwnStockQuery:
    """Reads of shelves for those who work for a vendor."""

    @strawberry.field(description="Where a vendor the viewer works for ships from; null of all others.")
    async def vendor_locations(self, info: Info, vendor: strawberry.ID) -> list[VendorLocation] | None:
        """Up to 20."""
        vendor_id = decode_id(vendor, expected="Vendor", path=("vendor",))
        return cast("list[VendorLocation] | None", await answers.locations(info.context, vendor_id=vendor_id))


@strawberry.type
class OwnStockMutation:
    """Writes of shelves for those who work for a vendor."""

    @strawberry.mutation(description="Give your house one more place to ship from.")
    async def vendor_location_create(self, info: Info, input: VendorLocationCreateInput) -> VendorLocationPayload:  # noqa: A002
        """Create."""
        return await attempt(VendorLocationPayload, _create(info, input), into="location")

    @strawberry.mutation(description="Put units that have arrived on a shelf of your house, of a draft's variants too.")
    async def stock_receive(self, info: Info, input: StockReceiveInput) -> StockReceivePayload:  # noqa: A002
        """Receive."""
        return await attempt(StockReceivePayload, _receive(info, input))

    @strawberry.mutation(
        description="Set what a shelf of your house has to what was counted, saying why. Never below what is promised."
    )
    async def stock_correct(self, info: Info, input: StockCorrectInput) -> StockCorrectPayload:  # noqa: A002
        """Correct."""
        return await attempt(StockCorrectPayload, _correct(info, input))
