"""Where somebody is logged in, over the GraphQL door: own sessions only."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.common.redis import redis_client, redis_key
from domains.identity import flows
from domains.identity.models import Session, User
from domains.identity.services.open_session import SessionTokens
from domains.identity.services.rotate_refresh import rotate_refresh
from schema.ids import encode_id
from tests.api.client import graphql
from tests.factories.identity import PASSWORD, a_guest_token, a_session, a_user

SESSIONS = """query ($first: Int, $after: String) { viewer { sessions(first: $first, after: $after) {
    nodes { id userAgent network createdAt lastSeenAt isCurrent } totalCount pageInfo { hasNextPage endCursor } } } }"""
REVOKE = "mutation ($id: ID!) { sessionRevoke(input: { id: $id }) { errors { code path } } }"
OTHERS = "mutation { sessionsRevokeOthers { revoked errors { code } } }"
NODE = "query ($id: ID!) { node(id: $id) { id ... on Session { userAgent } } }"


@pytest.fixture(autouse=True)
def _fresh_limits(database: None) -> Iterator[None]:
    yield
    for key in redis_client().scan_iter(redis_key("limit", "*")):
        redis_client().delete(key)


async def _ada() -> User:
    return await in_transaction(a_user, email="ada@example.com", password=PASSWORD)


async def _log_in(*, user_agent: str = "Safari", network: str = "203.0.113.77") -> SessionTokens:
    return await flows.log_in(
        email="ada@example.com", password=PASSWORD, user_agent=user_agent, network=network, now=utc_now()
    )


@pytest.mark.parametrize(
    ("network", "shown"),
    [("203.0.113.77", "203.0.113.0/24"), ("2001:db8:1:2::/64", "2001:db8:1::/48"), ("unknown", ""), ("", "")],
)
async def test_shows_each_device_and_roughly_where_it_is(network: str, shown: str) -> None:
    await _ada()
    phone = await _log_in(user_agent="Phone", network=network)
    laptop = await _log_in(user_agent="Laptop")

    page = (await graphql(SESSIONS, token=phone.access_token)).data["viewer"]["sessions"]

    assert [(node["userAgent"], node["isCurrent"]) for node in page["nodes"]] == [("Laptop", False), ("Phone", True)]
    assert page["nodes"][1]["network"] == shown
    assert page["nodes"][0]["id"] == encode_id("Session", laptop.session_id)
    assert page["totalCount"] == 2


async def test_pages_and_leaves_out_what_has_ended_or_is_of_others() -> None:
    user = await _ada()
    here = await _log_in()
    await in_transaction(lambda: [a_session(user) for _ in range(2)])
    await in_transaction(lambda: a_session(user, now=utc_now() - timedelta(days=2)))
    await in_transaction(lambda: a_session(a_user()))

    first = (await graphql(SESSIONS, {"first": 2}, token=here.access_token)).data["viewer"]["sessions"]
    after = {"first": 2, "after": first["pageInfo"]["endCursor"]}
    second = (await graphql(SESSIONS, after, token=here.access_token)).data["viewer"]["sessions"]

    assert (len(first["nodes"]), first["pageInfo"]["hasNextPage"], first["totalCount"]) == (2, True, 3)
    assert [node["isCurrent"] for node in second["nodes"]] == [True]


async def test_a_refresh_is_a_sign_of_life() -> None:
    await _ada()
    tokens = await _log_in()
    later = utc_now() + timedelta(minutes=5)

    await in_transaction(rotate_refresh, token=tokens.refresh_token, now=later)

    assert await in_transaction(lambda: Session.objects.get().last_seen_at) == later


async def test_ends_one_session_and_leaves_the_others() -> None:
    await _ada()
    here, lost = await _log_in(), await _log_in()

    payload = (await graphql(REVOKE, {"id": encode_id("Session", lost.session_id)}, token=here.access_token)).data

    assert payload["sessionRevoke"]["errors"] == []
    assert (await graphql("{ viewer { id } }", token=lost.access_token)).error_codes == ["INVALID_TOKEN"]
    assert (await graphql("{ viewer { id } }", token=here.access_token)).status == 200


async def test_ends_all_others() -> None:
    await _ada()
    here, *others = [await _log_in() for _ in range(3)]

    payload = (await graphql(OTHERS, token=here.access_token)).data["sessionsRevokeOthers"]

    assert payload == {"revoked": 2, "errors": []}
    for other in others:
        assert (await graphql("{ viewer { id } }", token=other.access_token)).error_codes == ["INVALID_TOKEN"]
    assert (await graphql("{ viewer { id } }", token=here.access_token)).status == 200


async def test_neither_shows_nor_ends_sessions_of_others() -> None:
    await _ada()
    here = await _log_in()
    foreign = await in_transaction(lambda: a_session(a_user()))
    ids = [encode_id("Session", foreign.id), encode_id("Session", new_id())]

    for each in ids:
        refused = (await graphql(REVOKE, {"id": each}, token=here.access_token)).data["sessionRevoke"]["errors"]
        assert [error["code"] for error in refused] == ["NOT_FOUND"]
        assert (await graphql(NODE, {"id": each}, token=here.access_token)).data["node"] is None
    wrong = (await graphql(REVOKE, {"id": encode_id("Order", foreign.id)}, token=here.access_token)).data
    assert wrong["sessionRevoke"]["errors"][0]["path"] == ["id"]

    assert await in_transaction(Session.objects.filter(revoked_at=None).count) == 2


async def test_asks_guests_and_strangers_to_log_in() -> None:
    guest = await in_transaction(a_guest_token)

    for token in (None, guest):
        payload = (await graphql(OTHERS, token=token)).data["sessionsRevokeOthers"]
        assert (payload["revoked"], payload["errors"][0]["code"]) == (None, "LOGIN_REQUIRED")
