"""Every event has its line in the one table of reactions."""

from importlib import import_module
from pathlib import Path

from domains.common.events import Event
from tasks.reactions import REACTIONS
from tasks.table import Table

DOMAINS = Path(__file__).resolve().parents[2] / "domains"


def _events() -> set[str]:
    modules = [import_module(f"domains.{path.parent.name}.events") for path in DOMAINS.glob("*/events.py")]
    return {
        name
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, type)
        and issubclass(value, Event)
        and value.__module__ == module.__name__
        # A class that others build on is a family of events, no event.
        and value is not Event
        and not value.__subclasses__()
    }


def test_lists_every_event_and_no_other() -> None:
    assert set(REACTIONS) == _events()


def test_names_each_reaction_once() -> None:
    assert Table(REACTIONS).by_name
