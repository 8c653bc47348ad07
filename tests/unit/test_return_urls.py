"""Where a shopper may be sent back to."""

import pytest

from domains.common.errors import InvalidInput
from domains.orders.return_urls import ensure_ours

OURS = ("https://shop.example", "http://127.0.0.1:8000/")


@pytest.mark.parametrize(
    "url", ["https://shop.example", "https://shop.example/back?step=pay", "http://127.0.0.1:8000/thanks#top"]
)
def test_lets_our_storefronts_through(url: str) -> None:
    assert ensure_ours(url, origins=OURS) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/back",
        "//shop.example/",
        "javascript:alert(1)",
        "http://shop.example/",
        "https://shop.example.evil.example/",
        "https://shop.example@evil.example/",
        "https://evil.example\\@shop.example/",
        "https://shop.example:444/",
        "https://shop.example/\nback",
        "https://shop.example/" + "a" * 500,
        "https://[broken",
        "https://shöp.example/",
    ],
)
def test_sends_nobody_anywhere_else(url: str) -> None:
    with pytest.raises(InvalidInput):
        ensure_ours(url, origins=OURS)
