"""Base record of all tables, and the tables of the outbox and of idempotency."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django_async_backend.db.models.manager import AsyncManager

from domains.common.ids import new_id


class Record(models.Model):
    """A row with an unguessable id, written through `objects` (sync) and read through `async_objects`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    objects = models.Manager()
    async_objects: ClassVar[Any] = AsyncManager()

    class Meta:
        abstract = True


def currency_field() -> "models.CharField[str, str]":
    """A column for an ISO 4217 code."""
    return models.CharField(max_length=3)


class OutboxEvent(models.Model):
    """A recorded event. `id` is the sequence number: per aggregate it follows the order of commits."""

    id = models.BigAutoField(primary_key=True)
    event_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = models.CharField(max_length=80)
    aggregate = models.CharField(max_length=80)
    payload = models.JSONField()
    request_id = models.CharField(max_length=64, blank=True)
    recorded_at = models.DateTimeField(db_default=Now())
    dispatched_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["OutboxEvent"]] = models.Manager()

    class Meta:
        db_table = "outbox_event"
        indexes = (
            models.Index(fields=["id"], name="outbox_undispatched", condition=Q(dispatched_at__isnull=True)),
            models.Index(fields=["aggregate", "id"], name="outbox_waiting", condition=Q(dispatched_at__isnull=True)),
            models.Index(fields=["aggregate", "id"], name="outbox_by_aggregate"),
        )

    def __str__(self) -> str:
        return f"{self.id} {self.name} of {self.aggregate}"


class Delivery(models.Model):
    """One event on its way to one reaction."""

    class State(models.TextChoices):
        """Pending until the reaction succeeded; dead after too many attempts, for staff to look at and send again."""

        PENDING = "pending"
        DONE = "done"
        DEAD = "dead"

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE, related_name="deliveries")
    reaction = models.CharField(max_length=80)
    aggregate = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    # Each lease gets a higher token; a worker that lost its lease finishes with an old one and is refused.
    fencing_token = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now())
    leased_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)

    objects: ClassVar[models.Manager["Delivery"]] = models.Manager()

    class Meta:
        db_table = "outbox_delivery"
        verbose_name_plural = "deliveries"
        constraints = (models.UniqueConstraint(fields=["event", "reaction"], name="one_delivery_per_reaction"),)
        indexes = (
            models.Index(fields=["due_at"], name="delivery_due", condition=Q(state="pending")),
            models.Index(
                fields=["aggregate", "reaction", "event"], name="delivery_order", condition=Q(state="pending")
            ),
            models.Index(
                fields=["leased_until"],
                name="delivery_leased",
                condition=Q(state="pending", leased_until__isnull=False),
            ),
            models.Index(fields=["finished_at"], name="delivery_finished", condition=Q(state="done")),
        )

    def __str__(self) -> str:
        return f"{self.event_id} -> {self.reaction} ({self.state})"


class IdempotencyRecord(models.Model):
    """The answer once given for a key, so that a repeated request gets the same bytes and has no second effect."""

    id = models.BigAutoField(primary_key=True)
    principal = models.CharField(max_length=80)
    operation = models.CharField(max_length=80)
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    response = models.BinaryField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    # While no response is stored the request is in flight until this moment; after it, a repeat may run again.
    leased_until = models.DateTimeField()
    fencing_token = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())

    objects: ClassVar[models.Manager["IdempotencyRecord"]] = models.Manager()

    class Meta:
        db_table = "idempotency_record"
        constraints = (
            models.UniqueConstraint(fields=["principal", "operation", "key"], name="one_answer_per_idempotency_key"),
        )
        indexes = (models.Index(fields=["created_at"], name="idempotency_age"),)

    def __str__(self) -> str:
        return f"{self.operation} {self.key}"


class ScheduledRun(models.Model):
    """When an entry of the timetable runs next, shared by all schedulers; times are the database's."""

    name = models.CharField(max_length=60, primary_key=True)
    due_at = models.DateTimeField(db_default=Now())
    # While one scheduler runs the entry no other does, not even when it takes longer than its period.
    running_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    # How many times it was started; fences a scheduler that lost its lease, and lets tests count.
    runs = models.PositiveBigIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)

    objects: ClassVar[models.Manager["ScheduledRun"]] = models.Manager()

    class Meta:
        db_table = "scheduled_run"

    def __str__(self) -> str:
        return self.name


class BackgroundTask(Record):
    """Work that somebody started and may ask about. Its state is that of the delivery of its last event."""

    owner = models.CharField(max_length=80)  # customer:<id>, guest:<id>
    kind = models.CharField(max_length=60)
    parameters = models.JSONField(default=dict)
    # Of long work, which is done in chunks: how many are done, and how much of what there is.
    chunk = models.PositiveIntegerField(default=0, db_default=0)
    processed = models.PositiveIntegerField(null=True)
    total = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "background_task"
        indexes = (models.Index(fields=["created_at"], name="background_task_age"),)

    def __str__(self) -> str:
        return f"{self.kind} of {self.owner}"


class RetiredSlug(models.Model):
    """An address that something had, and leads to it until something of its kind takes that address.

    Triggers on the tables of `kind` keep it (migrations `retire_slugs`), whoever writes them. Of two that had the same
    address it leads to the one that had it last.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20)  # product, vendor, category
    slug = models.CharField(max_length=250)
    target_id = models.UUIDField()
    retired_at = models.DateTimeField(db_default=Now())

    objects: ClassVar[models.Manager["RetiredSlug"]] = models.Manager()

    class Meta:
        db_table = "retired_slug"
        constraints = (models.UniqueConstraint(fields=["kind", "slug"], name="one_target_per_retired_slug"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"
