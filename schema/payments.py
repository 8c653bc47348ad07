"""Payments, as the API shows them."""

from datetime import datetime

import strawberry

import resolvers.payments as answers
from domains.orders.errors import PaymentNotAccepted
from domains.orders.rows import PaymentRow, RefundRow
from domains.payments.models import PaymentAttempt
from domains.payments.models import Refund as StoredRefund
from schema.base import MoneyAmount, global_id, is_row, related
from schema.errors import UserError, shows

strawberry.enum(PaymentAttempt.State, name="PaymentState", description="Where a payment stands; it only moves forward.")
strawberry.enum(StoredRefund.State, name="RefundState", description="Where a refund stands.")


@strawberry.type(description="The provider declined; nothing was taken, and the cart can be paid for in another way.")
class PaymentDeclinedError(UserError):
    """`PaymentNotAccepted` with the provider's reason."""

    decline_code: str = strawberry.field(description="Why, in the provider's words, such as insufficient_funds.")


shows(
    PaymentNotAccepted,
    lambda error: PaymentDeclinedError(
        code=error.code, message=error.message, path=list(error.path), decline_code=error.decline_code
    ),
)


@strawberry.type(description="Money on its way back to the shopper.")
class Refund:
    """`RefundRow`."""

    is_type_of = is_row(RefundRow)

    id: strawberry.ID = global_id("Refund")
    amount: MoneyAmount = strawberry.field(description="How much.")
    reason: str = strawberry.field(description="Why, such as cancelled.")
    state: StoredRefund.State = strawberry.field(description="Where it stands.")
    requested_at: datetime = strawberry.field(description="When it was decided.")
    settled_at: datetime | None = strawberry.field(description="When the provider made it.")


@strawberry.type(description="How a purchase is paid for.")
class Payment:
    """`PaymentRow`."""

    is_type_of = is_row(PaymentRow)

    id: strawberry.ID = global_id("Payment")
    state: PaymentAttempt.State = strawberry.field(description="Where it stands.")
    amount: MoneyAmount = strawberry.field(description="What was to be paid.")
    captured: MoneyAmount = strawberry.field(description="What was taken: less, when parts were cancelled before.")
    refunded: MoneyAmount = strawberry.field(description="What was given back.")
    decline_code: str = strawberry.field(description="Why it was declined; empty for every other state.")
    opened_at: datetime = strawberry.field(description="When the provider was asked first.")
    refunds: list[Refund] = related(answers.REFUNDS_OF_PAYMENT, description="What goes back, the oldest first.")
