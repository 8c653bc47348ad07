"""A small marketplace in which every operation of staff would succeed."""

from dataclasses import dataclass
from datetime import datetime

from domains.catalogue.attributes.models import Attribute
from domains.catalogue.collections.models import Collection
from domains.catalogue.models import Category, Media, OptionValue, Product, Variant
from domains.catalogue.sizing.models import SizeGuide
from domains.catalogue.submissions.models import Submission
from domains.catalogue.submissions.services.offer_products import submit_product
from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.common.models import BackgroundTask, Delivery, OutboxEvent
from domains.identity.countries import COUNTRIES
from domains.identity.models import CustomerGroup, GroupMembership, StaffAction, User
from domains.inventory.models import StockLevel, StockLocation, StockMovement
from domains.markets.models import Market, MarketCountry, Translation
from domains.media.models import Upload
from domains.orders.models import Order, VendorOrder
from domains.payments.models import PaymentAttempt, Refund, WebhookEvent
from domains.reviews.models import Review
from domains.search.models import Boost, SearchMiss, SearchSynonym
from domains.search.services.rebuild_vectors import REBUILD_VECTORS
from domains.vendors.models import Vendor
from tests.factories.attributes import make_attribute
from tests.factories.catalogue import make_axis, make_category, make_media, make_product
from tests.factories.collections import make_collection, rule
from tests.factories.identity import a_staff_member, a_user
from tests.factories.inventory import make_location, make_stock
from tests.factories.markets import make_market, make_translation
from tests.factories.media import make_upload
from tests.factories.orders import make_order, make_paid_order
from tests.factories.reviews import make_review
from tests.factories.sizing import make_size_guide
from tests.factories.vendors import make_member, make_vendor


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What is there."""

    category: Category
    product: Product
    submission: Submission
    size_guide: SizeGuide
    attribute: Attribute
    collection: Collection
    picks: Collection
    variant: Variant
    picture: Media
    back: Media
    upload: Upload
    spare: OptionValue
    level: StockLevel
    applicant: Vendor
    vendor: Vendor
    suspended: Vendor
    order: Order
    vendor_order: VendorOrder
    attempt: PaymentAttempt
    dead: Delivery
    review: Review
    waiting: Review
    synonym: SearchSynonym
    miss: SearchMiss
    market: Market
    boost: Boost
    rebuild: BackgroundTask
    translation: Translation
    membership: GroupMembership

    @property
    def group(self) -> CustomerGroup:
        """A group with somebody in it."""
        return self.membership.group

    @property
    def reviewer(self) -> User:
        """A customer who is in no group."""
        author = self.review.author
        assert author is not None
        return author

    @property
    def location(self) -> StockLocation:
        """Where the level is."""
        return self.level.location


def make_world() -> World:
    """A published product in stock, vendors in three statuses, a paid order, and a delivery that was given up."""
    now = utc_now()
    order = make_paid_order(now=now, vendors=2)
    vendor = make_vendor(name="Atelier Lagos")
    product = make_product(vendor=vendor)
    variant = product.variants.get()
    member = User.objects.exclude(staff_role="").order_by("-id").first()
    event = OutboxEvent.objects.create(name="OrderPlaced", aggregate=f"order:{order.id}", payload={})
    return World(
        membership=make_membership(now=now),
        miss=make_miss(now=now),
        market=make_market(countries=sorted(COUNTRIES)[Market.objects.count() :][:1]),
        rebuild=make_finished_rebuild(),
        boost=Boost.objects.create(kind="boost", vendor=vendor, priority=10, starts_at=now),
        translation=make_translation(kind="product", target=product.id, title="Robe"),
        synonym=SearchSynonym.objects.create(term=f"trainers {new_id().hex}", means="sneakers"),
        category=make_category(name="Skirts"),
        size_guide=make_size_guide(vendor=make_vendor()),
        attribute=make_attribute(code=new_id().hex),
        product=product,
        submission=_offered(vendor, now),
        collection=make_collection(rule=rule({"kind": "on_sale"})),
        picks=make_collection(title="Picks"),
        variant=variant,
        picture=make_media(product=product),
        back=make_media(product=product, file="p/2.svg", position=1),
        spare=make_axis(product=product, code="length", values=("Long",)).values.get(),
        upload=make_upload(owner_id=member.id if member else new_id()),
        level=make_stock(variant=variant),
        applicant=make_vendor(name="New House", status=Vendor.Status.APPLIED),
        vendor=vendor,
        suspended=make_vendor(name="Old House", status=Vendor.Status.SUSPENDED),
        order=order,
        vendor_order=order.vendor_orders.order_by("number")[0],
        attempt=PaymentAttempt.objects.get(purchase_id=order.purchase_id),
        dead=_given_up(event),
        review=make_review(product=product),
        waiting=make_review(product=product, state=Review.State.PENDING),
    )


def make_membership(*, now: datetime) -> GroupMembership:
    """Somebody in a group of their own."""
    group = CustomerGroup.objects.create(code=f"press-{new_id().hex[:30]}", name="Press")
    return GroupMembership.objects.create(group=group, user=a_user(), added_at=now)


def make_miss(*, now: datetime) -> SearchMiss:
    """A question that found nothing."""
    return SearchMiss.objects.create(
        text=f"jodhpurs {new_id().hex}", language="english", count=3, results=0, first_seen_at=now, last_seen_at=now
    )


def _given_up(event: OutboxEvent) -> Delivery:
    return Delivery.objects.create(
        event=event,
        reaction="confirm_to_buyer",
        aggregate=event.aggregate,
        state=Delivery.State.DEAD,
        attempts=12,
        last_error="SMTPServerDisconnected",
    )


def make_finished_rebuild() -> BackgroundTask:
    """A rebuild of vectors that is done."""
    task = BackgroundTask.objects.create(
        owner="system", kind=REBUILD_VECTORS, parameters={"embedder": "e", "after": None}, processed=9, total=9
    )
    event = OutboxEvent.objects.create(
        name="BackgroundTaskStarted", aggregate=f"task:{task.id}", payload={}, dispatched_at=utc_now()
    )
    Delivery.objects.create(event=event, reaction="run_background_task", aggregate=event.aggregate, state="done")
    return task


def _offered(vendor: Vendor, now: datetime) -> Submission:
    draft = make_product(vendor=vendor, state=Product.State.DRAFT, publish_at=None)
    return submit_product(product_id=draft.id, member_id=make_member(vendor=vendor).id, now=now)


def fill(count: int) -> None:
    """So many more rows in every list, each with relations of its own."""
    actor, now = a_staff_member(), utc_now()
    attempt = PaymentAttempt.objects.all()[0]
    for number in range(count):
        vendor = make_vendor(name=f"Vendor {number}")
        product = make_product(vendor=vendor, category=make_category(name=f"Category {new_id().hex}"))
        make_media(product=product)
        make_size_guide(vendor=vendor)
        make_attribute(code=new_id().hex, categories=[product.category])
        level = make_stock(variant=product.variants.get(), location=make_location(vendor=vendor))
        StockMovement.objects.create(level=level, delta=1, reason="corrected")
        make_order(now=now)
        make_review(product=product)
        Refund.objects.create(attempt=attempt, vendor_order_id=new_id(), amount_minor=1, reason="test")
        WebhookEvent.objects.create(provider="sandbox", event_key=new_id().hex, event_type="t", body=b"{}")
        event = OutboxEvent.objects.create(name="Made", aggregate=f"vendor:{vendor.id}", payload={})
        Delivery.objects.create(event=event, reaction="r", aggregate=event.aggregate)
        make_collection(title=f"Collection {number}", products=[product])
        Submission.objects.create(
            product=product, changes={"title": "Iro"}, submitted_by="customer:1", submitted_at=now
        )
        SearchSynonym.objects.create(term=new_id().hex, means="sneakers")
        make_miss(now=now)
        market = Market.objects.create(code=new_id().hex[-30:], name="M", currency="EUR", languages=["en"])
        make_translation(kind="product", target=product.id, title="Robe")
        MarketCountry.objects.create(country=f"{MarketCountry.objects.count():02}", market=market)
        make_finished_rebuild()
        Boost.objects.create(kind="pin", product=product, query=new_id().hex, priority=1, starts_at=now)
        StaffAction.objects.create(
            actor=a_staff_member(), actor_role=actor.staff_role, action="a", target_kind="t", target_id="1",
            before={}, after={}, acted_at=now,
        )  # fmt: skip
