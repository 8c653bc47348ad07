"""What is wrong with a request's head: its URL and its headers."""

import re
from functools import lru_cache

from starlette.types import Scope

from config.http.options import EdgeOptions
from config.http.refusals import Refusal

# Two of these are a request that two servers read differently.
SINGLE = frozenset(
    {b"authorization", b"host", b"content-length", b"content-type", b"content-encoding", b"transfer-encoding"}
)
HOST = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9_.-]*[a-z0-9])?\.?|\[[0-9a-f:.]{2,45}\])(?::(?P<port>[0-9]{1,5}))?", re.IGNORECASE
)
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
CLIMBING = re.compile(r"/\.\.?(?:/|$)")

URL_TOO_LONG = Refusal(414, "URL_TOO_LONG", "The address is too long.", closes=True)
HEADERS_TOO_LARGE = Refusal(431, "HEADERS_TOO_LARGE", "The headers are too large.", closes=True)
AMBIGUOUS_HEADER = Refusal(400, "AMBIGUOUS_HEADER", "A header that may be given once was given twice.", closes=True)
BAD_LENGTH = Refusal(400, "BAD_LENGTH", "The length of the body is not clear.", closes=True)
BAD_HOST = Refusal(400, "BAD_HOST", "The Host header is not one of ours.", closes=True)
BAD_PATH = Refusal(404, "NOT_FOUND", "There is nothing at this address.", closes=True)
BAD_QUERY = Refusal(400, "BAD_QUERY", "The query string holds a character that is not text.", closes=True)


def head_refusal(scope: Scope, options: EdgeOptions) -> Refusal | None:
    """Find the first thing wrong with a request before its body is looked at."""
    query: bytes = scope["query_string"]
    if len(scope.get("raw_path") or b"") + len(query) > options.url_limit:
        return URL_TOO_LONG
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    single: dict[bytes, bytes] = {}
    # Four bytes a header for ": " and the line end, as on the wire.
    size = 4 * len(headers)
    for name, value in headers:
        size += len(name) + len(value)
        if name in SINGLE:
            if name in single:
                return AMBIGUOUS_HEADER
            single[name] = value
    if size > options.headers_limit or len(headers) > options.header_count_limit:
        return HEADERS_TOO_LARGE
    return _length_refusal(single) or _address_refusal(scope["path"], query, single.get(b"host", b""), options)


def _length_refusal(single: dict[bytes, bytes]) -> Refusal | None:
    length, encoding = single.get(b"content-length"), single.get(b"transfer-encoding")
    if encoding is not None and (length is not None or encoding.strip().lower() != b"chunked"):
        return BAD_LENGTH
    if length is not None and (not length.isdigit() or len(length) > 18):
        return BAD_LENGTH
    return None


def _address_refusal(path: str, query: bytes, host: bytes, options: EdgeOptions) -> Refusal | None:
    if not is_host_ours(host.decode("latin-1"), options.allowed_hosts):
        return BAD_HOST
    if CONTROL.search(path) or CLIMBING.search(path):
        return BAD_PATH
    # PostgreSQL has no NUL in text, so none may reach a filter.
    return BAD_QUERY if b"%00" in query else None


@lru_cache(maxsize=256)
def is_host_ours(host: str, allowed: tuple[str, ...]) -> bool:
    """Tell whether a Host header is well-formed and names one of our hosts."""
    found = HOST.fullmatch(host)
    if found is None or int(found["port"] or 0) > 65535:
        return False
    if not allowed or "*" in allowed:
        return True
    port = found["port"]
    name = (host.removesuffix(f":{port}") if port else host).lower().rstrip(".")
    return any(name == entry or (entry[:1] == "." and name.endswith(entry)) for entry in allowed)


def content_length(scope: Scope) -> int | None:
    """Give the declared length of a body, or None when it comes in chunks or not at all."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value)
    return None


def expects_body(scope: Scope) -> bool:
    """Tell whether a request brings a body."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) > 0
        if name == b"transfer-encoding":
            return True
    # A body needs no header in HTTP/2; in HTTP/1 without either there is none.
    return not scope["http_version"].startswith("1")
