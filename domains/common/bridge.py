"""The one hop between the two worlds: an async caller runs a sync service, whole, in a thread of its own pool."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from functools import cache, partial

from django.conf import settings
from django.db import connections
from psycopg_pool import PoolTimeout

from domains.common.db import writing
from domains.common.errors import Unavailable
from domains.common.undertaking import written_in_time


@cache
def _writers() -> ThreadPoolExecutor:
    # As many threads as the pool has connections: a thread never waits for a connection while others wait for it.
    return ThreadPoolExecutor(max_workers=settings.WRITE_THREADS, thread_name_prefix="write")


@cache
def _thinkers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=settings.CPU_THREADS, thread_name_prefix="cpu")


@cache
def _messengers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=settings.STORAGE_THREADS, thread_name_prefix="storage")


async def in_transaction[**P, R](service: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a sync service in one hop; it opens its own transaction.

    Raises Unavailable when no thread is free within WRITE_WAIT seconds; then nothing has started. Once started the
    service finishes, even if the caller is cancelled. Raises TookTooLong where it was cut and rolled back: within a
    mutation its statements do not wait for ever.
    """
    call = partial(copy_context().run, _run_and_give_back, partial(service, *args, **kwargs))
    return await _started_in_time(_writers().submit(call))


async def on_a_thread[**P, R](work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Run blocking work with files or the network, without database, in a pool of its own: a slow storage must not
    keep writes or hashing waiting.

    Raises Unavailable when no thread is free within WRITE_WAIT seconds; then nothing has started.
    """
    call = partial(copy_context().run, partial(work, *args, **kwargs))
    return await _started_in_time(_messengers().submit(call))


async def off_the_loop[**P, R](work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Run CPU-heavy work without database (password hashing, images) in a small pool beside the event loop."""
    call = partial(copy_context().run, partial(work, *args, **kwargs))
    return await asyncio.get_running_loop().run_in_executor(_thinkers(), call)


async def _started_in_time[R](job: Future[R]) -> R:
    answer = asyncio.wrap_future(job)
    done, _ = await asyncio.wait({answer}, timeout=settings.WRITE_WAIT)
    # `cancel` succeeds only for a job that no thread has begun: then, and only then, nothing has happened.
    if not done and job.cancel():
        raise Unavailable
    return await asyncio.shield(answer)


def _run_and_give_back[R](call: Callable[[], R]) -> R:
    writing.set(True)
    try:
        with written_in_time():
            return call()
    except PoolTimeout as error:
        raise Unavailable from error
    finally:
        # Django's request signals do not fire here, so nobody else would return the connection to the pool.
        connections.close_all()
