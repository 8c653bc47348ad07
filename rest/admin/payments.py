"""Payments and the ledger."""

from typing import ClassVar

from django.contrib.admin import register
from django.db.models import QuerySet
from django.http import HttpRequest

from domains.identity.roles import Permission
from domains.payments.models import Capture, LedgerEntry, LedgerTransaction, PaymentAttempt, Refund, WebhookEvent
from rest.admin.lookup import LookUp, Rows, money
from rest.admin.site import site

_DEMANDS = frozenset({Permission.VIEW_PAYMENTS})


class CaptureRows(Rows):
    """What was taken."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    model = Capture
    fields = ("id", "amount", "state", "requested_at", "settled_at")
    readonly_fields = fields
    amount = staticmethod(money("amount_minor", currency="attempt__currency"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Capture]:
        """With the attempt, which knows the currency."""
        captures: QuerySet[Capture] = super().get_queryset(request)
        return captures.select_related("attempt")


class RefundRows(Rows):
    """What was given back."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    model = Refund
    fields = ("id", "vendor_order_id", "amount", "reason", "state", "requested_at", "settled_at")
    readonly_fields = fields
    amount = staticmethod(money("amount_minor", currency="attempt__currency"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Refund]:
        """With the attempt, which knows the currency."""
        refunds: QuerySet[Refund] = super().get_queryset(request)
        return refunds.select_related("attempt")


@register(PaymentAttempt, site=site)
class PaymentAttemptPage(LookUp):
    """Tries to pay."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    list_display = ("id", "gateway", "state", "amount", "captured", "refunded", "opened_at")
    list_filter = ("state", "gateway")
    search_fields = ("provider_reference",)
    ordering = ("-opened_at", "-id")
    inlines = (CaptureRows, RefundRows)
    amount = staticmethod(money("amount_minor"))
    captured = staticmethod(money("captured_minor"))
    refunded = staticmethod(money("refunded_minor"))


@register(Refund, site=site)
class RefundPage(LookUp):
    """Money on its way back."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    list_display = ("id", "amount", "reason", "state", "requested_at", "settled_at")
    list_filter = ("state", "reason")
    list_select_related = ("attempt",)
    search_fields = ("provider_reference",)
    ordering = ("-requested_at", "-id")
    amount = staticmethod(money("amount_minor", currency="attempt__currency"))


@register(WebhookEvent, site=site)
class WebhookEventPage(LookUp):
    """The inbox of providers' messages, without their bodies."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    list_display = ("received_at", "provider", "event_type", "event_key", "outcome", "processed_at")
    list_filter = ("outcome", "provider")
    search_fields = ("event_key", "event_type")
    ordering = ("-received_at", "-id")
    exclude = ("body",)


class EntryRows(Rows):
    """The entries of a transaction."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    model = LedgerEntry
    fields = ("account", "vendor_id", "amount")
    readonly_fields = fields
    ordering = ("id",)
    amount = staticmethod(money("amount_minor"))


@register(LedgerTransaction, site=site)
class LedgerTransactionPage(LookUp):
    """The ledger."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    list_display = ("booked_at", "kind", "reference", "order_id")
    list_filter = ("kind",)
    search_fields = ("attempt__provider_reference",)
    ordering = ("-booked_at", "-id")
    inlines = (EntryRows,)
