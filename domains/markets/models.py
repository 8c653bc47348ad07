"""Tables of markets and translations."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from domains.common.models import Record, currency_field
from domains.markets.languages import MAX_TAG


class Market(Record):
    """Countries that are shown prices in one currency; the first of its languages is the one it is greeted in."""

    class TaxDisplay(models.TextChoices):
        """Whether the prices shown have tax in them."""

        INCLUSIVE = "inclusive"
        EXCLUSIVE = "exclusive"

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=80)
    currency = currency_field()
    languages = ArrayField(models.CharField(max_length=MAX_TAG))
    tax_display = models.CharField(max_length=9, choices=TaxDisplay, default=TaxDisplay.INCLUSIVE)
    is_open = models.BooleanField(default=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "markets_market"

    def __str__(self) -> str:
        return self.name


class MarketCountry(models.Model):
    """The one market a country is in."""

    country = models.CharField(max_length=2, primary_key=True)
    market = models.ForeignKey(Market, on_delete=models.CASCADE, related_name="countries")

    class Meta:
        db_table = "markets_country"
        verbose_name_plural = "market countries"

    def __str__(self) -> str:
        return self.country


class Translation(Record):
    """The texts of something in a language. What is not in `texts` is not translated.

    `target` is the id of what has the texts, or, of what is the same everywhere, its code: axis `size`, value
    `colour:indigo`, attribute `material`, choice `material:linen`.
    """

    class Kind(models.TextChoices):
        """What has the texts; which texts that may be is in `domains.markets.wording`."""

        PRODUCT = "product"
        CATEGORY = "category"
        VENDOR = "vendor"
        COLLECTION = "collection"
        AXIS = "axis"
        VALUE = "value"
        ATTRIBUTE = "attribute"
        CHOICE = "choice"

    kind = models.CharField(max_length=10, choices=Kind)
    target = models.CharField(max_length=100)
    language = models.CharField(max_length=MAX_TAG)
    texts = models.JSONField()
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "markets_translation"
        constraints = (
            models.UniqueConstraint(fields=["kind", "target", "language"], name="one_translation_per_language"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.target} in {self.language}"
