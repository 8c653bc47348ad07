"""A page of products that can tell the facets of the whole list, and what in its products answers the question."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, fields
from typing import Self

from domains.catalogue.rows import ProductRow
from domains.common.pagination import Page
from domains.search.facets import Facets
from domains.search.highlighting import Highlight


@dataclass(frozen=True)
class ProductPage(Page[ProductRow]):
    """A page of products; facets and highlights, like the count, are read only when somebody asks."""

    facets: Callable[[], Awaitable[Facets]]
    find_highlights: Callable[[], Awaitable[Sequence[Highlight]]]

    @classmethod
    def of(
        cls,
        page: Page[ProductRow],
        *,
        facets: Callable[[], Awaitable[Facets]],
        find_highlights: Callable[[], Awaitable[Sequence[Highlight]]],
    ) -> Self:
        """The page, with its facets and highlights."""
        of_page = {field.name: getattr(page, field.name) for field in fields(Page)}
        return cls(**of_page, facets=facets, find_highlights=find_highlights)

    async def highlights(self) -> Sequence[Highlight]:
        """One per product of the page, in its order."""
        return await self.find_highlights()
