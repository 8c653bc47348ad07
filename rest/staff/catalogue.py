"""What staff may do in the catalogue: look, write products, show and hide them, set prices."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import ClassVar
from uuid import UUID

from django.db.models import Count, Prefetch
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from domains.catalogue.models import Category, Price, Product, Variant
from domains.catalogue.services.create_product import create_product
from domains.catalogue.services.grow_tree import hold_tree, update_category
from domains.catalogue.services.locking import locked_product
from domains.catalogue.services.publish_product import archive_product, publish_product, unpublish_product
from domains.catalogue.services.set_prices import NewPrice, set_prices
from domains.catalogue.services.update_product import update_product
from domains.common.clock import utc_now
from domains.common.errors import NotFound
from domains.identity.audit import Facts
from domains.identity.roles import Permission
from rest.staff.door.facts import columns
from rest.staff.door.fields import Nothing
from rest.staff.door.views import Demands, Shown
from rest.staff.shapes.catalogue import (
    CategoryChanges,
    CategoryRow,
    NewPriceInput,
    NewProduct,
    ProductChanges,
    ProductDetail,
    ProductRow,
    Window,
)

_LOOK, _EDIT = frozenset({Permission.VIEW_PRODUCTS}), frozenset({Permission.VIEW_PRODUCTS, Permission.EDIT_PRODUCTS})

_product_facts = columns(
    Product,
    "title",
    "slug",
    "description",
    "attributes",
    "category_id",
    "state",
    "publish_at",
    "unpublish_at",
    "seo_title",
    "seo_description",
)


_category_columns = columns(Category, "name", "slug", "path", "position", "seo_title", "seo_description")


class CategoryFilter(filters.FilterSet):
    """Which categories."""

    parent = filters.UUIDFilter(field_name="parent_id")


class CategoryView(ListModelMixin, Shown):
    """The category tree."""

    demands: ClassVar[Demands] = {"list": _LOOK, "retrieve": _LOOK, "partial_update": _EDIT}
    target_kind = "category"
    queryset = Category.objects.all()
    serializer_class = CategoryRow
    filterset_class = CategoryFilter
    ordering_fields = ("path", "name")
    default_ordering = "path"
    search_fields = ("name",)

    @extend_schema(request=CategoryChanges, responses=CategoryRow)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change the fields sent; old addresses lead on. Needs If-Match with the entity tag that was read."""
        changes, now = self.given(CategoryChanges, partial=True), utc_now()
        change = partial(update_category, category_id=pk, **changes)
        return self.carry_out("update", pk=pk, look=_category_facts, change=change, now=now, match_required=True)


class ProductFilter(filters.FilterSet):
    """Which products."""

    vendor = filters.UUIDFilter(field_name="vendor_id")
    category = filters.UUIDFilter(field_name="category_id")
    state = filters.ChoiceFilter(choices=Product.State.choices)
    sku = filters.CharFilter(field_name="variants__sku", max_length=60)
    created_from = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="gte")
    created_until = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="lt")


class ProductView(ListModelMixin, Shown):
    """Products of all vendors, in every state."""

    demands: ClassVar[Demands] = {
        "list": _LOOK,
        "retrieve": _LOOK,
        "create": _EDIT,
        "partial_update": _EDIT,
        "publish": _EDIT,
        "unpublish": _EDIT,
        "archive": _EDIT,
        "prices": _EDIT,
    }
    target_kind = "product"
    queryset = Product.objects.select_related("vendor", "category")
    detail_queryset = queryset.annotate(media_count=Count("media")).prefetch_related(
        Prefetch("variants", Variant.objects.order_by("position", "id")),
        Prefetch("variants__prices", Price.objects.order_by("currency", "valid_from", "id")),
    )
    serializer_class = ProductRow
    detail_class = ProductDetail
    filterset_class = ProductFilter
    ordering_fields = ("created_at", "updated_at", "title")
    default_ordering = "-created_at"
    search_fields = ("title", "slug")

    @extend_schema(request=NewProduct, responses={201: ProductDetail})
    def create(self, request: Request) -> Response:
        """Make a draft."""
        new = self.given(NewProduct)
        new |= {"vendor_id": new.pop("vendor").id, "category_id": new.pop("category").id}
        return self.make(create=partial(create_product, **new), look=_product_facts, now=utc_now())

    @extend_schema(request=ProductChanges, responses=ProductDetail)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change the fields sent. Needs If-Match with the entity tag that was read."""
        changes, now = self.given(ProductChanges, partial=True), utc_now()
        if "category" in changes:
            changes["category_id"] = changes.pop("category").id
        change = partial(update_product, product_id=pk, now=now, **changes)
        return self.carry_out("update", pk=pk, look=_product_facts, change=change, now=now, match_required=True)

    @extend_schema(request=Window, responses=ProductDetail)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: UUID) -> Response:
        """Show it to shoppers, at once or within a window."""
        window, now = self.given(Window), utc_now()
        change = partial(publish_product, product_id=pk, now=now, **window)
        return self.carry_out("publish", pk=pk, look=_product_facts, change=change, now=now)

    @extend_schema(request=Nothing, responses=ProductDetail)
    @action(detail=True, methods=["post"])
    def unpublish(self, request: Request, pk: UUID) -> Response:
        """Take it from the shoppers' sight, back to draft."""
        return self._take("unpublish", pk, unpublish_product)

    @extend_schema(request=Nothing, responses=ProductDetail)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: UUID) -> Response:
        """Put it away for good."""
        return self._take("archive", pk, archive_product)

    @extend_schema(request=NewPriceInput, responses=ProductDetail)
    @action(detail=True, methods=["post"])
    def prices(self, request: Request, pk: UUID) -> Response:
        """Set a price of one of its variants, from now or a later moment on."""
        taken = NewPriceInput(data=request.data)
        taken.is_valid(raise_exception=True)
        price: NewPrice = taken.validated_data
        now = utc_now()
        change = partial(set_prices, prices=[price], now=now)
        look = partial(_price_facts, variant_id=price.variant_id, currency=price.amount.currency)
        return self.carry_out("set_price", pk=pk, look=look, change=change, now=now)

    def _take(self, name: str, pk: UUID, service: Callable[..., Product]) -> Response:
        self.given(Nothing)
        now: datetime = utc_now()
        change = partial(service, product_id=pk, now=now)
        return self.carry_out(name, pk=pk, look=_product_facts, change=change, now=now)


def _category_facts(category_id: UUID) -> Facts:
    # As the change does: the tree before the row.
    hold_tree()
    return _category_columns(category_id)


def _price_facts(product_id: UUID, *, variant_id: UUID, currency: str) -> Facts:
    """The prices of one of the product's variants in that currency. Raises NotFound for another product's variant."""
    locked_product(product_id)
    if not Variant.objects.filter(id=variant_id, product_id=product_id).exists():
        raise NotFound("This product has no such variant.", path=("variant_id",))
    prices = Price.objects.filter(variant_id=variant_id, currency=currency).order_by("valid_from")
    shown = prices.values("amount_minor", "compare_at_minor", "valid_from", "valid_until")
    return {"variant_id": variant_id, "currency": currency, "prices": list(shown)}
