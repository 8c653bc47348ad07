"""What is worn with what, as we ship it."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

SHIPPED = Path(__file__).parent / "data" / "pairings.txt"


def read_pairings(lines: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Slug of a category -> slugs of what goes with it, in order. Raises ValueError for a line of another shape."""
    found = {}
    for raw in lines:
        line = raw.partition("#")[0].strip()
        if not line:
            continue
        slug, sign, rest = line.partition(">")
        others = tuple(part.strip() for part in rest.split(",") if part.strip())
        if not sign or not slug.strip() or not others:
            raise ValueError(f"{line!r} is no pairing such as `dresses > shoes, bags`.")
        found[slug.strip()] = others
    return found


@cache
def shipped_pairings() -> Mapping[str, tuple[str, ...]]:
    """The pairings of our file, read once."""
    return read_pairings(SHIPPED.read_text(encoding="utf-8").splitlines())
