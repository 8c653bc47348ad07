"""Markets for tests: only what the test is about has to be said."""

from collections.abc import Sequence

from domains.common.clock import utc_now
from domains.markets.models import Market, Translation
from domains.markets.services.keep_market import NewMarket, open_market
from domains.markets.services.keep_translation import create_translation


def make_market(
    *,
    countries: Sequence[str] = ("FR",),
    currency: str = "EUR",
    languages: Sequence[str] = ("fr", "en"),
    code: str | None = None,
    tax_display: str = Market.TaxDisplay.INCLUSIVE,
    is_open: bool = True,
) -> Market:
    """An open market of these countries."""
    new = NewMarket(
        code=code or "-".join(countries).lower(),
        name=" and ".join(countries),
        currency=currency,
        countries=countries,
        languages=languages,
        tax_display=tax_display,
        is_open=is_open,
    )
    return open_market(new=new)


def make_translation(*, kind: str, target: object, language: str = "fr", **texts: str) -> Translation:
    """The texts of something in a language."""
    return create_translation(kind=kind, target=str(target), language=language, texts=texts, now=utc_now())
