"""Pictures over GraphQL: renditions to choose from, and the original while there are none."""

from typing import Any

import pytest

from domains.catalogue.models import OptionValue
from domains.common.bridge import in_transaction
from domains.media.models import Original
from tests.api.client import graphql
from tests.factories.catalogue import make_media, make_product
from tests.factories.media import make_original
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

PICTURES = """
query Pictures($slug: String!, $width: Int, $shape: PictureShape! = ORIGINAL) {
  product(slug: $slug) {
    media {
      url fitting: url(width: $width, shape: $shape) alt width height
      renditions(shape: $shape) { url width height bytes }
      focalPoint { x y } dominantColour placeholder
    }
  }
}
"""


async def pictures(slug: str, **variables: Any) -> list[dict[str, Any]]:
    answer = await graphql(PICTURES, {"slug": slug, **variables})
    found: list[dict[str, Any]] = answer.data["product"]["media"]
    return found


async def a_product(file: str = "p/1.jpg") -> str:
    product = await in_transaction(make_product)
    await in_transaction(make_media, product=product, file=file)
    return str(product.slug)


async def test_offers_renditions_to_choose_from() -> None:
    slug = await a_product()
    original = await in_transaction(make_original, path="p/1.jpg", widths=(160, 320, 640))

    [picture] = await pictures(slug, width=300)

    folder = f"/media/renditions/{original.id.hex}/1"
    assert (picture["url"], picture["fitting"]) == ("/media/p/1.jpg", f"{folder}/original-320.webp")
    assert picture["renditions"] == [
        {"url": f"{folder}/original-{width}.webp", "width": width, "height": height, "bytes": width * 10}
        for width, height in ((160, 200), (320, 400), (640, 800))
    ]
    assert picture["focalPoint"] == {"x": 0.5, "y": 0.5}
    assert (picture["dominantColour"], picture["placeholder"]) == ("#008080", "data:image/webp;base64,AA==")


@pytest.mark.parametrize(("width", "found"), [(1, 160), (160, 160), (161, 320), (640, 640), (4_096, 640)])
async def test_gives_the_narrowest_that_fills_the_width(width: int, found: int) -> None:
    slug = await a_product()
    await in_transaction(make_original, path="p/1.jpg")

    [picture] = await pictures(slug, width=width)

    assert picture["fitting"].endswith(f"/original-{found}.webp")


async def test_gives_the_pictures_own_shape_where_it_has_that_shape() -> None:
    slug = await a_product()
    await in_transaction(make_original, path="p/1.jpg")

    [picture] = await pictures(slug, width=320, shape="PORTRAIT")

    assert picture["fitting"].endswith("/original-320.webp")
    assert [each["width"] for each in picture["renditions"]] == [160, 320, 640]


@pytest.mark.parametrize("file", ["p/waiting.jpg", "p/drawing.svg"])
async def test_gives_the_original_while_there_is_nothing_else(file: str) -> None:
    slug = await a_product(file)
    if file.endswith("jpg"):
        await in_transaction(Original.objects.create, path=file)

    [picture] = await pictures(slug, width=320)

    assert (picture["fitting"], picture["renditions"]) == (f"/media/{file}", [])
    assert picture["focalPoint"] == {"x": 0.5, "y": 0.5}
    assert (picture["dominantColour"], picture["placeholder"]) == (None, None)


@pytest.mark.parametrize("width", [0, -1, 4_097])
async def test_knows_no_such_width(width: int) -> None:
    slug = await a_product()

    answer = await graphql(PICTURES, {"slug": slug, "width": width})

    assert answer.error_codes == ["INVALID_INPUT"]


LIST = """
query ($first: Int!) { products(first: $first) { nodes {
  media { url small: url(width: 320) renditions { url } square: renditions(shape: SQUARE) { url }
    focalPoint { x } placeholder } } } }
"""


async def test_takes_as_many_statements_for_one_product_as_for_fifty() -> None:
    def make() -> None:
        for number in range(50):
            product = make_product(title=f"Gown {number}")
            for place in range(2):
                make_media(product=product, file=f"p/{number}-{place}.jpg", position=place)
                make_original(path=f"p/{number}-{place}.jpg")

    await in_transaction(make)
    counts = []
    for first in (1, 50):
        with counted_statements() as statements:
            nodes = (await graphql(LIST, {"first": first})).data["products"]["nodes"]
        assert len(nodes) == first
        assert all(len(media["renditions"]) == 3 for node in nodes for media in node["media"])
        counts.append(len(statements))

    # Products, media, pictures with their renditions.
    assert counts == [3, 3]


COLOURS = """
query Colours($slug: String!, $colour: String) {
  product(slug: $slug) {
    media(colour: $colour) { url }
    axes { code values { code swatch swatchUrl } }
    variants { options { value } media { url } }
  }
}
"""


async def a_product_in_two_colours() -> str:
    def make() -> str:
        product = make_product(sizes=("S", "M"), colours=("Indigo", "Ochre"))
        for position, (file, colour) in enumerate(
            (("all.svg", ""), ("ochre.svg", "ochre"), ("indigo.svg", "indigo"), ("back.svg", ""))
        ):
            make_media(product=product, file=file, colour=colour, position=position)
        return str(product.slug)

    return await in_transaction(make)


@pytest.mark.parametrize(
    ("colour", "files"),
    [
        (None, ["all", "ochre", "indigo", "back"]),
        ("indigo", ["indigo", "all", "back"]),
        ("scarlet", ["all", "back"]),
        ("", ["all", "back"]),
    ],
)
async def test_shows_the_pictures_of_a_colour_and_then_those_of_all(colour: str | None, files: list[str]) -> None:
    slug = await a_product_in_two_colours()

    answer = await graphql(COLOURS, {"slug": slug, "colour": colour})

    assert [each["url"] for each in answer.data["product"]["media"]] == [f"/media/{file}.svg" for file in files]


async def test_shows_a_variant_in_its_colour() -> None:
    slug = await a_product_in_two_colours()

    answer = await graphql(COLOURS, {"slug": slug})

    shown = [
        ([option["value"] for option in variant["options"]], variant["media"][0]["url"], len(variant["media"]))
        for variant in answer.data["product"]["variants"]
    ]
    assert shown == [
        (["s", "indigo"], "/media/indigo.svg", 3),
        (["s", "ochre"], "/media/ochre.svg", 3),
        (["m", "indigo"], "/media/indigo.svg", 3),
        (["m", "ochre"], "/media/ochre.svg", 3),
    ]


async def test_shows_swatches_as_colours_and_as_cloth() -> None:
    slug = await a_product_in_two_colours()
    await in_transaction(OptionValue.objects.filter(code="ochre").update, swatch_file="cloth.jpg")

    answer = await graphql(COLOURS, {"slug": slug})

    axes = {axis["code"]: axis["values"] for axis in answer.data["product"]["axes"]}
    assert axes["colour"] == [
        {"code": "indigo", "swatch": "#3f51b5", "swatchUrl": None},
        {"code": "ochre", "swatch": "#3f51b5", "swatchUrl": "/media/cloth.jpg"},
    ]
    assert [value["swatch"] for value in axes["size"]] == [None, None]


async def test_shows_cloth_as_small_squares() -> None:
    slug = await a_product_in_two_colours()
    await in_transaction(OptionValue.objects.filter(code="ochre").update, swatch_file="cloth.jpg")
    original = await in_transaction(make_original, path="cloth.jpg")

    answer = await graphql(COLOURS, {"slug": slug})

    [_, ochre] = next(axis["values"] for axis in answer.data["product"]["axes"] if axis["code"] == "colour")
    assert ochre["swatchUrl"] == f"/media/renditions/{original.id.hex}/1/original-160.webp"


COLOURED_LIST = """
query ($first: Int!) { products(first: $first) { nodes {
  media(colour: "indigo") { url } axes { values { swatchUrl } }
  variants { media { url(width: 320) } } } } }
"""


async def test_takes_as_many_statements_for_the_colours_of_one_product_as_for_fifty() -> None:
    def make() -> None:
        for number in range(50):
            product = make_product(title=f"Gown {number}", sizes=("S", "M"), colours=("Indigo", "Ochre"))
            for place, colour in enumerate(("indigo", "ochre", "")):
                make_media(product=product, file=f"p/{number}-{place}.jpg", colour=colour, position=place)
        OptionValue.objects.filter(code="indigo").update(swatch_file="cloth.jpg")

    await in_transaction(make)
    counts = []
    for first in (1, 50):
        with counted_statements() as statements:
            nodes = (await graphql(COLOURED_LIST, {"first": first})).data["products"]["nodes"]
        assert len(nodes) == first
        assert all(len(variant["media"]) == 2 for node in nodes for variant in node["variants"])
        counts.append(len(statements))

    # Products, media, axes, variants; pictures of media and of swatches, which may come in one batch or in two.
    assert set(counts) <= {5, 6}
