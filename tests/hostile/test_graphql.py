"""Every argument of the schema with every kind of hostile value, over the real door."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import batched
from typing import Any

import pytest
from django.test import override_settings

from schema.prices import PRICES
from tests.authorization.kept import Kept
from tests.authorization.sides import Side, World
from tests.authorization.test_writes import provider
from tests.hostile.corpus import COMPATIBLE
from tests.hostile.judging import faults
from tests.hostile.places import Place, asker, places
from tests.hostile.sending import LONGEST, Heard, send

pytestmark = pytest.mark.usefixtures("kept", "provider", "_quick")

__all__ = ["provider"]

_AT_ONCE = 5
_TRIES = 5


@pytest.fixture
def _quick() -> Iterator[None]:
    with override_settings(EVEN_ANSWER=timedelta(0)):
        yield


def _fields(operation: str) -> list[str]:
    return sorted({place.field for place in places(operation)})


@pytest.mark.parametrize("field", _fields("query"))
async def test_a_query_answers_or_refuses(world: World, kept: Kept, field: str) -> None:
    found = []
    for place in places("query"):
        if place.field == field:
            found += await _tried(place, world, kept)

    assert found == []
    assert kept.changed() == []


@pytest.mark.parametrize("field", _fields("mutation"))
async def test_a_mutation_does_it_or_refuses_and_changes_nothing(world: World, kept: Kept, field: str) -> None:
    found = []
    for place in places("mutation"):
        if place.field == field:
            found += await _tried(place, world, kept)

    assert found == []


async def _tried(place: Place, world: World, kept: Kept) -> list[str]:
    """What is wrong with the answers to all that is tried at a place."""
    trial = Trial(place, place.variables(world), asker(place, world), kept)
    together = COMPATIBLE if place.takes_texts and place.field not in PRICES.sensitive else ()
    alone = [name for name in place.corpus if name not in together]
    wrong = []
    for names in batched(together, _AT_ONCE):
        wrong += await trial.of(names)
    for name in alone:
        wrong += await trial.of((name,))
    return wrong


@dataclass(frozen=True, slots=True)
class Trial:
    """Values tried at one place by one viewer, each time in tables as they were."""

    place: Place
    given: Mapping[str, Any]
    side: Side
    kept: Kept

    async def of(self, names: Sequence[str]) -> list[str]:
        """What is wrong with the answers to these values, tried in one request."""
        heard = await self._sent(names)
        refused = [name for number, name in enumerate(names) if heard.codes(f"f{number}")]
        wrong = self._faults(names, heard, all_refused=len(refused) == len(names))
        self.kept.restore()
        if len(names) == 1:
            return wrong
        if wrong or heard.status != 200:
            # Which one it is; and one that stops a request hides the others.
            return [fault for name in names for fault in await self.of((name,))]
        if refused and len(refused) < len(names):
            wrong = await self.of(refused)
        return wrong

    async def _sent(self, names: Sequence[str]) -> Heard:
        values = [self.place.corpus[name] for name in names]
        heard = await send(self.place, self.given, values, side=self.side)
        for _ in range(_TRIES - 1):
            if heard.seconds <= LONGEST:
                break
            # Once may be the machine, and so may be twice.
            self.kept.restore()
            heard = await send(self.place, self.given, values, side=self.side)
        return heard

    def _faults(self, names: Sequence[str], heard: Heard, *, all_refused: bool) -> list[str]:
        sent = [self.place.corpus[name] for name in names]
        found = faults(status=heard.status, headers=heard.headers, text=heard.text, sent=sent, codes=heard.codes())
        if heard.seconds > LONGEST:
            found.append(f"took {heard.seconds:.1f} s")
        if all_refused or heard.status != 200:
            changed = set(self.kept.changed()) - self.place.traces
            found += [f"refused, and changed {sorted(changed)}"] if changed else []
        if heard.body is None or not ({"data", "errors", "error"} & set(heard.body)):
            found.append("says nothing")
        return [f"{self.place.name} = {', '.join(names)}: {fault}: {heard.text[:300]}" for fault in found]
