"""The markets we begin with; staff open others and change these."""

from domains.markets.services.keep_market import NewMarket

MARKETS = (
    NewMarket(code="nigeria", name="Nigeria", currency="NGN", countries=("NG",), languages=("en", "yo")),
    NewMarket(
        code="united-kingdom", name="United Kingdom", currency="GBP", countries=("GB", "GG", "IM", "JE"),
        languages=("en-GB", "en"),
    ),
    NewMarket(code="germany", name="Germany", currency="EUR", countries=("DE",), languages=("de", "en")),
    NewMarket(code="france", name="France", currency="EUR", countries=("FR", "MC"), languages=("fr", "en")),
    NewMarket(
        code="europe", name="Rest of the euro area", currency="EUR",
        countries=(
            "AT", "BE", "CY", "EE", "ES", "FI", "GR", "HR", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PT", "SI", "SK",
        ),
        languages=("en", "fr", "de", "es", "it", "nl", "pt"),
    ),
    NewMarket(
        code="united-states", name="United States", currency="USD", countries=("US",), languages=("en-US", "es", "en"),
        tax_display="exclusive",
    ),
    NewMarket(
        code="canada", name="Canada", currency="USD", countries=("CA",), languages=("en-CA", "fr-CA", "en", "fr"),
        tax_display="exclusive",
    ),
)  # fmt: skip
