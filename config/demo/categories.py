"""The category tree as values, parents before children."""

from config.demo.dice import identify
from config.demo.tables.categories import TREE
from config.demo.values import DemoCategory

_INDENT = 2


def grow_categories(*, seed: int) -> tuple[DemoCategory, ...]:
    """Every category of the tree; `position` counts among the children of one parent."""
    grown: list[DemoCategory] = []
    path: list[DemoCategory] = []
    children: dict[str, int] = {}
    for line in TREE.strip().splitlines():
        level = (len(line) - len(line.lstrip())) // _INDENT
        slug, name, description = (part.strip() for part in line.split("|"))
        parent = path[level - 1] if level else None
        under = parent.slug if parent else ""
        children[under] = children.get(under, 0) + 1
        category = DemoCategory(
            id=identify(seed, "category", slug),
            slug=slug,
            name=name,
            description=description,
            parent_id=parent.id if parent else None,
            level=level,
            position=children[under] - 1,
        )
        path = [*path[:level], category]
        grown.append(category)
    return tuple(grown)
