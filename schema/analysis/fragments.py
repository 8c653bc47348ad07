"""The order in which fragments are measured: each after those it spreads."""

from collections.abc import Iterator, Mapping, Sequence

from graphql import FragmentDefinitionNode, FragmentSpreadNode, SelectionSetNode


def spreads_of(selections: SelectionSetNode) -> Iterator[FragmentSpreadNode]:
    """All spreads within a selection set, at any depth, without following them."""
    waiting = [selections]
    while waiting:
        for node in waiting.pop().selections:
            if isinstance(node, FragmentSpreadNode):
                yield node
                continue
            below: SelectionSetNode | None = getattr(node, "selection_set", None)
            if below is not None:
                waiting.append(below)


def inner_first(fragments: Mapping[str, FragmentDefinitionNode]) -> Sequence[str]:
    """The names of all fragments, each after those it spreads; where they form a cycle, one of them comes too early."""
    spread_by = {
        name: tuple(dict.fromkeys(node.name.value for node in spreads_of(fragment.selection_set)))
        for name, fragment in fragments.items()
    }
    ordered: dict[str, None] = {}
    seen: set[str] = set()
    for start in fragments:
        # An own stack: a chain of 250 fragments would exhaust the interpreter's.
        path = [] if start in seen else [(start, iter(spread_by[start]))]
        seen.add(start)
        while path:
            name, inner = path[-1]
            following = next((other for other in inner if other in spread_by and other not in seen), None)
            if following is None:
                ordered[name] = None
                path.pop()
            else:
                seen.add(following)
                path.append((following, iter(spread_by[following])))
    return tuple(ordered)
