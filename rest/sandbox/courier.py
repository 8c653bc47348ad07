"""The courier: delivers events by webhook from the books, again and again until the receiver says 2xx."""

import asyncio
import contextlib
import logging
import sqlite3
import time

import httpx

from rest.sandbox.books import Books
from rest.sandbox.events import DueEvent, due_events, next_due_at, record_delivered, record_failed
from rest.sandbox.payments import Desk
from rest.sandbox.settings import Settings
from rest.sandbox.signature import signature_header

log = logging.getLogger(__name__)

_AT_ONCE = 16
_LONGEST_SLEEP = 60.0
_DELIVERY_SECONDS = 10.0
# Pause after trouble with the books themselves (a full disk), so that the loop does not spin.
_TROUBLE_SECONDS = 1.0


class Courier:
    """Woken at every change. What is due lives in the books only, so a restart forgets nothing."""

    def __init__(self, *, books: Books, settings: Settings) -> None:
        self._books = books
        self._settings = settings
        self._changed = asyncio.Event()
        self._sending: dict[int, asyncio.Task[None]] = {}
        # A receiver on uvicorn drops idle connections after 5 s: stop using ours before that.
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(5.0, connect=1.0),
            limits=httpx.Limits(max_connections=_AT_ONCE, keepalive_expiry=2.0),
            trust_env=False,
        )

    def wake(self) -> None:
        self._changed.set()

    async def run(self) -> None:
        """Deliver until cancelled."""
        try:
            while True:
                self._changed.clear()
                pause = await self._round()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self._changed.wait()
        finally:
            for task in self._sending.values():
                task.cancel()
            await asyncio.gather(*self._sending.values(), return_exceptions=True)
            await self._client.aclose()

    async def _round(self) -> float:
        """Start every delivery that is due. Returns the seconds until something else is."""
        now = time.time()
        try:
            next_at = await self._settle_processed(now)
            if self._settings.webhook_url is not None:
                # Remembered before the read: a delivery that ends meanwhile still looks due in what was read.
                under_way = set(self._sending)
                free = _AT_ONCE - len(under_way)
                due, later = await self._books.read(
                    lambda books: (
                        due_events(books, now=now, limit=free, under_way=under_way),
                        next_due_at(books, after=now),
                    )
                )
                for event in due:
                    self._start(event, self._settings.webhook_url)
                next_at = min(next_at, later or next_at)
        except sqlite3.OperationalError:
            log.exception("the books cannot be read or written")
            return _TROUBLE_SECONDS
        return max(0.0, next_at - time.time())

    async def _settle_processed(self, now: float) -> float:
        """Authorise payments whose time in `processing` is over. Returns when the next one is."""
        wait = self._settings.processing_seconds
        first = await self._books.read(_first_processing_at)
        if first is not None and first + wait <= now:
            await self._books.write(
                lambda books: Desk(
                    connection=books,
                    public_url=self._settings.public_url,
                    now=now,
                    reorder_seconds=self._settings.reorder_seconds,
                ).authorize_processed(processing_seconds=wait)
            )
            first = await self._books.read(_first_processing_at)
        return now + _LONGEST_SLEEP if first is None else first + wait

    def _start(self, event: DueEvent, url: str) -> None:
        task = asyncio.create_task(self._deliver(event, url))
        self._sending[event.sequence] = task

    async def _deliver(self, event: DueEvent, url: str) -> None:
        try:
            error = await self._send(event, url)
            now = time.time()
            if error is None:
                await self._books.write(lambda books: record_delivered(books, sequence=event.sequence, now=now))
            else:
                await self._books.write(
                    lambda books: record_failed(
                        books,
                        due=event,
                        error=error,
                        now=now,
                        retry_seconds=self._settings.retry_seconds,
                        give_up_after=self._settings.give_up_after,
                    )
                )
        except sqlite3.OperationalError:
            # The event is still due in the books, so it will be sent once more: at least once, never lost.
            log.exception("a delivery could not be recorded")
            await asyncio.sleep(_TROUBLE_SECONDS)
        finally:
            del self._sending[event.sequence]
            self.wake()

    async def _send(self, event: DueEvent, url: str) -> str | None:
        """Post the event. Returns what went wrong, or None after a 2xx."""
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Sandbox-Webhooks/1",
            "Sandbox-Signature": signature_header(
                secret=self._settings.webhook_secret, body=event.body, timestamp=int(time.time())
            ),
        }
        try:
            async with asyncio.timeout(_DELIVERY_SECONDS):
                response = await self._client.post(url, content=event.body, headers=headers)
        except (httpx.HTTPError, TimeoutError) as error:
            return type(error).__name__
        return None if response.is_success else f"HTTP {response.status_code}"


def _first_processing_at(connection: sqlite3.Connection) -> float | None:
    row = connection.execute("SELECT min(authorizes_at) FROM payments WHERE status = 'processing'").fetchone()
    first: float | None = row[0]
    return first
