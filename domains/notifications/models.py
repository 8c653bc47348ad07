"""Tables of notifications."""

from django.db import models
from django.db.models.functions import Now

from domains.common.models import Record


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
