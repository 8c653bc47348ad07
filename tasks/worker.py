"""The worker: threads that serve the queues."""

import logging
from collections.abc import Mapping
from threading import Event, Thread
from time import monotonic
from typing import cast

from django.tasks import task_backends
from django_tasks_redis.utils import generate_worker_id

from domains.common.redis import REDIS_FAILURES
from tasks.backend import ClusterBackend

log = logging.getLogger("fashionistar.worker")

# A blocking read is cut into pieces of a second by the library; so long, too, it takes to notice the stop.
_WAIT_SECONDS = 1.0
_SWEEP_SECONDS = 30.0
_FIRST_PAUSE, _LAST_PAUSE = 0.2, 5.0


class Serving:
    """Threads that serve each queue, as many as it is given, from now until `stop`."""

    def __init__(self, *, threads: Mapping[str, int]) -> None:
        self._stop = Event()
        self._threads = [
            Thread(target=_serve, args=(queue, self._stop), name=f"{queue}-{number}", daemon=True)
            for queue, count in threads.items()
            for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def stop(self, *, seconds: float) -> bool:
        """Take no more tasks and wait for those under way; False when one is still under way after that time.

        What is left then, another worker takes up.
        """
        self._stop.set()
        deadline = monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, deadline - monotonic()))
        return not any(thread.is_alive() for thread in self._threads)


def _serve(queue: str, stop: Event) -> None:
    backend = cast("ClusterBackend", task_backends[queue])
    worker_id = generate_worker_id()
    pause, next_sweep = _FIRST_PAUSE, monotonic() + _SWEEP_SECONDS
    while not stop.is_set():
        try:
            if monotonic() >= next_sweep:
                next_sweep = monotonic() + _SWEEP_SECONDS
                backend.broker.claim_stale_messages(worker_id)
            _serve_one(backend, queue=queue, worker_id=worker_id)
            pause = _FIRST_PAUSE
        except REDIS_FAILURES as error:
            log.warning("queue does not answer", extra={"queue": queue, "reason": type(error).__name__})
            stop.wait(pause)
            pause = min(pause * 2, _LAST_PAUSE)
        except Exception:  # the edge of the worker: one broken task must not end the thread
            log.exception("task not started", extra={"queue": queue})
            stop.wait(pause)
            pause = min(pause * 2, _LAST_PAUSE)
    try:
        backend.broker.remove_consumer(worker_id)
    except REDIS_FAILURES:
        log.warning("consumer left behind", extra={"queue": queue})


def _serve_one(backend: ClusterBackend, *, queue: str, worker_id: str) -> None:
    for message in backend.broker.receive(queue_name=queue, wait_seconds=_WAIT_SECONDS, worker_id=worker_id):
        # What raises here stays pending: it is handed out again, to this worker or to another.
        backend.run_task(message.task_id, worker_id=worker_id)
        backend.broker.ack(message)
