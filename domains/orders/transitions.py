"""Which state of a vendor order may follow which, and how an order's state follows from them.

The triggers `vendor_order_legal_state` and `order_legal_state` hold the same tables.
"""

from collections.abc import Collection, Mapping

from domains.orders.errors import OrderTransitionRefused
from domains.orders.models import Order, VendorOrder

State = VendorOrder.State

MOVES: Mapping[State, frozenset[State]] = {
    State.PLACED: frozenset({State.FULFILLED, State.CANCELLED}),
    State.FULFILLED: frozenset(),
    State.CANCELLED: frozenset(),
}


def after(state: str, wanted: State) -> State:
    """The state after the step. Raises OrderTransitionRefused, also for a step that was taken already."""
    if wanted in MOVES[State(state)]:
        return wanted
    raise OrderTransitionRefused(state=state, wanted=wanted)


def order_state(states: Collection[str]) -> Order.State:
    """An order's state by those of its vendor orders; it has at least one."""
    if not states:
        raise OrderTransitionRefused(state="empty", wanted="any")
    kinds = set(states)
    if kinds == {State.CANCELLED}:
        return Order.State.CANCELLED
    if kinds <= {State.CANCELLED, State.FULFILLED}:
        return Order.State.FULFILLED
    return Order.State.PARTLY_CANCELLED if State.CANCELLED in kinds else Order.State.PLACED
