"""Every path of the staff API."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from rest.staff.attributes import AttributeView
from rest.staff.catalogue import CategoryView, ProductView
from rest.staff.collections import CollectionView
from rest.staff.common import DeliveryView
from rest.staff.customer_groups import CustomerGroupView, GroupMembershipView
from rest.staff.door.documents import SchemaDocument, docs
from rest.staff.identity import StaffActionView, StaffMemberView
from rest.staff.inventory import LevelView, LocationView, MovementView
from rest.staff.markets import MarketView
from rest.staff.media import MediaView
from rest.staff.merchandising import BoostView
from rest.staff.options import OptionValueView
from rest.staff.orders import OrderView, VendorOrderView
from rest.staff.payments import AttemptView, RefundView, WebhookView
from rest.staff.reviews import ReviewView
from rest.staff.search import MissView, SynonymView
from rest.staff.sizing import SizeGuideView
from rest.staff.submissions import SubmissionView
from rest.staff.translations import TranslationView
from rest.staff.vectors import RebuildView
from rest.staff.vendors import VendorView

router = SimpleRouter(use_regex_path=False)
router.register("products", ProductView, basename="staff-product")
router.register("media", MediaView, basename="staff-media")
router.register("option-values", OptionValueView, basename="staff-option-value")
router.register("categories", CategoryView, basename="staff-category")
router.register("collections", CollectionView, basename="staff-collection")
router.register("attributes", AttributeView, basename="staff-attribute")
router.register("size-guides", SizeGuideView, basename="staff-size-guide")
router.register("submissions", SubmissionView, basename="staff-submission")
router.register("stock", LevelView, basename="staff-stock")
router.register("stock-movements", MovementView, basename="staff-stock-movement")
router.register("stock-locations", LocationView, basename="staff-stock-location")
router.register("vendors", VendorView, basename="staff-vendor")
router.register("orders", OrderView, basename="staff-order")
router.register("vendor-orders", VendorOrderView, basename="staff-vendor-order")
router.register("payments", AttemptView, basename="staff-payment")
router.register("refunds", RefundView, basename="staff-refund")
router.register("webhooks", WebhookView, basename="staff-webhook")
router.register("reviews", ReviewView, basename="staff-review")
router.register("deliveries", DeliveryView, basename="staff-delivery")
router.register("synonyms", SynonymView, basename="staff-synonym")
router.register("search-misses", MissView, basename="staff-search-miss")
router.register("markets", MarketView, basename="staff-market")
router.register("boosts", BoostView, basename="staff-boost")
router.register("vector-rebuilds", RebuildView, basename="staff-vector-rebuild")
router.register("translations", TranslationView, basename="staff-translation")
router.register("customer-groups", CustomerGroupView, basename="staff-customer-group")
router.register("group-memberships", GroupMembershipView, basename="staff-group-membership")
router.register("users", StaffMemberView, basename="staff-user")
router.register("audit", StaffActionView, basename="staff-audit")

urlpatterns: list[URLPattern | URLResolver] = [
    path("schema/", SchemaDocument.as_view(), name="staff-schema"),
    path("docs/", docs, name="staff-docs"),
    *router.urls,
]
