"""Every event has its line in the one table of reactions."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from domains.common.events import Event
from tasks.reactions import REACTIONS
from tasks.table import Table

DOMAINS = Path(__file__).resolve().parents[2] / "domains"


def _events() -> set[str]:
    for path in DOMAINS.glob("*/*.py"):
        if path.stem in {"events", "background"}:
            import_module(f"domains.{path.parent.name}.{path.stem}")
    return set(_leaves(Event))


def _leaves(event: type[Event]) -> Iterator[str]:
    """A class that others build on is a family of events, no event; those of tests do not count."""
    families = event.__subclasses__()
    if not families and event.__module__.startswith("domains."):
        yield event.__name__
    for family in families:
        yield from _leaves(family)


def test_lists_every_event_and_no_other() -> None:
    assert set(REACTIONS) == _events()


def test_names_each_reaction_once() -> None:
    assert Table(REACTIONS).by_name
