"""Products and where they stand in the tree."""

from typing import ClassVar

from django.contrib.admin import register

from domains.catalogue.models import Category, Price, Product, Variant
from domains.identity.roles import Permission
from rest.admin.lookup import LookUp, Rows, money
from rest.admin.site import site

_DEMANDS = frozenset({Permission.VIEW_PRODUCTS})


@register(Category, site=site)
class CategoryPage(LookUp):
    """The category tree."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    list_display = ("path", "name", "depth", "position")
    search_fields = ("path", "name__unaccent")
    ordering = ("path",)


class VariantRows(Rows):
    """The variants of a product."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    model = Variant
    fields = ("sku", "options", "weight_grams", "is_active")
    ordering = ("position", "id")


@register(Product, site=site)
class ProductPage(LookUp):
    """Designs."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    list_display = ("title", "vendor", "category", "state", "publish_at", "created_at")
    list_filter = ("state",)
    list_select_related = ("vendor", "category")
    search_fields = ("title__unaccent", "slug", "vendor__name__unaccent")
    ordering = ("-created_at", "-id")
    inlines = (VariantRows,)


class PriceRows(Rows):
    """The prices of a variant."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    model = Price
    fields = ("amount", "compare_at", "valid_from", "valid_until")
    readonly_fields = fields
    ordering = ("currency", "-valid_from")
    amount = staticmethod(money("amount_minor"))
    compare_at = staticmethod(money("compare_at_minor"))


@register(Variant, site=site)
class VariantPage(LookUp):
    """Buyable combinations."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    list_display = ("sku", "product", "options", "is_active")
    list_filter = ("is_active",)
    list_select_related = ("product",)
    search_fields = ("sku", "product__title__unaccent")
    ordering = ("sku",)
    inlines = (PriceRows,)
