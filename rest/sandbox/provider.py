"""The running provider: its books, its courier, and the one way in which a POST changes anything."""

import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from rest.sandbox.books import Books
from rest.sandbox.courier import Courier
from rest.sandbox.errors import ApiError, ErrorType
from rest.sandbox.idempotency import Answer, Done, answer_once, answer_plainly, prune_answers
from rest.sandbox.payments import Desk
from rest.sandbox.settings import Settings


class Provider:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.books = Books(settings.database)
        self.courier = Courier(books=self.books, settings=settings)
        # One process serves the books, so keys under way can live in memory; a crash frees them, as it should.
        self._in_flight: set[str] = set()

    async def prune(self) -> None:
        await self.books.write(lambda books: prune_answers(books, now=time.time()))

    async def answer(self, *, key: str | None, fingerprint: bytes, work: Callable[[Desk], Done]) -> Answer:
        """Carry out a change, once per idempotency key, and set its webhooks going."""

        def in_transaction(connection: sqlite3.Connection) -> Answer:
            desk = self.desk(connection)
            if key is None:
                return answer_plainly(lambda: work(desk))
            return answer_once(connection, key=key, fingerprint=fingerprint, now=desk.now, work=lambda: work(desk))

        answer = await self.books.write(in_transaction)
        self.courier.wake()
        return answer

    async def decide(self, payment_id: str, *, key: str, is_approved: bool) -> sqlite3.Row:
        """Take the shopper's decision from the 3-D Secure page."""
        payment = await self.books.write(
            lambda connection: self.desk(connection).decide(payment_id, key=key, is_approved=is_approved)
        )
        self.courier.wake()
        return payment

    def desk(self, connection: sqlite3.Connection) -> Desk:
        return Desk(
            connection=connection,
            public_url=self.settings.public_url,
            now=time.time(),
            reorder_seconds=self.settings.reorder_seconds,
        )

    @asynccontextmanager
    async def holding(self, key: str | None) -> AsyncIterator[None]:
        """Hold an idempotency key until its answer is out; raises ApiError when another request holds it."""
        if key is None:
            yield
            return
        if key in self._in_flight:
            message = "A request with this idempotency key is under way."
            raise ApiError(409, ErrorType.IDEMPOTENCY, "idempotency_in_flight", message, "Idempotency-Key")
        self._in_flight.add(key)
        try:
            yield
        finally:
            self._in_flight.discard(key)
