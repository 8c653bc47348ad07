# ruff: noqa: E501 - a drawing reads better with one stroke of the brush on one line
"""The textile patterns: each family draws one tile that repeats without a seam."""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi, sin

from config.demo.pictures.paint import Ramp, mixed


@dataclass(frozen=True, slots=True)
class Tile:
    """One repeat of a textile, `width` by `height` units of a 400 by 500 picture."""

    width: int
    height: int
    marks: str


def wax(ramp: Ramp) -> Tile:
    """Ankara: concentric suns in a half-drop repeat, with petals and seeds between them."""
    marks = [_rect(0, 0, 64, 64, ramp.base)]
    for x, y in ((32, 32), (0, 0), (64, 0), (0, 64), (64, 64)):
        marks += [_dot(x, y, 23, ramp.companion), _dot(x, y, 20, ramp.deep), _ring(x, y, 16, ramp.contrast, 3, "3 3.3")]
        marks += [_dot(x, y, 11.5, ramp.companion), _dot(x, y, 8, ramp.base), _dot(x, y, 3.6, ramp.deep)]
    for x, y in ((32, 0), (0, 32), (64, 32), (32, 64)):
        marks += [_diamond(x, y, 7, ramp.contrast), _diamond(x, y, 3.4, ramp.deep)]
    return Tile(64, 64, "".join(marks))


def kente(ramp: Ramp) -> Tile:
    """Kente: woven strips whose blocks of bars and steps change from strip to strip."""
    marks = [_rect(0, 0, 72, 72, ramp.base)]
    for strip, x in enumerate((0, 24, 48)):
        shift = (0, 36, 18)[strip]
        for band, colour in enumerate((ramp.companion, ramp.contrast, ramp.deep)):
            for wrap in (-72, 0):
                y = (shift + band * 6 + wrap) % 144 - 72
                marks.append(_rect(x + 1, y, 22, 4, colour) + _rect(x + 1, y + 72, 22, 4, colour))
        for step in range(4):
            top = (shift + 26 + step * 5) % 72
            marks.append(_rect(x + 3 + step * 2.6, top, 18 - step * 5.2, 5, (ramp.companion, ramp.dark)[step % 2]))
        marks.append(_rect(x, 0, 1, 72, ramp.deep))
        marks += [
            _rect(x + 1, (shift + 54) % 72, 5.5, 7, ramp.contrast),
            _rect(x + 17.5, (shift + 54) % 72, 5.5, 7, ramp.contrast),
        ]
    return Tile(72, 72, "".join(marks))


def adire(ramp: Ramp) -> Tile:
    """Àdìrẹ: resist-dyed rings of tied knots with starbursts, soft at the edges."""
    pale = mixed(ramp.pale, ramp.companion, 0.35)
    marks = [_rect(0, 0, 80, 80, ramp.dark), _blot(20, 60, 26, ramp.base), _blot(60, 20, 26, ramp.base)]
    for x, y in ((20, 20), (60, 60)):
        marks += [
            _ring(x, y, 15, pale, 2.6, "2.2 2.5"),
            _ring(x, y, 10, pale, 1.6, ""),
            _ring(x, y, 5.4, pale, 2.4, "1.6 1.8"),
        ]
        marks.append(_dot(x, y, 1.7, pale))
    for x, y in ((60, 20), (20, 60)):
        rays = "".join(f"M{_at(x, y, 4, turn)}L{_at(x, y, 13 if turn % 2 else 17, turn)}" for turn in range(16))
        marks += [
            f'<path d="{rays}" stroke="{pale}" stroke-width="1.5" stroke-linecap="round"/>',
            _dot(x, y, 2.4, pale),
        ]
    seeds = ((40, 5), (40, 35), (5, 40), (75, 40), (40, 45), (40, 75), (36, 40), (44, 40))
    return Tile(80, 80, "".join(marks) + "".join(_dot(x, y, 1.3, pale) for x, y in seeds))


def mudcloth(ramp: Ramp) -> Tile:
    """Bogolan: bands of freehand signs, crosses, zigzags and ladders, on a dark ground."""
    chalk = mixed(ramp.companion, "#FFF8EA", 0.4) if ramp.companion > "#8" else ramp.contrast
    chevrons = "M0 12L10 4L20 12L30 4L40 12L50 4L60 12L70 4L80 12M0 18L10 10L20 18L30 10L40 18L50 10L60 18L70 10L80 18"
    crosses = "".join(f"M{x - 4} 30L{x + 4} 38M{x + 4} 30L{x - 4} 38" for x in (10, 30, 50, 70))
    ladders = "".join(f"M{x} 52V70M{x + 8} 52V70M{x} 56H{x + 8}M{x} 61H{x + 8}M{x} 66H{x + 8}" for x in (6, 46))
    lines = f'<path d="{chevrons}{crosses}{ladders}M0 24H80M0 44H80M0 78H80" fill="none" stroke="{chalk}" stroke-width="2.3" stroke-linecap="round" stroke-linejoin="round"/>'
    dots = "".join(
        _dot(x, y, 2, chalk)
        for x, y in ((30, 56), (30, 66), (70, 56), (70, 66), (20, 34), (40, 34), (60, 34), (0, 34), (80, 34))
    )
    return Tile(80, 80, _rect(0, 0, 80, 80, ramp.dark) + lines + dots)


def plaid(ramp: Ramp) -> Tile:
    """Plaid: two widths of check crossed with a thin line in the companion colour."""
    marks = [_rect(0, 0, 56, 56, ramp.base)]
    for position, width, colour, veil in (
        (4, 18, ramp.deep, 0.55),
        (34, 8, ramp.light, 0.6),
        (30, 1.6, ramp.companion, 0.9),
        (46, 1.6, ramp.contrast, 0.8),
    ):
        marks.append(_rect(position, 0, width, 56, colour, veil * 0.6))
        marks.append(_rect(0, position, 56, width, colour, veil * 0.6))
    return Tile(56, 56, "".join(marks) + _twill(56, ramp.deep))


def stripe(ramp: Ramp) -> Tile:
    """Stripes: one broad, two narrow."""
    bars = _rect(0, 0, 36, 36, ramp.base) + _rect(3, 0, 10, 36, ramp.companion) + _rect(5.5, 0, 5, 36, ramp.contrast)
    return Tile(36, 36, bars + _rect(21, 0, 2, 36, ramp.companion) + _rect(26, 0, 2, 36, ramp.deep, 0.7))


def batik(ramp: Ramp) -> Tile:
    """Batik: rosettes of stamped dots in diagonal rows, with a fine crackle."""
    marks = [_rect(0, 0, 48, 48, ramp.base)]
    for x, y in ((12, 12), (36, 36)):
        marks += [
            _dot(x + 8 * cos(pi * turn / 4), y + 8 * sin(pi * turn / 4), 2.1, ramp.companion) for turn in range(8)
        ]
        marks += [_dot(x, y, 4.2, ramp.contrast), _dot(x, y, 1.8, ramp.deep)]
    marks += [_dot(x, y, 2.6, ramp.dark) + _dot(x, y, 1.1, ramp.companion) for x, y in ((36, 12), (12, 36))]
    crackle = '<path d="M0 24Q14 20 24 27T48 24M24 0Q28 13 22 24T24 48" fill="none" stroke="{}" stroke-width=".7" opacity=".7"/>'
    return Tile(48, 48, "".join(marks) + crackle.format(ramp.light))


def zigzag(ramp: Ramp) -> Tile:
    """Zigzag: chevron bands of four colours."""
    bands = (ramp.companion, ramp.dark, ramp.contrast, ramp.light)
    lines = "".join(
        f'<path d="M-4 {y + 4}L10 {y - 10}L24 {y + 4}L38 {y - 10}L44 {y - 4}" fill="none" stroke="{colour}" stroke-width="5"/>'
        for row in (-1, 0, 1)
        for y, colour in zip(range(8 + row * 56, 64 + row * 56, 14), bands, strict=True)
    )
    return Tile(28, 56, _rect(0, 0, 28, 56, ramp.base) + lines)


def herringbone(ramp: Ramp) -> Tile:
    """Herringbone: broken twill in two shades of one colour."""
    rises = "".join(f"M0 {y}L12 {y - 12}M12 {y - 12}L24 {y}" for y in range(0, 42, 6))
    return Tile(
        24,
        24,
        _rect(0, 0, 24, 24, ramp.base)
        + f'<path d="{rises}" stroke="{ramp.light}" stroke-width="2.2"/>'
        + _rect(11.5, 0, 1, 24, ramp.dark, 0.5),
    )


def brocade(ramp: Ramp) -> Tile:
    """Brocade: a tone-on-tone damask of leaves around a medallion."""
    marks = [_rect(0, 0, 72, 72, ramp.base)]
    for x, y in ((18, 18), (54, 54)):
        leaves = "".join(
            f"M{x} {y}Q{_at(x, y, 13, turn - 1)} {_at(x, y, 18, turn)}Q{_at(x, y, 13, turn + 1)} {x} {y}"
            for turn in range(0, 16, 4)
        )
        marks += [
            f'<path d="{leaves}" fill="{ramp.light}"/>',
            _ring(x, y, 17, ramp.light, 1.2, ""),
            _dot(x, y, 3.4, ramp.dark),
        ]
    marks += [_diamond(x, y, 9, ramp.dark) + _diamond(x, y, 5, ramp.light) for x, y in ((54, 18), (18, 54))]
    return Tile(72, 72, "".join(marks))


def lace(ramp: Ramp) -> Tile:
    """Lace: corded flowers on a net, with the lining showing through."""
    lining, cord = mixed(ramp.base, ramp.deep, 0.35), ramp.light
    net = (
        '<path d="M0 0L56 56M56 0L0 56M28 0L56 28L28 56L0 28Z" stroke="{}" stroke-width=".8" fill="none" opacity=".8"/>'
    )
    marks = [_rect(0, 0, 56, 56, lining), net.format(cord)]
    for x, y in ((28, 28), (0, 0), (56, 0), (0, 56), (56, 56)):
        marks += [_dot(x + 8.5 * cos(pi * turn / 3), y + 8.5 * sin(pi * turn / 3), 5.6, cord) for turn in range(6)]
        marks += [_dot(x, y, 4.6, lining), _dot(x, y, 2.4, ramp.pale)]
    return Tile(56, 56, "".join(marks))


def weave(ramp: Ramp) -> Tile:
    """A plain weave: one colour, with the over and under of its threads."""
    marks = _rect(0, 0, 8, 8, ramp.base) + _rect(0, 0, 4, 4, ramp.light, 0.28) + _rect(4, 4, 4, 4, ramp.light, 0.28)
    return Tile(8, 8, marks + _rect(0, 3.4, 8, 0.6, ramp.dark, 0.3) + _rect(3.4, 0, 0.6, 8, ramp.dark, 0.3))


def denim(ramp: Ramp) -> Tile:
    """Denim: a steep twill with white weft specks."""
    lines = '<path d="M-3 12L9 0M3 12L15 0M-3 6L3 0M9 12L15 6" stroke="{}" stroke-width="1.6" opacity=".5"/>'
    return Tile(
        12,
        12,
        _rect(0, 0, 12, 12, ramp.base)
        + lines.format(ramp.pale)
        + _dot(3, 5, 0.7, "#FFFFFF")
        + _dot(9, 11, 0.6, "#FFFFFF"),
    )


def knit(ramp: Ramp) -> Tile:
    """Knit: rows of stocking stitch."""
    stitch = f'<path d="M1 1Q1 8 7 12Q7 6 1 1M13 1Q13 8 7 12Q7 6 13 1" fill="{ramp.light}" stroke="{ramp.dark}" stroke-width=".7"/>'
    return Tile(14, 12, _rect(0, 0, 14, 12, ramp.dark) + stitch)


def leather(ramp: Ramp) -> Tile:
    """Leather: a smooth face with a fine, irregular grain."""
    grain = '<path d="M2 5q4 3 8 0t9 3M20 9q5-4 10 0t10-2M4 18q5 4 9 0t8 2M24 24q4-3 8 1t8-1M2 31q6-3 10 1t9-2M22 36q5 3 9 0t9 2" fill="none" stroke="{}" stroke-width=".9" opacity=".45"/>'
    return Tile(
        40,
        40,
        _rect(0, 0, 40, 40, ramp.base)
        + grain.format(ramp.dark)
        + grain.format(ramp.light).replace("<path", '<path transform="translate(0 1.1)"'),
    )


PATTERNS: dict[str, Callable[[Ramp], Tile]] = {
    drawn.__name__: drawn
    for drawn in (
        wax,
        kente,
        adire,
        mudcloth,
        plaid,
        stripe,
        batik,
        zigzag,
        herringbone,
        brocade,
        lace,
        weave,
        denim,
        knit,
        leather,
    )
}


def _rect(x: float, y: float, width: float, height: float, fill: str, veil: float = 1) -> str:
    faint = "" if veil == 1 else f' opacity="{veil:.2g}"'
    return f'<rect x="{x:.4g}" y="{y:.4g}" width="{width:.4g}" height="{height:.4g}" fill="{fill}"{faint}/>'


def _dot(x: float, y: float, radius: float, fill: str) -> str:
    return f'<circle cx="{x:.4g}" cy="{y:.4g}" r="{radius:.4g}" fill="{fill}"/>'


def _blot(x: float, y: float, radius: float, fill: str) -> str:
    return _dot(x, y, radius, fill).replace("/>", ' opacity=".55"/>')


def _ring(x: float, y: float, radius: float, stroke: str, width: float, dashes: str) -> str:
    broken = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<circle cx="{x:.4g}" cy="{y:.4g}" r="{radius:.4g}" fill="none" stroke="{stroke}" stroke-width="{width:.4g}"{broken}/>'


def _diamond(x: float, y: float, radius: float, fill: str) -> str:
    return f'<path d="M{x} {y - radius}L{x + radius} {y}L{x} {y + radius}L{x - radius} {y}Z" fill="{fill}"/>'


def _twill(side: int, stroke: str) -> str:
    lines = "".join(f"M0 {offset}L{offset} 0M{side} {offset}L{offset} {side}" for offset in range(4, side + 1, 4))
    return f'<path d="{lines}" stroke="{stroke}" stroke-width=".6" opacity=".35"/>'


def _at(x: float, y: float, radius: float, turn: float) -> str:
    return f"{x + radius * cos(pi * turn / 8):.4g} {y + radius * sin(pi * turn / 8):.4g}"
