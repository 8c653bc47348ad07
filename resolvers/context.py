"""What one request knows: who asks, when, in which currency, and its loaders."""

from collections.abc import Awaitable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from strawberry.dataloader import DataLoader

from domains.common.errors import InvalidInput
from domains.identity.viewer import Viewer
from domains.markets.languages import DEFAULT_LANGUAGE
from domains.markets.rows import MarketRow
from resolvers.relations import Relation

# One batch holds what one page can ask for; a list of 50 products with 50 variants each stays in one statement.
_MAX_BATCH = 5_000
_LONGEST_SEQUENCE = 18


@dataclass(slots=True)
class Place:
    """Where a subscription is in its stream; all contexts of one operation share it, so each may move it.

    `last_event_id` is where it is to be taken up (SSE's Last-Event-ID), `position` the number of what it told last.
    """

    last_event_id: str | None = None
    position: int | None = None


@dataclass(slots=True)
class Context:
    """The context of one GraphQL operation; resolvers get it from the schema as their first argument."""

    viewer: Viewer
    now: datetime
    currency: str
    # Set by `@inContext`: the market prices are asked in, and the language of texts.
    market: MarketRow | None = None
    language: str = DEFAULT_LANGUAGE
    # Where the request comes from, as limits count it (domains.common.limits.network_of), and with what.
    network: str = ""
    user_agent: str = ""
    # Set by the WebSocket handler of strawberry from `connection_init`; empty over HTTP.
    connection_params: dict[str, Any] | None = None
    idempotency_key: str | None = None
    place: Place = field(default_factory=Place)
    # For subscriptions that tell all the same (config.graphql.shared): where one says what it would tell instead of
    # telling it, and the one thing that is to be told. Neither is the asker's.
    rehearsal: list[Any] | None = None
    cue: Any = None
    _loaders: dict[Relation, DataLoader[Any, Any]] = field(default_factory=dict)

    def load(self, relation: Relation, parent: Any) -> Awaitable[Any]:
        """What `parent` is related to; all parents of a level are read in one batch."""
        key = getattr(parent, relation.key)
        return self.load_key(relation, key)

    def load_key(self, relation: Relation, key: Any) -> Awaitable[Any]:
        """As `load`, for a key at hand."""
        loader = self._loaders.get(relation)
        if loader is None:
            loader = self._loaders[relation] = DataLoader(self._read_of(relation), max_batch_size=_MAX_BATCH)
        return loader.load(key)

    def anew(self, *, now: datetime) -> "Context":
        """The same asker's context for another operation, with nothing loaded."""
        return replace(self, now=now, place=Place(), rehearsal=None, cue=None, _loaders={})

    def wanted_position(self, after: str | None) -> int | None:
        """The number to take a stream up after: of the argument, or of the Last-Event-ID; None for from now on.

        Raises InvalidInput for an argument that is no number. A made-up Last-Event-ID stands for nothing that was ever
        told: who sends it is told to look again.
        """
        if after is None:
            given, self.place.last_event_id = self.place.last_event_id, None
            return None if not given else int(given) if _is_sequence(given) else 0
        if not _is_sequence(after):
            raise InvalidInput("That is no sequence number of ours.", path=("after",))
        return int(after)

    def seen_from(self, *, market: MarketRow | None, language: str) -> "Context":
        """The same request, its stream's place included, in another language and market, whose currency it takes."""
        currency = market.currency if market else self.currency
        return replace(self, market=market, currency=currency, language=language, _loaders={})

    def start_afresh(self, *, now: datetime) -> None:
        """Forget what was loaded: a subscription's next event must not see the rows of the last one."""
        self.now = now
        self._loaders = {}

    def _read_of(self, relation: Relation) -> Any:
        async def read(keys: list[Any]) -> list[Any]:
            wanted = [key for key in keys if key is not None]
            facts = {keyword: getattr(self, attribute) for keyword, attribute in relation.facts}
            found = await relation.batch(**{relation.keys: wanted}, **facts) if wanted else {}
            # A list per key: two parents must not share, and change, one empty list.
            return [found.get(key, [] if relation.many else None) for key in keys]

        return read


def _is_sequence(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_SEQUENCE
