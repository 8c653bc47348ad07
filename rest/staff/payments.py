"""What staff may see of payments: attempts, refunds, and messages of providers that fit nothing."""

from typing import ClassVar

from django.db.models import Prefetch
from django_filters import rest_framework as filters
from rest_framework.mixins import ListModelMixin

from domains.identity.roles import Permission
from domains.payments.models import Capture, LedgerEntry, LedgerTransaction, PaymentAttempt, Refund, WebhookEvent
from rest.staff.door.views import Demands, Shown, StaffView
from rest.staff.shapes.payments import AttemptDetail, AttemptRow, RefundRow, WebhookRow

_LOOK = frozenset({Permission.VIEW_PAYMENTS})

# An attempt with all that became of it; also part of an order.
WHOLE_ATTEMPTS = PaymentAttempt.objects.prefetch_related(
    Prefetch("captures", Capture.objects.select_related("attempt").order_by("requested_at", "id")),
    Prefetch("refunds", Refund.objects.select_related("attempt").order_by("requested_at", "id")),
    Prefetch("ledger_transactions", LedgerTransaction.objects.order_by("booked_at", "id")),
    Prefetch("ledger_transactions__entries", LedgerEntry.objects.order_by("id")),
)


class AttemptFilter(filters.FilterSet):
    """Which attempts."""

    state = filters.ChoiceFilter(choices=PaymentAttempt.State.choices)
    gateway = filters.CharFilter(max_length=20)
    purchase = filters.UUIDFilter(field_name="purchase_id")
    provider_reference = filters.CharFilter(max_length=120)
    opened_from = filters.IsoDateTimeFilter(field_name="opened_at", lookup_expr="gte")
    opened_until = filters.IsoDateTimeFilter(field_name="opened_at", lookup_expr="lt")


class AttemptView(ListModelMixin, Shown):
    """Tries to pay."""

    demands: ClassVar[Demands] = {"list": _LOOK, "retrieve": _LOOK}
    queryset = PaymentAttempt.objects.all()
    detail_queryset = WHOLE_ATTEMPTS
    serializer_class = AttemptRow
    detail_class = AttemptDetail
    filterset_class = AttemptFilter
    ordering_fields = ("opened_at", "amount_minor")
    default_ordering = "-opened_at"


class RefundFilter(filters.FilterSet):
    """Which refunds."""

    state = filters.ChoiceFilter(choices=Refund.State.choices)
    attempt = filters.UUIDFilter(field_name="attempt_id")
    vendor_order = filters.UUIDFilter(field_name="vendor_order_id")
    requested_from = filters.IsoDateTimeFilter(field_name="requested_at", lookup_expr="gte")
    requested_until = filters.IsoDateTimeFilter(field_name="requested_at", lookup_expr="lt")


class RefundView(ListModelMixin, StaffView):
    """Money on its way back."""

    demands: ClassVar[Demands] = {"list": _LOOK}
    queryset = Refund.objects.select_related("attempt")
    serializer_class = RefundRow
    filterset_class = RefundFilter
    ordering_fields = ("requested_at",)
    default_ordering = "-requested_at"


class WebhookFilter(filters.FilterSet):
    """Which messages; `outcome=unmatched` finds those that belong to no payment of ours."""

    outcome = filters.ChoiceFilter(
        choices=[(name, name) for name in ("applied", "ignored", "parked", "unmatched", "mismatch")]
    )
    provider = filters.CharFilter(max_length=20)
    received_from = filters.IsoDateTimeFilter(field_name="received_at", lookup_expr="gte")
    received_until = filters.IsoDateTimeFilter(field_name="received_at", lookup_expr="lt")


class WebhookView(ListModelMixin, StaffView):
    """The inbox of providers' messages."""

    demands: ClassVar[Demands] = {"list": _LOOK}
    queryset = WebhookEvent.objects.defer("body")
    serializer_class = WebhookRow
    filterset_class = WebhookFilter
    ordering_fields = ("received_at",)
    default_ordering = "-received_at"
