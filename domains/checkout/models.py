"""Tables of checkout."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from domains.catalogue.models import Product, Variant
from domains.common.models import Record, currency_field
from domains.shipping.models import ShippingMethod
from domains.vendors.models import Vendor


class OwnerKind(models.TextChoices):
    """Whose cart or order it is: `owner_id` is a guest's id or a user's."""

    GUEST = "guest"
    CUSTOMER = "customer"


class Cart(Record):
    """What one shopper means to buy; the checkout until it is completed."""

    class State(models.TextChoices):
        """Open carts change; completed ones became an order; merged ones went into another cart."""

        OPEN = "open"
        COMPLETED = "completed"
        MERGED = "merged"

    owner_kind = models.CharField(max_length=8, choices=OwnerKind)
    owner_id = models.UUIDField()
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    currency = currency_field()
    email = models.EmailField(blank=True)
    # Since when a guest wants to be reminded of this cart at this address; customers say so in their preferences.
    email_reminder_agreed_at = models.DateTimeField(null=True, blank=True)
    address = models.JSONField(null=True, blank=True)  # keys of identity.Address without id, user, is_default
    version = models.PositiveIntegerField(default=0)  # rises with every change
    # Where a merged cart went: what is bought of it later is taken out there.
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "checkout_cart"
        constraints = (
            models.UniqueConstraint(fields=["owner_id"], condition=Q(state="open"), name="one_open_cart_per_owner"),
            # Consent goes with the address it was given for.
            models.CheckConstraint(
                condition=Q(email_reminder_agreed_at__isnull=True) | Q(owner_kind="guest") & ~Q(email=""),
                name="reminders_are_agreed_for_an_address",
            ),
        )
        indexes = (models.Index(fields=["updated_at"], name="cart_age", condition=Q(state="open")),)

    def __str__(self) -> str:
        return f"cart of {self.owner_kind} {self.owner_id}"


class CartLine(Record):
    """A variant and how many of it; `seen_price_minor` is the unit price the shopper was last shown, at `seen_at`."""

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="cart_lines")
    quantity = models.PositiveIntegerField()
    seen_price_minor = models.BigIntegerField()
    seen_at = models.DateTimeField(db_default=Now())
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "checkout_cart_line"
        constraints = (
            models.UniqueConstraint(fields=["cart", "variant"], name="one_line_per_variant"),
            models.CheckConstraint(condition=Q(quantity__gte=1) & Q(quantity__lte=99), name="quantity_from_1_to_99"),
        )

    def __str__(self) -> str:
        return f"{self.quantity} x {self.variant_id}"


class CartDelivery(Record):
    """The shipping method chosen for one vendor's lines."""

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="deliveries")
    vendor = models.ForeignKey(Vendor, on_delete=models.CASCADE, related_name="+")
    method = models.ForeignKey(ShippingMethod, on_delete=models.CASCADE, related_name="+")

    class Meta:
        db_table = "checkout_cart_delivery"
        constraints = (models.UniqueConstraint(fields=["cart", "vendor"], name="one_delivery_per_vendor"),)

    def __str__(self) -> str:
        return f"{self.method_id} for {self.vendor_id}"


class Wishlist(Record):
    """What a shopper would like to have. Whoever has `share_token` may look; an empty one opens to nobody."""

    owner_kind = models.CharField(max_length=8, choices=OwnerKind)
    owner_id = models.UUIDField()
    name = models.CharField(max_length=60)
    is_default = models.BooleanField(default=False)
    share_token = models.CharField(max_length=43, null=True, blank=True, unique=True)
    shared_by = models.CharField(max_length=60, blank=True)  # the name the owner chose to show
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "checkout_wishlist"
        constraints = (
            models.UniqueConstraint(
                fields=["owner_kind", "owner_id"], condition=Q(is_default=True), name="one_default_wishlist_per_owner"
            ),
        )
        indexes = (models.Index(fields=["owner_id", "created_at", "id"], name="wishlist_of_owner"),)

    def __str__(self) -> str:
        return f"{self.name} of {self.owner_kind} {self.owner_id}"


class WishlistItem(Record):
    """A product, or one variant of it, on a wishlist."""

    wishlist = models.ForeignKey(Wishlist, on_delete=models.CASCADE, related_name="items")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    variant = models.ForeignKey(Variant, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "checkout_wishlist_item"
        constraints = (
            models.UniqueConstraint(
                fields=["wishlist", "product", "variant"], name="wished_for_once_per_list", nulls_distinct=False
            ),
        )
        indexes = (models.Index(fields=["wishlist", "-added_at", "-id"], name="wishlist_newest"),)

    def __str__(self) -> str:
        return f"{self.product_id} on {self.wishlist_id}"


class SavedCart(Record):
    """What a shopper put aside under a name, to be put into a cart again."""

    owner_kind = models.CharField(max_length=8, choices=OwnerKind)
    owner_id = models.UUIDField()
    name = models.CharField(max_length=60)
    currency = currency_field()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "checkout_saved_cart"
        indexes = (models.Index(fields=["owner_id", "-created_at", "-id"], name="saved_cart_of_owner"),)

    def __str__(self) -> str:
        return f"{self.name} of {self.owner_kind} {self.owner_id}"


class SavedCartLine(Record):
    """A variant of a saved cart, how many of it, and what it cost then."""

    saved_cart = models.ForeignKey(SavedCart, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField()
    price_minor = models.BigIntegerField()
    position = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "checkout_saved_cart_line"
        constraints = (models.UniqueConstraint(fields=["saved_cart", "variant"], name="saved_once_per_cart"),)

    def __str__(self) -> str:
        return f"{self.quantity} x {self.variant_id}"


class ProductView(Record):
    """When a shopper last looked at a product."""

    owner_kind = models.CharField(max_length=8, choices=OwnerKind)
    owner_id = models.UUIDField()
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    viewed_at = models.DateTimeField()

    class Meta:
        db_table = "checkout_product_view"
        constraints = (
            models.UniqueConstraint(fields=["owner_id", "owner_kind", "product"], name="one_view_per_product"),
        )
        indexes = (models.Index(fields=["owner_id", "-viewed_at", "-product"], name="product_view_of_owner"),)

    def __str__(self) -> str:
        return f"{self.owner_kind} {self.owner_id} saw {self.product_id}"
