"""Every cell of the matrix that writes: each mutation by each viewer, with the ids of somebody else."""

from collections.abc import AsyncIterator, Mapping
from copy import deepcopy
from typing import Any

import pytest
import pytest_asyncio
from django.test import override_settings
from graphql import get_named_type

from domains.payments.gateways import registry
from tests.authorization.asking import CELLS, Told, ask, foreign, forget_limits, keys_in
from tests.authorization.documents import SCHEMA, call, leaves, text_of
from tests.authorization.kept import Kept
from tests.authorization.rows.mutations import MUTATIONS
from tests.authorization.rows.offers import ALSO_WRITTEN
from tests.authorization.rows.writing import Stranger, Writing
from tests.authorization.sides import MEMBERS, Side, World
from tests.factories.media import picture_bytes
from tests.sandbox.running import SECRET_KEY, Sandbox, running_sandbox

pytestmark = pytest.mark.usefixtures("kept", "provider")

_ROWS = {**MUTATIONS, **ALSO_WRITTEN}
_HELD = sorted(name for name, row in _ROWS.items() if row.stranger is Stranger.HOLDER)
_PICTURE = picture_bytes(size=(8, 8))
# What those of a house are told whose role there is too low.
_TOO_LOW = "DENIED"
_OTHERS = sorted(set(_ROWS) - set(_HELD))


@pytest_asyncio.fixture(scope="module")
async def provider(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[None]:
    """A payment provider that says yes, and login with Google."""
    sandbox = Sandbox(database=tmp_path_factory.mktemp("provider") / "books.sqlite3", webhook_url="")
    registry._sandbox.cache_clear()
    async with running_sandbox(sandbox):
        with override_settings(
            SANDBOX_URL=sandbox.url, SANDBOX_SECRET_KEY=SECRET_KEY, GOOGLE_CLIENT_IDS=("client.example",)
        ):
            yield
            await registry.gateway_named("sandbox").aclose()
    registry._sandbox.cache_clear()


def document_of(name: str) -> str:
    """A mutation with all its arguments, and all that its payload says of itself."""
    assert SCHEMA.mutation_type is not None
    mutation = name.split()[0]
    head, field = call("mutation", mutation)
    payload = get_named_type(SCHEMA.mutation_type.fields[mutation].type)
    return f"{head} {{ {field} {{ {text_of(leaves(payload, deep=1))} }} }}"


@pytest.mark.parametrize("name", _OTHERS)
async def test_only_whose_it_is_may_and_nobody_else_changes_anything(world: World, kept: Kept, name: str) -> None:
    row = _ROWS[name]
    targets = _targets(world, row)
    assert targets, f"nobody has what {name} takes: make it in tests/authorization/world.py"
    for target in targets:
        for viewer in world.sides.values():
            CELLS["write"] += 1
            forget_limits()
            answer = await _told(name, row.given(world, target.in_hands_of(viewer)), viewer)
            said = f"{name} of {target.name} by {viewer.name}: {answer.text}"
            assert "INTERNAL" not in answer.codes, said
            if viewer.holds(target) and viewer.kind in row.who:
                _ends_as_declared(row, answer, kept, said)
            elif viewer.holds(target):
                assert answer.codes == [_TOO_LOW], said
                assert kept.changed() == [], said
            elif viewer.kind not in row.who:
                assert answer.codes, said
                assert kept.changed() == [], said
            elif row.stranger is Stranger.OWN:
                _touches_nobody_else(world, kept, viewer, answer, said)
            else:
                assert answer.codes or row.stranger is Stranger.MISSING, said
                assert kept.changed() == [], said
            if row.stranger is Stranger.MISSING and not viewer.holds(target):
                missing = await _told(name, row.given(world, target.with_missing().in_hands_of(viewer)), viewer)
                assert answer.plain == missing.plain, f"{said} differs from {missing.text}"
                assert kept.changed() == [], said
            kept.restore()


@pytest.mark.parametrize("name", _HELD)
async def test_who_holds_the_secret_may_and_all_are_answered_alike(world: World, kept: Kept, name: str) -> None:
    row = _ROWS[name]
    given = row.given(world, world.sides["customer A"])
    for viewer in world.sides.values():
        CELLS["write"] += 1
        forget_limits()
        answer = await ask(document_of(name), given, side=viewer)
        _ends_as_declared(row, answer, kept, f"{name} by {viewer.name}: {answer.text}")
        kept.restore()


async def test_what_is_anothers_is_as_good_as_missing_among_what_is_ones_own(world: World, kept: Kept) -> None:
    mixed = 0
    for name in _OTHERS:
        for mine, theirs, viewer in _pairs(world, _ROWS[name]):
            own, others, missing = (_ROWS[name].given(world, side) for side in (mine, theirs, theirs.with_missing()))
            places = [place for place in _leaves(own) if _at(own, place) != _at(others, place)]
            places = [place for place in places if keys_in(str(_at(own, place)))]
            for place in places if len(places) > 1 else ():
                mixed += 1
                CELLS["write"] += 1
                answer = await _told(name, _with(own, place, _at(others, place)), viewer)
                said = f"{name} of {mine.name} with the {place} of {theirs.name}: {answer.text}"
                assert answer.codes, said
                assert kept.changed() == [], said
                without = await _told(name, _with(own, place, _at(missing, place)), viewer)
                assert answer.plain == without.plain, f"{said} differs from {without.text}"
    assert mixed, "no mutation takes two ids that somebody owns"


async def _told(name: str, given: Mapping[str, Any], viewer: Side) -> Told:
    return await ask(document_of(name), given, side=viewer, file=_PICTURE if _ROWS[name].is_form else None)


def _pairs(world: World, row: Writing) -> list[tuple[Side, Side, Side]]:
    """Who has something of their own to name, who else has, and the viewer."""
    if MEMBERS.issuperset(row.who):
        mine, theirs = (world.houses[f"house {x}"].in_hands_of(world.sides[f"vendor {x}"]) for x in "AB")
        return [(mine, theirs, world.sides["vendor A"])]
    people = [world.sides[name] for name in ("customer A", "customer B")]
    return [(people[0], people[1], people[0])] if people[0].kind in row.who else []


def _leaves(given: Any, *way: str | int) -> list[tuple[str | int, ...]]:
    """The ways to all values in the variables."""
    if isinstance(given, Mapping):
        return [leaf for name, inner in given.items() for leaf in _leaves(inner, *way, name)]
    if isinstance(given, list):
        return [leaf for place, inner in enumerate(given) for leaf in _leaves(inner, *way, place)]
    return [way]


def _at(given: Any, way: tuple[str | int, ...]) -> Any:
    for step in way:
        given = given[step]
    return given


def _with(given: Mapping[str, Any], way: tuple[str | int, ...], value: Any) -> Mapping[str, Any]:
    """The variables with another value in one place."""
    changed = deepcopy(dict(given))
    *before, last = way
    _at(changed, tuple(before))[last] = value
    return changed


def _targets(world: World, row: Writing) -> list[Side]:
    """Everybody who has what the mutation names."""
    found = []
    for side in world.targets(row.who):
        try:
            row.given(world, side)
        except KeyError:
            continue
        found.append(side)
    return found


def _ends_as_declared(row: Writing, answer: Told, kept: Kept, said: str) -> None:
    assert answer.codes == ([row.ends] if row.ends else []), said
    assert bool(kept.changed()) == row.changes or row.ends, said


def _touches_nobody_else(world: World, kept: Kept, viewer: Side, answer: Told, said: str) -> None:
    marks_of_others = world.marks_of_others(viewer.name).values()
    others = {key for marks in marks_of_others for keys in marks.keys.values() for key in keys}
    touched = [(table, row) for table in kept.changed() for row in kept.gone(table)]
    assert [(table, row) for table, row in touched if keys_in(str(row)) & others] == [], said
    assert foreign(answer.text, viewer=viewer.name, world=world) == [], said
