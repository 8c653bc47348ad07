"""Products and categories as staff read and write them."""

from typing import Any

from django.core.validators import MaxLengthValidator
from rest_framework import serializers

from domains.catalogue.models import Category, Product
from domains.catalogue.services.create_product import NewAxis, NewValue, NewVariant
from domains.catalogue.services.set_prices import NewPrice
from domains.vendors.models import Vendor
from rest.staff.door.fields import Line, MoneyInput, MoneyOf, Slug, Strict, Whole, Words
from rest.staff.shapes.attributes import Said

_CODE = 60


class CategoryRow(serializers.Serializer[Any]):
    """A node of the category tree."""

    id = serializers.UUIDField()
    parent_id = serializers.UUIDField(allow_null=True)
    name = serializers.CharField()
    slug = serializers.CharField()
    path = serializers.CharField()
    depth = serializers.IntegerField()
    position = serializers.IntegerField()
    seo_title = serializers.CharField()
    seo_description = serializers.CharField()


class CategoryChanges(Strict):
    """The fields of a category that staff may change."""

    name = Line(max_length=80)
    slug = Slug(max_length=80)
    position = Whole(min_value=0, max_value=1_000_000)
    seo_title = Line(max_length=120, allow_blank=True)
    seo_description = Line(max_length=320, allow_blank=True)


class VendorName(serializers.Serializer[Any]):
    """Which vendor."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    status = serializers.ChoiceField(choices=Vendor.Status.choices)


class CategoryName(serializers.Serializer[Any]):
    """Which category."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    path = serializers.CharField()


class ProductRow(serializers.Serializer[Any]):
    """A product in a list."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    slug = serializers.CharField()
    state = serializers.ChoiceField(choices=Product.State.choices)
    vendor = VendorName()
    category = CategoryName()
    publish_at = serializers.DateTimeField(allow_null=True)
    unpublish_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class PriceShape(serializers.Serializer[Any]):
    """What a variant costs while the range holds."""

    id = serializers.UUIDField()
    amount = MoneyOf("amount_minor")
    compare_at = MoneyOf("compare_at_minor")
    valid_from = serializers.DateTimeField()
    valid_until = serializers.DateTimeField(allow_null=True)


class VariantShape(serializers.Serializer[Any]):
    """One buyable combination, with all its prices."""

    id = serializers.UUIDField()
    sku = serializers.CharField()
    options = serializers.DictField(child=serializers.CharField())
    weight_grams = serializers.IntegerField()
    is_active = serializers.BooleanField()
    prices = PriceShape(many=True)


class ProductDetail(ProductRow):
    """A product with its variants and prices."""

    description = serializers.CharField()
    attributes = serializers.JSONField()
    seo_title = serializers.CharField()
    seo_description = serializers.CharField()
    variants = VariantShape(many=True)
    media_count = serializers.IntegerField()


class ProductChanges(Strict):
    """The fields of a product that staff may change."""

    title = Line(max_length=200)
    slug = Slug(max_length=220)
    description = Words(max_length=20_000, allow_blank=True)
    attributes = serializers.DictField(child=Said(), validators=[MaxLengthValidator(50)])
    seo_title = Line(max_length=120, allow_blank=True)
    seo_description = Line(max_length=320, allow_blank=True)
    category_id = serializers.PrimaryKeyRelatedField(
        queryset=Category.objects.all(), pk_field=serializers.UUIDField(), source="category"
    )


class NewValueInput(Strict):
    """One thing to choose; a colour has a swatch."""

    code = Slug(max_length=_CODE)
    name = Line(max_length=80)
    swatch = serializers.RegexField(r"\A#[0-9a-f]{6}\Z", required=False)

    def to_internal_value(self, data: Any) -> NewValue:
        """The value."""
        return NewValue(**super().to_internal_value(data))


class NewAxisInput(Strict):
    """One kind of choice."""

    code = Slug(max_length=30)
    name = Line(max_length=60)
    values = serializers.ListField(child=NewValueInput(), min_length=1, max_length=100)

    def to_internal_value(self, data: Any) -> NewAxis:
        """The axis."""
        return NewAxis(**super().to_internal_value(data))


class NewVariantInput(Strict):
    """One buyable combination: axis code to value code."""

    sku = Line(max_length=60)
    options = serializers.DictField(child=Slug(max_length=_CODE), required=False)
    weight_grams = Whole(min_value=0, max_value=1_000_000, required=False)

    def to_internal_value(self, data: Any) -> NewVariant:
        """The variant."""
        return NewVariant(**super().to_internal_value(data))


class NewProduct(Strict):
    """A draft, with or without variants."""

    vendor_id = serializers.PrimaryKeyRelatedField(
        queryset=Vendor.objects.all(), pk_field=serializers.UUIDField(), source="vendor"
    )
    category_id = serializers.PrimaryKeyRelatedField(
        queryset=Category.objects.all(), pk_field=serializers.UUIDField(), source="category"
    )
    title = Line(max_length=200)
    slug = Slug(max_length=220, required=False)
    description = Words(max_length=20_000, allow_blank=True, required=False)
    attributes = serializers.DictField(child=Said(), validators=[MaxLengthValidator(50)], required=False)
    axes = serializers.ListField(child=NewAxisInput(), max_length=10, required=False)
    variants = serializers.ListField(child=NewVariantInput(), max_length=500, required=False)


class Window(Strict):
    """From when to when a product is shown; now and for good where nothing is said."""

    publish_at = serializers.DateTimeField(required=False)
    unpublish_at = serializers.DateTimeField(required=False)


class NewPriceInput(Strict):
    """A further price of one of the product's variants."""

    variant_id = serializers.UUIDField()
    amount = MoneyInput()
    compare_at = MoneyInput(required=False)
    valid_from = serializers.DateTimeField(required=False)
    valid_until = serializers.DateTimeField(required=False)

    def to_internal_value(self, data: Any) -> NewPrice:
        """The price."""
        return NewPrice(**super().to_internal_value(data))
