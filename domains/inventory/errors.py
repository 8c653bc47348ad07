"""What may go wrong with stock."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domains.common.errors import DomainError, Kind


@dataclass(frozen=True, slots=True)
class ShortLine:
    """A variant of which more was wanted than there is."""

    variant_id: UUID
    wanted: int
    available: int


class OutOfStock(DomainError):
    """There is too little of some variants; nothing was held. `lines` names them all."""

    kind = Kind.CONFLICT
    code = "OUT_OF_STOCK"

    def __init__(self, *, lines: Sequence[ShortLine]) -> None:
        super().__init__("Some items have just sold out.", path=("lines",))
        self.lines = tuple(lines)


class StockPromised(DomainError):
    """A correction would leave fewer units than are promised to purchases in progress."""

    kind = Kind.CONFLICT
    code = "STOCK_PROMISED"

    def __init__(self, *, reserved: int, path: Sequence[str] = ("onHand",)) -> None:
        super().__init__(f"{reserved} units are promised to purchases in progress.", path=path)
        self.reserved = reserved


class QuantityOutOfRange(DomainError):
    """A number of units that no shelf holds."""

    kind = Kind.INVALID
    code = "QUANTITY_OUT_OF_RANGE"

    def __init__(self, *, path: Sequence[str] = ("quantity",)) -> None:
        super().__init__("Give a whole number of units within range.", path=path)


class NotAtThisLocation(DomainError):
    """The location belongs to another vendor than the variant, or one of the two does not exist."""

    kind = Kind.MISSING
    code = "NOT_AT_THIS_LOCATION"

    def __init__(self, *, path: Sequence[str] = ("locationId",)) -> None:
        super().__init__("That vendor has no such item at that location.", path=path)


class ReturnExceedsSale(DomainError):
    """More units would come back than the purchase took."""

    kind = Kind.CONFLICT
    code = "RETURN_EXCEEDS_SALE"

    def __init__(self, *, variant_id: UUID, sold: int) -> None:
        super().__init__(f"Only {sold} units of that item were sold.")
        self.variant_id = variant_id
        self.sold = sold


class LocationNameTaken(DomainError):
    """The vendor has a location of that name already."""

    kind = Kind.CONFLICT
    code = "LOCATION_NAME_TAKEN"

    def __init__(self) -> None:
        super().__init__("You have a place of that name already.", path=("name",))


class TooManyLocations(DomainError):
    """The vendor has as many locations as it may have."""

    kind = Kind.CONFLICT
    code = "TOO_MANY_LOCATIONS"

    def __init__(self, *, most: int) -> None:
        super().__init__(f"A vendor has at most {most} places to ship from.")
        self.most = most
