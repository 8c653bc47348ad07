"""The shapes of the demo marketplace: frozen values, free of the database."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from config.demo.saying import Said


class Publication(StrEnum):
    """Where a product stands: shown, not yet shown (three ways) or no longer shown (two ways)."""

    PUBLISHED = "published"
    SCHEDULED = "scheduled"
    REVIEW = "review"
    DRAFT = "draft"
    UNPUBLISHED = "unpublished"
    ARCHIVED = "archived"


class Standing(StrEnum):
    """Whether a vendor may sell."""

    APPROVED = "approved"
    ON_HOLIDAY = "on_holiday"
    SUSPENDED = "suspended"


class AccountKind(StrEnum):
    STAFF = "staff"
    VENDOR_OWNER = "vendor_owner"
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class DemoCategory:
    id: UUID
    slug: str
    name: str
    description: str
    parent_id: UUID | None
    level: int
    position: int


@dataclass(frozen=True, slots=True)
class DemoLocation:
    id: UUID
    name: str
    line1: str
    city: str
    postal_code: str
    country: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class DemoRate:
    """What one delivery method costs, in minor units by currency.

    Where `free_from` has an entry, a subtotal of at least that many minor units ships free.
    """

    id: UUID
    name: str
    prices: dict[str, int]
    free_from: dict[str, int]
    days_min: int
    days_max: int


@dataclass(frozen=True, slots=True)
class DemoZone:
    """The rates a vendor offers to a set of countries; no countries means the rest of the world."""

    id: UUID
    name: str
    countries: tuple[str, ...]
    rates: tuple[DemoRate, ...]


@dataclass(frozen=True, slots=True)
class DemoVendor:
    id: UUID
    number: int
    code: str
    slug: str
    name: str
    tagline: str
    story: str
    country: str
    city: str
    founder: str
    founded: int
    email: str
    returns_policy: str
    shipping_policy: str
    commission_bps: int
    standing: Standing
    logo: str
    culture: str
    garments: tuple[str, ...]
    price_factor: float
    joined_at: datetime
    locations: tuple[DemoLocation, ...]
    zones: tuple[DemoZone, ...]


@dataclass(frozen=True, slots=True)
class DemoPrice:
    """One price in one currency over a half-open time range; without `ends_at` it is open.

    Ranges overlap: a sale is one more price, and among those that hold the latest to start counts.
    """

    currency: str
    amount_minor: int
    compare_at_minor: int | None
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class DemoVariant:
    """One thing that can be bought; `size` or `colour` is None where the product has no such axis."""

    id: UUID
    sku: str
    position: int
    size: str | None
    colour: str | None
    grams: int
    prices: tuple[DemoPrice, ...]
    stock: tuple[tuple[UUID, int], ...]

    @property
    def on_hand(self) -> int:
        return sum(units for _, units in self.stock)


@dataclass(frozen=True, slots=True)
class DemoPicture:
    """Where a picture is stored and what it shows; `colour` is None for pictures of the product as such."""

    id: UUID
    path: str
    alt: str
    colour: str | None
    position: int
    silhouette: str
    pattern: str
    paint: str
    view: str


@dataclass(frozen=True, slots=True)
class DemoReview:
    id: UUID
    author: str
    country: str
    rating: int
    title: str
    body: str
    fit: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class DemoProduct:
    id: UUID
    number: int
    vendor_id: UUID
    category_id: UUID
    category_slug: str
    slug: str
    title: str
    description: str
    attributes: tuple[tuple[str, Said], ...]
    sizes: tuple[str, ...]
    colours: tuple[str, ...]
    publication: Publication
    published_at: datetime | None
    unpublished_at: datetime | None
    created_at: datetime
    variants: tuple[DemoVariant, ...]
    pictures: tuple[DemoPicture, ...]
    reviews: tuple[DemoReview, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class DemoAddress:
    id: UUID
    full_name: str
    phone: str
    line1: str
    city: str
    region: str
    postal_code: str
    country: str


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Somebody who can sign in; the password is public, so such accounts exist in demo marketplaces only."""

    id: UUID
    kind: AccountKind
    email: str
    password: str
    full_name: str
    staff_role: str | None
    vendor_id: UUID | None
    addresses: tuple[DemoAddress, ...]
