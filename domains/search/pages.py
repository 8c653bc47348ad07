"""A page of products that can tell the facets of the whole list."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields
from typing import Self

from domains.catalogue.rows import ProductRow
from domains.common.pagination import Page
from domains.search.facets import Facets


@dataclass(frozen=True)
class ProductPage(Page[ProductRow]):
    """A page of products; its facets, like its count, are read only when somebody asks."""

    facets: Callable[[], Awaitable[Facets]]

    @classmethod
    def of(cls, page: Page[ProductRow], *, facets: Callable[[], Awaitable[Facets]]) -> Self:
        """The page, with its facets."""
        return cls(**{field.name: getattr(page, field.name) for field in fields(Page)}, facets=facets)
