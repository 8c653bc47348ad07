from ipaddress import ip_network

import pytest

from config.http.forwarded import client_address
from tests.edge.asking import Echo, ask, edge

PROXIES = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
FORGED = [
    (b"x-forwarded-for", b"1.2.3.4"),
    (b"x-forwarded-proto", b"https"),
    (b"x-forwarded-host", b"evil.example"),
    (b"forwarded", b"for=1.2.3.4"),
    (b"x-real-ip", b"1.2.3.4"),
    (b"x-request-id", b"chosen-by-the-client"),
    (b"x-original-url", b"/admin/"),
    (b"baggage", b"a=b"),
    (b"tracestate", b"a=b"),
]
TWINS = [(b"x_forwarded_for", b"1.2.3.4"), (b"x_request_id", b"chosen-by-the-client"), (b"content_length", b"9")]
TRACE = (b"traceparent", b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")


async def test_drops_what_a_stranger_says_about_itself() -> None:
    app = Echo()

    await ask(
        edge(app, trusted_proxies=PROXIES), "GET", "/api/x", headers=[*FORGED, *TWINS, (b"accept", b"*/*"), TRACE]
    )

    assert app.scopes[0]["headers"] == [(b"host", b"shop.example"), (b"accept", b"*/*"), TRACE]
    assert app.scopes[0]["client"] == ("203.0.113.9", 40000)
    assert app.scopes[0]["scheme"] == "http"


async def test_believes_a_proxy_of_ours_but_no_underscore_twin() -> None:
    app = Echo()

    answer = await ask(
        edge(app, trusted_proxies=PROXIES), "GET", "/api/x", headers=[*FORGED, *TWINS], client="10.1.2.3"
    )

    assert app.scopes[0]["headers"] == [(b"host", b"shop.example"), *FORGED]
    assert app.scopes[0]["client"] == ("1.2.3.4", 0)
    assert app.scopes[0]["scheme"] == "https"
    assert answer.headers[b"x-request-id"] == b"chosen-by-the-client"


@pytest.mark.parametrize(
    ("hops", "address"),
    [
        ("", "10.0.0.1"),
        ("198.51.100.7", "198.51.100.7"),
        ("6.6.6.6, 198.51.100.7, 10.0.0.9", "198.51.100.7"),
        ("10.0.0.8, 10.0.0.9", "10.0.0.8"),
        ("6.6.6.6, garbage, 10.0.0.9", "10.0.0.9"),
        ("6.6.6.6, <script>", "10.0.0.1"),
        ("2001:db8::1, fd00::2", "2001:db8::1"),
        ("6.6.6.6," + "10.0.0.2," * 5000 + "10.0.0.3", "10.0.0.2"),
    ],
)
def test_finds_the_nearest_address_that_is_not_ours(hops: str, address: str) -> None:
    assert client_address(peer="10.0.0.1", hops=hops, networks=PROXIES) == address


@pytest.mark.parametrize(
    "value",
    [b"", b"00-xyz", TRACE[1] + b"-extra", TRACE[1].upper(), b"00-" + b"0" * 32 + b"-00f067aa0ba902b7-01", b"a" * 9000],
)
async def test_drops_a_malformed_trace_parent(value: bytes) -> None:
    app = Echo()

    await ask(edge(app), "GET", "/api/x", headers=[(b"traceparent", value)])

    assert app.scopes[0]["headers"] == [(b"host", b"shop.example")]


async def test_drops_heavy_baggage_even_from_a_proxy() -> None:
    app = Echo()

    await ask(
        edge(app, trusted_proxies=PROXIES), "GET", "/api/x", headers=[(b"baggage", b"a" * 9000)], client="10.0.0.1"
    )

    assert app.scopes[0]["headers"] == [(b"host", b"shop.example")]


@pytest.mark.parametrize(
    "value", [b"a\r\nx: y", b"\x1b[31mred-alert", b"short", b"a" * 65, b"-starts-with-dash", b"\xff" * 9]
)
async def test_replaces_a_request_id_that_is_not_one(value: bytes) -> None:
    answer = await ask(
        edge(Echo(), trusted_proxies=PROXIES), "GET", "/api/x", headers=[(b"x-request-id", value)], client="10.0.0.1"
    )

    assert answer.headers[b"x-request-id"] != value
    assert len(answer.headers[b"x-request-id"]) == 32


async def test_gives_each_request_an_id_of_its_own() -> None:
    ids = [(await ask(edge(Echo()), "GET", "/api/x")).headers[b"x-request-id"] for _ in range(50)]

    assert len(set(ids)) == 50
    assert sorted(ids) == ids
