"""What a reaction is, and the table that says who reacts to which event."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

# 1, 2, 4 … seconds between them: the last one is about two minutes after the first.
ATTEMPTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """An event as a reaction hears of it. `sequence` rises within an aggregate."""

    sequence: int
    event_id: UUID
    name: str
    aggregate: str
    payload: Mapping[str, Any]
    recorded_at: datetime
    request_id: str = ""

    def id(self, key: str) -> UUID:
        """An id of the payload."""
        return UUID(self.payload[key])


class Way(StrEnum):
    """How a reaction is run, and so what it may rely on."""

    PUSH = "push"  # in the relay, at once, many at a time; cheap, may be repeated
    EFFECT = "effect"  # in a worker, in one transaction together with closing the delivery: exactly once
    CALL = "call"  # in a worker, with the network in between: at least once, so it is idempotent itself


class Queue(StrEnum):
    """Queues of durable reactions; workers serve them apart, so slow ones do not hold up urgent ones."""

    CRITICAL = "critical"
    DEFAULT = "default"
    INDEX = "index"  # what shoppers find: quick, and never behind anything slow
    MEDIA = "media"  # pictures being drawn: seconds each, and a vendor sends dozens at once
    LOW_PRIORITY = "low_priority"  # what nobody is waiting for: exports, alerts by mail, vectors


type Handler = Callable[[Happened], Awaitable[None] | None]


@dataclass(frozen=True, slots=True)
class Reaction:
    """Something that is done after an event. Of one aggregate, a reaction handles one event after the other."""

    name: str
    way: Way
    handler: Handler
    queue: Queue | None
    attempts: int = ATTEMPTS


def push(name: str, handler: Callable[[Happened], Awaitable[None]], *, attempts: int = ATTEMPTS) -> Reaction:
    """A cheap async reaction run by the relay itself, such as telling subscribers."""
    return Reaction(name, Way.PUSH, handler, None, attempts)


def effect(name: str, handler: Callable[[Happened], None], queue: Queue, *, attempts: int = ATTEMPTS) -> Reaction:
    """A sync reaction that changes our database only; its change and its being done are one commit."""
    return Reaction(name, Way.EFFECT, handler, queue, attempts)


def call(name: str, handler: Handler, queue: Queue, *, attempts: int = ATTEMPTS) -> Reaction:
    """A reaction that talks to others (a payment provider, a mail server); it is repeated until it has succeeded."""
    return Reaction(name, Way.CALL, handler, queue, attempts)


type Reactions = Mapping[str, tuple[Reaction, ...]]


class Table:
    """The reactions by event and by name."""

    def __init__(self, reactions: Reactions) -> None:
        self.events = reactions
        self.by_name = {reaction.name: reaction for group in reactions.values() for reaction in group}
        self.names_by_queue: Mapping[Queue | None, Sequence[str]] = self._names_by_queue()
        for group in reactions.values():
            for reaction in group:
                self._check(reaction)

    def pairs(self) -> Sequence[tuple[str, str]]:
        """Each event's name with the name of each of its reactions."""
        return [(event, reaction.name) for event, group in self.events.items() for reaction in group]

    def _names_by_queue(self) -> Mapping[Queue | None, Sequence[str]]:
        names: defaultdict[Queue | None, list[str]] = defaultdict(list)
        for reaction in self.by_name.values():
            names[reaction.queue].append(reaction.name)
        return names

    def _check(self, reaction: Reaction) -> None:
        if self.by_name[reaction.name] != reaction:
            raise ValueError(f"Two reactions are called {reaction.name}.")
        is_async = asyncio.iscoroutinefunction(reaction.handler)
        if (reaction.way is Way.PUSH and not is_async) or (reaction.way is Way.EFFECT and is_async):
            raise ValueError(f"{reaction.name} is a {reaction.way}; its handler is of the other kind.")


def current_table() -> Table:
    """The table that settings.REACTIONS names."""
    return _table_at(settings.REACTIONS)


@cache
def _table_at(path: str) -> Table:
    return Table(import_string(path))
