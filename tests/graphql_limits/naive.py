"""The same numbers the slow way: every fragment is walked again wherever it is spread. For small documents only."""

from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from schema.analysis.prices import Prices
from tests.graphql_limits.bookshop import first_operation


class Numbers(NamedTuple):
    """What the reference knows."""

    depth: int
    aliases: int
    fields: int
    points: int
    surcharge: int


class Naive:
    """Walks a document whose page sizes and conditions are literals."""

    def __init__(self, document: DocumentNode, schema: GraphQLSchema, prices: Prices) -> None:
        """Remember the fragments."""
        self.document, self.schema, self.prices = document, schema, prices
        self.fragments = {n.name.value: n for n in document.definitions if isinstance(n, FragmentDefinitionNode)}

    def of_operation(self) -> Numbers:
        """The numbers of the first operation; its root is a point."""
        operation = first_operation(self.document)
        found = self.within(operation.selection_set, self.schema.query_type, self.prices.assumed_length)
        return found._replace(points=found.points + 1)

    def within(self, selections: SelectionSetNode, parent: Any, page: int) -> Numbers:
        """Add a selection set up; `page` is the size of the page around it."""
        parts = [self.of_node(node, parent, page) for node in selections.selections]
        return Numbers(
            max(part.depth for part in parts), *(sum(part[index] for part in parts) for index in range(1, 5))
        )

    def of_node(self, node: Any, parent: Any, page: int) -> Numbers:
        """The numbers of one selection."""
        found = self.expand(node, parent, page)
        out = any(d.name.value == "skip" and d.arguments[0].value.value for d in node.directives or ())
        return found._replace(points=0, surcharge=0) if out else found

    def expand(self, node: Any, parent: Any, page: int) -> Numbers:
        """The numbers of one selection as if nothing were skipped."""
        if isinstance(node, FragmentSpreadNode):
            fragment = self.fragments[node.name.value]
            kind = self.schema.get_type(fragment.type_condition.name.value)
            return self.within(fragment.selection_set, kind, page)
        if isinstance(node, InlineFragmentNode):
            return self.within(node.selection_set, parent, page)
        return self.of_field(node, parent, page)

    def of_field(self, node: FieldNode, parent: Any, page: int) -> Numbers:
        """The numbers of a field with what lies below it."""
        name = node.name.value
        if name == "__typename":
            return Numbers(1, int(node.alias is not None), 1, 0, 0)
        definition = parent.fields[name]
        surcharge = self.prices.surcharges.get(f"{parent.name}.{name}", 0)
        if node.selection_set is None:
            return Numbers(1, int(node.alias is not None), 1, 0, surcharge)
        given = [int(argument.value.value) for argument in node.arguments or ()]  # type: ignore[attr-defined]
        # Of the fields with pages, this one alone has a default of its own.
        unsaid = 5 if name == "recent" else self.prices.default_page
        size = max(given, default=unsaid)
        is_list, paged = is_list_type(get_nullable_type(definition.type)), "first" in definition.args
        around = size if paged and not is_list else self.prices.assumed_length
        below = self.within(node.selection_set, get_named_type(definition.type), around)
        length = self.prices.lengths.get(f"{parent.name}.{name}", page)
        count = (size if paged else length) if is_list else 1
        aliases = below.aliases + (node.alias is not None)
        return Numbers(below.depth + 1, aliases, 1, count * (below.points + 1), below.surcharge + surcharge)
