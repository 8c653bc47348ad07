"""Tasks over HTTP: whoever started one may ask for it, nobody else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from pytest_django.fixtures import Settings

from config.asgi import application
from domains.common.bridge import in_transaction
from domains.common.ids import new_id
from domains.common.models import Delivery
from domains.identity.viewer import Owner
from domains.orders.models import Order
from tasks.outbox.claim import claim_deliveries
from tasks.outbox.dispatch import dispatch_events
from tasks.run_reaction import run_reaction
from tasks.table import current_table
from tests.factories.identity import a_user, an_access_token
from tests.factories.orders import make_order

pytestmark = pytest.mark.usefixtures("database")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


async def ask(method: str, path: str, *, token: str | None = None, body: Any = None) -> httpx.Response:
    transport = httpx.ASGITransport(app=application)
    headers = {"authorization": f"Bearer {token}"} if token else {}
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        return await client.request(method, path, headers=headers, json=body)


def buyer_with_order() -> tuple[str, Order]:
    user = a_user()
    return an_access_token(user), make_order(now=NOW, owner=Owner(kind="customer", id=user.id))


def somebody_else() -> str:
    return an_access_token(a_user())


def run_everything() -> list[str]:
    dispatch_events(table=current_table())
    claims = claim_deliveries(reactions=["run_background_task"], limit=9, lease=timedelta(seconds=60), counted=False)
    return [run_reaction.call(delivery_id=claim.delivery_id, token=claim.token) for claim in claims]


async def test_mails_a_confirmation_again_and_tells_how_far_it_is(settings: Settings, tmp_path: Path) -> None:
    backend = {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "OPTIONS": {"file_path": str(tmp_path)}}
    settings.MAILERS = {"default": backend}
    token, order = await in_transaction(buyer_with_order)

    started = await ask(
        "POST", "/api/tasks", token=token, body={"kind": "order_confirmation", "order_id": str(order.id)}
    )

    assert (started.status_code, started.json()["state"]) == (202, "queued")
    path = f"/api/tasks/{started.json()['id']}"
    assert (await ask("GET", path, token=token)).json()["state"] == "queued"
    assert await in_transaction(run_everything) == ["done"]
    done = (await ask("GET", path, token=token)).json()
    assert (done["state"], done["attempts"], done["kind"]) == ("succeeded", 1, "order_confirmation")
    assert order.number in _texts(tmp_path)


async def test_hides_the_tasks_of_others_as_if_there_were_none() -> None:
    token, order = await in_transaction(buyer_with_order)
    started = await ask(
        "POST", "/api/tasks", token=token, body={"kind": "order_confirmation", "order_id": str(order.id)}
    )
    other = await in_transaction(somebody_else)

    theirs = await ask("GET", f"/api/tasks/{started.json()['id']}", token=other)
    none = await ask("GET", f"/api/tasks/{new_id()}", token=other)

    assert theirs.status_code == none.status_code == 404
    assert _without_request(theirs) == _without_request(none)


async def test_starts_nothing_for_an_order_of_somebody_else() -> None:
    _, order = await in_transaction(buyer_with_order)
    other = await in_transaction(somebody_else)

    refused = await ask(
        "POST", "/api/tasks", token=other, body={"kind": "order_confirmation", "order_id": str(order.id)}
    )

    assert refused.status_code == 404
    assert await in_transaction(_deliveries) == 0


async def test_asks_strangers_to_log_in() -> None:
    assert (await ask("GET", f"/api/tasks/{UUID(int=0)}")).status_code == 401
    assert (await ask("GET", "/api/tasks/none", token=await in_transaction(somebody_else))).status_code == 400


def _texts(mails: Path) -> str:
    return "".join(mail.read_text() for mail in mails.iterdir())


def _without_request(answer: httpx.Response) -> dict[str, Any]:
    error: dict[str, Any] = answer.json()["error"]
    return {name: value for name, value in error.items() if name != "request_id"}


def _deliveries() -> int:
    dispatch_events(table=current_table())
    return Delivery.objects.filter(reaction="run_background_task").count()
