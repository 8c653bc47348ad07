"""The drawn pictures."""

from xml.etree import ElementTree

import pytest

from config.demo.marketplace import Marketplace
from config.demo.pictures.drawing import SHAPES, draw_logo, draw_picture
from config.demo.pictures.gallery import Gallery
from config.demo.pictures.patterns import PATTERNS
from config.demo.tables.fabrics import FABRICS
from config.demo.tables.garments import GARMENTS
from tests.demo.test_marketplace import NOW


@pytest.mark.parametrize("pattern", PATTERNS)
def test_draws_every_pattern_as_small_well_formed_svg(pattern: str) -> None:
    drawn = draw_picture(silhouette="agbada", pattern=pattern, colour="indigo", view="front")

    assert ElementTree.fromstring(drawn).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 - our own drawing
    assert len(drawn) < 8_000


@pytest.mark.parametrize("silhouette", SHAPES)
def test_draws_every_silhouette(silhouette: str) -> None:
    drawn = draw_picture(silhouette=silhouette, pattern="weave", colour="ivory", view="detail")

    assert b"url(#t)" in drawn
    assert ElementTree.fromstring(drawn).attrib["viewBox"] == "110 70 180 225"  # noqa: S314 - our own drawing


def test_knows_the_drawing_of_every_garment_and_the_pattern_of_every_fabric() -> None:
    assert {garment.silhouette for garment in GARMENTS} <= set(SHAPES)
    assert {pattern for fabric in FABRICS for pattern in fabric.patterns} <= set(PATTERNS)


def test_carries_nothing_that_a_strict_content_policy_refuses() -> None:
    drawn = draw_picture(silhouette="heel", pattern="wax", colour="onyx", view="front") + draw_logo(
        name="House of Ṣadé", pattern="lace", colour="blush"
    )

    assert b"<script" not in drawn
    assert b"style=" not in drawn
    assert b"href" not in drawn


def test_draws_a_shared_picture_once() -> None:
    gallery = Gallery()
    product = next(Marketplace(now=NOW).products())

    first = dict(gallery.draw_new(product.pictures))

    assert set(first) == {picture.path for picture in product.pictures}
    assert dict(gallery.draw_new(product.pictures)) == {}
