"""Tables of submissions."""

from django.db import models
from django.db.models import F, Q

from domains.common.models import Record


class Submission(Record):
    """A product, or a revision of one, that is offered to be shown. Without changes it is the product's own showing."""

    class State(models.TextChoices):
        """Waiting until it is decided; a decision is final, and another submission the way on."""

        WAITING = "waiting"
        APPROVED = "approved"
        REJECTED = "rejected"
        WITHDRAWN = "withdrawn"

    product = models.ForeignKey("catalogue.Product", on_delete=models.CASCADE, related_name="submissions")
    # Fields of the product as they are to be: title, description, attributes, category_id.
    changes = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=500, blank=True)
    submitted_by = models.CharField(max_length=80)  # customer:<id>, staff:<id>
    submitted_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "catalogue_submission"
        constraints = (
            models.UniqueConstraint(fields=["product"], condition=Q(state="waiting"), name="one_submission_waits"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="submission_decided_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(reason=""), name="submission_rejected_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | Q(decided_at__gte=F("submitted_at")),
                name="submission_decided_afterwards",
            ),
        )
        indexes = (
            models.Index(fields=["state", "submitted_at", "id"], name="submission_queue"),
            models.Index(fields=["product", "-submitted_at"], name="submission_of_product"),
        )

    def __str__(self) -> str:
        return f"{self.product_id} {self.state}"
