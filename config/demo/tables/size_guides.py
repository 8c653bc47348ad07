"""The platform's size guides: the sizes of each scale with the body they are for, and the categories that use them.

Letters are the intervals of EN 13402-3; numbers lie within them.
A foot is a centimetre and a half shorter than its last.
"""

from dataclasses import dataclass

type Sizes = dict[str, dict[str, tuple[int, int]]]

_TOE_ROOM = 15


@dataclass(frozen=True, slots=True)
class Guide:
    """A size guide, once for each of the categories named by slug."""

    title: str
    kind: str
    gender: str
    categories: tuple[str, ...]
    sizes: Sizes


def _steps(sizes: str, **measures: str) -> Sizes:
    """Sizes with, per measure, where each begins and where the last one ends, in centimetres."""
    names = sizes.split(",")
    edges = {name: [10 * int(edge) for edge in text.split()] for name, text in measures.items()}
    return {size: {name: (at[n], at[n + 1]) for name, at in edges.items()} for n, size in enumerate(names)}


def _around(sizes: str, reach: int, **measures: str) -> Sizes:
    """Sizes with, per measure, the centimetres each is cut around, and how many millimetres it reaches either way."""
    names = sizes.split(",")
    middles = {name: [10 * int(middle) for middle in text.split()] for name, text in measures.items()}
    return {
        size: {name: (at[n] - reach, at[n] + reach) for name, at in middles.items()} for n, size in enumerate(names)
    }


def _feet(sizes: dict[str, int]) -> Sizes:
    """Shoe sizes by their Paris points: each is for feet from half a point shorter to half a point longer."""
    return {
        size: {"foot_length": ((40 * points - 20) // 6 - _TOE_ROOM, (40 * points + 20) // 6 - _TOE_ROOM)}
        for size, points in sizes.items()
    }


def _points(first: int, last: int, step: int = 1) -> dict[str, int]:
    return {str(points): points for points in range(first, last + 1, step)}


GUIDES = (
    Guide("Women's letters", "clothing", "women", ("women",), _steps(
        "XS,S,M,L,XL,XXL,3XL",
        bust="74 82 90 98 107 119 131 143", waist="58 66 74 82 91 102 115 128", hips="82 90 98 106 113 122 133 144",
    )),
    Guide("Women's EU sizes", "clothing", "women", (
        "ankara-dresses", "evening-gowns", "iro-buba", "blouses", "women-bottoms", "women-outerwear",
    ), _around(
        "34,36,38,40,42,44,46", 15,
        bust="76 80 84 88 92 96 100", waist="60 64 68 72 76 80 84", hips="84 88 92 96 100 104 108",
    )),
    Guide("Women's robes", "clothing", "women", ("boubous", "abayas"), _steps(
        "S/M,L/XL,2XL/3XL", bust="82 98 119 143", hips="90 106 122 144",
    )),
    Guide("Women's EU shoes", "shoes", "women", ("women-shoes",), _feet(_points(36, 41))),
    Guide("Men's letters", "clothing", "men", ("men",), _steps(
        "XS,S,M,L,XL,XXL,3XL", chest="78 86 94 102 110 118 129 141", waist="66 74 82 90 98 106 117 129",
    )),
    Guide("Men's robes", "clothing", "men", ("agbada", "djellabas"), _steps(
        "S/M,L/XL,2XL/3XL", chest="86 102 118 141", height="160 176 184 200",
    )),
    Guide("EU tailoring", "clothing", "men", ("men-tailoring", "mens-coats"), _around(
        "46,48,50,52,54,56", 15, chest="92 96 100 104 108 112", waist="80 84 88 92 96 100",
    )),
    # Inches around the waist, in whole centimetres.
    Guide("Men's trousers", "clothing", "men", ("mens-trousers",), _around(
        "28,30,32,34,36,38", 20, waist="71 76 81 86 91 97",
    )),
    Guide("Men's EU shoes", "shoes", "men", ("men-shoes",), _feet(_points(40, 46))),
    Guide("Men's UK shoes", "shoes", "men", ("brogues",), _feet(
        {"UK 6": 40, "UK 7": 41, "UK 8": 42, "UK 9": 43, "UK 10": 44, "UK 11": 45},
    )),
    Guide("Men's US shoes", "shoes", "men", ("mens-sneakers",), _feet(
        {"US 7": 40, "US 8": 41, "US 9": 42, "US 10": 43, "US 11": 44, "US 12": 45},
    )),
    Guide("Kids by age", "clothing", "kids", ("kids",), _steps(
        "2-3 y,4-5 y,6-7 y,8-9 y,10-11 y,12-13 y", height="92 104 116 128 140 152 164",
    )),
    Guide("Babies by month", "clothing", "kids", ("baby-rompers",), _steps(
        "0-3 m,3-6 m,6-12 m,12-18 m", height="50 62 68 80 86",
    )),
    Guide("Kids' EU shoes", "shoes", "kids", ("kids-sneakers",), _feet(_points(25, 35, 2))),
)  # fmt: skip
