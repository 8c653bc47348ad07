"""How a guest's cart goes into an account's: pure, and the same whichever login comes first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domains.checkout.quantities import MAX_LINES, MAX_QUANTITY


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeLine:
    """A line of either cart."""

    variant_id: UUID
    quantity: int
    seen_price_minor: int
    seen_at: datetime
    added_at: datetime


def merged_lines(*, account: Sequence[MergeLine], guest: Sequence[MergeLine]) -> tuple[MergeLine, ...]:
    """The account's lines with the guest's added.

    Quantities of the same variant add up, to 99 at most, and the price seen later counts. Lines beyond the hundredth
    are left out, the latest added of the guest's first.
    """
    result: dict[UUID, MergeLine] = {line.variant_id: line for line in account}
    for line in sorted(guest, key=lambda line: (line.added_at, line.variant_id)):
        own = result.get(line.variant_id)
        if own is None and len(result) >= MAX_LINES:
            continue
        result[line.variant_id] = line if own is None else _together(own, line)
    return tuple(result.values())


def merged_choices(*, account: Mapping[UUID, UUID], guest: Mapping[UUID, UUID]) -> dict[UUID, UUID]:
    """The methods chosen by vendor: the account's, and the guest's where the account has chosen none."""
    return {**guest, **account}


def _together(own: MergeLine, other: MergeLine) -> MergeLine:
    later = max(own, other, key=lambda line: line.seen_at)
    return MergeLine(
        variant_id=own.variant_id,
        quantity=min(own.quantity + other.quantity, MAX_QUANTITY),
        seen_price_minor=later.seen_price_minor,
        seen_at=later.seen_at,
        added_at=min(own.added_at, other.added_at),
    )
