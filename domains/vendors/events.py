"""What happens to vendors."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domains.common.events import Event


@dataclass(frozen=True, kw_only=True)
class VendorEvent(Event):
    """Something happened to a vendor."""

    aggregate_kind: ClassVar[str] = "vendor"
    aggregate_key: ClassVar[str] = "vendor_id"

    vendor_id: UUID


@dataclass(frozen=True, kw_only=True)
class VendorApplied(VendorEvent):
    """A vendor asked to sell on the marketplace."""


@dataclass(frozen=True, kw_only=True)
class VendorChanged(VendorEvent):
    """A vendor's public profile changed."""


@dataclass(frozen=True, kw_only=True)
class VendorStatusChanged(VendorEvent):
    """A vendor may now do more, or less, than before; its products appear or disappear with it."""

    status: str
    was_status: str
    reason: str
    actor: str
