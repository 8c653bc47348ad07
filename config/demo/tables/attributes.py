"""What can be said of the demo's products, in English and in French, and what is said of each fabric and cut."""

from dataclasses import dataclass

from config.demo.tables.garments import GARMENT_BY_KEY
from config.demo.tables.phrases import OCCASIONS


@dataclass(frozen=True, slots=True)
class DemoAttribute:
    """An attribute; its choices are code, name and name in French, and it is for the categories of its garments."""

    code: str
    name: str
    french: str
    kind: str
    choices: tuple[tuple[str, str, str], ...] = ()
    groups: frozenset[str] = frozenset()
    garments: frozenset[str] = frozenset()
    unit: str = ""

    @property
    def categories(self) -> tuple[str, ...]:
        """Slugs of the categories it is for; none stands for all."""
        made = GARMENT_BY_KEY.values()
        return tuple(sorted({each.category for each in made if each.group in self.groups or each.key in self.garments}))


_OCCASION_CODES = ("everyday", "work", "owambe-weddings", "church-friday-prayers", "evening", "holiday", "naming")
_OCCASIONS_FRENCH = (
    "Tous les jours", "Travail", "Ọwàmbẹ̀ et mariages", "Messe et prière du vendredi", "Soirée", "Vacances", "Baptême",
)  # fmt: skip
SLEEVED = frozenset({"dress", "robe", "top", "outer"})

ATTRIBUTES = (
    DemoAttribute(
        "material", "Material", "Matière", "multi_choice",
        (
            ("cotton", "Cotton", "Coton"), ("linen", "Linen", "Lin"), ("silk", "Silk", "Soie"),
            ("wool", "Wool", "Laine"), ("viscose", "Viscose", "Viscose"),
            ("plant-fibre", "Plant fibre", "Fibre végétale"), ("leather", "Leather", "Cuir"),
            ("glass", "Glass", "Verre"), ("metal", "Metal", "Métal"),
        ),
    ),
    DemoAttribute(
        "fit", "Fit", "Coupe", "choice",
        (
            ("slim", "Slim", "Ajustée"), ("regular", "True to size", "Normale"), ("relaxed", "Relaxed", "Ample"),
            ("wide", "Wide", "Large"),
        ),
    ),
    DemoAttribute(
        "sleeve-length", "Sleeve length", "Longueur des manches", "choice",
        (("none", "Sleeveless", "Sans manches"), ("short", "Short", "Courtes"), ("long", "Long", "Longues")),
        groups=SLEEVED,
    ),
    DemoAttribute(
        "occasion", "Occasion", "Occasion", "choice",
        tuple(zip(_OCCASION_CODES, OCCASIONS, _OCCASIONS_FRENCH, strict=True)),
    ),
    DemoAttribute(
        "heel-height", "Heel height", "Hauteur du talon", "number", garments=frozenset({"heels"}), unit="cm",
    ),
    DemoAttribute("vegan", "Vegan", "Végane", "boolean"),
)  # fmt: skip
OCCASION_CODES = dict(zip(OCCASIONS, _OCCASION_CODES, strict=True))

# Fabric -> what it is made of; all others are cotton.
MATERIALS = {
    "kente": ("cotton", "viscose"), "aso-oke": ("cotton", "silk"), "velvet": ("cotton", "silk"), "linen": ("linen",),
    "silk": ("silk",), "chiffon": ("silk", "viscose"), "cashmere-suiting": ("wool",), "wool": ("wool",),
    "tweed": ("wool",), "merino": ("wool",), "sabra": ("cotton", "plant-fibre"), "raffia": ("plant-fibre",),
    "leather": ("leather",), "suede": ("leather",), "beads": ("glass",), "brass": ("metal",),
}  # fmt: skip
OF_ANIMALS = frozenset({"silk", "wool", "leather"})
# What the phrases about fit come down to; all others are true to size.
FITS = {
    "Fitted at the waist, easy below": "slim", "Slim": "slim", "Slim through the body": "slim",
    "Generous": "relaxed", "Cut wide, choose by the shoulder": "relaxed", "Relaxed": "relaxed",
    "Roomy enough for a knit": "relaxed", "Room to grow": "relaxed", "Wide fit": "wide",
}  # fmt: skip
SLEEVELESS_CUTS = frozenset({"Sleeveless", "Halter", "Corseted", "Off-Shoulder"})
SHORT_CUTS = frozenset({"Short-Sleeve", "Cap-Sleeve", "Camp-Collar", "Flutter-Sleeve"})
SLEEVELESS_SHAPES, SHORT_SHAPES = frozenset({"waistcoat"}), frozenset({"tee", "dashiki"})
# Centimetres, by noun; a kitten heel is low whatever it is on.
HEELS = {"Pumps": 8.5, "Slingbacks": 6, "Block Heels": 7.5}
KITTEN_HEEL = 4.5
