"""Light rows of vendors, for readers."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class VendorRow:
    """A vendor as the public sees it."""

    id: UUID
    name: str
    slug: str
    status: str
    tagline: str
    story: str
    city: str
    country: str
    logo: str
    created_at: datetime

    @property
    def is_visible(self) -> bool:
        """Whether the vendor has a public page."""
        return self.status in {"approved", "on_holiday"}

    @property
    def takes_orders(self) -> bool:
        """Whether the vendor sells at the moment."""
        return self.status == "approved"
