"""Which renditions a picture gets, and what they show."""

from io import BytesIO

import pytest
from PIL import Image

from domains.media.errors import DrawingTookTooLong, PictureSpoilt
from domains.media.rendering import apart
from domains.media.rendering.apart import draw_apart
from domains.media.rendering.drawing import draw
from domains.media.rendering.recipe import FocalPoint, Shape, cut_of, widths_for
from tests.domains.test_media_pictures import encoded, png_bomb

CENTRE = FocalPoint()


@pytest.mark.parametrize(
    ("widest", "widths"),
    [
        (4_096, (160, 320, 640, 960, 1280, 1920)),
        (1_920, (160, 320, 640, 960, 1280, 1920)),
        (1_600, (160, 320, 640, 960, 1280, 1600)),
        (1_300, (160, 320, 640, 960, 1280)),
        (160, (160,)),
        (90, (90,)),
    ],
)
def test_makes_no_width_the_picture_does_not_have(widest: int, widths: tuple[int, ...]) -> None:
    assert widths_for(shape=Shape.ORIGINAL, widest=widest) == widths


@pytest.mark.parametrize(
    ("focal", "box"),
    [
        (CENTRE, (100, 0, 900, 800)),
        (FocalPoint(0, 0), (0, 0, 800, 800)),
        (FocalPoint(1, 1), (200, 0, 1000, 800)),
        (FocalPoint(0.45, 0.9), (50, 0, 850, 800)),
    ],
)
def test_keeps_the_focal_point_in_a_crop(focal: FocalPoint, box: tuple[int, int, int, int]) -> None:
    cut = cut_of(size=(1_000, 800), shape=Shape.SQUARE, focal=focal)

    assert (cut.box, cut.frame) == (box, (800, 800))


def test_shows_whole_what_a_crop_would_cut_in_half() -> None:
    cut = cut_of(size=(1_000, 400), shape=Shape.SQUARE, focal=CENTRE)

    assert (cut.box, cut.frame) == ((0, 0, 1_000, 400), (1_000, 1_000))


def test_draws_each_shape_in_each_width_as_webp() -> None:
    drawing = draw(encoded("JPEG", size=(700, 500)), focal=CENTRE)

    assert [(each.shape, each.width, each.height) for each in drawing.renditions] == [
        ("original", 640, 457),
        ("original", 320, 229),
        ("original", 160, 114),
        ("portrait", 400, 500),
        ("portrait", 320, 400),
        ("portrait", 160, 200),
        ("square", 500, 500),
        ("square", 320, 320),
        ("square", 160, 160),
    ]
    for each in drawing.renditions:
        shown = Image.open(BytesIO(each.content))
        assert (shown.format, shown.size, dict(shown.getexif())) == ("WEBP", (each.width, each.height), {})


def test_draws_no_shape_twice() -> None:
    assert {each.shape for each in draw(encoded("PNG", size=(400, 500)), focal=CENTRE).renditions} == {
        Shape.ORIGINAL,
        Shape.SQUARE,
    }


def test_finds_the_colour_and_something_to_show_until_then() -> None:
    drawing = draw(encoded("PNG", size=(300, 300)), focal=CENTRE)

    assert drawing.colour == "#008080"
    assert drawing.placeholder.startswith("data:image/webp;base64,")
    assert len(drawing.placeholder) < 1_000


def test_keeps_what_is_transparent_and_frames_it_with_nothing() -> None:
    drawing = draw(encoded("PNG", size=(900, 300), mode="RGBA"), focal=CENTRE)

    square = next(each for each in drawing.renditions if each.shape is Shape.SQUARE)
    assert Image.open(BytesIO(square.content)).convert("RGBA").getpixel((0, 0)) == (0, 0, 0, 0)


def test_draws_the_same_in_a_process_of_its_own() -> None:
    content = encoded("JPEG", size=(700, 500))

    assert draw_apart(content, focal=FocalPoint(0.2, 0.8)) == draw(content, focal=FocalPoint(0.2, 0.8))


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg/>", encoded("JPEG", size=(640, 480))[:-400], png_bomb(6_500), png_bomb(50_000)],
    ids=["nothing", "a drawing", "cut off", "many pixels", "very many pixels"],
)
def test_says_what_is_wrong_with_a_spoilt_picture(content: bytes) -> None:
    with pytest.raises(PictureSpoilt):
        draw_apart(content, focal=CENTRE)


def test_computes_only_so_long() -> None:
    content = BytesIO()
    # Nothing costs more than noise.
    Image.effect_noise((6_200, 6_200), 60).convert("RGB").save(content, "JPEG", quality=5)

    with pytest.raises(PictureSpoilt, match="too long"):
        draw_apart(content.getvalue(), focal=CENTRE, seconds=1)


def test_takes_a_machine_that_is_busy_for_no_fault_of_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "PATIENCE_SECONDS", 0.01)

    with pytest.raises(DrawingTookTooLong):
        draw_apart(encoded("JPEG", size=(700, 500)), focal=CENTRE)
