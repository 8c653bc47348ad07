"""Vectors kept by workers: chunks with progress, one rebuild at a time, killed workers, embedders that fail."""

import json
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from signal import SIGKILL
from threading import Event, Thread
from typing import Any

import httpx
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django.fixtures import Settings

from config.asgi import application
from domains.catalogue.models import Product
from domains.catalogue.services.update_product import update_product
from domains.common.background import unfinished_task
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.models import BackgroundTask, Delivery, OutboxEvent
from domains.identity.models import StaffRole
from domains.search import mixing
from domains.search.embedding.embedder import current_embedder
from domains.search.errors import RebuildUnderWay
from domains.search.mixing import Mode, vector_of
from domains.search.models import SearchVector
from domains.search.queries import search_products
from domains.search.services import rebuild_vectors
from domains.search.services.embed_products import embed_products
from domains.search.services.index_products import rebuild_documents
from domains.search.services.rebuild_vectors import REBUILD_VECTORS, rebuild_chunk, renew_vectors, start_rebuild
from tasks.outbox.claim import claim_deliveries
from tasks.outbox.dispatch import dispatch_events
from tasks.run_reaction import run_reaction
from tasks.table import current_table
from tests.concurrency import all_at_once
from tests.factories.catalogue import make_category, make_product
from tests.factories.identity import a_staff_member, a_user, an_access_token
from tests.factories.vendors import make_vendor
from tests.sandbox.running import until
from tests.tasks.conftest import Start, wait_until


@pytest.fixture(autouse=True)
def _real_table(settings: Settings, _probes: None) -> None:
    settings.REACTIONS = "tasks.reactions.REACTIONS"


def make_products(count: int) -> None:
    category, vendor = make_category(), make_vendor()
    Product.objects.bulk_create(
        Product(vendor=vendor, category=category, title=f"Gown {n}", slug=f"gown-{n}") for n in range(count)
    )


def run_due(*, times: int = 1) -> list[str]:
    """Do what is due for background tasks, as a worker would, so many rounds."""
    outcomes = []
    for _ in range(times):
        dispatch_events(table=current_table())
        for claim in claim_deliveries(reactions=["run_background_task"], limit=9, lease=timedelta(seconds=60)):
            outcomes.append(run_reaction.call(delivery_id=claim.delivery_id, token=claim.token))
    return outcomes


class Named:
    """An embedder of another name, to which everything means the same."""

    name = "another"

    def embed(self, texts: Any) -> list[list[float]]:
        return [[1.0] + [0.0] * 255 for _ in texts]


def test_writes_all_vectors_chunk_by_chunk_and_says_how_far(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild_vectors, "BATCH", 4)
    make_products(10)
    task_id = start_rebuild(owner="system")

    progress = []
    for _ in range(3):
        assert run_due() == ["done"]
        task = BackgroundTask.objects.get(id=task_id)
        progress.append((task.chunk, task.processed, task.total, SearchVector.objects.count()))

    assert progress == [(1, 4, 10, 4), (2, 8, 10, 8), (3, 10, 10, 10)]
    assert run_due() == []
    assert unfinished_task(kind=REBUILD_VECTORS) is None


def test_a_chunk_that_comes_twice_is_done_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild_vectors, "BATCH", 4)
    make_products(6)
    stale = BackgroundTask.objects.get(id=start_rebuild(owner="system"))

    for _ in range(2):
        rebuild_chunk(task=stale, embedder=current_embedder(), now=utc_now())

    task = BackgroundTask.objects.get()
    assert (task.chunk, task.processed) == (1, 4)
    assert OutboxEvent.objects.filter(name="BackgroundTaskContinued").count() == 1


def test_is_never_under_way_twice_and_can_be_started_again_afterwards() -> None:
    make_products(3)

    def start() -> str:
        try:
            return str(start_rebuild(owner="system"))
        except RebuildUnderWay:
            return "refused"
        finally:
            connection.close()

    outcomes = all_at_once([start] * 6)

    assert sorted(map(str, outcomes))[-5:] == ["refused"] * 5
    assert BackgroundTask.objects.count() == 1
    assert run_due(times=2) == ["done"]
    start_rebuild(owner="system")


def test_a_change_of_embedder_writes_everything_anew_by_itself() -> None:
    make_products(3)
    embed_products(product_ids=list(Product.objects.values_list("id", flat=True)), embedder=Named(), now=utc_now())

    assert renew_vectors() is not None
    assert renew_vectors() is None
    assert run_due(times=2) == ["done"]

    assert set(SearchVector.objects.values_list("embedder", flat=True)) == {current_embedder().name}
    assert renew_vectors() is None


def test_a_rebuild_that_read_older_texts_does_not_undo_a_newer_vector() -> None:
    product = make_product(title="Silk Gown")
    before = utc_now()
    update_product(product_id=product.id, title="Wool Coat", now=utc_now())
    embed_products(product_ids=[product.id], embedder=current_embedder(), now=utc_now())
    newer = SearchVector.objects.get()

    embed_products(product_ids=[product.id], embedder=Named(), now=before)

    assert SearchVector.objects.get().embedder == newer.embedder


def test_a_changed_product_has_its_new_vector_by_its_event() -> None:
    product = make_product(title="Silk Gown")
    update_product(product_id=product.id, title="Wool Coat", now=utc_now())
    dispatch_events(table=current_table())

    claims = claim_deliveries(reactions=["embed_product"], limit=9, lease=timedelta(seconds=60))
    assert [run_reaction.call(delivery_id=claim.delivery_id, token=claim.token) for claim in claims] == ["done"]

    assert SearchVector.objects.get().product_id == product.id


class _Service(BaseHTTPRequestHandler):
    """Speaks the embeddings API; does as it is told."""

    fails = False
    asked: list[int] = []  # noqa: RUF012 - the sizes of the batches, over all requests
    hangs_at: int | None = None
    go_on = Event()

    def do_POST(self) -> None:
        texts = json.loads(self.rfile.read(int(self.headers["content-length"])))["input"]
        self.asked.append(len(texts))
        if self.hangs_at == len(self.asked):
            self.go_on.wait(300)
        rows = [{"index": n, "embedding": [1.0] * 256} for n, _ in enumerate(texts)]
        body = json.dumps({"data": rows}).encode()
        self.send_response(503 if self.fails else 200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def service(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Service)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.EMBEDDER, settings.EMBEDDER_MODEL, settings.EMBEDDER_KEY = "service", "far-away", "key"
    settings.EMBEDDER_URL = f"http://127.0.0.1:{server.server_port}/v1"
    monkeypatch.setattr(_Service, "asked", [])
    monkeypatch.setattr(_Service, "go_on", Event())
    monkeypatch.setattr(mixing.asking, "rests_until", 0.0)
    current_embedder.cache_clear()
    yield settings.EMBEDDER_URL
    _Service.go_on.set()
    current_embedder.cache_clear()
    mixing.asking.rests_until = 0.0
    server.shutdown()
    server.server_close()


def test_a_killed_worker_is_replaced_and_the_rebuild_goes_on_where_it_was(
    start: Start, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_products(300)
    monkeypatch.setattr(_Service, "hangs_at", 2)
    env = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "EMBEDDER": "service",
        "EMBEDDER_URL": service,
        "EMBEDDER_MODEL": "far-away",
        "EMBEDDER_KEY": "key",
        # Long enough for a busy machine to write the first chunk within it.
        "OUTBOX_LEASE_SECONDS": "10",
    }
    start("run_relay", **env)
    doomed = start("run_worker", "--queues=default", "--threads=1", **env)
    task_id = start_rebuild(owner="system")
    wait_until(lambda: len(_Service.asked) == 2)
    assert BackgroundTask.objects.get(id=task_id).processed == 256

    doomed.send_signal(SIGKILL)
    start("run_worker", "--queues=default", "--threads=1", **env)

    def is_done() -> bool:
        try:
            return unfinished_task(kind=REBUILD_VECTORS) is None
        finally:
            connection.close()

    wait_until(is_done)
    assert _Service.asked == [256, 44, 44]
    assert (BackgroundTask.objects.get(id=task_id).processed, SearchVector.objects.count()) == (300, 300)


def test_a_failing_service_is_asked_again_and_then_shown_as_failed(
    service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_products(3)
    start_rebuild(owner="system")
    monkeypatch.setattr(_Service, "fails", True)

    assert run_due() == ["again"]
    assert SearchVector.objects.count() == 0
    monkeypatch.setattr(_Service, "fails", False)
    Delivery.objects.update(due_at=utc_now() - timedelta(seconds=1))
    assert run_due() == ["done"]
    assert SearchVector.objects.count() == 3


async def test_a_search_whose_embedder_fails_or_hangs_is_answered_by_words_and_does_not_wait_again(
    service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await in_transaction(make_product, title="Silk Gown")
    await in_transaction(rebuild_documents, now=utc_now())

    async def found() -> list[str]:
        page = await search_products(text="silk", currency="NGN", at=utc_now(), mode=Mode.HYBRID)
        return [row.title for row in page.items]

    for fault in ("fails", "hangs"):
        monkeypatch.setattr(mixing.asking, "rests_until", 0.0)
        # A busy machine may take a while to ask; of a service that hangs, nobody waits for the answer.
        monkeypatch.setattr(mixing, "EMBED_SECONDS", 30.0 if fault == "fails" else 1.0)
        monkeypatch.setattr(mixing, "REST_SECONDS", 3_600.0)
        monkeypatch.setattr(_Service, "asked", [])
        monkeypatch.setattr(_Service, "fails", fault == "fails")
        monkeypatch.setattr(_Service, "hangs_at", 1 if fault == "hangs" else None)
        assert [await found() for _ in range(3)] == [["Silk Gown"]] * 3
        # The first asks in vain; the next ones leave it alone.
        await until(lambda: _Service.asked)
        assert _Service.asked == [1]
    _Service.go_on.set()
    monkeypatch.setattr(_Service, "hangs_at", None)
    monkeypatch.setattr(_Service, "fails", False)
    monkeypatch.setattr(mixing.asking, "rests_until", 0.0)
    assert await vector_of("silk") is not None


def test_the_command_starts_one_or_looks_on_and_says_how_far_it_is() -> None:
    make_products(3)
    out = StringIO()
    call_command("rebuild_vectors", "--no-wait", stdout=out)
    call_command("rebuild_vectors", "--no-wait", stdout=out)
    started, known = out.getvalue().splitlines()
    assert started.startswith("Started: task ")
    assert known == started.replace("Started", "Under way already")

    run_due(times=2)
    task = BackgroundTask.objects.get()
    Delivery.objects.filter(event__aggregate=f"task:{task.id}").update(state="pending")
    Delivery.objects.filter(event__aggregate=f"task:{task.id}").update(state="dead")
    again = StringIO()
    with pytest.raises(CommandError, match="given up"):
        _watch(again)


def _watch(out: StringIO) -> None:
    """The command, while the task it starts is given up at once."""

    def give_up() -> None:
        wait_until(lambda: unfinished_task(kind=REBUILD_VECTORS) is not None)
        dispatch_events(table=current_table())
        Delivery.objects.filter(reaction="run_background_task").update(state="dead")
        connection.close()

    giving_up = Thread(target=give_up)
    giving_up.start()
    try:
        call_command("rebuild_vectors", stdout=out)
    finally:
        giving_up.join()


async def test_staff_start_it_and_ask_how_far_it_is_and_customers_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild_vectors, "BATCH", 2)
    await in_transaction(make_products, 3)
    staff = await in_transaction(lambda: an_access_token(a_staff_member(role=StaffRole.CATALOGUE)))
    customer = await in_transaction(lambda: an_access_token(a_user()))

    started = await ask("POST", "/staff/vector-rebuilds/", token=staff)
    again = await ask("POST", "/staff/vector-rebuilds/", token=staff)
    task_id = started.json()["id"]
    assert await in_transaction(run_due) == ["done"]
    halfway = await ask("GET", f"/staff/vector-rebuilds/{task_id}/", token=staff)
    status = await ask("GET", f"/api/tasks/{task_id}", token=staff)
    assert await in_transaction(run_due) == ["done"]
    done = await ask("GET", f"/api/tasks/{task_id}", token=staff)

    assert (started.status_code, started.json()["state"], started.json()["total"]) == (201, "queued", 3)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "REBUILD_UNDER_WAY")
    shown = halfway.json()
    assert (shown["state"], shown["processed"], shown["total"]) == ("running", 2, 3)
    assert shown["embedder"] == current_embedder().name
    assert (status.json()["state"], status.json()["processed"], status.json()["total"]) == ("running", 2, 3)
    assert (done.json()["state"], done.json()["processed"]) == ("succeeded", 3)
    assert (await ask("GET", f"/api/tasks/{task_id}", token=customer)).status_code == 404
    assert (await ask("POST", "/staff/vector-rebuilds/", token=customer)).status_code == 403


async def ask(method: str, path: str, *, token: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        return await client.request(method, path, headers={"authorization": f"Bearer {token}"}, json={})
