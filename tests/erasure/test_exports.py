"""A copy of an account: everything in it, for its owner alone, once."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import httpx
import orjson
import pytest
from django.conf import settings
from django.test import override_settings

from config.asgi import application
from domains.checkout.services.save_cart import save_cart
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.errors import NotFound
from domains.common.redis import redis_client, redis_key
from domains.identity.links import link_token
from domains.identity.models import AccountExport, User
from domains.identity.services.export_account import EXPORTS_KEPT, prune_exports, request_export, take_export
from domains.identity.viewer import Owner
from domains.notifications import account_letters
from domains.notifications.reminders import remind_of_carts
from tasks.erasure import erase_person
from tasks.exporting import SECTIONS, make_export
from tests.api.client import graphql
from tests.concurrency import all_at_once, many_connections
from tests.domains.notifications.test_send_email import body, mails, read
from tests.erasure.searching import columns_about_people
from tests.factories.alerts import a_stock_alert
from tests.factories.catalogue import make_product
from tests.factories.checkout import make_ready_cart
from tests.factories.identity import a_session, a_user, an_access_token, an_address
from tests.factories.orders import make_paid_order, variants_of_vendors
from tests.factories.reminders import a_left_cart, leave
from tests.factories.reviews import make_review
from tests.redis_away import redis_away

__all__ = ["mails"]
NOW = utc_now()
EMAIL = "ada@example.com"
ASK = "mutation { accountExport { export { state size } errors { code } } }"
LIST = "{ viewer { exports { state size readyAt } } }"


@pytest.fixture(autouse=True)
def files(database: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the copies are kept."""
    directory = tmp_path_factory.mktemp("private")
    place = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(directory)}}
    with override_settings(STORAGES={**settings.STORAGES, "private": place}):
        yield directory / "exports"


@pytest.fixture(autouse=True)
def _fresh_limits(database: None) -> Iterator[None]:
    yield
    for key in redis_client().scan_iter(redis_key("limit", "*")):
        redis_client().delete(key)


async def _fetch(token: str, *, bearer: str | None = None) -> httpx.Response:
    transport = httpx.ASGITransport(app=application)
    headers = {"authorization": f"Bearer {bearer}"} if bearer else {}
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        return await client.get("/api/exports/file", params={"token": token}, headers=headers)


def _ready(user: User) -> AccountExport:
    export = request_export(user_id=user.id, now=NOW)
    make_export(export_id=export.id, now=NOW)
    return AccountExport.objects.get(id=export.id)


def _link(export_id: UUID) -> str:
    return link_token(code_id=export_id, purpose="account_export")


def _unpacked(content: bytes) -> dict[str, Any]:
    with ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: orjson.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}


def _lived_in(user: User) -> None:
    a_session(user)
    an_address(user)
    make_review(author=user, title="Lovely cloth")
    make_paid_order(now=NOW, owner=Owner(kind="customer", id=user.id))
    make_ready_cart(owner=Owner(kind="customer", id=user.id), items={variants_of_vendors(1)[0]: 2})
    make_review(author=a_user(email="bola@example.com"), title="Somebody else's words")
    an_address(a_user(email="chidi@example.com"), city="Elsewhere")


async def test_from_the_wish_to_the_file_by_the_mailed_link(mails: Path) -> None:
    user = await in_transaction(a_user, email=EMAIL)
    await in_transaction(_lived_in, user)
    token = await in_transaction(an_access_token, user)

    asked = (await graphql(ASK, token=token)).data["accountExport"]
    export = await in_transaction(AccountExport.objects.get)
    await in_transaction(make_export, export_id=export.id, now=utc_now())
    listed = (await graphql(LIST, token=token)).data["viewer"]["exports"]
    await in_transaction(account_letters.mail_export, export_id=export.id, now=utc_now())
    [mail] = await in_transaction(read, mails)
    found = re.search(r"http://127.0.0.1:8000/api/exports/file\?token=(\S{64})", body(mail, "plain"))
    assert found is not None
    answer = await _fetch(found[1])

    assert asked == {"export": {"state": "REQUESTED", "size": 0}, "errors": []}
    assert [(each["state"], each["size"]) for each in listed] == [("READY", len(answer.content))]
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert (answer.headers["cache-control"], answer.headers["referrer-policy"]) == ("no-store", "no-referrer")
    sections = _unpacked(answer.content)
    assert set(sections) == {f"{name}.json" for name in SECTIONS}
    assert sections["account.json"][0]["email"] == EMAIL
    assert [order["address"]["city"] for order in sections["orders.json"]] == ["Lagos"]
    assert len(sections["orders.json"][0]["lines"]) == 1
    assert [review["title"] for review in sections["reviews.json"]] == ["Lovely cloth"]
    assert [address["city"] for address in sections["addresses.json"]] == ["Lagos"]
    assert [cart["lines"][0]["quantity"] for cart in sections["carts.json"] if cart["state"] == "open"] == [2]
    everything = orjson.dumps(sections)
    assert b"bola@example.com" not in everything
    assert b"Elsewhere" not in everything
    assert user.password.encode() not in everything


async def test_a_link_works_once_and_for_a_week() -> None:
    user = await in_transaction(a_user)
    export = await in_transaction(_ready, user)
    late = await in_transaction(_ready, user)
    await in_transaction(AccountExport.objects.filter(id=late.id).update, expires_at=utc_now() - timedelta(seconds=1))

    statuses = [
        (await _fetch(token)).status_code
        for token in (_link(export.id), _link(export.id), _link(late.id), "A" * 64, "", "é" * 64)
    ]

    assert statuses == [200, 404, 404, 404, 404, 404]


async def test_a_link_of_another_purpose_or_of_an_export_that_is_not_ready_fetches_nothing() -> None:
    user = await in_transaction(a_user)
    waiting = await in_transaction(request_export, user_id=user.id, now=NOW)
    ready = await in_transaction(_ready, user)

    for token in (_link(waiting.id), link_token(code_id=ready.id, purpose="reset_password")):
        assert (await _fetch(token)).status_code == 404

    assert (await _fetch(_link(ready.id))).status_code == 200


async def test_another_account_sees_and_fetches_nothing_and_uses_nothing_up() -> None:
    user = await in_transaction(a_user)
    export = await in_transaction(_ready, user)
    other = await in_transaction(lambda: an_access_token(a_user()))
    own = await in_transaction(an_access_token, user)

    refused = await _fetch(_link(export.id), bearer=other)
    listed = (await graphql(LIST, token=other)).data["viewer"]["exports"]
    answer = await _fetch(_link(export.id), bearer=own)

    assert (refused.status_code, listed, answer.status_code) == (404, [], 200)


def test_of_many_tries_at_the_same_moment_one_gets_the_file() -> None:
    export = _ready(a_user())

    with many_connections():
        outcomes = all_at_once([lambda: take_export(export_id=export.id, viewer_id=None, now=NOW)] * 50)

    assert sum(isinstance(outcome, AccountExport) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, NotFound) for outcome in outcomes) == 49


async def test_makes_one_a_day_and_none_without_redis() -> None:
    token = await in_transaction(lambda: an_access_token(a_user()))
    assert (await graphql(ASK, token=token)).data["accountExport"]["errors"] == []

    again = (await graphql(ASK, token=token)).data["accountExport"]
    other = await in_transaction(lambda: an_access_token(a_user()))
    async with redis_away():
        without = (await graphql(ASK, token=other)).data["accountExport"]

    assert again == {"export": None, "errors": [{"code": "TOO_MANY_REQUESTS"}]}
    assert without == {"export": None, "errors": [{"code": "UNAVAILABLE"}]}
    assert await in_transaction(AccountExport.objects.count) == 1


async def test_guests_have_no_account_to_copy() -> None:
    assert (await graphql(ASK)).data["accountExport"]["errors"] == [{"code": "LOGIN_REQUIRED"}]


def test_files_go_after_a_week_and_with_the_account(files: Path) -> None:
    old, gone, kept = _ready(a_user()), _ready(a_user()), _ready(a_user())
    AccountExport.objects.filter(id=old.id).update(expires_at=NOW)
    User.objects.filter(id=gone.user_id).update(is_active=False, erased_at=NOW)
    erase_person(user_id=gone.user_id, now=NOW)

    assert prune_exports(now=NOW, limit=10) == 2

    assert [path.name for path in files.iterdir()] == [f"{kept.id.hex}.zip"]
    assert kept.expires_at == NOW + EXPORTS_KEPT
    assert prune_exports(now=NOW, limit=10) == 0


def test_made_twice_it_is_one_file_and_for_a_closed_account_none(files: Path) -> None:
    user = a_user()
    export = request_export(user_id=user.id, now=NOW)
    for _ in range(2):
        make_export(export_id=export.id, now=NOW)
        AccountExport.objects.update(state="requested")
    assert len(list(files.iterdir())) == 1

    closed = request_export(user_id=user.id, now=NOW)
    User.objects.update(is_active=False)
    make_export(export_id=closed.id, now=NOW)

    assert AccountExport.objects.get(id=closed.id).state == "requested"
    assert len(list(files.iterdir())) == 1


# Tables about people that a copy leaves out, and why.
LEFT_OUT = {
    "background_task": "what was asked of us, kept for a week",
    "idempotency_record": "answers that were given already, kept for two days",
    "identity_account_export": "the copies themselves",
    "identity_staff_action": "of staff",
    "identity_user_groups": "of staff",
    "identity_user_user_permissions": "of staff",
    "django_admin_log": "of staff",
    "orders_purchase": "its orders and carts are there",
}


def test_every_table_about_people_is_in_a_copy() -> None:
    owned = re.compile(r"\.\w*(user|owner|author|voter|principal|actor_id)")
    about = {name.partition(".")[0] for name in columns_about_people() if owned.search(name)}
    read = " ".join(SECTIONS.values())

    missing = {table for table in about if not re.search(rf"\b{table}\b", read)}

    assert missing == set(LEFT_OUT)


def test_a_copy_has_what_was_put_aside_asked_for_and_chosen(files: Path) -> None:
    user, other = a_user(), a_user()
    for each, name in ((user, "For the wedding"), (other, "Of somebody else")):
        cart = a_left_cart(now=NOW, user=each)
        save_cart(owner=Owner(kind="customer", id=each.id), name=name, now=NOW)
        leave(cart, since=NOW - timedelta(days=2))
        a_stock_alert(variant=make_product(title="Adire Kaftan").variants.get(), user=each)
    assert remind_of_carts(now=NOW) == 2

    export = _ready(user)
    sections = _unpacked((files / f"{export.id.hex}.zip").read_bytes())

    [saved] = sections["saved_carts.json"]
    assert (saved["name"], saved["lines"][0]["quantity"]) == ("For the wedding", 2)
    assert [(alert["kind"], alert["product"]) for alert in sections["alerts.json"]] == [("stock", "Adire Kaftan")]
    chosen = [(each["topic"], each["channel"], each["is_on"]) for each in sections["preferences.json"]]
    assert chosen == [("reminders", "email", True)]
    assert [reminder["currency"] for reminder in sections["cart_reminders.json"]] == ["NGN"]
    assert [message["recipient"] for message in sections["messages.json"]] == [user.email]
