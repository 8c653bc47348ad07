"""A whole cart as it stands now: what the shopper is shown and what a purchase would charge."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from domains.catalogue.sales import SellableVariant
from domains.checkout.problems import LineProblem, SoldOut, Unavailable
from domains.common.money import Money
from domains.shipping.rates import MethodOffer


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLine:
    """A line as it is stored. Product and vendor are its variant's, sellable or not."""

    line_id: UUID
    variant_id: UUID
    product_id: UUID
    vendor_id: UUID
    quantity: int
    seen_price: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCart:
    """A cart as it is stored: lines in the order of their adding, methods chosen by vendor."""

    cart_id: UUID
    version: int
    currency: str
    email: str
    address: Mapping[str, str] | None
    lines: tuple[StoredLine, ...]
    chosen: Mapping[UUID, UUID]
    remind_me: bool = False

    @property
    def country(self) -> str:
        """Where it is to be shipped; empty while nobody has said."""
        return (self.address or {}).get("country", "")

    @property
    def variant_ids(self) -> tuple[UUID, ...]:
        """The variants of all lines."""
        return tuple(line.variant_id for line in self.lines)

    @property
    def vendor_ids(self) -> tuple[UUID, ...]:
        """The vendors of all lines, each once."""
        return tuple(dict.fromkeys(line.vendor_id for line in self.lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class CartLineView:
    """A line as it stands. `sold` is None, and there is no total, where the variant can't be bought any more.

    `available` says how many units there are; for the shopper it is cut down to what they need to know.
    """

    line_id: UUID
    variant_id: UUID
    product_id: UUID
    vendor_id: UUID
    quantity: int
    seen_price: Money
    sold: SellableVariant | None
    available: int
    total: Money | None
    problems: tuple[LineProblem, ...]

    @property
    def counts(self) -> bool:
        """Whether the line is part of the totals: what is gone altogether is not."""
        return not any(isinstance(problem, SoldOut | Unavailable) for problem in self.problems)


@dataclass(frozen=True, slots=True)
class DeliveryOption:
    """A method that takes the group's subtotal, and what it costs."""

    offer: MethodOffer
    charge: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CartGroupView:
    """The lines of one vendor. `delivery` is zero while nothing is chosen; `total` is subtotal and delivery."""

    vendor_id: UUID
    vendor_name: str
    lines: tuple[CartLineView, ...]
    subtotal: Money
    options: tuple[DeliveryOption, ...]
    chosen: DeliveryOption | None
    delivery: Money
    total: Money

    @property
    def needs_delivery(self) -> bool:
        """Whether anything in it would be shipped."""
        return any(line.counts for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class CartView:
    """The whole cart. Totals are sums of the groups', to the minor unit; `lines` has those of no group as well."""

    cart_id: UUID
    version: int
    currency: str
    email: str
    address: Mapping[str, str] | None
    lines: tuple[CartLineView, ...]
    groups: tuple[CartGroupView, ...]
    subtotal: Money
    delivery: Money
    total: Money
    remind_me: bool = False
