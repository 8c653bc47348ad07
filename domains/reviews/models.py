"""Tables of reviews.

Triggers keep summaries and helpful votes counted (migration 0002) and let go of photos (0003, 0004), whoever writes.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from domains.catalogue.models import Product
from domains.common.models import Record
from domains.identity.models import User
from domains.media.models import Upload


class Review(Record):
    """What one customer says about one product."""

    class State(models.TextChoices):
        """Only published reviews are seen by others than their writer and staff."""

        PENDING = "pending"
        PUBLISHED = "published"
        REJECTED = "rejected"

    class Fit(models.TextChoices):
        """How the size came out."""

        RUNS_SMALL = "runs_small"
        TRUE_TO_SIZE = "true_to_size"
        RUNS_LARGE = "runs_large"

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="reviews")
    # Empty for reviews whose writer has no account here (any more); they stay, and nobody can change them.
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="reviews")
    author_name = models.CharField(max_length=60)  # as shown: "Ada O."
    author_country = models.CharField(max_length=2, blank=True)
    order_id = models.UUIDField(null=True, blank=True)  # the order that proves the purchase
    is_verified = models.BooleanField(default=False)
    rating = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=100)
    body = models.TextField(max_length=4_000, blank=True)
    fit = models.CharField(max_length=12, choices=Fit, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.PENDING)
    moderation_reason = models.CharField(max_length=200, blank=True)
    moderated_at = models.DateTimeField(null=True, blank=True)
    helpful_count = models.PositiveIntegerField(default=0, db_default=0)
    reply = models.TextField(max_length=2_000, blank=True, default="", db_default="")
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField(db_default=Now())
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "reviews_review"
        constraints = (
            models.UniqueConstraint(fields=["author", "product"], name="one_review_per_customer_and_product"),
            models.CheckConstraint(condition=Q(rating__gte=1) & Q(rating__lte=5), name="one_to_five_stars"),
            models.CheckConstraint(
                condition=Q(reply="", replied_at__isnull=True) | (~Q(reply="") & Q(replied_at__isnull=False)),
                name="a_reply_has_its_moment",
            ),
        )
        indexes = (
            models.Index(
                fields=["product", "-written_at", "-id"], name="review_newest", condition=Q(state="published")
            ),
            models.Index(
                fields=["product", "-helpful_count", "-id"], name="review_helpful", condition=Q(state="published")
            ),
            models.Index(fields=["-written_at", "-id"], name="review_newest_of_all"),
            models.Index(fields=["written_at", "id"], name="review_pending", condition=Q(state="pending")),
        )

    def __str__(self) -> str:
        return f"{self.rating} stars by {self.author_name}"


class ReviewPhoto(Record):
    """A picture that belongs to a review. When the row goes, so do its upload and the renditions of it."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="photos")
    upload = models.OneToOneField(Upload, on_delete=models.PROTECT, related_name="+")
    alt = models.CharField(max_length=200, blank=True)  # what it shows; empty where its sender did not say
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "reviews_photo"
        indexes = (models.Index(fields=["review", "position"], name="photo_of_review"),)

    def __str__(self) -> str:
        return f"photo of {self.review_id}"


class ReviewRefusal(Record):
    """That staff rejected what a customer said of a product, and have shown nothing of theirs there since.

    It outlives the review: who takes a rejected one back and writes another waits for staff again.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    refused_at = models.DateTimeField()

    class Meta:
        db_table = "reviews_refusal"
        constraints = (
            models.UniqueConstraint(fields=["author", "product"], name="one_refusal_per_customer_and_product"),
        )

    def __str__(self) -> str:
        return f"{self.author_id} on {self.product_id}"


class ReviewVote(Record):
    """A customer found a review helpful."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="votes")
    voter = models.ForeignKey(User, on_delete=models.CASCADE, related_name="review_votes")
    voted_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "reviews_vote"
        constraints = (models.UniqueConstraint(fields=["review", "voter"], name="one_vote_per_customer_and_review"),)

    def __str__(self) -> str:
        return f"{self.voter_id} on {self.review_id}"


class ReviewSummary(models.Model):
    """How many published reviews of each kind a product has; written by triggers only."""

    product = models.OneToOneField(Product, on_delete=models.CASCADE, primary_key=True, related_name="review_summary")
    stars_1 = models.IntegerField(default=0)
    stars_2 = models.IntegerField(default=0)
    stars_3 = models.IntegerField(default=0)
    stars_4 = models.IntegerField(default=0)
    stars_5 = models.IntegerField(default=0)
    runs_small = models.IntegerField(default=0)
    true_to_size = models.IntegerField(default=0)
    runs_large = models.IntegerField(default=0)

    class Meta:
        db_table = "reviews_summary"
        verbose_name_plural = "review summaries"
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    stars_1__gte=0, stars_2__gte=0, stars_3__gte=0, stars_4__gte=0, stars_5__gte=0,
                    runs_small__gte=0, true_to_size__gte=0, runs_large__gte=0,
                ),
                name="no_review_is_counted_below_nothing",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"summary of {self.product_id}"
