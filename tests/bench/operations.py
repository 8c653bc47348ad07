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
# The same page with what stands below it, at once and deferred.
BELOW = """
query Page($slug: String!) {
  product(slug: $slug) {
    id title description
    vendor { name slug city takesOrders }
    media { url alt width height colour }
    axes { code name values { code name swatch } }
    variants { id sku options { axis value } price { amount { minor currency } } stock { availability } }
    ...Beside%(defer_beside)s
    ...Reviewed%(defer_reviews)s
  }
}
fragment Beside on Product {
  similar(first: 6) { ...Card }
  completeTheLook(first: 4) { ...Card }
  boughtTogether(first: 4) { ...Card }
}
fragment Card on Product { id title slug media { url alt } priceRange { lowest { minor currency } } }
fragment Reviewed on Product { reviews(first: 5) { nodes { rating title body authorName isVerified } } }
"""
AT_ONCE = BELOW % {"defer_beside": "", "defer_reviews": ""}
DEFERRED = BELOW % {"defer_beside": ' @defer(label: "beside")', "defer_reviews": ' @defer(label: "reviews")'}
IN_PARTS = "multipart/mixed;deferSpec=20220824, application/json"
SIMILAR = """
query Alike($slug: String!) { product(slug: $slug) { id similar(first: 12) { id title } } }
"""
SEARCH = """
query Search($text: String!) {
  search(text: $text, first: 20) {
    nodes { id title slug vendor { name } media { url alt } priceRange { lowest { minor currency } } }
    pageInfo { hasNextPage endCursor }
  }
}
"""
FACETS = """
fragment Choices on ProductResults {
  nodes { id title }
  facets {
    onSale inStock
    categories { name count }
    vendors { name count }
    options { code values { code name count } }
    prices { fromMinor count }
  }
}
"""
LIST_FACETS = "query Facets { products(first: 20) { ...Choices } }" + FACETS
SHELF_FACETS = (
    "query Shelf($path: String!) { products(first: 20, filter: { categoryPath: $path, inStock: true }) { ...Choices } }"
    + FACETS
)
SEARCH_FACETS = "query Found($text: String!) { search(text: $text, first: 20) { ...Choices } }" + FACETS
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


# How deep a list is read: pages of 20 that lie before the one asked for.
DEPTHS = (0, 99, 999)
DEEPER = """
query($after: String, $first: Int!) {
  products(first: $first, after: $after) { nodes { slug } pageInfo { endCursor hasNextPage } }
}
"""
_PAGE = 20
_MOST_SLUGS = 200


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing a storefront asks for, again and again."""

    name: str
    messages: Sequence[bytes]

    @property
    def requests(self) -> Requests:
        """Its requests, one after the other, from the first."""
        return round_robin(self.messages)


def operations(*, url: str, host: str, only: str = "") -> Sequence[Operation]:
    """All operations whose name has `only` in it, over products that the marketplace has."""
    slugs, cursors = _walk(url)
    pages = [{"slug": slug} for slug in slugs]

    def asks(document: str, several: Sequence[dict[str, Any]], **headers: str) -> list[bytes]:
        bodies = (orjson.dumps({"query": document, "variables": variables}) for variables in several)
        return [post("/graphql", body, host=host, **headers) for body in bodies]

    every = (
        Operation("{ __typename }", asks("{ __typename }", [{}])),
        *(
            Operation(f"product list, page {depth + 1:,}", asks(LIST, [{"after": cursor}]))
            for depth, cursor in cursors.items()
        ),
        Operation("list with facets", asks(LIST_FACETS, [{}])),
        Operation("shelf with facets", asks(SHELF_FACETS, [{"path": path} for path in _shelves(url)])),
        Operation("product page", asks(PAGE, pages)),
        Operation("page and below, at once", asks(AT_ONCE, pages)),
        Operation("page and below, @defer", asks(DEFERRED, pages, accept=IN_PARTS)),
        Operation("similar products", asks(SIMILAR, pages)),
        Operation("search, 20 results", asks(SEARCH, [{"text": text} for text in WORDS])),
        Operation("search with facets", asks(SEARCH_FACETS, [{"text": text} for text in WORDS])),
        Operation(
            "autocomplete (Ninja)",
            [get(f"/api/search/autocomplete?q={quote(text)}", host=host) for text in PREFIXES],
        ),
    )
    return [operation for operation in every if only in operation.name]


def _walk(url: str) -> tuple[list[str], dict[int, str | None]]:
    """Slugs of the first 200 products, and the cursor behind so many pages for each depth that the list reaches."""
    slugs: list[str] = []
    cursors: dict[int, str | None] = {0: None}
    with httpx.Client(base_url=url, timeout=30) as client:

        def step(after: str | None, first: int) -> tuple[str | None, bool]:
            body = {"query": DEEPER, "variables": {"after": after, "first": first}}
            page = client.post("/graphql", json=body).json()["data"]["products"]
            if len(slugs) < _MOST_SLUGS:
                slugs.extend(node["slug"] for node in page["nodes"])
            return page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

        after, more, passed = None, True, 0
        for depth in DEPTHS[1:]:
            while more and passed < depth * _PAGE:
                first = min(50, depth * _PAGE - passed)
                after, more = step(after, first)
                passed += first
            if more:
                cursors[depth] = after
    return slugs, cursors


def _shelves(url: str) -> list[str]:
    """The paths of the top categories."""
    answer = httpx.post(f"{url}/graphql", json={"query": "{ categories { path } }"}, timeout=30)
    return [category["path"] for category in answer.json()["data"]["categories"]]
