"""Write log lines without ever waiting for the reader of the log."""

import contextlib
import copy
import logging
import os
import queue
import select
import threading
import weakref
from logging.handlers import QueueHandler

CAPACITY = 10_000
BATCH = 256
# Waking a thread for each line costs the event loop more than the line itself: it wakes for what gathers meanwhile.
GATHER_SECONDS = 0.02
STOP_SECONDS = 2.0
BROKEN_LINE = b'{"level": "ERROR", "message": "a log record could not be written down"}\n'


class NonBlockingHandler(QueueHandler):
    """Hand records to a thread that writes them to a file descriptor.

    When the reader stops, records queue up to `capacity` and are then dropped and counted; requests go on. The number
    is logged once the reader is back, and is exported through `dropped_records`.
    """

    def __init__(self, *, capacity: int = CAPACITY, descriptor: int = 1) -> None:
        """Start nothing yet: the thread begins with the first record, in whichever process that is."""
        self.records: queue.SimpleQueue[logging.LogRecord | None] = queue.SimpleQueue()
        super().__init__(self.records)
        self.capacity = capacity
        self.descriptor = descriptor
        self.dropped = 0
        self._reported = 0
        self._thread: threading.Thread | None = None
        # Not `_closed`: `logging.Handler.close` sets that to True.
        self._closing = threading.Event()
        self.outgoing: list[logging.Filter] = []
        own = weakref.WeakMethod(self._forget_thread)
        os.register_at_fork(after_in_child=lambda: (method := own()) and method())

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        """Fix what may change or hold memory after this moment; leave the costly formatting to the thread."""
        if not record.args and not record.exc_info:
            return record
        kept = copy.copy(record)
        kept.msg, kept.args = record.getMessage(), None
        if record.exc_info and not record.exc_text:
            kept.exc_text = logging.Formatter().formatException(record.exc_info)
        kept.exc_info = None
        return kept

    def enqueue(self, record: logging.LogRecord) -> None:
        """Queue a record, or count it as dropped."""
        if self._closing.is_set() or self.records.qsize() >= self.capacity:
            self.dropped += 1
            return
        self.records.put(record)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="log-writer", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Write what is queued, for at most two seconds, and stop. A reader that hangs cannot hang the shutdown."""
        self._closing.set()
        if self._thread is not None:
            self.records.put(None)
            self._thread.join(STOP_SECONDS)
            self._thread = None
        super().close()

    def _forget_thread(self) -> None:
        self._thread = None
        self.records = queue.SimpleQueue()

    def _run(self) -> None:
        running = True
        while running:
            batch = [self.records.get()]
            self._closing.wait(GATHER_SECONDS)
            with contextlib.suppress(queue.Empty):
                while len(batch) < BATCH:
                    batch.append(self.records.get_nowait())
            running = None not in batch
            lines = [self._line(record) for record in batch if record is not None]
            if not write_all(self.descriptor, b"".join(lines)):
                self.dropped += len(lines)
            elif self.dropped > self._reported:
                self._report()

    def _report(self) -> None:
        count, self._reported = self.dropped - self._reported, self.dropped
        notice = {"name": "fashionistar.logging", "levelname": "WARNING", "msg": "log records dropped"}
        write_all(self.descriptor, self._line(logging.makeLogRecord({**notice, "dropped": count})))

    def _line(self, record: logging.LogRecord) -> bytes:
        try:
            for outgoing in self.outgoing:
                result = outgoing.filter(record)
                record = result if isinstance(result, logging.LogRecord) else record
            return self.format(record).encode("utf-8", "backslashreplace") + b"\n"
        except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError, RecursionError):
            # A value that cannot be written down must not end the thread, nor the records behind it.
            return BROKEN_LINE


def write_all(descriptor: int, data: bytes) -> bool:
    """Write every byte, waiting for the reader; False when there is no reader or no room any more.

    Past `sys.stdout` on purpose: its lock, held by a blocked thread at exit, would abort the interpreter.
    """
    rest = memoryview(data)
    while rest:
        try:
            rest = rest[os.write(descriptor, rest) :]
        except BlockingIOError:
            select.select([], [descriptor], [])
        except OSError:
            return False
    return True


def dropped_records() -> int:
    """Count the records lost since start because nobody read the log."""
    return sum(handler.dropped for handler in logging.getLogger().handlers if isinstance(handler, NonBlockingHandler))
