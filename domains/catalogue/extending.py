"""What may be added to the matrix of a product's choices. Pure."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass

from domains.catalogue.errors import (
    BadPrice,
    CodeTaken,
    CombinationTaken,
    SkuTaken,
    TooManyAxes,
    TooManyOptions,
    TooManyVariants,
    UnknownAxis,
    UnknownOption,
    UnknownValue,
)

MOST_AXES, MOST_VALUES, MOST_VARIANTS = 5, 100, 200

type Combination = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDimension:
    """One more axis; `present` is the value on it of the variants that are there, where there are any."""

    code: str
    name: str
    present: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewChoice:
    """One more thing to choose on an axis; a colour has a swatch (`#rrggbb`)."""

    axis: str
    code: str
    name: str
    swatch: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A price in minor units, from the moment on at which the variant is added."""

    minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedVariant:
    """One more buyable combination: axis code to value code."""

    sku: str
    options: Mapping[str, str]
    weight_grams: int = 0
    prices: tuple[Amount, ...] = ()

    @property
    def combination(self) -> Combination:
        """What is chosen, whatever the order of the axes."""
        return frozenset(self.options.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Additions:
    """What is to be added together."""

    axes: tuple[NewDimension, ...] = ()
    values: tuple[NewChoice, ...] = ()
    variants: tuple[AddedVariant, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """The codes that can be chosen on each axis, the combinations there are, and the SKUs that are taken anywhere."""

    offered: Mapping[str, Collection[str]]
    combinations: Set[Combination]
    skus: Set[str]

    def extended_by(self, additions: Additions) -> "Matrix":
        """The matrix with these in it, unjudged."""
        offered = {axis: set(codes) for axis, codes in self.offered.items()}
        offered |= {axis.code: set() for axis in additions.axes}
        for value in additions.values:
            # An axis that has gone since stays unknown: adding it will be refused.
            if value.axis in offered:
                offered[value.axis].add(value.code)
        settled = {(axis.code, axis.present) for axis in additions.axes}
        return Matrix(
            offered=offered,
            combinations={combination | settled for combination in self.combinations}
            | {variant.combination for variant in additions.variants},
            skus=self.skus | {variant.sku for variant in additions.variants},
        )


def ensure_fits(*, additions: Additions, matrix: Matrix) -> None:
    """Pass where all of it can be added. Errors name the place in `axes`, `values` or `variants` of the first at fault.

    Raises UnknownAxis, CodeTaken, TooManyAxes, TooManyOptions, TooManyVariants, UnknownOption, UnknownValue,
    CombinationTaken, SkuTaken, BadPrice.
    """
    offered = {axis: set(codes) for axis, codes in matrix.offered.items()}
    _add_axes(additions.axes, offered)
    _add_values(additions.values, offered)
    if matrix.combinations:
        _ensure_settled(additions.axes, offered)
    if len(matrix.combinations) + len(additions.variants) > MOST_VARIANTS:
        raise TooManyVariants(most=MOST_VARIANTS)
    settled = matrix.extended_by(Additions(axes=additions.axes))
    combinations, skus = set(settled.combinations), set(matrix.skus)
    for place, variant in enumerate(additions.variants):
        _ensure_fits(place, variant, offered, combinations, skus)
        combinations.add(variant.combination)
        skus.add(variant.sku)


def _add_axes(axes: Sequence[NewDimension], offered: dict[str, set[str]]) -> None:
    for place, axis in enumerate(axes):
        if axis.code in offered:
            raise CodeTaken(path=("axes", str(place), "code"))
        offered[axis.code] = set()
    if len(offered) > MOST_AXES:
        raise TooManyAxes(most=MOST_AXES)


def _add_values(values: Sequence[NewChoice], offered: dict[str, set[str]]) -> None:
    for place, value in enumerate(values):
        if value.axis not in offered:
            raise UnknownAxis(axis=value.axis, path=("values", str(place), "axis"))
        if value.code in offered[value.axis]:
            raise CodeTaken(path=("values", str(place), "code"))
        offered[value.axis].add(value.code)
    if any(len(codes) > MOST_VALUES for codes in offered.values()):
        raise TooManyOptions


def _ensure_settled(axes: Sequence[NewDimension], offered: Mapping[str, Collection[str]]) -> None:
    """The variants that are there need a value on every new axis too."""
    for place, axis in enumerate(axes):
        if axis.present not in offered[axis.code]:
            raise UnknownValue(path=("axes", str(place), "present"))


def _ensure_fits(
    place: int,
    variant: AddedVariant,
    offered: Mapping[str, Collection[str]],
    combinations: Collection[Combination],
    skus: Collection[str],
) -> None:
    path = ("variants", str(place))
    for axis in variant.options:
        if axis not in offered:
            raise UnknownAxis(axis=axis, path=(*path, "options"))
    if any(variant.options.get(axis) not in codes for axis, codes in offered.items()):
        raise UnknownOption(sku=variant.sku)
    if variant.combination in combinations:
        raise CombinationTaken(options=variant.options, path=(*path, "options"))
    if variant.sku in skus:
        raise SkuTaken(sku=variant.sku, path=(*path, "sku"))
    if any(price.minor <= 0 for price in variant.prices):
        raise BadPrice("A price is more than nothing.", path=(*path, "prices"))
    if len({price.currency for price in variant.prices}) < len(variant.prices):
        raise BadPrice("One price per currency.", path=(*path, "prices"))
