"""Every cell of the matrix that reads: by id, in a list, through relations, counted, searched."""

from collections.abc import Mapping, Sequence
from itertools import batched, islice
from typing import Any

import pytest

from schema.ids import encode_id
from tests.authorization.asking import CELLS, ask, foreign, own
from tests.authorization.documents import SCHEMA, Document, documents, leaves, reachable_types, text_of
from tests.authorization.kept import Kept
from tests.authorization.rows.queries import ALSO_READ, QUERIES, Reading
from tests.authorization.rows.types import TYPES, Seen
from tests.authorization.sides import VIEWERS, Side, World

pytestmark = pytest.mark.usefixtures("kept")

_OWNED = sorted(name for name, seen in TYPES.items() if seen not in {Seen.PART, Seen.PUBLIC})
_PUBLIC = sorted(name for name, seen in TYPES.items() if seen in {Seen.PUBLIC, Seen.SHOWN})
_PARTS = sorted(name for name, seen in TYPES.items() if seen is Seen.PART)
_NODES = sorted(name for name, seen in TYPES.items() if seen is not Seen.PART)
_LISTS = sorted(name for name, row in QUERIES.items() if row.counts)
_ROWS = {**QUERIES, **ALSO_READ}
_IDS_AT_ONCE = 12
_FIND = """s{0}: search(text: $w{0}, mode: HYBRID, first: 5) {{ totalCount nodes {{ id }}
  facets {{ onSale inStock vendors {{ id count }} categories {{ id count }} prices {{ count }} }} }}
  g{0}: suggest(text: $w{0}) {{ kind id name }}"""
# More words at once cost more than one request may.
_WORDS, _AT_ONCE, _LONGEST_WORD = 12, 6, 40
# Of who follows a house, everybody is told how many.
_COUNTED = frozenset({"vendors_follow"})


def _node(type_name: str) -> str:
    """A document that reads a node of a type with all it says of itself."""
    says = text_of(leaves(SCHEMA.type_map[type_name]))
    return f"query ($id: ID!) {{ node(id: $id) {{ __typename ... on {type_name} {{ {says} }} }} }}"


@pytest.mark.parametrize("type_name", _OWNED)
async def test_by_id_it_is_there_for_its_owner_and_as_good_as_missing_for_others(world: World, type_name: str) -> None:
    owners = [side for side in world.sides.values() if type_name in side.ids]
    assert owners, f"nobody has a {type_name}: make one in tests/authorization/world.py"
    document = _node(type_name)
    for name, viewer in world.sides.items():
        missing = await ask(document, {"id": owners[0].with_missing().id(type_name)}, side=viewer)
        assert (missing.only, missing.codes) == (None, [])
        for owner in owners:
            CELLS["read by id"] += 1
            found = await ask(document, {"id": owner.id(type_name)}, side=viewer)
            if viewer is owner:
                assert found.only["__typename"] == type_name, (owner.name, found.text)
            else:
                assert found.plain == missing.plain, f"{name} can tell the {type_name} of {owner.name} from none"


@pytest.mark.parametrize("type_name", _PUBLIC)
async def test_by_id_everybody_is_shown_what_is_public_and_nobody_what_is_hidden(world: World, type_name: str) -> None:
    document = _node(type_name)
    for name, viewer in world.sides.items():
        CELLS["read by id"] += 1
        shown = await ask(document, {"id": world.public.id(type_name)}, side=viewer)
        assert shown.only["__typename"] == type_name, (name, shown.text)
        assert foreign(shown.text, viewer=name, world=world) == []
        missing = await ask(document, {"id": world.public.with_missing().id(type_name)}, side=viewer)
        for holder in (world.hidden, *world.houses.values()):
            for which in holder.all_of(type_name):
                CELLS["read by id"] += 1
                hidden = await ask(document, {"id": holder.id(which)}, side=viewer)
                assert hidden.plain == missing.plain, f"{name} can tell a {which} of {holder.name} from none"


@pytest.mark.parametrize("type_name", _PARTS)
async def test_a_part_has_no_id_to_be_read_by(world: World, type_name: str) -> None:
    keys = islice(world.sides["customer A"].ids.values(), _IDS_AT_ONCE)
    asked = [f'n{number}: node(id: "{encode_id(type_name, key)}") {{ id }}' for number, key in enumerate(keys)]
    for name, viewer in world.sides.items():
        CELLS["read by id"] += 1
        answer = await ask(f"{{ {' '.join(asked)} }}", {}, side=viewer)
        assert set(answer.body["data"].values()) == {None}, (name, answer.text)


@pytest.mark.parametrize("name", sorted(_ROWS))
async def test_a_root_field_answers_whom_it_is_for_and_leads_nobody_to_what_is_anothers(
    world: World, name: str
) -> None:
    row = _ROWS[name]
    for viewer in world.sides.values():
        CELLS["list or field"] += 1
        for document in _documents(name):
            answer = await ask(document.text, row.given(world, world.own_or_some(viewer, row.who)), side=viewer)
            CELLS["through a relation"] += len(document.types) if answer.only is not None else 0
            assert foreign(answer.text, viewer=viewer.name, world=world, but=row.shows) == [], (viewer.name, name)
            _is_answered_as_declared(row, viewer, answer.only, answer.codes)


def _documents(name: str) -> tuple[Document, ...]:
    """All that the root field of a row leads to; nodes of other types have tests of their own."""
    root_field = name.split()[0]
    return documents("query", root_field, only="Product" if root_field == "node" else None)


def _is_answered_as_declared(row: Reading, viewer: Side, answered: object, codes: list[str]) -> None:
    if viewer.kind not in row.who:
        assert (answered, codes) == (None, [] if row.is_null else ["LOGIN_REQUIRED"]), viewer.name
    elif not row.own:
        assert codes == [], viewer.name
        assert answered is not None or row.counts or row.is_null, viewer.name


@pytest.mark.parametrize("type_name", _NODES)
async def test_what_lies_behind_a_node_is_its_viewers_own(world: World, type_name: str) -> None:
    held = [(holder, which) for holder in world.holders for which in holder.all_of(type_name)]
    for holder, which in held:
        for viewer in world.sides.values():
            for document in documents("query", "node", only=type_name):
                answer = await ask(document.text, {"id": holder.id(which)}, side=viewer)
                assert answer.codes == [], (viewer.name, holder.name, answer.text)
                if answer.only is None:
                    # So it is whatever is asked of it.
                    break
                CELLS["through a relation"] += len(document.types)
                assert foreign(answer.text, viewer=viewer.name, world=world) == [], (viewer.name, holder.name)


@pytest.mark.parametrize("name", sorted(name for name, row in _ROWS.items() if row.own))
async def test_a_root_field_by_id_knows_the_owner_and_nobody_else(world: World, name: str) -> None:
    row = _ROWS[name]
    [document, *_] = _documents(name)
    for owner in world.targets(row.who):
        for viewer in world.sides.values():
            CELLS["list or field"] += 1
            found = await ask(document.text, row.given(world, owner), side=viewer)
            missing = await ask(document.text, row.given(world, owner.with_missing()), side=viewer)
            if viewer.holds(owner):
                assert own(found.text, owner=owner.name, world=world), found.text
            else:
                assert found.plain == missing.plain, f"{viewer.name} can tell the {name} of {owner.name} from none"


@pytest.mark.parametrize("name", _LISTS)
async def test_a_list_of_ones_own_shows_its_owner_all_of_it(world: World, name: str) -> None:
    row = QUERIES[name]
    [document, *_] = documents("query", name)
    for viewer in world.sides.values():
        if viewer.kind not in row.who:
            continue
        CELLS["list or field"] += 1
        answer = await ask(document.text, row.given(world, viewer), side=viewer)
        assert own(answer.text, owner=viewer.name, world=world) == bool(viewer.ids or name == "viewer"), viewer.name


async def test_every_type_was_met_and_not_only_asked_for(world: World) -> None:
    met: set[str] = set()
    for side in (world.sides["customer A"], world.sides["guest A"], world.sides["vendor A"]):
        for name, row in QUERIES.items():
            if side.kind in row.who:
                for document in _documents(name):
                    given = row.given(world, world.own_or_some(side, row.who))
                    met |= _typenames((await ask(document.text, given, side=side)).body)
        for type_name in set(_NODES) & set(side.ids):
            for document in documents("query", "node", only=type_name):
                met |= _typenames((await ask(document.text, {"id": side.id(type_name)}, side=side)).body)

    lacking = sorted((reachable_types(from_mutations=False) & set(TYPES)) - met)
    assert lacking == [], "these appear in no answer: give somebody one in tests/authorization/world.py"


def _typenames(value: Any) -> set[str]:
    if isinstance(value, dict):
        return {value.get("__typename", "")}.union(*map(_typenames, value.values()))
    return set().union(*map(_typenames, value)) if isinstance(value, list) else set()


@pytest.mark.parametrize("name", sorted(VIEWERS))
async def test_nothing_that_is_anothers_is_counted_or_found(world: World, kept: Kept, name: str) -> None:
    viewer = world.sides[name]
    asked = [
        (document.text, row.given(world, world.own_or_some(viewer, row.who)))
        for field, row in _ROWS.items()
        # What is another's goes, and with it what is by rights answered here.
        if _stays(world, viewer, row)
        for document in _documents(field)
    ]
    words = _words_of_others(world, name)
    found = [_finding(some) for some in batched(words, _AT_ONCE)]
    CELLS["count"] += len(asked)
    CELLS["search"] += len(words) * 2

    before = [(await ask(*request, side=viewer)).plain for request in (*asked, *found)]
    others = world.marks_of_others(name)
    kept.remove({other: marks.keys for other, marks in others.items()}, but=_COUNTED)
    for marks in others.values():
        kept.make_nobodys({table: keys for table, keys in marks.keys.items() if table in _COUNTED})
    assert b'"s0":{' in before[-1], before[-1]
    after = [(await ask(*request, side=viewer)).plain for request in (*asked, *found)]

    assert [one for one, other in zip(before, after, strict=True) if one != other] == []


def _stays(world: World, viewer: Side, row: Reading) -> bool:
    """Whether what a row names is there when all that is others' is gone."""
    if row.own:
        return viewer.kind in row.who and viewer.holds(world.own_or_some(viewer, row.who))
    return row.shows.keys() <= {viewer.name}


def _finding(words: Sequence[str]) -> tuple[str, Mapping[str, str]]:
    """A request that looks for all these words, and completes them."""
    given = ", ".join(f"$w{number}: String!" for number in range(len(words)))
    found = " ".join(_FIND.format(number) for number in range(len(words)))
    return f"query ({given}) {{ {found} }}", {f"w{number}": word for number, word in enumerate(words)}


def _words_of_others(world: World, name: str) -> list[str]:
    """What a stranger would look for: names of drafts, carts, numbers of orders."""
    others = world.marks_of_others(name).values()
    words = {word for marks in others for texts in marks.texts.values() for word in texts}
    named = sorted(word for word in words if len(word) <= _LONGEST_WORD)
    return named[:: max(1, len(named) // _WORDS)]
