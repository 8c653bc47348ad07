"""HTTP calls to a provider that always end in an answer or in a plain "no answer", and in good time."""

import asyncio
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import httpx
import orjson

from domains.payments.gateways.breaker import Breaker

_jitter = random.SystemRandom()
_IN_FLIGHT_CODE = "idempotency_in_flight"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a call may take, in seconds, and how often it is tried."""

    connect: float = 1.0
    read: float = 5.0
    # Everything together: a shopper hears "pending" within 8 s, also from a provider that drips byte by byte.
    total: float = 7.5
    tries: int = 3
    pause: float = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The provider's answer; `content` is empty when it was not a JSON object."""

    status: int
    content: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """Nothing certain was heard. `maybe_executed` is False when no try can have had an effect."""

    reason: str
    maybe_executed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failure:
    reason: str
    maybe_executed: bool
    may_repeat: bool
    retry_after: float | None = None


class ProviderCalls:
    """One provider's HTTP interface, with retries, a deadline and a circuit breaker."""

    def __init__(
        self,
        *,
        base_url: str,
        headers: Mapping[str, str],
        patience: Patience | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._base_url = base_url
        self._headers = dict(headers)
        self._patience = patience or Patience()
        self._breaker = Breaker(clock=clock)
        # A connection belongs to the event loop that opened it, and sync tasks bring a loop of their own.
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, httpx.AsyncClient] = WeakKeyDictionary()

    async def get(self, path: str, params: Mapping[str, str] | None = None) -> Answered | NoAnswer:
        """Read; tried again after any failure."""
        return await self._call("GET", path, params=params, content=None, key=None)

    async def post(self, path: str, content: Mapping[str, object], *, idempotency_key: str) -> Answered | NoAnswer:
        """Write; tried again, under the same key, only when the provider was not reached or asked for it."""
        return await self._call("POST", path, params=None, content=content, key=idempotency_key)

    async def aclose(self) -> None:
        """Close the connections of the running event loop."""
        client = self._clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.aclose()

    async def _call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None,
        content: Mapping[str, object] | None,
        key: str | None,
    ) -> Answered | NoAnswer:
        if not self._breaker.admits():
            return NoAnswer(reason="circuit_open", maybe_executed=False)
        request = self._client().build_request(
            method,
            path,
            params=params,
            content=None if content is None else orjson.dumps(content),
            headers={"Content-Type": "application/json", "Idempotency-Key": key} if key else None,
        )
        failures: list[_Failure] = []
        try:
            async with asyncio.timeout(self._patience.total):
                return await self._tried(request, failures)
        except TimeoutError:
            self._breaker.failed()
            return NoAnswer(reason="deadline", maybe_executed=True)

    async def _tried(self, request: httpx.Request, failures: list[_Failure]) -> Answered | NoAnswer:
        while True:
            outcome = await self._once(request)
            if isinstance(outcome, Answered):
                return outcome
            failures.append(outcome)
            pause = self._pause(len(failures), outcome)
            may_repeat = outcome.may_repeat or request.method == "GET"
            if not may_repeat or pause is None or self._breaker.is_open:
                return NoAnswer(
                    reason=outcome.reason, maybe_executed=any(failure.maybe_executed for failure in failures)
                )
            await asyncio.sleep(pause)

    async def _once(self, request: httpx.Request) -> Answered | _Failure:
        try:
            response = await self._client().send(request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            self._breaker.failed()
            return _Failure(reason=_reason(error), maybe_executed=False, may_repeat=True)
        except httpx.HTTPError as error:
            # The request was on its way: the provider may have done it and the answer was lost.
            self._breaker.failed()
            return _Failure(reason=_reason(error), maybe_executed=True, may_repeat=False)
        if response.status_code >= 500:
            self._breaker.failed()
            return _Failure(
                reason=f"status_{response.status_code}",
                maybe_executed=True,
                may_repeat=True,
                retry_after=_retry_after(response),
            )
        self._breaker.succeeded()
        content = _content(response)
        if response.status_code == 429:
            after = _retry_after(response)
            return _Failure(reason="status_429", maybe_executed=False, may_repeat=True, retry_after=after)
        if response.status_code == 409 and error_of(content)[0] == _IN_FLIGHT_CODE:
            # Another try of ours is still being worked on; its answer can be had in a moment.
            return _Failure(reason=_IN_FLIGHT_CODE, maybe_executed=True, may_repeat=True)
        return Answered(status=response.status_code, content=content)

    def _pause(self, tried: int, failure: _Failure) -> float | None:
        """Seconds until the next try, or None when there is none."""
        if tried >= self._patience.tries:
            return None
        backing_off = self._patience.pause * 2.0 ** (tried - 1) * _jitter.uniform(0.5, 1.5)
        pause = max(failure.retry_after or 0.0, backing_off)
        # A provider that wants to be left alone for longer than our deadline is left alone.
        return pause if pause < self._patience.total else None

    def _client(self) -> httpx.AsyncClient:
        loop = asyncio.get_running_loop()
        client = self._clients.get(loop)
        if client is None:
            patience = self._patience
            client = httpx.AsyncClient(
                base_url=self._base_url,
                headers=self._headers,
                timeout=httpx.Timeout(patience.read, connect=patience.connect, pool=patience.connect),
                # Drop idle connections before the provider does (5 s is usual): a request into a connection that is
                # just being closed would end as "unknown".
                limits=httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=2.0),
                trust_env=False,
            )
            self._clients[loop] = client
        return client


def error_of(content: Mapping[str, object]) -> tuple[str, str, str]:
    """Code, message and parameter of an error answer; empty texts where it has none."""
    error = content.get("error")
    facts = error if isinstance(error, dict) else {}
    code, message, param = (facts.get(name) for name in ("code", "message", "param"))
    return _text(code), _text(message), _text(param)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _content(response: httpx.Response) -> Mapping[str, object]:
    try:
        content = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        return {}
    return content if isinstance(content, dict) else {}


def _reason(error: httpx.HTTPError) -> str:
    return {"RemoteProtocolError": "answer_lost", "ReadTimeout": "read_timeout"}.get(
        type(error).__name__, type(error).__name__
    )


def _retry_after(response: httpx.Response) -> float | None:
    """The seconds a provider asks us to wait; a date, which nobody sends for such short times, is ignored."""
    value = response.headers.get("retry-after", "")
    return float(value) if value.isascii() and value.isdigit() and len(value) <= 6 else None
