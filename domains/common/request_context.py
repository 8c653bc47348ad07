"""What is known about the request being served, readable from anywhere below the edge.

The edge opens a context per HTTP request or WebSocket connection; logging and tracing read it. Code that learns who
is asking calls `remember_user`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class RequestFacts:
    """Facts of one request; one object, shared by every task the request starts."""

    request_id: str
    method: str = ""
    path: str = ""
    started: float = 0.0  # time.perf_counter(), seconds
    user_id: str | None = None


request_id: ContextVar[str] = ContextVar("request_id", default="")
user_id: ContextVar[str | None] = ContextVar("user_id", default=None)
request_facts: ContextVar[RequestFacts | None] = ContextVar("request_facts", default=None)


@contextmanager
def request_scope(facts: RequestFacts) -> Iterator[RequestFacts]:
    """Make `facts` current inside the block, and put back what was there before."""
    tokens = (request_id.set(facts.request_id), user_id.set(facts.user_id), request_facts.set(facts))
    try:
        yield facts
    finally:
        request_id.reset(tokens[0])
        user_id.reset(tokens[1])
        request_facts.reset(tokens[2])


def remember_user(identity: str | None) -> None:
    """Note who is asking, for logs and traces."""
    user_id.set(identity)
    facts = request_facts.get()
    if facts is not None:
        # A context variable set in a child task is invisible outside it (Django and Strawberry both start tasks), and
        # the access log is written outside: the shared object carries it there.
        facts.user_id = identity
