"""Ways in: a code by text message, an authenticator app on top of the password, a recovery code."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pyotp
from django.utils.text import slugify

from config.demo.accounts import PASSWORD
from config.demo.vendors import HOUSES
from config.demo.walkthrough import documents as docs
from config.demo.walkthrough.clients import Phone, Shop
from config.demo.walkthrough.scene import Scene
from config.demo.walkthrough.timeline import Surprise
from domains.common.clock import utc_now

# All but the first, who has a part of her own.
_OWNERS = tuple(f"owner@{slugify(house.name)}.example" for house in HOUSES[1:12])
_HALF_A_MINUTE = timedelta(seconds=30)


async def log_in_by_phone(scene: Scene, shop: Shop, *, email: str, password: str) -> None:
    """A number is proven by a text; from then on a text is enough."""
    phone = Phone(scene.texts, number=f"+234803{secrets.randbelow(10**7):07}")
    with scene.timeline.step("proves her phone number by a text"):
        await shop.do(docs.PHONE_CHANGE, input={"phone": phone.number, "currentPassword": password})
        await shop.do(docs.PHONE_CONFIRM, input={"code": await phone.code()})
        scene.timeline.note(phone.number)
    with scene.timeline.step("logs in by a text elsewhere; it works once"):
        elsewhere = scene.visitor()
        await elsewhere.do(docs.PHONE_REQUEST, input={"phone": phone.number})
        sent = {"phone": phone.number, "code": await phone.code()}
        elsewhere.token = (await elsewhere.do(docs.PHONE_LOGIN, input=sent))["tokens"]["accessToken"]
        viewer = (await elsewhere.ask(docs.VIEWER))["viewer"]
        again = (await scene.visitor().ask(docs.PHONE_LOGIN, input=sent))["phoneLogin"]
        scene.timeline.expect(viewer["email"] == email, f"it is the account of {viewer['email']}")
        scene.timeline.expect(_codes(again) == ["WRONG_CODE"], f"used again it gives {again}")


async def use_a_second_factor(scene: Scene) -> None:
    """The owner of a house sets up an app, logs in with it, loses it, and takes it away with a recovery code."""
    email, owner = await _an_owner(scene)
    with scene.timeline.step("an owner sets up an authenticator app"):
        begun = await owner.do(docs.FACTOR_BEGIN, input={"currentPassword": PASSWORD})
        app, now = pyotp.TOTP(begun["enrolment"]["secret"]), utc_now()
        confirmed = await owner.do(docs.FACTOR_CONFIRM, input={"code": app.at(now)})
        recovery: Sequence[str] = confirmed["recoveryCodes"]
        scene.timeline.expect(len(set(recovery)) == 10, f"there are {len(set(recovery))} recovery codes")
        scene.timeline.note(email)
    with scene.timeline.step("her password alone does not let her in now"):
        # A code counts once, so the next one: clocks may be half a minute off.
        device = await _log_in(scene, email, code=app.at(now + _HALF_A_MINUTE))
        viewer = (await device.ask(docs.VIEWER))["viewer"]
        scene.timeline.expect(viewer["hasSecondFactor"], "she has no second factor")
        scene.timeline.note("six digits of the app do")
    with scene.timeline.step("without the app: a recovery code, each once"):
        device = await _log_in(scene, email, code=recovery[0])
        remove = [{"currentPassword": PASSWORD, "code": code} for code in recovery[:2]]
        used = (await device.ask(docs.FACTOR_REMOVE, input=remove[0]))["secondFactorRemove"]
        scene.timeline.expect(_codes(used) == ["WRONG_CODE"], f"used again it gives {used}")
        await device.do(docs.FACTOR_REMOVE, input=remove[1])
        viewer = (await device.ask(docs.VIEWER))["viewer"]
        scene.timeline.expect(not viewer["hasSecondFactor"], "the second factor is still there")
        scene.timeline.note("another takes the app away")


async def _an_owner(scene: Scene) -> tuple[str, Shop]:
    """One who is let in by the password: logins are limited, and a walk that broke off may have left a second factor.

    Raises Surprise where there is none.
    """
    for email in secrets.SystemRandom().sample(_OWNERS, len(_OWNERS)):
        owner = scene.visitor()
        login = (await owner.ask(docs.LOGIN, input={"email": email, "password": PASSWORD}))["login"]
        if login["tokens"]:
            owner.token = login["tokens"]["accessToken"]
            return email, owner
    raise Surprise("no owner of a house can log in")


async def _log_in(scene: Scene, email: str, *, code: str) -> Shop:
    """Log in with the password, be asked for the second factor, give the code."""
    device = scene.visitor()
    login = (await device.ask(docs.LOGIN, input={"email": email, "password": PASSWORD}))["login"]
    scene.timeline.expect(login["tokens"] is None, "the password alone logs in")
    scene.timeline.expect(_codes(login) == ["SECOND_FACTOR_NEEDED"], f"the login says {login['errors']}")
    confirm = {"challenge": login["errors"][0]["challenge"], "code": code}
    device.token = (await device.do(docs.LOGIN_CONFIRM, input=confirm))["tokens"]["accessToken"]
    return device


def _codes(payload: dict[str, Any]) -> list[str]:
    return [each["code"] for each in payload["errors"]]
