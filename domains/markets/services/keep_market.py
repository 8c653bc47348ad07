"""Open a market, change one, and open those we begin with."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from domains.common.errors import InvalidInput, NotFound
from domains.common.money import EXPONENTS, UnknownCurrency
from domains.identity.countries import COUNTRIES
from domains.markets.errors import CountryTaken, MarketExists
from domains.markets.languages import language_of
from domains.markets.models import Market, MarketCountry

CHANGEABLE = ("name", "currency", "countries", "languages", "tax_display", "is_open", "position")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMarket:
    """A market to open."""

    code: str
    name: str
    currency: str
    countries: Sequence[str]
    languages: Sequence[str]
    tax_display: str = Market.TaxDisplay.INCLUSIVE
    is_open: bool = True
    position: int = 0


def open_market(*, new: NewMarket) -> Market:
    """Open a market. Raises MarketExists, CountryTaken, UnknownCurrency, UnknownLanguage, InvalidInput."""
    market = Market(code=new.code)
    with transaction.atomic():
        _fill(market, {field: getattr(new, field) for field in CHANGEABLE if field != "countries"})
        try:
            with transaction.atomic():
                market.save(force_insert=True)
        except IntegrityError as error:
            raise MarketExists from error
        _settle(market, new.countries)
    return market


def update_market(*, market_id: UUID, **changes: Any) -> Market:
    """Change the fields named (`CHANGEABLE`); carts keep the currency they have. Raises as `open_market` does."""
    unknown = changes.keys() - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"Not to be changed here: {', '.join(sorted(unknown))}.")
    countries = changes.pop("countries", None)
    with transaction.atomic():
        market = Market.objects.select_for_update(no_key=True).filter(id=market_id).first()
        if market is None:
            raise NotFound("There is no such market.")
        _fill(market, changes)
        market.save(update_fields=list(changes))
        if countries is not None:
            _settle(market, countries)
    return market


def open_markets(*, markets: Sequence[NewMarket]) -> int:
    """Open those whose code is not known, in their order, and leave what staff changed; tell how many are new.

    Raises CountryTaken, and opens none, where staff gave one of their countries to another market.
    """
    with transaction.atomic():
        known = set(Market.objects.values_list("code", flat=True))
        new = [replace(each, position=place) for place, each in enumerate(markets) if each.code not in known]
        for each in new:
            open_market(new=each)
    return len(new)


def _fill(market: Market, fields: dict[str, Any]) -> None:
    for field, value in fields.items():
        setattr(market, field, value)
    if market.currency not in EXPONENTS:
        raise UnknownCurrency("We do not trade in that currency.", path=("currency",))
    market.languages = list(dict.fromkeys(language_of(tag) for tag in market.languages))
    if not market.languages:
        raise InvalidInput("A market speaks at least one language.", path=("languages",))


def _settle(market: Market, countries: Sequence[str]) -> None:
    wanted = set(countries)
    if not wanted or not wanted <= COUNTRIES:
        raise InvalidInput("A market has countries, by their two letters.", path=("countries",))
    MarketCountry.objects.filter(market=market).exclude(country__in=wanted).delete()
    held = set(MarketCountry.objects.filter(market=market).values_list("country", flat=True))
    # In order, so that two markets that want the same ones wait for each other instead of deadlocking.
    rows = [MarketCountry(country=country, market=market) for country in sorted(wanted - held)]
    try:
        with transaction.atomic():
            MarketCountry.objects.bulk_create(rows)
    except IntegrityError as error:
        raise CountryTaken from error
