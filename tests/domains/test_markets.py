"""Markets: what may be opened, and who gets a country that two want."""

from contextlib import suppress
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domains.common.bridge import in_transaction
from domains.common.errors import DomainError, InvalidInput
from domains.common.money import UnknownCurrency
from domains.markets.defaults import MARKETS
from domains.markets.errors import CountryTaken, MarketExists, UnknownCountry, UnknownLanguage
from domains.markets.languages import DICTIONARIES, chain_of, dictionary_of, language_of
from domains.markets.models import Market, MarketCountry
from domains.markets.queries import find_market, list_markets
from domains.markets.services.keep_market import open_markets, update_market
from tests.concurrency import all_at_once, deadlocks, many_connections
from tests.factories.markets import make_market

database = pytest.mark.usefixtures("database")


@database
async def test_opens_those_we_begin_with_once() -> None:
    first = await in_transaction(open_markets, markets=MARKETS)
    again = await in_transaction(open_markets, markets=MARKETS)

    assert (first, again) == (len(MARKETS), 0)
    assert [market.code for market in await list_markets()] == [market.code for market in MARKETS]
    assert (await find_market(country="ng")).currency == "NGN"


@database
@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"code": "fr"}, MarketExists),
        ({"code": "x", "countries": ("DE", "FR")}, CountryTaken),
        ({"code": "x", "countries": ("DE",), "currency": "DEM"}, UnknownCurrency),
        ({"code": "x", "countries": ("DE",), "languages": ("tlh",)}, UnknownLanguage),
        ({"code": "x", "countries": ("DE",), "languages": ()}, InvalidInput),
        ({"code": "x", "countries": ()}, InvalidInput),
        ({"code": "x", "countries": ("DE", "XX")}, InvalidInput),
    ],
    ids=["code", "country", "currency", "language", "no-language", "no-country", "no-such-country"],
)
def test_refuses_a_market_that_makes_no_sense_and_opens_none(facts: dict[str, str], error: type[DomainError]) -> None:
    make_market(countries=("FR",))

    with pytest.raises(error):
        make_market(**facts)  # type: ignore[arg-type]

    assert list(Market.objects.values_list("code", flat=True)) == ["fr"]
    assert list(MarketCountry.objects.values_list("country", flat=True)) == ["FR"]


@database
async def test_countries_move_between_markets() -> None:
    france = await in_transaction(make_market, countries=("FR", "MC"))
    await in_transaction(update_market, market_id=france.id, countries=["FR", "BE"], currency="USD")
    await in_transaction(make_market, countries=("MC",), currency="GBP")

    assert (await find_market(country="MC")).currency == "GBP"
    assert (await find_market(country="BE")).currency == "USD"
    await in_transaction(update_market, market_id=france.id, is_open=False)
    with pytest.raises(UnknownCountry) as caught:
        await find_market(country="BE")
    assert caught.value.known == ("MC",)


@database
def test_a_country_that_many_want_goes_to_one() -> None:
    markets = [make_market(countries=(country,)) for country in ("AT", "BE", "CY", "DE", "EE", "ES", "FI", "GR")]
    calls = [
        partial(update_market, market_id=market.id, countries=[country, *wanted])
        for market, country, wanted in zip(
            markets,
            ("AT", "BE", "CY", "DE", "EE", "ES", "FI", "GR"),
            (("FR", "IT"), ("IT", "FR")) * 4,
            strict=True,
        )
    ]
    before = deadlocks()

    with many_connections():
        answers = all_at_once(calls)

    assert sorted(type(answer).__name__ for answer in answers) == ["CountryTaken"] * 7 + ["Market"]
    assert MarketCountry.objects.filter(country__in=("FR", "IT")).values("market").distinct().count() == 1
    assert MarketCountry.objects.count() == 10
    assert deadlocks() == before


@pytest.mark.parametrize(
    ("tag", "written", "chain"),
    [
        ("fr", "fr", ("fr",)),
        ("FR_ca", "fr-CA", ("fr-CA", "fr")),
        ("en", "en", ()),
        ("en-us", "en-US", ("en-US",)),
        ("pt-BR", "pt-BR", ("pt-BR", "pt")),
    ],
)
def test_falls_back_from_a_region_to_its_language_to_what_was_written(
    tag: str, written: str, chain: tuple[str, ...]
) -> None:
    assert language_of(tag) == written
    assert chain_of(written) == chain


@given(some.text(max_size=8))
def test_knows_no_language_but_ours(tag: str) -> None:
    with suppress(UnknownLanguage):
        found = language_of(tag)
        assert dictionary_of(found) in set(DICTIONARIES.values())
        assert language_of(found) == found
