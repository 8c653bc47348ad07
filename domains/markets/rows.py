"""Light rows of markets, for readers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MarketRow:
    """A market that is open; its countries are in alphabetical order, its languages in its own."""

    code: str
    name: str
    currency: str
    tax_display: str
    languages: list[str]
    countries: list[str]

    @property
    def language(self) -> str:
        """The language it is greeted in."""
        return self.languages[0]
