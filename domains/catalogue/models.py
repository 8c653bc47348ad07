"""Tables of the catalogue."""

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

import domains.catalogue.attributes.models
import domains.catalogue.collections.models
import domains.catalogue.sizing.models
import domains.catalogue.submissions.models  # noqa: F401 - Django looks for tables here
from domains.common.models import Record, currency_field
from domains.vendors.models import Vendor


class Category(Record):
    """A node of the category tree. `path` is the slugs from the root, such as `women/dresses`."""

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80)
    path = models.CharField(max_length=250, unique=True)
    depth = models.PositiveSmallIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    # For search engines; empty means as the shop shows it.
    seo_title = models.CharField(max_length=120, blank=True, default="", db_default="")
    seo_description = models.CharField(max_length=320, blank=True, default="", db_default="")

    class Meta:
        db_table = "catalogue_category"
        verbose_name_plural = "categories"
        indexes = (
            # Descendants are found by prefix (`LIKE 'women/%'`), which needs this operator class in any collation.
            models.Index(OpClass(F("path"), name="varchar_pattern_ops"), name="category_by_path"),
            models.Index(fields=["parent", "position"], name="category_children"),
        )

    def __str__(self) -> str:
        return self.path


class Product(Record):
    """A design of one vendor."""

    class State(models.TextChoices):
        """Where the product stands on its way to the shoppers."""

        DRAFT = "draft"
        REVIEW = "review"
        PUBLISHED = "published"
        ARCHIVED = "archived"

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="products")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products")
    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=220, unique=True)
    description = models.TextField(blank=True)
    attributes = models.JSONField(default=dict, blank=True)
    # For search engines; empty means as the shop shows it.
    seo_title = models.CharField(max_length=120, blank=True, default="", db_default="")
    seo_description = models.CharField(max_length=320, blank=True, default="", db_default="")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    publish_at = models.DateTimeField(null=True, blank=True)
    unpublish_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "catalogue_product"
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="published") | Q(publish_at__isnull=False), name="published_product_has_a_moment"
            ),
        )
        indexes = (
            models.Index(fields=["-publish_at", "-id"], name="product_newest", condition=Q(state="published")),
            models.Index(
                fields=["category", "-publish_at", "-id"], name="product_in_category", condition=Q(state="published")
            ),
            models.Index(
                fields=["vendor", "-publish_at", "-id"], name="product_of_vendor", condition=Q(state="published")
            ),
            models.Index(fields=["title", "id"], name="product_by_title", condition=Q(state="published")),
        )

    def __str__(self) -> str:
        return self.title


class OptionAxis(Record):
    """One kind of choice of a product: `size`, `colour`."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="axes")
    code = models.SlugField(max_length=30)
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "catalogue_option_axis"
        constraints = (models.UniqueConstraint(fields=["product", "code"], name="one_axis_per_code"),)

    def __str__(self) -> str:
        return self.name


class OptionValue(Record):
    """One thing that can be chosen on an axis; a colour has a swatch (`#rrggbb`), and maybe a picture."""

    axis = models.ForeignKey(OptionAxis, on_delete=models.CASCADE, related_name="values")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=80)
    swatch = models.CharField(max_length=7, blank=True)
    swatch_file = models.CharField(max_length=300, blank=True, db_default="")  # path within the media storage
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "catalogue_option_value"
        constraints = (
            models.UniqueConstraint(fields=["axis", "code"], name="one_value_per_code"),
            models.CheckConstraint(condition=Q(swatch__regex=r"^(#[0-9a-f]{6})?$"), name="swatch_is_a_colour"),
        )

    def __str__(self) -> str:
        return self.name


class Variant(Record):
    """One buyable combination. `options` maps axis code to value code: `{"size": "m", "colour": "indigo"}`."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variants")
    sku = models.CharField(max_length=60, unique=True)
    options = models.JSONField(default=dict)
    position = models.PositiveIntegerField(default=0)
    weight_grams = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "catalogue_variant"
        constraints = (models.UniqueConstraint(fields=["product", "options"], name="one_variant_per_combination"),)
        indexes = (models.Index(fields=["product", "position"], name="variant_of_product"),)

    def __str__(self) -> str:
        return self.sku


class Media(Record):
    """A picture of a product, of one colour where `colour` names an option value's code."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="media")
    colour = models.CharField(max_length=60, blank=True)
    file = models.CharField(max_length=300)  # path within the media storage
    alt = models.CharField(max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "catalogue_media"
        indexes = (models.Index(fields=["product", "position"], name="media_of_product"),)

    def __str__(self) -> str:
        return self.file


class Price(Record):
    """What a variant costs in a currency while the range holds (`valid_from` inclusive, `valid_until` exclusive).

    Ranges may overlap: among the valid ones the latest to begin counts, so a sale is one more row with an end.
    """

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="prices")
    currency = currency_field()
    amount_minor = models.BigIntegerField()
    compare_at_minor = models.BigIntegerField(null=True, blank=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "catalogue_price"
        constraints = (
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="price_is_positive"),
            models.CheckConstraint(
                condition=Q(compare_at_minor__isnull=True) | Q(compare_at_minor__gt=F("amount_minor")),
                name="compare_at_is_higher",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")), name="price_range_is_open"
            ),
            models.UniqueConstraint(fields=["variant", "currency", "valid_from"], name="one_price_per_moment"),
        )

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency}"


class PriceRange(models.Model):
    """What a product costs over all its active variants while nothing changes: derived, exact to the instant.

    The ranges of a product and currency follow each other without overlap. Triggers on prices and variants keep them
    (migration 0003), so whoever writes a price writes them too; nobody else does.
    """

    pk = models.CompositePrimaryKey("product_id", "currency", "valid_from")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="price_ranges")
    currency = currency_field()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    lowest_minor = models.BigIntegerField()
    highest_minor = models.BigIntegerField()
    # Of the cheapest variant, where that one is reduced.
    compare_at_minor = models.BigIntegerField(null=True)
    is_reduced = models.BooleanField()

    class Meta:
        db_table = "catalogue_price_range"
        indexes = (
            models.Index(fields=["currency", "lowest_minor", "product"], name="product_by_price"),
            models.Index(fields=["currency", "product"], name="product_on_sale", condition=Q(is_reduced=True)),
        )

    def __str__(self) -> str:
        return f"{self.lowest_minor} to {self.highest_minor} {self.currency}"
