"""What is measured: the requests of each operation, ready as bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
import orjson

from tests.bench.generator import Requests, get, post, round_robin

LIST = """
query List($after: String) {
  products(first: 20, after: $after) {
    nodes {
      id title slug
      vendor { name slug }
      category { name path }
      media { url alt }
      priceRange { lowest { minor currency } isReduced }
      variants { id sku options { axis value } price { amount { minor currency } } stock { availability } }
    }
    pageInfo { hasNextPage endCursor }
  }
}
"""
PAGE = """
query Page($slug: String!) {
  product(slug: $slug) {
    id title description
    vendor { name slug city takesOrders }
    category { name path ancestors { name path } }
    media { url alt width height colour }
    axes { code name values { code name swatch } }
    priceRange { lowest { minor currency } highest { minor currency } isReduced }
    variants { id sku options { axis value } price { amount { minor currency } } stock { availability } }
  }
}
"""
SEARCH = """
query Search($text: String!) {
  search(text: $text, first: 20) {
    nodes { id title slug vendor { name } media { url alt } priceRange { lowest { minor currency } } }
    pageInfo { hasNextPage endCursor }
  }
}
"""
WORDS = (
    "ankara dress",
    "snekaers",
    "kaftan",
    "leather handbag",
    "adire shirt",
    "kente",
    "brogues",
    "headwrap",
    "linen",
)
PREFIXES = ("an", "ank", "ankara", "sne", "kaf", "lea", "dre", "agb", "lag")


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing a storefront asks for, again and again."""

    name: str
    requests: Requests


def operations(*, url: str, host: str) -> Sequence[Operation]:
    """All operations, over products that the marketplace has."""
    slugs = _slugs(url)

    def asks(document: str, several: Sequence[dict[str, Any]]) -> Requests:
        bodies = (orjson.dumps({"query": document, "variables": variables}) for variables in several)
        return round_robin([post("/graphql", body, host=host) for body in bodies])

    return (
        Operation("{ __typename }", asks("{ __typename }", [{}])),
        Operation("product list of 20", asks(LIST, [{"after": None}])),
        Operation("product page", asks(PAGE, [{"slug": slug} for slug in slugs])),
        Operation("search, 20 results", asks(SEARCH, [{"text": text} for text in WORDS])),
        Operation(
            "autocomplete (Ninja)",
            round_robin([get(f"/api/search/autocomplete?q={quote(text)}", host=host) for text in PREFIXES]),
        ),
    )


def _slugs(url: str) -> list[str]:
    document = "query($after: String) { products(first: 50, after: $after) { nodes { slug } pageInfo { endCursor } } }"
    slugs: list[str] = []
    after: str | None = None
    with httpx.Client(base_url=url, timeout=30) as client:
        for _ in range(4):
            body = {"query": document, "variables": {"after": after}}
            page = client.post("/graphql", json=body).json()["data"]["products"]
            slugs += [node["slug"] for node in page["nodes"]]
            after = page["pageInfo"]["endCursor"]
    return slugs
