"""The measure of a piece of a document, and how measures add up."""

from typing import Final, NamedTuple

# Fragments that spread the next one twice reach 2^n. Numbers stop here: far beyond every limit, and small to compute.
CEILING: Final = 1_000_000_000


class Measure(NamedTuple):
    """What a selection set, or a field with all below it, asks for with its fragments expanded.

    depth            levels of fields
    aliases          fields with an alias
    fields           fields of the first level
    sensitive        fields of the first level that guess at secrets or spend money
    schema_depth     levels of fields below `__schema` or `__type`
    schema_lists     nested lists of types and fields below them, which multiply
    points           objects it may return, apart from:
    points_per_item  objects per item of the page it is on, for lists whose length the field around them decides
    surcharge        points for what some fields cost once, however many objects they return
    """

    depth: int = 0
    aliases: int = 0
    fields: int = 0
    sensitive: int = 0
    schema_depth: int = 0
    schema_lists: int = 0
    points: int = 0
    points_per_item: int = 0
    surcharge: int = 0


NOTHING: Final = Measure()


def plus(*amounts: int) -> int:
    """Their sum, at most CEILING."""
    return min(sum(amounts), CEILING)


def times(amount: int, count: int) -> int:
    """Their product, at most CEILING."""
    return min(amount * count, CEILING)


def beside(one: Measure, other: Measure) -> Measure:
    """Two pieces next to each other in one selection set."""
    return Measure(
        depth=max(one.depth, other.depth),
        aliases=plus(one.aliases, other.aliases),
        fields=plus(one.fields, other.fields),
        sensitive=plus(one.sensitive, other.sensitive),
        schema_depth=max(one.schema_depth, other.schema_depth),
        schema_lists=max(one.schema_lists, other.schema_lists),
        points=plus(one.points, other.points),
        points_per_item=plus(one.points_per_item, other.points_per_item),
        surcharge=plus(one.surcharge, other.surcharge),
    )


def left_out(piece: Measure) -> Measure:
    """A piece that `@skip` or `@include` keeps from running: it has its shape, but costs nothing."""
    return Measure(
        depth=piece.depth,
        aliases=piece.aliases,
        fields=piece.fields,
        sensitive=piece.sensitive,
        schema_depth=piece.schema_depth,
        schema_lists=piece.schema_lists,
    )
