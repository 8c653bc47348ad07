"""What a row of the vendor table says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class House:
    """A vendor: `level` multiplies garment prices, `makes` names garments, `also` a second city it ships from."""

    name: str
    city: str
    founder: str
    founded: int
    level: float
    makes: tuple[str, ...]
    tagline: str
    story: str
    also: str = ""
