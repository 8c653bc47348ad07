"""The table of uploads."""

from django.db import models
from django.db.models import Q

from domains.common.models import Record


class Upload(Record):
    """A picture somebody sent. Until something uses it, it expires."""

    owner_id = models.UUIDField()
    path = models.CharField(max_length=120, unique=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    uploaded_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    # What uses it, such as `review:0197…`; empty until then.
    attached_to = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "media_upload"
        constraints = (
            models.CheckConstraint(
                condition=Q(attached_to="", expires_at__isnull=False)
                | (~Q(attached_to="") & Q(expires_at__isnull=True)),
                name="upload_expires_unless_attached",
            ),
        )
        indexes = (models.Index(fields=["expires_at"], name="upload_age", condition=Q(expires_at__isnull=False)),)

    def __str__(self) -> str:
        return self.path
