"""What a product is called and how it is described."""

from dataclasses import dataclass
from random import Random
from unicodedata import normalize

from config.demo.saying import Said, say
from config.demo.tables.fabrics import Fabric
from config.demo.tables.garments import Garment
from config.demo.tables.names import DESIGNS
from config.demo.tables.phrases import BODY_GROUPS, FITS, MAKING, OCCASIONS, OFF_BODY, OPENINGS, SEASONS
from config.demo.tables.sizes import SCALE_BY_KEY
from config.demo.values import DemoVendor


@dataclass(frozen=True, slots=True)
class Wording:
    title: str
    noun: str
    description: str
    attributes: tuple[tuple[str, Said], ...]


def word_product(*, dice: Random, vendor: DemoVendor, garment: Garment, fabric: Fabric) -> Wording:
    """A title, a description and the attributes of one product."""
    noun = dice.choice(garment.nouns)
    cut = dice.choice(garment.cuts)
    fit = dice.choice(FITS.get(garment.group, ("One size",)))
    title = _title(dice, dice.choice(DESIGNS[vendor.culture]), cut, fabric.name, noun)
    description = _description(dice, vendor, garment, fabric, noun, fit)
    season, occasion = dice.choice(SEASONS), dice.choice(OCCASIONS)
    return Wording(
        title=title,
        noun=noun,
        description=description,
        attributes=(
            ("fabric", fabric.name),
            ("composition", fabric.made_of),
            ("cut", cut),
            ("care", fabric.care),
            ("season", season),
            ("made_in", f"{vendor.city}, {vendor.country}"),
            *say(garment=garment, fabric=fabric, noun=noun, cut=cut, fit=fit, occasion=occasion).items(),
        ),
    )


def _title(dice: Random, design: str, cut: str, fabric: str, noun: str) -> str:
    # "Ankara Ankara Dress" and "Beaded Beadwork Belt" read like mistakes.
    said = f"{cut} {noun}".lower()
    parts = [cut, fabric, noun] if fabric.split()[0].lower()[:4] not in said else [cut, noun]
    if cut.lower() in noun.lower() or (len(parts) == 3 and dice.random() < 0.62):
        parts.remove(cut)
    elif len(parts) == 3 and dice.random() < 0.35:
        parts.remove(fabric)
    return " ".join((design, *parts))


def _description(dice: Random, vendor: DemoVendor, garment: Garment, fabric: Fabric, noun: str, fit: str) -> str:
    # Headings have capitals, sentences do not; "T-shirt" and names with marks keep theirs.
    said = noun.lower() if noun.isascii() and noun != "T-Shirt" else noun
    is_plural = noun.endswith("s") and not noun.endswith("ss")
    openings = [opening for opening in OPENINGS[garment.group] if not (is_plural and opening.startswith("A {noun}"))]
    is_worn = garment.group in BODY_GROUPS
    sentences = [
        _with_article(dice.choice(openings).format(noun=said)),
        fabric.about if is_worn else OFF_BODY.get(fabric.key, fabric.about),
    ]
    if garment.group in FITS:
        note = SCALE_BY_KEY[garment.scale].note
        sentences.append(f"{fit}. {note}." if dice.random() < 0.6 else f"{fit}.")
    sentences.append(dice.choice(MAKING).format(city=vendor.city))
    return " ".join(sentences)


def _with_article(sentence: str) -> str:
    """Before a vowel, with marks or without, "A" is "An"; no noun of ours begins with a "u" as in "unit"."""
    article, _, rest = sentence.partition(" ")
    return f"An {rest}" if article == "A" and normalize("NFD", rest)[0].lower() in "aeiou" else sentence
