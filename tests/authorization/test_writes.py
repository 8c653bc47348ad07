"""Every cell of the matrix that writes: each mutation by each viewer, with the ids of somebody else."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from django.test import override_settings
from graphql import get_named_type

from domains.payments.gateways import registry
from tests.authorization.asking import CELLS, Told, ask, foreign, forget_limits, keys_in
from tests.authorization.documents import SCHEMA, call, leaves, text_of
from tests.authorization.kept import Kept
from tests.authorization.rows.mutations import ALSO_WRITTEN, MUTATIONS, Stranger, Writing
from tests.authorization.sides import Side, World
from tests.sandbox.running import SECRET_KEY, Sandbox, running_sandbox

pytestmark = pytest.mark.usefixtures("kept", "provider")

_ROWS = {**MUTATIONS, **ALSO_WRITTEN}
_NAMES = sorted(name for name, row in _ROWS.items() if not row.is_form)
_HELD = sorted(name for name in _NAMES if _ROWS[name].stranger is Stranger.HOLDER)
# What those of a house are told whose role there is too low.
_TOO_LOW = "DENIED"
_OTHERS = sorted(set(_NAMES) - set(_HELD))


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
            answer = await ask(document_of(name), row.given(world, target), side=viewer)
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
                missing = await ask(document_of(name), row.given(world, target.with_missing()), side=viewer)
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
