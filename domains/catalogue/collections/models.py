"""Tables of collections."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from domains.common.models import Record


class Collection(Record):
    """A set of products that shoppers browse; without a rule its products are chosen by staff."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=80)
    description = models.CharField(max_length=300, blank=True)
    position = models.PositiveIntegerField(default=0)
    rule = models.JSONField(null=True, blank=True)
    # Rises with each rule, so that a rebuild knows that its rule is a former one.
    version = models.PositiveIntegerField(default=1)
    # Null: not shown at all.
    shown_from = models.DateTimeField(null=True, blank=True)
    shown_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "catalogue_collection"
        constraints = (
            models.CheckConstraint(
                condition=Q(shown_until__isnull=True) | Q(shown_until__gt=F("shown_from")),
                name="collection_window_is_open",
            ),
        )
        indexes = (models.Index(fields=["position", "title", "id"], name="collection_in_order"),)

    def __str__(self) -> str:
        return self.title


class CollectionMember(models.Model):
    """A product in a collection while the span holds; spans of one product do not overlap."""

    pk = models.CompositePrimaryKey("collection_id", "product_id", "valid_from")
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="members", db_index=False)
    product = models.ForeignKey("catalogue.Product", on_delete=models.CASCADE, related_name="memberships")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    # Staff's order; of a rule, the last published comes first.
    position = models.BigIntegerField()

    class Meta:
        db_table = "catalogue_collection_member"
        indexes = (
            models.Index(fields=["collection", "position", "product"], name="member_in_order"),
            models.Index(fields=["valid_until"], name="member_over", condition=Q(valid_until__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.product_id} in {self.collection_id}"


class CollectionRebuild(models.Model):
    """How far the members of a collection's rule have been written."""

    collection = models.OneToOneField(Collection, primary_key=True, on_delete=models.CASCADE, related_name="rebuild")
    version = models.PositiveIntegerField()
    # The last product that was looked at.
    after = models.UUIDField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "catalogue_collection_rebuild"

    def __str__(self) -> str:
        return f"{self.done} of {self.total}"
