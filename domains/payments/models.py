"""Tables of payments. Triggers of the first migration keep the ledger balanced and append-only, states forward-only."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from domains.common.models import Record, currency_field


class PaymentAttempt(Record):
    """One try to pay one purchase. Its id is our reference and the idempotency key at the provider."""

    class State(models.TextChoices):
        """Moves forward only (transitions.py); opened covers an unknown outcome, which the reconciler asks about."""

        OPENED = "opened"
        REQUIRES_ACTION = "requires_action"
        AUTHORIZED = "authorized"
        CAPTURED = "captured"
        DECLINED = "declined"
        VOIDED = "voided"
        EXPIRED = "expired"

    purchase_id = models.UUIDField()
    gateway = models.CharField(max_length=20)
    state = models.CharField(max_length=16, choices=State, default=State.OPENED)
    currency = currency_field()
    amount_minor = models.BigIntegerField()
    captured_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    provider_reference = models.CharField(max_length=120, blank=True)
    next_action_url = models.CharField(max_length=500, blank=True)
    decline_code = models.CharField(max_length=60, blank=True)
    # Why money was given back although the shopper did not ask: the purchase could not become an order.
    compensation_reason = models.CharField(max_length=60, blank=True)
    opened_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)  # when the reconciler last asked the provider

    class Meta:
        db_table = "payments_attempt"
        constraints = (
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="attempt_is_for_something"),
            models.CheckConstraint(
                condition=Q(captured_minor__gte=0) & Q(captured_minor__lte=F("amount_minor")),
                name="capture_at_most_the_authorised",
            ),
            models.CheckConstraint(
                condition=Q(refunded_minor__gte=0) & Q(refunded_minor__lte=F("captured_minor")),
                name="refund_at_most_the_captured",
            ),
            # A purchase is paid once: no second attempt while one holds the shopper's money.
            models.UniqueConstraint(
                fields=["purchase_id"],
                condition=Q(state__in=["opened", "requires_action", "authorized", "captured"]),
                name="one_live_attempt_per_purchase",
            ),
            models.UniqueConstraint(
                fields=["gateway", "provider_reference"],
                condition=~Q(provider_reference=""),
                name="one_attempt_per_provider_reference",
            ),
        )
        indexes = (
            models.Index(
                fields=["opened_at"], name="attempt_open", condition=Q(state__in=["opened", "requires_action"])
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} by {self.gateway} ({self.state})"


class Capture(Record):
    """One request to take an authorised amount, and what became of it. Its id is the provider's idempotency key."""

    class State(models.TextChoices):
        """Requested until the provider has answered for certain."""

        REQUESTED = "requested"
        SUCCEEDED = "succeeded"
        REFUSED = "refused"

    attempt = models.ForeignKey(PaymentAttempt, on_delete=models.PROTECT, related_name="captures")
    amount_minor = models.BigIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.REQUESTED)
    requested_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "payments_capture"
        constraints = (
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="capture_takes_something"),
            models.UniqueConstraint(fields=["attempt"], condition=~Q(state="refused"), name="one_capture_per_attempt"),
        )

    def __str__(self) -> str:
        return f"capture of {self.amount_minor} ({self.state})"


class Refund(Record):
    """Money on its way back to the shopper. Its id is the provider's idempotency key."""

    class State(models.TextChoices):
        """Requested until the provider has answered for certain."""

        REQUESTED = "requested"
        SUCCEEDED = "succeeded"
        FAILED = "failed"

    attempt = models.ForeignKey(PaymentAttempt, on_delete=models.PROTECT, related_name="refunds")
    vendor_order_id = models.UUIDField(null=True)
    amount_minor = models.BigIntegerField()
    reason = models.CharField(max_length=60)
    state = models.CharField(max_length=9, choices=State, default=State.REQUESTED)
    provider_reference = models.CharField(max_length=120, blank=True)
    requested_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "payments_refund"
        constraints = (
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="refund_gives_something"),
            models.UniqueConstraint(
                fields=["vendor_order_id", "reason"],
                condition=~Q(state="failed"),
                name="one_refund_per_vendor_order_and_reason",
            ),
        )

    def __str__(self) -> str:
        return f"refund of {self.amount_minor} ({self.state})"


class WebhookEvent(Record):
    """A provider's message as it came in: the inbox."""

    provider = models.CharField(max_length=20)
    event_key = models.CharField(max_length=120)
    event_type = models.CharField(max_length=60)
    body = models.BinaryField()
    attempt_id = models.UUIDField(null=True)  # as the provider says; nothing follows from it but where to look
    received_at = models.DateTimeField(db_default=Now())
    processed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, blank=True)  # applied, ignored, parked, unmatched, mismatch

    class Meta:
        db_table = "payments_webhook_event"
        constraints = (models.UniqueConstraint(fields=["provider", "event_key"], name="one_row_per_webhook_event"),)
        indexes = (
            models.Index(fields=["received_at"], name="webhook_unprocessed", condition=Q(processed_at__isnull=True)),
            models.Index(fields=["attempt_id", "received_at"], name="webhook_parked", condition=Q(outcome="parked")),
        )

    def __str__(self) -> str:
        return f"{self.provider} {self.event_type} {self.event_key}"


class LedgerTransaction(Record):
    """One balanced set of entries. `kind` and `reference` name its cause, so that a cause is booked once."""

    class Kind(models.TextChoices):
        """What happened to the money."""

        SALE = "sale"
        REFUND = "refund"

    kind = models.CharField(max_length=10, choices=Kind)
    reference = models.UUIDField()  # of a sale the capture, of a refund the refund
    attempt = models.ForeignKey(PaymentAttempt, on_delete=models.PROTECT, related_name="ledger_transactions")
    order_id = models.UUIDField(null=True)
    booked_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "payments_ledger_transaction"
        constraints = (models.UniqueConstraint(fields=["kind", "reference"], name="a_cause_is_booked_once"),)
        indexes = (models.Index(fields=["order_id"], name="ledger_of_order"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class LedgerEntry(models.Model):
    """A signed amount on an account: debits positive, credits negative."""

    class Account(models.TextChoices):
        """Where the money is, or whose it is."""

        PROVIDER_CLEARING = "provider_clearing"  # what the provider owes us
        VENDOR_PAYABLE = "vendor_payable"  # what we owe a vendor
        COMMISSION_INCOME = "commission_income"  # what the platform earned
        SHOPPER_SUSPENSE = "shopper_suspense"  # taken for a purchase that did not become an order; goes back

    id = models.BigAutoField(primary_key=True)
    transaction = models.ForeignKey(LedgerTransaction, on_delete=models.PROTECT, related_name="entries")
    account = models.CharField(max_length=20, choices=Account)
    vendor_id = models.UUIDField(null=True)
    currency = currency_field()
    amount_minor = models.BigIntegerField()

    objects: ClassVar[models.Manager["LedgerEntry"]] = models.Manager()

    class Meta:
        db_table = "payments_ledger_entry"
        constraints = (
            models.CheckConstraint(condition=~Q(amount_minor=0), name="entry_moves_something"),
            models.CheckConstraint(
                condition=Q(account="vendor_payable", vendor_id__isnull=False)
                | (~Q(account="vendor_payable") & Q(vendor_id__isnull=True)),
                name="vendor_accounts_have_a_vendor",
            ),
        )
        indexes = (models.Index(fields=["vendor_id", "currency"], name="ledger_of_vendor"),)

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} on {self.account}"
