"""Which price counts at a moment: one definition in Python, one as SQL, tested equal at the boundaries."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

# The price of the row `variant`, as table `price`; takes `%(currency)s` and `%(at)s`. Reads one index entry.
EFFECTIVE_PRICE_SQL = """LATERAL (
    SELECT amount_minor, compare_at_minor, currency
    FROM catalogue_price
    WHERE variant_id = variant.id
        AND currency = %(currency)s
        AND valid_from <= %(at)s
        AND (valid_until IS NULL OR valid_until > %(at)s)
    ORDER BY valid_from DESC
    LIMIT 1
) AS price"""


class Ranged(Protocol):
    """Anything that holds from a moment on (inclusive) until another (exclusive, or open)."""

    @property
    def valid_from(self) -> datetime:
        """When it begins to hold."""

    @property
    def valid_until(self) -> datetime | None:
        """When it no longer holds."""


def effective[P: Ranged](prices: Iterable[P], *, at: datetime) -> P | None:
    """The price that counts at `at` among prices of one variant and currency: of the valid ones the latest to begin.

    None when none is valid. A sale from 12:00 to 14:00 counts at 12:00:00.000000 and no longer at 14:00:00.000000.
    """
    valid = (p for p in prices if p.valid_from <= at and (p.valid_until is None or p.valid_until > at))
    return max(valid, key=lambda price: price.valid_from, default=None)
