"""Tables of attributes. What a product says is on the product: code -> value, in one JSON object."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from domains.common.models import Record


class Attribute(Record):
    """What can be said of products. Without a place it is for all of them."""

    class Kind(models.TextChoices):
        """What its values are; never changed, so that no value of it ever has to be read in two ways."""

        CHOICE = "choice"
        MULTI_CHOICE = "multi_choice"
        BOOLEAN = "boolean"
        NUMBER = "number"
        TEXT = "text"

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind)
    # Of numbers: what they count, and the least and the most there can be of it.
    unit = models.CharField(max_length=12, blank=True)
    lowest = models.DecimalField(max_digits=13, decimal_places=3, null=True, blank=True)
    highest = models.DecimalField(max_digits=13, decimal_places=3, null=True, blank=True)
    is_filterable = models.BooleanField(default=False)
    is_required = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "catalogue_attribute"
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="number") | Q(unit="", lowest__isnull=True, highest__isnull=True),
                name="only_numbers_have_units",
            ),
            models.CheckConstraint(
                condition=Q(lowest__isnull=True) | Q(highest__isnull=True) | Q(highest__gte=F("lowest")),
                name="attribute_bounds_in_order",
            ),
            models.CheckConstraint(condition=~Q(kind="text") | Q(is_filterable=False), name="texts_are_no_filter"),
        )

    def __str__(self) -> str:
        return self.code


class AttributeChoice(Record):
    """One thing that can be chosen."""

    attribute = models.ForeignKey(Attribute, on_delete=models.CASCADE, related_name="choices")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "catalogue_attribute_choice"
        constraints = (models.UniqueConstraint(fields=["attribute", "code"], name="one_choice_per_code"),)

    def __str__(self) -> str:
        return self.code


class AttributePlace(Record):
    """A category that an attribute is for, with all below it."""

    attribute = models.ForeignKey(Attribute, on_delete=models.CASCADE, related_name="places")
    category = models.ForeignKey("catalogue.Category", on_delete=models.PROTECT, related_name="attributes")

    class Meta:
        db_table = "catalogue_attribute_place"
        constraints = (models.UniqueConstraint(fields=["attribute", "category"], name="one_place_per_category"),)

    def __str__(self) -> str:
        return f"{self.attribute_id} in {self.category_id}"
