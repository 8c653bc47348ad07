"""The pictures of many products as files, each drawn once."""

from collections.abc import Iterable, Iterator

from config.demo.pictures.drawing import draw_logo, draw_picture
from config.demo.tables.fabrics import FABRIC_BY_KEY
from config.demo.tables.garments import GARMENT_BY_KEY
from config.demo.values import DemoPicture, DemoVendor


class Gallery:
    """Remembers which files it has drawn: products share them, and there are at most a few thousand."""

    def __init__(self) -> None:
        self._drawn: set[str] = set()

    def draw_new(self, pictures: Iterable[DemoPicture]) -> Iterator[tuple[str, bytes]]:
        """The path and content of every file among `pictures` that was not drawn before."""
        for picture in pictures:
            if picture.path in self._drawn:
                continue
            self._drawn.add(picture.path)
            yield (
                picture.path,
                draw_picture(
                    silhouette=picture.silhouette, pattern=picture.pattern, colour=picture.paint, view=picture.view
                ),
            )

    def draw_logo(self, vendor: DemoVendor) -> tuple[str, bytes]:
        """The path and content of a vendor's logo, in a fabric of its first garment."""
        fabric = FABRIC_BY_KEY[GARMENT_BY_KEY[vendor.garments[0]].fabrics[0]]
        colour = fabric.colours[vendor.number % len(fabric.colours)]
        self._drawn.add(vendor.logo)
        return vendor.logo, draw_logo(name=vendor.name, pattern=fabric.patterns[0], colour=colour)

    @property
    def count(self) -> int:
        return len(self._drawn)
