"""Any order of stock movements, compared with a model of forty lines."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from domains.common.ids import new_id
from domains.common.models import OutboxEvent
from domains.inventory.errors import OutOfStock, ReturnExceedsSale, StockPromised
from domains.inventory.models import Reservation, StockLevel, StockLocation, StockMovement
from domains.inventory.reads import available_units
from domains.inventory.services.consume_holds import consume_holds
from domains.inventory.services.hold_stock import hold_stock
from domains.inventory.services.receive_stock import correct_stock, receive_stock
from domains.inventory.services.release_holds import release_expired_holds, release_holds
from domains.inventory.services.return_stock import return_stock
from tests.factories.catalogue import make_product
from tests.factories.inventory import make_location
from tests.factories.vendors import make_vendor

pytestmark = pytest.mark.usefixtures("database")

START = datetime(2026, 11, 22, 12, tzinfo=UTC)
VARIANTS = 2


@dataclass
class Model:
    """What stock is, without tables: units per variant and place, and what each purchase took from where."""

    on_hand: dict[tuple[int, int], int] = field(default_factory=dict)
    held: dict[UUID, dict[tuple[int, int], int]] = field(default_factory=dict)
    sold: dict[UUID, dict[tuple[int, int], int]] = field(default_factory=dict)
    expiry: dict[UUID, datetime] = field(default_factory=dict)

    def reserved(self, shelf: tuple[int, int]) -> int:
        return sum(taken.get(shelf, 0) for taken in self.held.values())

    def free(self, shelf: tuple[int, int]) -> int:
        return self.on_hand.get(shelf, 0) - self.reserved(shelf)

    def available(self, variant: int) -> int:
        return sum(self.free((variant, place)) for place in (0, 1))

    def hold(self, purchase: UUID, wanted: dict[int, int], until: datetime) -> bool:
        if any(self.available(variant) < units for variant, units in wanted.items()):
            return False
        taken: dict[tuple[int, int], int] = {}
        for variant, units in wanted.items():
            first = min(units, self.free((variant, 0)))
            taken |= {(variant, 0): first, (variant, 1): units - first}
        self.held[purchase], self.expiry[purchase] = taken, until
        return True

    def sell(self, purchase: UUID) -> bool:
        if purchase in self.held:
            self.sold[purchase] = self.held.pop(purchase)
            for shelf, units in self.sold[purchase].items():
                self.on_hand[shelf] = self.on_hand.get(shelf, 0) - units
        return purchase in self.sold

    def give_back(self, purchase: UUID, variant: int) -> None:
        for place in (0, 1):
            self.on_hand[variant, place] += self.sold[purchase].pop((variant, place), 0)


class Stock(RuleBasedStateMachine):
    """The services and the model, step by step."""

    purchases = Bundle("purchases")

    def __init__(self) -> None:
        super().__init__()
        vendor = make_vendor()
        sizes = [f"size {number}" for number in range(VARIANTS)]
        self.variants = [v.id for v in make_product(vendor=vendor, sizes=sizes).variants.order_by("position")]
        self.places: list[StockLocation] = [make_location(vendor=vendor, position=place) for place in (0, 1)]
        self.model, self.now = Model(), START

    @rule(variant=st.integers(0, 1), place=st.integers(0, 1), units=st.integers(1, 5))
    def receive(self, variant: int, place: int, units: int) -> None:
        receive_stock(
            variant_id=self.variants[variant],
            location_id=self.places[place].id,
            quantity=units,
            actor="staff:1",
            now=self.now,
        )
        self.model.on_hand[variant, place] = self.model.on_hand.get((variant, place), 0) + units

    @rule(variant=st.integers(0, 1), place=st.integers(0, 1), counted=st.integers(0, 6))
    def correct(self, variant: int, place: int, counted: int) -> None:
        count = partial(
            correct_stock,
            variant_id=self.variants[variant],
            location_id=self.places[place].id,
            on_hand=counted,
            actor="staff:1",
            now=self.now,
        )
        if counted < self.model.reserved((variant, place)):
            with pytest.raises(StockPromised):
                count()
            return
        count()
        self.model.on_hand[variant, place] = counted

    @rule(
        target=purchases,
        wanted=st.dictionaries(st.integers(0, 1), st.integers(1, 4), min_size=1),
        minutes=st.integers(1, 20),
    )
    def hold(self, wanted: dict[int, int], minutes: int) -> UUID:
        purchase_id, until = new_id(), self.now + timedelta(minutes=minutes)
        units = {self.variants[variant]: number for variant, number in wanted.items()}
        if self.model.hold(purchase_id, wanted, until):
            hold_stock(purchase_id=purchase_id, wanted=units, expires_at=until, now=self.now)
        else:
            with pytest.raises(OutOfStock):
                hold_stock(purchase_id=purchase_id, wanted=units, expires_at=until, now=self.now)
        return purchase_id

    @rule(purchase_id=purchases)
    def sell(self, purchase_id: UUID) -> None:
        assert consume_holds(purchase_id=purchase_id, now=self.now) is self.model.sell(purchase_id)

    @rule(purchase_id=purchases)
    def release(self, purchase_id: UUID) -> None:
        release_holds(purchase_id=purchase_id, reason="declined", now=self.now)
        self.model.held.pop(purchase_id, None)

    @rule(minutes=st.integers(0, 15))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        release_expired_holds(now=self.now, limit=1_000)
        for purchase_id in [key for key, until in self.model.expiry.items() if until <= self.now]:
            self.model.held.pop(purchase_id, None)

    @rule(purchase_id=purchases, variant=st.integers(0, 1))
    def give_back(self, purchase_id: UUID, variant: int) -> None:
        units = sum(self.model.sold.get(purchase_id, {}).get((variant, place), 0) for place in (0, 1))
        cancel = partial(
            return_stock,
            purchase_id=purchase_id,
            # One vendor order per purchase and variant.
            vendor_order_id=UUID(int=purchase_id.int ^ variant + 1),
            units={self.variants[variant]: units or 1},
            reason=StockMovement.Reason.CANCELLED,
            actor="system",
            now=self.now,
        )
        if units:
            assert cancel() is True
            assert cancel() is False
            self.model.give_back(purchase_id, variant)
        elif purchase_id not in self.model.sold:
            with pytest.raises(ReturnExceedsSale):
                cancel()

    @invariant()
    def agrees(self) -> None:
        levels = {
            (self.variants.index(level.variant_id), level.location.position): level
            for level in StockLevel.objects.filter(variant__in=self.variants).select_related("location")
        }
        for shelf, level in levels.items():
            assert (level.on_hand, level.reserved) == (self.model.on_hand.get(shelf, 0), self.model.reserved(shelf))
            assert level.on_hand == (level.movements.aggregate(units=Sum("delta"))["units"] or 0)
            still_open = level.reservations.filter(state=Reservation.State.OPEN)
            assert level.reserved == (still_open.aggregate(units=Sum("quantity"))["units"] or 0)
        available = available_units(variant_ids=self.variants)
        for number, variant_id in enumerate(self.variants):
            assert available[variant_id] == self.model.available(number)
            self._told(variant_id, available[variant_id])

    def _told(self, variant_id: UUID, available: int) -> None:
        events = OutboxEvent.objects.filter(name="StockLevelChanged", aggregate=f"variant:{variant_id}").order_by("id")
        steps = [(event.payload["was_available"], event.payload["available"]) for event in events]
        assert [was for was, _ in steps] == [0, *(now for _, now in steps)][: len(steps)]
        assert available == (steps[-1][1] if steps else 0)


def test_agrees_with_a_model_after_every_step() -> None:
    run_state_machine_as_test(
        Stock,
        settings=settings(
            max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
