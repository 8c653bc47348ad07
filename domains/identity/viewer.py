"""Who makes the present request, and whom what they make belongs to."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Literal
from uuid import UUID

from domains.common.errors import LoginRequired

type OwnerKind = Literal["guest", "customer"]


class ViewerKind(StrEnum):
    """How well the viewer is known."""

    ANONYMOUS = "anonymous"
    GUEST = "guest"
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody who can own a cart and orders: a guest by the id of their token, a customer by their user id."""

    kind: OwnerKind
    id: UUID

    @property
    def actor(self) -> str:
        """The owner as the author of a change: `customer:<id>` or `guest:<id>`."""
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever makes the present request. `staff_role` is empty for everybody who is no staff."""

    ANONYMOUS: ClassVar["Viewer"]

    kind: ViewerKind
    id: UUID | None = None
    session_id: UUID | None = None
    staff_role: str = ""

    def owner(self) -> Owner:
        """The viewer as an owner. Raises LoginRequired for an anonymous viewer."""
        if self.id is None or self.kind is ViewerKind.ANONYMOUS:
            raise LoginRequired
        return Owner(kind="guest" if self.kind is ViewerKind.GUEST else "customer", id=self.id)

    def customer_id(self) -> UUID:
        """The viewer's user id. Raises LoginRequired for guests and anonymous viewers."""
        if self.id is None or self.kind is not ViewerKind.CUSTOMER:
            raise LoginRequired
        return self.id


Viewer.ANONYMOUS = Viewer(kind=ViewerKind.ANONYMOUS)
