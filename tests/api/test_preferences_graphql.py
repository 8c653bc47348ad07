"""What customers want to be told, over the GraphQL door."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.identity.models import User
from domains.notifications.feed import tell_of_reply
from domains.notifications.keep_preferences import unsubscribe_by_link
from domains.notifications.models import FeedItem, OptOut, Preference
from domains.notifications.preferences import DEFAULTS, Topic
from domains.notifications.unsubscribing import unsubscribe_token
from tests.api.client import graphql
from tests.factories.identity import a_guest_token, a_user, an_access_token
from tests.factories.reviews import make_review

pytestmark = pytest.mark.usefixtures("database")

PREFERENCES = "{ notificationPreferences { topic channel isOn isFixed } }"
UPDATE = """mutation ($choices: [NotificationPreferenceInput!]!) { notificationPreferencesUpdate(choices: $choices) {
  preferences { topic channel isOn isFixed } errors { code path } } }"""


async def a_customer() -> tuple[User, str]:
    user = await in_transaction(a_user)
    return user, await in_transaction(an_access_token, user)


def choice(topic: str, channel: str, is_on: bool) -> dict[str, Any]:
    return {"topic": topic, "channel": channel, "isOn": is_on}


def on(preferences: Sequence[Mapping[str, Any]]) -> set[tuple[str, str]]:
    return {(each["topic"], each["channel"]) for each in preferences if each["isOn"]}


async def update(token: str | None, *choices: Mapping[str, Any]) -> Any:
    return (await graphql(UPDATE, {"choices": choices}, token=token)).data["notificationPreferencesUpdate"]


async def test_a_customer_chooses_and_keeps_the_rest() -> None:
    _, token = await a_customer()
    usual = (await graphql(PREFERENCES, token=token)).data["notificationPreferences"]
    assert len(usual) == len(DEFAULTS)
    # Advertising by mail waits until somebody asks for it.
    assert on(usual) == {
        ("ORDERS", "EMAIL"), ("ORDERS", "IN_APP"), ("ALERTS", "EMAIL"), ("ALERTS", "IN_APP"), ("NEWS", "IN_APP"),
        ("REVIEWS", "IN_APP"),
    }  # fmt: skip
    assert {each["topic"] for each in usual if each["isFixed"]} == {"ORDERS"}

    changed = await update(token, choice("ALERTS", "SMS", True), choice("NEWS", "IN_APP", False))
    again = await update(token, choice("NEWS", "IN_APP", False))

    assert changed["errors"] == []
    assert changed == again
    assert on(changed["preferences"]) == on(usual) - {("NEWS", "IN_APP")} | {("ALERTS", "SMS")}
    assert (await graphql(PREFERENCES, token=token)).data["notificationPreferences"] == changed["preferences"]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ([choice("ORDERS", "EMAIL", False)], "PREFERENCE_FIXED"),
        ([choice("ORDERS", "SMS", True)], "CHANNEL_NOT_OFFERED"),
        ([choice("ALERTS", "EMAIL", False)] * 2, "INVALID_INPUT"),
        ([choice("ALERTS", "EMAIL", False)] * 100, "INVALID_INPUT"),
    ],
    ids=["fixed", "not offered", "twice", "many"],
)
async def test_a_choice_that_is_none_changes_nothing(bad: list[dict[str, Any]], code: str) -> None:
    _, token = await a_customer()

    refused = await update(token, choice("REVIEWS", "IN_APP", False), *bad)

    assert (refused["preferences"], refused["errors"][0]["code"]) == (None, code)
    assert not await in_transaction(Preference.objects.exists)


@pytest.mark.parametrize("token", [None, a_guest_token], ids=["anonymous", "guest"])
async def test_is_for_customers(token: Any) -> None:
    bearer = token() if token else None

    assert (await graphql(PREFERENCES, token=bearer)).error_codes == ["LOGIN_REQUIRED"]
    refused = await update(bearer, choice("ALERTS", "EMAIL", False))
    assert refused["errors"][0]["code"] == "LOGIN_REQUIRED"
    assert not await in_transaction(Preference.objects.exists)


async def test_a_link_switches_off_and_its_owner_on_again() -> None:
    user, token = await a_customer()
    link = unsubscribe_token(topic=Topic.ALERTS, user_id=user.id, email=user.email)
    # A letter to the address, from before there was an account.
    as_guest = unsubscribe_token(topic=Topic.ALERTS, user_id=None, email=user.email.upper())

    for each in (link, as_guest):
        await in_transaction(unsubscribe_by_link, token=each, now=utc_now())
        found = (await graphql(PREFERENCES, token=token)).data["notificationPreferences"]
        assert ("ALERTS", "EMAIL") not in on(found)
        assert ("ALERTS", "IN_APP") in on(found)
        back = await update(token, choice("ALERTS", "EMAIL", True))
        assert ("ALERTS", "EMAIL") in on(back["preferences"])
        assert not await in_transaction(OptOut.objects.exists)


async def test_answers_to_reviews_are_told_to_who_wants_them() -> None:
    user, token = await a_customer()
    review = await in_transaction(make_review, author=user)
    await update(token, choice("REVIEWS", "IN_APP", False))

    await in_transaction(tell_of_reply, review_id=review.id, now=utc_now())
    assert not await in_transaction(FeedItem.objects.exists)
    await update(token, choice("REVIEWS", "IN_APP", True))
    await in_transaction(tell_of_reply, review_id=review.id, now=utc_now())

    assert await in_transaction(FeedItem.objects.count) == 1
