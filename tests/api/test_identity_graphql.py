"""Accounts, sessions and address books over the GraphQL door."""

import asyncio
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from typing import Any
from uuid import UUID

import httpx
import orjson
import pytest

from config.asgi import application
from domains.checkout.models import Cart
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.common.models import IdempotencyRecord, OutboxEvent
from domains.common.redis import redis_client, redis_key
from domains.identity.codes import digits
from domains.identity.models import Address, OneTimeCode, Session, User
from domains.identity.tokens import issue_guest
from domains.identity.viewer import Owner
from tests.api.client import Answer, graphql
from tests.factories.checkout import make_cart
from tests.factories.identity import PASSWORD, a_guest_token, a_user, an_access_token, an_address
from tests.sql_counting import counted_statements

EMAIL = "ada@example.com"
ERRORS = "errors { __typename code message path ... on TooManyRequestsError { retryAfter } }"
TOKENS = f"tokens {{ accessToken accessExpiresAt refreshToken refreshExpiresAt }} {ERRORS}"
REGISTER = f"mutation ($input: AccountRegisterInput!) {{ accountRegister(input: $input) {{ {ERRORS} }} }}"
VERIFY = f"mutation ($input: AccountVerifyInput!) {{ accountVerify(input: $input) {{ {TOKENS} }} }}"
RESEND = f"mutation ($input: AccountResendCodeInput!) {{ accountResendCode(input: $input) {{ {ERRORS} }} }}"
LOGIN = f"mutation ($input: LoginInput!) {{ login(input: $input) {{ {TOKENS} }} }}"
REFRESH = f"mutation ($input: TokenRefreshInput!) {{ tokenRefresh(input: $input) {{ {TOKENS} }} }}"
LOGOUT = f"mutation ($everywhere: Boolean! = false) {{ logout(everywhere: $everywhere) {{ {ERRORS} }} }}"
GUEST = f"mutation {{ guestTokenCreate {{ token {ERRORS} }} }}"
ADDRESS = f"address {{ id city region postcode phone isDefault }} {ERRORS}"
CREATE = f"mutation ($input: AddressCreateInput!) {{ addressCreate(input: $input) {{ {ADDRESS} }} }}"
UPDATE = f"mutation ($input: AddressUpdateInput!) {{ addressUpdate(input: $input) {{ {ADDRESS} }} }}"
DELETE = f"mutation ($input: AddressDeleteInput!) {{ addressDelete(input: $input) {{ {ERRORS} }} }}"
VIEWER = "{ viewer { id email fullName joinedAt } }"
BOOK = """query ($first: Int, $after: String) { viewer { addresses(first: $first, after: $after) {
    nodes { id city } edges { cursor node { country } } totalCount pageInfo { hasNextPage endCursor } } } }"""
LAGOS = {"fullName": "Ada Obi", "line1": "1 Marina Road", "city": "Lagos", "region": "Lagos", "country": "NG"}


@pytest.fixture(autouse=True)
def _fresh_limits(database: None) -> Iterator[None]:
    yield
    for key in redis_client().scan_iter(redis_key("limit", "*")):
        redis_client().delete(key)


async def _asked(document: str, *, token: str | None = None, **given: Any) -> Any:
    """The payload of the document's one mutation."""
    answer = await graphql(document, {"input": given}, token=token)
    [payload] = answer.data.values()
    return payload


async def _count(model: Any) -> int:
    return await in_transaction(model.objects.count)


def _code() -> str:
    latest = OneTimeCode.objects.latest("created_at", "id")
    return digits(latest.id, latest.purpose)


async def _registered() -> str:
    assert await _asked(REGISTER, email=EMAIL, password=PASSWORD, fullName="Ada Obi") == {"errors": []}
    return await in_transaction(_code)


async def test_registers_verifies_and_reads_the_account() -> None:
    code = await _registered()

    payload = await _asked(VERIFY, email=" ADA@example.com", code=code)
    viewer = await graphql(VIEWER, token=payload["tokens"]["accessToken"])

    assert payload["errors"] == []
    assert viewer.data["viewer"]["email"] == EMAIL
    assert viewer.data["viewer"]["fullName"] == "Ada Obi"


async def test_a23_answers_a_known_and_an_unknown_address_byte_for_byte_alike() -> None:
    await in_transaction(a_user, email=EMAIL, password=PASSWORD)

    known, new = [
        await graphql(REGISTER, {"input": {"email": email, "password": PASSWORD}})
        for email in (EMAIL, "new@example.com")
    ]
    again, never = [await graphql(RESEND, {"input": {"email": email}}) for email in (EMAIL, "nobody@example.com")]
    wrong, unknown = [
        await graphql(LOGIN, {"input": {"email": email, "password": "wrong-wrong-wrong"}})
        for email in (EMAIL, "nobody@example.com")
    ]

    for one, other in ((known, new), (again, never), (wrong, unknown)):
        assert (one.status, one.content) == (other.status, other.content)
        assert _stable(one) == _stable(other)
    assert await in_transaction(OutboxEvent.objects.filter(name="RegistrationForKnownEmail").count) == 1


def _stable(answer: Answer) -> dict[str, str]:
    changing = {"x-request-id", "server-timing", "date", "traceparent"}
    return {name: value for name, value in answer.headers.items() if name not in changing}


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"email": "no address", "password": PASSWORD}, "INVALID_EMAIL", ["email"]),
        ({"email": EMAIL, "password": "short"}, "WEAK_PASSWORD", ["password"]),
        ({"email": EMAIL, "password": PASSWORD, "fullName": "A" * 151}, "INVALID_INPUT", ["fullName"]),
        ({"email": "a" * 100_000, "password": PASSWORD}, "INVALID_EMAIL", ["email"]),
        ({"email": EMAIL, "password": "p" * 100_000}, "WEAK_PASSWORD", ["password"]),
    ],
    ids=["email", "password", "name", "long email", "long password"],
)
async def test_gives_bad_input_back_as_data(given: dict[str, str], code: str, path: list[str]) -> None:
    payload = await _asked(REGISTER, **given)

    [error] = payload["errors"]
    assert (error["__typename"], error["code"], error["path"]) == ("InputError", code, path)
    assert await _count(User) == 0


async def test_a21_one_code_50_times_at_once_opens_one_session() -> None:
    code = await _registered()

    payloads = await asyncio.gather(*(_asked(VERIFY, email=EMAIL, code=code) for _ in range(50)))

    assert sum(payload["tokens"] is not None for payload in payloads) == 1
    assert {error["code"] for payload in payloads for error in payload["errors"]} == {"WRONG_CODE", "TOO_MANY_REQUESTS"}
    assert await _count(Session) == 1


async def test_logs_in_refreshes_and_logs_out() -> None:
    await in_transaction(a_user, email=EMAIL, password=PASSWORD)

    first = (await _asked(LOGIN, email=EMAIL, password=PASSWORD))["tokens"]
    second = (await _asked(REFRESH, refreshToken=first["refreshToken"]))["tokens"]
    out = await graphql(LOGOUT, token=second["accessToken"])
    after = [await graphql(VIEWER, token=tokens["accessToken"]) for tokens in (first, second)]
    stale = await _asked(REFRESH, refreshToken=second["refreshToken"])

    assert out.data == {"logout": {"errors": []}}
    assert [(answer.status, answer.error_codes) for answer in after] == [(401, ["INVALID_TOKEN"])] * 2
    assert (stale["tokens"], stale["errors"][0]["code"]) == (None, "INVALID_TOKEN")


async def test_a13_a_reused_refresh_token_ends_the_session_of_its_thief_too() -> None:
    await in_transaction(a_user, email=EMAIL, password=PASSWORD)
    first = (await _asked(LOGIN, email=EMAIL, password=PASSWORD))["tokens"]
    stolen = (await _asked(REFRESH, refreshToken=first["refreshToken"]))["tokens"]

    reused = await _asked(REFRESH, refreshToken=first["refreshToken"])

    assert reused["errors"][0]["code"] == "INVALID_TOKEN"
    assert (await graphql(VIEWER, token=stolen["accessToken"])).status == 401
    assert (await _asked(REFRESH, refreshToken=stolen["refreshToken"]))["tokens"] is None


async def test_a_refresh_whose_answer_was_lost_is_repeated_with_its_key() -> None:
    await in_transaction(a_user, email=EMAIL, password=PASSWORD)
    first = (await _asked(LOGIN, email=EMAIL, password=PASSWORD))["tokens"]
    sent = {"refreshToken": first["refreshToken"], "idempotencyKey": "a-key-of-16-mark"}

    weak = await _asked(REFRESH, refreshToken=first["refreshToken"], idempotencyKey="a-key-of-15-mar")
    lost, again = (await _asked(REFRESH, **sent))["tokens"], (await _asked(REFRESH, **sent))["tokens"]

    assert (weak["tokens"], weak["errors"][0]["code"]) == (None, "INVALID_INPUT")
    assert again["refreshToken"] == lost["refreshToken"] != first["refreshToken"]
    assert (await graphql(VIEWER, token=again["accessToken"])).data["viewer"]["email"] == EMAIL


async def test_logs_out_everywhere() -> None:
    user = await in_transaction(a_user)
    here, there = [await in_transaction(an_access_token, user) for _ in range(2)]

    await graphql(LOGOUT, {"everywhere": True}, token=here)

    assert [(await graphql(VIEWER, token=token)).status for token in (here, there)] == [401, 401]


async def test_a11_keeps_the_kinds_of_tokens_apart() -> None:
    await in_transaction(a_user, email=EMAIL, password=PASSWORD)
    tokens = (await _asked(LOGIN, email=EMAIL, password=PASSWORD))["tokens"]
    guest = (await graphql(GUEST)).data["guestTokenCreate"]["token"]

    refresh_as_access = await graphql(VIEWER, token=tokens["refreshToken"])
    access_as_refresh = await _asked(REFRESH, refreshToken=tokens["accessToken"])
    access_as_guest = await _asked(LOGIN, email=EMAIL, password=PASSWORD, guestToken=tokens["accessToken"])
    guest_as_customer = await graphql(LOGOUT, token=guest)

    assert (refresh_as_access.status, refresh_as_access.error_codes) == (401, ["INVALID_TOKEN"])
    assert access_as_refresh["errors"][0]["code"] == "INVALID_TOKEN"
    assert access_as_guest["errors"][0]["code"] == "INVALID_TOKEN"
    assert guest_as_customer.data["logout"]["errors"][0]["code"] == "LOGIN_REQUIRED"
    assert (await graphql(VIEWER, token=guest)).data == {"viewer": None}
    assert await _count(Session) == 1


async def test_login_and_verification_bring_the_guests_cart_along() -> None:
    customer = await in_transaction(a_user, email="bola@example.com", password=PASSWORD)
    code = await _registered()
    newcomer = await in_transaction(User.objects.get, email=EMAIL)

    for user, document, proof in ((customer, LOGIN, {"password": PASSWORD}), (newcomer, VERIFY, {"code": code})):
        guest = new_id()
        await in_transaction(make_cart, owner=Owner(kind="guest", id=guest))

        payload = await _asked(
            document, email=user.email, guestToken=issue_guest(guest_id=guest, now=utc_now()), **proof
        )

        assert payload["errors"] == []
        assert await in_transaction(_cart_states, guest, user.id) == {guest: "merged", user.id: "open"}


def _cart_states(*owners: UUID) -> dict[UUID, str]:
    return dict(Cart.objects.filter(owner_id__in=owners).values_list("owner_id", "state"))


async def test_tells_how_long_to_wait() -> None:
    for _ in range(10):
        await _asked(LOGIN, email=EMAIL, password="wrong-wrong-wrong")

    [error] = (await _asked(LOGIN, email=EMAIL, password="wrong-wrong-wrong"))["errors"]

    assert (error["__typename"], error["code"]) == ("TooManyRequestsError", "TOO_MANY_REQUESTS")
    assert 0 < error["retryAfter"] <= 90


async def test_stores_no_answer_that_carries_tokens() -> None:
    await in_transaction(a_user, email=EMAIL, password=PASSWORD)
    guest = a_guest_token()

    for document, given in ((LOGIN, {"email": EMAIL, "password": PASSWORD}), (GUEST, {})):
        await graphql(document, {"input": given} if given else {}, token=guest, headers={"idempotency-key": "k"})

    assert await _count(IdempotencyRecord) == 0


_BOOK_BY_FRAGMENTS = """
mutation ($input: AddressCreateInput!) { ...Whole }
fragment Whole on Mutation { ... on Mutation { ...Part } }
fragment Part on Mutation { addressCreate(input: $input) { address { id } errors { code } } }
"""


async def test_a_key_counts_for_what_fragments_hide_too() -> None:
    token = await in_transaction(lambda: an_access_token(a_user()))
    asked = partial(
        graphql, _BOOK_BY_FRAGMENTS, {"input": {"address": LAGOS}}, token=token, headers={"idempotency-key": "k"}
    )

    first, second = await asked(), await asked()

    assert first.data["addressCreate"]["errors"] == []
    assert (second.content, second.headers["idempotency-replayed"]) == (first.content, "true")
    assert await _count(Address) == 1


async def test_stores_no_answer_that_carries_tokens_in_a_fragment() -> None:
    document = "mutation { ...F } fragment F on Mutation { guestTokenCreate { token } }"

    answer = await graphql(document, token=a_guest_token(), headers={"idempotency-key": "k"})

    assert answer.data["guestTokenCreate"]["token"]
    assert await _count(IdempotencyRecord) == 0


async def test_no_password_can_be_guessed_from_what_a_key_leaves_behind() -> None:
    token = await in_transaction(lambda: an_access_token(a_user(password=PASSWORD)))
    document = "mutation ($input: PasswordChangeInput!) { passwordChange(input: $input) { errors { code } } }"
    given = {"input": {"currentPassword": PASSWORD, "password": "an-even-better-horse"}}

    await graphql(document, given, token=token, headers={"idempotency-key": "k"})

    kept = await in_transaction(lambda: IdempotencyRecord.objects.get().request_hash)
    # Whoever reads the table knows the document, and can try passwords as fast as they can hash.
    canonical = orjson.dumps([document, given, None], option=orjson.OPT_SORT_KEYS)
    assert kept != sha256(canonical).hexdigest()
    assert len(kept) == 64


@pytest.mark.parametrize(
    "sent", [[("authorization", "Bearer x")] * 2, [("authorization", "Bearer " + "x" * 1_000_000)]]
)
async def test_a16_refuses_odd_authorization_headers(sent: list[tuple[str, str]]) -> None:
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        response = await client.post("/graphql", json={"query": VIEWER}, headers=sent)

    assert response.status_code in {400, 401, 431}


async def test_keeps_an_address_book() -> None:
    token = await in_transaction(lambda: an_access_token(a_user()))

    home = await _asked(CREATE, token=token, address={**LAGOS, "phone": "0803 123 4567"})
    work = await _asked(CREATE, token=token, address={**LAGOS, "city": "Ikeja"}, makeDefault=True)
    moved = await _asked(UPDATE, token=token, id=home["address"]["id"], address={**LAGOS, "city": "Lekki"})
    gone = await _asked(DELETE, token=token, id=work["address"]["id"])
    book = (await graphql(BOOK, token=token)).data["viewer"]["addresses"]

    assert (home["address"]["phone"], home["address"]["isDefault"]) == ("+2348031234567", True)
    assert (moved["address"]["city"], moved["address"]["isDefault"]) == ("Lekki", False)
    assert gone == {"errors": []}
    assert book["nodes"] == [{"id": home["address"]["id"], "city": "Lekki"}]
    assert book["totalCount"] == 1


async def test_pages_through_the_address_book() -> None:
    user = await in_transaction(a_user)
    for number in range(5):
        await in_transaction(an_address, user, city=f"Town {number}")
    token = await in_transaction(an_access_token, user)

    one = (await graphql(BOOK, {"first": 3}, token=token)).data["viewer"]["addresses"]
    two = (await graphql(BOOK, {"first": 3, "after": one["pageInfo"]["endCursor"]}, token=token)).data["viewer"]
    bad = await graphql(BOOK, {"first": 3, "after": "x"}, token=token)

    cities = [node["city"] for node in (*one["nodes"], *two["addresses"]["nodes"])]
    assert cities == [f"Town {number}" for number in (4, 3, 2, 1, 0)]
    assert (one["pageInfo"]["hasNextPage"], two["addresses"]["pageInfo"]["hasNextPage"]) == (True, False)
    assert bad.error_codes == ["BAD_CURSOR"]


async def test_reads_a_book_of_one_and_of_fifty_with_as_many_statements() -> None:
    spent = []
    for size in (1, 50):
        user = await in_transaction(a_user)
        for _ in range(size):
            await in_transaction(an_address, user)
        token = await in_transaction(an_access_token, user)
        with counted_statements() as statements:
            book = (await graphql(BOOK, {"first": 50}, token=token)).data["viewer"]["addresses"]
        assert len(book["nodes"]) == size
        spent.append(len(statements))

    # The session, the account, the page and its count.
    assert spent == [4, 4]


async def test_nobody_reaches_the_address_of_somebody_else() -> None:
    owner, stranger = await in_transaction(a_user), await in_transaction(a_user)
    mine, theirs = await in_transaction(an_access_token, owner), await in_transaction(an_access_token, stranger)
    home = (await _asked(CREATE, token=mine, address=LAGOS))["address"]["id"]

    for token, id_, code in (
        (theirs, home, "NOT_FOUND"),
        (mine, "nonsense", "NOT_FOUND"),
        (mine, "VmlldzptZQ", "NOT_FOUND"),
        (a_guest_token(), home, "LOGIN_REQUIRED"),
        (None, home, "LOGIN_REQUIRED"),
    ):
        update = await _asked(UPDATE, token=token, id=id_, address={**LAGOS, "city": "Kano"})
        delete = await _asked(DELETE, token=token, id=id_)
        assert [error["code"] for error in (*update["errors"], *delete["errors"])] == [code, code]

    [kept] = await in_transaction(lambda: list(Address.objects.all()))
    assert (kept.user_id, kept.city) == (owner.id, "Lagos")
    assert (await graphql(BOOK, token=theirs)).data["viewer"]["addresses"]["nodes"] == []
