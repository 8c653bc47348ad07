"""Pictures over GraphQL: renditions to choose from, and the original while there are none."""

from typing import Any

import pytest

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
