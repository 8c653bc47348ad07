"""Payments as staff read them: never a body of a provider, which has people in it."""

from typing import Any

from rest_framework import serializers

from domains.payments.models import Capture, LedgerEntry, LedgerTransaction, PaymentAttempt, Refund
from rest.staff.door.fields import MoneyOf


class AttemptRow(serializers.Serializer[Any]):
    """One try to pay one purchase."""

    id = serializers.UUIDField()
    purchase_id = serializers.UUIDField()
    gateway = serializers.CharField()
    state = serializers.ChoiceField(choices=PaymentAttempt.State.choices)
    amount = MoneyOf("amount_minor")
    captured = MoneyOf("captured_minor")
    refunded = MoneyOf("refunded_minor")
    provider_reference = serializers.CharField()
    decline_code = serializers.CharField()
    compensation_reason = serializers.CharField()
    opened_at = serializers.DateTimeField()
    settled_at = serializers.DateTimeField(allow_null=True)


class CaptureShape(serializers.Serializer[Any]):
    """One request to take an authorised amount."""

    id = serializers.UUIDField()
    amount = MoneyOf("amount_minor", currency="attempt.currency")
    state = serializers.ChoiceField(choices=Capture.State.choices)
    requested_at = serializers.DateTimeField()
    settled_at = serializers.DateTimeField(allow_null=True)


class RefundRow(serializers.Serializer[Any]):
    """Money on its way back to the shopper."""

    id = serializers.UUIDField()
    attempt_id = serializers.UUIDField()
    vendor_order_id = serializers.UUIDField(allow_null=True)
    amount = MoneyOf("amount_minor", currency="attempt.currency")
    reason = serializers.CharField()
    state = serializers.ChoiceField(choices=Refund.State.choices)
    provider_reference = serializers.CharField()
    requested_at = serializers.DateTimeField()
    settled_at = serializers.DateTimeField(allow_null=True)


class LedgerEntryShape(serializers.Serializer[Any]):
    """A signed amount on an account: debits positive, credits negative."""

    account = serializers.ChoiceField(choices=LedgerEntry.Account.choices)
    vendor_id = serializers.UUIDField(allow_null=True)
    amount = MoneyOf("amount_minor")


class LedgerTransactionShape(serializers.Serializer[Any]):
    """One balanced set of entries."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=LedgerTransaction.Kind.choices)
    reference = serializers.UUIDField()
    booked_at = serializers.DateTimeField()
    entries = LedgerEntryShape(many=True)


class AttemptDetail(AttemptRow):
    """A payment with all that became of it."""

    captures = CaptureShape(many=True)
    refunds = RefundRow(many=True)
    ledger = LedgerTransactionShape(many=True, source="ledger_transactions")


class WebhookRow(serializers.Serializer[Any]):
    """A provider's message and what came of it."""

    id = serializers.UUIDField()
    provider = serializers.CharField()
    event_key = serializers.CharField()
    event_type = serializers.CharField()
    received_at = serializers.DateTimeField()
    processed_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.CharField()
