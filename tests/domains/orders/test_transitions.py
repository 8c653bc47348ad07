"""The rules of order states in Python, against the database's."""

from itertools import combinations_with_replacement, product

import pytest
from django.db import transaction
from django.db.utils import IntegrityError

from domains.common.clock import utc_now
from domains.orders.errors import OrderTransitionRefused
from domains.orders.models import Order, VendorOrder
from domains.orders.transitions import after, order_state
from tests.factories.orders import make_order

State = VendorOrder.State


@pytest.mark.usefixtures("database")
def test_agrees_with_the_database_on_every_step_of_a_part() -> None:
    make_order(now=utc_now())
    for state, wanted in product(State, State):
        if state == wanted:
            continue
        try:
            by_rule = after(state, wanted) == wanted
        except OrderTransitionRefused:
            by_rule = False
        try:
            with transaction.atomic():
                # From placed, in the same transaction, into the state in question.
                if state != State.PLACED:
                    VendorOrder.objects.update(state=state)
                VendorOrder.objects.update(state=wanted)
                transaction.set_rollback(True)
            by_database = True
        except IntegrityError:
            by_database = False

        assert by_rule is by_database, f"{state} -> {wanted}"


@pytest.mark.usefixtures("database")
def test_derives_only_states_the_database_lets_an_order_take() -> None:
    order = make_order(now=utc_now())
    for parts in combinations_with_replacement(State, 3):
        before = order_state(parts)
        for index, wanted in product(range(3), State):
            try:
                moved = after(parts[index], wanted)
            except OrderTransitionRefused:
                continue
            then = order_state([*parts[:index], moved, *parts[index + 1 :]])
            with transaction.atomic():
                for state in dict.fromkeys([Order.State.PLACED, before, then]):
                    Order.objects.filter(id=order.id).update(state=state)
                transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (["placed"], "placed"),
        (["placed", "fulfilled"], "placed"),
        (["placed", "cancelled"], "partly_cancelled"),
        (["placed", "cancelled", "fulfilled"], "partly_cancelled"),
        (["cancelled", "cancelled"], "cancelled"),
        (["cancelled", "fulfilled"], "fulfilled"),
        (["fulfilled"], "fulfilled"),
    ],
)
def test_derives_an_orders_state(states: list[str], expected: str) -> None:
    assert order_state(states) == expected


def test_refuses_an_order_without_parts() -> None:
    with pytest.raises(OrderTransitionRefused):
        order_state([])
