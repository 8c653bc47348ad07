"""The tables of uploads, of pictures in use, and of their renditions."""

from django.db import models
from django.db.models import Q

from domains.common.models import Record
from domains.media.rendering.recipe import Shape


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


class Original(Record):
    """A picture in use, whatever uses it: what is known of it, and how far its renditions are.

    Drawings (SVG) have no row: they are sharp at every width.
    """

    class State(models.TextChoices):
        """Whether its renditions are there."""

        WAITING = "waiting"
        MADE = "made"
        PARKED = "parked"  # none can be made; `trouble` says why, and nobody tries again by themselves

    path = models.CharField(max_length=300, unique=True)
    # The spot that crops keep, as fractions of width and height from the top left corner.
    focal_x = models.FloatField(default=0.5)
    focal_y = models.FloatField(default=0.5)
    colour = models.CharField(max_length=7, blank=True)
    placeholder = models.CharField(max_length=2_000, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    trouble = models.CharField(max_length=200, blank=True)
    # By which recipe the renditions were made, and how often files were written for it.
    recipe = models.PositiveSmallIntegerField(default=0)
    edition = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "media_original"
        constraints = (
            models.CheckConstraint(
                condition=Q(focal_x__gte=0, focal_x__lte=1, focal_y__gte=0, focal_y__lte=1),
                name="focal_point_is_inside",
            ),
        )
        indexes = (models.Index(fields=["recipe", "id"], name="original_by_recipe", condition=~Q(state="parked")),)

    def __str__(self) -> str:
        return self.path


class Rendition(Record):
    """A picture in one shape and width, as WebP. Its file never changes: another content has another name."""

    original = models.ForeignKey(Original, on_delete=models.CASCADE, related_name="renditions")
    shape = models.CharField(max_length=10, choices=[(shape.value, shape.value) for shape in Shape])
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    path = models.CharField(max_length=120, unique=True)

    class Meta:
        db_table = "media_rendition"
        constraints = (models.UniqueConstraint(fields=["original", "shape", "width"], name="one_rendition_per_width"),)

    def __str__(self) -> str:
        return self.path


class Leftover(Record):
    """A file that nothing refers to, or not yet; the pruning deletes it a day later."""

    path = models.CharField(max_length=300, unique=True)
    since = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "media_leftover"

    def __str__(self) -> str:
        return self.path
