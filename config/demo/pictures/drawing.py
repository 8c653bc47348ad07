"""Draw a picture: the paper, the textile, the silhouette and its light, as one small SVG."""

import re
from dataclasses import dataclass
from functools import lru_cache

from config.demo.pictures.paint import PAPER, Ramp, mixed, ramp_of
from config.demo.pictures.patterns import PATTERNS
from config.demo.pictures.silhouettes import SILHOUETTES
from config.demo.pictures.still_life import STILL_LIFE
from config.demo.tables.colours import COLOUR_BY_KEY

WIDTH, HEIGHT = 800, 1000
VIEWS = {"front": "0 0 400 500", "detail": "110 70 180 225", "cloth": "20 40 200 250"}
SHAPES = SILHOUETTES | STILL_LIFE
_GOLD = "#C79A3B"
_SEGMENT = re.compile(r"([MLCQZ])([^MLCQZ]*)")
_HALF = 200.0


@dataclass(frozen=True, slots=True)
class _Layer:
    paint: str
    outline: str


def draw_picture(*, silhouette: str, pattern: str, colour: str, view: str) -> bytes:
    """The picture as UTF-8 SVG. View "cloth" shows the bare textile, every other view the silhouette made of it."""
    ramp = ramp_of(COLOUR_BY_KEY[colour])
    textile = _textile(pattern, colour)
    frame = VIEWS.get(view, VIEWS["front"])
    body = _cloth(ramp) if view == "cloth" else _scene(ramp, silhouette)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="{frame}">'
    return f"{head}<defs>{textile}{_lights(ramp)}</defs>{body}</svg>\n".encode()


def draw_logo(*, name: str, pattern: str, colour: str) -> bytes:
    """A roundel of the house's textile with its initials, as UTF-8 SVG of 400 by 400."""
    ramp = ramp_of(COLOUR_BY_KEY[colour])
    initials = "".join(word[0] for word in name.split() if word[0].isupper())[:2]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400" viewBox="0 0 400 400">'
        f'<defs>{_textile(pattern, colour)}</defs><circle cx="200" cy="200" r="196" fill="url(#t)"/>'
        f'<circle cx="200" cy="200" r="128" fill="{PAPER}"/>'
        f'<circle cx="200" cy="200" r="118" fill="none" stroke="{ramp.dark}" stroke-width="3"/>'
        f'<text x="200" y="238" font-family="Georgia, serif" font-size="108" text-anchor="middle" fill="{ramp.deep}">'
        f"{initials}</text></svg>\n"
    ).encode()


@lru_cache(maxsize=1024)
def _textile(pattern: str, colour: str) -> str:
    tile = PATTERNS[pattern](ramp_of(COLOUR_BY_KEY[colour]))
    size = f'width="{tile.width}" height="{tile.height}" viewBox="0 0 {tile.width} {tile.height}"'
    return f'<pattern id="t" patternUnits="userSpaceOnUse" {size} patternTransform="scale(.8)">{tile.marks}</pattern>'


@lru_cache(maxsize=64)
def _lights(ramp: Ramp) -> str:
    glow = f'<stop stop-color="{mixed(ramp.ground, PAPER, 0.6)}"/><stop offset="1" stop-color="{ramp.ground}"/>'
    fold = "".join(
        f'<stop offset="{at}" stop-color="{tone}" stop-opacity="{veil}"/>'
        for at, tone, veil in (
            (0, "#000", 0.3),
            (0.28, "#000", 0.02),
            (0.45, "#FFF", 0.14),
            (0.7, "#000", 0.04),
            (1, "#000", 0.32),
        )
    )
    paper = f'<radialGradient id="g" cx=".5" cy=".42" r=".75">{glow}</radialGradient>'
    return f'{paper}<linearGradient id="s">{fold}</linearGradient>'


def _cloth(ramp: Ramp) -> str:
    folds = "M-20 120C90 60 180 190 420 90M-20 250C120 190 240 300 420 220"
    return (
        f'<rect width="400" height="500" fill="{ramp.base}"/><rect width="400" height="500" fill="url(#t)"/>'
        '<rect width="240" height="500" fill="url(#s)" opacity=".5"/>'
        f'<path d="{folds}" fill="none" stroke="{ramp.deep}" stroke-width="30" opacity=".12"/>'
    )


def _scene(ramp: Ramp, silhouette: str) -> str:
    paper = '<rect width="400" height="500" fill="url(#g)"/>'
    low = _lowest(silhouette)
    shadow = f'<ellipse cx="200" cy="{min(low + 6, 490)}" rx="130" ry="9" fill="{ramp.deep}" opacity=".16"/>'
    return paper + shadow + "".join(_stroke(layer, ramp) for layer in _layers(silhouette))


def _stroke(layer: _Layer, ramp: Ramp) -> str:
    edge = f'stroke="{ramp.deep}" stroke-width="1.6" stroke-linejoin="round"'
    outline = f'd="{layer.outline}"'
    fills = {"plain": ramp.deep, "dark": ramp.dark, "light": ramp.pale, "accent": ramp.companion, "gold": _GOLD}
    lines = {
        "line": f'stroke="{ramp.deep}" stroke-width="1.7" opacity=".62"',
        "stitch": f'stroke="{ramp.companion}" stroke-width="2" stroke-dasharray="4 3"',
        "button": f'stroke="{ramp.companion}" stroke-width="7"',
        "lace": f'stroke="{ramp.pale}" stroke-width="5"',
        "fringe": f'stroke="{ramp.dark}" stroke-width="3"',
        "handle": f'stroke="{ramp.deep}" stroke-width="11"',
        "hook": f'stroke="{_GOLD}" stroke-width="4"',
        "bead": f'stroke="{ramp.base}" stroke-width="15" stroke-dasharray="0 15.5"',
        "beads": f'stroke="{ramp.companion}" stroke-width="12" stroke-dasharray="0 12.5"',
    }
    if layer.paint == "textile":
        # The plain colour below keeps the paper from showing through where tiles meet.
        below = f'<path {outline} fill="{ramp.base}"/>'
        return f'{below}<path {outline} fill="url(#t)"/><path {outline} fill="url(#s)" {edge}/>'
    if layer.paint in fills:
        return f'<path {outline} fill="{fills[layer.paint]}" fill-rule="evenodd" {edge}/>'
    return f'<path {outline} fill="none" stroke-linecap="round" {lines[layer.paint]}/>'


@lru_cache(maxsize=128)
def _layers(silhouette: str) -> tuple[_Layer, ...]:
    return tuple(
        _Layer(paint.rstrip("!"), outline if paint.endswith("!") else _mirrored(outline))
        for paint, outline in SHAPES[silhouette]
    )


@lru_cache(maxsize=128)
def _lowest(silhouette: str) -> float:
    numbers = [_points(rest) for layer in _layers(silhouette) for _, rest in _SEGMENT.findall(layer.outline)]
    return max(y for points in numbers for _, y in points)


def _mirrored(half: str) -> str:
    """A left half as a whole: one joined outline if it runs from middle line to middle line, else both sides."""
    segments = [(letter, _points(rest)) for letter, rest in _SEGMENT.findall(half)]
    first, last = segments[0][1][0], segments[-1][1][-1] if segments[-1][1] else (0.0, 0.0)
    is_one_run = sum(letter == "M" for letter, _ in segments) == 1
    if not (is_one_run and first[0] == _HALF and last[0] == _HALF):
        return half + _spell([(letter, [_flip(point) for point in points]) for letter, points in segments])
    back: list[tuple[str, list[tuple[float, float]]]] = []
    for index in range(len(segments) - 1, 0, -1):
        letter, points = segments[index]
        landing = segments[index - 1][1][-1]
        back.append((letter, [_flip(point) for point in [*reversed(points[:-1]), landing]]))
    return half + _spell(back) + "Z"


def _points(text: str) -> list[tuple[float, float]]:
    numbers = [float(number) for number in text.split()]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _flip(point: tuple[float, float]) -> tuple[float, float]:
    return 2 * _HALF - point[0], point[1]


def _spell(segments: list[tuple[str, list[tuple[float, float]]]]) -> str:
    return "".join(letter + " ".join(f"{x:g} {y:g}" for x, y in points) for letter, points in segments)
