"""Which pictures a product has: it worn in each colour, one detail and its cloth."""

from dataclasses import dataclass
from random import Random
from uuid import UUID

from config.demo.dice import identify
from config.demo.tables.colours import COLOUR_BY_KEY
from config.demo.tables.fabrics import Fabric
from config.demo.tables.garments import Garment
from config.demo.values import DemoPicture


@dataclass(frozen=True, slots=True)
class Shoot:
    """What is pictured."""

    seed: int
    product_id: UUID
    title: str
    garment: Garment
    fabric: Fabric


def choose_pictures(*, shoot: Shoot, colours: tuple[str, ...], dice: Random) -> tuple[DemoPicture, ...]:
    """At least three pictures; products of one garment, pattern and colour share the stored file."""
    pattern = dice.choice(shoot.fabric.patterns)
    shown = [("front", colour) for colour in colours] + [("detail", colours[0]), ("cloth", colours[0])]
    captions = {
        "front": f"{shoot.title} in {{}}",
        "detail": f"Detail of {shoot.title} in {{}}",
        "cloth": f"{shoot.fabric.name} in {{}}",
    }
    return tuple(
        DemoPicture(
            id=identify(shoot.seed, "picture", shoot.product_id, position),
            path=_path(shoot.garment.silhouette, pattern, paint, view),
            alt=captions[view].format(COLOUR_BY_KEY[paint].name),
            colour=COLOUR_BY_KEY[paint].name if view == "front" else None,
            position=position,
            silhouette=shoot.garment.silhouette,
            pattern=pattern,
            paint=paint,
            view=view,
        )
        for position, (view, paint) in enumerate(shown)
    )


def _path(silhouette: str, pattern: str, paint: str, view: str) -> str:
    folder = "cloth" if view == "cloth" else silhouette
    suffix = "-detail" if view == "detail" else ""
    return f"demo/{folder}/{pattern}-{paint}{suffix}.svg"
