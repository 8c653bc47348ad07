"""The test cards: the card decides how the provider behaves, so every situation can be brought about at will.

| number              | token                    | what happens                                                        |
|---------------------|--------------------------|---------------------------------------------------------------------|
| 4242 4242 4242 4242 | card_success             | authorised at once                                                  |
| 4000 0000 0000 0002 | card_declined            | declined: `card_declined`                                           |
| 4000 0000 0000 9995 | card_insufficient_funds  | declined: `insufficient_funds`                                      |
| 4000 0027 6000 3184 | card_3ds_required        | `requires_action`; authorised when the shopper approves             |
| 4000 0084 0000 1629 | card_3ds_declined        | `requires_action`; declined even though the shopper approves        |
| 4000 0000 0000 3006 | card_slow                | authorised, the answer comes after SANDBOX_SLOW_SECONDS (3)         |
| 4000 0000 0000 3014 | card_lost_answer         | authorised, the connection closes without an answer                 |
| 4000 0000 0000 3022 | card_lost_capture        | as card_success, the answer to the capture is lost                  |
| 4000 0000 0000 3030 | card_lost_refund         | as card_success, the answer to each refund is lost                  |
| 4000 0000 0000 3048 | card_duplicate_webhooks  | every webhook is delivered twice                                    |
| 4000 0000 0000 3055 | card_reordered_webhooks  | `payment.authorized` is held back until a later event was delivered |
|                     |                          | (at most SANDBOX_REORDER_SECONDS, 2)                                |
| 4000 0000 0000 3063 | card_silent              | no webhook is ever sent; only asking the provider tells             |
| 4000 0000 0000 3071 | card_processing          | `processing`; authorised after SANDBOX_PROCESSING_SECONDS (2)       |
| 4000 0000 0000 3089 | card_capture_refused     | authorised, the capture is refused: `authorization_expired`         |

Refusing on the 3-D Secure page declines with `authentication_failed`. A lost answer is lost once: the same idempotency
key answers from the books. A plausible number that is not in the table is declined with `not_a_test_card`.
"""

from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """The requests whose answer a card may lose."""

    AUTHORIZE = "authorize"
    CAPTURE = "capture"
    REFUND = "refund"


@dataclass(frozen=True, kw_only=True)
class Decline:
    code: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Card:
    name: str
    number: str
    decline: Decline | None = None
    needs_approval: bool = False
    is_slow: bool = False
    is_processed_later: bool = False
    refuses_capture: bool = False
    loses_answer_of: Step | None = None
    webhook_copies: int = 1
    holds_authorized_event: bool = False
    sends_webhooks: bool = True


_DECLINED = Decline(code="card_declined", message="The card was declined.")
_NO_FUNDS = Decline(code="insufficient_funds", message="The card has insufficient funds.")
NOT_A_TEST_CARD = Decline(code="not_a_test_card", message="Only test cards work here.")
NOT_APPROVED = Decline(code="authentication_failed", message="The payment was not approved.")

_CARDS = (
    Card(name="card_success", number="4242424242424242"),
    Card(name="card_declined", number="4000000000000002", decline=_DECLINED),
    Card(name="card_insufficient_funds", number="4000000000009995", decline=_NO_FUNDS),
    Card(name="card_3ds_required", number="4000002760003184", needs_approval=True),
    Card(name="card_3ds_declined", number="4000008400001629", needs_approval=True, decline=_DECLINED),
    Card(name="card_slow", number="4000000000003006", is_slow=True),
    Card(name="card_lost_answer", number="4000000000003014", loses_answer_of=Step.AUTHORIZE),
    Card(name="card_lost_capture", number="4000000000003022", loses_answer_of=Step.CAPTURE),
    Card(name="card_lost_refund", number="4000000000003030", loses_answer_of=Step.REFUND),
    Card(name="card_duplicate_webhooks", number="4000000000003048", webhook_copies=2),
    Card(name="card_reordered_webhooks", number="4000000000003055", holds_authorized_event=True),
    Card(name="card_silent", number="4000000000003063", sends_webhooks=False),
    Card(name="card_processing", number="4000000000003071", is_processed_later=True),
    Card(name="card_capture_refused", number="4000000000003089", refuses_capture=True),
)
# Stands for every number outside the table; nobody can ask for it by name.
UNKNOWN_CARD = Card(name="card_unknown", number="", decline=NOT_A_TEST_CARD)

CARD_BY_NUMBER = {card.number: card for card in _CARDS}
CARD_BY_NAME = {card.name: card for card in _CARDS}


def card_of(name: str) -> Card:
    """The card behind a name kept in the books."""
    return CARD_BY_NAME.get(name, UNKNOWN_CARD)


def is_plausible_number(digits: str) -> bool:
    """True for 12 to 19 ASCII digits with a right check digit (Luhn)."""
    if not (digits.isascii() and digits.isdigit() and 12 <= len(digits) <= 19):
        return False
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
