"""Tables of search."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F
from pgvector.django import HnswIndex, VectorField

from domains.catalogue.models import Product
from domains.common.models import Record


class SearchDocument(Record):
    """What search knows of a product: kept current by events, never asked whether the product may be shown.

    Texts are folded: lower case, no accents.
    """

    product = models.OneToOneField(Product, on_delete=models.CASCADE, related_name="search_document")
    title = models.CharField(max_length=400)
    names = models.TextField(default="")  # title, vendor, category path and options: the words people misspell
    words = SearchVectorField()  # weights: A title, B vendor and category, C options and attributes, D description
    indexed_at = models.DateTimeField()

    class Meta:
        db_table = "search_document"
        indexes = (
            GinIndex(fields=["words"], name="search_words"),
            # For suggestions by the beginning of a title, in any collation.
            models.Index(OpClass(F("title"), name="varchar_pattern_ops"), name="search_by_beginning"),
        )

    def __str__(self) -> str:
        return self.title


class SearchWord(models.Model):
    """A word that occurs in names: what a misspelt word is corrected to. There are far fewer words than products."""

    word = models.CharField(max_length=100, primary_key=True)

    class Meta:
        db_table = "search_word"
        indexes = (GinIndex(OpClass(F("word"), name="gin_trgm_ops"), name="search_word_trigrams"),)

    def __str__(self) -> str:
        return self.word


class SearchSynonym(Record):
    """Who asks for `term` is also shown `means`: words or phrases, parted by commas. Staff keep this table.

    Two more columns, made by the database, hold both as queries (migration 0003).
    """

    term = models.CharField(max_length=60, unique=True)
    means = models.CharField(max_length=400)

    class Meta:
        db_table = "search_synonym"

    def __str__(self) -> str:
        return f"{self.term}: {self.means}"


class SearchVector(models.Model):
    """What a product means, as a vector of length 1; a product that says nothing has none."""

    product = models.OneToOneField(Product, on_delete=models.CASCADE, primary_key=True, related_name="search_vector")
    embedder = models.CharField(max_length=80)
    embedding = VectorField(dimensions=256)
    embedded_at = models.DateTimeField()

    class Meta:
        db_table = "search_vector"
        indexes = (HnswIndex(fields=["embedding"], name="search_vector_near", opclasses=["vector_cosine_ops"]),)

    def __str__(self) -> str:
        return f"{self.product_id} by {self.embedder}"
