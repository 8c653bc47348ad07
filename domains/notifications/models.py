"""Tables of notifications."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from domains.catalogue.models import Product, Variant
from domains.checkout.models import Cart
from domains.common.models import Record
from domains.identity.models import User
from domains.notifications.preferences import Channel, Topic

_TOPICS = [(topic.value, topic.value) for topic in Topic]
_CHANNELS = [(channel.value, channel.value) for channel in Channel]


class Message(Record):
    """A message to somebody. `cause` makes it unique: a repeated event does not write to people twice."""

    class State(models.TextChoices):
        """Queued until the mail backend took it, or dropped because it was no longer wanted."""

        QUEUED = "queued"
        SENT = "sent"
        DROPPED = "dropped"

    channel = models.CharField(max_length=8, default="email")
    template = models.CharField(max_length=60)
    cause = models.CharField(max_length=120)
    recipient = models.CharField(max_length=254)
    # The account it was written to or about, to be found by when the account is erased; none for vendors and guests.
    user_id = models.UUIDField(null=True, db_index=True)
    subject = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    # Until then one worker is handing the message to the mail server; after a crash another may.
    sending_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "notifications_message"
        constraints = (
            models.UniqueConstraint(fields=["template", "cause", "recipient"], name="one_message_per_cause"),
        )

    def __str__(self) -> str:
        return f"{self.template} to {self.recipient}"


class FeedItem(Record):
    """Something a customer is told in the shop. `cause` makes it unique: a repeated event tells nothing twice."""

    class Kind(models.TextChoices):
        """What happened."""

        ORDER_PLACED = "order_placed"
        ORDER_CANCELLED = "order_cancelled"
        ORDER_PART_CANCELLED = "order_part_cancelled"
        ORDER_SENT = "order_sent"
        ORDER_REFUNDED = "order_refunded"
        REVIEW_REPLIED = "review_replied"
        BACK_IN_STOCK = "back_in_stock"
        PRICE_DROPPED = "price_dropped"
        PRODUCT_SUBMITTED = "product_submitted"
        PRODUCT_APPROVED = "product_approved"
        PRODUCT_REJECTED = "product_rejected"
        NEW_PRODUCT = "new_product"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="feed")
    kind = models.CharField(max_length=24, choices=Kind)
    facts = models.JSONField(default=dict)  # ids and names of that moment
    cause = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "notifications_feed_item"
        constraints = (models.UniqueConstraint(fields=["user", "kind", "cause"], name="told_once_per_cause"),)
        indexes = (
            models.Index(fields=["user", "-created_at", "-id"], name="feed_newest"),
            models.Index(fields=["user"], name="feed_unread", condition=Q(read_at__isnull=True)),
        )

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"


class Preference(Record):
    """What a customer wants to be told, where that differs from what everybody is told (preferences.py)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="preferences")
    topic = models.CharField(max_length=10, choices=_TOPICS)
    channel = models.CharField(max_length=6, choices=_CHANNELS)
    is_on = models.BooleanField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "notifications_preference"
        constraints = (
            models.UniqueConstraint(fields=["user", "topic", "channel"], name="one_preference_per_topic_and_channel"),
        )

    def __str__(self) -> str:
        return f"{self.topic} by {self.channel} for {self.user_id}"


class OptOut(Record):
    """An address that wants no mail about a topic, kept as a keyed hash: it outlives the account, and names nobody."""

    address = models.BinaryField(max_length=32)
    topic = models.CharField(max_length=10, choices=_TOPICS)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "notifications_opt_out"
        constraints = (models.UniqueConstraint(fields=["address", "topic"], name="one_opt_out_per_address_and_topic"),)

    def __str__(self) -> str:
        return f"{self.topic} for nobody in particular"


class Alert(Record):
    """Somebody wants to be told once: when a variant is back in stock, or when a price has dropped.

    A customer's belongs to `user`; anybody else's to an address, and waits for nothing before that was confirmed.
    """

    class Kind(models.TextChoices):
        """What is waited for."""

        STOCK = "stock"
        PRICE = "price"

    kind = models.CharField(max_length=5, choices=Kind)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="alerts")
    email = models.EmailField(blank=True)
    address = models.BinaryField(max_length=32, blank=True, default=b"")  # the hash of `email`, as opt-outs have it
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    variant = models.ForeignKey(Variant, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    # Of price alerts: what it cost when they were made, and what it is to cost at most, where that was said.
    currency = models.CharField(max_length=3, blank=True)
    reference_minor = models.BigIntegerField(null=True, blank=True)
    target_minor = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    fired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "notifications_alert"
        constraints = (
            models.UniqueConstraint(
                fields=["user", "email", "kind", "product", "variant", "currency"],
                condition=Q(fired_at__isnull=True),
                nulls_distinct=False,
                name="one_waiting_alert_per_wish",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, email="") | (Q(user__isnull=True) & ~Q(email="")),
                name="an_alert_has_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(kind="stock", variant__isnull=False, currency="", reference_minor__isnull=True)
                | (Q(kind="price", reference_minor__isnull=False) & ~Q(currency="")),
                name="an_alert_knows_what_it_waits_for",
            ),
        )
        indexes = (
            models.Index(fields=["user", "-created_at", "-id"], name="alert_of_user"),
            models.Index(
                fields=["variant", "id"],
                name="stock_alert_waiting",
                condition=Q(kind="stock", fired_at__isnull=True, confirmed_at__isnull=False),
            ),
            models.Index(
                fields=["product", "id"],
                name="price_alert_waiting",
                condition=Q(kind="price", fired_at__isnull=True, confirmed_at__isnull=False),
            ),
            models.Index(fields=["created_at"], name="alert_unconfirmed", condition=Q(confirmed_at__isnull=True)),
        )

    def __str__(self) -> str:
        return f"{self.kind} alert for {self.product_id}"


class AlertNotice(Record):
    """That an alert was told, and of what: written in one commit with its messages, and once per alert for ever."""

    alert = models.OneToOneField(Alert, on_delete=models.CASCADE, related_name="notice")
    event = models.CharField(max_length=80)  # what brought it about: event:<id>, or look:<moment>
    batch_id = models.UUIDField()
    facts = models.JSONField()
    told_at = models.DateTimeField()

    class Meta:
        db_table = "notifications_alert_notice"
        constraints = (models.UniqueConstraint(fields=["alert", "event"], name="an_event_is_told_once_per_alert"),)
        indexes = (models.Index(fields=["batch_id"], name="notice_of_batch"),)

    def __str__(self) -> str:
        return f"{self.alert_id} told of {self.event}"


class AlertLook(models.Model):
    """Until when prices that begin or end by themselves were looked at; one row."""

    name = models.CharField(max_length=20, primary_key=True)
    looked_until = models.DateTimeField()

    objects: ClassVar[models.Manager["AlertLook"]] = models.Manager()

    class Meta:
        db_table = "notifications_alert_look"

    def __str__(self) -> str:
        return f"{self.name} until {self.looked_until}"


class CartReminder(Record):
    """That a cart that was left is reminded of, as it was at that version: once, for a change makes another version."""

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="+")
    cart_version = models.PositiveIntegerField()
    # A guest has none, and is reminded of a cart once.
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    batch_id = models.UUIDField()
    reminded_at = models.DateTimeField()

    class Meta:
        db_table = "notifications_cart_reminder"
        constraints = (
            models.UniqueConstraint(fields=["cart", "cart_version"], name="one_reminder_per_idle_period"),
            models.UniqueConstraint(
                fields=["cart"], condition=Q(user__isnull=True), name="one_reminder_per_cart_of_a_guest"
            ),
        )
        indexes = (models.Index(fields=["batch_id"], name="reminder_of_batch"),)

    def __str__(self) -> str:
        return f"reminder of {self.cart_id} at version {self.cart_version}"


class RemindedAddress(Record):
    """When an address was last reminded of a cart, kept for a week, as a keyed hash like opt-outs."""

    address = models.BinaryField(max_length=32, unique=True)
    reminded_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "notifications_reminded_address"

    def __str__(self) -> str:
        return f"an address reminded at {self.reminded_at}"


class ProductNews(models.Model):
    """How far the followers of its vendor were told that there is a new product; a product is new once."""

    product = models.OneToOneField(Product, primary_key=True, on_delete=models.CASCADE, related_name="news")
    due_at = models.DateTimeField(null=True)  # when telling is to begin, where it is to
    began_at = models.DateTimeField(null=True)  # who follows later has not missed anything
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notifications_product_news"
        indexes = (models.Index(fields=["due_at"], name="product_news_due", condition=Q(due_at__isnull=False)),)

    def __str__(self) -> str:
        return f"news of {self.product_id}"


class FollowerNews(models.Model):
    """That a customer was told of a new product: once. `batch_id` is of the digest it went into."""

    pk = models.CompositePrimaryKey("user_id", "product_id")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    by_mail = models.BooleanField()
    batch_id = models.UUIDField(null=True)
    told_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "notifications_follower_news"
        indexes = (
            models.Index(
                fields=["user", "told_at"], name="news_waiting", condition=Q(by_mail=True, batch_id__isnull=True)
            ),
            models.Index(fields=["batch_id"], name="news_of_batch", condition=Q(batch_id__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.user_id} told of {self.product_id}"


class NewsTurn(models.Model):
    """When a customer was last sent news by mail: at most once a day."""

    user = models.OneToOneField(User, primary_key=True, on_delete=models.CASCADE, related_name="+")
    mailed_at = models.DateTimeField()

    class Meta:
        db_table = "notifications_news_turn"

    def __str__(self) -> str:
        return f"news for {self.user_id} at {self.mailed_at}"
