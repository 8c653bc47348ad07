"""Login with Google over the GraphQL door."""

from typing import Any

from domains.checkout.models import Cart
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.models import IdempotencyRecord
from domains.identity.models import SecondFactor, User
from domains.identity.tokens import issue_guest
from tests.api.client import Answer, graphql
from tests.factories.checkout import make_ready_cart
from tests.factories.identity import a_guest, a_user, an_access_token
from tests.factories.orders import variants_of_vendors
from tests.google.provider import Provider, an_rsa_key, claims_of, signed

NONCE = "mutation { googleNonceCreate { nonce { value expiresAt } errors { code } } }"
LOGIN = """
mutation ($input: GoogleLoginInput!) {
  googleLogin(input: $input) {
    tokens { accessToken refreshToken }
    errors { code path ... on SecondFactorNeededError { challenge } }
  }
}
"""


async def _nonce() -> str:
    value: str = (await graphql(NONCE)).data["googleNonceCreate"]["nonce"]["value"]
    return value


async def _answer(nonce: str, *, claims: dict[str, Any] | None = None, token: str | None = None, **more: Any) -> Answer:
    id_token = signed(claims_of(nonce, **(claims or {})), an_rsa_key("first"))
    return await graphql(LOGIN, {"input": {"idToken": id_token, "nonce": nonce, **more}}, token=token)


async def test_logs_in_and_brings_the_guests_cart_along(provider: Provider) -> None:
    guest = a_guest()
    assert guest.id is not None
    await in_transaction(lambda: make_ready_cart(owner=guest.owner(), items={variants_of_vendors(1)[0]: 2}))
    guest_token = issue_guest(guest_id=guest.id, now=utc_now())

    entered = (await _answer(await _nonce(), guestToken=guest_token)).data["googleLogin"]

    assert entered["errors"] == []
    who = await graphql("{ viewer { email fullName } }", token=entered["tokens"]["accessToken"])
    assert who.data["viewer"] == {"email": "ada@example.com", "fullName": "Ada Obi"}
    user = await in_transaction(User.objects.get)
    cart = await in_transaction(lambda: Cart.objects.get(owner_id=user.id, state="open"))
    assert await in_transaction(lambda: cart.lines.get().quantity) == 2


async def test_a_bad_guest_token_logs_nobody_in_and_uses_nothing_up(provider: Provider) -> None:
    nonce = await _nonce()

    refused = (await _answer(nonce, guestToken="x")).data["googleLogin"]
    entered = (await _answer(nonce)).data["googleLogin"]

    assert (refused["tokens"], refused["errors"][0]["code"]) == (None, "INVALID_TOKEN")
    assert entered["errors"] == []


async def test_asks_for_the_second_factor_as_login_does(provider: Provider) -> None:
    user = await in_transaction(a_user, email="ada@example.com")
    await in_transaction(lambda: SecondFactor.objects.create(user=user, confirmed_at=utc_now()))

    [error] = (await _answer(await _nonce())).data["googleLogin"]["errors"]

    assert (error["code"], len(error["challenge"])) == ("SECOND_FACTOR_NEEDED", 64)


async def test_a23_answers_alike_whether_the_address_has_an_account(provider: Provider) -> None:
    await in_transaction(a_user, email="ada@example.com")

    answers = [
        await _answer(await _nonce(), claims={"email": email, "email_verified": False})
        for email in ("ada@example.com", "nobody@example.com")
    ]

    assert answers[0].content == answers[1].content
    assert answers[0].data["googleLogin"]["errors"] == [{"code": "GOOGLE_EMAIL_UNVERIFIED", "path": []}]


async def test_off_is_an_answer_like_any_other(database: None) -> None:
    nonce = (await graphql(NONCE)).data["googleNonceCreate"]
    entered = (await _answer("x")).data["googleLogin"]

    assert nonce == {"nonce": None, "errors": [{"code": "GOOGLE_LOGIN_OFF"}]}
    assert entered == {"tokens": None, "errors": [{"code": "GOOGLE_LOGIN_OFF", "path": []}]}


async def test_one_document_holds_one_login(provider: Provider) -> None:
    answer = await graphql(
        "mutation { a: googleNonceCreate { errors { code } } b: googleNonceCreate { errors { code } } }"
    )

    assert answer.status == 400


async def test_no_answer_with_tokens_is_kept_for_repeats(provider: Provider) -> None:
    token = await in_transaction(lambda: an_access_token(a_user()))
    nonce = await _nonce()
    id_token = signed(claims_of(nonce), an_rsa_key("first"))

    await graphql(
        LOGIN, {"input": {"idToken": id_token, "nonce": nonce}}, token=token, headers={"idempotency-key": "k"}
    )

    assert await in_transaction(IdempotencyRecord.objects.count) == 0
