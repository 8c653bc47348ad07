"""Tables of search."""

from functools import reduce
from operator import or_

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from pgvector.django import HnswIndex, VectorField

from domains.catalogue.collections.models import Collection
from domains.catalogue.models import Category, Product
from domains.common.models import Record
from domains.orders.models import Order
from domains.vendors.models import Vendor


def _one_of(*names: str) -> Q:
    """That exactly one of these columns is filled."""
    ways = (Q(*((f"{name}__isnull", name != filled) for name in names)) for filled in names)
    return reduce(or_, ways)


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


class SearchFacet(models.Model):
    """What a product says by attributes to filter by, and what its active variants have, as `axis:code`.

    So facets need not read them all.
    """

    product = models.OneToOneField(Product, on_delete=models.CASCADE, primary_key=True, related_name="search_facet")
    offered = ArrayField(models.TextField())
    stocked = ArrayField(models.TextField())  # of the variants that can be bought now
    is_stocked = models.BooleanField()
    said = ArrayField(models.TextField(), default=list)  # `attribute:choice`, `attribute:true`, `attribute:8.5`

    class Meta:
        db_table = "search_facet"

    def __str__(self) -> str:
        return " ".join(self.offered)


class SearchWord(models.Model):
    """A word that occurs in names: what a misspelt word is corrected to. There are far fewer words than products."""

    word = models.CharField(max_length=100, primary_key=True)

    class Meta:
        db_table = "search_word"
        indexes = (GinIndex(OpClass(F("word"), name="gin_trgm_ops"), name="search_word_trigrams"),)

    def __str__(self) -> str:
        return self.word


class SpokenWord(models.Model):
    """The same in another language: a word of translated names."""

    pk = models.CompositePrimaryKey("language", "word")
    language = models.CharField(max_length=2)
    word = models.CharField(max_length=100)

    class Meta:
        db_table = "search_spoken_word"
        indexes = (GinIndex(OpClass(F("word"), name="gin_trgm_ops"), name="search_spoken_word_trigrams"),)

    def __str__(self) -> str:
        return f"{self.word} in {self.language}"


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


class SearchMiss(Record):
    """A question that found too little, how often and when last; nothing tells who asked."""

    class Handling(models.TextChoices):
        """What staff did about it."""

        OPEN = ""
        SET_ASIDE = "set_aside"
        SYNONYM = "synonym"

    text = models.CharField(max_length=60)  # its words, in lower case
    language = models.CharField(max_length=20)
    count = models.PositiveBigIntegerField()
    results = models.PositiveSmallIntegerField()  # of the last time
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    handled_as = models.CharField(max_length=9, choices=Handling, blank=True)
    handled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "search_miss"
        verbose_name_plural = "search misses"
        constraints = (models.UniqueConstraint(fields=["language", "text"], name="one_miss_per_text"),)
        indexes = (
            models.Index(fields=["-count", "-id"], name="miss_by_count"),
            models.Index(fields=["-last_seen_at", "-id"], name="miss_by_age"),
        )

    def __str__(self) -> str:
        return self.text


class Boost(Record):
    """A rule of staff: while it is in force, lists and searches move one target forward, back or on top."""

    class Kind(models.TextChoices):
        """Where to."""

        PIN = "pin"
        BOOST = "boost"
        BURY = "bury"

    kind = models.CharField(max_length=5, choices=Kind)
    query = models.CharField(max_length=60, blank=True)  # words, in lower case; empty: lists and all searches
    product = models.ForeignKey(Product, null=True, on_delete=models.CASCADE, related_name="+")
    category = models.ForeignKey(Category, null=True, on_delete=models.CASCADE, related_name="+")
    vendor = models.ForeignKey(Vendor, null=True, on_delete=models.CASCADE, related_name="+")
    collection = models.ForeignKey(Collection, null=True, on_delete=models.CASCADE, related_name="+")
    priority = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "search_boost"
        constraints = (
            models.CheckConstraint(
                condition=Q(priority__gte=1) & Q(priority__lte=100), name="boost_priority_from_1_to_100"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="boost_window_is_open"
            ),
            models.CheckConstraint(
                condition=_one_of("product", "category", "vendor", "collection"),
                name="boost_has_one_target",
            ),
        )
        indexes = (models.Index(fields=["query", "starts_at"], name="boost_of_query"),)

    def __str__(self) -> str:
        return f"{self.kind} for {self.query or 'all'}"


class CountedOrder(models.Model):
    """The products that an order was counted with, those of its cancelled parts left out."""

    order = models.OneToOneField(Order, on_delete=models.CASCADE, primary_key=True, related_name="+")
    product_ids = ArrayField(models.UUIDField())

    class Meta:
        db_table = "search_counted_order"
        indexes = (GinIndex(fields=["product_ids"], name="counted_order_products"),)

    def __str__(self) -> str:
        return f"{self.order_id} with {len(self.product_ids)} products"


class BoughtTogether(models.Model):
    """In how many orders two products were; kept by events, in both directions."""

    pk = models.CompositePrimaryKey("product_id", "other_id")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    # Not a positive one: what is taken off is first offered as a new row, and PostgreSQL checks that too.
    times = models.IntegerField()
    last_at = models.DateTimeField()

    class Meta:
        db_table = "search_bought_together"
        indexes = (models.Index(fields=["product", "-times"], name="bought_together_most"),)

    def __str__(self) -> str:
        return f"{self.times} times"


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


class SearchTranslation(models.Model):
    """What search knows of a product in another language: its texts there, read by that language's dictionary."""

    pk = models.CompositePrimaryKey("product_id", "language")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="search_translations")
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=400, db_default="")  # folded; empty where it has none in that language
    words = SearchVectorField()  # weights: A title, B category, C options and attributes, D description
    indexed_at = models.DateTimeField()

    class Meta:
        db_table = "search_translation"
        indexes = (
            GinIndex(fields=["words"], name="search_translated_words"),
            models.Index(
                F("language"), OpClass(F("title"), name="varchar_pattern_ops"), name="search_spoken_by_beginning"
            ),
        )

    def __str__(self) -> str:
        return f"{self.product_id} in {self.language}"
