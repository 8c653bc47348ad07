"""What the demo's things are called in French, from what they are called in English."""

from collections.abc import Mapping

from config.demo.saying import Said
from config.demo.tables.french import FABRICS, NOUNS
from config.demo.tables.garments import GARMENT_BY_KEY

# The longest first: "Wrap Dress" before "Dress".
_ALL_NOUNS = tuple(
    sorted({noun for garment in GARMENT_BY_KEY.values() for noun in garment.nouns}, key=len, reverse=True)
)


def french_texts(*, title: str, attributes: Mapping[str, Said]) -> dict[str, str]:
    """Title and description of a product: `Àdùkẹ́ Flared Ankara Midi Dress` is a `Robe midi Àdùkẹ́ en wax`."""
    noun = next((each for each in _ALL_NOUNS if title.endswith(each)), "")
    fabric, cut = str(attributes["fabric"]), str(attributes["cut"])
    design = title.removesuffix(noun).replace(fabric, "").replace(cut, "")
    cloth = FABRICS.get(fabric, fabric.lower())
    thing = NOUNS.get(noun, noun)
    city = str(attributes["made_in"]).rpartition(",")[0]
    return {
        "title": " ".join(f"{thing} {design} en {cloth}".split()),
        "description": f"{thing} en {cloth}, pièce réalisée avec soin à {city}.",
    }
