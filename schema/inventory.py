"""Stock, as far as shoppers are told."""

import strawberry

from domains.inventory.availability import Availability
from domains.inventory.errors import OutOfStock
from schema.base import derived
from schema.errors import UserError, shows
from schema.ids import encode_id

strawberry.enum(
    Availability,
    description="Whether something can be bought now: enough, few left, none, or UNAVAILABLE: whatever is left of it, "
    "its house takes no orders at the moment, or it has no price in the currency.",
)


@strawberry.type(description="Whether a variant can be bought now. Shops don't show how much they have.")
class Stock:
    """The domain's `Stock`."""

    availability: Availability = strawberry.field(description="Enough, few left, none, or none for sale.")
    available_units: int | None = derived(
        lambda stock: stock.shown_units, description="The exact number where few or none are left; null otherwise."
    )


@strawberry.type(description="A variant of which more was wanted than there is.")
class ShortLine:
    """The domain's `ShortLine`."""

    variant_id: strawberry.ID = derived(lambda line: encode_id("Variant", line.variant_id), description="The variant.")
    wanted: int = strawberry.field(description="Units wanted.")
    available: int = strawberry.field(description="Units there are.")


@strawberry.type(description="Some items sold out meanwhile; nothing was bought or charged.")
class OutOfStockError(UserError):
    """`OutOfStock` with its lines."""

    lines: list[ShortLine] = strawberry.field(description="Every variant that falls short.")


shows(
    OutOfStock,
    lambda error: OutOfStockError(
        code=error.code,
        message=error.message,
        path=list(error.path),
        lines=list(error.lines),  # type: ignore[arg-type]  # rows stand for the schema's types
    ),
)
