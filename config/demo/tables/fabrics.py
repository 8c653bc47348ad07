"""The fabrics: what they are called, which patterns they are drawn with, and how to look after them."""

from dataclasses import dataclass

from config.demo.tables.colours import BRIGHT, DEEP, EARTH, INDIGO, LEATHER, METAL, SOFT


@dataclass(frozen=True, slots=True)
class Fabric:
    key: str
    name: str
    made_of: str
    patterns: tuple[str, ...]
    palettes: tuple[str, ...]
    care: str
    about: str

    @property
    def colours(self) -> tuple[str, ...]:
        """The colours it comes in, each once: palettes overlap."""
        return tuple(dict.fromkeys(self.palettes))


WASH = "Machine wash at 30 °C inside out, line dry in the shade"
HAND = "Hand wash cold with mild soap, dry flat"
DRY = "Dry clean only"
WIPE = "Wipe with a soft cloth, feed with neutral cream"

FABRICS = (
    Fabric("ankara", "Ankara", "100% cotton wax print", ("wax", "batik", "zigzag"), BRIGHT + INDIGO, WASH,
           "The wax print is matched at the side seams, so the motif runs unbroken around the body."),
    Fabric("kente", "Kente", "Hand-woven cotton and rayon", ("kente",), BRIGHT + DEEP, DRY,
           "The strips are woven on a narrow loom in Bonwire and sewn edge to edge by hand."),
    Fabric("adire", "Àdìrẹ", "Hand-dyed cotton", ("adire",), INDIGO, HAND,
           "Each length is tied or painted with cassava paste and dipped in the indigo vat, so no two are alike."),
    Fabric("bogolan", "Bogolan", "Hand-spun cotton mud cloth", ("mudcloth",), EARTH + DEEP, HAND,
           "Fermented river mud gives the ground its depth; the marks are painted freehand."),
    Fabric("aso-oke", "Aṣọ-Òkè", "Hand-woven cotton and silk", ("kente", "stripe"), DEEP + BRIGHT, DRY,
           "Woven in narrow strips in Ìṣẹ́yìn, it has the weight and rustle that a celebration asks for."),
    Fabric("bazin", "Bazin Riche", "Polished cotton damask", ("brocade",), BRIGHT + SOFT, DRY,
           "The damask is beaten to a shine by hand and keeps its crackle for years."),
    Fabric("lace", "Cord Lace", "Guipure lace, cotton lining", ("lace",), SOFT + BRIGHT, DRY,
           "The cord lace is cut motif by motif, so the scallops fall exactly at the hem."),
    Fabric("batik", "Batik", "Wax-resist cotton", ("batik", "adire"), INDIGO + BRIGHT, WASH,
           "Stamped in hot wax and dyed twice, with the fine crackle that only real batik has."),
    Fabric("linen", "Linen", "100% European linen", ("weave", "stripe"), SOFT + EARTH, WASH,
           "Washed linen that is cool on the first day and better on the hundredth."),
    Fabric("poplin", "Poplin", "Organic cotton poplin", ("stripe", "weave", "plaid"), SOFT + INDIGO, WASH,
           "A dense, crisp poplin that irons flat and stays opaque."),
    Fabric("silk", "Silk", "Mulberry silk crêpe de Chine", ("weave", "batik"), SOFT + DEEP, DRY,
           "The crêpe has a matt face and a slow, heavy drape."),
    Fabric("chiffon", "Chiffon", "Silk chiffon over viscose", ("batik", "weave"), SOFT + BRIGHT, DRY,
           "Two layers of chiffon float over a soft lining."),
    Fabric("velvet", "Velvet", "Cotton-silk velvet", ("weave", "brocade"), (*DEEP, "emerald", "plum"), DRY,
           "A short, dense pile that turns the light as you move."),
    Fabric("cashmere-suiting", "Cashmere-Touch", "Super 120s wool blend", ("weave", "herringbone"), DEEP + SOFT, DRY,
           "A soft suiting with a clean finish that shakes off creases."),
    Fabric("wool", "Wool", "Italian virgin wool", ("herringbone", "plaid", "weave"), DEEP + EARTH, DRY,
           "Woven in Biella, mid-weight, and made for most of the year."),
    Fabric("tweed", "Tweed", "Scottish lambswool tweed", ("herringbone", "plaid"), EARTH + DEEP, DRY,
           "A tweed with flecks of many colours once you look closely."),
    Fabric("merino", "Merino", "Extra-fine merino wool", ("knit", "stripe"), SOFT + DEEP, HAND,
           "Spun from 18.5-micron merino, warm without bulk and soft on bare skin."),
    Fabric("jersey", "Heavy Jersey", "Organic cotton jersey, 240 g", ("weave", "stripe"), SOFT + DEEP, WASH,
           "A dense jersey that keeps its shape, with a neck that does not wave."),
    Fabric("denim", "Denim", "Selvedge denim, 13 oz", ("denim",), ("indigo", "navy", "onyx", "sky"), WASH,
           "Woven slowly on shuttle looms and rinsed once, it fades to your own pattern."),
    Fabric("sabra", "Sabra", "Agave silk and cotton", ("zigzag", "stripe"), BRIGHT + SOFT, HAND,
           "Sabra, the plant silk of Marrakech, gives a soft gleam without weight."),
    Fabric("shweshwe", "Shweshwe", "Printed cotton", ("batik", "zigzag"), (*INDIGO, "cocoa", "crimson"), WASH,
           "Stiff and salty from the mill, it softens with the first wash and never loses its print."),
    Fabric("kikoy", "Kikoy", "Hand-loomed cotton", ("stripe", "plaid"), SOFT + BRIGHT, WASH,
           "Loomed on the Swahili coast, with coloured borders that belong in the sun."),
    Fabric("kitenge", "Kitenge", "100% printed cotton", ("wax", "zigzag"), BRIGHT + EARTH, WASH,
           "A bold East African print, cut so that its repeat frames the shoulders."),
    Fabric("leather", "Leather", "Full-grain vegetable-tanned leather", ("leather",), LEATHER, WIPE,
           "Tanned with bark for six weeks, it darkens with handling and can be repaired for ever."),
    Fabric("suede", "Suede", "Calf suede", ("leather",), LEATHER, "Brush dry, keep from rain",
           "A close-napped suede, lined in glove leather."),
    Fabric("canvas", "Canvas", "Waxed cotton canvas", ("weave", "mudcloth"), EARTH + DEEP, "Sponge clean, air dry",
           "A tight canvas with a dry wax finish that sheds a shower."),
    Fabric("raffia", "Raffia", "Hand-plaited raffia", ("zigzag", "plaid"), EARTH + SOFT, "Brush clean, keep dry",
           "Raffia from the palms of Madagascar, plaited by a women's co-operative."),
    Fabric("beads", "Beadwork", "Glass seed beads on nylon thread", ("zigzag", "kente"), BRIGHT + SOFT, "Keep dry",
           "Thousands of glass beads, placed one at a time."),
    Fabric("brass", "Brass", "Recycled brass, gold plated", ("leather",), METAL, "Polish with a dry cloth",
           "Cast by the lost-wax method from recycled brass, then filed and polished by hand."),
)  # fmt: skip
FABRIC_BY_KEY = {fabric.key: fabric for fabric in FABRICS}
