"""Markets as staff read and write them."""

from typing import Any

from rest_framework import serializers

from domains.common.money import EXPONENTS
from domains.markets.languages import MAX_TAG
from domains.markets.models import Market
from rest.staff.door.fields import Line, Slug, Strict, Whole, Words


class MarketRow(serializers.Serializer[Any]):
    """A market."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    currency = serializers.CharField()
    countries = serializers.ListField(child=serializers.CharField(), source="country_codes")
    languages = serializers.ListField(child=serializers.CharField())
    tax_display = serializers.ChoiceField(choices=Market.TaxDisplay.choices)
    is_open = serializers.BooleanField()
    position = serializers.IntegerField()


class MarketChanges(Strict):
    """The fields of a market that staff may change. A market that is not open is as if it were not there."""

    name = Line(max_length=80)
    currency = serializers.ChoiceField(choices=tuple(EXPONENTS))
    countries = serializers.ListField(child=Words(min_length=2, max_length=2), min_length=1, max_length=250)
    languages = serializers.ListField(child=Words(min_length=2, max_length=MAX_TAG), min_length=1, max_length=20)
    tax_display = serializers.ChoiceField(choices=Market.TaxDisplay.choices, required=False)
    is_open = serializers.BooleanField(required=False)
    position = Whole(min_value=0, max_value=1_000_000, required=False)


class NewMarketInput(MarketChanges):
    """A market to open."""

    code = Slug(max_length=30)
