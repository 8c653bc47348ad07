"""Light rows of wishlists, for readers."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class WishlistRow:
    """A wishlist as its owner sees it."""

    id: UUID
    name: str
    is_default: bool
    share_token: str | None
    shared_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SharedWishlistRow:
    """A wishlist as others see it: nothing in it leads to its owner. `id` is not shown."""

    id: UUID
    name: str
    shared_by: str


@dataclass(frozen=True, slots=True)
class WishlistItemRow:
    """Something on a wishlist."""

    id: UUID
    wishlist_id: UUID
    product_id: UUID
    variant_id: UUID | None
    added_at: datetime


@dataclass(frozen=True, slots=True)
class FirstItems:
    """The key of the first page of a wishlist."""

    wishlist_id: UUID
    size: int
