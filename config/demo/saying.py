"""What a product says by the demo's attributes: all of it follows from its fabric, cut and words."""

from config.demo.tables.attributes import (
    FITS,
    HEELS,
    KITTEN_HEEL,
    MATERIALS,
    OCCASION_CODES,
    OF_ANIMALS,
    SHORT_CUTS,
    SHORT_SHAPES,
    SLEEVED,
    SLEEVELESS_CUTS,
    SLEEVELESS_SHAPES,
)
from config.demo.tables.fabrics import Fabric
from config.demo.tables.garments import Garment

type Said = str | float | bool | list[str]


def say(*, garment: Garment, fabric: Fabric, noun: str, cut: str, fit: str, occasion: str) -> dict[str, Said]:
    """Values by the codes of attributes."""
    materials = MATERIALS.get(fabric.key, ("cotton",))
    said: dict[str, Said] = {
        "material": list(materials),
        "fit": FITS.get(fit, "regular"),
        "occasion": OCCASION_CODES[occasion],
        "vegan": OF_ANIMALS.isdisjoint(materials),
    }
    if garment.group in SLEEVED:
        said["sleeve-length"] = _sleeve(garment, cut)
    if garment.key == "heels":
        said["heel-height"] = KITTEN_HEEL if cut == "Kitten" else HEELS[noun]
    return said


def _sleeve(garment: Garment, cut: str) -> str:
    if garment.silhouette in SLEEVELESS_SHAPES or cut in SLEEVELESS_CUTS:
        return "none"
    return "short" if garment.silhouette in SHORT_SHAPES or cut in SHORT_CUTS else "long"
