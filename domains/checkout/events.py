"""What happens to carts."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domains.common.events import Event


@dataclass(frozen=True, kw_only=True)
class CartChanged(Event):
    """A cart's lines, contact or deliveries changed; with the state `merged` it went into the owner's account.

    What completes a cart is told by OrderPlaced.
    """

    aggregate_kind: ClassVar[str] = "cart"
    aggregate_key: ClassVar[str] = "cart_id"
    cart_id: UUID
    owner_kind: str
    owner_id: UUID
    state: str
