"""Documents that were parsed, found valid and judged before: a repeated one costs next to nothing.

Only valid documents are kept, and only as many as weigh, by their length, what the process can spare: whoever sends
ever new documents drives out old ones, but takes no more memory.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from graphql import DocumentNode, OperationDefinitionNode

from schema.analysis.documents import Analysis
from schema.analysis.values import Plain, plain

# A syntax tree takes some sixty times the memory of its text: a process keeps 60 MB of them at most.
MAX_LENGTH = 1_000_000
# Other page sizes and other conditions of one document.
MAX_VARIANTS = 64

type Analyser = Callable[[DocumentNode, OperationDefinitionNode, Mapping[str, Any]], Analysis]


class Known:
    """One document, and what was found out about it."""

    def __init__(self, text: str, document: DocumentNode, analyser: Analyser) -> None:
        """Nothing is known yet, not even whether it is valid."""
        self.text = text
        self.document = document
        self._analyser = analyser
        self._variants: OrderedDict[tuple[object, ...], Analysis] = OrderedDict()
        self._consulted: dict[str | None, tuple[str, ...]] = {}

    def analysis(self, operation_name: str | None, variables: Mapping[str, Any]) -> Analysis | None:
        """The document as the limits see it, remembered per operation and values that matter; None without that one."""
        consulted = self._consulted.get(operation_name)
        if consulted is not None:
            found = self._variants.get(_variant(operation_name, consulted, variables))
            if found is not None:
                return found
        operation = self._operation(operation_name)
        if operation is None:
            return None
        analysis = self._analyser(self.document, operation, variables)
        names = self._consulted[operation_name] = tuple(sorted(analysis.consulted))
        self._variants[_variant(operation_name, names, variables)] = analysis
        if len(self._variants) > MAX_VARIANTS:
            self._variants.popitem(last=False)
        return analysis

    def _operation(self, name: str | None) -> OperationDefinitionNode | None:
        operations = [node for node in self.document.definitions if isinstance(node, OperationDefinitionNode)]
        named = [node for node in operations if name is None or (node.name and node.name.value == name)]
        return named[0] if named else None


class Shelf:
    """The valid documents of a process, least recently used first."""

    def __init__(self, *, max_length: int = MAX_LENGTH) -> None:
        """An empty shelf that holds texts of that length in all."""
        self._max_length = max_length
        self._length = 0
        self._known: OrderedDict[str, Known] = OrderedDict()

    def __len__(self) -> int:
        """How many documents it holds."""
        return len(self._known)

    def find(self, text: str) -> Known | None:
        """The document of that text, if it is here."""
        known = self._known.get(text)
        if known is not None:
            self._known.move_to_end(text)
        return known

    def keep(self, known: Known) -> None:
        """Put a valid document on the shelf, and drop those not asked for longest to make room."""
        # One document may take a tenth, so that no single one empties the shelf.
        if known.text in self._known or len(known.text) * 10 > self._max_length:
            return
        self._known[known.text] = known
        self._length += len(known.text)
        while self._length > self._max_length:
            text, _ = self._known.popitem(last=False)
            self._length -= len(text)


def _variant(
    operation_name: str | None, consulted: tuple[str, ...], variables: Mapping[str, Any]
) -> tuple[object, ...]:
    # A variable that is absent takes its default; one that is null does not. And True equals 1 in Python.
    values: list[tuple[type, Plain] | None] = [
        (type(variables[name]), plain(variables[name])) if name in variables else None for name in consulted
    ]
    return (operation_name, *values)
