"""Repeatable chance and repeatable ids: everything follows from the seed and a key."""

from collections.abc import Sequence
from random import Random
from uuid import UUID, uuid5

NAMESPACE = UUID("6f1d2c1e-1b0a-5a57-9c55-fa5110215afe")


def identify(seed: int, *key: object) -> UUID:
    """The id of the thing named by `key` in the marketplace of this seed, the same on every run."""
    return uuid5(NAMESPACE, f"{seed}/{'/'.join(map(str, key))}")


def roll(seed: int, *key: object) -> Random:
    """A source of chance of its own for the thing named by `key`, so that changing one thing leaves the others."""
    # A string seed goes through SHA-512, which no hash randomisation or platform changes.
    return Random(f"{seed}/{'/'.join(map(str, key))}")  # noqa: S311 - a demo must repeat, it guards nothing


def some[T](dice: Random, choices: Sequence[T], count: int) -> tuple[T, ...]:
    """`count` different choices, or all when there are fewer, in the order of `choices`."""
    chosen = sorted(dice.sample(range(len(choices)), min(count, len(choices))))
    return tuple(choices[index] for index in chosen)
