"""Second factors over the GraphQL door, and at the door of the admin."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pyotp
import pytest
import zxingcpp
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django.fixtures import Settings

from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.redis import redis_client, redis_key
from domains.identity.authenticators import secret_of
from domains.identity.models import SecondFactor, User
from domains.identity.services.second_factor import begin_second_factor, confirm_second_factor
from tests.api.client import graphql
from tests.factories.identity import PASSWORD, a_staff_member, a_user, an_access_token

EMAIL = "ada@example.com"
ERRORS = "errors { code path ... on SecondFactorNeededError { challenge expiresAt } }"
LOGIN = f"mutation ($input: LoginInput!) {{ login(input: $input) {{ tokens {{ accessToken }} {ERRORS} }} }}"
CONFIRM_LOGIN = (
    f"mutation ($input: LoginConfirmInput!) {{ loginConfirm(input: $input) {{ tokens {{ accessToken }} {ERRORS} }} }}"
)
BEGIN = f"""mutation ($input: SecondFactorBeginInput!) {{
    secondFactorBegin(input: $input) {{ enrolment {{ secret uri qrCode }} {ERRORS} }} }}"""
CONFIRM = f"""mutation ($input: SecondFactorConfirmInput!) {{
    secondFactorConfirm(input: $input) {{ recoveryCodes {ERRORS} }} }}"""
RENEW = f"""mutation ($input: RecoveryCodesRenewInput!) {{
    recoveryCodesRenew(input: $input) {{ recoveryCodes {ERRORS} }} }}"""
REMOVE = f"mutation ($input: SecondFactorRemoveInput!) {{ secondFactorRemove(input: $input) {{ {ERRORS} }} }}"


@pytest.fixture(autouse=True)
def _fresh_limits(database: None) -> Iterator[None]:
    yield
    for key in redis_client().scan_iter(redis_key("limit", "*")):
        redis_client().delete(key)


async def _asked(document: str, *, bearer: str | None = None, **given: Any) -> Any:
    answer = await graphql(document, {"input": given}, token=bearer)
    [payload] = answer.data.values()
    return payload


async def test_sets_up_logs_in_and_takes_away() -> None:
    user = await in_transaction(a_user, email=EMAIL, password=PASSWORD)
    token = await in_transaction(an_access_token, user)

    begun = (await _asked(BEGIN, bearer=token, currentPassword=PASSWORD))["enrolment"]
    codes = (await _asked(CONFIRM, bearer=token, code=pyotp.TOTP(begun["secret"]).now()))["recoveryCodes"]
    half = await _asked(LOGIN, email=EMAIL, password=PASSWORD)
    [needed] = half["errors"]
    whole = await _asked(CONFIRM_LOGIN, challenge=needed["challenge"], code=codes[0])
    bearer = whole["tokens"]["accessToken"]

    assert all(re.fullmatch(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", code) for code in codes)
    assert (half["tokens"], needed["code"]) == (None, "SECOND_FACTOR_NEEDED")
    viewer = "{ viewer { hasSecondFactor } }"
    assert (await graphql(viewer, token=bearer)).data["viewer"]["hasSecondFactor"] is True
    assert await _asked(REMOVE, bearer=bearer, currentPassword=PASSWORD, code=codes[1]) == {"errors": []}
    assert (await graphql(viewer, token=bearer)).data["viewer"]["hasSecondFactor"] is False


_SVG = "{http://www.w3.org/2000/svg}"


def _read(picture: str) -> list[str]:
    """What a scanner reads in the picture: its dark dashes, four pixels a module, on white."""
    kind, _, source = picture.partition(",")
    assert kind == "data:image/svg+xml;charset=utf-8"
    svg = ElementTree.fromstring(unquote(source))  # noqa: S314 - our own answer
    # Nothing in it but its ground and its dashes.
    assert [(part.tag, set(part.attrib)) for part in svg] == [
        (f"{_SVG}path", {"fill", "d"}), (f"{_SVG}path", {"stroke", "d"}),
    ]  # fmt: skip
    side = int(svg.attrib["viewBox"].split()[2])
    image = Image.new("L", (side * 4, side * 4), 255)
    x, y = 0.0, 0.0
    for step, given in re.findall(r"([Mmh])([-\d. ]+)", svg[1].attrib["d"]):
        along, *down = (float(number) for number in given.split())
        if step == "h":
            image.paste(0, (round(x * 4), round(y * 4 - 2), round((x + along) * 4), round(y * 4 + 2)))
        x, y = (along, down[0]) if step == "M" else (x + along, y + (down[0] if down else 0))
    return [code.text for code in zxingcpp.read_barcodes(image)]


@pytest.mark.parametrize(
    "email", [EMAIL, f"o'brien+\"<x>&{'a' * 40}@example.com", f"{'é' * 20}@exämple.com"], ids=range(3)
)
async def test_an_app_scans_the_very_link(email: str) -> None:
    user = await in_transaction(a_user, email=email, password=PASSWORD)
    token = await in_transaction(an_access_token, user)

    begun = (await _asked(BEGIN, bearer=token, currentPassword=PASSWORD))["enrolment"]

    assert _read(begun["qrCode"]) == [begun["uri"]]
    scanned = pyotp.parse_uri(begun["uri"])
    assert (scanned.secret, scanned.name, scanned.issuer) == (begun["secret"], email, "Fashionistar")


async def test_a_wrong_password_gives_no_challenge() -> None:
    user = await in_transaction(a_user, email=EMAIL, password=PASSWORD)
    await in_transaction(_enrolled, user)

    [refused] = (await _asked(LOGIN, email=EMAIL, password="wrong-wrong-wrong"))["errors"]
    [ended] = (await _asked(CONFIRM_LOGIN, challenge="forged", code="123456"))["errors"]

    assert refused == {"code": "WRONG_CREDENTIALS", "path": []}
    assert ended == {"code": "CHALLENGE_ENDED", "path": ["challenge"]}


async def test_renews_recovery_codes() -> None:
    user = await in_transaction(a_user, email=EMAIL, password=PASSWORD)
    old = await in_transaction(_enrolled, user)
    token = await in_transaction(an_access_token, user)

    renewed = await _asked(RENEW, bearer=token, code=old[0])
    again = await _asked(RENEW, bearer=token, code=old[1])

    assert (len(renewed["recoveryCodes"]), renewed["errors"]) == (10, [])
    assert not set(old) & set(renewed["recoveryCodes"])
    assert again["recoveryCodes"] is None
    assert [(error["code"], error["path"]) for error in again["errors"]] == [("WRONG_CODE", ["code"])]


async def test_asks_strangers_to_log_in() -> None:
    for document, given in (
        (BEGIN, {"currentPassword": PASSWORD}),
        (CONFIRM, {"code": "123456"}),
        (RENEW, {"code": "123456"}),
        (REMOVE, {"currentPassword": PASSWORD, "code": "123456"}),
    ):
        assert (await _asked(document, **given))["errors"][0]["code"] == "LOGIN_REQUIRED"


def _enrolled(user: User) -> list[str]:
    begun = begin_second_factor(user_id=user.id, password_hash=user.password, now=utc_now())
    code = pyotp.TOTP(begun.secret).now()
    return list(confirm_second_factor(user_id=user.id, session_id=None, code=code, now=utc_now()))


def test_the_staff_api_refuses_a_session_by_password_alone(settings: Settings) -> None:
    token = an_access_token(a_staff_member())
    headers = {"authorization": f"Bearer {token}"}
    assert Client().get("/staff/orders/", headers=headers).status_code == 200

    settings.STAFF_SECOND_FACTOR = True

    refused = Client().get("/staff/orders/", headers=headers)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "STAFF_NEED_SECOND_FACTOR")


def test_the_admin_takes_a_code_too(settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = True
    member = a_staff_member(email=EMAIL)
    member.set_password(PASSWORD)
    member.save()
    login, index = reverse("admin:login"), reverse("admin:index")
    given = {"username": EMAIL, "password": PASSWORD}
    assert Client().post(login, {**given, "code": "123456"}).status_code == 200

    codes = _enrolled(member)
    taken = pyotp.TOTP(secret_of(SecondFactor.objects.get().id)).now()
    client = Client()

    assert b"authenticator" in client.get(login).content
    for wrong in ({}, {"code": ""}, {"code": taken}, {"code": "nonsense"}):
        assert client.post(login, {**given, **wrong}).status_code == 200
        assert client.get(index).status_code == 302
    assert client.post(login, {**given, "code": codes[0]}).status_code == 302
    assert client.get(index).status_code == 200

    SecondFactor.objects.all().delete()
    assert client.get(index).status_code == 302


def test_an_admin_session_from_before_is_refused_once_staff_need_it(settings: Settings) -> None:
    client = Client()
    client.force_login(a_staff_member())
    assert client.get(reverse("admin:index")).status_code == 200

    settings.STAFF_SECOND_FACTOR = True

    assert client.get(reverse("admin:index")).status_code == 302
