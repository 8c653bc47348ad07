"""A row of the table: what is tried, and what has to come of it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import orjson

from tests.authorization.sides import World

type Header = tuple[bytes, bytes]
type Variables = Mapping[str, Any] | list[Any] | str | int | None

# Milliseconds of this process's CPU, the asking included: for a request, and for a document that is judged and refused.
USUAL, JUDGED = 100, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is sent: a GraphQL document in an envelope, or bytes as they are."""

    method: str = "POST"
    path: str = "/graphql"
    document: str | None = None
    envelope: Mapping[str, Any] = field(default_factory=dict)
    body: bytes | None = None
    media: bytes | None = b"application/json"
    query: bytes = b""
    headers: tuple[Header, ...] = ()

    def content(self, attempt: int) -> bytes | None:
        """The body; a document reads differently at each attempt, so that none is known from the last."""
        if self.document is None:
            return self.body
        text = f"{self.document}#{attempt}" if attempt else self.document
        return orjson.dumps({"query": text, **self.envelope})


type Sent = Request | Callable[[World], Request]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One request: who sends it, and the status, code and CPU of its answer. No code: it is answered without errors.

    `traces` are tables that it may change all the same. `secret` is neither in the answer nor in the log.
    """

    name: str
    sent: Sent
    status: int = 400
    code: str | None = "BAD_REQUEST"
    viewer: str = "anonymous"
    cpu: int = USUAL
    traces: Collection[str] = ()
    secret: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What is tried in words, and the proof: cases, tests elsewhere, or a reason why there is nothing to try."""

    tries: str
    cases: tuple[Case, ...] = ()
    tests: tuple[str, ...] = ()
    nothing: str = ""


def graphql(document: str, variables: Variables = None, **envelope: Any) -> Request:
    """A document over POST."""
    more = {} if variables is None else {"variables": variables}
    return Request(document=document, envelope={**more, **envelope})


def raw(body: bytes, *, path: str = "/graphql", media: bytes | None = b"application/json") -> Request:
    """Bytes over POST."""
    return Request(body=body, path=path, media=media)


def got(path: str, parameters: Mapping[str, str] | None = None, *, headers: tuple[Header, ...] = ()) -> Request:
    """A GET."""
    return Request(method="GET", path=path, query=urlencode(parameters or {}).encode(), headers=headers)
