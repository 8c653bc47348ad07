"""What may go wrong with markets and translations."""

from collections.abc import Sequence

from domains.common.errors import DomainError, InvalidInput, Kind


class UnknownCountry(InvalidInput):
    """No market has that country; `known` are those that are in one."""

    code = "UNKNOWN_COUNTRY"

    def __init__(self, *, known: Sequence[str]) -> None:
        super().__init__("We don't sell to that country.", path=("country",))
        self.known = tuple(known)


class UnknownLanguage(InvalidInput):
    """Not a language of ours; `known` are those that are."""

    code = "UNKNOWN_LANGUAGE"

    def __init__(self, *, known: Sequence[str]) -> None:
        super().__init__("We don't speak that language.", path=("language",))
        self.known = tuple(known)


class MarketExists(DomainError):
    """There is a market of that code."""

    kind = Kind.CONFLICT
    code = "MARKET_EXISTS"

    def __init__(self) -> None:
        super().__init__("There is a market of that code already.", path=("code",))


class CountryTaken(DomainError):
    """Another market has one of the countries."""

    kind = Kind.CONFLICT
    code = "COUNTRY_TAKEN"

    def __init__(self) -> None:
        super().__init__("A country is in one market only.", path=("countries",))


class TranslationExists(DomainError):
    """It is translated into that language already."""

    kind = Kind.CONFLICT
    code = "TRANSLATION_EXISTS"

    def __init__(self) -> None:
        super().__init__("It is translated into that language already.", path=("language",))
