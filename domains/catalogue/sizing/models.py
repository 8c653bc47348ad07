"""Tables of size guides."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from domains.common.models import Record
from domains.vendors.models import Vendor


class SizeGuide(Record):
    """The sizes of a kind of things.

    Without a vendor it is the platform's; without a category it is for everything that no nearer guide is for.
    """

    class Kind(models.TextChoices):
        """What is worn."""

        CLOTHING = "clothing"
        SHOES = "shoes"

    class Gender(models.TextChoices):
        """Whom the sizes are cut for."""

        WOMEN = "women"
        MEN = "men"
        KIDS = "kids"
        UNISEX = "unisex"

    vendor = models.ForeignKey(Vendor, null=True, blank=True, on_delete=models.PROTECT, related_name="size_guides")
    category = models.ForeignKey(
        "catalogue.Category", null=True, blank=True, on_delete=models.PROTECT, related_name="size_guides"
    )
    kind = models.CharField(max_length=8, choices=Kind)
    gender = models.CharField(max_length=6, choices=Gender)
    title = models.CharField(max_length=120)
    is_published = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "catalogue_size_guide"
        constraints = (
            # Which of two would be a product's? Drafts may wait beside the one that is shown.
            models.UniqueConstraint(
                fields=["vendor", "category"],
                name="one_size_guide_per_place",
                condition=Q(is_published=True),
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return self.title


class SizeGuideRow(Record):
    """One size of a guide. `measures` maps names to the lowest and the highest: `{"waist": [660, 740]}`."""

    guide = models.ForeignKey(SizeGuide, on_delete=models.CASCADE, related_name="rows")
    size = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    measures = models.JSONField()

    class Meta:
        db_table = "catalogue_size_guide_row"
        constraints = (
            models.UniqueConstraint(fields=["guide", "size"], name="one_row_per_size"),
            models.UniqueConstraint(fields=["guide", "position"], name="one_size_per_position"),
        )

    def __str__(self) -> str:
        return self.size
