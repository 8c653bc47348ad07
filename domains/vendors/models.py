"""Tables of vendors."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from domains.common.models import Record
from domains.identity.models import User


class Vendor(Record):
    """A fashion house that sells on the marketplace."""

    class Status(models.TextChoices):
        """Only approved vendors sell; on holiday they are shown but take no orders."""

        APPLIED = "applied"
        APPROVED = "approved"
        SUSPENDED = "suspended"
        ON_HOLIDAY = "on_holiday"
        CLOSED = "closed"

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=140, unique=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.APPLIED)
    status_reason = models.CharField(max_length=300, blank=True)
    tagline = models.CharField(max_length=200, blank=True)
    story = models.TextField(blank=True)
    city = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2)
    email = models.EmailField(blank=True)
    policies = models.JSONField(default=dict, blank=True)
    logo = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "vendors_vendor"
        indexes = (models.Index(fields=["status", "name", "id"], name="vendor_by_name"),)

    def __str__(self) -> str:
        return self.name


class VendorMember(Record):
    """A user who works for a vendor."""

    class Role(models.TextChoices):
        """What a member may do."""

        OWNER = "owner"
        MANAGER = "manager"
        STAFF = "staff"

    vendor = models.ForeignKey(Vendor, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role)
    joined_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "vendors_member"
        constraints = (models.UniqueConstraint(fields=["vendor", "user"], name="one_membership_per_vendor"),)

    def __str__(self) -> str:
        return f"{self.user_id} at {self.vendor_id}"


class CommissionPlan(Record):
    """The platform's share of a sale from `valid_from` on, in basis points; without a vendor it is the global plan."""

    vendor = models.ForeignKey(Vendor, null=True, blank=True, on_delete=models.CASCADE, related_name="commission_plans")
    rate_bp = models.PositiveIntegerField()
    valid_from = models.DateTimeField()

    class Meta:
        db_table = "vendors_commission_plan"
        constraints = (
            models.CheckConstraint(condition=Q(rate_bp__lte=10_000), name="commission_at_most_the_whole"),
            models.UniqueConstraint(
                fields=["vendor", "valid_from"], name="one_commission_plan_at_a_time", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        return f"{self.rate_bp} bp from {self.valid_from:%Y-%m-%d}"


class VendorFollow(Record):
    """A customer follows a vendor."""

    vendor = models.ForeignKey(Vendor, on_delete=models.CASCADE, related_name="follows")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="follows")
    followed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "vendors_follow"
        constraints = (models.UniqueConstraint(fields=["vendor", "user"], name="one_follow_per_vendor"),)
        indexes = (models.Index(fields=["user", "-followed_at", "-vendor"], name="follow_of_user"),)

    def __str__(self) -> str:
        return f"{self.user_id} follows {self.vendor_id}"
