"""Keep only the headers whose sender may be believed."""

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

from config.http.options import EdgeOptions

type Networks = tuple[IPv4Network | IPv6Network, ...]
type Headers = list[tuple[bytes, bytes]]

# Each of these tells the application something that only a proxy of ours can know.
PROXY_HEADERS = frozenset(
    {
        b"forwarded",
        b"x-real-ip",
        b"x-client-ip",
        b"x-cluster-client-ip",
        b"true-client-ip",
        b"cf-connecting-ip",
        b"x-original-url",
        b"x-rewrite-url",
        b"x-request-id",
        b"tracestate",
        b"baggage",
    }
)
TRACEPARENT = re.compile(rb"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
BAGGAGE_LIMIT = 8192  # the W3C's own limit
# Proxies add to the right; nobody has this many of them.
MAX_HOPS = 20


class ForwardedHeaders:
    """Drop forwarding headers of strangers; take address and scheme from those of our proxies.

    Headers with an underscore are dropped from anyone: `X_Forwarded_For` and `X-Forwarded-For` become one name in
    Django's META, and the twin would slip past a proxy that overwrites only the real one (CVE-2026-3902).
    """

    def __init__(self, app: ASGIApp, options: EdgeOptions) -> None:
        """Stand in front of `app`."""
        self.app = app
        self.options = options

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with believable headers only."""
        networks = self.options.trusted_proxies
        client = scope.get("client")
        trusted = bool(networks) and client is not None and is_trusted(client[0], networks)
        headers: Headers = scope["headers"]
        kept = [item for item in headers if _is_believable(item[0], item[1], trusted=trusted)]
        if trusted:
            scope = {**scope, **_forwarded(scope, kept, networks), "headers": kept}
        elif len(kept) != len(headers):
            scope = {**scope, "headers": kept}
        await self.app(scope, receive, send)


def _is_believable(name: bytes, value: bytes, *, trusted: bool) -> bool:
    if b"_" in name:
        return False
    if name == b"traceparent":
        return TRACEPARENT.fullmatch(value) is not None
    if name == b"baggage" and len(value) > BAGGAGE_LIMIT:
        return False
    return trusted or not (name in PROXY_HEADERS or name.startswith(b"x-forwarded-"))


def _forwarded(scope: Scope, headers: Headers, networks: Networks) -> dict[str, object]:
    found: dict[str, object] = {}
    hops = b",".join(value for name, value in headers if name == b"x-forwarded-for").decode("latin-1")
    address = client_address(peer=scope["client"][0], hops=hops, networks=networks)
    if address != scope["client"][0]:
        found["client"] = (address, 0)
    schemes = [value.strip().lower() for name, value in headers if name == b"x-forwarded-proto"]
    if len(schemes) == 1 and schemes[0] in {b"http", b"https"}:
        secure = schemes[0] == b"https"
        found["scheme"] = ("wss" if secure else "ws") if scope["type"] == "websocket" else schemes[0].decode()
    return found


def client_address(*, peer: str, hops: str, networks: Networks) -> str:
    """Find the address nearest to us that is not one of our proxies.

    Reading stops at the first entry that is not an address: what is left of it was written by a stranger.
    """
    nearest = peer
    for hop in reversed(hops.rsplit(",", MAX_HOPS)[-MAX_HOPS:]):
        address = _address(hop.strip())
        if address is None:
            return nearest
        nearest = str(address)
        if not is_trusted(nearest, networks):
            return nearest
    return nearest


@lru_cache(maxsize=1024)
def is_trusted(address: str, networks: Networks) -> bool:
    """Tell whether an address belongs to one of our proxies."""
    found = _address(address)
    return found is not None and any(found.version == network.version and found in network for network in networks)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
