"""One pass over a document: everything the limits ask of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    ValueNode,
    get_named_type,
    is_list_type,
    is_non_null_type,
)

from schema.analysis.fragments import inner_first
from schema.analysis.inputs import Inputs, inputs_of
from schema.analysis.measures import NOTHING, Measure, beside, left_out, plus, times
from schema.analysis.prices import PAGE_ARGUMENTS, Prices
from schema.analysis.values import Selection, Values

# Below these fields of introspection lie types again.
_SCHEMA_LISTS = frozenset({"fields", "interfaces", "possibleTypes", "inputFields"})


@dataclass(frozen=True, slots=True)
class Analysis:
    """A document as the limits see it.

    Depth, aliases and fields are those of its largest operation or fragment, run or not: all of them are validated.
    The cost is that of the operation that runs.

    directives, directives_at_once   as written in the whole document, and on one node
    deferred                         how many selections come later, as written
    mutations, sensitive             root fields of mutations, and the sensitive ones among them
    requested, surcharge             points it may cost at most, and those among them that are no objects
    inputs                           what the arguments hold as written
    consulted                        the variables which decide over the cost
    visited                          nodes looked at, to prove that each is looked at once
    """

    depth: int
    aliases: int
    directives: int
    directives_at_once: int
    deferred: int
    mutations: int
    sensitive: int
    introspects: bool
    schema_depth: int
    schema_lists: int
    inputs: Inputs
    requested: int
    surcharge: int
    consulted: frozenset[str]
    visited: int


def analyse(
    document: DocumentNode,
    *,
    schema: GraphQLSchema,
    prices: Prices,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
) -> Analysis:
    """Measure a document of which `operation` is to run. It need not be valid."""
    values = Values(operation, variables)
    walk = _Walk(schema, prices, values)
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    for name in inner_first(fragments):
        walk.measure_fragment(fragments[name])
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    measured = {id(node): walk.measure_operation(node) for node in operations}
    mutations = [measured[id(node)] for node in operations if node.operation is OperationType.MUTATION]
    everything = [*measured.values(), *walk.fragments.values()]
    running = measured.get(id(operation), NOTHING)
    return Analysis(
        depth=max([piece.depth for piece in [*measured.values(), *walk.ordinary]], default=0),
        aliases=max([piece.aliases for piece in everything], default=0),
        directives=walk.directives,
        directives_at_once=walk.directives_at_once,
        deferred=walk.deferred,
        mutations=max([piece.fields for piece in mutations], default=0),
        sensitive=max([piece.sensitive for piece in mutations], default=0),
        introspects=walk.introspects,
        schema_depth=max([piece.schema_depth for piece in everything], default=0),
        schema_lists=max([piece.schema_lists for piece in everything], default=0),
        inputs=walk.inputs,
        # The root is an object too.
        requested=plus(1, running.points, times(running.points_per_item, prices.assumed_length), running.surcharge),
        surcharge=running.surcharge,
        consulted=frozenset(values.consulted),
        visited=walk.visited,
    )


class _Walk:
    """The pass itself. `fragments` holds the measures of those already passed."""

    def __init__(self, schema: GraphQLSchema, prices: Prices, values: Values) -> None:
        self.schema = schema
        self.prices = prices
        self.values = values
        self.fragments: dict[str, Measure] = {}
        self.ordinary: list[Measure] = []
        self.directives = 0
        self.directives_at_once = 0
        self.deferred = 0
        self.introspects = False
        self.inputs = Inputs()
        self.visited = 0

    def measure_fragment(self, node: FragmentDefinitionNode) -> None:
        self._look_at(node)
        parent = self.schema.get_type(node.type_condition.name.value)
        measure = self._within(node.selection_set, parent)
        self.fragments[node.name.value] = measure
        if not node.type_condition.name.value.startswith("__"):
            self.ordinary.append(measure)

    def measure_operation(self, node: OperationDefinitionNode) -> Measure:
        self._look_at(node)
        for definition in node.variable_definitions or ():
            self._look_at(definition)
            if definition.default_value is not None:
                self._take_in(definition.default_value)
        return self._within(node.selection_set, self.schema.get_root_type(node.operation))

    def _look_at(self, node: Any) -> None:
        self.visited += 1
        for argument in getattr(node, "arguments", None) or ():
            self._take_in(argument.value)
        directives: tuple[DirectiveNode, ...] = node.directives or ()
        if directives:
            self.directives += len(directives)
            self.directives_at_once = max(self.directives_at_once, len(directives))
            self.deferred += sum(directive.name.value == "defer" for directive in directives)
            for argument in [each for directive in directives for each in directive.arguments or ()]:
                self._take_in(argument.value)

    def _take_in(self, literal: ValueNode) -> None:
        inputs = inputs_of(literal)
        before = self.inputs
        self.inputs = Inputs(
            values=before.values + inputs.values,
            depth=max(before.depth, inputs.depth),
            longest_number=max(before.longest_number, inputs.longest_number),
        )

    def _within(self, selections: SelectionSetNode, parent: GraphQLNamedType | None) -> Measure:
        total = NOTHING
        for node in selections.selections:
            self._look_at(node)
            piece = self._measure(node, parent)  # type: ignore[arg-type]  # the three kinds there are
            total = beside(total, left_out(piece) if self.values.is_left_out(node) else piece)  # type: ignore[arg-type]
        return total

    def _measure(self, node: Selection, parent: GraphQLNamedType | None) -> Measure:
        if isinstance(node, FragmentSpreadNode):
            # Missing where fragments form a cycle: validation refuses it, and here it ends.
            return self.fragments.get(node.name.value, NOTHING)
        if isinstance(node, InlineFragmentNode):
            narrowed = node.type_condition
            return self._within(node.selection_set, self.schema.get_type(narrowed.name.value) if narrowed else parent)
        return self._field(node, parent)

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None) -> Measure:
        name = node.name.value
        definition: GraphQLField | None = getattr(parent, "fields", {}).get(name)
        if name in {"__schema", "__type"}:
            return self._introspection(node)
        kind = get_named_type(definition.type) if definition else None
        below = self._within(node.selection_set, kind) if node.selection_set else NOTHING
        points, per_item = self._points(node, below, parent, definition) if node.selection_set else (0, 0)
        within_schema = parent is not None and parent.name.startswith("__")
        return Measure(
            depth=below.depth + 1,
            aliases=plus(below.aliases, node.alias is not None),
            fields=1,
            sensitive=int(name in self.prices.sensitive),
            schema_depth=below.schema_depth,
            schema_lists=below.schema_lists + (within_schema and name in _SCHEMA_LISTS),
            points=points,
            points_per_item=per_item,
            surcharge=plus(below.surcharge, self.prices.surcharges.get(f"{parent}.{name}", 0)),
        )

    def _introspection(self, node: FieldNode) -> Measure:
        self.introspects = True
        kind = self.schema.get_type("__Schema" if node.name.value == "__schema" else "__Type")
        below = self._within(node.selection_set, kind) if node.selection_set else NOTHING
        return Measure(
            depth=1,
            aliases=plus(below.aliases, node.alias is not None),
            fields=1,
            schema_depth=below.depth,
            schema_lists=below.schema_lists,
            surcharge=self.prices.introspection,
        )

    def _points(
        self, node: FieldNode, below: Measure, parent: GraphQLNamedType | None, definition: GraphQLField | None
    ) -> tuple[int, int]:
        """The points of a field that returns objects: in all, and per item of the page around it."""
        assumed = self.prices.assumed_length
        paged = definition is not None and any(name in definition.args for name in PAGE_ARGUMENTS)
        page = assumed
        if paged and definition is not None:
            page = self.values.page_size(node, definition, default=self.prices.default_page)
        if definition is None or not _is_list(definition):
            return plus(1, below.points, times(below.points_per_item, page)), 0
        one = plus(1, below.points, times(below.points_per_item, assumed))
        length = page if paged else self.prices.lengths.get(f"{parent}.{node.name.value}")
        return (0, one) if length is None else (times(one, length), 0)


def _is_list(definition: GraphQLField) -> bool:
    outer = definition.type
    return is_list_type(outer.of_type if is_non_null_type(outer) else outer)
