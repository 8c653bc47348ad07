"""Which state of a payment attempt may follow which. The trigger `attempt_moves_forward` holds the same table."""

from collections.abc import Mapping

from domains.payments.errors import TransitionRefused
from domains.payments.models import PaymentAttempt

State = PaymentAttempt.State

_FROM_OPEN = frozenset(
    {State.REQUIRES_ACTION, State.AUTHORIZED, State.DECLINED, State.VOIDED, State.CAPTURED, State.EXPIRED}
)
# Expired is our own word, not the provider's: a late authorisation still arrives, and must be given back.
MOVES: Mapping[State, frozenset[State]] = {
    State.OPENED: _FROM_OPEN,
    State.REQUIRES_ACTION: _FROM_OPEN - {State.REQUIRES_ACTION},
    State.AUTHORIZED: frozenset({State.CAPTURED, State.VOIDED}),
    State.CAPTURED: frozenset(),
    State.DECLINED: frozenset(),
    State.VOIDED: frozenset(),
    State.EXPIRED: frozenset({State.AUTHORIZED, State.CAPTURED, State.VOIDED, State.DECLINED}),
}
# The outcome is not known, or waits for the shopper: the reconciler asks about these.
OPEN = frozenset({State.OPENED, State.REQUIRES_ACTION})
# No message about the authorisation changes anything any more.
SETTLED = frozenset({State.AUTHORIZED, State.CAPTURED, State.DECLINED, State.VOIDED})


def after(state: State, wanted: State) -> State:
    """The state after hearing `wanted`; hearing the present state again changes nothing.

    Raises TransitionRefused for every step backwards or across.
    """
    if wanted == state or wanted in MOVES[state]:
        return wanted
    raise TransitionRefused(state=state, wanted=wanted)


def is_possible(state: State, wanted: State) -> bool:
    """True when `after` would not refuse."""
    return wanted == state or wanted in MOVES[state]
