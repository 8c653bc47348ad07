"""Tables of notifications."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from domains.common.models import Record
from domains.identity.models import User


class Message(Record):
    """A message to somebody. `cause` makes it unique: a repeated event does not write to people twice."""

    class State(models.TextChoices):
        """Queued until the mail backend took it."""

        QUEUED = "queued"
        SENT = "sent"

    channel = models.CharField(max_length=8, default="email")
    template = models.CharField(max_length=60)
    cause = models.CharField(max_length=120)
    recipient = models.CharField(max_length=254)
    # The account it was written to or about, to be found by when the account is erased; none for vendors and guests.
    user_id = models.UUIDField(null=True, db_index=True)
    subject = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    # Until then one worker is handing the message to the mail server; after a crash another may.
    sending_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "notifications_message"
        constraints = (
            models.UniqueConstraint(fields=["template", "cause", "recipient"], name="one_message_per_cause"),
        )

    def __str__(self) -> str:
        return f"{self.template} to {self.recipient}"


class FeedItem(Record):
    """Something a customer is told in the shop. `cause` makes it unique: a repeated event tells nothing twice."""

    class Kind(models.TextChoices):
        """What happened."""

        ORDER_PLACED = "order_placed"
        ORDER_CANCELLED = "order_cancelled"
        ORDER_PART_CANCELLED = "order_part_cancelled"
        ORDER_SENT = "order_sent"
        ORDER_REFUNDED = "order_refunded"
        REVIEW_REPLIED = "review_replied"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="feed")
    kind = models.CharField(max_length=24, choices=Kind)
    facts = models.JSONField(default=dict)  # ids and names of that moment
    cause = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "notifications_feed_item"
        constraints = (models.UniqueConstraint(fields=["user", "kind", "cause"], name="told_once_per_cause"),)
        indexes = (
            models.Index(fields=["user", "-created_at", "-id"], name="feed_newest"),
            models.Index(fields=["user"], name="feed_unread", condition=Q(read_at__isnull=True)),
        )

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"
