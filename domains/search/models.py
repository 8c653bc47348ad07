"""Tables of search."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F

from domains.catalogue.models import Product
from domains.common.models import Record


class SearchDocument(Record):
    """What search knows of a product: kept current by events, never asked whether the product may be shown."""

    product = models.OneToOneField(Product, on_delete=models.CASCADE, related_name="search_document")
    title = models.CharField(max_length=200)  # folded: lower case, no accents; for trigrams
    words = SearchVectorField()  # weights: A title, B vendor and category, C options and attributes, D description
    indexed_at = models.DateTimeField()

    class Meta:
        db_table = "search_document"
        indexes = (
            GinIndex(fields=["words"], name="search_words"),
            GinIndex(OpClass(F("title"), name="gin_trgm_ops"), name="search_trigrams"),
        )

    def __str__(self) -> str:
        return self.title
