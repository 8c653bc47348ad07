"""What a provider in trouble does to our calls. The provider here is a script, over real HTTP."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import orjson
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from config.embedded.ports import free_port
from domains.payments.gateways.calls import Answered, NoAnswer, Patience, ProviderCalls
from tests.sandbox.running import serving

# As patient as a busy machine needs, for answers that come; and soon out of patience, for those that don't.
PATIENT = Patience(connect=30, read=30, total=60, pause=0.01)
QUICK = Patience(connect=30, read=0.5, total=60, pause=0.01)
FINE = Answered(status=200, content={"ok": True})


@dataclass
class Script:
    """Answers request after request; the last answer is repeated."""

    answers: list[Callable[[], Response]]
    keys: list[str] = field(default_factory=list)

    async def serve(self, request: Request) -> Response:
        self.keys.append(request.headers.get("idempotency-key", ""))
        return self.answers[min(len(self.keys), len(self.answers)) - 1]()


def says(status: int, content: object = None, **headers: str) -> Callable[[], Response]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda: Response(orjson.dumps(content or {"ok": True}), status, named)


def says_nothing() -> Response:
    return dripping(pause=5)


def drips() -> Response:
    return dripping(pause=0.1)


def dripping(*, pause: float) -> Response:
    async def drops() -> AsyncIterator[bytes]:
        for _ in range(600):
            await asyncio.sleep(pause)
            yield b" "

    return StreamingResponse(drops())


@asynccontextmanager
async def provider(
    *answers: Callable[[], Response], patience: Patience = PATIENT
) -> AsyncIterator[tuple[Script, ProviderCalls]]:
    script, port = Script(list(answers)), free_port()
    calls = ProviderCalls(base_url=f"http://127.0.0.1:{port}", headers={}, patience=patience)
    app = Starlette(routes=[Route("/{path:path}", script.serve, methods=["GET", "POST"])])
    async with serving(app, port):
        yield script, calls
        await calls.aclose()


@pytest.mark.parametrize(
    "trouble",
    [says(500), says(503), says(429), says(409, {"error": {"code": "idempotency_in_flight"}})],
    ids=["500", "503", "429", "in flight"],
)
async def test_tries_three_times_under_one_key(trouble: Callable[[], Response]) -> None:
    async with provider(trouble, trouble, says(200)) as (script, calls):
        assert await calls.post("/x", {}, idempotency_key="k1") == FINE
        assert script.keys == ["k1"] * 3


@pytest.mark.parametrize(("status", "maybe_executed"), [(500, True), (502, True), (429, False)])
async def test_gives_up_after_the_third(status: int, maybe_executed: bool) -> None:
    async with provider(says(status)) as (script, calls):
        outcome = await calls.post("/x", {}, idempotency_key="k1")

        assert outcome == NoAnswer(reason=f"status_{status}", maybe_executed=maybe_executed)
        assert len(script.keys) == 3


async def test_waits_as_long_as_the_provider_asks() -> None:
    async with provider(says(429, retry_after="0"), says(429, retry_after="99")) as (script, calls):
        started = time.monotonic()

        outcome = await calls.post("/x", {}, idempotency_key="k1")

        # 99 seconds are beyond our deadline of 60: no third try, and nobody is kept waiting.
        assert outcome == NoAnswer(reason="status_429", maybe_executed=False)
        assert (len(script.keys), time.monotonic() - started < 30) == (2, True)


async def test_does_not_repeat_a_write_whose_answer_did_not_come() -> None:
    async with provider(says_nothing, patience=QUICK) as (script, calls):
        outcome = await calls.post("/x", {}, idempotency_key="k1")

        assert outcome == NoAnswer(reason="read_timeout", maybe_executed=True)
        assert script.keys == ["k1"]


async def test_repeats_a_read_whose_answer_did_not_come() -> None:
    async with provider(says_nothing, says(200), patience=replace(QUICK, read=3)) as (_, calls):
        assert await calls.get("/x") == FINE


async def test_ends_a_dripping_answer_at_the_deadline() -> None:
    async with provider(drips, patience=replace(PATIENT, total=1)) as (_, calls):
        started = time.monotonic()

        outcome = await calls.post("/x", {}, idempotency_key="k1")

        # It would have dripped for a minute.
        assert outcome == NoAnswer(reason="deadline", maybe_executed=True)
        assert 0.9 < time.monotonic() - started < 30


async def test_knows_that_an_unreachable_provider_did_nothing() -> None:
    calls = ProviderCalls(base_url=f"http://127.0.0.1:{free_port()}", headers={}, patience=PATIENT)

    outcome = await calls.post("/x", {}, idempotency_key="k1")

    assert outcome == NoAnswer(reason="ConnectError", maybe_executed=False)
    await calls.aclose()


async def test_stops_asking_a_provider_that_is_down_and_comes_back_by_itself() -> None:
    seconds = 0.0
    async with provider(*[says(500)] * 5, says(200)) as (script, calls):
        patient = ProviderCalls(base_url=calls._base_url, headers={}, patience=PATIENT, clock=lambda: seconds)
        for _ in range(2):
            await patient.post("/x", {}, idempotency_key="k")

        held_back = await patient.post("/x", {}, idempotency_key="k")
        asked_while_open = len(script.keys)
        seconds = 10.0
        recovered = await patient.post("/x", {}, idempotency_key="k")

        assert held_back == NoAnswer(reason="circuit_open", maybe_executed=False)
        assert (asked_while_open, recovered) == (5, FINE)
        await patient.aclose()


@pytest.mark.parametrize("content", [b"<html>", b"", b"[1]", b"\xff"])
async def test_takes_an_answer_that_is_no_object_for_an_empty_one(content: bytes) -> None:
    async with provider(lambda: Response(content)) as (_, calls):
        assert await calls.get("/x") == Answered(status=200, content={})


def test_can_be_used_from_one_event_loop_after_another() -> None:
    async def asked() -> Answered | NoAnswer:
        async with provider(says(200)) as (_, calls):
            shared._base_url = calls._base_url
            outcome = await shared.get("/x")
            await shared.aclose()
            return outcome

    shared = ProviderCalls(base_url="", headers={}, patience=PATIENT)

    assert [asyncio.run(asked()), asyncio.run(asked())] == [FINE, FINE]
