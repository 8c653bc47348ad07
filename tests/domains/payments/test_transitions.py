"""The rule in Python and the rule in the database are the same table."""

from itertools import product

import pytest
from django.db import transaction
from django.db.utils import IntegrityError

from domains.common.ids import new_id
from domains.payments.errors import TransitionRefused
from domains.payments.models import PaymentAttempt
from domains.payments.transitions import after, is_possible

pytestmark = pytest.mark.usefixtures("database")

State = PaymentAttempt.State


def _refused_by_rule(state: State, wanted: State) -> bool:
    try:
        return after(state, wanted) != wanted
    except TransitionRefused:
        return True


def _refused_by_database(state: State, wanted: State) -> bool:
    attempt = PaymentAttempt.objects.create(
        purchase_id=new_id(), gateway="sandbox", currency="NGN", amount_minor=1, state=state
    )
    try:
        with transaction.atomic():
            PaymentAttempt.objects.filter(id=attempt.id).update(state=wanted)
    except IntegrityError:
        return True
    return False


def test_agrees_with_the_database_on_every_step() -> None:
    for state, wanted in product(State, State):
        by_rule = _refused_by_rule(state, wanted)

        assert by_rule is _refused_by_database(state, wanted), f"{state} -> {wanted}"
        assert is_possible(state, wanted) is not by_rule


def test_never_leaves_a_final_state() -> None:
    for final in (State.CAPTURED, State.DECLINED, State.VOIDED):
        assert [wanted for wanted in State if is_possible(final, wanted)] == [final]
