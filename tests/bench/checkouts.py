"""Whole purchases by guests, from the first line in the cart to the placed order: eight requests each."""

import asyncio
import secrets
import time
from collections.abc import Sequence
from itertools import cycle
from typing import Any

import httpx

from config.demo.walkthrough import documents as docs
from config.demo.walkthrough.story import ADDRESS
from tests.bench.generator import Sample

GUEST = "mutation { guestTokenCreate { token errors { code } } }"
IN_STOCK = """
query($after: String) {
  products(first: 50, after: $after, filter: { inStock: true }) {
    nodes { vendor { id } variants { id stock { availability } } }
    pageInfo { endCursor }
  }
}
"""


async def drive_checkouts(*, url: str, clients: int, seconds: float) -> Sample:
    """Buy three lines of three vendors again and again; a latency is one of a whole purchase."""
    sample = Sample()
    started = time.perf_counter()
    async with httpx.AsyncClient(base_url=url, timeout=30, limits=httpx.Limits(max_connections=clients)) as http:
        trios = cycle(await _trios(http))
        began = time.perf_counter()

        async def shop() -> None:
            while time.perf_counter() < began + seconds:
                at = time.perf_counter()
                sample.failures += not await _buy(http, next(trios))
                sample.latencies.append(time.perf_counter() - at)

        await asyncio.gather(*(shop() for _ in range(clients)))
        sample.seconds = time.perf_counter() - began
    assert started <= began
    return sample


async def _buy(http: httpx.AsyncClient, variants: Sequence[str]) -> bool:
    """One purchase; False where something was refused (sold out meanwhile)."""
    token = (await _ask(http, GUEST))["token"]
    for variant in variants:
        payload = await _ask(http, docs.ADD, token, variantId=variant, quantity=1)
    payload = await _ask(http, docs.CONTACT, token, email="bench@shopper.example", address=ADDRESS)
    for group in payload["cart"]["groups"] if payload.get("cart") else ():
        method = group["deliveryOptions"][0]["methodId"]
        payload = await _ask(http, docs.DELIVERY, token, vendorId=group["vendorId"], methodId=method)
    payload = await _ask(http, docs.COMPLETE, token, idempotencyKey=secrets.token_hex(16), paymentMethod="card_success")
    return payload.get("order") is not None


async def _ask(http: httpx.AsyncClient, document: str, token: str | None = None, **given: Any) -> dict[str, Any]:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    variables = {"input": given} if given else {}
    answer = await http.post("/graphql", json={"query": document, "variables": variables}, headers=headers)
    payload: dict[str, Any] = next(iter(answer.json()["data"].values()))
    return payload


async def _trios(http: httpx.AsyncClient) -> list[tuple[str, ...]]:
    """Variants in stock, three of three vendors at a time."""
    by_vendor: dict[str, list[str]] = {}
    after: str | None = None
    for _ in range(20):
        answer = await http.post("/graphql", json={"query": IN_STOCK, "variables": {"after": after}})
        page = answer.json()["data"]["products"]
        for node in page["nodes"]:
            plenty = [one["id"] for one in node["variants"] if one["stock"]["availability"] == "IN_STOCK"]
            by_vendor.setdefault(node["vendor"]["id"], []).extend(plenty)
        after = page["pageInfo"]["endCursor"]
        if after is None:
            break
    shelves = sorted(by_vendor.values(), key=len, reverse=True)
    return [trio for start in range(0, len(shelves) - 2, 3) for trio in zip(*shelves[start : start + 3], strict=False)]
